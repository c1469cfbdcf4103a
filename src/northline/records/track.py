"""Tracks that an engine makes of positions or plots, and the crossings of the line found on them."""

import enum
from typing import ClassVar

from northline.records.position import AltitudeReference, Craft
from northline.records.record import Days, Id, Keep, Record
from northline.records.units import (
    DegreesTrue,
    Kilometres,
    Knots,
    Metres,
    MetresPerSecond,
    Probability,
    Seconds,
)


class Direction(enum.StrEnum):
    """Which way the line was crossed."""

    TO_CANADA = "to-canada"
    TO_UNITED_STATES = "to-united-states"


class Track(Record, frozen=True, kw_only=True):
    """One point of a track: where a thing was, as estimated from all evidence so far.

    Attributes:
        track: id shared by all points of one track (id of its first evidence).
        identity: transponder identity it carries, or None for a track without one.
        craft: sort of thing.
        speed_knots: estimated speed over ground.
        course: estimated course over ground.
        gap: time since the point before it; None at the first point.
        points: number of points so far, this one included.
        evidence: the records this point rests on.
        altitude: last stated altitude, not filtered; None where none was stated lately.
        altitude_reference: what it is measured from, wherever there is one.
        vertical_rate: rate of climb, positive upwards, as this point's report states it.
        on_ground: whether this point's report says that it is on the ground.
        quality: probability, by the engine's own model, that it is a thing, and still the one whose
            identity it carries; None where the thing reports itself.
        sensors: the sensors that saw it, those first that did so first; None where none did.
        group: the most things that one of its plots stood for, where a sensor told.
    """

    kind: ClassVar[str] = "track"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(0, 730))

    track: Id
    identity: str | None = None
    craft: Craft
    speed_knots: Knots | None = None
    course: DegreesTrue | None = None
    gap: Seconds | None = None
    points: int
    evidence: tuple[Id, ...]
    altitude: Metres | None = None
    altitude_reference: AltitudeReference | None = None
    vertical_rate: MetresPerSecond | None = None
    on_ground: bool | None = None
    quality: Probability | None = None
    sensors: tuple[str, ...] | None = None
    group: int | None = None


class Crossing(Record, frozen=True, kw_only=True):
    """A line crossing: where and when a track passed the line, and how sure that is.

    A line crossing is no failure to report: boats may lawfully cross without landing.

    Attributes:
        track: the track that crossed.
        identity: transponder identity, or None.
        craft: sort of thing.
        segment: which part of the line: ``atlantic-pacific`` or ``alaska``.
        km: distance along that part from its eastern or northern end.
        direction: which way.
        speed_knots: speed over ground at the line.
        course: course over ground at the line.
        at_sigma: 1-sigma error of the time.
        gap: time between the two track points around the line.
        side_certainty: probability that both points are on the sides they seem to be on.
        port: the nearest open port of entry for such a craft, or None when there is none.
        port_distance: distance to that port.
        evidence: the track points and records that show it.
        altitude: altitude at the line, or None where it is not known.
        altitude_reference: what it is measured from, wherever there is one.
    """

    kind: ClassVar[str] = "crossing"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(30, 3650))

    track: Id
    identity: str | None = None
    craft: Craft
    segment: str
    km: Kilometres
    direction: Direction
    speed_knots: Knots | None = None
    course: DegreesTrue | None = None
    at_sigma: Seconds | None = None
    gap: Seconds
    side_certainty: float
    port: str | None = None
    port_distance: Metres | None = None
    evidence: tuple[Id, ...]
    altitude: Metres | None = None
    altitude_reference: AltitudeReference | None = None
