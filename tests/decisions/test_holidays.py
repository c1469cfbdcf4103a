"""Holidays: the days that governments publish, and what holds of every year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.decisions.holidays import (
    Calendar,
    easter,
    holidays,
    is_holiday,
    is_working_day,
    next_open_day,
    working_days_after,
)

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
CALENDARS = st.sampled_from(Calendar)

PUBLISHED = {
    (Calendar.CANADA, 2026): "01-01 04-03 04-06 05-18 07-01 09-07 09-30 10-12 11-11 12-25",
    (Calendar.ONTARIO, 2026): "01-01 02-16 04-03 04-06 05-18 07-01 09-07 10-12 11-11 12-25 12-26",
    (Calendar.ONTARIO, 2022): "01-01 02-21 04-15 04-18 05-23 07-01 09-05 10-10 11-11 12-25 12-26 "
    "12-27",
    (Calendar.UNITED_STATES, 2026): "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 "
    "12-25",
    (Calendar.UNITED_STATES, 2021): "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 "
    "12-24 12-31",
}


@pytest.mark.parametrize(("calendar", "year"), PUBLISHED)
def test_the_holidays_of_a_year_are_those_that_are_published(calendar: Calendar, year: int) -> None:
    wanted = PUBLISHED[calendar, year].split()
    assert sorted(day.strftime("%m-%d") for day in holidays(calendar, year)) == wanted


@pytest.mark.parametrize(
    "text", ["2000-04-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"]
)
def test_easter_is_where_the_church_has_it(text: str) -> None:
    day = date.fromisoformat(text)
    assert easter(day.year) == day


def test_canada_day_is_kept_on_the_second_when_the_first_is_a_sunday() -> None:
    assert date(2029, 7, 2) in holidays(Calendar.CANADA, 2029)
    assert date(2029, 7, 1) not in holidays(Calendar.CANADA, 2029)


@given(CALENDARS, DAYS)
def test_no_open_day_is_a_sunday_or_a_holiday(calendar: Calendar, day: date) -> None:
    found = next_open_day(calendar, day)
    assert day <= found <= day + timedelta(days=4)
    assert found.weekday() != 6
    assert not is_holiday(calendar, found)
    assert found == day or is_holiday(calendar, day)


@given(CALENDARS, DAYS, st.integers(0, 40))
def test_working_days_are_counted_one_by_one(calendar: Calendar, day: date, count: int) -> None:
    end = working_days_after(calendar, day, count)
    between = (day + timedelta(days=n) for n in range(1, (end - day).days + 1))
    assert sum(is_working_day(calendar, each) for each in between) == count
    assert count == 0 or is_working_day(calendar, end)


@given(st.integers(1980, 2090))
def test_american_holidays_are_never_kept_on_a_weekend(year: int) -> None:
    assert all(day.weekday() < 5 for day in holidays(Calendar.UNITED_STATES, year))
