"""Parts of a scenario on the water: who sails, and what AIS says of them."""

from typing import Annotated, Literal

import msgspec

from northline.exercise.parts import Count, Knots, Part, Positive, Share, Span, Station, ordered

Role = Literal[
    "freighter",
    "tug",
    "pleasure",
    "loiterer",
    "anchored",
    "anchored-ship",
    "moored",
    "launch",
    "resident",
    "goes-dark",
    "dark",
]
"""What a vessel does in the exercise; ``by_class`` of a score speaks in these words."""


class Noise(Part, frozen=True, kw_only=True):
    """Errors of what is reported: metres (1 sigma per coordinate), seconds, knots."""

    class_a: Annotated[float, msgspec.Meta(ge=0.0, le=200.0)]
    class_b: Annotated[float, msgspec.Meta(ge=0.0, le=200.0)]
    correlation: Span
    speed: Annotated[float, msgspec.Meta(ge=0.0, le=5.0)]


class Radio(Part, frozen=True, kw_only=True):
    """What happens between a ship's transponder and the feed.

    Attributes:
        loss: share of messages that no station hears.
        damaged: share of single-line messages that arrive with a wrong checksum.
        duplicated: share heard by a second station as well.
        late: share that reach the feed late, by ``late_by`` seconds (from, to).
        delay: seconds from transmission to the feed (from, to).
        stations: names of the receiving stations, for the tag block.
    """

    loss: Share
    damaged: Share
    duplicated: Share
    late: Share
    late_by: tuple[Span, Span]
    delay: tuple[Span, Span]
    stations: Annotated[tuple[Station, ...], msgspec.Meta(min_length=2)]

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins."""
        ordered("late_by", self.late_by)
        ordered("delay", self.delay)


class Clutter(Part, frozen=True, kw_only=True):
    """What else is on the air: stations, aids to navigation, static data, and how often (s)."""

    base_stations: Annotated[int, msgspec.Meta(ge=0, le=9)]
    base_seconds: Span
    aids: Annotated[int, msgspec.Meta(ge=0, le=99)]
    aid_seconds: Span
    static_seconds: Span


class Reporting(Part, frozen=True, kw_only=True):
    """One row of the table of reporting intervals (ITU-R M.1371-5, annex 1, tables 1 and 2).

    Attributes:
        station: class of the transponder, A or B.
        at_anchor: whether the row is for ships at anchor or moored.
        up_to: the row holds up to this speed, knots.
        seconds: interval.
        turning: interval while the course changes, or None where that makes no difference.
    """

    station: Literal["A", "B"]
    at_anchor: bool = False
    up_to: Knots
    seconds: Span
    turning: Span | None = None


class Cast(Part, frozen=True, kw_only=True):
    """So many vessels of one role.

    Attributes:
        role: what they do.
        count: how many.
        station: class of their transponder, or ``none``.
        speed: cruising speed, knots (from, to).
        turn: fastest turn, degrees per second.
        acceleration: metres per second squared.
        length: bow to stern, metres (from, to).
        ship_type: AIS ship and cargo type.
        line: how near the line they lie or turn back, metres (from, to).
        passages: how often they cross, or come near (from, to).
        silence: transponder off so long before and after the line, seconds (from, to).
    """

    role: Role
    count: Count
    station: Literal["A", "B", "none"]
    speed: tuple[Knots, Knots]
    turn: Positive
    acceleration: Positive
    length: tuple[Positive, Positive]
    ship_type: Annotated[int, msgspec.Meta(ge=0, le=99)]
    line: tuple[Positive, Positive] = (50.0, 150.0)
    passages: tuple[int, int] = (0, 0)
    silence: tuple[Span, Span] = (60.0, 150.0)

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        for name in ("speed", "length", "line", "passages", "silence"):
            ordered(name, getattr(self, name))
