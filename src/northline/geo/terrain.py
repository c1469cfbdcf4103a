r"""Land and water on a grid, as the map that ships with the package has them.

Shores of sea, lakes and islands are GSHHG's: 100 to 300 m beside the true ones, and coarser farther
than 80 km from the line.  Rivers that the line follows are drawn along it with their usual width
(docs/basemap.md).  Smaller waters are not in it: a brook or a pond is land here.  Good enough to
tell who needs a boat; no chart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northline.geo.distance import to_plane
from northline.geo.terrain_tiles import Tile, shapes
from northline.records.errors import UsageError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FINEST, COARSEST = 8, 0
"""Zooms of the map in which shores are looked for, the finest that there is first."""

REACH_ZOOM = 10
"""Zoom of the rivers along the line: a unit of a tile is 7 m there."""

MOST_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells of a grid by their middles: ``lon`` (c,) eastwards and ``lat`` (r,) northwards, degrees."""

    lon: Floats
    lat: Floats

    def places(self) -> tuple[Floats, Floats]:
        """Longitude and latitude of every cell, each (r c,), row by row."""
        lon, lat = np.meshgrid(self.lon, self.lat)
        return lon.ravel(), lat.ravel()

    def cells_of(self, lon: Floats, lat: Floats) -> NDArray[np.int64]:
        """Cell of each of (n,) places, counted row by row; -1 outside."""
        column = np.rint((lon - self.lon[0]) / (self.lon[1] - self.lon[0])).astype(np.int64)
        row = np.rint((lat - self.lat[0]) / (self.lat[1] - self.lat[0])).astype(np.int64)
        inside = (column >= 0) & (column < len(self.lon)) & (row >= 0) & (row < len(self.lat))
        return np.where(inside, row * len(self.lon) + column, -1)


def water(grid: Grid) -> Flags:
    """Which cells are water, bool (r, c).

    Raises:
        UsageError: for a grid of more than `MOST_CELLS` cells.
        MissingDependency: when the package was put together without the map.
    """
    if len(grid.lon) * len(grid.lat) > MOST_CELLS:
        raise UsageError(f"a grid of {len(grid.lon)} by {len(grid.lat)} cells is too large")
    found = np.zeros((len(grid.lat), len(grid.lon)), bool)
    across, down = _tile_places(grid, FINEST)
    for column in np.unique(across.astype(np.int64)).tolist():
        for row in np.unique(down.astype(np.int64)).tolist():
            rows = np.flatnonzero(down.astype(np.int64) == row)
            columns = np.flatnonzero(across.astype(np.int64) == column)
            part = Grid(grid.lon[columns], grid.lat[rows])
            found[np.ix_(rows, columns)] = _shores(part, (FINEST, column, row))
    return found | _reaches(grid)


def _shores(part: Grid, tile: Tile) -> Flags:
    """Water in a part of a grid that lies in one tile of the finest zoom."""
    zoom, column, row = tile
    while (layers := shapes("basemap", (zoom, column, row))) is None and zoom > COARSEST:
        zoom, column, row = zoom - 1, column >> 1, row >> 1
    across, down = _tile_places(part, zoom)
    x, y = across - column, down - row
    land, lake, island = (
        _inside([shape.points for shape in (layers or {}).get(name, [])], x, y)
        for name in ("land", "lake", "island")
    )
    return ~land | (lake & ~island)


def _inside(rings: list[Floats], x: Floats, y: Floats) -> Flags:
    """Which cells (r, c) lie inside of an odd number of rings; y falls from row to row."""
    toggled = np.zeros((len(y), len(x) + 1), np.int64)
    upward = y[::-1]
    for ring in rings:
        x0, y0, x1, y1 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
        first = np.searchsorted(upward, np.minimum(y0, y1))
        count = np.searchsorted(upward, np.maximum(y0, y1)) - first
        edge = np.repeat(np.arange(len(count)), count)
        within = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        row = first[edge] + within
        share = (upward[row] - y0[edge]) / (y1[edge] - y0[edge])
        crossed = x0[edge] + share * (x1[edge] - x0[edge])
        np.add.at(toggled, (len(y) - 1 - row, np.searchsorted(x, crossed)), 1)
    inside: Flags = np.cumsum(toggled[:, :-1], axis=1) % 2 == 1
    return inside


def _reaches(grid: Grid) -> Flags:
    """Cells in the rivers that are drawn along the line, at least as wide as a cell."""
    found = np.zeros((len(grid.lat), len(grid.lon)), bool)
    across, down = _tile_places(grid, REACH_ZOOM)
    lon0, lat0 = float(grid.lon.mean()), float(grid.lat.mean())
    east, _ = to_plane(grid.lon, np.full(len(grid.lon), lat0), lon0, lat0)
    _, north = to_plane(np.full(len(grid.lat), lon0), grid.lat, lon0, lat0)
    thin = 0.75 * max(float(east[1] - east[0]), float(north[1] - north[0]))
    for column in range(int(across.min()), int(across.max()) + 1):
        for row in range(int(down.min()), int(down.max()) + 1):
            layers = shapes("line", (REACH_ZOOM, column, row)) or {}
            for shape in layers.get("reach", []):
                half = max(0.5 * (shape.metres or 0.0), thin)
                lon, lat = _degrees(shape.points, (REACH_ZOOM, column, row))
                _broaden(found, east, north, *to_plane(lon, lat, lon0, lat0), half)
    return found


def _broaden(found: Flags, east: Floats, north: Floats, x: Floats, y: Floats, half: float) -> None:
    """Mark the cells within ``half`` metres of a line."""
    for k in range(len(x) - 1):
        left, right = np.searchsorted(
            east, [min(x[k], x[k + 1]) - half, max(x[k], x[k + 1]) + half]
        )
        low, high = np.searchsorted(north, [min(y[k], y[k + 1]) - half, max(y[k], y[k + 1]) + half])
        if left == right or low == high:
            continue
        px, py = east[None, left:right] - x[k], north[low:high, None] - y[k]
        dx, dy = x[k + 1] - x[k], y[k + 1] - y[k]
        share = np.clip((px * dx + py * dy) / max(dx * dx + dy * dy, 1e-9), 0.0, 1.0)
        found[low:high, left:right] |= np.hypot(px - share * dx, py - share * dy) <= half


def _tile_places(grid: Grid, zoom: int) -> tuple[Floats, Floats]:
    """Columns (c,) and rows (r,) of tiles, with fractions, of a grid's cells."""
    sine = np.sin(np.radians(grid.lat))
    down = 0.5 - np.log((1.0 + sine) / (1.0 - sine)) / (4.0 * np.pi)
    return (grid.lon + 180.0) / 360.0 * 2**zoom, down * 2**zoom


def _degrees(points: Floats, tile: Tile) -> tuple[Floats, Floats]:
    zoom, column, row = tile
    across = (points[:, 0] + column) / 2**zoom
    down = (points[:, 1] + row) / 2**zoom
    return across * 360.0 - 180.0, np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * down))))
