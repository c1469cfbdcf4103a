"""Outcomes as documents and tables: what the command line, the API and the page hand out.

Counts too small to be shown (`northline.measures.small`) never leave this module: a document has
null and ``small`` for them, CSV ``<5``, Arrow null.
"""

import csv
import io
import shlex
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from northline.app.outcomes_words import (
    SMALL,
    VERDICTS,
    finite,
    lack_words,
    made_of,
    number,
    qualifier,
    tolerance,
)
from northline.measures.claim import Document, declared
from northline.measures.following import Line, Point
from northline.measures.foremost import OTHERS
from northline.measures.organisations import organisations
from northline.measures.published import Published
from northline.measures.selection import Selection, where_words
from northline.measures.tables import tables
from northline.measures.trend import Every
from northline.measures.units import unit_words
from northline.measures.verdict import Judged, Result, Verdict
from northline.records.schema import TIMESTAMP
from northline.records.time import to_datetime

OPEN = {Verdict.OTHER_SCOPE, Verdict.NOT_COMPUTABLE}
"""Verdicts that leave a claim open: what would settle it is said."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet takes for a formula."""


def claim_document(judged: Judged) -> dict[str, Any]:
    """A claim with its verdict, ready for JSON; texts in English, French ones end in ``_fr``."""
    claim, ours = judged.claim, judged.ours
    document = document_of(claim.document)
    return {
        "claim": claim.claim,
        "title": claim.title.en,
        "title_fr": claim.title.fr,
        "pillar": claim.pillar,
        "nature": claim.nature.value,
        "document": claim.document,
        "speaker": document.publisher.en,
        "speaker_fr": document.publisher.fr,
        "date": claim.date,
        "words": claim.words,
        "published": claim.published,
        "sense": claim.sense.value,
        "unit": claim.unit,
        "ours": _shown(ours),
        "low": _shown(ours, "low"),
        "high": _shown(ours, "high"),
        "small": ours is not None and ours.small,
        "made_of": made_of(ours, "en"),
        "made_of_fr": made_of(ours, "fr"),
        "verdict": judged.verdict.value,
        "qualifier": qualifier(judged, "en"),
        "qualifier_fr": qualifier(judged, "fr"),
        "definition": claim.definition.en,
        "definition_fr": claim.definition.fr,
        "tolerance": tolerance(claim, "en"),
        "tolerance_fr": tolerance(claim, "fr"),
        "filter": filter_of(judged),
        "source": source_of(ours),
        "vintage": vintage_of(ours),
        "rows": None if ours is None else ours.computed.rows,
        "others": [
            {
                "scope": each.way.scope.en if each.way.scope else "",
                "scope_fr": each.way.scope.fr if each.way.scope else "",
                "ours": _shown(each),
                "small": each.small,
                "filter": each.way.formula.words(),
                "source": source_of(each),
                "vintage": vintage_of(each),
            }
            for each in judged.others
        ],
        "history": [
            {
                "vintage": past.vintage,
                "ours": None if past.small else finite(past.ours),
                "small": past.small,
                "verdict": past.verdict.value,
            }
            for past in judged.history
        ],
        "missing": missing_of(judged),
        "command": f"northline claims {claim.claim}",
        "recompute": commands_of(judged),
    }


def document_of(name: str) -> Document:
    """The document of that name; claims name none that there is not."""
    return next(each for each in declared().documents if each.document == name)


def filter_of(judged: Judged) -> str:
    """What our figure is made from, in one line; what it would be made from where there is none."""
    if judged.ours is not None:
        return judged.ours.way.formula.words()
    return judged.claim.ways[0].formula.words() if judged.claim.ways else ""


def source_of(result: Result | None, code: str = "en") -> str:
    """Who published what a figure of ours is made from, and in which table."""
    if result is None:
        return ""
    series = ", ".join(dict.fromkeys(name for name, _ in result.computed.vintages))
    return f"{organisations('; '.join(result.computed.publishers), code)} ({series})"


def vintage_of(result: Result | None) -> str:
    """The vintage; where there are several tables, of each."""
    if result is None:
        return ""
    used = result.computed.vintages
    if len({vintage for _, vintage in used}) == 1:
        return used[0][1]
    return "; ".join(f"{series} {vintage}" for series, vintage in used)


def missing_of(judged: Judged) -> list[dict[str, str]]:
    """What would settle a claim that is open: data that nobody has published, or tables."""
    if judged.verdict not in OPEN:
        return []
    found = [
        {
            "what": lack_words(lack, "en"),
            "what_fr": lack_words(lack, "fr"),
            **_holder(_publisher(lack.selection.series)),
        }
        for lack in judged.lacks
    ]
    found += [
        {"what": each.what.en, "what_fr": each.what.fr, **_holder(each.holder)}
        for each in judged.claim.missing
    ]
    return list({tuple(each.values()): each for each in found}.values())


