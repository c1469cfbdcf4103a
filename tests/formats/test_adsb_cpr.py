"""Compact position reports: equal to the standard's transition latitudes, and to rs1090's own."""

from typing import Any

import pytest
import rs1090
from hypothesis import assume, given
from hypothesis import strategies as st

from northline.formats.adsb_cpr import Report, from_pair, from_reference, wrapped, zones
from tests.formats import squitters as sq

lons, lats = st.floats(-180.0, 179.99), st.floats(-86.9, 86.9)


def report(lon: float, lat: float, *, odd: bool, ground: bool = False) -> Report:
    y, x = sq.compact(lon, lat, odd=odd, ground=ground)
    return Report(odd, y, x, ground)


@pytest.mark.parametrize(
    ("lat", "below", "above"),
    [
        # DO-260B, A.1.7.2 d, table of transition latitudes.
        (10.47047130, 59, 58), (14.82817437, 58, 57), (59.95459277, 30, 29),
        (83.07199445, 7, 6), (84.89166191, 5, 4), (85.75541621, 4, 3), (86.53536998, 3, 2),
    ],
)  # fmt: skip
def test_longitude_zones_change_at_the_latitudes_of_the_standard(
    lat: float, below: int, above: int
) -> None:
    for side in (1.0, -1.0):
        assert zones(side * (lat - 1e-7)) == below
        assert zones(side * (lat + 1e-7)) == above


def test_there_are_59_zones_at_the_equator_and_one_at_the_poles() -> None:
    assert [zones(lat) for lat in (0.0, 87.0, 87.0001, 90.0, -90.0)] == [59, 2, 1, 1, 1]


@given(lats)
def test_zones_are_those_of_the_definition(lat: float) -> None:
    assume(sq.zones(lat - 1e-9) == sq.zones(lat + 1e-9))
    assert zones(lat) == sq.zones(lat)


@given(lons, lats, st.booleans())
def test_a_pair_agrees_with_rs1090(lon: float, lat: float, newest_odd: bool) -> None:
    frames = [sq.airborne(lon, lat, odd=odd).hex() for odd in (not newest_odd, newest_odd)]
    theirs: Any = rs1090.decode(frames, [0.0, 1.0])[-1]
    ours = from_pair(report(lon, lat, odd=False), report(lon, lat, odd=True), newest_odd=newest_odd)
    assume(ours is not None and "latitude" in theirs)
    assert ours is not None
    assert wrapped(ours[0] - theirs["longitude"]) == pytest.approx(0.0, abs=1e-6)
    assert ours[1] == pytest.approx(theirs["latitude"], abs=1e-6)


@given(lons, lats, st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.booleans(), st.booleans())
def test_one_report_agrees_with_rs1090(
    lon: float, lat: float, east: float, north: float, odd: bool, ground: bool
) -> None:
    near = (wrapped(lon + 0.4 * east), lat + 0.4 * north)
    frame = (sq.surface if ground else sq.airborne)(lon, lat, odd=odd)
    theirs: Any = rs1090.decode(frame.hex(), reference=(near[1], near[0]))
    ours = from_reference(report(lon, lat, odd=odd, ground=ground), *near)
    assert ours is not None
    assert wrapped(ours[0] - theirs["longitude"]) == pytest.approx(0.0, abs=1e-6)
    assert ours[1] == pytest.approx(theirs["latitude"], abs=1e-6)


@given(lons, lats, st.floats(-2.5, 2.5), st.booleans())
def test_one_report_gives_its_place_from_any_reference_within_half_a_zone(
    lon: float, lat: float, north: float, odd: bool
) -> None:
    found = from_reference(report(lon, lat, odd=odd), lon, max(-90.0, min(90.0, lat + north)))
    assert found is not None
    assert found[1] == pytest.approx(lat, abs=3e-5)


@given(lons, st.floats(-80.0, 80.0), st.floats(-40.0, 40.0), st.floats(-9.0, 9.0), st.booleans())
def test_a_pair_from_the_ground_gives_the_place_nearest_to_the_reference(
    lon: float, lat: float, east: float, north: float, newest_odd: bool
) -> None:
    pair = (report(lon, lat, odd=odd, ground=True) for odd in (False, True))
    near = (wrapped(lon + east), lat + north)
    found = from_pair(*pair, newest_odd=newest_odd, near=near)
    assume(found is not None)
    assert found is not None
    assert found[1] == pytest.approx(lat, abs=1e-5)
    assert wrapped(found[0] - lon) == pytest.approx(0.0, abs=1e-4)


@given(st.integers(0, 131_071), st.integers(0, 131_071), st.integers(0, 131_071), st.booleans())
def test_what_is_no_pair_is_none_or_on_the_earth(y: int, x: int, other: int, ground: bool) -> None:
    pair = Report(False, y, x, ground), Report(True, other, x, ground)
    found = from_pair(*pair, newest_odd=True, near=(-83.0, 42.0))
    if found is not None:
        assert -180.0 <= found[0] < 180.0
        assert -90.0 <= found[1] <= 90.0


def test_beyond_a_pole_there_is_no_place() -> None:
    assert from_reference(Report(False, 65_000, 0, False), 0.0, 90.0) is None
