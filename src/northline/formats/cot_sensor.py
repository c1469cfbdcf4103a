"""The ``sensor`` detail of an event: where a camera or radar looks, how wide and how far.

MITRE *CoT Sensor Schema*, 0.6 (``CoT_sensor.xsd``)::

    <sensor azimuth="210" elevation="-4" fov="40" vfov="30" range="2500" type="r-e" model="MX-10"/>

==========  =================================================  ==========================
attribute   what                                               raw unit
==========  =================================================  ==========================
azimuth     direction in which it points, from true north      degrees, 0 to below 360
fov         angle of view, from edge to edge                   degrees, 0 to below 360
range       to what stands in the middle of the picture        metres, 0 or more
type        kind of sensor, as a path: ``r-e`` raster, optical text
model       make and model                                     text
==========  =================================================  ==========================

Elevation, vertical angle, roll and ``north`` have no field in a ``sensor``; they stand in ``raw``.
"""

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from northline.formats.cot_types import ATOM, craft_of, mode_of
from northline.records.position import Craft
from northline.records.sensor import SensorSort, SensorState
from northline.records.unit import Mode

COLUMNS = (
    *("identity", "sort", "state", "name", "carrier", "altitude"),
    *("range", "bearing_from", "bearing_to", "detection", "type"),
)
"""Columns of a ``sensor`` that an event fills, besides id, times and place."""

_SORTS = {
    Mode.DRONE.value: SensorSort.DRONE,
    Mode.HELICOPTER.value: SensorSort.HELICOPTER,
    Mode.AEROPLANE.value: SensorSort.AEROPLANE,
}
_RASTER = "r"
"""How the type of a sensor begins that makes pictures."""


class Sees(NamedTuple):
    """What a sensor detail says; what it does not say, or says wrong, is None.

    Attributes:
        azimuth: degrees from true north.
        view: angle of view in degrees.
        range: metres.
        type: its type, or empty.
        model: make and model, or empty.
    """

    azimuth: float | None
    view: float | None
    range: float | None
    type: str
    model: str


def sees(element: etree._Element, number: Callable[[str | None], float | None]) -> Sees:
    """Read a sensor detail.

    Args:
        element: the element.
        number: reads the numbers of events.
    """

    def within(name: str, most: float) -> float | None:
        value = number(element.get(name))
        return value if value is not None and 0 <= value < most else None

    azimuth = number(element.get("azimuth"))
    return Sees(
        azimuth=azimuth % 360.0 if azimuth is not None and 0 <= azimuth <= 360 else None,
        view=within("fov", 360.0),
        range=within("range", 999_999.0),
        type=element.get("type") or "",
        model=element.get("model") or "",
    )


def sensor_row(
    uid: str, type: str, callsign: str | None, altitude: float | None, said: Sees
) -> tuple[object, ...]:
    """The values of `COLUMNS` for one event with a sensor detail."""
    identity = f"cot:{uid}"
    begin = end = None
    if said.azimuth is not None and said.view:
        begin = (said.azimuth - 0.5 * said.view) % 360.0
        end = (said.azimuth + 0.5 * said.view) % 360.0
    return (
        *(identity, _sort(type, said).value, SensorState.UNKNOWN.value, callsign),
        *(identity if type.startswith(ATOM) else None, altitude),
        *(said.range or None, begin, end, (), said.model or said.type or None),
    )


def _sort(type: str, said: Sees) -> SensorSort:
    """What sort of sensor it is: what carries it, else what its own type says."""
    if type.startswith(ATOM):
        if craft_of(type) == Craft.DRONE.value:
            return SensorSort.DRONE
        friend = "a-f-" + type.partition("-")[2].partition("-")[2]
        if mode_of(friend) in _SORTS:
            return _SORTS[mode_of(friend)]
    if said.type == _RASTER or said.type.startswith(f"{_RASTER}-"):
        return SensorSort.CAMERA
    return SensorSort.UNKNOWN
