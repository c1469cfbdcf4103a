"""How a number is meant, and how far ours may differ: the edges."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.measures.tolerance import Sense, Tolerance, rounded
from northline.records.errors import SettingsError


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (42.5, 0, 43.0),
        (42.4999, 0, 42.0),
        (-42.5, 0, -43.0),
        (21.25, 1, 21.3),
        (0.145, 2, 0.15),
        (21_148.15, -3, 21_000.0),
        (21_500.0, -3, 22_000.0),
        (446_278_932_000.0, -9, 446_000_000_000.0),
    ],
)
def test_a_number_is_rounded_as_it_is_in_print(value: float, digits: int, shown: float) -> None:
    assert rounded(value, digits) == pytest.approx(shown, rel=1e-12)


@given(st.floats(-1e9, 1e9), st.integers(-3, 3))
def test_rounding_moves_a_number_by_half_a_step_at_most(value: float, digits: int) -> None:
    step = 10.0**-digits
    assert abs(rounded(value, digits) - value) <= step / 2 * (1 + 1e-6) + 1e-6


@pytest.mark.parametrize(
    ("sense", "ours", "holds"),
    [
        (Sense.BELOW, 0.999, True),
        (Sense.BELOW, 1.0, False),
        (Sense.AT_LEAST, 1.0, True),
        (Sense.AT_LEAST, 0.999, False),
        (Sense.AT_MOST, 1.0, True),
        (Sense.AT_MOST, 1.001, False),
        (Sense.EXACT, math.nan, False),
        (Sense.ABOUT, math.inf, False),
    ],
)
def test_a_sense_has_a_side(sense: Sense, ours: float, holds: bool) -> None:
    assert Tolerance().holds(sense, 1.0, ours) is holds


@pytest.mark.parametrize(
    ("ours", "holds"), [(0.0, True), (0.5, True), (0.5000001, False), (0.9, False)]
)
def test_well_under_one_is_more_than_under_one(ours: float, holds: bool) -> None:
    assert Tolerance(within=(0.0, 0.5)).holds(Sense.BELOW, 1.0, ours) is holds


@pytest.mark.parametrize(
    ("ours", "holds"), [(89.49, True), (88.5, True), (89.5, False), (88.49, False)]
)
def test_rounded_to_whole_numbers_both_must_be_the_same(ours: float, holds: bool) -> None:
    assert Tolerance(digits=0).holds(Sense.EXACT, 89.0, ours) is holds


@pytest.mark.parametrize(("ours", "holds"), [(110.0, True), (90.0, True), (110.01, False)])
def test_a_share_of_the_published_number_may_lie_between(ours: float, holds: bool) -> None:
    assert Tolerance(relative=0.1).holds(Sense.ABOUT, 100.0, ours) is holds


def test_whatever_is_given_must_all_hold() -> None:
    both = Tolerance(digits=0, relative=0.001)
    assert both.holds(Sense.EXACT, 100.0, 100.05)
    assert not both.holds(Sense.EXACT, 100.0, 100.3)


@pytest.mark.parametrize("wrong", [{"relative": -0.1}, {"within": (2.0, 1.0)}])
def test_a_tolerance_that_nothing_could_meet_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Tolerance(**wrong)  # type: ignore[arg-type]
