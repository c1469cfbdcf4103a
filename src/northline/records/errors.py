"""Every error that may cross the border of a module, drawn as the tree it is.

::

    NorthlineError
    |-- UsageError            2   the command, argument or setting is wrong
    |   |-- SettingsError     2   a line of northline.toml or of a scenario is wrong
    |   +-- UnknownName       2   no record kind, format, engine or scenario of that name
    |-- InputError            2   bytes from outside could not be taken as they are
    |   |-- RejectedUnit      2   one unit of a feed: kept as rejected, reading goes on
    |   +-- TooManyRejected   2   the cap of a feed is reached: reading stops and says so
    |-- NotPermitted          3   the viewer may not do this, or must not know of it
    |   |-- RoleNeeded        3   no role that the viewer holds may do this
    |   |-- MarkingRefused    3   the marking may not enter (Top Secret, empty owner, ...)
    |   |-- SignInRefused     3   name, password or purpose do not open an account
    |   +-- LockedOut         3   too many sign-ins failed: not before an instant
    |-- MissingDependency     4   a program or package that this needs is not here
    |-- LedgerError           1   the ledger cannot do what was asked
    |   |-- LedgerFull        1   no space left: nothing of the batch was kept
    |   |-- LedgerDamaged     1   what is stored is not what was committed
    |   |-- Conflict          1   somebody else moved on from that position first
    |   +-- BelowMinimum      3   erasure refused: kept for its minimum, or under a hold
    +-- ReplayDiffers         1   a replay did not give what the ledger holds

The number is the exit code of the command line: 0 done, 1 done but something needs a look,
2 input or usage wrong, 3 not permitted, 4 a dependency is missing.  No other exception of
ours crosses a module border, and no ``assert`` checks input.
"""

from typing import ClassVar


class NorthlineError(Exception):
    """Root of the tree.  The message says what is wrong, where, and what to do about it."""

    exit_code: ClassVar[int] = 1


class UsageError(NorthlineError):
    """The command, an argument or a setting is wrong."""

    exit_code = 2


class SettingsError(UsageError):
    """A line of ``northline.toml`` or of a scenario file is wrong."""


class UnknownName(UsageError):
    """There is no record kind, format, engine, port or scenario of that name."""


class InputError(NorthlineError):
    """Bytes from outside could not be taken as they are."""

    exit_code = 2


class RejectedUnit(InputError):
    """One unit of a feed cannot be read.  Its bytes are kept; the reading goes on."""


class TooManyRejected(InputError):
    """A feed has reached its cap of rejected units; reading stopped at a known place."""


class NotPermitted(NorthlineError):
    """The viewer may not do this.  The message never says whether a record exists."""

    exit_code = 3


class RoleNeeded(NotPermitted):
    """None of the viewer's roles may do this.  The message names those that may.

    It rests on roles alone, so it tells nothing of what the ledger holds.
    """


class MarkingRefused(NotPermitted):
    """A marking that no record here may carry, such as Top Secret or one without an owner."""


class SignInRefused(NotPermitted):
    """Name, password or purpose do not open an account.  Never says which accounts there are."""


class LockedOut(NotPermitted):
    """Too many sign-ins failed from this address, or with this name.

    Attributes:
        until: instant from which another may be tried, microseconds since 1970 in UTC.
    """

    def __init__(self, message: str, *, until: int) -> None:
        super().__init__(message)
        self.until = until


class MissingDependency(NorthlineError):
    """A program or package that this needs is not here.  The message names the remedy."""

    exit_code = 4


class LedgerError(NorthlineError):
    """The ledger cannot do what was asked of it."""


class LedgerFull(LedgerError):
    """No space is left on the device.  Nothing of the batch was kept; try again later."""


class LedgerDamaged(LedgerError):
    """What is stored is not what was committed.  ``northline verify`` says where."""


class Conflict(LedgerError):
    """Another process moved on from the position that this append started from."""


class BelowMinimum(LedgerError):
    """Erasure refused: a record is younger than its minimum, or under a legal hold."""

    exit_code = 3


class ReplayDiffers(LedgerError):
    """A replay did not give, byte for byte, what the ledger holds."""
