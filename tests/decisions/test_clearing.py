"""Birth date, birthplace and citizenship may clear a person, and can do nothing else."""

import inspect
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.decisions import clearing
from northline.decisions.clearing import Cleared, Difference, Stated, differences, may_clear

DATES = st.from_regex(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d))?)?", fullmatch=True)
PLACES = st.text("abcdefghij ", min_size=1, max_size=12)
SIDES = st.builds(
    Stated,
    born=st.lists(DATES, max_size=2).map(tuple),
    birth_places=st.lists(PLACES, max_size=2).map(tuple),
    citizenships=st.lists(PLACES, max_size=2).map(tuple),
)


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("1980", "1971"),
        ("1971-03-05", "1971-04-03"),
        ("1971-03", "1971-07"),
        ("1980-01-01", "1971~"),
        ("1979", "1971/1975"),
    ],
)
def test_dates_that_cannot_be_of_one_day_may_clear(asked: str, listed: str) -> None:
    (found,) = differences(Stated(born=(asked,)), Stated(born=(listed,)))
    assert found == Difference(what=Cleared.BORN, asked=(asked,), listed=(listed,))


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("1971", "1971-03-02"),
        ("1971-03-04", "1971-04-03"),
        ("1970", "1971-03"),
        ("1973", "1971/1975"),
        ("1973", "1971~"),
        ("spring", "1971"),
        ("1971", ""),
    ],
)
def test_dates_that_may_be_of_one_day_say_nothing(asked: str, listed: str) -> None:
    assert not differences(Stated(born=(asked,)), Stated(born=(listed,)))


@pytest.mark.parametrize(
    ("asked", "listed", "clears"),
    [
        ("IR", "SY", True),
        ("IR", "IR", False),
        ("IR", "Iran", False),
        ("Aldavia", "Borduria", True),
        ("Aldavia", "Aldavian Republic", False),
        ("Aldavia", "Алдавия", False),
        ("Port Élise, Aldavia", "port elise", False),
    ],
)
def test_places_that_may_be_one_say_nothing(asked: str, listed: str, clears: bool) -> None:
    found = differences(Stated(citizenships=(asked,)), Stated(citizenships=(listed,)))
    assert bool(found) is clears


def test_one_value_that_may_be_the_same_is_enough_to_say_nothing() -> None:
    assert not differences(Stated(born=("1950", "1971")), Stated(born=("1980", "1971-02-03")))


@given(SIDES)
def test_the_same_twice_says_nothing(side: Stated) -> None:
    assert differences(side, side) == ()


@given(SIDES, SIDES)
def test_it_says_the_same_from_either_side_and_only_of_what_both_state(
    one: Stated, two: Stated
) -> None:
    found = {each.what for each in differences(one, two)}
    assert found == {each.what for each in differences(two, one)}
    assert (Cleared.BORN not in found) or (one.born and two.born)


@given(SIDES, SIDES, DATES)
def test_to_state_more_never_makes_more_differ(one: Stated, two: Stated, date: str) -> None:
    """More said of somebody can take a difference away, and can add one only where nothing was said."""
    more = Stated(born=(*one.born, date), birth_places=one.birth_places)
    before = {each.what for each in differences(Stated(born=one.born), two)}
    after = {each.what for each in differences(more, two)}
    if one.born:
        assert (Cleared.BORN in after) <= (Cleared.BORN in before)


def test_no_number_goes_in_or_comes_out() -> None:
    """LAW.md, rule 9: what it gives can be no part of a score."""
    for public in (differences, may_clear):
        hints = typing.get_type_hints(public, vars(clearing))
        assert not {"float", "int"} & {str(each) for each in hints.values()}
        assert "score" not in inspect.signature(public).parameters
    fields = typing.get_type_hints(Difference)
    assert set(fields.values()) == {Cleared, tuple[str, ...]}


def test_what_does_not_differ_cannot_be_cited() -> None:
    found = differences(Stated(born=("1980",)), Stated(born=("1971",)))
    assert may_clear(["born"], found) == ()
    assert may_clear(["born", "citizenship", "sex"], found) == ("citizenship", "sex")
