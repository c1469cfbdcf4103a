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


class Camera(Detecting, frozen=True, kw_only=True):
    """A camera whose image software tells directions to what it sees, and no distances.

    Attributes:
        identity: as its detections name it.
        name: what people call it.
        lon: degrees.
        lat: degrees.
        height: of its eye above the ground, metres.
        range: how far it sees a vehicle, metres.
        bearing_from: where its sector begins, degrees true.
        bearing_to: where it ends, clockwise.
        period: one sweep, seconds.
        azimuth_sigma: 1-sigma error of a direction, degrees.
        false_alarms: detections of nothing in an hour.
        confused: share of its looks at an animal in which it takes it for a person.
        wire: between the camera and the feed.
        faults: what goes wrong with it.
    """

    identity: Annotated[str, msgspec.Meta(pattern=r"^camera:ex-[a-z0-9-]{1,24}$")]
    name: Name
    lon: Lon
    lat: Lat
    height: Positive
    range: Length
    bearing_from: Degree
    bearing_to: Degree
    period: Annotated[float, msgspec.Meta(ge=1.0, le=600.0)]
    azimuth_sigma: Annotated[float, msgspec.Meta(gt=0.0, le=10.0)]
    false_alarms: Rate
    confused: Portion = 0.1
    wire: Wire
    faults: Faults = Faults()

    @property
    def nearest(self) -> float:
        """Closest range at which it sees, metres."""
        return 10.0

    @property
    def range_sigma(self) -> float:
        """It tells no range."""
        return 0.0


class GroundSensors(Detecting, frozen=True, kw_only=True):
    """A string of sensors in the ground, which tell that something passed.

    Attributes:
        name: what people call it.
        count: how many.
        between: names of the two reaches between which they lie, evenly.
        off: metres from the line, positive in Canada.
        feels: ``steps``, or ``gamma``: the alarm of a detector of radiation, which only those trip
            who carry something that radiates (`northline.exercise.trips.RADIATING`).
        reach: within so many metres of itself each feels a step.
        pause: seconds after a trip in which it keeps still.
        false_alarms: trips by nothing in an hour, of each.
        wire: between the sensors and the service that posts what they say.
        faults: what goes wrong with the clock of that service.
    """

    name: Name
    count: Annotated[int, msgspec.Meta(ge=1, le=64)]
    between: tuple[str, str]
    off: Annotated[float, msgspec.Meta(ge=-5_000.0, le=5_000.0)]
    feels: Literal["steps", "gamma"] = "steps"
    reach: Positive
    pause: Span
    false_alarms: Rate
    wire: Wire
    faults: Faults = Faults()


class Drone(Detecting, frozen=True, kw_only=True):
    """A drone with a camera, which speaks KLV metadata.

    Attributes:
        tail: its tail number.
        designation: its model.
        between: names of the two reaches between which it flies to and fro.
        off: metres from the line at which it keeps, positive in Canada.
        height: above the ellipsoid, metres.
        speed: knots.
        every: seconds between two packets.
        noise: 1-sigma error of its own place, metres.
        range: how far from itself it finds a target, metres.
        ce90: radius that holds nine of ten errors of a target's place, metres.
        holds: seconds for which it stays with a target (from, to).
        rests: seconds from one target to the next (from, to).
        wire: between the drone and the feed.
    """

    tail: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9-]{3,12}$")]
    designation: Annotated[str, msgspec.Meta(min_length=3, max_length=20)]
    between: tuple[str, str]
    off: Annotated[float, msgspec.Meta(ge=-5_000.0, le=5_000.0)]
    height: Annotated[float, msgspec.Meta(ge=-500.0, le=10_000.0)]
    speed: Annotated[float, msgspec.Meta(gt=0.0, le=102.2)]
    every: Annotated[float, msgspec.Meta(ge=0.1, le=60.0)]
    noise: Annotated[float, msgspec.Meta(ge=0.0, le=200.0)]
    range: Length
    ce90: Positive
    holds: tuple[Span, Span]
    rests: tuple[Span, Span]
    wire: Wire

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        super().__post_init__()
        ordered("holds", self.holds)
        ordered("rests", self.rests)

    @property
    def identity(self) -> str:
        """As its plots name it."""
        return f"klv:{self.tail}"


class Registry(Part, frozen=True, kw_only=True):
    """What the watch room is told of the towers and cameras, and when one has fallen silent.

    Attributes:
        noticed: seconds after which somebody writes down that one is down.
        wire: between whoever keeps the registry and the feed.
    """

    noticed: Span
    wire: Wire


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
