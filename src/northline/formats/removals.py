r"""Removals from Canada by region of the Canada Border Services Agency; CSV.

Table 1.1 of the removals programme statistics, calendar years and quarters in columns::

    region,2023,2024Q1,2024Q2,2024Q3,2024Q4,2024
    Quebec,6021,2040,1704,1464,1739,6947
    Grand total,15207,4909,4280,3986,4182,17357

Each cell becomes one figure, ``removals``.  See docs/formats/removals.md.
"""

from collections.abc import Sequence

from northline.formats.published import (
    Absent,
    Columns,
    Entry,
    RowReader,
    Table,
    published_format,
    total_over,
)
from northline.formats.published_cells import count, stated, text
from northline.formats.published_periods import year_or_quarter
from northline.records.figure import Calendar

_REGION = "region"
_TOTALS = {"total", "grand total", "canada", "national"}


def _begin(columns: Columns) -> RowReader:
    take = columns.only(_REGION)
    spans = [(at, span) for at, n in enumerate(columns.names) if (span := year_or_quarter(n))]
    quartered = {span.words[:4] for _, span in spans if "Q" in span.words}

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        region = text(_REGION, take(fields)[0])
        whole = region.casefold() in _TOTALS
        found: list[Entry | Absent] = []
        for at, span in spans:
            value = stated(count, span.words, fields[at])
            if isinstance(value, Absent):
                found.append(value)
                continue
            found.append(
                Entry(
                    at,
                    "removals",
                    value,
                    "{removal}",
                    *span,
                    place=None if whole else region,
                    detail=region if whole else None,
                    total_over=total_over(period=span.words in quartered, place=whole),
                )
            )
        return found

    return read


REMOVALS_TABLES = (
    Table(
        series="removals",
        format="removals",
        title="CBSA removals by region",
        publisher="Canada Border Services Agency",
        calendar=Calendar.CALENDAR,
        columns=(_REGION,),
        spread=r"(?:19|20)\d\d(?:Q[1-4])?",
        begin=_begin,
    ),
)

REMOVALS = published_format(
    "removals",
    "Removals from Canada by region",
    "CBSA removals program statistics, Table 1.1 (CSV); RFC 4180",
    REMOVALS_TABLES,
)
