"""The nodes of the rule of who may see what; `northline.records.marking` makes the tree of them.

They are plain data, so that a ledger can compile them and a test can compare the result.
"""

import msgspec

from northline.records.units import Micros


class LevelAtMost(msgspec.Struct, frozen=True, tag=True):
    """The marking's level is at most ``level``."""

    level: int


class CaveatsWithin(msgspec.Struct, frozen=True, tag=True):
    """Each caveat is one that the viewer satisfies (`northline.records.caveats`).

    Attributes:
        known: caveats with a fixed meaning that the viewer satisfies.
        country: the viewer's country as lists of those released to name it (``REL TO USA, CAN``),
            or empty where they never do.
        code: the viewer's country as lists of those denied name it (``NOT TO``, ``ORIGIN``), as
            two capitals; anything else satisfies no such list.
    """

    known: tuple[str, ...]
    country: str
    code: str


class CompartmentsWithin(msgspec.Struct, frozen=True, tag=True):
    """Each compartment of the marking stands in ``held``."""

    held: tuple[str, ...]


class EveryOwnerReleases(msgspec.Struct, frozen=True, tag=True):
    """Each owner is ``agency`` itself, or released to it for ``purpose`` and not yet expired.

    Attributes:
        agency: the viewer's agency: what it owns itself needs no release.
        identities: names the viewer answers to as a partner: agency, groups and `ANYONE`.
        purpose: the declared purpose; `ANYONE` satisfies every purpose that is not empty.
        now: the instant that expiries are compared with.
    """

    agency: str
    identities: tuple[str, ...]
    purpose: str
    now: Micros


class HasOwner(msgspec.Struct, frozen=True, tag=True):
    """The marking names at least one owner: one without is denied to everybody."""


class All(msgspec.Struct, frozen=True, tag=True):
    """Every node of ``of`` holds."""

    of: tuple[LevelAtMost | CaveatsWithin | CompartmentsWithin | EveryOwnerReleases | HasOwner, ...]


Rule = All
"""The tree that a ledger compiles."""
