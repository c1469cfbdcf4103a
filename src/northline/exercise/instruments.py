"""Parts of a scenario: the sensors that watch, what goes wrong with them, and who may know it."""

from typing import Annotated, Literal

import msgspec

from northline.exercise.parts import (
    Lat,
    Length,
    Lon,
    Part,
    Portion,
    Positive,
    Span,
    Wire,
    ordered,
)
from northline.records.sensor import probability

Name = Annotated[str, msgspec.Meta(pattern=r"^EX [A-Z0-9 -]{1,28}$")]
"""What people call it; it says that it is of an exercise."""

FeedName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
Byte = Annotated[int, msgspec.Meta(ge=0, le=255)]
Degree = Annotated[float, msgspec.Meta(ge=0.0, le=360.0)]
Rate = Annotated[float, msgspec.Meta(ge=0.0, le=500.0)]
Instant = Annotated[float, msgspec.Meta(ge=0.0, le=86_400.0)]


class Channel(Part, frozen=True, kw_only=True):
    """A feed of the exercise, where it differs from one of its format's name on TCP.

    Attributes:
        feed: its name.
        marking: of all that it brings, as text; ``{host}`` stands for the node's own agency.
    """

    feed: FeedName
    marking: str


class Faults(Part, frozen=True, kw_only=True):
    """What goes wrong with a sensor besides its wire.

    Attributes:
        outages: how often it falls silent.
        outage_seconds: for how long (from, to).
        clock: by how many seconds its clock is off at most, from the beginning.
        drift: by how many parts in a million it runs fast or slow at most.
    """

    outages: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    outage_seconds: tuple[Span, Span] = (120.0, 300.0)
    clock: Annotated[float, msgspec.Meta(ge=0.0, le=60.0)] = 0.0
    drift: Annotated[float, msgspec.Meta(ge=0.0, le=1000.0)] = 0.0

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        ordered("outage_seconds", self.outage_seconds)


class Detecting(Part, frozen=True, kw_only=True):
    """How well an instrument sees.

    Attributes:
        detection: probabilities that one look sees a target that is near, each as
            ``target/light=p``; what is not named is not seen.
    """

    detection: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]

    def __post_init__(self) -> None:
        """Refuse what is no probability of detection."""
        for entry in self.detection:
            try:
                probability(entry)
            except ValueError as wrong:
                raise ValueError(f"detection: {wrong}") from wrong


class Tower(Detecting, frozen=True, kw_only=True):
    """A radar tower, which speaks ASTERIX.

    Attributes:
        feed: name of its feed.
        name: what people call it.
        area: system area code.
        number: system identification code.
        lon: degrees.
        lat: degrees.
        height: of its antenna above the ellipsoid, metres.
        nearest: closest range at which it sees, metres.
        range: range at which a boat or vehicle is seen half as often as near by, metres.
        period: one turn of the antenna, seconds.
        range_sigma: 1-sigma error of a range, metres.
        azimuth_sigma: 1-sigma error of an azimuth, degrees.
        false_plots: detections of nothing in one turn, all over its disc.
        clutter: patches near the shore, or of bushes on land, that echo now and then.
        clutter_share: share of the turns in which such a patch echoes.
        operator: agency that runs it; ``{host}`` stands for the node's own.
        wire: between the tower and the feed.
        faults: what goes wrong with it.
    """

    feed: FeedName
    name: Name
    area: Byte
    number: Byte
    lon: Lon
    lat: Lat
    height: Annotated[float, msgspec.Meta(ge=-500.0, le=5_000.0)]
    nearest: Length = 60.0
    range: Length
    period: Annotated[float, msgspec.Meta(ge=1.0, le=60.0)]
    range_sigma: Positive
    azimuth_sigma: Annotated[float, msgspec.Meta(gt=0.0, le=10.0)]
    false_plots: Rate
    clutter: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    clutter_share: Portion = 0.2
    operator: str = "{host}"
    wire: Wire
    faults: Faults = Faults()

    @property
    def identity(self) -> str:
        """As its plots name it."""
        return f"asterix:{self.area}/{self.number}"


class Ally(Part, frozen=True, kw_only=True):
    """A partner who reads along, and what the truth says that they may see.

    Attributes:
        name: of the person.
        agency: their agency.
        country: of that agency, two letters.
        clearance: highest level that they may see.
        groups: joint groups they sit in.
        purpose: for which they read.
        sees: feeds from which alone what they see may come.
    """

    name: Name
    agency: str
    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
    clearance: Literal["Unclassified", "Protected A", "Protected B"]
    groups: tuple[str, ...] = ()
    purpose: str = "border-security"
    sees: tuple[FeedName, ...]
