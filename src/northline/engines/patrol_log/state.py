"""What the patrol log remembers: of each unit its last fix, and the leg that is not over yet."""

import msgspec

MOST_UNITS = 2_000
"""So many units are remembered at most; beyond, those heard least lately are let go."""


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """A leg, still open or just closed.  Instants are us, and its stays flat lists of one length.

    Attributes:
        mode: place in `columns.MODES`.
        segment: code of the segment of the line.
        since: when it began.
        until: when its counted time ended last.
        stretches: stays: number of the stretch.
        begins: stays: from when.
        ends: stays: until when.
        metres: way made good in counted time.
        flags: bits, as `legs.FLAGS` are ordered.
        first: id of the first record that it rests on.
        last: id of the last.
        lon: where it began, degrees.
        lat: likewise.
        markings: of all that it rests on, ascending.
        received: latest receipt.
        callsign: what the unit is called, or None.
        officers: crew, as last stated, or None.
    """

    mode: int
    segment: int
    since: int
    until: int
    stretches: tuple[int, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    metres: float
    flags: int
    first: bytes
    last: bytes
    lon: float
    lat: float
    markings: tuple[int, ...]
    received: int
    callsign: str | None
    officers: int | None


class UnitKept(msgspec.Struct, frozen=True, kw_only=True):
    """One unit: its last fix that was looked at.

    Attributes:
        identity: the unit.
        mode: as last stated: place in `columns.MODES`.
        callsign: as last stated, or None.
        officers: as last stated, or None.
        id: of the fix.
        at: us.
        received: us.
        marking: of the fix.
        lon: degrees.
        lat: degrees.
        km: of the line beside it.
        distance: from the line, m; infinite where it is too far to say.
        segment: of the line; -1 where it is too far to say.
        flags: bits that the next counted time is flagged with.
        open: the leg that is not over yet.
    """

    identity: str
    mode: int
    callsign: str | None
    officers: int | None
    id: bytes
    at: int
    received: int
    marking: int
    lon: float
    lat: float
    km: float
    distance: float
    segment: int
    flags: int = 0
    open: Leg | None = None


class LogState(msgspec.Struct, frozen=True, kw_only=True):
    """All it remembers.

    Attributes:
        units: by identity.
        clock: latest receipt of anything, us.
    """

    units: tuple[UnitKept, ...] = ()
    clock: int = 0
