"""Public holidays, by which statutory days are counted.

=============== ==================================================================================
calendar        source
=============== ==================================================================================
federal Canada  Interpretation Act (R.S.C. 1985, c. I-21), s. 35(1) *holiday*, text read as of 2021;
                Thanksgiving, which is proclaimed, is the second Monday of October; Canada Day is
                2 July when 1 July is a Sunday (Holidays Act, as quoted).  Saturday is none.
Ontario         Legislation Act, 2006 (S.O. 2006, c. 21, Sched. F), s. 88, as quoted; not read at
                its source.  Saturday is none.
federal U.S.    5 U.S.C. 6103, as courts publish it; on a Saturday the Friday before is kept, on a
                Sunday the Monday after.  Inauguration Day is left out.
=============== ==================================================================================

Days that a government proclaims once, civic holidays and provincial non-juridical days are not
known here: a limit may then end a day later than is shown, never earlier.
"""

import enum
from datetime import date, timedelta
from functools import cache

MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6


class Calendar(enum.StrEnum):
    """Whose holidays."""

    CANADA = "canada"
    ONTARIO = "ontario"
    UNITED_STATES = "united-states"


@cache
def holidays(calendar: Calendar, year: int) -> frozenset[date]:
    """The holidays of a year, without the Sundays."""
    if calendar is Calendar.UNITED_STATES:
        # New Year's Day of the next year may be kept on the last day of this one.
        kept = (*_american(year), date(year + 1, 1, 1))
        return frozenset(day for each in kept if (day := _kept(each)).year == year)
    return _canadian(year) if calendar is Calendar.CANADA else _ontarian(year)


def is_holiday(calendar: Calendar, day: date) -> bool:
    """Whether a limit that ends on this day goes on to the next: a holiday, or a Sunday."""
    return day.weekday() == SUNDAY or day in holidays(calendar, day.year)


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether it is neither Saturday, Sunday nor a holiday."""
    return day.weekday() < SATURDAY and day not in holidays(calendar, day.year)


def next_open_day(calendar: Calendar, day: date) -> date:
    """This day, or the first after it that is no holiday."""
    while is_holiday(calendar, day):
        day += timedelta(days=1)
    return day


def working_days_after(calendar: Calendar, day: date, count: int) -> date:
    """The ``count``-th working day after a day, which itself is not counted."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(calendar, day)
    return day


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm; Meeus, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th such weekday of a month; with n = -1 the last."""
    if n < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _victoria_day(year: int) -> date:
    """The Monday before 25 May."""
    eve = date(year, 5, 24)
    return eve - timedelta(days=(eve.weekday() - MONDAY) % 7)


def _canada_day(year: int) -> date:
    day = date(year, 7, 1)
    return date(year, 7, 2) if day.weekday() == SUNDAY else day


def _canadian(year: int) -> frozenset[date]:
    sunday = easter(year)
    days = {
        date(year, 1, 1),
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        _victoria_day(year),
        _canada_day(year),
        _nth(year, 9, MONDAY, 1),
        _nth(year, 10, MONDAY, 2),
        date(year, 11, 11),
        date(year, 12, 25),
    }
    if year >= 2021:
        days.add(date(year, 9, 30))
    return frozenset(days)


def _ontarian(year: int) -> frozenset[date]:
    sunday = easter(year)
    days = {
        date(year, 1, 1),
        _nth(year, 2, MONDAY, 3),
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        _victoria_day(year),
        _canada_day(year),
        _nth(year, 9, MONDAY, 1),
        _nth(year, 10, MONDAY, 2),
        date(year, 11, 11),
        date(year, 12, 25),
        date(year, 12, 26),
    }
    if date(year, 1, 1).weekday() == SUNDAY:
        days.add(date(year, 1, 2))
    if date(year, 12, 25).weekday() in {SATURDAY, SUNDAY}:
        days.add(date(year, 12, 27))
    return frozenset(days)


def _american(year: int) -> tuple[date, ...]:
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    return (
        *fixed,
        _nth(year, 1, MONDAY, 3),
        _nth(year, 2, MONDAY, 3),
        _nth(year, 5, MONDAY, -1),
        _nth(year, 9, MONDAY, 1),
        _nth(year, 10, MONDAY, 2),
        _nth(year, 11, THURSDAY, 4),
    )


def _kept(day: date) -> date:
    """The day on which an American holiday is kept."""
    if day.weekday() == SATURDAY:
        return day - timedelta(days=1)
    return day + timedelta(days=1) if day.weekday() == SUNDAY else day
