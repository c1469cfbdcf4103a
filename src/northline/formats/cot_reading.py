"""One Cursor on Target event, read as XML: the reading that every other must equal.

MITRE base event schema 2.0 (*CoT Base-Event Schema*), contact, track and remarks schemas;
``__group`` and ``status`` are of TAK.  Entities are not resolved, no document type definition
is read, nothing is fetched.
"""

import datetime
import math
import re
from typing import NamedTuple

from lxml import etree

from northline.formats.cot_sensor import Sees, sees
from northline.formats.cot_unit import DETAIL, States, states
from northline.records.errors import RejectedUnit
from northline.records.marking import Marking
from northline.records.stated import check_within, stated
from northline.records.time import from_datetime
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT, Micros

UNKNOWN_METRES = 999_999.0
"""Heights and errors from here on say that nothing is known: 9999999.0, or 999999.0."""

EARLIEST, LATEST = 1_000_000_000_000_000, 4_294_967_295_000_000
"""Stated times in microseconds, 2001-09-09 to 2106-02-07.  Others are no clock's."""


class Reading(NamedTuple):
    """What one event says.

    Attributes:
        uid: whom or what it is about.
        type: Cursor on Target type.
        how: how the coordinates came about, or None.
        at: when it was generated, or None where that is no clock's time.
        start: from when it holds, or None.
        stale: until when it holds, or None.
        lon: longitude, or None without a place.
        lat: latitude, or None without a place.
        altitude: metres above the ellipsoid, or None.
        sigma: 1-sigma error in metres, or None where none is stated.
        callsign: callsign, or None.
        team: name of the group, or None.
        role: role in the group, or None.
        speed_knots: speed, or None.
        course: course in degrees, or None.
        battery: charge from 0 to 1, or None.
        text: remarks, or None.
        sensor: where a sensor looks, or None.
        states: what a unit states of its crew, fuel and authority.
    """

    uid: str
    type: str
    how: str | None
    at: Micros | None
    start: Micros | None
    stale: Micros | None
    lon: float | None
    lat: float | None
    altitude: float | None
    sigma: float | None
    callsign: str | None
    team: str | None
    role: str | None
    speed_knots: float | None
    course: float | None
    battery: float | None
    text: str | None
    sensor: Sees | None = None
    states: States = States()


_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_ENCODING = re.compile(rb"""encoding[ \t\r\n]*=[ \t\r\n]*["']([A-Za-z0-9._-]*)""")
_READ = (b"utf-8", b"us-ascii", b"ascii")


NOT_REAL = ("e", "s")
"""How ``opex`` begins for an exercise and for a simulation; operations are ``o`` (CoT base event)."""


def read_event(
    declared: bytes, event: bytes, *, real: bool = False, feed: Marking | None = None
) -> Reading:
    """Read one event.

    Args:
        declared: the XML declaration before it, or nothing.
        event: its bytes, from ``<event`` to its end.
        real: whether it goes into a real ledger.
        feed: the marking of its feed, where it is known.

    Raises:
        RejectedUnit: when it is no well-formed XML, lacks a uid or type, its point is outside
            the world, or it says that it is of an exercise and the ledger is real.
        BeyondFeed: when it says that it is more sensitive than its feed (``access``, ``caveat``).
        Withheld: when it says that it is above Secret, or of an informer.
    """
    root = parsed(declared, event)
    check_within(stated(root.get("access", ""), root.get("caveat", "")), feed)
    if real and root.get("opex", "").lstrip().startswith(NOT_REAL):
        raise RejectedUnit(
            "the event says that it is of an exercise or simulation (opex), and this ledger is real"
        )
    uid, type = root.get("uid"), root.get("type")
    if not uid or not type:
        raise RejectedUnit(f"the event has no {'type' if uid else 'uid'}")
    at = instant(root.get("time"))
    lon, lat, altitude, sigma = place(root.find("point"))
    detail = root.find("detail")
    contact, group, track, status, remarks, sensor, own = (
        None if detail is None else detail.find(name)
        for name in ("contact", "__group", "track", "status", "remarks", "sensor", DETAIL)
    )
    return Reading(
        uid=uid,
        type=type,
        how=root.get("how") or None,
        at=at if at is not None and EARLIEST <= at <= LATEST else None,
        start=instant(root.get("start")),
        stale=instant(root.get("stale")),
        lon=lon,
        lat=lat,
        altitude=altitude,
        sigma=sigma,
        callsign=_said(contact, "callsign"),
        team=_said(group, "name"),
        role=_said(group, "role"),
        speed_knots=knots(number(_said(track, "speed"))),
        course=course(number(_said(track, "course"))),
        battery=charge(number(_said(status, "battery"))),
        text=(remarks.text or "").strip() or None if remarks is not None else None,
        sensor=None if sensor is None else sees(sensor, number),
        states=States() if own is None else states(own, number),
    )


