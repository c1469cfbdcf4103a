"""Hours of patrol: each moment of a unit once, split without loss, against targets."""

import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.measures import patrol_hours
from northline.measures.patrol_hours import By
from northline.measures.patrol_time import MICROS, Stay, counted, within
from northline.measures.verdict import Verdict
from northline.records.marking import MarkingId
from northline.records.patrol_leg import PatrolLeg, Reported
from northline.records.patrol_target import PatrolTarget
from northline.records.record import Id
from northline.records.unit import Mode
from northline.records.units import Metres, Micros, Seconds

MONDAY = round(datetime.datetime(2026, 8, 10, tzinfo=datetime.UTC).timestamp()) * MICROS
HOUR = 3_600
LINE = "atlantic-pacific"


def leg(
    since: float,
    *seconds: float,
    unit: str = "cot:A",
    mode: Mode = Mode.BOAT,
    reported: Reported = Reported.COT,
    stretch: int = 455,
    number: int = 0,
    received: float = 1e6,
    order: bytes | None = None,
) -> PatrolLeg:
    """A leg of stays one after another, each in the next stretch, from a second of the week on."""
    begins = [sum(seconds[:k]) for k in range(len(seconds))]
    at = Micros(MONDAY + round(since * MICROS))
    return PatrolLeg(
        id=Id(number.to_bytes(16, "big")),
        source="patrol-log",
        at=at,
        received=Micros(MONDAY + round(received * MICROS)),
        marking=MarkingId(7),
        unit=unit,
        mode=mode,
        since=at,
        until=Micros(at + round(sum(seconds) * MICROS)),
        segment=LINE,
        stretches=tuple(stretch + k for k in range(len(seconds))),
        begins=tuple(Seconds(each) for each in begins),
        seconds=tuple(Seconds(each) for each in seconds),
        metres=Metres(0.0),
        counted=Seconds(sum(seconds)),
        reported=reported,
        order=None if order is None else Id(order),
    )


some_legs = st.lists(
    st.builds(
        lambda since, seconds, unit, mode, reported, stretch, number, received: leg(
            since, *seconds, unit=unit, mode=mode, reported=reported, stretch=stretch,
            number=number, received=received,
        ),
        st.integers(0, 3_000),
        st.lists(st.integers(1, 900), min_size=1, max_size=4),
        st.sampled_from(["cot:A", "cot:B"]),
        st.sampled_from([Mode.BOAT, Mode.FOOT]),
        st.sampled_from([Reported.GPX, Reported.COT]),
        st.integers(450, 460),
        st.integers(0, 1_000),
        st.integers(0, 5),
    ),
    max_size=8,
)  # fmt: skip


def moments(legs: list[PatrolLeg]) -> set[tuple[str, int]]:
    """Every second that any leg tells, by unit."""
    found = set()
    for each in legs:
        for after, seconds in zip(each.begins, each.seconds, strict=True):
            first = each.since // MICROS + round(after)
            found |= {(each.unit, second) for second in range(first, first + round(seconds))}
    return found


@settings(max_examples=80, deadline=None)
@given(some_legs)
def test_the_time_of_a_unit_is_the_union_of_what_its_tracks_tell(legs: list[PatrolLeg]) -> None:
    found = counted(legs)
    assert found.seconds == len(moments(legs))
    assert found.repeated == pytest.approx(sum(each.counted for each in legs) - found.seconds)
    by_unit: dict[str, list[Stay]] = {}
    for stay in found.stays:
        by_unit.setdefault(stay.unit, []).append(stay)
    for stays in by_unit.values():
        assert all(a.end <= b.begin for a, b in pairwise(stays))


@settings(max_examples=60, deadline=None)
@given(some_legs)
def test_what_is_told_twice_counts_once(legs: list[PatrolLeg]) -> None:
    assert counted([*legs, *legs]).seconds == counted(legs).seconds


@settings(max_examples=60, deadline=None)
@given(some_legs, st.sets(st.sampled_from(list(By))))
def test_a_split_adds_up_to_the_whole(legs: list[PatrolLeg], by: set[By]) -> None:
    stays = counted(legs).stays
    parts = patrol_hours.hours(stays, sorted(by))
    assert sum(each.hours for each in parts) == pytest.approx(len(moments(legs)) / HOUR)


@settings(max_examples=40, deadline=None)
@given(some_legs, st.integers(0, 4_000))
def test_before_and_after_an_instant_make_the_whole(legs: list[PatrolLeg], second: int) -> None:
    stays, at = counted(legs).stays, MONDAY + second * MICROS
    parts = [*within(stays, 0, at), *within(stays, at, 1 << 62)]
    assert sum(each.seconds for each in parts) == pytest.approx(sum(s.seconds for s in stays))


def test_a_track_that_is_brought_counts_before_what_was_reported() -> None:
    heard, brought = leg(0, HOUR, number=1), leg(0, HOUR, mode=Mode.FOOT, reported=Reported.GPX)
    (line,) = patrol_hours.hours(counted([heard, brought]).stays, [By.MODE])
    assert (line.mode, line.hours) == ("foot", 1.0)


def test_of_two_tracks_alike_the_one_that_came_last_counts() -> None:
    first = leg(0, HOUR, reported=Reported.GPX, received=1.0)
    corrected = leg(0, HOUR, reported=Reported.GPX, received=2.0, mode=Mode.OFF_ROAD, number=1)
    (line,) = patrol_hours.hours(counted([corrected, first]).stays, [By.MODE])
    assert line.mode == "off-road"


