"""Operations that are near: the same whichever is named first, and no area that feels about."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.decisions.deconfliction import (
    CORNERS,
    check_area,
    check_window,
    coarse,
    hours_apart,
    km_apart,
    near,
    places,
)
from northline.decisions.deconfliction_params import DeconflictionParams
from northline.geo.distance import distance
from northline.records.errors import SettingsError, UsageError
from northline.records.units import Micros
from tests.decisions.operating import HOUR, operation

PARAMS = DeconflictionParams()
LON, LAT = st.floats(-97.0, -96.0), st.floats(48.5, 49.5)
KM = st.floats(900.0, 1_100.0)


@st.composite
def operations(draw: st.DrawFn, number: int, agency: str):  # type: ignore[no-untyped-def]
    begin = draw(st.floats(0.0, 40.0))
    hours = begin, begin + draw(st.floats(0.5, 24.0))
    if draw(st.booleans()):
        km = draw(KM)
        return operation(number, agency, hours=hours, km=(km, km + draw(st.floats(0.1, 50.0))))
    lon, lat, size = draw(LON), draw(LAT), draw(st.floats(0.01, 0.3))
    ring = ((lon, lat), (lon + size, lat), (lon + size, lat + size), (lon, lat + size))
    return operation(number, agency, hours=hours, ring=ring)


@settings(max_examples=150, deadline=None)
@given(
    one=operations(1, "opp"),
    other=operations(2, "cbp"),
    km=st.floats(0.0, 100.0),
    hours=st.floats(0.0, 24.0),
)
def test_both_are_near_or_none_is(one, other, km, hours) -> None:  # type: ignore[no-untyped-def]
    params = DeconflictionParams(near_km=km, near_hours=hours)
    assert near(one, other, params) == near(other, one, params)
    assert km_apart(one, other) == km_apart(other, one)
    assert hours_apart(one, other) == hours_apart(other, one)


@settings(max_examples=60, deadline=None)
@given(one=operations(1, "opp"), other=operations(2, "cbp"))
def test_more_is_near_of_what_may_be_farther(one, other) -> None:  # type: ignore[no-untyped-def]
    wide = DeconflictionParams(near_km=200.0, near_hours=168.0)
    if near(one, other, PARAMS):
        assert near(one, other, wide)


@settings(max_examples=60, deadline=None)
@given(one=operations(1, "opp"))
def test_its_coarse_area_holds_it_and_is_in_tenths(one) -> None:  # type: ignore[no-untyped-def]
    box, (lon, lat) = coarse(one), places(one)
    assert box.west <= lon.min() + 1e-9
    assert box.east >= lon.max() - 1e-9
    assert box.south <= lat.min() + 1e-9
    assert box.north >= lat.max() - 1e-9
    for each in (box.west, box.south, box.east, box.north):
        assert each == round(each, 1)


def test_how_far_apart_areas_are_is_the_distance_of_their_nearest_places() -> None:
    square = ((-97.0, 49.2), (-96.9, 49.2), (-96.9, 49.3), (-97.0, 49.3))
    other = ((-97.0, 49.4), (-96.9, 49.4), (-96.9, 49.5), (-97.0, 49.5))
    apart = km_apart(operation(1, ring=square), operation(2, "cbp", ring=other))
    assert apart == pytest.approx(float(distance(-97.0, 49.3, -97.0, 49.4)[0]) / 1000.0, rel=2e-3)
    within = ((-96.98, 49.22), (-96.92, 49.22), (-96.92, 49.28))
    assert km_apart(operation(1, ring=square), operation(2, "cbp", ring=within)) == 0.0
    far = operation(3, "cbp", km=(4_000.0, 4_010.0))
    assert km_apart(operation(1, ring=square), far, 10.0) == math.inf


def test_beside_in_space_and_not_in_time_is_not_near() -> None:
    one = operation(1, hours=(0, 8))
    assert near(one, operation(2, "cbp", hours=(13, 20)), PARAMS)
    assert not near(one, operation(2, "cbp", hours=(15, 20)), PARAMS)
    assert not near(one, operation(2, "cbp", km=(2_310.0, 2_320.0)), PARAMS)


def test_an_agency_is_not_warned_of_itself() -> None:
    assert not near(operation(1), operation(2), PARAMS)
    assert not near(operation(1), operation(1, "cbp"), PARAMS)


@pytest.mark.parametrize(
    ("ring", "segment", "span"),
    [
        ([], None, (None, None)),
        ([(-97.0, 49.0)] * 2, None, (None, None)),
        ([(-97.0, 49.0), (-96.0, 50.0), (-96.0, 49.0), (-97.0, 50.0)], None, (None, None)),
        ([(-100.0, 49.0), (-90.0, 49.0), (-90.0, 50.0)], None, (None, None)),
        ([(float("nan"), 49.0), (-96.0, 49.0), (-96.0, 50.0)], None, (None, None)),
        ([(-97.0, 49.0)] * (CORNERS + 1), None, (None, None)),
        ([], "atlantic-pacific", (None, None)),
        ([], "atlantic-pacific", (20.0, 10.0)),
        ([], "atlantic-pacific", (0.0, 300.0)),
        ([], "atlantic-pacific", (6_400.0, 7_000.0)),
        ([], "mexico", (0.0, 10.0)),
        ([(-97.0, 49.0), (-96.9, 49.0), (-96.9, 49.1)], "alaska", (0.0, 10.0)),
    ],
)
def test_what_is_no_area_or_too_wide_is_refused(
    ring: list[tuple[float, float]], segment: str | None, span: tuple[float | None, float | None]
) -> None:
    lons, lats = [x for x, _ in ring], [y for _, y in ring]
    with pytest.raises(UsageError):
        check_area(lons, lats, segment, span, PARAMS)


def test_a_window_ends_after_it_begins_and_is_not_endless() -> None:
    check_window(Micros(0), Micros(14 * 24 * HOUR), PARAMS)
    for end in (0, 14 * 24 * HOUR + 1):
        with pytest.raises(UsageError):
            check_window(Micros(0), Micros(end), PARAMS)


@pytest.mark.parametrize("wrong", [{"near_km": 201.0}, {"most_a_day": 0}, {"contact": " "}])
def test_parameters_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(SettingsError):
        DeconflictionParams(**wrong)  # type: ignore[arg-type]
