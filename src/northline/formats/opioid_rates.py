r"""Apparent opioid toxicity deaths per 100,000 people a year, by province; CSV.

Indicator 3-13-1 of the Canadian Indicator Framework (Statistics Canada's hub, from the Public
Health Agency of Canada's Substance-related Harms), crude rate::

    "Year","Geography","GeoCode","Value"
    "2023","",,21.3
    "2023","Ontario",35,16.9

A row becomes one figure, ``rate``.  It is revised often: 21.3 stands in one vintage only.  See
docs/formats/opioid-rates.md.
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
from northline.formats.published_cells import amount, optional_text, stated
from northline.formats.published_periods import calendar_year
from northline.records.figure import Calendar

_COLUMNS = ("Year", "Geography", "GeoCode", "Value")
_YEAR, _GEOGRAPHY, _CODE, _VALUE = _COLUMNS


def _begin(columns: Columns) -> RowReader:
    take = columns.only(*_COLUMNS)

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        year, geography, code, number = take(fields)
        value = stated(amount, _VALUE, number)
        if isinstance(value, Absent):
            return [value]
        place = optional_text(_GEOGRAPHY, geography)
        whole = place in {None, "Canada"}
        return [
            Entry(
                0,
                "rate",
                value,
                "{death}/(10*5.{person})",
                *calendar_year(_YEAR, year),
                place=None if whole else place,
                place_code=optional_text(_CODE, code),
                detail=place if whole else None,
                total_over=total_over(place=whole),
            )
        ]

    return read


OPIOID_TABLES = (
    Table(
        series="opioid-rates",
        format="opioid-rates",
        title="CIF 3-13-1 (opioid death rate)",
        publisher="Public Health Agency of Canada",
        calendar=Calendar.CALENDAR,
        columns=_COLUMNS,
        begin=_begin,
    ),
)

OPIOID_RATES = published_format(
    "opioid-rates",
    "Opioid death rates, Canadian Indicator Framework 3-13-1",
    "CIF 3-13-1 (CSV); RFC 4180",
    OPIOID_TABLES,
)
