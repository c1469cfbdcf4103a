"""Track points of one GPX document, read through gpxpy's model; pure.

========================  ===============================================================
``lat``, ``lon``          degrees, WGS 84
``ele``                   metres above mean sea level: altitude
``time``                  UTC, with or without ``Z``; an offset is followed
``hdop``                  horizontal dilution, without a unit: times `RANGE_ERROR`, sigma
``speed``, ``course``     m/s and degrees true; of GPX 1.0, or in Garmin's extension
``fix``                   ``none``: the receiver had no fix, and the point is no sighting
========================  ===============================================================
"""

import datetime
import functools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from gpxpy.gpx import GPX_TRACK_POINT_FIELDS, GPXException, GPXTrackPoint
from gpxpy.gpxfield import gpx_fields_from_xml
from lxml import etree

from northline.formats.gpx_documents import POINTS
from northline.records.errors import RejectedUnit
from northline.records.position import AltitudeReference
from northline.records.time import from_datetime
from northline.records.units import MetresPerSecond, Micros, mps_to_knots

RANGE_ERROR = 5.0
"""Metres of 1-sigma error at a dilution of 1.  Our choice: 3.6 m of the signal (GPS SPS
Performance Standard, 5th edition, 3.4: 7.0 m at 95 %) and as much of the receiver and the air."""

NAMESPACES = ("http://www.topografix.com/GPX/1/1", "http://www.topografix.com/GPX/1/0")

LONGEST_NAME = 100
"""Characters of a name that are kept."""

COLUMNS = (
    "lon",
    "lat",
    "sigma",
    "speed_knots",
    "course",
    "altitude",
    "altitude_reference",
)
"""Columns of a position that a point fills, in the order of `Sighting.columns`."""

_GEOMETRIC = AltitudeReference.GEOMETRIC.value


_READ = frozenset("latitude longitude elevation time course speed horizontal_dilution".split())


class _Model(GPXTrackPoint):
    """A track point of gpxpy with the fields that are read here, and no others.

    So what is wrong elsewhere, such as a satellite count, costs no point.
    """

    __slots__ = ()

    gpx_10_fields = [field for field in GPX_TRACK_POINT_FIELDS if field.name in _READ]  # noqa: RUF012 - as gpxpy has it


class Point(NamedTuple):
    """A point of a document.

    Attributes:
        number: its place among all points of the document.
        track: name of its track, else of the document, or None.
        other: what it is counted as, where it is no sighting; else empty.
        element: it.
    """

    number: int
    track: str | None
    other: str
    element: Any


class Sighting(NamedTuple):
    """What a track point says.

    Attributes:
        at: its time.
        columns: values of `COLUMNS`.
    """

    at: Micros
    columns: tuple[float | str | None, ...]


def points_of(raw: bytes) -> list[Point]:
    """Every point of a document, in the order in which they stand.

    Raises:
        RejectedUnit: when it is no GPX document.
    """
    try:
        root = etree.fromstring(raw, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RejectedUnit(f"not well-formed XML: {_plain(error)}") from error
    if _local(root) != "gpx":
        raise RejectedUnit(f"the document is {_plain(root.tag)}, not gpx")
    whole = _text(root, "metadata", "name") or _text(root, "name")
    return [
        Point(number, _track(element) or whole, _other(element), element)
        for number, element in enumerate(_elements(root))
    ]


def _parser() -> "etree.XMLParser[etree._Element]":
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _elements(root: Any) -> Iterator[Any]:
    """Whatever is called like a point, but not what stands inside of one; as expat saw them."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if etree.QName(element).localname in POINTS:
            yield element
            walk.skip_subtree()


def _other(element: Any) -> str:
    parents = [_local(each) for each in element.iterancestors()]
    if _local(element) != "trkpt" or parents != ["trkseg", "trk", "gpx"]:
        return f"gpx:{etree.QName(element).localname}"
    if _text(element, "fix") == "none":
        return "gpx:trkpt without fix"
    return "" if _text(element, "time") else "gpx:trkpt without time"


def sighting_of(element: Any) -> Sighting:
    """Read a track point that has a time.

    Raises:
        RejectedUnit: saying which of its values is wrong.
    """
    speed = _extension(element, "speed")
    course = _extension(element, "course")
    for each in element.iter():
        # The model knows names without their namespace, and takes blanks for a part of a value.
        each.tag = _local(each) or each.tag
        each.text = (each.text or "").strip() or None
    said = element.findtext("time")
    try:
        point = gpx_fields_from_xml(_Model, element, "1.0")
    except GPXException as error:
        raise RejectedUnit(_plain(error)) from error
    try:
        time = point.time
        if time is None:
            raise ValueError
        at = from_datetime(time if time.tzinfo else time.replace(tzinfo=_UTC))
    except (ValueError, OverflowError) as error:
        raise RejectedUnit(f"time {ascii(said)[:40]} is no instant") from error
    lon = _within(point.longitude, "lon", -180.0, 180.0)
    lat = _within(point.latitude, "lat", -90.0, 90.0)
    hdop = _stated(point.horizontal_dilution)
    altitude = _stated(point.elevation)
    mps = _stated(point.speed if point.speed is not None else speed)
    degrees = _stated(point.course if point.course is not None else course)
    columns = (
        lon,
        lat,
        hdop * RANGE_ERROR if hdop is not None and hdop > 0 else None,
        mps_to_knots(MetresPerSecond(mps)) if mps is not None and mps >= 0 else None,
        degrees % 360.0 if degrees is not None and 0 <= degrees <= 360 else None,
        altitude,
        None if altitude is None else _GEOMETRIC,
    )
    return Sighting(at, columns)


_UTC = datetime.UTC


def _within(value: float, name: str, least: float, most: float) -> float:
    if not least <= value <= most:  # nor is what is no number
        raise RejectedUnit(f"{name} is {value}; it must be {least:g} to {most:g}")
    return value


def _stated(value: float | None) -> float | None:
    """A value, or None where it is none or no number."""
    return value if value is not None and math.isfinite(value) else None


def _extension(element: Any, name: str) -> float | None:
    """A value of Garmin's extension of a track point, whatever its version, or None."""
    for each in element.iterfind("{*}extensions//{*}" + name):
        if "TrackPointExtension" in str(etree.QName(each).namespace):
            try:
                return float(each.text or "")
            except ValueError:
                return None
    return None


def _track(element: Any) -> str | None:
    for parent in element.iterancestors():
        if _local(parent) == "trk":
            return _text(parent, "name")
    return None


def _local(element: Any) -> str:
    """Name of an element of GPX; empty for one of something else."""
    return _local_of(element.tag)


@functools.lru_cache(maxsize=1024)
def _local_of(tag: str) -> str:
    name = etree.QName(tag)
    return name.localname if name.namespace is None or name.namespace in NAMESPACES else ""


def _text(element: Any, *path: str) -> str | None:
    """Text of the first such child, blanks made one, or None where there is none."""
    for name in path:
        element = next((each for each in element if _local(each) == name), None)
        if element is None:
            return None
    return " ".join((element.text or "").split())[:LONGEST_NAME] or None


def _plain(said: object) -> str:
    return ascii(str(said))[1:-1][:200]
