"""What the safety engine remembers: units, what was last heard of each, radio sites, the clock."""

import msgspec

from northline.engines.safety.radio import Site

MOST_FOLLOWED = 5_000
"""So many units are remembered at most; beyond, those heard of least lately that are not overdue go."""


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One word of a unit: a check-in or a position, with who said so.

    Attributes:
        at: us.
        id: record that says so.
        marking: of it.
        received: us.
        how: ``radio``, ``app``, ``cot``, or ``position``.
    """

    at: int
    id: bytes
    marking: int
    received: int
    how: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a unit was last: degrees, and of a track point how it went (knots, degrees true)."""

    at: int
    lon: float
    lat: float
    sigma: float | None = None
    knots: float | None = None
    course: float | None = None
    track: bool = False
    id: bytes
    marking: int
    received: int


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that is open.

    Attributes:
        word: the last word before it, which the event is named by.
        due: until when the next was awaited, us.
        steps: how many steps were told.
        told: revisions told.
    """

    word: Word
    due: int
    steps: int = 0
    told: int = 0


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """One unit.

    Attributes:
        identity: it.
        callsign: what it is called, or None.
        mode: how it goes about, or None.
        home: side of the line that it says it is of; 0 unknown.
        airspace: whether it has authority over the airspace.
        battery: charge of its device, 0 to 1, or None.
        stated: record that says the newest of these, or None.
        position: its last position that counts as a word.
        check_in: its last check-in.
        next_due: what that said, us, or None.
        place: where it was last.
        alarm: the alarm that is open, or None.
        over: whether it is told of as over the line.
    """

    identity: str
    callsign: str | None = None
    mode: str | None = None
    home: int = 0
    airspace: bool = False
    battery: float | None = None
    stated: Word | None = None
    position: Word | None = None
    check_in: Word | None = None
    next_due: int | None = None
    place: Place | None = None
    alarm: Alarm | None = None
    over: bool = False

    @property
    def name(self) -> str:
        """What people call it."""
        return self.callsign or self.identity

    @property
    def word(self) -> Word | None:
        """Its last word, whichever it was."""
        words = [each for each in (self.position, self.check_in) if each is not None]
        return max(words, key=lambda each: (each.at, each.id), default=None)


class CheckedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A check-in that the clock has not reached."""

    unit: str
    word: Word
    next_due: int | None = None
    lon: float | None = None
    lat: float | None = None


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it since the start: words taken, alarms, those stood down, drones over the line."""

    words: int = 0
    alarms: int = 0
    stood_down: int = 0
    drones: int = 0


class SafetyState(msgspec.Struct, frozen=True, kw_only=True):
    """All it remembers.

    Attributes:
        followed: units, by identity.
        sites: radio sites, by identity.
        waiting: check-ins that the clock has not reached, in order.
        clock: the instant that has surely passed, us.
        before: instants of the two track points before.
        counts: what came of it.
    """

    followed: tuple[Followed, ...] = ()
    sites: tuple[Site, ...] = ()
    waiting: tuple[CheckedIn, ...] = ()
    clock: int = 0
    before: tuple[int, int] = (0, 0)
    counts: Counts = Counts()
