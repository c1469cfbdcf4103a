"""What people type when they ask for a patrol plan: a day, limits and weather, as values."""

import re
from datetime import date, timedelta

import msgspec

from northline.decisions.clocks import end_of_day
from northline.engines.patrol.asking import Bar, Least, Weather
from northline.geo.line import SEGMENTS
from northline.geo.stretches import STRETCH_KM
from northline.records.errors import UsageError
from northline.records.unit import Mode
from northline.records.units import Micros

ZONE = "America/Toronto"
"""In which days are counted unless somebody says otherwise."""

CONTROL = 0.1
"""Share of unit-shifts that is placed by lot unless somebody says otherwise."""

HOUR = 3_600_000_000
"""Us."""

_KM = r"(\d+(?:\.\d+)?)"
_HOURS = r"(\d{1,2})-(\d{1,2})"
_BAR = re.compile(rf"{_KM}-{_KM}(?:=(.{{1,80}}))?")
_LEAST = re.compile(rf"{_KM}-{_KM}:{_KM}(?:@{_HOURS})?")
_CLOSED = re.compile(rf"([a-z-]+):{_HOURS}")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks for.

    Attributes:
        from_km: where the stretches begin, km of the line.
        to_km: where they end.
        day: such as ``2026-07-02``: shifts that begin on it are planned.
        zone: time zone of the day.
        seed: of the draw, or None: one that nobody knows.
        control: share of unit-shifts that is placed by lot, 0 to 0.5.
        minimum: the least presence, each ``KM-KM:UNITS`` or ``KM-KM:UNITS@HH-HH``.
        no_go: where nobody goes, each ``KM-KM`` or ``KM-KM=NAME``.
        closed: what weather closes, each ``MODE:HH-HH``, hours after midnight of the day, to 48.
        stretch_km: length of a stretch.
        segment: of the line.
    """

    from_km: float
    to_km: float
    day: str
    zone: str = ZONE
    seed: int | None = None
    control: float = CONTROL
    minimum: tuple[str, ...] = ()
    no_go: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    stretch_km: float = STRETCH_KM
    segment: str = SEGMENTS[0]


def day_of(day: str, zone: str) -> tuple[Micros, Micros]:
    """When a day begins and ends in a time zone, us.

    Raises:
        UsageError: for what is no day, or no time zone.
    """
    try:
        meant = date.fromisoformat(day)
        return end_of_day(meant - timedelta(days=1), zone), end_of_day(meant, zone)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{day!r} is no day; write it like 2026-07-02") from error


def bars(given: tuple[str, ...]) -> tuple[Bar, ...]:
    """Where nobody goes.

    Raises:
        UsageError: naming what cannot be read.
    """
    found = []
    for text in given:
        match = _BAR.fullmatch(text.strip())
        if match is None or float(match[1]) >= float(match[2]):
            raise UsageError(
                f"{text!r} is no stretch of no-go; write it like 2280-2290 or 2280-2290=school"
            )
        name = (match[3] or f"km {match[1]}-{match[2]}").strip()
        found.append(Bar(name=name, from_km=float(match[1]), to_km=float(match[2])))
    return tuple(found)


def least(given: tuple[str, ...], midnight: Micros) -> tuple[Least, ...]:
    """The least presence.

    Raises:
        UsageError: naming what cannot be read.
    """
    found = []
    for text in given:
        match = _LEAST.fullmatch(text.strip())
        if match is None or float(match[1]) >= float(match[2]) or not float(match[3]):
            raise UsageError(
                f"{text!r} is no least presence; write it like 2280-2290:1, or with hours "
                "2280-2290:1@22-30"
            )
        begins, ends = _hours(text, match[4], match[5], midnight) if match[4] else (None, None)
        found.append(
            Least(
                name=f"km {text.strip()}",
                from_km=float(match[1]),
                to_km=float(match[2]),
                units=float(match[3]),
                begins=begins,
                ends=ends,
            )
        )
    return tuple(found)


def weather(given: tuple[str, ...], midnight: Micros) -> tuple[Weather, ...]:
    """What weather closes.

    Raises:
        UsageError: naming what cannot be read.
    """
    modes = [each.value for each in Mode if each is not Mode.UNKNOWN]
    found = []
    for text in given:
        match = _CLOSED.fullmatch(text.strip())
        if match is None or match[1] not in modes:
            raise UsageError(
                f"{text!r} closes no mode; write it like drone:02-08, with one of {', '.join(modes)}"
            )
        begins, ends = _hours(text, match[2], match[3], midnight)
        found.append(Weather(name=text.strip(), mode=Mode(match[1]), begins=begins, ends=ends))
    return tuple(found)


def _hours(text: str, first: str, last: str, midnight: Micros) -> tuple[Micros, Micros]:
    begin, end = int(first), int(last)
    if not 0 <= begin < end <= 48:
        raise UsageError(
            f"{text!r}: hours go from 0 to 48 after midnight of the day, from less to more"
        )
    return Micros(midnight + begin * HOUR), Micros(midnight + end * HOUR)
