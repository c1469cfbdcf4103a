"""Trends as documents and in words: what the command line, the API and the page say of them."""

import shlex
from collections.abc import Mapping
from typing import Any

from northline.app.outcomes_amounts import SMALL, finite, number
from northline.measures.following import Line, Point
from northline.measures.foremost import OTHERS
from northline.measures.organisations import organisations
from northline.measures.selection import where_words
from northline.measures.trend import Every
from northline.measures.units import unit_words
from northline.records.time import to_datetime
from northline.records.units import Micros


def trend_summary(line: Line) -> dict[str, Any]:
    """What a trend is and what it is made from, without its points."""
    trend = line.trend
    return {
        "trend": trend.trend,
        "title": trend.title.en,
        "title_fr": trend.title.fr,
        "pillar": trend.pillar,
        "series": trend.series,
        "measure": trend.measure,
        "unit": trend.unit,
        "definition": trend.definition.en,
        "definition_fr": trend.definition.fr,
        "filter": " ".join(where_words(trend.where)),
        "by": trend.by,
        "every": trend.every.value,
        "source": source_words(line),
        "vintages": list(line.vintages),
        "rows": line.rows,
        "command": command_of(line),
    }


def trend_document(line: Line) -> dict[str, Any]:
    """A trend, computed, ready for JSON."""
    return {
        **trend_summary(line),
        "points": [
            {
                "period": period_words(line, point),
                "since": day(point.since),
                "until": day(point.until),
                "group": point.group or None,
                "value": finite(point.value),
                "small": point.small,
                "provisional": point.provisional,
                "vintage": point.vintage,
            }
            for point in line.points
        ],
    }


def source_words(line: Line, code: str = "en") -> str:
    """Who published what a trend is made from, and in which table."""
    if not line.publishers:
        return ""
    return f"{organisations('; '.join(line.publishers), code)} ({line.trend.series})"


def period_words(line: Line, point: Point) -> str:
    """A step in words: ``2024-06``, ``2024-Q2``, ``2024``, or the period as it was asked for."""
    begins = to_datetime(point.since)
    every = line.trend.every
    if every is Every.PERIOD:
        return line.trend.within or ""
    if every is Every.YEAR:
        return f"{begins.year}"
    if every is Every.QUARTER:
        return f"{begins.year}-Q{(begins.month + 2) // 3}"
    return f"{begins.year}-{begins.month:02}"


def value_words(line: Line, point: Point, code: str) -> str:
    """The value of a step as people read it."""
    if point.small:
        return SMALL
    return "\u2013" if point.value is None else number(point.value, unit_digits(line), code)


def group_words(line: Line, group: str, code: str) -> str:
    """What a line is called; the others together have a name of their own."""
    if group == OTHERS:
        return "les autres" if code == "fr" else "the others"
    if not group:
        return line.trend.whole.in_language(code)
    named = line.trend.names.get(group)
    return named.in_language(code) if named else group


def unit_digits(line: Line) -> int:
    """Decimals that a trend is shown with."""
    return unit_words(line.trend.unit).digits


def command_of(line: Line) -> str:
    """The command that computes a trend again."""
    trend = line.trend
    words = ["northline measures", f"--series {trend.series}", f"--measure {trend.measure}"]
    words += where_options(trend.where)
    if trend.by:
        words.append(f"--by {trend.by}")
    if trend.every is not Every.PERIOD:
        words.append(f"--every {trend.every.value}")
    if trend.within:
        words.append(f"--period {shlex.quote(trend.within)}")
    if line.vintage:
        words.append(f"--vintage {line.vintage}")
    return " ".join(words)


def where_options(where: Mapping[str, tuple[str, ...]]) -> list[str]:
    """A filter as options of the command line."""
    return [
        f"--where {shlex.quote(f'{name}={value}')}"
        for name, values in sorted(where.items())
        for value in values
    ]


def day(instant: Micros) -> str:
    """The day of an instant, as ``YYYY-MM-DD``."""
    return to_datetime(instant).date().isoformat()
