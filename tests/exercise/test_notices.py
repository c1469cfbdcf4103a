"""Reports of arrival: by those who crossed, late and imperfect, and the truth knows whose."""

import csv
import io

import numpy as np
import pytest

from northline.exercise.notices import COLUMNS, REPORTS, damaged, misspell, row
from northline.exercise.truth import Notice
from northline.records.arrival import Channel, Outcome
from northline.records.time import parse_instant
from tests.exercise.days import SEEDS, day, reporters


def rows(seed: int) -> list[dict[str, str]]:
    """The rows of a day that are whole."""
    table = csv.DictReader(io.StringIO(day(seed).data("arrivals").decode()))
    assert tuple(table.fieldnames or ()) == COLUMNS
    return [each for each in table if each["outcome"]]


def notices(seed: int) -> dict[str, Notice]:
    return {notice.report: notice for notice in day(seed).truth.notices}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_reaches_the_feed_is_what_the_truth_says_was_reported(seed: int) -> None:
    told, known = rows(seed), notices(seed)
    assert {each["report"] for each in told} == {n.report for n in known.values() if n.arrived}
    for each in told:
        notice = known[each["report"]]
        assert parse_instant(each["at"]) == notice.at
        assert each["direction"] == notice.direction.value
        assert each["craft"] == notice.craft.value
        assert (each["identity"] or None) == notice.identity
        assert (
            each["authority"] == {"to-canada": "cbsa", "to-united-states": "cbp"}[each["direction"]]
        )
        assert each["channel"] in list(Channel)
        assert each["outcome"] in list(Outcome)
        assert parse_instant(each["landed"]) < parse_instant(each["at"])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_report_is_about_a_true_crossing_minutes_before(seed: int) -> None:
    after = reporters().after
    crossed = {(c.number, float(c.second)): c for c in day(seed).truth.crossings}
    strangers = 0
    for notice in notices(seed).values():
        if notice.by is None or notice.crossed is None:
            strangers += 1
            continue
        crossing = crossed[notice.by, notice.crossed]
        assert crossing.role == notice.role
        assert crossing.role in REPORTS
        assert crossing.direction is notice.direction
        assert notice.identity in {None, crossing.identity}
        assert after[0] <= notice.second - crossing.second <= after[1]
    assert strangers == reporters().strangers


def test_reports_have_all_the_usual_imperfections() -> None:
    every = [n for seed in SEEDS for n in notices(seed).values()]
    assert 0 < sum(n.misspelt for n in every) < len(every) / 2
    assert 0 < sum(n.identity is None for n in every) < len(every)
    told = [each for seed in SEEDS for each in rows(seed)]
    assert [each for each in told if not each["craft_name"]]
    assert [each for each in told if each["lon"]]
    assert sum(day(seed).truth.feeds["arrivals"].late for seed in SEEDS) > 0


def test_some_of_those_who_cross_report_and_others_do_not() -> None:
    truth = day(1).truth
    reported = {(n.by, n.crossed) for n in truth.notices}
    may = [c for c in truth.crossings if c.role in REPORTS]
    did = [c for c in may if (c.number, c.second) in reported]
    assert 0.2 * len(may) < len(did) < 0.7 * len(may)


@pytest.mark.parametrize("seed", range(20))
def test_a_misspelt_name_is_wrong_by_a_letter_or_two(seed: int) -> None:
    wrong = misspell("EX KILLDEER 12", np.random.default_rng(seed))
    assert wrong.startswith("EX ")
    assert wrong.endswith(" 12")
    assert len("EX KILLDEER 12") - len(wrong) in {0, 1}


def test_a_damaged_row_is_still_one_line_without_its_outcome() -> None:
    line = row(dict.fromkeys(COLUMNS, "x"))
    assert damaged(line) == b"x,x,x,x,x,x,x\n"
