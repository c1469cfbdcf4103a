"""What the behaviour engine remembers of each track near the line, and of pairs of them."""

import msgspec

from northline.records.position import Craft

MOST_WATCHED = 20_000
"""So many tracks are remembered at most; beyond, those heard least lately are let go."""


class Point(msgspec.Struct, frozen=True):
    """A track point near the line.

    Attributes:
        id: of the track point.
        at: us.
        received: us.
        marking: its marking.
        track: its track.
        identity: or None.
        craft: sort of thing.
        lon: degrees.
        lat: degrees.
        sigma: error, m.
        distance: from the line, m, positive in Canada.
        km: of the line beside it.
        knots: its speed, or None.
        altitude: m, or None.
        ground: whether it says that it is on the ground.
    """

    id: bytes
    at: int
    received: int
    marking: int
    track: bytes
    identity: str | None
    craft: Craft
    lon: float
    lat: float
    sigma: float
    distance: float
    km: float
    knots: float | None
    altitude: float | None
    ground: bool


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """Something that goes on: loitering, flying low, being together.

    Attributes:
        since: when it began, us.
        first: id of the point that began it.
        lon: where, degrees.
        lat: where, degrees.
        points: how many points it has.
        belief: mean over them of the probability that it is so.
        value: mean over them of what it is about: metres off the line, of altitude, apart.
        stated: how many of them stated it.
        marking: join of what it rests on.
        received: latest receipt.
        told: revisions told.
        next: seconds from its beginning at which it is told (again).
    """

    since: int
    first: bytes
    lon: float
    lat: float
    points: int = 0
    belief: float = 0.0
    value: float = 0.0
    stated: int = 0
    marking: int
    received: int
    told: int = 0
    next: float


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """An approach to the line under way: from where it was far off, and the nearest so far."""

    far: Point
    near: Point | None = None
    marking: int
    received: int


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """One track.

    Attributes:
        last: its last point.
        past: points of before, one every `EVERY`, the oldest first: at (us), degrees, degrees.
        loiter: it stays at the line.
        low: it flies low and slowly.
        turn: it approaches the line.
    """

    last: Point
    past: tuple[tuple[int, float, float], ...] = ()
    loiter: Spell | None = None
    low: Spell | None = None
    turn: Turn | None = None


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two tracks that are together; their ids in order, and since when."""

    one: bytes
    other: bytes
    spell: Spell


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the track points, since the start: points watched, and events by kind."""

    points: int = 0
    late: int = 0
    loitering: int = 0
    turned_back: int = 0
    meetings: int = 0
    low: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        mine, theirs = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        names = self.__struct_fields__
        return Counts(**{n: a + b for n, a, b in zip(names, mine, theirs, strict=True)})


class BehaviourState(msgspec.Struct, frozen=True, kw_only=True):
    """All it remembers.

    Attributes:
        watched: tracks near the line, by id.
        pairs: tracks that are together, by their ids.
        newest: latest received instant of any point, us.
        counts: what came of the points.
    """

    watched: tuple[Watched, ...] = ()
    pairs: tuple[Pair, ...] = ()
    newest: int = 0
    counts: Counts = Counts()
