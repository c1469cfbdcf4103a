"""When a port is open, in words of the day: ``Canada 8:00-18:00 · United States all day``.

The day is the local one on each side.  What is not known is said, never left out: hours that no
publication at hand gives, and holidays that a publication speaks of without listing them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from northline.geo.port_hours import MIDNIGHT, Period, local_time
from northline.geo.ports import CANADA, UNITED_STATES, Port, hours_at
from northline.records.units import Micros

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            CANADA: "Canada",
            UNITED_STATES: "United States",
            "said": "{side}: {hours}",
            "all day": "24 hours",
            "closed": "closed today",
            "unknown": "hours not known",
            "between": "{start} to {end}",
            "holidays": "{hours} (closed on holidays, which are not listed)",
        },
        "fr": {
            CANADA: "Canada",
            UNITED_STATES: "États-Unis",
            "said": "{side} : {hours}",
            "all day": "24 heures sur 24",
            "closed": "fermé aujourd\u2019hui",
            "unknown": "heures inconnues",
            "between": "de {start} à {end}",
            "holidays": "{hours} (fermé les jours fériés, qui ne sont pas énumérés)",
        },
    }
)

SEPARATOR = " · "


def hours_in_words(port: Port, at: Micros, language: str) -> str:
    """When travellers may enter on the local day of an instant, on each side.

    Args:
        port: the port of entry.
        at: the instant.
        language: ``en`` or ``fr``.
    """
    words = _WORDS[language]
    sides = [UNITED_STATES] if port.canada is None else [CANADA, UNITED_STATES]
    said = [
        words["said"].format(side=words[side], hours=_side(port, at, side, language))
        for side in sides
    ]
    return SEPARATOR.join(said)


def name_of(port: Port, language: str) -> str:
    """What a port is called; its English name where no French one is known."""
    return port.name_fr or port.name if language == "fr" else port.name


def _side(port: Port, at: Micros, side: str, language: str) -> str:
    words = _WORDS[language]
    office = port.canada if side == CANADA and port.canada is not None else port.united_states
    day = local_time(at, office.time_zone).date()
    found = [
        next((period for period in rule.periods if period.in_season(day)), None)
        for rule in hours_at(port, at, side=side)
    ]
    if not found:
        return words["unknown"]
    told = [_period(period, day.weekday(), language) for period in found]
    return ", ".join(dict.fromkeys(told))


def _period(period: Period | None, weekday: int, language: str) -> str:
    words = _WORDS[language]
    if period is None or weekday not in period.days:
        return words["closed"]
    if (period.start, period.end) == (0, MIDNIGHT):
        hours = words["all day"]
    else:
        start, end = (_clock(minute, language) for minute in (period.start, period.end))
        hours = words["between"].format(start=start, end=end)
    return words["holidays"].format(hours=hours) if period.but_holidays else hours


def _clock(minute: int, language: str) -> str:
    """A time of day as Canada writes it: ``8:00 a.m.`` and ``8 h``."""
    hour, rest = divmod(minute, 60)
    if language == "fr":
        return f"{hour} h {rest:02d}" if rest else f"{hour} h"
    if minute in {0, MIDNIGHT}:
        return "midnight"
    if minute == MIDNIGHT // 2:
        return "noon"
    return f"{(hour + 11) % 12 + 1}:{rest:02d} {'a.m.' if hour < 12 else 'p.m.'}"
