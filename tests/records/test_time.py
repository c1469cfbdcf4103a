"""Instants: RFC 3339 and back, exactly."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.records.time import format_instant, from_datetime, parse_instant
from northline.records.units import Knots, Micros, knots_to_mps, mps_to_knots

instants = st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999).map(Micros)


@given(instants)
def test_text_and_back_is_the_same_instant(instant: Micros) -> None:
    assert parse_instant(format_instant(instant)) == instant
    assert format_instant(instant).endswith("Z")


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.000001Z", 1),
        ("1969-12-31T23:59:59Z", -1_000_000),
        ("2026-11-22T02:48:00-05:00", 1_795_333_680_000_000),
        ("2026-11-22", 1_795_305_600_000_000),
    ],
)
def test_known_instants(text: str, micros: int) -> None:
    assert parse_instant(text) == micros


@pytest.mark.parametrize("text", ["2026-11-22T02:48:00", "yesterday", "", "2026-13-01T00:00:00Z"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_instant(text)


def test_a_moment_without_an_offset_is_no_instant() -> None:
    with pytest.raises(ValueError, match="offset"):
        from_datetime(datetime.datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@given(st.floats(-1e6, 1e6))
def test_knots_and_metres_per_second(speed: float) -> None:
    assert mps_to_knots(knots_to_mps(Knots(speed))) == pytest.approx(speed, rel=1e-12, abs=1e-12)
    assert knots_to_mps(Knots(1.0)) == pytest.approx(0.514444, abs=1e-6)
