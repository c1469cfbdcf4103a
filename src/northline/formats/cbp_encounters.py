r"""Nationwide Encounters of U.S. Customs and Border Protection, in three tables; CSV.

As published at cbp.gov/document/stats/nationwide-encounters: persons encountered, one row for
each month, sector, demographic, citizenship and authority.  Series ``cbp-encounters``::

    Fiscal Year,Month Grouping,Month (abbv),Component,Land Border Region,Area of Responsibility,AOR (Abbv),Demographic,Citizenship,Title of Authority,Encounter Type,Encounter Count
    2024,FYTD,JUN,U.S. Border Patrol,Northern Land Border,Swanton Sector,SWB,Single Adults,INDIA,Title 8,Apprehensions,1204

The same added up by month and sector.  Series ``cbp-encounters-by-sector``::

    fiscal_year,month,sector,encounters,rows
    2024,2024-06,Swanton Sector,3310,31

All of the country by month, as CBP states it beside what its records show (Deportation Data
Project).  Series ``cbp-encounters-nationwide`` and ``cbp-encounters-nationwide-records``::

    fiscal_year,fiscal_month,month_start,encounters_final_count,cbp_usb_encounter_count,difference,...
    2024,10,2023-10-01,188750,188750,0,...

Encounters are events: one person may be counted more than once.  The three state the same events
and are never added to one another.  See docs/formats/cbp-encounters.md.
"""

from collections.abc import Sequence

from northline.formats.published import (
    Absent,
    Columns,
    Entry,
    RowReader,
    Table,
    published_format,
)
from northline.formats.published_cells import count, optional_text, stated, text, wrong
from northline.formats.published_periods import (
    Span,
    calendar_month,
    fiscal_month,
    fiscal_year_of,
)
from northline.records.figure import Calendar

_CBP = "U.S. Customs and Border Protection"
_PATROL = "U.S. Border Patrol"

_ROWS = (
    "Fiscal Year",
    "Month (abbv)",
    "Component",
    "Land Border Region",
    "Area of Responsibility",
    "Demographic",
    "Citizenship",
    "Title of Authority",
    "Encounter Type",
    "Encounter Count",
)
_FY, _MONTH, _COMPONENT, _REGION, _AREA, _WHO, _CITIZENSHIP, _TITLE, _TYPE, _COUNT = _ROWS
_ABBREVIATED = "AOR (Abbv)"
_BY_SECTOR = ("fiscal_year", "month", "sector", "encounters")
_NATIONWIDE = (
    "fiscal_year",
    "fiscal_month",
    "month_start",
    "encounters_final_count",
    "cbp_usb_encounter_count",
)
_COMPARED = ("difference", "absolute_difference", "percent_difference", "exact_match", "status")


def _begin_rows(columns: Columns) -> RowReader:
    take = columns.only(*_ROWS, _ABBREVIATED)

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        year, month, component, region, area, who, of, title, kind, number, short = take(fields)
        value = stated(count, _COUNT, number)
        if isinstance(value, Absent):
            return [value]
        return [
            Entry(
                0,
                "encounters",
                value,
                "{encounter}",
                *fiscal_month(_FY, year, _MONTH, month),
                region=text(_REGION, region),
                place=text(_AREA, area),
                place_code=optional_text(_ABBREVIATED, short),
                category=text(_WHO, who),
                detail=text(_CITIZENSHIP, of),
                component=text(_COMPONENT, component),
                basis=f"{text(_TITLE, title)}, {text(_TYPE, kind)}",
            )
        ]

    return read


def _begin_by_sector(columns: Columns) -> RowReader:
    take = columns.only(*_BY_SECTOR)
    year_name, month_name, sector_name, count_name = _BY_SECTOR

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        year, month, sector, number = take(fields)
        value = stated(count, count_name, number)
        if isinstance(value, Absent):
            return [value]
        span = _of_year(year_name, year, calendar_month(month_name, month))
        place = text(sector_name, sector)
        return [Entry(0, "encounters", value, "{encounter}", *span, place=place, component=_PATROL)]

    return read


def _begin_nationwide(columns: Columns) -> RowReader:
    take = columns.only(*_NATIONWIDE)
    year_name, number_name, month_name, records_name, stated_name = _NATIONWIDE

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        year, number, month, records, published = take(fields)
        span = _of_year(year_name, year, calendar_month(month_name, month))
        if count(number_name, number) != int(span.words[5:7]):
            raise wrong(number_name, number, f"the month of {month_name}, {span.words}")

        def entry(ordinal: int, value: float | Absent, name: str, who: str) -> Entry | Absent:
            if isinstance(value, Absent):
                return value
            return Entry(
                ordinal,
                "encounters",
                value,
                "{encounter}",
                *span,
                component=_PATROL,
                series=name,
                publisher=who,
            )

        return [
            entry(0, stated(count, stated_name, published), "cbp-encounters-nationwide", _CBP),
            entry(
                1,
                stated(count, records_name, records),
                "cbp-encounters-nationwide-records",
                "Deportation Data Project",
            ),
        ]

    return read


def _of_year(name: str, year: str, month: Span) -> Span:
    """The month, if it is one of this fiscal year."""
    if year.strip() != str(fiscal_year_of(month)):
        raise wrong(name, year, f"{fiscal_year_of(month)}, the fiscal year of {month.words}")
    return month


ENCOUNTERS_TABLES = (
    Table(
        series="cbp-encounters",
        format="cbp-encounters",
        title="CBP Nationwide Encounters by area of responsibility",
        publisher=_CBP,
        calendar=Calendar.US_FISCAL,
        columns=_ROWS,
        known=(_ABBREVIATED, "Month Grouping"),
        monthly=True,
        begin=_begin_rows,
    ),
    Table(
        series="cbp-encounters-by-sector",
        format="cbp-encounters",
        title="CBP encounters added up by month and sector",
        publisher=_CBP,
        calendar=Calendar.US_FISCAL,
        columns=_BY_SECTOR,
        known=("rows",),
        monthly=True,
        begin=_begin_by_sector,
    ),
    Table(
        series="cbp-encounters-nationwide",
        format="cbp-encounters",
        title="CBP encounters of the whole country by month",
        publisher=_CBP,
        calendar=Calendar.US_FISCAL,
        columns=_NATIONWIDE,
        known=_COMPARED,
        monthly=True,
        begin=_begin_nationwide,
    ),
)

CBP_ENCOUNTERS = published_format(
    "cbp-encounters",
    "CBP Nationwide Encounters, as published",
    "CBP Nationwide Encounters (CSV); RFC 4180",
    ENCOUNTERS_TABLES,
)
