"""Adding up published figures: what is meant, what is not, and why nothing is said."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.measures.formula import Computed, Formula, compute
from northline.measures.selecting import Lack, Selected, Why, preferred, select
from northline.measures.selection import Selection
from northline.records.errors import SettingsError
from northline.records.figure import Figure
from tests.measures.making import figure, months, published, selection

NORTH = {"region": "Northern Border", "category": "Fentanyl"}
SOUTH = {"region": "Southwest Border", "category": "Fentanyl"}


def selected(figures: list[Figure], wanted: Selection, vintage: str = "2024-12") -> Selected:
    found = select(published(figures), wanted, vintage)
    assert isinstance(found, Selected), found
    return found


def lack(figures: list[Figure], wanted: Selection, vintage: str = "2024-12") -> Lack:
    found = select(published(figures), wanted, vintage)
    assert isinstance(found, Lack), found
    return found


def test_only_figures_that_fit_table_measure_filter_and_period_are_added() -> None:
    figures = [
        figure(1, 10.0, **NORTH),
        figure(2, 5.0, component="Another service", **NORTH),
        figure(3, 100.0, **SOUTH),
        figure(4, 1000.0, "2024-07", **NORTH),
        figure(5, 7.0, measure="events", **NORTH),
        figure(6, 8.0, series="cbp-weapons", **NORTH),
    ]
    found = selected(figures, selection(where={"region": ("Northern Border",)}))
    assert (found.total, found.rows) == (15.0, 2)


def test_a_total_is_never_added_to_its_parts() -> None:
    figures = [
        figure(1, 10.0, place="Here"),
        figure(2, 5.0, place="There"),
        figure(3, 15.0, detail="Grand total", total_over="place"),
    ]
    assert selected(figures, selection()).total == 15.0
    whole = selection(where={"place": ("",), "total_over": ("place",)})
    assert selected(figures, whole).total == 15.0
    assert selected(figures, whole).rows == 1


def test_rows_that_an_unknown_column_splits_are_not_added_up() -> None:
    figures = [figure(1, 21.3, further="Sex=Both sexes"), figure(2, 30.0, further="Sex=Male")]
    assert lack(figures, selection()).why is Why.NO_TABLE
    assert selected(figures, selection(where={"further": ("Sex=Male",)})).total == 30.0


def test_a_table_that_leaves_out_what_did_not_happen_gives_nought_where_it_covers_the_period() -> (
    None
):
    figures = [figure(1, 3.0, "2024-05", **NORTH), figure(2, 9.0, "2024-06", **SOUTH)]
    found = selected(figures, selection("2024-06", where={"region": ("Northern Border",)}))
    assert (found.total, found.rows) == (0.0, 0)


def test_in_any_other_table_a_missing_row_is_a_gap() -> None:
    named = {"series": "interceptions", "measure": "interceptions", "unit": "{person}"}
    figures = [
        figure(1, 3.0, "2024-05", place="Alberta", **named),
        figure(2, 9.0, "2024-06", place="Quebec", **named),
    ]
    wanted = selection(
        "2024-06", series="interceptions", measure="interceptions", where={"place": ("Alberta",)}
    )
    assert lack(figures, wanted).why is Why.NOT_COVERED
    both = selection(
        "2024-06",
        series="interceptions",
        measure="interceptions",
        where={"place": ("Alberta", "Quebec")},
    )
    assert lack(figures, both).why is Why.NOT_COVERED


@pytest.mark.parametrize("when", ["2024-05..2024-06", "2024-06..2024-07", "2024-06..2024-08"])
def test_nothing_is_said_of_a_period_that_is_not_covered_whole(when: str) -> None:
    figures = [figure(1, 1.0, "2024-06", **NORTH), figure(2, 1.0, "2024-08", **NORTH)]
    assert lack(figures, selection(when)).why is Why.NOT_COVERED


def test_a_year_does_not_give_its_months() -> None:
    assert lack([figure(1, 12.0, "2024")], selection("2024-06")).why is Why.NOT_COVERED


def test_periods_that_overlap_are_not_added() -> None:
    figures = [figure(1, 12.0, "2024"), figure(2, 1.0, "2024-06")]
    assert lack(figures, selection("2024")).why is Why.OVERLAPPING


def test_a_word_that_the_publisher_no_longer_uses_is_named() -> None:
    found = lack(
        [figure(1, 1.0, **NORTH)], selection(where={"category": ("Fentanyl", "Fentanyl powder")})
    )
    assert (found.why, found.name) == (Why.NOT_NAMED, "category=Fentanyl powder")


def test_a_table_read_twice_under_two_sources_counts_once() -> None:
    once = [figure(1, 10.0, **NORTH), figure(2, 5.0, **SOUTH)]
    again = [figure(11, 10.0, source="copy", **NORTH), figure(12, 5.0, source="copy", **SOUTH)]
    assert selected(once + again, selection()).total == 15.0
    more = [*again, figure(13, 1.0, source="copy", **SOUTH)]
    assert selected(once + more, selection()).total == 16.0


def test_what_is_in_one_vintage_is_not_added_to_another() -> None:
    figures = [figure(1, 10.0, **NORTH), figure(2, 11.0, vintage="2025-03", **NORTH)]
    assert selected(figures, selection(), "2024-12").total == 10.0
    assert selected(figures, selection(), "2025-03").total == 11.0


@pytest.mark.parametrize(
    ("made", "order"),
    [
        ("2025-03-04", ["2024-12", "2023-12", "2025-06-30"]),
        ("2025", ["2025-06-30", "2024-12", "2023-12"]),
        ("2023-12", ["2023-12", "2024-12", "2025-06-30"]),
        ("2020", ["2023-12", "2024-12", "2025-06-30"]),
        (None, ["2025-06-30", "2024-12", "2023-12"]),
    ],
)
def test_a_claim_is_held_against_what_was_public_when_it_was_made(
    made: str | None, order: list[str]
) -> None:
    figures = [
        figure(place, 1.0, vintage=vintage)
        for place, vintage in enumerate(("2024-12", "2023-12", "2025-06-30"))
    ]
    assert preferred(published(figures), [selection()], made) == order


def test_a_vintage_that_does_not_cover_the_period_gives_way_to_one_that_does() -> None:
    figures = [
        figure(1, 1.0, "2020-06", vintage="2022-09"),
        figure(2, 2.0, "2024-06", vintage="2025-12"),
    ]
    found = compute(Formula(sum=selection("2024-06")), published(figures), made="2025-03-04")
    assert isinstance(found, Computed)
    assert found.vintages == (("cbp-drugs", "2025-12"),)


def test_figures_that_are_compared_come_from_one_vintage_if_one_has_them_all() -> None:
    figures = [
        *months(1, 2024, [100.0] * 12, vintage="2024-12"),
        *months(101, 2024, [50.0] * 12, vintage="2025-06"),
        *months(201, 2025, [10.0] * 6, vintage="2025-06"),
    ]
    fall = Formula(fall=(Formula(sum=selection("2024-06")), Formula(sum=selection("2025-02"))))
    found = compute(fall, published(figures), made="2024-12-31")
    assert isinstance(found, Computed)
    assert found.vintages == (("cbp-drugs", "2025-06"),)
    assert found.parts == (50.0, 10.0)
    assert found.value == pytest.approx(0.8)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(values: list[float], chance: random.Random) -> None:
    figures = [figure(place, value) for place, value in enumerate(values)]
    mixed = list(figures)
    chance.shuffle(mixed)
    assert selected(figures, selection()).total == selected(mixed, selection()).total


@pytest.mark.parametrize(
    "wrong",
    [
        {"where": {"colour": ("red",)}},
        {"where": {"region": ()}},
        {"period": "sometime"},
        {"rounding": -0.1},
        {"rounding": float("nan")},
    ],
)
def test_a_selection_that_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        selection(**{"when": "2024-06", **wrong} if "period" not in wrong else {"when": "sometime"})
