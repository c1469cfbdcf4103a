"""The ground around a scene, in cells: land or water, which side, and where nobody may go."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from northline.engines.dispatch.params import DispatchParams, Territory
from northline.geo.distance import from_plane, near_distance, to_plane
from northline.geo.line import offsets
from northline.geo.terrain import Grid, water
from northline.geo.terrain_ways import Ground

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

STEP = 0.02
"""Between the middles of windows, degrees: two kilometres."""

KEPT = 16
"""Windows that are kept."""


@dataclass(frozen=True)
class Territories:
    """The polygons in which nobody is sent and nothing looks without a recorded protocol."""

    told: tuple[Territory, ...]

    @cached_property
    def closed(self) -> shapely.Geometry:
        """All those without a protocol."""
        return shapely.union_all([_polygon(each) for each in self.told if not each.protocol])

    def at(self, lon: float, lat: float) -> Territory | None:
        """The territory in which a place lies, one without a protocol first."""
        spot = shapely.Point(lon, lat)
        there = [each for each in self.told if _polygon(each).intersects(spot)]
        return min(there, key=lambda each: (each.protocol is not None, each.name), default=None)

    def closed_to(self, lon: Floats, lat: Floats) -> Flags:
        """Which of (n,) places lie where nobody may be sent."""
        if shapely.is_empty(self.closed):
            return np.zeros(len(lon), bool)
        found: Flags = shapely.intersects_xy(self.closed, lon, lat)
        return found

    def closed_on(self, places: list[tuple[float, float]]) -> bool:
        """Whether a way goes where nobody may be sent."""
        if shapely.is_empty(self.closed):
            return False
        way = shapely.LineString(places) if len(places) > 1 else shapely.Point(places[0])
        return bool(shapely.intersects(self.closed, way))

    def crossed_by(self, lon0: Floats, lat0: Floats, lon1: Floats, lat1: Floats) -> Flags:
        """Which of (n,) legs go where nobody may be sent."""
        if shapely.is_empty(self.closed):
            return np.zeros(len(lon0), bool)
        legs = np.stack([np.stack([lon0, lat0], 1), np.stack([lon1, lat1], 1)], 1)
        found: Flags = shapely.intersects(self.closed, shapely.linestrings(legs))
        return found


def _polygon(territory: Territory) -> shapely.Geometry:
    polygon = shapely.Polygon(list(zip(territory.lons, territory.lats, strict=True)))
    return polygon if polygon.is_valid else polygon.buffer(0)


class Window:
    """The cells around a place.

    Attributes:
        grid: them.
        ground: for ways over them.
    """

    def __init__(
        self, lon: float, lat: float, params: DispatchParams, territories: Territories
    ) -> None:
        """Around this place, degrees."""
        self._params = params
        half = max(2, round(params.window / params.cell))
        steps = params.cell * (np.arange(-half, half + 1))
        columns, _ = from_plane(steps, np.zeros(len(steps)), lon, lat)
        _, rows = from_plane(np.zeros(len(steps)), steps, lon, lat)
        self.grid = Grid(columns, rows)
        self.lon, self.lat = self.grid.places()
        # The cells are even in degrees, so they are a little narrower to the north.
        across = float(near_distance(columns[0], rows[0], columns[1], rows[0])[0])
        along = float(near_distance(columns[0], rows[0], columns[0], rows[1])[0])
        self.ground = Ground(self.grid, across, along)
        # A step from middle to middle stays on a side where both are farther off the line than
        # half of it.
        self._margin = 0.51 * float(np.hypot(across, along))
        self._water = water(self.grid).ravel()
        foot = offsets(self.lon, self.lat)
        self._side, self._agreed = foot.side, foot.agreed
        self._off = np.where(np.isnan(foot.distance), np.inf, np.abs(foot.distance))
        self._free = ~territories.closed_to(self.lon, self.lat)

    def land(self, side: int) -> Flags:
        """Cells where a land unit of a side may go."""
        return ~self._water & self._own(side)

    def afloat(self, side: int, *, joint: bool) -> Flags:
        """Cells where a boat of a side may go: a joint crew also over the line, where it is agreed."""
        own = self._own(side)
        if joint:
            near = (self._off <= self._params.shared_waters) & self._agreed & self._free
            own = own | near
        return self._water & own

    def air(self, side: int) -> Flags:
        """Cells over which an aircraft of a side may fly."""
        return self._own(side)

    def is_water(self, lon: float, lat: float) -> bool | None:
        """Whether a place is water; None outside of the window."""
        cell = self.cell(lon, lat)
        return None if cell < 0 else bool(self._water[cell])

    def cell(self, lon: float, lat: float) -> int:
        """The cell of a place, or -1."""
        return int(self.grid.cells_of(np.array([lon]), np.array([lat]))[0])

    def nearest(
        self, lon: float, lat: float, within: float, open_cells: Flags
    ) -> tuple[int, float]:
        """The open cell nearest to a place, and how far its middle is, m; -1 within the radius."""
        reach = int(within / self._params.cell) + 1
        width, cell = len(self.grid.lon), self.cell(lon, lat)
        if cell < 0:
            return -1, np.inf
        row, column = divmod(cell, width)
        rows = np.arange(max(0, row - reach), min(len(self.grid.lat), row + reach + 1))
        columns = np.arange(max(0, column - reach), min(width, column + reach + 1))
        cells = (rows[:, None] * width + columns[None, :]).ravel()
        cells = cells[open_cells[cells]]
        if not len(cells):
            return -1, np.inf
        metres = np.hypot(*to_plane(self.lon[cells], self.lat[cells], lon, lat))
        k = int(np.argmin(metres))
        return (int(cells[k]), float(metres[k])) if metres[k] <= within else (-1, np.inf)

    def _own(self, side: int) -> Flags:
        """Cells on a side of the line, and not so near that a step to the next may be over it."""
        if side == 0:
            return np.zeros(len(self.lon), bool)
        own: Flags = (self._side == side) & (self._off > self._margin) & self._free
        return own


class Windows:
    """The windows of late: plans for places near one another look at the same ground."""

    def __init__(self, params: DispatchParams, territories: Territories) -> None:
        """With these parameters."""
        self._made = lru_cache(maxsize=KEPT)(
            lambda column, row: Window(column * STEP, row * STEP, params, territories)
        )

    def around(self, lon: float, lat: float) -> Window:
        """One in which a place lies near the middle."""
        return self._made(round(lon / STEP), round(lat / STEP))
