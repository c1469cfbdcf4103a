"""Land and water on a grid, and ways over it."""

import heapq
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from northline.geo.distance import from_plane
from northline.geo.terrain import Grid, water
from northline.geo.terrain_ways import Ground
from northline.records.errors import UsageError
from tests.geo.vector_tiles import archive, is_water, layers, tile_at

DETROIT, PRAIRIE, HURON, ST_CROIX = (
    (-83.10, 42.24),
    (-100.0, 49.0),
    (-82.42, 43.02),
    (-67.45, 45.35),
)


def around(place: tuple[float, float], half: int = 60, cell: float = 100.0) -> Grid:
    steps = cell * np.arange(-half, half + 1)
    lon, _ = from_plane(steps, np.zeros(len(steps)), *place)
    _, lat = from_plane(np.zeros(len(steps)), steps, *place)
    return Grid(lon, lat)


def test_cells_are_what_the_tiles_say_of_their_middles() -> None:
    tiles = archive(Path(str(files("northline.geo").joinpath("data/basemap.pmtiles"))))
    rng = np.random.default_rng(2)
    for place in (DETROIT, HURON):
        grid = around(place)
        found, wet = water(grid), 0
        for row, column in rng.integers(0, len(grid.lon), (60, 2)).tolist():
            lon, lat = float(grid.lon[column]), float(grid.lat[row])
            tile = tile_at(lon, lat, 8)
            said = is_water(layers(tiles[tile], tile), lon, lat)
            assert found[row, column] or not said  # rivers along the line are more than that
            wet += said
        assert 0 < wet < 60
        assert abs(float(found.mean()) - wet / 60) < 0.25


def test_the_prairie_is_dry() -> None:
    assert water(around(PRAIRIE)).mean() < 0.02


def test_a_river_that_the_shores_lack_is_drawn_along_the_line_without_a_gap() -> None:
    grid = around(ST_CROIX)
    found = water(grid)
    assert 0.005 < found.mean() < 0.3
    assert found.any(axis=1).mean() > 0.95


def test_a_grid_beyond_reason_is_refused() -> None:
    long = np.linspace(-83.0, -82.0, 2_100)
    with pytest.raises(UsageError, match="too large"):
        water(Grid(long, np.linspace(42.0, 43.0, 2_100)))


def test_ways_are_those_of_plain_shortest_paths() -> None:
    rng = np.random.default_rng(5)
    grid = Grid(np.arange(23.0), np.arange(17.0))
    free = (rng.random((17, 23)) < 0.7).ravel()
    goal = np.array([40, 200])
    free[goal] = [True, False]  # a goal that may not be entered is none
    ways = Ground(grid, 3.0, 4.0).ways(free, goal)
    best = {40: 0.0}
    heap = [(0.0, 40)]
    while heap:
        metres, cell = heapq.heappop(heap)
        if metres > best[cell]:
            continue
        row, column = divmod(cell, 23)
        for r in range(max(0, row - 1), min(17, row + 2)):
            for c in range(max(0, column - 1), min(23, column + 2)):
                to = 23 * r + c
                step = 5.0 if r != row and c != column else 3.0 if c != column else 4.0
                if free[to] and to != cell and metres + step < best.get(to, np.inf):
                    best[to] = metres + step
                    heapq.heappush(heap, (metres + step, to))
    assert ways.metres.tolist() == [best.get(cell, np.inf) for cell in range(23 * 17)]
    for cell in best:
        way = ways.from_cell(cell)
        assert way[-1] == 40
        assert free[way].all()


def test_nothing_beyond_the_limit_is_told() -> None:
    grid = Grid(np.arange(10.0), np.arange(1.0, 3.0))
    ways = Ground(grid, 1.0, 1.0).ways(np.ones(20, bool), np.array([0]), 4.5)
    assert np.isfinite(ways.metres).sum() == 5 + 5
    assert ways.metres[np.isfinite(ways.metres)].max() <= 4.5
