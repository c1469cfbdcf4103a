"""Writes a route as a Cursor on Target event ``b-m-r``, as ATAK and WinTAK take it; pure.

::

    <event version="2.0" uid="northline-order.5f3a..." type="b-m-r" how="h-e" ...>
      <point lat="42.21" lon="-83.12" hae="9999999.0" ce="9999999.0" le="9999999.0"/>
      <detail>
        <contact callsign="Car 4, 2026-07-02"/>
        <link uid="northline-order.5f3a....0" callsign="km 2280-2285" type="b-m-p-w"
              point="42.2127,-83.1256" relation="c" remarks="2026-07-02T11:05:00Z"/>
        <link_attr method="Driving" routetype="Primary" direction="Infil" .../>

A way point is a ``link`` of type ``b-m-p-w``, its ``point`` latitude first.  The names are those of the
schema ``route`` that the Android Team Awareness Kit publishes with its source (*takcot*, details
``link_attr`` and ``__routeinfo``).
"""

import re
from collections.abc import Mapping

from lxml import etree

from northline.formats.cot_exercise import EXERCISE
from northline.formats.cot_writing import UNKNOWN, instant_text
from northline.formats.routes import Route
from northline.records.time import format_instant
from northline.records.unit import Mode

TYPE, WAYPOINT, HOW = "b-m-r", "b-m-p-w", "h-e"
"""A route (*types.txt*: bits, map, route), a way point of it, and that people made it."""

METHODS: Mapping[Mode, str] = {
    Mode.FOOT: "Walking",
    Mode.DOG_TEAM: "Walking",
    Mode.VEHICLE: "Driving",
    Mode.OFF_ROAD: "Driving",
    Mode.BOAT: "Watercraft",
    Mode.DRONE: "Flying",
    Mode.HELICOPTER: "Flying",
    Mode.AEROPLANE: "Flying",
}
"""How a route is gone, in the words of the schema."""

HOUR = 3_600_000_000
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cot_route(route: Route) -> bytes:
    """The event.  It is stale an hour after the crew is to be back; one withdrawn, at once."""
    event = etree.Element("event")
    stale = route.made if route.withdrawn else max(route.ends + HOUR, route.made)
    _put(
        event,
        version="2.0",
        uid=route.uid,
        type=TYPE,
        how=HOW,
        time=instant_text(route.made),
        start=instant_text(route.made),
        stale=instant_text(stale),
    )
    if route.exercise:
        _put(event, opex="e")
    first = route.points[0] if route.points else None
    lat, lon = (repr(first.lat), repr(first.lon)) if first else ("0.0", "0.0")
    _put(etree.SubElement(event, "point"), lat=lat, lon=lon, hae=UNKNOWN, ce=UNKNOWN, le=UNKNOWN)
    detail = etree.SubElement(event, "detail")
    _put(etree.SubElement(detail, "contact"), callsign=route.title)
    for number, point in enumerate(route.points):
        _put(
            etree.SubElement(detail, "link"),
            uid=f"{route.uid}.{number}",
            callsign=point.name,
            type=WAYPOINT,
            point=f"{point.lat!r},{point.lon!r}",
            remarks=" ".join(filter(None, (format_instant(point.at), point.note))),
            relation="c",
        )
    _put(
        etree.SubElement(detail, "link_attr"),
        planningmethod="Infil",
        color="-1",
        method=METHODS.get(route.mode, "Driving"),
        prefix="CP",
        type="On Foot" if METHODS.get(route.mode) == "Walking" else "Vehicle",
        stroke="3",
        direction="Infil",
        routetype="Primary",
        order="Ascending Check Points",
    )
    etree.SubElement(etree.SubElement(detail, "__routeinfo"), "__navcues")
    said = (*((EXERCISE,) if route.exercise else ()), *route.remarks)
    if said:
        etree.SubElement(detail, "remarks").text = _NOT_XML.sub("\ufffd", " ".join(said))
    written: bytes = etree.tostring(event, encoding="utf-8", xml_declaration=True)
    return written


def _put(element: etree._Element, **stated: str) -> None:
    for name, value in stated.items():
        element.set(name, _NOT_XML.sub("\ufffd", value))
