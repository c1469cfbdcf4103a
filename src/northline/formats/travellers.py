r"""Travellers entering or returning to Canada, by province, residence, mode and stay; CSV.

Statistics Canada, table 24-10-0053 (monthly), in the long form of its cleaned copies::

    Geography,Traveller characteristics,Traveller type,Number of Travellers,Month_Year
    Ontario,"United States of America residents, land",Excursionists (same-day),151.0,2024-06

A row becomes one figure, ``travellers``.  See docs/formats/travellers.md.
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
from northline.formats.published_periods import calendar_month
from northline.records.figure import Calendar

_COLUMNS = (
    "Geography",
    "Traveller characteristics",
    "Traveller type",
    "Number of Travellers",
    "Month_Year",
)
_GEOGRAPHY, _WHO, _TYPE, _NUMBER, _MONTH = _COLUMNS
_MODES = {"air", "land", "water"}


def _begin(columns: Columns) -> RowReader:
    take = columns.only(*_COLUMNS)

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        geography, who, kind, number, month = take(fields)
        value = stated(count, _NUMBER, number)
        if isinstance(value, Absent):
            return [value]
        place, category = text(_GEOGRAPHY, geography), text(_WHO, who)
        mode = category.rpartition(", ")[2]
        whole = place == "Canada"
        return [
            Entry(
                0,
                "travellers",
                value,
                "{person}",
                *calendar_month(_MONTH, month),
                place=None if whole else place,
                category=category,
                detail=text(_TYPE, kind),
                direction="inbound",
                mode=mode if mode in _MODES else None,
                total_over=total_over(place=whole),
            )
        ]

    return read


TRAVELLERS_TABLES = (
    Table(
        series="travellers",
        format="travellers",
        title="Statistics Canada 24-10-0053 (travellers)",
        publisher="Statistics Canada",
        calendar=Calendar.CALENDAR,
        columns=_COLUMNS,
        monthly=True,
        begin=_begin,
    ),
)

TRAVELLERS = published_format(
    "travellers",
    "Travellers entering or returning to Canada",
    "Statistics Canada table 24-10-0053 (CSV); RFC 4180",
    TRAVELLERS_TABLES,
)
