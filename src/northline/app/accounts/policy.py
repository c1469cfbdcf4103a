"""How strict sign-in is on this node: ``accounts.toml`` in the home folder, where there is one.

::

    idle_minutes = 30
    password_days = 365

What it leaves out is as below.  It is read when the accounts are opened.
"""

import tomllib
from pathlib import Path

import msgspec

from northline.records.errors import SettingsError
from northline.records.units import Micros

FILE = "accounts.toml"

SECOND = 1_000_000
"""Microseconds."""

MINUTE, HOUR, DAY = 60 * SECOND, 3_600 * SECOND, 86_400 * SECOND

_RANGES = {
    "idle_minutes": (1, 24 * 60),
    "longest_hours": (1, 24 * 7),
    "minimum_length": (12, 64),
    "password_days": (0, 3_650),
    "failures": (3, 100),
    "failures_of_name": (3, 100),
    "failures_of_address": (3, 10_000),
    "delay_seconds": (1, 3_600),
    "longest_delay_minutes": (1, 24 * 60),
}


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How strict sign-in is.

    Attributes:
        idle_minutes: a session ends when it was not used for so long; 1 to 1,440.
        longest_hours: a session ends after so long whatever happens; 1 to 168.
        minimum_length: characters a password must have; 12 to 64.
        password_days: a password must be changed when it is so old; 0 for never, to 3,650.  Off,
            for who must change a password by the calendar takes a weaker one, and nearly the same
            (NIST SP 800-63B-4, 3.1.1.2: a change is forced on evidence of compromise, not by time).
        failures: failed sign-ins with one name from one address before the next has to wait; 3 to
            100.
        failures_of_name: the same for one name, whatever the addresses; 3 to 100, which is the most
            that NIST allows (SP 800-63B-4, 3.2.2).
        failures_of_address: the same for one address, whatever the names; 3 to 10,000.
        delay_seconds: the first wait; each failure after it doubles it; 1 to 3,600.
        longest_delay_minutes: no wait is longer; 1 to 1,440.
    """

    idle_minutes: int = 30
    longest_hours: int = 12
    minimum_length: int = 12
    password_days: int = 0
    failures: int = 5
    failures_of_name: int = 100
    failures_of_address: int = 20
    delay_seconds: int = 30
    longest_delay_minutes: int = 15

    def __post_init__(self) -> None:
        """Refuse what is out of range: the error names it."""
        for name, (least, most) in _RANGES.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} must be from {least:,} to {most:,}")

    @property
    def idle(self) -> int:
        """Idle time after which a session ends, microseconds."""
        return self.idle_minutes * MINUTE

    @property
    def longest(self) -> int:
        """Time after which a session ends, microseconds."""
        return self.longest_hours * HOUR

    def delay(self, failures: int, free: int) -> int:
        """How long to wait after so many failures, microseconds.

        Args:
            failures: how many there were in a row.
            free: how many are let pass without a wait.
        """
        if failures < free:
            return 0
        doublings = min(failures - free, 32)
        return min((self.delay_seconds << doublings) * SECOND, self.longest_delay_minutes * MINUTE)

    def is_stale(self, password_at: Micros, now: Micros) -> bool:
        """Whether a password that was set then must be changed now."""
        return bool(self.password_days) and now - password_at >= self.password_days * DAY


def policy_of(home: Path) -> Policy:
    """How strict sign-in is, as the home folder says.

    Raises:
        SettingsError: when the file cannot be read, or says what cannot be.
    """
    path = home / FILE
    try:
        return msgspec.convert(tomllib.loads(path.read_text()), Policy)
    except FileNotFoundError:
        return Policy()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}; nobody can sign in") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as error:
        raise SettingsError(f"{path}: {error}; correct it, or move it away") from error
