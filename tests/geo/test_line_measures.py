"""Distances, kilometres and meetings, against geodesics and against one another."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.geo import distance, line
from northline.geo.line_data import line_data, line_ends, line_lists
from northline.geo.line_kernels import compiled, meetings, nearest
from northline.records.errors import UnknownName, UsageError
from northline.records.units import Metres
from tests.geo.places import near_line


@pytest.mark.parametrize("segment", line.SEGMENTS)
def test_the_distance_is_the_geodesic_to_the_nearest_point(segment: str) -> None:
    lon, lat = near_line(4000, 20_000.0, seed=3, segment=segment)
    found = line.offsets(lon, lat)
    told = np.isfinite(found.distance)
    exact = distance.distance(lon, lat, found.lon, found.lat)
    assert told.mean() > 0.95
    np.testing.assert_allclose(np.abs(found.distance[told]), exact[told], rtol=1e-3, atol=0.005)


def test_no_vertex_is_nearer_than_the_nearest_point() -> None:
    lon, lat = near_line(300, 20_000.0, seed=4)
    found = line.offsets(lon, lat)
    vertex_lon, vertex_lat, _ = line.vertices("atlantic-pacific")
    for x, y, told in zip(lon, lat, np.abs(found.distance), strict=True):
        near = np.abs(vertex_lat - y) < 1.0
        nearest_vertex = distance.distance(x, y, vertex_lon[near], vertex_lat[near]).min()
        assert not told > 1.001 * nearest_vertex + 0.01


def test_positions_beyond_the_limit_are_told_nothing() -> None:
    found = line.offsets([-97.0, -97.0], [49.5, 52.0], limit=Metres(60_000.0))
    assert found.side.tolist() == [1, 0]
    assert found.segment.tolist() == [0, -1]
    assert np.isnan([found.distance[1], found.km[1], found.lon[1]]).all()


@pytest.mark.parametrize("limit", [0.0, -1.0, 200_001.0, float("nan")])
def test_a_limit_out_of_range_is_refused(limit: float) -> None:
    with pytest.raises(UsageError, match="limit"):
        line.offsets([0.0], [0.0], limit=Metres(limit))


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(UsageError, match="one length"):
        line.offsets([0.0, 1.0], [0.0])
    with pytest.raises(UsageError, match="one length"):
        line.crossings([0.0], [0.0], [0.0], [[0.0]])


def test_no_positions_give_no_answers() -> None:
    assert len(line.offsets([], []).side) == 0
    assert len(line.crossings([], [], [], []).leg) == 0


@pytest.mark.parametrize("segment", line.SEGMENTS)
def test_kilometres_grow_and_are_those_of_the_geodesic(segment: str) -> None:
    lon, lat, km = line.vertices(segment)
    steps = distance.distance(lon[:-1], lat[:-1], lon[1:], lat[1:]) / 1000.0
    assert (np.diff(km) > 0.0).all()
    np.testing.assert_allclose(km[1:], np.cumsum(steps), rtol=1e-7, atol=1e-7)
    assert steps.max() < 0.51


@pytest.mark.parametrize("segment", line.SEGMENTS)
def test_a_point_of_the_line_finds_its_own_kilometre(segment: str) -> None:
    asked = np.random.default_rng(5).uniform(0.0, line.length(segment), 3000)
    lon, lat = line.point_at(segment, asked)
    found = line.offsets(lon, lat)
    assert np.abs(found.distance).max() < 0.01
    np.testing.assert_allclose(found.km, asked, rtol=0.0, atol=1e-5)
    assert (found.segment == line.SEGMENTS.index(segment)).all()


def test_both_segments_run_westwards_with_canada_on_the_right() -> None:
    for segment in line.SEGMENTS:
        lon, _, _ = line.vertices(segment)
        assert lon[-1] < lon[0]
    assert line.side([-97.0, -97.0], [49.1, 48.9]).tolist() == [1, -1]
    assert line.side([-140.9, -141.1], [66.0, 66.0]).tolist() == [1, -1]


def test_a_wrong_name_or_kilometre_is_refused() -> None:
    with pytest.raises(UnknownName, match="atlantic-pacific, alaska"):
        line.vertices("mexico")
    with pytest.raises(UsageError, match="between 0"):
        line.point_at("alaska", [-1.0])


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), metres=st.floats(1.0, 20_000.0))
def test_legs_that_change_side_cross_once_more_than_they_come_back(
    seed: int, metres: float
) -> None:
    lon0, lat0 = near_line(40, metres, seed=seed)
    course = np.random.default_rng(seed).uniform(0.0, 360.0, 40)
    lon1, lat1 = distance.destination(lon0, lat0, course, np.full(40, metres))
    begin, end = line.offsets(lon0, lat0), line.offsets(lon1, lat1)
    clear = (np.abs(begin.distance) > 0.5) & (np.abs(end.distance) > 0.5)
    # a position beyond an end of the line has a side there, but no line to cross on the way
    clear &= (begin.km > 60.0) & (begin.km < line.length("atlantic-pacific") - 60.0)
    found = line.crossings(lon0, lat0, lon1, lat1)
    net = np.bincount(found.leg, found.direction, 40)
    expected = (end.side.astype(float) - begin.side) / 2.0
    assert (net == expected)[clear].all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), metres=st.floats(10.0, 5_000.0))
def test_a_crossing_lies_on_the_line_and_on_its_leg(seed: int, metres: float) -> None:
    lon0, lat0 = near_line(30, metres, seed=seed)
    lon1, lat1 = near_line(30, metres, seed=seed)[0] + 0.01, lat0 + 0.01
    found = line.crossings(lon0, lat0, lon1, lat1)
    on_line = line.offsets(found.lon, found.lat)
    assert ((found.fraction >= 0.0) & (found.fraction <= 1.0)).all()
    assert (np.nan_to_num(np.abs(on_line.distance)) < 0.1).all()
    same = on_line.segment == found.segment
    x, y = line.point_at("atlantic-pacific", found.km[found.segment == 0])
    at = found.segment == 0
    assert same.all()
    assert (distance.distance(x, y, found.lon[at], found.lat[at]) < 0.1).all()
    assert (np.diff(found.leg) >= 0).all()


def test_the_direction_of_a_crossing_is_where_it_leads() -> None:
    found = line.crossings([-83.02, -97.0], [42.30, 48.9], [-83.06, -97.0], [42.34, 49.1])
    words = [line.DIRECTIONS[int(code)] for code in found.direction]
    assert words == ["to United States", "to Canada"]
    assert found.leg.tolist() == [0, 1]
    assert found.lat[1] == pytest.approx(49.0, abs=0.002)
    assert found.fraction[1] == pytest.approx(0.5, abs=0.01)


def test_a_leg_across_the_northwest_angle_crosses_twice() -> None:
    found = line.crossings([-95.30], [49.34], [-94.60], [49.34])
    assert found.direction.tolist() == [-1, 1]
    assert found.fraction[0] < found.fraction[1]


def test_a_way_through_a_vertex_crosses_once() -> None:
    lon, lat, _ = line.vertices("atlantic-pacific")
    at = np.arange(7000, 7400)  # on the 49th parallel and about
    found = line.crossings(lon[at], lat[at], lon[at], lat[at] + 0.5)
    back = line.crossings(lon[at], lat[at] - 0.5, lon[at], lat[at])
    net = np.bincount(found.leg, found.direction, 400) + np.bincount(back.leg, back.direction, 400)
    through = line.crossings(lon[at], lat[at] - 0.5, lon[at], lat[at] + 0.5)
    assert (net == np.bincount(through.leg, through.direction, 400)).all()
    sides = line.side(lon[at], lat[at] + 0.5).astype(int) - line.side(lon[at], lat[at] - 0.5)
    assert (net == sides / 2).all()
    assert net.any()


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_leg_that_is_not_a_number_crosses_nothing(bad: float) -> None:
    assert len(line.crossings([-97.0], [48.9], [-97.0], [bad]).leg) == 0


def test_more_meetings_than_legs_are_all_found() -> None:
    found = line.crossings([-66.0], [45.0], [-125.0], [49.0])
    assert len(found.leg) > 1
    assert abs(int(found.direction.sum())) <= 1


def test_plain_python_and_machine_code_find_the_same_bits() -> None:
    lon, lat = near_line(400, 8000.0, seed=6)

    def run(kernel: Callable[..., Any], data: tuple[Any, ...], given: tuple[Any, ...]) -> bytes:
        side, edge = np.zeros(400, np.int8), np.full(400, -1)
        metres, km, foot_lon, foot_lat = (np.full(400, np.nan) for _ in range(4))
        out = (side, metres, km, edge, foot_lon, foot_lat)
        kernel(*given, 1e5, *data, *line_ends(), *out)
        assert (edge >= 0).all()
        return b"".join(each.tobytes() for each in out)

    plain = run(nearest, line_lists(), (lon.tolist(), lat.tolist()))
    assert plain == run(compiled(nearest), line_data().arrays(), (lon, lat))


def test_plain_python_and_machine_code_meet_the_line_in_the_same_bits() -> None:
    lon, lat = near_line(400, 8000.0, seed=6)
    ends = (lon, lat, lon + 0.05, lat + 0.03)

    def run(kernel: Callable[..., Any], data: tuple[Any, ...], given: tuple[Any, ...]) -> bytes:
        leg, edge = np.zeros(2000, np.int64), np.zeros(2000, np.int64)
        fraction, km, to = np.zeros(2000), np.zeros(2000), np.zeros(2000, np.int8)
        out = (leg, fraction, km, edge, to)
        assert 50 < kernel(*given, *data, *out) < 2000
        return b"".join(each.tobytes() for each in out)

    plain = run(meetings, line_lists(), tuple(column.tolist() for column in ends))
    assert plain == run(compiled(meetings), line_data().arrays(), ends)


def test_few_positions_need_no_compiler() -> None:
    code = (
        "import sys; from northline.geo import line\n"
        "assert line.side([-83.0], [42.3]).tolist() == [1]\n"
        "assert 'numba' not in sys.modules and 'pyproj' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
