"""Stretches of the line, and the terrain beside them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.geo.line import SEGMENTS, length, offsets
from northline.geo.stretch_terrain import Sides, Terrain, sides
from northline.geo.stretches import stretch_of, stretches
from northline.records.errors import UnknownName, UsageError


@settings(max_examples=50, deadline=None)
@given(st.floats(0.0, 6_400.0), st.floats(0.01, 300.0), st.sampled_from([0.5, 1.0, 5.0, 7.3]))
def test_stretches_cover_what_is_asked_without_a_hole(
    first: float, span: float, size: float
) -> None:
    last = min(first + span, float(length("atlantic-pacific")))
    told = stretches(first, last, size)
    assert told[0].from_km <= first + 1e-6
    assert told[-1].to_km >= last - 1e-6
    assert all(a.to_km == pytest.approx(b.from_km) for a, b in pairwise(told))
    assert [each.number for each in told] == list(range(told[0].number, told[-1].number + 1))
    for each in told:
        assert stretch_of((each.from_km + each.to_km) / 2.0, size) == each.number


@pytest.mark.parametrize("segment", SEGMENTS)
def test_all_of_a_segment_is_cut_and_the_last_piece_is_shorter(segment: str) -> None:
    end = float(length(segment))
    told = stretches(0.0, end, segment=segment)
    assert (told[0].from_km, told[-1].to_km) == (0.0, end)
    assert 0.0 < told[-1].to_km - told[-1].from_km <= 5.0


def test_a_middle_lies_on_the_line_at_its_kilometre() -> None:
    (one,) = stretches(2_280.0, 2_285.0)
    told = offsets(one.lon, one.lat)
    assert (one.number, one.name) == (456, "km 2280-2285")
    assert abs(told.distance[0]) < 1.0
    assert told.km[0] == pytest.approx(2_282.5, abs=0.01)
    (north,) = stretches(10.0, 15.0, segment="alaska")
    assert north.name == "alaska km 10-15"


def test_what_cannot_be_cut_is_refused() -> None:
    for first, last, size in (
        (5.0, 5.0, 5.0),
        (-1.0, 5.0, 5.0),
        (0.0, 9_000.0, 5.0),
        (0.0, 5.0, 0.1),
    ):
        with pytest.raises(UsageError):
            stretches(first, last, size)
    with pytest.raises(UnknownName, match="alaska"):
        stretches(0.0, 5.0, segment="panama")
    with pytest.raises(UsageError):
        stretch_of(float("nan"))


def test_terrain_is_that_of_the_map() -> None:
    # Lake Superior, the prairie, the Detroit River.
    lake, prairie, river = (stretches(km, km + 5.0)[0] for km in (3_100.0, 4_200.0, 2_285.0))
    assert sides(lake).terrain is Terrain.WATER
    assert sides(prairie).terrain is Terrain.LAND
    assert 0.2 < sides(river).water < 0.9
    assert (Sides(None, None).water, Sides(0.9, None).terrain) == (0.0, Terrain.WATER)
