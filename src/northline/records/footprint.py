"""Footprints: where a steered sensor looked, whether it saw something there or not."""

from typing import ClassVar

from northline.records.position import AltitudeReference
from northline.records.record import Days, Keep, Record
from northline.records.units import Degrees, DegreesTrue, Metres


class Footprint(Record, frozen=True, kw_only=True):
    """Where a camera that is steered looked at an instant: of a drone, an aeroplane, a mast.

    ``lon`` and ``lat`` are the centre of the frame on the ground, null where only its corners are
    stated.  Every steer of a camera is on the record; what was seen there is a ``plot``.

    Attributes:
        sensor: identity of the sensor, as its ``sensor`` records have it.
        view: which of its cameras it was, as the source names it, such as ``EO Nose``.
        altitude: height of the ground at the centre of the frame.
        altitude_reference: what it is measured from, wherever there is one.
        sensor_lon: where the sensor was, WGS 84.
        sensor_lat: where the sensor was, WGS 84.
        sensor_altitude: height of the sensor, above the WGS 84 ellipsoid or mean sea level.
        azimuth: direction from the sensor to the centre of the frame, clockwise from true north.
        range: slant range from the sensor to the centre of the frame.
        width: width of the frame on the ground.
        upper_left_lon: upper left corner of the frame on the ground; all eight are null where not
            all are stated.
        upper_left_lat: its latitude.
        upper_right_lon: upper right corner of the frame on the ground.
        upper_right_lat: its latitude.
        lower_right_lon: lower right corner of the frame on the ground.
        lower_right_lat: its latitude.
        lower_left_lon: lower left corner of the frame on the ground.
        lower_left_lat: its latitude.
        horizontal_view: horizontal angle of view.
        vertical_view: vertical angle of view.
        moving: how many things that move its own detector reports in the frame.
        mission: what the source calls its mission, verbatim.
        classification: what the source says of its own sensitivity, verbatim.
        caveats: handling caveats that the source states, verbatim.
        releasing: to whom the source says that it may go, verbatim.
        timed: whether the source stated the time; otherwise ``at`` is when we received it.
    """

    kind: ClassVar[str] = "footprint"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = False
    keep: ClassVar[Keep] = Keep(Days(30, 365))

    sensor: str
    view: str | None = None
    altitude: Metres | None = None
    altitude_reference: AltitudeReference | None = None
    sensor_lon: Degrees | None = None
    sensor_lat: Degrees | None = None
    sensor_altitude: Metres | None = None
    azimuth: DegreesTrue | None = None
    range: Metres | None = None
    width: Metres | None = None
    upper_left_lon: Degrees | None = None
    upper_left_lat: Degrees | None = None
    upper_right_lon: Degrees | None = None
    upper_right_lat: Degrees | None = None
    lower_right_lon: Degrees | None = None
    lower_right_lat: Degrees | None = None
    lower_left_lon: Degrees | None = None
    lower_left_lat: Degrees | None = None
    horizontal_view: Degrees | None = None
    vertical_view: Degrees | None = None
    moving: int | None = None
    mission: str | None = None
    classification: str | None = None
    caveats: str | None = None
    releasing: str | None = None
    timed: bool
