"""Nobody is in two places, and rest is kept: as properties over any roster, and as sentences."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.decisions.booking import booked_twice, units_twice
from northline.decisions.rest import HOUR, WEEK, Duty, Rest, breaches
from northline.records.errors import UsageError
from northline.records.units import Micros

BEGIN = 1_782_950_400_000_000
"""2026-07-02T00:00:00Z."""


def duty(name: str, begin: float, end: float, *officers: str, key: bytes = b"") -> Duty:
    """A duty from so many hours until so many."""
    return Duty(
        name=name,
        officers=officers or ("A. Example",),
        begins=Micros(BEGIN + round(begin * HOUR)),
        ends=Micros(BEGIN + round(end * HOUR)),
        key=key,
    )


DUTIES = st.lists(
    st.builds(
        lambda number, begin, span, who: duty(f"Car {number}", begin, begin + span, *who),
        st.integers(1, 5),
        st.integers(0, 200),
        st.integers(1, 14),
        st.lists(st.sampled_from(["A. Example", "B. Example", "C. Example"]), min_size=1, unique=True),
    ),
    max_size=9,
)  # fmt: skip


def test_two_duties_that_overlap_are_told_in_a_sentence_that_names_both() -> None:
    (found,) = booked_twice([duty("Car 1", 0, 8), duty("Boat 2", 7, 12)])
    assert found.en == (
        "A. Example is booked twice: Car 1 (2026-07-02T00:00:00Z to 2026-07-02T08:00:00Z) and "
        "Boat 2 (2026-07-02T07:00:00Z to 2026-07-02T12:00:00Z) overlap."
    )
    assert "est affecté deux fois" in found.fr


def test_duties_that_touch_do_not_overlap_and_one_duty_stated_twice_is_one() -> None:
    assert booked_twice([duty("Car 1", 0, 8), duty("Boat 2", 8, 12)]) == ()
    assert booked_twice([duty("Car 1", 0, 8, key=b"x"), duty("Order", 2, 6, key=b"x")]) == ()


def test_a_name_is_one_name_however_it_is_written() -> None:
    one, two = duty("Car 1", 0, 8, "É. Example"), duty("Car 2", 4, 9, "  e\u0301. EXAMPLE ")
    assert [each.officer for each in booked_twice([one, two])] == ["É. Example"]


def test_a_unit_is_not_in_two_places_whoever_is_in_it() -> None:
    one, two = duty("Car 1", 0, 8, "A"), duty("Car 1", 7, 12, "B")
    assert booked_twice([one, two]) == ()
    assert [each.what for each in units_twice([one, two])] == ["booked-twice"]


@given(DUTIES)
def test_what_is_told_is_just_what_overlaps(duties: list[Duty]) -> None:
    told = {(each.officer, *sorted((each.one, each.other))) for each in booked_twice(duties)}
    true = {
        (name, *sorted((one.said, other.said)))
        for one, other in itertools.combinations(duties, 2)
        for name in set(one.officers) & set(other.officers)
        if one.begins < other.ends and other.begins < one.ends
    }
    assert told == true


@given(DUTIES)
def test_rest_is_short_just_where_no_span_lies_between(duties: list[Duty]) -> None:
    rest = Rest(least=8, longest=72, week=168)
    told = {each.officer for each in breaches(duties, rest) if each.what == "rest"}
    for name in ("A. Example", "B. Example", "C. Example"):
        hours = {
            h for d in duties if name in d.officers for h in range(_hour(d.begins), _hour(d.ends))
        }
        gaps = [b - a - 1 for a, b in itertools.pairwise(sorted(hours))]
        assert (name in told) == any(0 < gap < 8 for gap in gaps)


@given(DUTIES)
def test_a_week_is_too_long_just_where_some_seven_days_are(duties: list[Duty]) -> None:
    rest = Rest(least=0, longest=72, week=40)
    told = {each.officer for each in breaches(duties, rest) if each.what == "week"}
    for name in ("A. Example", "B. Example", "C. Example"):
        hours = {
            h for d in duties if name in d.officers for h in range(_hour(d.begins), _hour(d.ends))
        }
        most = max((sum(first <= h < first + 168 for h in hours) for first in hours), default=0)
        assert (name in told) == (most > 40)


@given(DUTIES, st.integers(0, 500))
def test_nothing_depends_on_when_the_roster_begins_or_in_which_order_it_stands(
    duties: list[Duty], hours: int
) -> None:
    rest = Rest(least=8, longest=16, week=60)
    later = [
        Duty(name=d.name, officers=d.officers, begins=Micros(d.begins + hours * HOUR),
             ends=Micros(d.ends + hours * HOUR))
        for d in duties
    ]  # fmt: skip
    told = [(each.what, each.officer, each.hours) for each in breaches(duties, rest)]
    assert [(e.what, e.officer, e.hours) for e in breaches(later, rest)] == told
    backwards = [(e.what, e.officer, e.hours) for e in breaches(duties[::-1], rest)]
    assert backwards == told


def test_shifts_that_touch_are_one_and_may_be_too_long_together() -> None:
    (found,) = breaches([duty("Car 1", 0, 9), duty("Car 2", 9, 18)], Rest())
    assert (found.what, found.hours, found.bound) == ("longest", 18, 16)
    assert found.en == (
        "A. Example is on duty 18 hours on end: Car 1 (2026-07-02T00:00:00Z to "
        "2026-07-02T09:00:00Z) and Car 2 (2026-07-02T09:00:00Z to 2026-07-02T18:00:00Z) together; "
        "the longest is 16 (set by the agency)."
    )


def test_rest_and_week_are_told_with_both_shifts_and_who_set_the_bound() -> None:
    (found,) = breaches([duty("Car 1", 0, 8), duty("Car 2", 14.5, 20)], Rest())
    assert (found.what, found.hours, found.bound) == ("rest", 6.5, 8)
    assert "has 6.5 hours off between Car 1" in found.en
    assert "the least is 8 (set by the agency)" in found.en
    assert "6,5 heures de repos" in found.fr
    assert "fixé par l'organisme" in found.fr
    week = [duty(f"Car {n}", 24 * n, 24 * n + 12) for n in range(6)]
    assert [each.what for each in breaches(week, Rest())] == ["week"]


@pytest.mark.parametrize("bounds", [{"least": -1}, {"longest": 0.5}, {"week": 169}])
def test_a_bound_out_of_range_is_refused(bounds: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="hours; it must be"):
        Rest(**bounds)


def test_the_usual_bounds_say_that_the_agency_sets_them() -> None:
    usual = Rest()
    assert (usual.least, usual.longest, usual.week) == (8, 16, 60)
    assert usual.source == "set by the agency"
    assert WEEK == 168 * HOUR


def _hour(instant: int) -> int:
    return (instant - BEGIN) // HOUR
