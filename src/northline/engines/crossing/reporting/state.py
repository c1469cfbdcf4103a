"""What is remembered of crossings: those that are followed, and what was reported."""

import enum

import msgspec

from northline.records.position import Craft

MOST_FOLLOWED = 2_000
"""So many crossings are followed at most; beyond, the oldest are let go, and counted."""

MOST_LOOSE = 2_000
"""So many reports of arrival that name nobody are remembered."""


class Standing(enum.StrEnum):
    """Where a crossing stands."""

    OPEN = "open"
    """Nothing is known yet."""

    FAILED = "failed"
    """It landed, its time passed, and nobody reported it: that was told."""

    SETTLED = "settled"
    """It was reported, or went back without landing: that was told."""


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """One crossing.  Instants are us; 0 where there is none.

    Attributes:
        event: its event.
        revision: of its newest finding.
        track: its track.
        identity: of the craft, or None.
        craft: sort of thing.
        side: where it went: 1 Canada, -1 United States.
        at: when it crossed.
        since: start of the time window of its finding.
        until: end of it.
        received: latest receipt of its evidence.
        marking: of its finding.
        lon: of the crossing, degrees, then of the last point seen.
        lat: likewise.
        sigma: error of that place, m, or None.
        km: of the line, or None.
        score: of the finding: that it crossed.
        subject: as the finding names it.
        crossing: the record it is about.
        evidence: of the finding, the first of it.
        reasons: of the finding, as it has them.
        standing: where it stands.
        look: when to look at it next.
        last: of its last point since it crossed.
        point: id of that point, or None.
        point_marking: its marking.
        knots: its speed then, or None.
        still: since when it stands still.
        still_lon: where it stood still first.
        still_lat: likewise.
        landed: since when it is taken to have landed.
        stopped: whether that is for a stop, or else for a silence.
        home: whether it came back from where it had not landed: no report of arrival is owed.
    """

    event: bytes
    revision: int
    track: bytes
    identity: str | None
    craft: Craft
    side: int
    at: int
    since: int
    until: int
    received: int
    marking: int
    lon: float
    lat: float
    sigma: float | None
    km: float | None
    score: float
    subject: str | None
    crossing: bytes
    evidence: tuple[bytes, ...]
    reasons: tuple[str, ...]
    standing: Standing = Standing.OPEN
    look: int = 0
    last: int = 0
    point: bytes | None = None
    point_marking: int = 0
    knots: float | None = None
    still: int = 0
    still_lon: float = 0.0
    still_lat: float = 0.0
    landed: int = 0
    stopped: bool = False
    home: bool = False


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report of arrival.

    Attributes:
        at: when it was made, us.
        id: of the record.
        side: into which country: 1 Canada, -1 United States.
        craft: what they came by.
        identity: as stated, or None.
        lon: of the place it was made at, degrees, or None.
        lat: likewise.
        received: us.
        marking: of the record.
    """

    at: int
    id: bytes
    side: int
    craft: Craft
    identity: str | None
    lon: float | None
    lat: float | None
    received: int
    marking: int


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """A crossing on record: what a finding is about, and what ends a crossing the other way.

    Attributes:
        at: when, us.
        id: of the record.
        side: where it went: 1 Canada, -1 United States.
        sure: whether it is certain enough to end a crossing the other way.
        track: its track.
        identity: of the craft, or None.
        craft: sort of thing.
        received: us.
        marking: of the record.
        done: whether its time has come.
        home: whether it ended one the other way that had not landed.
    """

    at: int
    id: bytes
    side: int
    sure: bool
    track: bytes
    identity: str | None
    craft: Craft
    received: int
    marking: int
    done: bool = False
    home: bool = False


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A finding of a crossing, as it begins or is known better; fields as in `Followed`."""

    event: bytes
    revision: int
    crossing: bytes
    at: int
    since: int
    until: int
    received: int
    marking: int
    lon: float
    lat: float
    sigma: float | None
    km: float | None
    score: float
    subject: str | None
    evidence: tuple[bytes, ...]
    reasons: tuple[str, ...]


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it, since the start.

    Attributes:
        followed: crossings followed.
        reported: of these, reported.
        returned: went back without landing, or came home from there.
        failed: landed, and were not reported in time.
        unsettled: followed until ``give_up``, and nothing was known.
        let_go: let go because there were too many.
        reports: reports of arrival read.
        nameless: of these, of nobody that is known here.
    """

    followed: int = 0
    reported: int = 0
    returned: int = 0
    failed: int = 0
    unsettled: int = 0
    let_go: int = 0
    reports: int = 0
    nameless: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        mine, theirs = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        names = self.__struct_fields__
        return Counts(**{n: a + b for n, a, b in zip(names, mine, theirs, strict=True)})


class ReportingState(msgspec.Struct, frozen=True, kw_only=True):
    """All it remembers.

    Attributes:
        clock: the instant that has surely passed, us; see the package.
        before: instants of the last two track points, us.
        followed: by event.
        passed: crossings of late, by time.
        reports: reports whose time has not come, by time.
        loose: reports of nobody that is known here, by time.
        counts: what came of it.
    """

    clock: int = 0
    before: tuple[int, int] = (0, 0)
    followed: tuple[Followed, ...] = ()
    passed: tuple[Passed, ...] = ()
    reports: tuple[Report, ...] = ()
    loose: tuple[Report, ...] = ()
    counts: Counts = Counts()
