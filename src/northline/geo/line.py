"""The treaty line between Canada and the United States: which side, how far, where along.

The line has two segments, each with kilometres of its own (WGS 84 geodesics):

====  ================  ==========================  =====================
code  name              0 km                        last km
====  ================  ==========================  =====================
0     atlantic-pacific  Grand Manan Channel         Juan de Fuca, 6,416
1     alaska            Cape Muzon, Dixon Entrance  Beaufort Sea, 2,475
====  ================  ==========================  =====================

Kilometres grow westwards, and Canada always lies to the right of growing kilometres.

Where it comes from and how well it fits: ``docs/geo.md``.  It is OpenStreetMap data under
ODbL 1.0; `ATTRIBUTION` must stand wherever it is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from northline.geo.line_data import line_data, line_ends, line_lists
from northline.geo.line_kernels import UNCLEAR, compiled, meetings, nearest
from northline.records.errors import UnknownName, UsageError
from northline.records.units import Kilometres, Metres

Floats = NDArray[np.float64]

SEGMENTS = ("atlantic-pacific", "alaska")
"""Names of the segments; a segment's code is its place here."""

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"

CANADA, UNDETERMINED, UNITED_STATES = 1, 0, -1
"""The values of ``side``."""

DIRECTIONS = {CANADA: "to Canada", UNITED_STATES: "to United States"}
"""The words for ``Crossings.direction``."""

LIMIT = Metres(100_000.0)
"""How far from the line the side is told, unless asked otherwise."""

FARTHEST = Metres(200_000.0)
"""The largest limit: the plane of the kernel stays within 0.1 % of the geodesic up to here."""

FEW = 500
"""Up to this many rows run as plain Python, unless the kernel is compiled already."""


_ready: set[Callable[..., Any]] = set()


@dataclass(frozen=True, eq=False)
class Offsets:
    """Where (n,) positions stand to the line.

    ``side`` int8: 1 Canada, -1 United States, 0 undetermined: farther than the limit, not a
    number, exactly on the line, or off an end of the line in waters that both countries claim
    (`northline.geo.line_data.SEAWARDS`).  ``distance`` float64 metres, positive in Canada, negative in the United
    States; NaN where the side is undetermined, except 0 on the line.  ``km`` float64 along
    ``segment`` int8 (-1 beyond the limit) of the nearest point ``lon lat`` float64 degrees,
    NaN beyond the limit.  ``agreed`` bool: False beyond the limit and where the governments
    draw the boundary differently (the A-B line in Dixon Entrance).
    """

    side: NDArray[np.int8]
    distance: Floats
    km: Floats
    segment: NDArray[np.int8]
    lon: Floats
    lat: Floats
    agreed: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Crossings:
    """Where legs meet the line, ordered by leg and by fraction (m,); one leg may meet it often.

    ``leg`` int64 index of the leg; ``fraction`` float64 of the leg, in [0, 1]; ``lon lat``
    float64 degrees; ``km`` float64 along ``segment`` int8; ``direction`` int8, 1 to Canada,
    -1 to the United States (`DIRECTIONS`); ``agreed`` bool as in `Offsets`.
    """

    leg: NDArray[np.int64]
    fraction: Floats
    lon: Floats
    lat: Floats
    km: Floats
    segment: NDArray[np.int8]
    direction: NDArray[np.int8]
    agreed: NDArray[np.bool_]


def prepare() -> None:
    """Compile both kernels now: what a long-running engine does first (0.5 s, once 4 s).

    Without it, the first call with more than `FEW` rows waits for the compiler.
    """
    nowhere = np.full(FEW + 1, np.nan)
    offsets(nowhere, nowhere)
    crossings(nowhere, nowhere, nowhere, nowhere)


def offsets(lon: ArrayLike, lat: ArrayLike, *, limit: Metres = LIMIT) -> Offsets:
    """Tell side, signed distance and place along the line for (n,) positions in degrees.

    Distances are within 0.1 % of the WGS 84 geodesic up to ``limit`` metres (0 to `FARTHEST`).
    Raises `UsageError` for another limit or for arrays of different length.
    """
    if not 0.0 < limit <= FARTHEST:
        raise UsageError(f"limit is {limit} m; it must be over 0 and at most {FARTHEST:.0f} m.")
    lons, lats = _columns(lon=lon, lat=lat)
    n, line = len(lons), line_data()
    side = np.zeros(n, np.int8)
    metres, km, foot_lon, foot_lat = (np.full(n, np.nan) for _ in range(4))
    edge = np.full(n, -1, np.int64)
    run, data = _runtime(nearest, n)
    given = (lons, lats) if data[0] is line.lon else (lons.tolist(), lats.tolist())
    run(*given, float(limit), *data, *line_ends(), side, metres, km, edge, foot_lon, foot_lat)
    near = edge >= 0
    unclear = side == UNCLEAR
    side[unclear], metres[unclear] = UNDETERMINED, np.nan
    return Offsets(
        side=side,
        distance=np.where(side == UNITED_STATES, -metres, metres),
        km=km,
        segment=np.where(near, line.segment[edge], np.int8(-1)),
        lon=foot_lon,
        lat=foot_lat,
        agreed=near & line.agreed[edge],
    )


