"""Published figures, made up, as rows of their kind."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from northline.measures.period import period
from northline.measures.published import Published
from northline.measures.selection import Selection
from northline.records.figure import Calendar, Figure
from northline.records.marking import unclassified
from northline.records.record import Id
from northline.records.schema import kind_of
from northline.records.units import Micros

NOW = Micros(1_790_000_000_000_000)


def figure(number: int, value: float, when: str = "2024-06", **fields: Any) -> Figure:
    """Figure number so-and-so, of a period in words."""
    meant = period(when)
    given: dict[str, Any] = {
        "id": Id(number.to_bytes(16, "big")),
        "source": "cbp-drugs",
        "at": meant.since,
        "received": NOW,
        "marking": unclassified("local").id,
        "series": "cbp-drugs",
        "measure": "weight",
        "value": value,
        "unit": "[lb_av]",
        "since": meant.since,
        "until": meant.until,
        "period": when,
        "calendar": Calendar.US_FISCAL,
        "vintage": "2024-12",
        "publisher": "A publisher",
    }
    return Figure(**{**given, **fields})


def months(first: int, year: int, values: Iterable[float], **fields: Any) -> list[Figure]:
    """A figure for each month of a calendar year, from January on."""
    return [
        figure(first + place, value, f"{year}-{place + 1:02}", **fields)
        for place, value in enumerate(values)
    ]


def batch(figures: Iterable[Figure]) -> pa.RecordBatch:
    """Rows of their kind."""
    return kind_of(Figure).to_batch(list(figures))


def published(figures: Iterable[Figure]) -> Published:
    """Figures as measures take them."""
    return Published(pa.Table.from_batches([batch(figures)]))


def selection(when: str = "2024-06", **fields: Any) -> Selection:
    """Which figures are meant."""
    given: dict[str, Any] = {"series": "cbp-drugs", "measure": "weight", "period": when}
    return Selection(**{**given, **fields})