def missing_document(judged: Iterable[Judged]) -> list[dict[str, str]]:
    """What is missing of each open claim, and from whom."""
    return [
        {
            "claim": each.claim.claim,
            "title": each.claim.title.en,
            "title_fr": each.claim.title.fr,
            "verdict": each.verdict.value,
            **missing,
        }
        for each in judged
        for missing in missing_of(each)
    ]


def commands_of(judged: Judged) -> list[str]:
    """The commands that compute each part of our figure again, independent of the claim."""
    if judged.ours is None:
        return []
    result = judged.ours
    used = dict(result.computed.vintages)
    return list(
        dict.fromkeys(
            _sum_command(each, used[each.series]) for each in result.way.formula.selections()
        )
    )


def _sum_command(wanted: Selection, vintage: str) -> str:
    words = [
        "northline measures", f"--series {wanted.series}", f"--measure {wanted.measure}",
        *_where(wanted.where), f"--period {shlex.quote(wanted.period)}", f"--vintage {vintage}",
    ]  # fmt: skip
    return " ".join(words)


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
                "since": _day(point.since),
                "until": _day(point.until),
                "group": point.group or None,
                "value": finite(point.value),
                "small": point.small,
                "provisional": point.provisional,
                "vintage": point.vintage,
            }
            for point in line.points
        ],
    }


def table_documents(published: Published) -> list[dict[str, Any]]:
    """The tables that measures are computed from: where each is had, and whether it is here."""
    here = set(published.series())
    return [
        {
            "series": each.series,
            "format": each.format,
            "title": each.title.en,
            "title_fr": each.title.fr,
            "publisher": each.publisher,
            "publisher_fr": organisations(each.publisher, "fr"),
            "address": each.address,
            "here": each.series in here,
            "command": each.command(),
        }
        for each in tables()
    ]


def source_words(line: Line, code: str = "en") -> str:
    """Who published what a trend is made from, and in which table."""
    if not line.publishers:
        return ""
    return f"{organisations('; '.join(line.publishers), code)} ({line.trend.series})"


def trend_table(line: Line, *, exercise: bool) -> pa.Table:
    """A trend as columns; the unit, filter and source stand in the schema's metadata."""
    trend, points = line.trend, line.points
    columns = {
        "period": pa.array([period_words(line, each) for each in points], pa.string()),
        "since": pa.array([each.since for each in points], TIMESTAMP),
        "until": pa.array([each.until for each in points], TIMESTAMP),
        "group": pa.array([each.group or None for each in points], pa.string()),
        "value": pa.array([finite(each.value) for each in points], pa.float64()),
        "small": pa.array([each.small for each in points], pa.bool_()),
        "provisional": pa.array([each.provisional for each in points], pa.bool_()),
        "vintage": pa.array([each.vintage for each in points], pa.string()),
    }
    told = {
        "trend": trend.trend,
        "series": trend.series,
        "measure": trend.measure,
        "unit": trend.unit,
        "filter": " ".join(where_words(trend.where)),
        "source": source_words(line),
        "command": command_of(line),
        "exercise": "true" if exercise else "false",
    }
    return pa.table(columns).replace_schema_metadata(told)


def trend_csv(line: Line, *, exercise: bool) -> str:
    """A trend as CSV (RFC 4180); a count too small to be shown reads ``<5``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    marked = ["exercise"] if exercise else []
    writer.writerow(
        ["period", "since", "until", "group", "value", "unit", "provisional", "vintage", *marked]
    )
    for each in line.points:
        group = f"'{each.group}" if each.group.startswith(_FORMULA) else each.group
        writer.writerow(
            [
                period_words(line, each),
                _day(each.since),
                _day(each.until),
                group,
                SMALL if each.small else finite(each.value),
                line.trend.unit,
                "true" if each.provisional else "false",
                each.vintage,
                *(["true"] if exercise else []),
            ]
        )
    return text.getvalue()


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
    words += _where(trend.where)
    if trend.by:
        words.append(f"--by {trend.by}")
    if trend.every is not Every.PERIOD:
        words.append(f"--every {trend.every.value}")
    if trend.within:
        words.append(f"--period {shlex.quote(trend.within)}")
    if line.vintage:
        words.append(f"--vintage {line.vintage}")
    return " ".join(words)


def verdict_words(verdict: Verdict, code: str) -> str:
    """A verdict in a language."""
    return VERDICTS[verdict].in_language(code)


def _where(where: Any) -> list[str]:
    return [
        f"--where {shlex.quote(f'{name}={value}')}"
        for name, values in sorted(where.items())
        for value in values
    ]


def _shown(result: Result | None, end: str = "value") -> float | None:
    if result is None or result.small:
        return None
    return finite(getattr(result.computed, end))


def _publisher(series: str) -> str:
    return next((each.publisher for each in tables() if each.series == series), "")


def _holder(names: str) -> dict[str, str]:
    return {"holder": names, "holder_fr": organisations(names, "fr")}


def _day(instant: Any) -> str:
    return to_datetime(instant).date().isoformat()