def side(lon: ArrayLike, lat: ArrayLike, *, limit: Metres = LIMIT) -> NDArray[np.int8]:
    """Tell the side of (n,) positions: 1 Canada, -1 United States, 0 undetermined."""
    return offsets(lon, lat, limit=limit).side


def crossings(lon0: ArrayLike, lat0: ArrayLike, lon1: ArrayLike, lat1: ArrayLike) -> Crossings:
    """Find where the legs from (lon0, lat0) to (lon1, lat1), (n,) degrees, cross the line.

    A leg is straight on longitude and latitude: on a leg of 10 km that is 2 m off the
    geodesic.  Legs with a coordinate that is not a number, or over the date line, cross
    nothing.  Raises `UsageError` for arrays of different length.
    """
    ends = _columns(lon0=lon0, lat0=lat0, lon1=lon1, lat1=lat1)
    n, line = len(ends[0]), line_data()
    run, data = _runtime(meetings, n)
    given = ends if data[0] is line.lon else [column.tolist() for column in ends]
    room = n + 16
    while True:
        leg, edge = np.empty(room, np.int64), np.empty(room, np.int64)
        fraction, km = np.empty(room), np.empty(room)
        to = np.empty(room, np.int8)
        count = run(*given, *data, leg, fraction, km, edge, to)
        if count <= room:
            break
        room = count
    order = np.lexsort((fraction[:count], leg[:count]))
    leg, fraction, edge = leg[order], fraction[order], edge[order]
    x0, y0, x1, y1 = (column[leg] for column in ends)
    return Crossings(
        leg=leg,
        fraction=fraction,
        lon=x0 + fraction * (x1 - x0),
        lat=y0 + fraction * (y1 - y0),
        km=km[order],
        segment=line.segment[edge],
        direction=to[order],
        agreed=line.agreed[edge],
    )


def vertices(segment: str) -> tuple[Floats, Floats, Floats]:
    """Return longitudes, latitudes (degrees) and kilometres of a segment's vertices, in order.

    Raises `UnknownName` for a segment that is not in `SEGMENTS`.
    """
    line, code = line_data(), _code(segment)
    part = slice(line.start[code], line.start[code + 1])
    return line.lon[part], line.lat[part], line.km[part]


def length(segment: str) -> Kilometres:
    """Return the length of a segment in kilometres."""
    return Kilometres(float(vertices(segment)[2][-1]))


def point_at(segment: str, km: ArrayLike) -> tuple[Floats, Floats]:
    """Return longitude and latitude, (n,) degrees, of kilometres along a segment.

    Raises `UsageError` for kilometres outside the segment.
    """
    lons, lats, kms = vertices(segment)
    (wanted,) = _columns(km=km)
    if not ((wanted >= 0.0) & (wanted <= kms[-1])).all():
        raise UsageError(f"km along {segment} must lie between 0 and {kms[-1]:.3f}.")
    return np.interp(wanted, kms, lons), np.interp(wanted, kms, lats)


def _code(segment: str) -> int:
    if segment not in SEGMENTS:
        raise UnknownName(f"No segment {segment!r} of the line; there are {', '.join(SEGMENTS)}.")
    return SEGMENTS.index(segment)


def _columns(**given: ArrayLike) -> list[Floats]:
    columns = [np.atleast_1d(np.asarray(values, np.float64)) for values in given.values()]
    if any(column.ndim != 1 or len(column) != len(columns[0]) for column in columns):
        shapes = ", ".join(f"{name} {np.shape(values)}" for name, values in given.items())
        raise UsageError(f"Positions come as columns of one length, not {shapes}.")
    return columns


def _runtime(kernel: Callable[..., Any], n: int) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    if n <= FEW and kernel not in _ready:
        return kernel, line_lists()
    _ready.add(kernel)
    return compiled(kernel), line_data().arrays()
