"""Periods as a claim names them: which months are meant, and whose year.

=====================  ========================================================
``us-fy 2024``         the U.S. fiscal year 2024: October 2023 to September 2024
``ca-fy 2024``         the Canadian fiscal year 2024-25: April 2024 to March 2025
``2024``               the calendar year
``2024-06``            the month
``2024-01..2024-10``   from one month to another, both included
=====================  ========================================================
"""

import datetime
import re

import msgspec

from northline.records.errors import SettingsError
from northline.records.units import Micros

_YEAR = re.compile(r"(?:(us-fy|ca-fy) )?(\d{4})", re.ASCII)
_MONTHS = re.compile(r"(\d{4})-(\d{2})(?:\.\.(\d{4})-(\d{2}))?", re.ASCII)
_DAY = 86_400_000_000

FIRST_MONTH = {None: (0, 1), "us-fy": (-1, 10), "ca-fy": (0, 4)}
"""Whose year -> how many years before its name it begins, and in which month."""


class Period(msgspec.Struct, frozen=True):
    """A span of whole months.

    Attributes:
        words: as it was written.
        since: its beginning, us since 1970 UTC.
        until: its end (exclusive).
    """

    words: str
    since: Micros
    until: Micros

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since) // _DAY


def period(words: str) -> Period:
    """Read a period.

    Raises:
        SettingsError: for words that name none.
    """
    if found := _YEAR.fullmatch(words):
        years, month = FIRST_MONTH[found[1]]
        year = int(found[2]) + years
        return Period(words, month_start(year, month), month_start(year + 1, month))
    if found := _MONTHS.fullmatch(words):
        first = int(found[1]), int(found[2])
        last = (int(found[3]), int(found[4])) if found[3] else first
        if 1 <= first[1] <= 12 and 1 <= last[1] <= 12 and first <= last:
            return Period(words, month_start(*first), month_start(last[0], last[1] + 1))
    raise SettingsError(
        f"{words!r} is no period; write 2024, us-fy 2024, ca-fy 2024, 2024-06 or 2024-01..2024-10"
    )


def month_start(year: int, month: int) -> Micros:
    """The first instant of a month, UTC; month 13 is January of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    start = datetime.datetime(year, month, 1, tzinfo=datetime.UTC)
    return Micros(int(start.timestamp()) * 1_000_000)
