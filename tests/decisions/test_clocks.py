"""Clocks of people's requests: examples counted by hand, and what holds of every one."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from northline.decisions.clocks import (
    clock,
    end_of_day,
    extension_end,
    local_day,
    notify_since,
)
from northline.decisions.holidays import is_holiday
from northline.decisions.rights_limits import Checked, Extension, limit_of
from northline.records.errors import UsageError
from northline.records.rights_request import Answer, Regime, Right, StepSort
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.decisions.asking import DAY, at, request, step

SECOND = 1_000_000
INSTANTS = st.integers(at("2005-01-01") // SECOND, at("2060-01-01") // SECOND).map(
    lambda second: format_instant(Micros(second * SECOND))
)
REGIMES, RIGHTS = st.sampled_from(Regime), st.sampled_from(Right)
ZONES = st.sampled_from(["America/Toronto", "America/Vancouver", "America/St_Johns", "UTC"])


def test_thirty_days_are_counted_from_the_day_after_receipt() -> None:
    asked = request("2026-03-02T15:00:00Z")
    found = clock(asked, [], at("2026-03-02T15:00:00Z"))
    assert found.due_day == date(2026, 4, 1)
    assert found.days_left == 30
    assert format_instant(found.due) == "2026-04-02T04:00:00Z"


def test_the_day_is_that_of_the_office_and_not_of_greenwich() -> None:
    late = request("2026-03-03T03:30:00Z")
    assert clock(late, [], late.at).due_day == date(2026, 4, 1)
    there = request("2026-03-03T03:30:00Z", zone="UTC")
    assert clock(there, [], there.at).due_day == date(2026, 4, 2)


def test_a_limit_that_ends_on_good_friday_ends_on_saturday() -> None:
    asked = request("2026-03-04T15:00:00Z")
    assert clock(asked, [], asked.at).due_day == date(2026, 4, 4)


def test_a_limit_that_ends_on_a_saturday_ends_there_and_on_a_sunday_a_day_later() -> None:
    saturday, sunday = request("2026-01-22T15:00:00Z"), request("2026-01-23T15:00:00Z")
    assert clock(saturday, [], saturday.at).due_day == date(2026, 2, 21)
    assert clock(sunday, [], sunday.at).due_day == date(2026, 2, 23)


def test_ontario_keeps_family_day_and_canada_does_not() -> None:
    received = "2026-01-17T15:00:00Z"
    ontario = request(received, regime=Regime.FIPPA_ON)
    canada = request(received)
    assert clock(ontario, [], ontario.at).due_day == date(2026, 2, 17)
    assert clock(canada, [], canada.at).due_day == date(2026, 2, 16)


def test_it_is_overdue_and_refused_by_law_from_the_midnight_after_its_last_day() -> None:
    asked = request("2026-03-02T15:00:00Z")
    end = at("2026-04-02T04:00:00Z")
    before, after = clock(asked, [], Micros(end - 1)), clock(asked, [], end)
    assert (before.overdue, before.deemed_refused, before.days_left) == (False, False, 0)
    assert (after.overdue, after.deemed_refused, after.days_left) == (True, True, -1)


def test_only_a_request_for_access_is_refused_by_silence() -> None:
    asked = request(right=Right.CORRECTION)
    found = clock(asked, [], Micros(asked.at + 60 * DAY))
    assert (found.overdue, found.deemed_refused) == (True, False)


def test_an_extension_moves_the_last_day_and_there_is_no_second_one() -> None:
    asked = request("2026-03-02T15:00:00Z")
    assert extension_end(asked) == date(2026, 5, 1)
    extended = step(StepSort.EXTENDED, "2026-03-20T15:00:00Z", until=date(2026, 4, 20))
    found = clock(asked, [extended], at("2026-04-10T15:00:00Z"))
    assert (found.due_day, found.extended, found.overdue) == (date(2026, 4, 20), True, False)
    assert not found.may_extend


def test_after_the_due_day_nothing_can_be_extended() -> None:
    asked = request("2026-03-02T15:00:00Z")
    assert clock(asked, [], at("2026-04-01T15:00:00Z")).may_extend
    assert not clock(asked, [], at("2026-04-02T04:00:00Z")).may_extend


def test_translation_is_bound_to_no_number_of_days_and_a_correction_cannot_be_extended() -> None:
    assert extension_end(request(), "translation") is None
    assert not clock(request(right=Right.CORRECTION), [], request().at).may_extend


def test_an_answer_stops_the_clock_and_tells_whether_it_was_late() -> None:
    asked = request("2026-03-02T15:00:00Z")
    now = at("2027-01-01T00:00:00Z")
    timely = step(StepSort.ANSWERED, "2026-03-30T15:00:00Z", answer=Answer.IN_FULL)
    late = step(StepSort.ANSWERED, "2026-04-05T15:00:00Z", answer=Answer.IN_FULL)
    assert (clock(asked, [timely], now).late, clock(asked, [timely], now).overdue) == (False, False)
    assert (clock(asked, [late], now).late, clock(asked, [late], now).days_left) == (True, -4)


def test_an_amendment_in_the_united_states_is_acknowledged_in_ten_working_days() -> None:
    asked = request("2026-06-15T15:00:00Z", right=Right.CORRECTION, regime=Regime.PRIVACY_ACT_US)
    found = clock(asked, [], at("2026-06-30T12:00:00Z"))
    # 19 June is Juneteenth.
    assert found.acknowledge_day == date(2026, 6, 30)
    assert not found.acknowledge_overdue
    assert clock(asked, [], at("2026-07-01T12:00:00Z")).acknowledge_overdue
    told = step(StepSort.ACKNOWLEDGED, "2026-06-20T12:00:00Z")
    assert not clock(asked, [told], at("2026-07-01T12:00:00Z")).acknowledge_overdue


@pytest.mark.parametrize(
    ("regime", "since"),
    [
        (Regime.PRIVACY_ACT_CA, "2024-03-02T05:00:00Z"),
        (Regime.FIPPA_ON, "2025-03-02T05:00:00Z"),
        (Regime.PRIVACY_ACT_US, None),
    ],
)
def test_recipients_are_told_as_far_back_as_the_statute_says(
    regime: Regime, since: str | None
) -> None:
    found = notify_since(request("2026-03-02T15:00:00Z", regime=regime))
    assert found == (None if since is None else at(since))


def test_two_years_before_a_leap_day_is_the_day_before_march() -> None:
    asked = request("2028-02-29T15:00:00Z")
    assert notify_since(asked) == at("2026-02-28T05:00:00Z")


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="time zone"):
        local_day(at("2026-03-02T15:00:00Z"), "Mars/Olympus")


def test_every_limit_says_what_it_rests_on_and_how_that_was_checked() -> None:
    for regime in Regime:
        for right in Right:
            found = limit_of(regime, right)
            assert found.provision
            assert found.source
            assert (found.extension is Extension.AT_MOST) == (found.extension_days > 0)
            assert not (found.deemed and found.checked is Checked.AIM)


@given(INSTANTS, REGIMES, RIGHTS, ZONES)
def test_nobody_gets_less_time_than_the_limit_and_none_ends_on_a_day_off(
    received: str, regime: Regime, right: Right, zone: str
) -> None:
    asked = request(received, regime=regime, right=right, zone=zone)
    found = clock(asked, [], asked.at)
    day = local_day(asked.at, zone)
    assert found.due_day >= day + timedelta(days=found.limit.days)
    assert found.due_day - day <= timedelta(
        days=found.limit.days * (2 if found.limit.working else 1) + 4
    )
    assert not (found.limit.rolls and is_holiday(found.limit.calendar, found.due_day))
    assert local_day(Micros(found.due - 1), zone) == found.due_day
    assert local_day(found.due, zone) == found.due_day + timedelta(days=1)
    assert not found.overdue


@given(INSTANTS, REGIMES, RIGHTS, ZONES, st.integers(0, 200 * DAY))
def test_it_is_overdue_exactly_when_no_day_is_left(
    received: str, regime: Regime, right: Right, zone: str, later: int
) -> None:
    asked = request(received, regime=regime, right=right, zone=zone)
    found = clock(asked, [], Micros(asked.at + later))
    assert found.overdue == (found.days_left < 0)
    assert found.deemed_refused <= found.overdue
    assert not (found.may_extend and found.overdue)


@given(INSTANTS, ZONES, st.integers(0, 100 * DAY), st.integers(0, 100 * DAY))
def test_time_only_ever_runs_out(received: str, zone: str, one: int, more: int) -> None:
    asked = request(received, zone=zone)
    early = clock(asked, [], Micros(asked.at + one))
    late = clock(asked, [], Micros(asked.at + one + more))
    assert late.days_left <= early.days_left
    assert early.overdue <= late.overdue
    assert early.due == late.due


@given(INSTANTS, ZONES, st.integers(1, 40))
def test_an_extension_never_shortens_anything(received: str, zone: str, days: int) -> None:
    asked = request(received, zone=zone)
    first = clock(asked, [], asked.at)
    last = extension_end(asked)
    assert last is not None
    assert last >= first.due_day + timedelta(days=26)
    until = first.due_day + timedelta(days=days)
    assume(until <= last)
    extended = step(StepSort.EXTENDED, received, until=until)
    found = clock(asked, [extended], asked.at)
    assert (found.due_day, found.due) == (until, end_of_day(until, zone))
    assert found.due > first.due
