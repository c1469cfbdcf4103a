"""Sensors: what stands where, what it can see, and in which state it is."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import Degrees, DegreesTrue, Metres, Probability, Seconds


class SensorSort(enum.StrEnum):
    """What sort of sensor it is."""

    CAMERA = "camera"
    RADAR = "radar"
    MARINE_RADAR = "marine-radar"
    GROUND_SENSOR = "ground-sensor"
    DRONE = "drone"
    HELICOPTER = "helicopter"
    AEROPLANE = "aeroplane"
    SATELLITE = "satellite"
    RECEIVER = "receiver"
    """Hears what things say of themselves: AIS, ADS-B, Remote ID."""
    RADIO = "radio"
    """A site of the officers' own radio network, which sees nothing: it tells where radios are dead."""
    UNKNOWN = "unknown"


class SensorState(enum.StrEnum):
    """Whether it works."""

    WORKING = "working"
    DEGRADED = "degraded"
    DOWN = "down"
    MAINTENANCE = "maintenance"
    UNKNOWN = "unknown"


class Target(enum.StrEnum):
    """Class of target by which the probability of detection is told."""

    WALKER = "walker"
    VEHICLE = "vehicle"
    SNOWMOBILE = "snowmobile"
    BOAT = "boat"
    LOW_AIRCRAFT = "low-aircraft"
    DRONE = "drone"


class Sensor(Record, frozen=True, kw_only=True):
    """What is known of a sensor from a time on; the newest record of an identity counts.

    A field that is null is not stated here: an older record of the same identity may state it.
    ``lon``, ``lat`` and ``sigma`` are its place, null for one that moves (`carrier`).

    Attributes:
        identity: as its plots name it: ``asterix:25/201``, ``remote-id:...``, ``sta:...``.
        sort: what sort of sensor it is.
        state: whether it works now.
        name: what people call it.
        operator: the agency that runs it.
        carrier: identity whose positions say where it is, such as ``cot:DRONE-7``, or None.
        height: height of its eye above the ground.
        altitude: height of its eye above the WGS 84 ellipsoid or mean sea level.
        nearest: closest range at which it sees.
        range: farthest range at which it sees.
        bearing_from: where its sector begins, clockwise from true north; null with `bearing_to`
            for all around.
        bearing_to: where it ends, clockwise.
        revisit: time between two looks at one place.
        range_sigma: 1-sigma error of a range.
        azimuth_sigma: 1-sigma error of a direction.
        detection: probabilities that one look sees a target that is there, each as text
            ``target/light=p``, such as ``walker/night=0.7``; the light is ``day`` or ``night``.
            ``walker/night=0.7@210`` was measured on 210 looks of its own.
        false_alarms: detections of nothing in an hour, measured.
        measured: how many looks the two were measured on, or None where they are the maker's word.
        type: type in its own scheme, or make and model.
        timed: whether the source stated the time; otherwise ``at`` is when we received it.
    """

    kind: ClassVar[str] = "sensor"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = False
    keep: ClassVar[Keep] = Keep(Days(365, 3650))

    identity: str
    sort: SensorSort | None = None
    state: SensorState
    name: str | None = None
    operator: str | None = None
    carrier: str | None = None
    height: Metres | None = None
    altitude: Metres | None = None
    nearest: Metres | None = None
    range: Metres | None = None
    bearing_from: DegreesTrue | None = None
    bearing_to: DegreesTrue | None = None
    revisit: Seconds | None = None
    range_sigma: Metres | None = None
    azimuth_sigma: Degrees | None = None
    detection: tuple[str, ...] = ()
    false_alarms: float | None = None
    measured: int | None = None
    type: str | None = None
    timed: bool


def probability(text: str) -> tuple[Target, str, Probability]:
    """Read one entry of ``detection``: target, light and probability.

    Raises:
        ValueError: saying what is wrong with it.
    """
    named, sign, number = text.partition("=")
    target, slash, light = named.partition("/")
    if not sign or not slash or light not in {"day", "night"}:
        raise ValueError(
            f"{text!r} is not TARGET/day=P or TARGET/night=P, such as walker/night=0.7"
        )
    value = float(number.partition("@")[0])
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{text!r}: a probability lies between 0 and 1")
    measured_on(text)
    return Target(target), light, Probability(value)


def measured_on(text: str) -> int | None:
    """How many looks an entry of ``detection`` says that it was measured on; None where none.

    Raises:
        ValueError: where that is no whole number of 1 or more.
    """
    _, at, looks = text.partition("@")
    if not at:
        return None
    if not (looks.isascii() and looks.isdigit() and 0 < len(looks) <= 9 and int(looks)):
        raise ValueError(f"{text!r}: behind @ stands the number of looks, such as @210")
    return int(looks)
