"""Distance, bearing and destination, against PROJ and against one another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.geo import distance

LON, LAT = st.floats(-180.0, 180.0), st.floats(-70.0, 70.0)


def test_distances_between_known_places_are_those_published() -> None:
    # Geoscience Australia's test line, Flinders Peak to Buninyong, on GRS 80: 54,972.271 m
    flinders, buninyong = (144.424867889, -37.951033417), (143.926495528, -37.652821139)
    found = distance.distance(*flinders, *buninyong)
    course = distance.bearing(*flinders, *buninyong)
    assert found[0] == pytest.approx(54_972.271, abs=0.002)
    assert course[0] == pytest.approx(306.86816, abs=1e-4)


@given(LON, LAT, st.floats(0.0, 360.0, exclude_max=True), st.floats(1.0, 5_000_000.0))
def test_a_destination_lies_as_far_and_on_the_course_asked_for(
    lon: float, lat: float, course: float, metres: float
) -> None:
    there = distance.destination(lon, lat, course, metres)
    assert distance.distance(lon, lat, *there)[0] == pytest.approx(metres, rel=1e-9, abs=1e-6)
    turn = (distance.bearing(lon, lat, *there)[0] - course + 180.0) % 360.0 - 180.0
    assert abs(np.radians(turn)) * metres < 0.01


@given(LON, LAT, st.floats(0.0, 360.0), st.floats(10.0, 200_000.0))
def test_the_near_formulas_hold_within_their_range(
    lon: float, lat: float, course: float, metres: float
) -> None:
    there = distance.destination(lon, lat, course, metres)
    if abs(there[1][0]) > 70.0:
        return
    bound = 1e-4 if metres <= 100_000.0 else 4e-4
    assert distance.near_distance(lon, lat, *there)[0] == pytest.approx(metres, rel=bound)
    east, north = distance.to_plane(*there, lon, lat)
    assert float(np.hypot(east, north)[0]) == pytest.approx(metres, rel=1e-3)


@given(LON, LAT, st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_the_plane_is_undone_exactly(lon: float, lat: float, east: float, north: float) -> None:
    there = distance.from_plane(east, north, lon, lat)
    back = distance.to_plane(*there, lon, lat)
    assert back[0][0] == pytest.approx(east, abs=1e-4)
    assert back[1][0] == pytest.approx(north, abs=1e-4)
    assert -180.0 <= there[0][0] <= 180.0


def test_over_the_date_line_the_short_way_is_taken() -> None:
    assert distance.near_distance(179.9, 10.0, -179.9, 10.0)[0] == pytest.approx(21_925, rel=1e-3)
    assert distance.to_plane(-179.9, 10.0, 179.9, 10.0)[0][0] > 0.0


def test_a_course_due_north_is_zero_and_never_360() -> None:
    courses = distance.bearing([0.0, 0.0, 1e-13], [0.0, 45.0, 10.0], [0.0, -1e-13, 0.0], 50.0)
    assert ((courses >= 0.0) & (courses < 360.0)).all()
    assert courses[0] == 0.0


def test_what_is_not_a_number_stays_so() -> None:
    assert np.isnan(distance.distance([np.nan], [1.0], [2.0], [3.0])).all()
    assert np.isnan(distance.near_distance([np.nan], [1.0], [2.0], [3.0])).all()


def test_columns_and_single_values_go_together() -> None:
    found = distance.distance(-83.0, 42.3, [-83.0, -83.1], [42.3, 42.3])
    assert found.shape == (2,)
    assert found[0] == 0.0
