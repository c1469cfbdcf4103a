"""Cells against the h3 library's own scalar functions, and covers against distances."""

import h3.api.basic_int as h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.geo import cells, distance
from northline.records.errors import UsageError
from northline.records.units import Cell, Degrees, Metres


@given(st.floats(-180.0, 180.0), st.floats(-90.0, 90.0))
def test_the_cell_of_a_position_is_that_of_h3(lon: float, lat: float) -> None:
    assert cells.cell_of(Degrees(lon), Degrees(lat)) == h3.latlng_to_cell(lat, lon, 9)


def test_a_column_gives_the_cells_of_its_positions_in_order() -> None:
    chance = np.random.default_rng(1)
    lon, lat = chance.uniform(-141, -52, 500), chance.uniform(41, 70, 500)
    expected = [h3.latlng_to_cell(y, x, 9) for x, y in zip(lon, lat, strict=True)]
    found = cells.cells(lon, lat)
    assert found.dtype == np.uint64
    assert found.tolist() == expected


@pytest.mark.parametrize(
    ("lon", "lat"), [(181.0, 91.0), (float("nan"), 45.0), (0.0, float("inf")), (181.0, 0.0)]
)
def test_no_place_has_no_cell(lon: float, lat: float) -> None:
    found = cells.cells([lon, -83.0], [lat, 42.0])
    assert found[0] == cells.NO_CELL
    assert found[1] == h3.latlng_to_cell(42.0, -83.0, 9)


@given(st.floats(-180, 180), st.floats(-90, 90), st.integers(0, 9))
def test_parents_and_spans_are_those_of_h3(lon: float, lat: float, resolution: int) -> None:
    cell = h3.latlng_to_cell(lat, lon, 9)
    parent = cells.parents([cell, 0], resolution)
    assert parent.tolist() == [h3.cell_to_parent(cell, resolution), 0]
    low, high = cells.spans(parent[:1])
    assert low[0] <= cell <= high[0]
    others = [h3.latlng_to_cell(lat * 0.9, lon * 0.9, 9)]
    inside = h3.cell_to_parent(others[0], resolution) == int(parent[0])
    assert inside == bool(low[0] <= others[0] <= high[0])


def test_a_span_holds_all_children_and_nothing_between() -> None:
    parent = h3.latlng_to_cell(44.0, -76.0, 6)
    low, high = (int(edge[0]) for edge in cells.spans([parent]))
    children = sorted(h3.cell_to_children(parent, 9))
    assert (children[0], children[-1]) == (low, high)


def test_neighbours_stand_around_and_leave_the_middle_out() -> None:
    cell = cells.cell_of(Degrees(-83.0), Degrees(42.3))
    assert set(cells.neighbours(cell).tolist()) == set(h3.grid_ring(int(cell), 1))
    assert len(cells.neighbours(cell, 2)) == 18
    assert len(cells.neighbours(cell, 0)) == 0


@settings(max_examples=25, deadline=None)
@given(
    st.floats(-179, 179), st.floats(-80, 80), st.floats(0.0, 8000.0), st.integers(0, 2**32)
)  # fmt: skip
def test_every_position_within_the_radius_lies_in_a_cell_of_the_cover(
    lon: float, lat: float, radius: float, seed: int
) -> None:
    cover = cells.cells_within(Degrees(lon), Degrees(lat), Metres(radius))
    chance = np.random.default_rng(seed)
    course, away = chance.uniform(0, 360, 300), radius * np.sqrt(chance.uniform(0, 1, 300))
    away[:100] = radius
    inside = cells.cells(*distance.destination(np.full(300, lon), lat, course, away))
    assert np.isin(inside, cover).all()
    assert (np.diff(cover.astype(object)) > 0).all()
    assert distance.distance(lon, lat, *cells.centres(cover)).max() < radius + 500.0


def test_what_is_no_cell_or_out_of_range_is_refused() -> None:
    cell = cells.cell_of(Degrees(-83.0), Degrees(42.3))
    with pytest.raises(UsageError, match="H3 cell"):
        cells.neighbours(Cell(12345))
    with pytest.raises(UsageError, match="rings"):
        cells.neighbours(cell, -1)
    with pytest.raises(UsageError, match="Resolution 10"):
        cells.parents([cell], 10)
    with pytest.raises(UsageError, match="Spans"):
        cells.spans([0])
    with pytest.raises(UsageError, match="radius"):
        cells.cells_within(Degrees(0.0), Degrees(0.0), Metres(50_001.0))
    with pytest.raises(UsageError, match="no place"):
        cells.cells_within(Degrees(181.0), Degrees(0.0), Metres(1.0))
    with pytest.raises(UsageError, match="one length"):
        cells.cells([0.0], [0.0, 1.0])
