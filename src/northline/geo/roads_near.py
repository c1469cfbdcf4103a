"""Which road lies near a place, by a grid: each cell lists the roads whose box meets it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.geo.distance import to_plane
from northline.geo.roads import Roads
from northline.records.units import Metres

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELL_DEGREES = 0.01
"""Breadth and height of a cell: about a kilometre."""

METRES_IN_A_DEGREE = 111_000.0


class Beside(NamedTuple):
    """Where a place lies beside a road.

    Attributes:
        road: the road.
        share: of the road from its beginning, in [0, 1].
        metres: how far off it.
    """

    road: int
    share: float
    metres: float


class RoadGrid:
    """The grid of one network."""

    def __init__(self, roads: Roads) -> None:
        """Put every road into the cells that its box meets."""
        self._roads = roads
        lon0, lat0, lon1, lat1 = roads.ends()
        west, east = _column(np.minimum(lon0, lon1)), _column(np.maximum(lon0, lon1))
        south, north = _column(np.minimum(lat0, lat1)), _column(np.maximum(lat0, lat1))
        wide, high = east - west + 1, north - south + 1
        count = wide * high
        road = np.repeat(np.arange(len(count)), count)
        within = np.arange(len(road)) - np.repeat(np.cumsum(count) - count, count)
        key = _key(west[road] + within % wide[road], south[road] + within // wide[road])
        order = np.argsort(key, kind="stable")
        self._keys, self._listed = key[order], road[order]

    def around(self, lon: float, lat: float, radius: Metres) -> Ints:
        """Roads that may come within ``radius`` of a place, in rising order; some lie farther."""
        up = radius / METRES_IN_A_DEGREE
        over = up / max(np.cos(np.radians(lat)), 0.01)
        columns = range(int(_column(lon - over)), int(_column(lon + over)) + 1)
        south, north = int(_column(lat - up)), int(_column(lat + up))
        found = []
        for column in columns:
            first = np.searchsorted(self._keys, _key(column, south))
            last = np.searchsorted(self._keys, _key(column, north), side="right")
            found.append(self._listed[first:last])
        return np.unique(np.concatenate(found))

    def closest(
        self, lon: float, lat: float, radius: Metres, usable: NDArray[np.bool_]
    ) -> Beside | None:
        """The road nearest to a place, of those that may be used, or None within the radius.

        Args:
            lon: of the place, degrees.
            lat: of the place, degrees.
            radius: metres.
            usable: bool (m,), which roads.
        """
        near = self.around(lon, lat, radius)
        near = near[usable[near]]
        if not len(near):
            return None
        lon0, lat0, lon1, lat1 = self._roads.ends(near)
        x0, y0 = to_plane(lon0, lat0, lon, lat)
        x1, y1 = to_plane(lon1, lat1, lon, lat)
        dx, dy = x1 - x0, y1 - y0
        share = np.clip(-(x0 * dx + y0 * dy) / np.maximum(dx * dx + dy * dy, 1e-9), 0.0, 1.0)
        metres = np.hypot(x0 + share * dx, y0 + share * dy)
        k = int(np.argmin(metres))
        if metres[k] > radius:
            return None
        return Beside(int(near[k]), float(share[k]), float(metres[k]))


def _column(degrees: Floats | float) -> Ints:
    cell: Ints = np.floor(np.asarray(degrees) / CELL_DEGREES).astype(np.int64)
    return cell


def _key(column: Ints | int, row: Ints | int) -> Ints:
    key: Ints = np.asarray(column, np.int64) * 100_000 + row
    return key
