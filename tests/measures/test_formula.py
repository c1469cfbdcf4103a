"""Formulas: each operation, its interval, and what it is not computable for."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.measures.formula import Computed, Formula, compute
from northline.measures.selecting import Lack, Why
from northline.records.errors import SettingsError
from tests.measures.making import figure, published, selection

JUNE, JULY = selection("2024-06"), selection("2024-07")
OF_JUNE, OF_JULY = Formula(sum=JUNE), Formula(sum=JULY)


def computed(formula: Formula, june: float, july: float = 1.0) -> Computed:
    found = compute(formula, published([figure(1, june, "2024-06"), figure(2, july, "2024-07")]))
    assert isinstance(found, Computed), found
    return found


def test_each_operation_gives_what_it_says() -> None:
    assert computed(OF_JUNE, 60.0).value == 60.0
    assert computed(Formula(ratio=(OF_JUNE, OF_JULY)), 60.0, 120.0).value == 0.5
    assert computed(Formula(fall=(OF_JUNE, OF_JULY), times=100), 3601.0, 510.0).value == (
        pytest.approx(85.837, abs=1e-3)
    )
    daily = Formula(daily=OF_JUNE, over="2024-06", times=2)
    assert computed(daily, 60.0).value == pytest.approx(4.0)


def test_a_formula_says_what_it_is_made_of() -> None:
    assert computed(Formula(ratio=(OF_JUNE, OF_JULY)), 60.0, 120.0).parts == (60.0, 120.0)
    assert computed(Formula(fall=(OF_JUNE, OF_JULY)), 60.0, 12.0).parts == (60.0, 12.0)
    found = computed(Formula(ratio=(OF_JUNE, OF_JULY), times=100), 1.0, 2.0)
    assert (found.rows, found.publishers) == (2, ("A publisher",))
    assert found.vintages == (("cbp-drugs", "2024-12"),)


def test_what_is_divided_by_nothing_is_not_computable() -> None:
    figures = published([figure(1, 5.0, "2024-06"), figure(2, 0.0, "2024-07")])
    for formula in (Formula(ratio=(OF_JUNE, OF_JULY)), Formula(fall=(OF_JULY, OF_JUNE))):
        found = compute(formula, figures)
        assert isinstance(found, Lack)
        assert (found.why, found.selection) == (Why.DIVIDED_BY_NOTHING, JULY)


def test_a_divisor_that_may_be_nothing_divides_nothing() -> None:
    rounded = Formula(sum=selection("2024-07", rounding=0.5))
    figures = published([figure(1, 5.0, "2024-06"), figure(2, 0.4, "2024-07")])
    assert isinstance(compute(Formula(ratio=(OF_JUNE, rounded)), figures), Lack)


def test_where_nothing_is_at_hand_each_lack_is_said() -> None:
    found = compute(Formula(ratio=(OF_JUNE, OF_JULY)), published([]))
    assert isinstance(found, Lack)
    assert found.why is Why.NO_TABLE


@settings(max_examples=60, deadline=None)
@given(
    # Far enough from nothing that what was rounded to it is no divisor that may be nothing either.
    st.floats(1.0, 1e6),
    st.floats(1.0, 1e6),
    st.floats(0.0, 0.4),
    st.sampled_from(["sum", "ratio", "fall", "daily"]),
    st.sampled_from([1.0, 2.0, 100.0, -1.0]),
    st.floats(-1.0, 1.0),
    st.floats(-1.0, 1.0),
)
def test_the_interval_holds_the_figure_and_whatever_was_rounded_to_it(
    june: float, july: float, off: float, operation: str, times: float, a: float, b: float
) -> None:
    one = Formula(sum=selection("2024-06", rounding=off))
    other = Formula(sum=selection("2024-07", rounding=off))
    formula = {
        "sum": Formula(sum=selection("2024-06", rounding=off), times=times),
        "ratio": Formula(ratio=(one, other), times=times),
        "fall": Formula(fall=(one, other), times=times),
        "daily": Formula(daily=one, over="2024-06", times=times),
    }[operation]
    printed = computed(formula, june, july)
    assert printed.low <= printed.value <= printed.high
    exact = computed(formula, june + a * off, july + b * off)
    slack = 1e-9 * max(1.0, abs(printed.low), abs(printed.high))
    assert printed.low - slack <= exact.value <= printed.high + slack
    assert off < 1e-3 or printed.low < printed.high
    assert math.isfinite(printed.low)
    assert math.isfinite(printed.high)


def test_an_exact_count_has_no_interval() -> None:
    found = computed(Formula(ratio=(OF_JUNE, OF_JULY)), 7.0, 3.0)
    assert found.low == found.value == found.high


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"sum": JUNE, "ratio": (OF_JUNE, OF_JULY)},
        {"daily": OF_JUNE},
        {"sum": JUNE, "over": "2024"},
        {"daily": OF_JUNE, "over": "sometime"},
    ],
)
def test_a_formula_is_one_whole_operation(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Formula(**wrong)  # type: ignore[arg-type]


def test_a_formula_is_said_in_one_line() -> None:
    words = Formula(fall=(OF_JUNE, OF_JULY), times=100).words()
    assert words == (
        "100 * (1 - sum(series=cbp-drugs measure=weight period=2024-07) / "
        "sum(series=cbp-drugs measure=weight period=2024-06))"
    )
    daily = Formula(daily=Formula(sum=selection("2024", where={"place": ("",)})), over="2024")
    assert daily.words() == (
        "sum(series=cbp-drugs measure=weight period=2024 place=(none)) / days(2024)"
    )
