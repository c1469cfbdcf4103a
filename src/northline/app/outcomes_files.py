"""Trends as files: CSV and Arrow.

A count too small to be shown (`northline.measures.small`) reads ``<5`` in CSV and is null in Arrow.
Whatever comes from an exercise ledger says so (LAW.md rule 12).
"""

import csv
import io

import pyarrow as pa

from northline.app.outcomes_amounts import SMALL, finite
from northline.app.outcomes_trends import command_of, day, period_words, source_words
from northline.measures.following import Line
from northline.measures.selection import where_words
from northline.records.schema import TIMESTAMP

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet takes for a formula."""


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
                day(each.since),
                day(each.until),
                group,
                SMALL if each.small else finite(each.value),
                line.trend.unit,
                "true" if each.provisional else "false",
                each.vintage,
                *(["true"] if exercise else []),
            ]
        )
    return text.getvalue()
