"""Trends: steps that are covered, noughts and gaps, vintages, small counts, the largest lines."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.measures.following import Line, follow
from northline.measures.foremost import OTHERS, foremost
from northline.measures.small import fine, is_small
from northline.measures.text import Text
from northline.measures.trend import Every, Trend
from northline.records.errors import SettingsError
from northline.records.figure import Figure
from tests.measures.making import figure, months, published

TEXT = Text(en="a text", fr="un texte")
PERSONS = {"series": "interceptions", "measure": "interceptions", "unit": "{person}"}


def trend(**fields: Any) -> Trend:
    given: dict[str, Any] = {
        "trend": "a-trend", "title": TEXT, "pillar": "plan", "series": "cbp-drugs",
        "measure": "weight", "unit": "[lb_av]", "definition": TEXT,
    }  # fmt: skip
    return Trend(**{**given, **fields})


def values(line: Line) -> list[tuple[str, float | None]]:
    return [(point.group, point.value) for point in line.points]


def test_a_trend_adds_up_by_step_and_line() -> None:
    figures = [
        figure(1, 1.0, "2024-06", region="North"),
        figure(2, 2.0, "2024-06", region="North"),
        figure(3, 4.0, "2024-06", region="South"),
        figure(4, 8.0, "2024-07", region="South"),
    ]
    line = follow(trend(by="region"), published(figures))
    assert values(line) == [("North", 3.0), ("South", 4.0), ("North", 0.0), ("South", 8.0)]
    assert (line.rows, line.vintages, line.publishers) == (4, ("2024-12",), ("A publisher",))


def test_a_step_that_is_not_covered_whole_is_not_shown() -> None:
    figures = months(1, 2024, [1.0] * 12) + months(101, 2025, [1.0] * 2)
    line = follow(trend(every=Every.YEAR), published(figures))
    assert values(line) == [("", 12.0)]
    quarters = follow(trend(every=Every.QUARTER), published(figures[1:]))
    assert values(quarters) == [("", 3.0)] * 3


def test_a_year_gives_no_month() -> None:
    assert not follow(trend(), published([figure(1, 12.0, "2024")])).points


def test_in_a_table_that_leaves_nothing_out_a_gap_stays_a_gap() -> None:
    figures = [
        *months(1, 2024, [5.0] * 12, place="Quebec", **PERSONS),
        *months(101, 2024, [7.0] * 6, place="Ontario", **PERSONS),
    ]
    own = trend(series="interceptions", measure="interceptions", unit="{person}", by="place")
    monthly = follow(own, published(figures))
    assert sum(point.group == "Ontario" for point in monthly.points) == 6
    yearly = follow(trend(**{**PERSONS, "by": "place", "every": Every.YEAR}), published(figures))
    assert values(yearly) == [("Quebec", 60.0)], "half a year of one province is no year of it"


def test_each_step_comes_from_the_newest_vintage_that_covers_it() -> None:
    figures = [
        *months(1, 2022, [1.0] * 12, vintage="2022-12"),
        *months(101, 2022, [2.0] * 12, vintage="2023-12"),
        *months(201, 2023, [3.0] * 12, vintage="2023-12"),
        *months(301, 2021, [4.0] * 12, vintage="2022-12"),
    ]
    line = follow(trend(every=Every.YEAR), published(figures))
    assert [(point.value, point.vintage) for point in line.points] == [
        (48.0, "2022-12"), (24.0, "2023-12"), (36.0, "2023-12"),
    ]  # fmt: skip
    assert line.vintages == ("2022-12", "2023-12")
    old = follow(trend(every=Every.YEAR), published(figures), "2022-12")
    assert [point.value for point in old.points] == [48.0, 12.0]


def test_totals_are_a_line_of_their_own_and_only_if_they_are_meant() -> None:
    figures = [
        figure(1, 3.0, place="Quebec"),
        figure(2, 4.0, place="Ontario"),
        figure(3, 7.0, total_over="place"),
    ]
    assert values(follow(trend(by="place"), published(figures))) == [
        ("Ontario", 4.0), ("Quebec", 3.0),
    ]  # fmt: skip
    both = trend(by="place", where={"total_over": ("", "place")})
    assert ("", 7.0) in values(follow(both, published(figures)))


def test_rates_are_never_added() -> None:
    fields = {"series": "opioid-rates", "measure": "rate", "unit": "{death}/(10*5.{person})"}
    figures = [
        figure(1, 20.0, "2023", place="Quebec", **fields),
        figure(2, 30.0, "2023", place="Ontario", **fields),
    ]
    own = {"series": "opioid-rates", "measure": "rate", "every": Every.YEAR, "adds": False}
    assert not follow(trend(**own), published(figures)).points
    split = follow(trend(by="place", most=1, **own), published(figures))
    assert values(split) == [("Ontario", 30.0), ("Quebec", 20.0)]
    assert values(foremost(split)) == [("Ontario", 30.0)]


def test_a_period_is_one_figure() -> None:
    figures = months(1, 2024, [float(n) for n in range(1, 13)])
    own = trend(every=Every.PERIOD, within="2024-02..2024-03")
    assert values(follow(own, published(figures))) == [("", 5.0)]
    assert len(follow(trend(within="2024-02..2024-03"), published(figures)).points) == 2
    with pytest.raises(SettingsError, match="needs the period"):
        trend(every=Every.PERIOD)


def test_ports_of_one_name_are_told_apart() -> None:
    fields = {"series": "bts", "measure": "entries", "unit": "{vehicle}", "category": "Trucks"}
    figures = [
        figure(1, 1.0, place="Eastport", area="Maine", **fields),
        figure(2, 2.0, place="Eastport", area="Idaho", **fields),
        figure(3, 4.0, place="Blaine", area="Washington", **fields),
    ]
    line = follow(trend(series="bts", measure="entries", by="place"), published(figures))
    assert values(line) == [("Blaine", 4.0), ("Eastport, Idaho", 2.0), ("Eastport, Maine", 1.0)]


ENCOUNTERS = {"series": "cbp-encounters", "measure": "encounters", "unit": "{encounter}"}


@pytest.mark.parametrize(
    ("value", "small"), [(0.0, False), (1.0, True), (4.0, True), (4.99, True), (5.0, False)]
)
def test_a_count_of_one_to_four_is_small(value: float, small: bool) -> None:
    assert is_small(value, "{person}") is small
    assert not is_small(value, "[lb_av]")


def test_counts_are_kept_back_where_they_are_split_finer_than_by_sector() -> None:
    assert fine("cbp-encounters", ("detail",))
    assert fine("cbp-encounters", ("place", "category"))
    assert not fine("cbp-encounters", ("place", "region", "component"))
    assert fine("bts", ("place",)), "a port is finer than a sector"
    assert not fine("bts", ("region",))
    assert fine("a-table-nobody-declared", ("place",)), "what is not known is taken for fine"


def test_a_small_count_leaves_no_value_behind() -> None:
    figures = [
        figure(1, 3.0, place="A sector", detail="CANADA", **ENCOUNTERS),
        figure(2, 30.0, place="A sector", detail="INDIA", **ENCOUNTERS),
    ]
    split = trend(series="cbp-encounters", measure="encounters", by="detail")
    line = follow(split, published(figures))
    assert values(line) == [("CANADA", None), ("INDIA", 30.0)]
    assert [point.small for point in line.points] == [True, False]
    assert line.fine
    by_sector = follow(
        trend(series="cbp-encounters", measure="encounters", by="place"), published(figures)
    )
    assert values(by_sector) == [("A sector", 33.0)]
    assert not by_sector.fine


def test_the_others_are_added_up_without_what_is_kept_back() -> None:
    named = ["A", "B", "C", "D"]
    figures = [
        figure(place, value, detail=detail, **ENCOUNTERS)
        for place, (detail, value) in enumerate(zip(named, [90.0, 20.0, 10.0, 3.0], strict=True))
    ]
    split = trend(series="cbp-encounters", measure="encounters", by="detail", most=1)
    assert values(foremost(follow(split, published(figures)))) == [(OTHERS, 30.0), ("A", 90.0)]


def test_where_one_of_the_others_has_a_gap_there_is_no_sum_of_them() -> None:
    figures: list[Figure] = []
    for place, (province, count) in enumerate((("A", 12), ("B", 12), ("C", 6))):
        figures += months(
            100 * place, 2024, [100.0 / (place + 1)] * count, place=province, **PERSONS
        )
    own = trend(**{**PERSONS, "by": "place", "most": 1})
    found = foremost(follow(own, published(figures)))
    assert sum(point.group == OTHERS for point in found.points) == 6


def test_a_figure_that_is_called_unfinished_marks_its_step() -> None:
    figures = [figure(1, 1.0, provisional=True), figure(2, 1.0), figure(3, 1.0, "2024-07")]
    line = follow(trend(), published(figures))
    assert [point.provisional for point in line.points] == [True, False]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.0, 1e9), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_step(amounts: list[float], chance: random.Random) -> None:
    figures = [figure(place, value) for place, value in enumerate(amounts)]
    mixed = list(figures)
    chance.shuffle(mixed)
    assert follow(trend(), published(figures)) == follow(trend(), published(mixed))


def test_without_figures_a_trend_is_empty() -> None:
    line = follow(trend(by="region"), published([]))
    assert (line.points, line.vintages, line.publishers) == ((), (), ())
    assert foremost(line).points == ()
