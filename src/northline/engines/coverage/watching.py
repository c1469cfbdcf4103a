r"""What one sensor sees of the ground: for what share of the time, and how much worse than near by.

A look of a sensor at a target of class c at distance r sees it with

.. math:: p_c \,\bigl(1 - e\,(r / R_c)^4\bigr), \qquad r_0 \le r \le R_c = \rho_c R

where :math:`p_c` is the probability that its registry states, R its range, :math:`r_0` its closest
one, :math:`\rho_c` the reach of the class (1 for what feels steps, in the ground) and e the edge
(`CoverageParams`).  Nothing is seen outside its sector, below the horizon or behind ground, or in a
mask.  What moves is at several places in its time, each for its share of it; what is steered sees what
its frames held.
"""

from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.engines.coverage.field_kernel import field
from northline.engines.coverage.ground import BANDS, LANES, Ground
from northline.engines.coverage.params import CLASSES, FLYING, RADARS, CoverageParams, Passer
from northline.geo.elevation import Elevation
from northline.geo.line_kernels import compiled
from northline.geo.sight import OPTICAL, RADAR, Eye, horizon, in_sight
from northline.records.sensor import SensorSort, Target

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Place(NamedTuple):
    """Where a sensor was, degrees, and for what share of its time."""

    lon: float
    lat: float
    share: float = 1.0


class Frame(NamedTuple):
    """Ground that a steered sensor looked at: its corners, degrees, and for what share of its time."""

    ring: tuple[tuple[float, float], ...]
    share: float


class Area(NamedTuple):
    """Ground of which no detection is kept: the corners of a polygon, degrees."""

    ring: tuple[tuple[float, float], ...]


class Masked(NamedTuple):
    """What is masked of a sensor: ground, and sectors (from, to clockwise, degrees true)."""

    areas: tuple[Area, ...] = ()
    sectors: tuple[tuple[float, float], ...] = ()


class Watcher(msgspec.Struct, frozen=True, kw_only=True):
    """A sensor as it stands for a time.

    Attributes:
        identity: as the registry has it.
        sort: what sort of sensor it is.
        revisit: seconds between two looks at one place.
        detection: probabilities that a look sees a target near by: class, light, probability.
        places: where it is or was; none where only its frames are known, or where it sees everywhere.
        frames: what it looked at, where it is steered; then range and sector do not count.
        everywhere: whether it sees all ground there is, as a satellite that passes does.
        nearest: closest range, metres.
        range: farthest range, metres.
        bearing_from: where its sector begins, degrees true; None for all around.
        bearing_to: where it ends, clockwise.
        height: of its eye above the ground, metres, or None.
        masked: what is masked of it.
    """

    identity: str
    sort: SensorSort | None
    revisit: float
    detection: tuple[tuple[Target, str, float], ...]
    places: tuple[Place, ...] = ()
    frames: tuple[Frame, ...] = ()
    everywhere: bool = False
    nearest: float = 0.0
    range: float = 0.0
    bearing_from: float | None = None
    bearing_to: float | None = None
    height: float | None = None
    masked: Masked = Masked()

    def probabilities(self) -> Floats:
        """Of every class by night and by day, (c, 2)."""
        found = np.zeros((len(CLASSES), 2))
        for target, light, value in self.detection:
            found[CLASSES.index(target), int(light == "day")] = value
        return found


class Field(NamedTuple):
    """What a sensor sees of the lanes ``first`` to ``last`` (excluded), l of them.

    Attributes:
        share: of the way through each band for which it sees each class, (c, l, 10).
        worth: how much of its probability is left there on average, (c, l, 10).
    """

    first: int
    last: int
    share: Floats
    worth: Floats


def seen(
    watcher: Watcher, ground: Ground, params: CoverageParams, elevation: Elevation | None = None
) -> Field | None:
    """What a sensor sees of the ground; None where that is nothing."""
    rows = _reached(watcher, ground)
    if not len(rows):
        return None
    lon, lat = ground.lon[rows], ground.lat[rows]
    shares, worths = (np.zeros((len(CLASSES), len(rows))) for _ in range(2))
    if watcher.everywhere:
        shares[:], worths[:] = 1.0, 1.0
    for frame in watcher.frames:
        inside = _inside(frame.ring, lon, lat)
        shares[:, inside] += frame.share
        worths[:, inside] += frame.share
    if not watcher.frames and not watcher.everywhere:
        _look(watcher, lon, lat, params, elevation, shares, worths)
    for area in watcher.masked.areas:
        hidden = _inside(area.ring, lon, lat)
        shares[:, hidden] = worths[:, hidden] = 0.0
    if not shares.any():
        return None
    return _by_lane(ground, rows, np.minimum(shares, 1.0), np.minimum(worths, shares))


