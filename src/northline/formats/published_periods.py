"""Periods as published tables word them, and the instants at which they begin and end.

All are UTC: a month of a public table says nothing of time zones.
"""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from northline.formats.published_cells import wrong
from northline.records.time import from_datetime, to_datetime
from northline.records.units import Micros

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""How tables name them, whatever the capitals."""

FIRST_FISCAL = 10
"""The month in which a U.S. fiscal year begins (31 U.S.C. 1102)."""

_FISCAL = re.compile(r"(?:FY ?)?((?:19|20)\d\d)( ?\(FYTD\))?", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_QUARTER = re.compile(r"((?:19|20)\d\d)Q([1-4])", re.ASCII)
_MONTH = re.compile(r"((?:19|20)\d\d)-(\d\d)(?:-01)?", re.ASCII)


class Span(NamedTuple):
    """A period.

    Attributes:
        since: its beginning.
        until: its end (exclusive).
        words: the table's words for it.
        provisional: whether the publisher calls its year unfinished.
    """

    since: Micros
    until: Micros
    words: str
    provisional: bool = False


@lru_cache(4096)
def fiscal_month(year_name: str, year: str, month_name: str, month: str) -> Span:
    """A month of a U.S. fiscal year: ``2024`` and ``OCT`` is October 2023.

    Args:
        year_name: the column of the year.
        year: ``2024``, ``FY2024``, or ``2026 (FYTD)`` for a year that goes on.
        month_name: the column of the month.
        month: its first three letters.

    Raises:
        RejectedUnit: naming the wrong one.
    """
    found = _FISCAL.fullmatch(year.strip())
    if found is None:
        raise wrong(year_name, year, "a fiscal year, such as 2024 or 2026 (FYTD)")
    number = month_number(month_name, month)
    begins = int(found[1]) - (number >= FIRST_FISCAL)
    words = f"{year.strip()} {month.strip()}"
    return _months(begins, number, 1, words, provisional=found[2] is not None)


@lru_cache(4096)
def calendar_month(name: str, value: str) -> Span:
    """A month as ``2022-10``, or as ``2022-10-01``, its first day."""
    found = _MONTH.fullmatch(value.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        raise wrong(name, value, "a month as YYYY-MM")
    return _months(int(found[1]), int(found[2]), 1, value.strip())


@lru_cache(4096)
def named_month(name: str, value: str) -> Span:
    """A month as ``Jan 2024``."""
    month, _, year = value.strip().partition(" ")
    if not _YEAR.fullmatch(year) or month.capitalize() not in MONTHS:
        raise wrong(name, value, "a month and its year, such as Jan 2024")
    return _months(int(year), month_number(name, month), 1, value.strip())


@lru_cache(4096)
def month_of_year(year_name: str, year: str, month: str) -> Span:
    """A month of a calendar year, which stands in another column."""
    number = month_number(month, month)
    return _months(int(calendar_year(year_name, year).words), number, 1, f"{year.strip()} {month}")


@lru_cache(4096)
def calendar_year(name: str, value: str) -> Span:
    """A calendar year as ``2024``."""
    if not _YEAR.fullmatch(value.strip()):
        raise wrong(name, value, "a year, such as 2024")
    return _months(int(value), 1, 12, value.strip())


def year_or_quarter(value: str) -> Span | None:
    """The name of a column such as ``2024`` or ``2024Q3``, or None for any other."""
    if found := _QUARTER.fullmatch(value):
        return _months(int(found[1]), 3 * int(found[2]) - 2, 3, value)
    return _months(int(value), 1, 12, value) if _YEAR.fullmatch(value) else None


def month_number(name: str, value: str) -> int:
    """1 to 12 for the first three letters of a month.

    Raises:
        RejectedUnit: for anything else.
    """
    try:
        return MONTHS.index(value.strip().capitalize()) + 1
    except ValueError as error:
        raise wrong(name, value, "a month as its first three letters, such as OCT") from error


def fiscal_year_of(span: Span) -> int:
    """The U.S. fiscal year in which a period begins."""
    begins = to_datetime(span.since)
    return begins.year + (begins.month >= FIRST_FISCAL)


def last_month(until: Micros) -> str:
    """``YYYY-MM`` of the month that ends at this instant."""
    return to_datetime(Micros(until - 1)).strftime("%Y-%m")


def _months(year: int, month: int, length: int, words: str, *, provisional: bool = False) -> Span:
    return Span(_start(year, month), _start(year, month + length), words, provisional)


def _start(year: int, month: int) -> Micros:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return from_datetime(datetime.datetime(year, month, 1, tzinfo=datetime.UTC))
