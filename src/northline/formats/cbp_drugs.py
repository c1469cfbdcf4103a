r"""Nationwide Drug Seizures of U.S. Customs and Border Protection, fiscal year 2019 on; CSV.

The table as published at cbp.gov/newsroom/stats/drug-seizure-statistics, one row for each month,
service, field office or sector, and drug; weight in avoirdupois pounds::

    FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,Count of Event,Sum Qty (lbs)
    2026 (FYTD),DEC,Office of Field Operations,Northern Border,Land Only,DETROIT FIELD OFFICE,Other Drugs**,1,0.156

A row becomes two figures, ``events`` and ``weight``.  The file of Air and Marine Operations has
``Branch`` for ``Area of Responsibility`` and is refused: it counts assists by where a branch
sits.  See docs/formats/cbp-drugs.md.
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
from northline.formats.published_cells import amount, count, stated, text, wrong
from northline.formats.published_periods import fiscal_month
from northline.records.figure import Calendar

_SPLIT = ("FY", "Month (abbv)", "Component", "Region", "Land Filter")
_REST = ("Drug Type", "Count of Event", "Sum Qty (lbs)")
_COLUMNS = (*_SPLIT, "Area of Responsibility", *_REST)
_FY, _MONTH, _COMPONENT, _REGION, _LAND, _AREA, _DRUG, _EVENTS, _WEIGHT = _COLUMNS
_AIR_AND_MARINE = "Air and Marine Operations"


def _begin(columns: Columns) -> RowReader:
    take = columns.only(*_COLUMNS)

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        year, month, component, region, land, area, drug, events, weight = take(fields)
        span = fiscal_month(_FY, year, _MONTH, month)
        service = text(_COMPONENT, component)
        if service.casefold() == _AIR_AND_MARINE.casefold():
            raise wrong(_COMPONENT, component, "one that seizes; assists are never added")
        where, what = (text(_REGION, region), text(_AREA, area)), text(_DRUG, drug)
        mode = text(_LAND, land)

        def entry(ordinal: int, measure: str, value: float | Absent, unit: str) -> Entry | Absent:
            if isinstance(value, Absent):
                return value
            return Entry(
                ordinal,
                measure,
                value,
                unit,
                *span,
                region=where[0],
                place=where[1],
                category=what,
                component=service,
                mode=mode,
            )

        return [
            entry(0, "events", stated(count, _EVENTS, events), "{event}"),
            entry(1, "weight", stated(amount, _WEIGHT, weight), "[lb_av]"),
        ]

    return read


DRUGS_TABLES = (
    Table(
        series="cbp-drugs",
        format="cbp-drugs",
        title="CBP Nationwide Drug Seizures",
        publisher="U.S. Customs and Border Protection",
        calendar=Calendar.US_FISCAL,
        columns=_COLUMNS,
        monthly=True,
        begin=_begin,
    ),
    Table(
        series="cbp-drugs-amo",
        format="cbp-drugs",
        title="CBP drug seizures of Air and Marine Operations",
        publisher="U.S. Customs and Border Protection",
        calendar=Calendar.US_FISCAL,
        columns=(*_SPLIT, "Branch", *_REST),
        never=(
            "this is the table of Air and Marine Operations (column Branch): it counts assists, "
            "by where a branch sits and not by where something was seized, and assists in what "
            "others count; it is never added to cbp-drugs, and not read"
        ),
    ),
)

CBP_DRUGS = published_format(
    "cbp-drugs",
    "CBP Nationwide Drug Seizures, as published",
    "CBP Nationwide Drug Seizures (CSV); RFC 4180",
    DRUGS_TABLES,
)