def _look(
    watcher: Watcher,
    lon: Floats,
    lat: Floats,
    params: CoverageParams,
    elevation: Elevation | None,
    shares: Floats,
    worths: Floats,
) -> None:
    """Add what a sensor sees from its places."""
    reach = [
        1.0 if watcher.sort is SensorSort.GROUND_SENSOR else each.reach for each in _all(params)
    ]
    ranges = watcher.range * np.array(reach)
    begin, end = watcher.bearing_from, watcher.bearing_to
    width = 360.0 if begin is None or end is None or begin == end else (end - begin) % 360.0
    sectors = np.array([(a, (b - a) % 360.0 or 360.0) for a, b in watcher.masked.sectors])
    for place in watcher.places:
        sight = _sight(watcher, place, lon, lat, params, elevation)
        compiled(field)(
            lon, lat, place.lon, place.lat, place.share, float(watcher.nearest), ranges,
            float(begin or 0.0), width, sectors.reshape(-1, 2), params.edge, sight, shares, worths,
        )  # fmt: skip


def _all(params: CoverageParams) -> list[Passer]:
    return [params.passer(each) for each in CLASSES]


def _sight(
    watcher: Watcher,
    place: Place,
    lon: Floats,
    lat: Floats,
    params: CoverageParams,
    elevation: Elevation | None,
) -> Flags:
    """Whether each class at each place is in its line of sight, (c, n)."""
    found = np.ones((len(CLASSES), len(lon)), np.bool_)
    flies = watcher.sort in FLYING
    height = watcher.height
    if watcher.sort is SensorSort.GROUND_SENSOR or (height is None and elevation is None):
        return found
    if height is None:
        height = params.eye_air if flies else params.eye
    k = RADAR if watcher.sort in RADARS else OPTICAL
    eye = Eye(place.lon, place.lat, height, k)
    for number, target in enumerate(CLASSES):
        high = params.passer(target).height
        if elevation is not None or horizon(height, high, k) < watcher.range:
            found[number] = in_sight(eye, lon, lat, high, elevation)
    return found


def _reached(watcher: Watcher, ground: Ground) -> NDArray[np.int64]:
    """Rows of the ground in a box around all that the sensor may see."""
    if watcher.everywhere:
        return np.arange(len(ground.lon))
    corners = [corner for frame in watcher.frames for corner in frame.ring]
    margin = 0.0 if watcher.frames else watcher.range
    corners = corners or [(place.lon, place.lat) for place in watcher.places]
    if not corners:
        return np.zeros(0, np.int64)
    x, y = np.array(corners).T
    up = margin / 110_000.0
    over = up / max(float(np.cos(np.radians(np.abs(y).max() + up))), 0.05)
    inside = (ground.lon >= x.min() - over) & (ground.lon <= x.max() + over)
    inside &= (ground.lat >= y.min() - up) & (ground.lat <= y.max() + up)
    return np.flatnonzero(inside)


def _inside(ring: tuple[tuple[float, float], ...], lon: Floats, lat: Floats) -> Flags:
    import shapely  # takes a while to load, and most sensors have neither frames nor masks

    found: Flags = shapely.intersects_xy(shapely.Polygon(ring), lon, lat)
    return found


def _by_lane(ground: Ground, rows: NDArray[np.int64], shares: Floats, worths: Floats) -> Field:
    """Means over the places of each lane and band."""
    first, last = int(ground.lane[rows[0]]), int(ground.lane[rows[-1]]) + 1
    first, last = first - first % LANES, last + -last % LANES
    cell = (ground.lane[rows] - first) * BANDS + ground.band[rows]
    many = (last - first) * BANDS
    here = np.maximum(ground.here[first:last].ravel(), 1)
    shape = (len(CLASSES), last - first, BANDS)
    share = np.stack([np.bincount(cell, each, many) / here for each in shares]).reshape(shape)
    worth = np.stack([np.bincount(cell, each, many) / here for each in worths]).reshape(shape)
    mean = np.divide(worth, share, out=np.zeros(shape), where=share > 0.0)
    return Field(first, last, share, mean)
