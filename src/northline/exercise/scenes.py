"""Parts of a scenario beside its ships: aircraft, friendly units, who goes unheard, arrivals."""

from collections.abc import Sequence
from typing import Annotated, Literal, Protocol

import msgspec

from northline.exercise.parts import (
    Airspeed,
    Count,
    Height,
    Knots,
    Length,
    Part,
    Portion,
    Positive,
    Span,
    Wire,
    ordered,
)
from northline.records.position import Craft
from northline.records.sensor import Target

AirRole = Literal[
    "airliner",
    "light",
    "sightseer",
    "helicopter",
    "water-bomber",
    "search-helicopter",
    "light-crosser",
    "dark-aircraft",
]
"""What an aircraft does in the exercise; ``by_class`` of a score speaks in these words."""

UnitRole = Literal["patrol-boat", "patrol-vehicle", "foot-patrol", "patrol-helicopter"]
"""What a friendly unit does in the exercise."""

UnheardRole = Literal[
    "small-boat",
    "angler",
    "walker",
    "snowmobile",
    "off-roader",
    "farm-truck",
    "lawful-vehicle",
    "deer",
    "evacuee",
    "fire-crew",
    "source-vehicle",
    "treated-traveller",
]
"""What somebody does who transmits nothing: only sensors can see it."""

AFLOAT: frozenset[str] = frozenset({"patrol-boat"})
"""Units in shared waters; every other one keeps to the land of its own country."""


class AirCast(Part, frozen=True, kw_only=True):
    """So many aircraft of one role.

    Attributes:
        role: what they do.
        count: how many.
        transponder: whether they transmit.
        category: emitter category, set and number (DO-260B, table 2-16), such as A3.
        speed: knots (from, to).
        height: pressure altitude, metres (from, to).
        turn: fastest turn, degrees per second.
        acceleration: metres per second squared.
        off: how far from the middle of the river they stay, metres (from, to).
        climb: share of them that climb or descend on the way, ``climb_rate`` feet a minute.
        climb_rate: see ``climb``.
    """

    role: AirRole
    count: Count
    transponder: bool = True
    category: Annotated[str, msgspec.Meta(pattern=r"^A[1-7]$")] = "A1"
    speed: tuple[Airspeed, Airspeed]
    height: tuple[Height, Height]
    turn: Positive
    acceleration: Positive
    off: tuple[Length, Length] = (1500.0, 4000.0)
    climb: Portion = 0.0
    climb_rate: Positive = 800.0

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        for name in ("speed", "height", "off"):
            ordered(name, getattr(self, name))


class Skies(Part, frozen=True, kw_only=True):
    """Aircraft, and what their transponders say.

    Attributes:
        ceiling: metres above which a crossing asks for no alert; the crossing engine's.
        noise: 1-sigma error of each coordinate, metres.
        correlation: seconds that the drifting half of it lasts.
        position_seconds: between two airborne positions of one aircraft, as the feed thins them.
        velocity_seconds: between two velocities.
        identification_seconds: between two identifications.
        wire: between the receivers and the feed.
        cast: who flies.
    """

    ceiling: Height
    noise: Annotated[float, msgspec.Meta(ge=0.0, le=200.0)]
    correlation: Span
    position_seconds: Span
    velocity_seconds: Span
    identification_seconds: Span
    wire: Wire
    cast: tuple[AirCast, ...]

    def __post_init__(self) -> None:
        """Refuse a role that is cast twice, and heights that lie about the ceiling."""
        once(self.cast)
        for cast in self.cast:
            if cast.height[0] <= self.ceiling <= cast.height[1]:
                raise ValueError(f"ceiling: {cast.role} flies above and below it; say which")


