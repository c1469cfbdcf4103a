"""Opening hours as published: periods of the local day, within seasons, in force from a date.

A rule of ``ports.toml`` reads, in the local time of the side it speaks of::

    side = "canada"             # or "united-states"
    traffic = "traveller"       # or "commercial"
    from = 2025-01-06           # first and last day in force; either may be missing
    source = "cbsa-2024"
    periods = [ { open = "08:00", close = "18:00", first = "2 sun mar", last = "1 sat nov" },
                { open = "09:00", close = "19:00" } ]

The first period whose season holds the date counts.  ``days`` ("mon-fri") are the days it is
open; ``holidays = "unknown"`` says that it is closed on holidays which the source does not
list.  Summer time comes from the IANA database (`zoneinfo`; package ``tzdata`` where the
system has none).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from northline.records.errors import MissingDependency
from northline.records.units import Micros

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Period:
    """Open from ``start`` until before ``end``, minutes of the local day, on ``days``.

    ``days`` are numbers, Monday 0; ``first`` and ``last`` are the inclusive ends of the
    season as (week, weekday, month), week -1 the last of the month; None is the whole year.
    """

    start: int
    end: int
    days: frozenset[int]
    first: tuple[int, int, int] | None = None
    last: tuple[int, int, int] | None = None
    but_holidays: bool = False

    def in_season(self, day: date) -> bool:
        """Tell whether the season holds a local date; a season may run over the new year."""
        if self.first is None or self.last is None:
            return True
        first, last = nth_weekday(day.year, *self.first), nth_weekday(day.year, *self.last)
        if first <= last:
            return first <= day <= last
        return day >= first or day <= last


@dataclass(frozen=True)
class Hours:
    """One rule: whose, for what traffic, in force when, and who says so."""

    side: str
    traffic: str
    source: str
    periods: tuple[Period, ...]
    first_day: date | None = None
    last_day: date | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether the rule was in force on a local date."""
        begun = self.first_day is None or self.first_day <= day
        return begun and (self.last_day is None or day <= self.last_day)

    def is_open(self, local: datetime) -> bool | None:
        """Tell whether this rule opens the port at a local time; None where it cannot say."""
        day, minute = local.date(), local.hour * 60 + local.minute
        for period in self.periods:
            if not period.in_season(day):
                continue
            if local.weekday() not in period.days or not period.start <= minute < period.end:
                return False
            return None if period.but_holidays else True
        return False


def nth_weekday(year: int, week: int, weekday: int, month: int) -> date:
    """Return the ``week``-th ``weekday`` (Monday 0) of a month; -1 is the last one."""
    if week > 0:
        start = date(year, month, 1)
        return start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (week - 1))
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return end - timedelta(days=(end.weekday() - weekday) % 7 + 7 * (-1 - week))


def local_time(at: Micros, zone: str) -> datetime:
    """Return the local time of an instant, in an IANA zone.

    Raises `MissingDependency` where neither the system nor ``tzdata`` knows the zone.
    """
    return (EPOCH + timedelta(microseconds=at)).astimezone(_zone(zone))


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError as unknown:
        raise MissingDependency(
            f"The time zone {name} is unknown here. Run 'pip install tzdata'."
        ) from unknown


def read_hours(row: dict[str, object]) -> Hours:
    """Read one rule of ``ports.toml``; a row that is wrong raises `ValueError` or `KeyError`."""
    periods = row["periods"]
    first_day, last_day = row.get("from"), row.get("until")
    if not isinstance(periods, list):
        raise ValueError("periods must be a list")
    return Hours(
        side=str(row["side"]),
        traffic=str(row["traffic"]),
        source=str(row["source"]),
        periods=tuple(_period(period) for period in periods),
        first_day=first_day if isinstance(first_day, date) else None,
        last_day=last_day if isinstance(last_day, date) else None,
    )


def _period(row: dict[str, str]) -> Period:
    first, _, last = row.get("days", "mon-sun").partition("-")
    begin, stop = DAYS.index(first), DAYS.index(last or first)
    return Period(
        start=_minute(row["open"]),
        end=_minute(row["close"]),
        days=frozenset(range(begin, stop + 1)),
        first=_weekday_of_month(row.get("first")),
        last=_weekday_of_month(row.get("last")),
        but_holidays=row.get("holidays") == "unknown",
    )


def _minute(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    found = int(hour) * 60 + int(minute)
    if not 0 <= found <= MIDNIGHT:
        raise ValueError(f"{clock} is no time of day")
    return found


def _weekday_of_month(text: str | None) -> tuple[int, int, int] | None:
    if text is None:
        return None
    week, day, month = text.split()
    return int(week), DAYS.index(day), MONTHS.index(month) + 1
