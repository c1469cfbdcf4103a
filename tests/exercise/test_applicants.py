"""People asked about in an exercise of screening: seeded, true to the lists, and no more told than is asked."""

import csv
import datetime
import io

import msgspec
import pytest

from northline.exercise import load
from northline.exercise.applicants import (
    ALIAS,
    LISTED_SORTS,
    NAMED,
    NAMESAKE,
    UNLISTED,
    Applicant,
    ScreeningDesk,
    desk_day,
    syllables,
)
from northline.exercise.list_names import LATIN, written
from northline.exercise.lists import MadeUp, Turn, made_up

DATE = datetime.date(2026, 10, 6)
DESK = ScreeningDesk(entities=400, asked=900, listed=0.4, update=1800.0)
DAY = desk_day(DESK, DATE, 3600, 5)
VERSIONS = made_up(5, 400)
FIRST, LATER = (
    {each.number: each for each in version} for version in (VERSIONS.first, VERSIONS.later)
)


def named(each: MadeUp) -> set[str]:
    return {each.name, *each.aliases, *each.former, *each.weak}


def test_a_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert desk_day(DESK, DATE, 3600, 5) == DAY
    assert desk_day(DESK, DATE, 3600, 6).applicants != DAY.applicants


def test_every_sort_of_people_comes_in_the_order_of_the_day() -> None:
    people = DAY.applicants
    assert {each.sort for each in people} == {*LISTED_SORTS, *UNLISTED}
    assert [each.second for each in people] == sorted(each.second for each in people)
    assert all(each.early is (each.second < 1800) for each in people)
    assert 0.3 < sum(each.number is not None for each in people) / len(people) < 0.5


def test_who_is_listed_stands_on_the_version_of_their_hour() -> None:
    for each in DAY.applicants:
        if each.number is None:
            continue
        held = FIRST if each.early and each.turn is not Turn.ADDED else LATER
        assert each.number in held
        if each.sort in {NAMED, ALIAS}:
            assert each.name in named(held[each.number])
        turn = VERSIONS.turns.get(each.number)
        assert each.turn is (turn if each.early else None)
        assert each.listed is not (each.turn is Turn.ADDED)
    turns = {each.turn for each in DAY.applicants}
    assert turns == {None, *Turn}


def test_who_is_not_listed_has_nobodys_name_but_for_namesakes() -> None:
    names = {name for held in (FIRST, LATER) for each in held.values() for name in named(each)}
    others = [each for each in DAY.applicants if each.number is None]
    assert all((each.name in names) is (each.sort == NAMESAKE) for each in others)
    papers = {each.passport for held in (FIRST, LATER) for each in held.values()}
    told = [each.passport for each in DAY.applicants if each.passport]
    assert told
    assert not papers & {*told}


def test_what_is_asked_says_nothing_of_who_they_are() -> None:
    rows = [
        row
        for since, until in ((0.0, 1800.0), (1800.0, 3600.0))
        for row in csv.DictReader(io.StringIO((DAY.file(since, until) or b"").decode()))
    ]
    assert [row["id"] for row in rows] == [each.id for each in DAY.applicants]
    assert set(rows[0]) == {"id", "schema", "name", "passportNumber"}
    assert DAY.file(3600.0, 4000.0) is None
    assert len(DAY.lists) == len(DAY.update) == 3
    assert all("2026-09-29" in name for name in DAY.lists)


def test_a_name_is_read_back_into_its_syllables() -> None:
    name = syllables("Zuvor Qantikmesh")
    assert written(name, LATIN) == "Zuvor Qantikmesh"
    with pytest.raises(ValueError, match="'smith'"):
        syllables("Zuvor Smith")


@pytest.mark.parametrize(("field", "value"), [("entities", 20), ("asked", 1), ("listed", 1.5)])
def test_a_desk_of_nobody_is_refused(field: str, value: float) -> None:
    told = {"entities": 400, "asked": 900, "listed": 0.4, "update": 1800.0, field: value}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(told, ScreeningDesk)


def test_the_scenario_has_a_desk_and_nobody_who_crosses() -> None:
    scenario = load("screening-desk")
    assert scenario.screening is not None
    assert scenario.feeds == ("cot",)


def test_an_applicant_who_is_to_be_added_is_not_listed_yet() -> None:
    one = Applicant(
        id="EX-F-1", second=1.0, name="Zuvor Lum", script=LATIN, sort="alias", number=3,
        turn=Turn.ADDED, early=True,
    )  # fmt: skip
    assert not one.listed