def parsed(declared: bytes, event: bytes) -> etree._Element:
    """The event as an element; raises `RejectedUnit`."""
    named = _ENCODING.search(declared)
    if named and named[1].lower() not in _READ:
        raise RejectedUnit(f"the encoding is {named[1].decode()}; only UTF-8 is read")
    try:
        return etree.fromstring(event, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = str(error).encode("ascii", "replace").decode()
        raise RejectedUnit(f"not well-formed XML: {said}") from error


def instant(text: str | None) -> Micros | None:
    """The instant that an ``xs:dateTime`` states, to the microsecond; None where it states none.

    Without an offset it names no instant.
    """
    stated = _INSTANT.fullmatch(text) if text else None
    if stated is None:
        return None
    second, fraction, offset = stated.groups()
    try:
        whole = datetime.datetime.fromisoformat(second + offset.replace("Z", "+00:00"))
    except ValueError:
        return None
    return Micros(from_datetime(whole) + int((fraction or "")[:6].ljust(6, "0")))


def place(
    point: etree._Element | None,
) -> tuple[float | None, float | None, float | None, float | None]:
    """Longitude, latitude, height and error of a point; None where it says nothing is known.

    Raises:
        RejectedUnit: when it is outside the world, or no number.
    """
    if point is None:
        return None, None, None, None
    lat, lon = number(point.get("lat")), number(point.get("lon"))
    return checked_place(lon, lat, number(point.get("hae")), number(point.get("ce")))


def checked_place(
    lon: float | None, lat: float | None, hae: float | None, ce: float | None
) -> tuple[float | None, float | None, float | None, float | None]:
    """As `place`, from numbers.

    A device without a fix sends latitude 0, longitude 0 and an unknown error: no place.
    """
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise RejectedUnit("its point has no latitude and longitude within the world")
    sigma = ce if ce is not None and 0 < ce < UNKNOWN_METRES else None
    if sigma is None and lat == 0 and lon == 0:
        return None, None, None, None
    altitude = hae if hae is not None and abs(hae) < UNKNOWN_METRES else None
    return lon, lat, altitude, sigma


def number(text: str | None) -> float | None:
    """The number that a text states, or None."""
    if text is None or not _NUMBER.fullmatch(text.strip()):
        return None
    stated = float(text)
    return stated if math.isfinite(stated) else None


def knots(speed: float | None) -> float | None:
    """Metres per second as knots; None where negative or unknown."""
    if speed is None or not 0 <= speed < UNKNOWN_METRES:
        return None
    return speed / METRES_PER_SECOND_IN_A_KNOT


def course(degrees: float | None) -> float | None:
    """A course from 0 to below 360; 360 is north."""
    if degrees is None or not 0 <= degrees <= 360:
        return None
    return degrees % 360.0


def charge(percent: float | None) -> float | None:
    """Percent as a share; None outside 0 to 100."""
    return percent / 100 if percent is not None and 0 <= percent <= 100 else None


def _said(element: etree._Element | None, name: str) -> str | None:
    return (element.get(name) or None) if element is not None else None