class UnitCast(Part, frozen=True, kw_only=True):
    """So many friendly units of one role, of both countries.

    Attributes:
        role: what they do.
        canadian: how many of Canada.
        american: how many of the United States.
        type: Cursor on Target type they report as.
        speed: knots (from, to).
        turn: fastest turn, degrees per second.
        acceleration: metres per second squared.
        every: seconds between two reports (from, to).
        between: names of the two reaches of the river between which they keep.
        inland: metres beyond the sure water at which they keep (from, to); not for boats.
        touches: share of a boat's rounds on which it goes a little over the line.
        crew: officers in each, as it says.
        range: how far each goes on its fuel, metres, as it says.
        speed_road: the most it makes on a road, m/s, as it says; 0 where it says nothing.
        speed_off_road: off the roads.
        speed_water: on water.
        speed_air: in the air.
        joint: how many of each country are joint crews: cross-designated, under the host's
            direction (LAW.md rule 8); of boats only.
    """

    role: UnitRole
    canadian: Count
    american: Count
    type: Annotated[str, msgspec.Meta(pattern=r"^a-f(-[A-Za-z0-9]+)+$")]
    speed: tuple[Knots, Knots]
    turn: Positive
    acceleration: Positive
    every: tuple[Span, Span]
    between: tuple[str, str]
    inland: tuple[Length, Length] = (250.0, 900.0)
    touches: Portion = 0.0
    crew: Annotated[int, msgspec.Meta(ge=0, le=30)] = 2
    range: Annotated[float, msgspec.Meta(ge=0.0, le=2_000_000.0)] = 0.0
    speed_road: Annotated[float, msgspec.Meta(ge=0.0, le=100.0)] = 0.0
    speed_off_road: Annotated[float, msgspec.Meta(ge=0.0, le=100.0)] = 0.0
    speed_water: Annotated[float, msgspec.Meta(ge=0.0, le=100.0)] = 0.0
    speed_air: Annotated[float, msgspec.Meta(ge=0.0, le=300.0)] = 0.0
    joint: Count = 0

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins, and a unit on land that goes over the line."""
        for name in ("speed", "every", "inland"):
            ordered(name, getattr(self, name))
        if self.touches and self.role not in AFLOAT:
            raise ValueError("touches: only units afloat may touch the line (shared waters)")
        if self.joint and self.role not in AFLOAT:
            raise ValueError("joint: a joint crew goes over the line on shared waters only")


class UnheardCast(Part, frozen=True, kw_only=True):
    """So many of one role who transmit nothing.

    Attributes:
        role: what they do.
        craft: what they go about in.
        target: as what a sensor may detect them; deer look like walkers to a radar.
        count: how many; a group counts once.
        group: how many walk or ride together (from, to).
        speed: knots (from, to).
        turn: fastest turn, degrees per second.
        acceleration: metres per second squared.
        home: metres from the line at which they begin and end (from, to); not for those afloat.
        line: how near the line they lie or turn back, metres (from, to).
        passages: how often they cross, or come near (from, to).
    """

    role: UnheardRole
    craft: Craft
    target: Target
    count: Count
    group: tuple[int, int] = (1, 1)
    speed: tuple[Knots, Knots]
    turn: Positive
    acceleration: Positive
    home: tuple[Length, Length] = (400.0, 1500.0)
    line: tuple[Positive, Positive] = (60.0, 200.0)
    passages: tuple[int, int] = (1, 1)

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins, and a group of nobody."""
        for name in ("group", "speed", "home", "line", "passages"):
            ordered(name, getattr(self, name))
        if self.group[0] < 1:
            raise ValueError("group: somebody must be in it")


class Silence(Part, frozen=True, kw_only=True):
    """Units whose radio dies during the exercise: whoever watches is to notice.

    Attributes:
        role: what they do.
        count: how many of them.
        since: exercise seconds between which it dies.
    """

    role: UnitRole
    count: Annotated[int, msgspec.Meta(ge=1, le=10)] = 1
    since: tuple[Span, Span]

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        ordered("since", self.since)


class Patrols(Part, frozen=True, kw_only=True):
    """Friendly units, and how they report.

    Attributes:
        noise: 1-sigma error of each coordinate, metres.
        correlation: seconds that the drifting half of it lasts.
        stale: seconds for which a report holds, as it says.
        chat_seconds: between two chat messages of the network.
        wire: between the units and the feed.
        cast: who is out.
        silence: whose radio dies, or None.
    """

    noise: Annotated[float, msgspec.Meta(ge=0.0, le=200.0)]
    correlation: Span
    stale: Span
    chat_seconds: Span
    wire: Wire
    cast: tuple[UnitCast, ...]
    silence: Silence | None = None

    def __post_init__(self) -> None:
        """Refuse a role that is cast twice, and more who fall silent than there are."""
        once(self.cast)
        many = {each.role: each.canadian + each.american for each in self.cast}
        if self.silence is not None and self.silence.count > many.get(self.silence.role, 0):
            raise ValueError(f"silence: there are not so many of role {self.silence.role}")


class Streets(Part, frozen=True, kw_only=True):
    """Made-up streets on either side.

    Attributes:
        every: metres along the river between two that lead inland.
        rows: metres inland of the sure water, or on land from the line, at which streets lead along it, the nearest first.
        speed: on all but the outermost, km/h.
        outer_speed: on the outermost, km/h.
        bridge: reach at which a bridge leads over the line, or None.
    """

    every: Length
    rows: tuple[Length, ...]
    speed: Positive = 50.0
    outer_speed: Positive = 80.0
    bridge: str | None = None

    def __post_init__(self) -> None:
        """Refuse streets that do not lie side by side."""
        if len(self.rows) < 2 or list(self.rows) != sorted(set(self.rows)):
            raise ValueError("rows: two streets or more, the nearest to the water first")


class Reporters(Part, frozen=True, kw_only=True):
    """Reports of arrival: who makes them, when, and how well.

    Attributes:
        share: of the crossings that could be reported, how many are.
        after: seconds from the crossing to the report (from, to).
        anonymous: share that state no identity of the craft.
        misspelt: share that misspell its name.
        nameless: share that give no name at all.
        strangers: reports by craft that nobody saw cross.
        canadian: names of places where people land in Canada.
        american: and in the United States.
        wire: between the border services and the feed.
    """

    share: Portion
    after: tuple[Span, Span]
    anonymous: Portion
    misspelt: Portion
    nameless: Portion
    strangers: Count
    canadian: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    american: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    wire: Wire

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        ordered("after", self.after)


class Cast(Protocol):
    """So many of one role."""

    @property
    def role(self) -> str:
        """What they do."""


def once(cast: Sequence[Cast]) -> None:
    """Refuse a role that is cast twice.

    Raises:
        ValueError: saying so.
    """
    roles = [each.role for each in cast]
    if len(set(roles)) != len(roles):
        raise ValueError("cast: each role may be cast once")