def test_where_a_form_and_a_track_disagree_the_track_counts_and_the_difference_is_told() -> None:
    form = leg(0, 8 * HOUR, reported=Reported.FORM, mode=Mode.VEHICLE)
    track = leg(HOUR, 2 * HOUR, number=1)
    found = counted([form, track])
    assert found.seconds == 2 * HOUR
    (difference,) = found.differences
    assert (difference.leg, difference.form, difference.track) == (0, 8 * HOUR, 2 * HOUR)


def test_a_form_of_which_no_track_tells_counts_and_is_shown_as_such() -> None:
    form = leg(0, 3 * HOUR, reported=Reported.FORM)
    other = leg(0, HOUR, unit="cot:B")
    (line,) = patrol_hours.hours(counted([form, other]).stays)
    assert (line.hours, line.form_hours, line.units) == (4.0, 3.0, 2)


def test_an_hour_over_midnight_of_sunday_is_of_two_weeks() -> None:
    over = leg(7 * 24 * HOUR - 900, HOUR)
    weeks = patrol_hours.hours(counted([over]).stays, [By.WEEK])
    assert [(each.week, each.hours) for each in weeks] == [("2026-W33", 0.25), ("2026-W34", 0.75)]


def target(hours: float = 10.0, number: int = 0, **more: Any) -> PatrolTarget:
    fields: dict[str, Any] = {
        "id": Id(number.to_bytes(16, "big")), "source": "supervisor", "at": Micros(MONDAY + number),
        "received": Micros(MONDAY), "marking": MarkingId(7), "segment": LINE, "hours": hours,
        "since": Micros(MONDAY), "why": "two nights", **more,
    }  # fmt: skip
    return PatrolTarget(**fields)


def test_a_target_is_held_week_by_week_and_by_the_part_of_a_week_that_was_asked_about() -> None:
    stays = counted([leg(0, 4 * HOUR), leg(8 * 24 * HOUR, HOUR, number=1)]).stays
    half = MONDAY + 10 * 24 * HOUR * MICROS + 12 * HOUR * MICROS
    first, second = patrol_hours.held([target()], stays, MONDAY, half)
    assert (first.week, first.wanted, first.done, first.share, first.whole) == (
        "2026-W33", 10.0, 4.0, 0.4, True,
    )  # fmt: skip
    assert (second.wanted, second.done, second.whole) == (5.0, 1.0, False)


@pytest.mark.parametrize(
    ("meant", "hours"),
    [
        ({}, 3.0),
        ({"mode": Mode.FOOT}, 1.0),
        ({"from_stretch": 455, "to_stretch": 455}, 2.0),
        ({"segment": "alaska"}, 0.0),
    ],
)
def test_a_target_asks_for_its_mode_and_range_alone(meant: dict[str, Any], hours: float) -> None:
    stays = counted(
        [leg(0, 2 * HOUR), leg(0, HOUR, mode=Mode.FOOT, unit="cot:B", stretch=470)]
    ).stays
    (held,) = patrol_hours.held([target(**meant)], stays, MONDAY, MONDAY + patrol_hours.WEEK)
    assert held.done == hours


def test_the_newest_target_of_a_sort_stands_and_none_of_no_hours() -> None:
    older, newer = target(10.0), target(12.0, 1)
    foot = target(5.0, 2, mode=Mode.FOOT)
    back = target(0.0, 3, mode=Mode.FOOT)
    assert [each.hours for each in patrol_hours.standing([newer, older, foot])] == [12.0, 5.0]
    assert [each.hours for each in patrol_hours.standing([newer, older, foot, back])] == [12.0]


def test_stretches_that_nobody_visited_for_so_long_are_told_and_those_never_visited() -> None:
    stays = counted([leg(0, HOUR, HOUR), leg(6 * 24 * HOUR, HOUR, stretch=456, number=1)]).stays
    now = MONDAY + patrol_hours.WEEK + patrol_hours.DAY
    found = patrol_hours.unvisited(stays, LINE, range(454, 458), now, 7.0)
    assert [(each.stretch, each.last) for each in found] == [
        (454, None), (455, MONDAY + HOUR * MICROS), (457, None),
    ]  # fmt: skip


def test_what_ontario_claims_stands_beside_the_ledger_and_is_never_judged_by_it() -> None:
    none = patrol_hours.beside_claim([])
    assert (none.verdict, none.ours, none.claim.published) == (
        Verdict.NOT_COMPUTABLE, None, 6_000,
    )  # fmt: skip
    some = patrol_hours.beside_claim(counted([leg(0, HOUR)]).stays)
    assert (some.verdict, some.ours) == (Verdict.OTHER_SCOPE, 1.0)
    before = patrol_hours.beside_claim(counted([leg(-3 * 365 * 24 * HOUR, HOUR)]).stays)
    assert before.verdict is Verdict.NOT_COMPUTABLE, "it was before that"
    invented = patrol_hours.beside_claim(counted([leg(0, HOUR)]).stays, invented=True)
    assert invented.verdict is Verdict.NOT_COMPUTABLE
    for text in (none.qualifier, some.qualifier, patrol_hours.DEFINITION):
        assert text.en != text.fr
