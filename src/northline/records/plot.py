"""Plots: what one sensor detected once, before anybody says which thing it was."""

import enum
from typing import ClassVar

from northline.records.position import AltitudeReference, Craft
from northline.records.record import Days, Keep, Record
from northline.records.units import (
    Degrees,
    DegreesTrue,
    Knots,
    Metres,
    MetresPerSecond,
    Probability,
)


class Measure(enum.StrEnum):
    """What a plot measures, and so how its error lies."""

    POLAR = "polar"
    """Range and azimuth from the sensor: a radar, a laser."""

    PLACE = "place"
    """A place with a round error: multilateration, a camera with a known ground, a tracker."""

    BEARING = "bearing"
    """A direction from the sensor and no range: a camera, a direction finder."""

    TRIP = "trip"
    """That something passed the sensor itself, within its range: a ground sensor."""


class Plot(Record, frozen=True, kw_only=True):
    """One detection by one sensor: radar plot, camera detection, ground-sensor trip, Remote ID.

    ``lon``, ``lat`` and ``sigma`` are the place where the sensor tells one or where it follows
    from range and azimuth; of a `Measure.TRIP` they are the sensor's own place and its reach, of a
    `Measure.BEARING` they are null.

    Attributes:
        sensor: identity of the sensor, such as ``asterix:25/201``; its ``sensor`` records have it.
        measure: what is measured.
        craft: sort of thing, as far as the sensor says.
        identity: transponder identity in the plot, such as ``icao:c07a4b``, or None.
        number: the sensor's own track or detection number, or None.
        range: slant range from the sensor.
        range_sigma: 1-sigma error of it, where the source states one.
        azimuth: direction from the sensor, clockwise from true north.
        azimuth_sigma: 1-sigma error of it, where the source states one.
        sensor_lon: where the sensor was, WGS 84.
        sensor_lat: where the sensor was, WGS 84.
        sensor_altitude: height of the sensor, above the WGS 84 ellipsoid or mean sea level.
        altitude: height of the thing.
        altitude_reference: what it is measured from, wherever there is one.
        radial_speed: speed along the line of sight, positive away from the sensor.
        speed_knots: speed over ground, where the sensor tells one.
        course: course over ground, where the sensor tells one.
        group: how many things it stands for, where the sensor tells.
        squawk: Mode 3/A code, four octal digits, or None.
        confidence: how sure the sensor's own software is, as it states; not a measured rate.
        strength: received power, decibels to a milliwatt, or None.
        label: what the sensor's own software calls the thing, verbatim, or None.
        image: where the image lies in which it was found, as its source names it; never the
            image itself.
        test: whether the sensor says that it is a test target or simulated.
        timed: whether the source stated the time; otherwise ``at`` is when we received it.
    """

    kind: ClassVar[str] = "plot"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(0, 30))

    sensor: str
    measure: Measure
    craft: Craft
    identity: str | None = None
    number: int | None = None
    range: Metres | None = None
    range_sigma: Metres | None = None
    azimuth: DegreesTrue | None = None
    azimuth_sigma: Degrees | None = None
    sensor_lon: Degrees | None = None
    sensor_lat: Degrees | None = None
    sensor_altitude: Metres | None = None
    altitude: Metres | None = None
    altitude_reference: AltitudeReference | None = None
    radial_speed: MetresPerSecond | None = None
    speed_knots: Knots | None = None
    course: DegreesTrue | None = None
    group: int | None = None
    squawk: str | None = None
    confidence: Probability | None = None
    strength: float | None = None
    label: str | None = None
    image: str | None = None
    test: bool = False
    timed: bool
