r"""Two operations of different agencies that are near in space and time: what makes them so.

With the least distance d between their areas and the time g between their windows (0 where they
overlap), two operations are *near* when

.. math:: d \le \text{near km} \quad\text{and}\quad g \le \text{near hours}

and no agency owns both.  Being near is symmetric: both are warned, or none.  Distances are in a plane
about the middle between the two (`northline.geo.distance.to_plane`), within 0.1 % up to 200 km.

What a warning may say to an agency that may not see the other operation is fixed by its record
(`northline.records.operation.Deconfliction`): whom to call, with which reference, about which operation
of its own, in which coarse area of its own.  `coarse` makes that area.

An operation may not be used to feel for others: its area and window are bound here (`check_area`), as
are the operations of an agency that are checked in a day.
"""

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from northline.decisions.deconfliction_params import DeconflictionParams
from northline.geo.distance import near_distance, to_plane
from northline.geo.line import SEGMENTS, length, point_at, vertices
from northline.records.errors import UsageError
from northline.records.operation import Operation
from northline.records.units import Micros

HOUR, DAY = 3_600_000_000, 86_400_000_000

TENTH = 0.1
"""Degrees to which a warning names an area."""

CORNERS = 100
"""Corners of an area at most."""

STEP_KM = 1.0
"""Between two places of an area that is a range of the line, km."""


class Box(msgspec.Struct, frozen=True):
    """A coarse area: degrees."""

    west: float
    south: float
    east: float
    north: float


def near(one: Operation, other: Operation, params: DeconflictionParams) -> bool:
    """Whether two operations are near; see the module."""
    if one.id == other.id or one.agency == other.agency:
        return False
    if hours_apart(one, other) > params.near_hours:
        return False
    return km_apart(one, other, params.near_km) <= params.near_km


def hours_apart(one: Operation, other: Operation) -> float:
    """Hours between two windows; 0 where they overlap."""
    return max(0, other.since - one.until, one.since - other.until) / HOUR


def km_apart(one: Operation, other: Operation, enough: float = math.inf) -> float:
    """The least distance between two areas, km, the same whichever is named first.

    Args:
        one: an operation.
        other: another.
        enough: farther than that is of no interest: infinity is answered then.
    """
    import shapely  # takes a while to load

    first, second = sorted((one, other), key=lambda each: each.id)
    (lon0, lat0), (lon1, lat1) = places(first), places(second)
    middles = [(float(x.mean()), float(y.mean())) for x, y in ((lon0, lat0), (lon1, lat1))]
    reach = [
        float(near_distance(x, y, lon, lat).max())
        for (x, y), (lon, lat) in zip(middles, ((lon0, lat0), (lon1, lat1)), strict=True)
    ]
    between = float(near_distance(*middles[0], *middles[1])[0]) / 1000.0
    # The plane is good for some hundred kilometres; what is surely farther apart is not laid in it.
    if between > 1.05 * (sum(reach) / 1000.0) + 1.05 * min(enough, 1e6) + 1.0:
        return math.inf
    origin = [0.5 * (middles[0][k] + middles[1][k]) for k in (0, 1)]
    shapes = []
    for each, (lon, lat) in ((first, (lon0, lat0)), (second, (lon1, lat1))):
        east, north = to_plane(lon, lat, origin[0], origin[1])
        points = np.column_stack([east, north])
        line = each.segment is not None
        shapes.append(_line(points) if line else shapely.Polygon(points))
    return float(shapely.distance(shapes[0], shapes[1])) / 1000.0


def _line(points: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> object:
    import shapely

    return shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])


def places(
    operation: Operation,
) -> tuple[
    np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]
]:
    """Longitudes and latitudes of an operation's area: its corners, or places along the line."""
    if operation.segment is None:
        return np.array(operation.lons, np.float64), np.array(operation.lats, np.float64)
    begin, end = float(operation.from_km or 0.0), float(operation.to_km or 0.0)
    _, _, kms = vertices(operation.segment)
    inside = kms[(kms > begin) & (kms < end)]
    steps = np.arange(begin, end, STEP_KM)
    km = np.unique(np.concatenate([[begin, end], steps, inside]))
    lon, lat = point_at(operation.segment, km)
    return lon, lat


def coarse(operation: Operation) -> Box:
    """An operation's own area as a warning names it: a box, in whole tenths of a degree outwards."""
    lon, lat = places(operation)
    return Box(
        west=_tenths(math.floor(float(lon.min()) / TENTH)),
        south=_tenths(math.floor(float(lat.min()) / TENTH)),
        east=_tenths(math.ceil(float(lon.max()) / TENTH)),
        north=_tenths(math.ceil(float(lat.max()) / TENTH)),
    )


def _tenths(count: int) -> float:
    return round(count * TENTH, 1)


def check_area(
    lons: Sequence[float], lats: Sequence[float], segment: str | None,
    span: tuple[float | None, float | None], params: DeconflictionParams,
) -> None:  # fmt: skip
    """Whether an area is one, and no wider than it may be.

    Args:
        lons: its corners.
        lats: likewise.
        segment: of the line, where it is a range of that.
        span: the range, km.
        params: how wide it may be.

    Raises:
        UsageError: saying what is wrong.
    """
    if bool(lons) == (segment is not None):
        raise UsageError("an area is either corners (ring) or a range of the line (km), not both")
    if segment is not None:
        _check_range(segment, span, params)
        return
    import shapely

    if not 3 <= len(lons) <= CORNERS or len(lons) != len(lats):
        raise UsageError(f"an area has 3 to {CORNERS} corners")
    good = all(-180.0 <= x <= 180.0 and -90.0 <= y <= 90.0 for x, y in zip(lons, lats, strict=True))
    if not good or not shapely.Polygon(np.column_stack([lons, lats])).is_valid:
        raise UsageError("the corners of an area are degrees, and its edges do not cross")
    x, y = np.array(lons, np.float64), np.array(lats, np.float64)
    wide = float(near_distance(x.min(), y.min(), x.max(), y.max())[0]) / 1000.0
    if wide > params.widest_km:
        raise UsageError(f"the area is {wide:.0f} km wide; at most {params.widest_km:g} km may be")


def _check_range(
    segment: str, span: tuple[float | None, float | None], params: DeconflictionParams
) -> None:
    if segment not in SEGMENTS:
        raise UsageError(f"there is no segment {segment!r}; there are {', '.join(SEGMENTS)}")
    begin, end = span
    last = float(length(segment))
    if begin is None or end is None or not 0.0 <= begin < end <= last:
        raise UsageError(f"a range of {segment} lies between km 0 and {last:.0f}, and grows")
    if end - begin > params.widest_km:
        raise UsageError(
            f"the range is {end - begin:.0f} km long; at most {params.widest_km:g} km may be"
        )


def check_window(since: Micros, until: Micros, params: DeconflictionParams) -> None:
    """Whether a window is one, and no longer than it may be.

    Raises:
        UsageError: saying what is wrong.
    """
    if until <= since:
        raise UsageError("an operation ends after it begins")
    if until - since > params.longest_days * DAY:
        raise UsageError(f"an operation may last {params.longest_days:g} days at most")
