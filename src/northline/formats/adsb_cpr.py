r"""Compact position reports (CPR): 17 bits a coordinate to degrees.

RTCA DO-260B, appendix A.1.7; ICAO Doc 9871, C.2.6.  Latitude is counted in 60 (even, i = 0) or
59 (odd, i = 1) zones of :math:`D_i = C / (60 - i)` degrees, with C = 360 in the air and 90 on
the ground; longitude in NL - i zones, NL (`zones`) depending on the latitude.  A report holds
y and x, the fractions of its zone in 1/2\ :sup:`17`, but not which zone.

* `from_pair`, globally unambiguous: an even and an odd report of about the same time tell the
  zone, on the ground up to 90 degrees, where the place nearest to a reference is taken;
* `from_reference`, locally unambiguous: the zone is the one that brings the place nearest to a
  reference, which must be within half a zone: 180 NM in the air, 45 NM on the ground.

The library that reads the bits decodes positions too, but keeps what it must remember to
itself, so that reading could not be resumed; a test holds the two equal.  The error of a
report is half a step: 2.5 m in the air, 0.6 m on the ground, in latitude.
"""

import math
from bisect import bisect_left
from typing import NamedTuple

_FULL = 131_072
AIR, GROUND = 360.0, 90.0


class Report(NamedTuple):
    """One position report.

    Attributes:
        odd: whether it is an odd one.
        y: latitude in its zone, 0 to 131071.
        x: longitude in its zone, 0 to 131071.
        ground: whether it is of an aircraft on the ground.
    """

    odd: bool
    y: int
    x: int
    ground: bool


def _transition(number: int) -> float:
    """Latitude at which there cease to be ``number`` longitude zones, degrees."""
    wide = 1.0 - math.cos(math.pi / 30.0)
    return math.degrees(math.acos(math.sqrt(wide / (1.0 - math.cos(2.0 * math.pi / number)))))


_TRANSITIONS = (*(_transition(number) for number in range(59, 2, -1)), 87.0)


def zones(lat: float) -> int:
    """Number of longitude zones at a latitude, NL: 59 at the equator, 1 beyond 87 degrees."""
    return 59 - bisect_left(_TRANSITIONS, abs(lat))


def from_pair(
    even: Report, odd: Report, *, newest_odd: bool, near: tuple[float, float] | None = None
) -> tuple[float, float] | None:
    """Longitude and latitude of the newer of an even and an odd report.

    Args:
        even: the even report.
        odd: the odd report, in the air or on the ground as the even one.
        newest_odd: whether the odd one is the newer.
        near: a place within 45 degrees, needed for reports from the ground.

    Returns:
        degrees; None where a zone border lies between the two, or they are no pair.
    """
    span = GROUND if even.ground else AIR
    j = math.floor((59 * even.y - 60 * odd.y) / _FULL + 0.5)
    lat_even = span / 60.0 * (j % 60 + even.y / _FULL)
    lat_odd = span / 59.0 * (j % 59 + odd.y / _FULL)
    if near is not None and even.ground:
        lat_even, lat_odd = (_nearest(lat, near[1], 90.0) for lat in (lat_even, lat_odd))
    else:
        lat_even, lat_odd = (lat - 360.0 if lat >= 270.0 else lat for lat in (lat_even, lat_odd))
    count = zones(lat_even)
    if abs(lat_even) > 90.0 or abs(lat_odd) > 90.0 or count != zones(lat_odd):
        return None
    m = math.floor((even.x * (count - 1) - odd.x * count) / _FULL + 0.5)
    wide = max(count - newest_odd, 1)
    x = (odd if newest_odd else even).x
    lon = span / wide * (m % wide + x / _FULL)
    if near is not None and even.ground:
        lon = _nearest(lon, near[0], 90.0)
    return wrapped(lon), lat_odd if newest_odd else lat_even


def from_reference(report: Report, lon: float, lat: float) -> tuple[float, float] | None:
    """Longitude and latitude of a report whose place is nearest to a reference, degrees.

    Returns:
        None where that lies beyond a pole.
    """
    span = GROUND if report.ground else AIR
    high = span / (60 - report.odd)
    found_lat = _nearest(high * report.y / _FULL, lat, high)
    if abs(found_lat) > 90.0:
        return None
    wide = span / max(zones(found_lat) - report.odd, 1)
    return wrapped(_nearest(wide * report.x / _FULL, lon, wide)), found_lat


def wrapped(lon: float) -> float:
    """A longitude in [-180, 180)."""
    return (lon + 180.0) % 360.0 - 180.0


def _nearest(value: float, reference: float, step: float) -> float:
    """Of the value and all that are whole steps from it, the one nearest to the reference."""
    return value + step * math.floor((reference - value) / step + 0.5)
