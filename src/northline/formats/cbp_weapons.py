r"""Weapons and Ammunition Seizures of U.S. Customs and Border Protection, fiscal 2022 on; CSV.

As published at cbp.gov/newsroom/stats/weapons-and-ammunition-seizures, one row for each kind of
thing in each seizure; quantity in pieces::

    Fiscal Year,Month (abbv),Component,Region,Area of Responsibility,Inbound/Outbound,Mode of Transportation,Seizure Type,Category,Event ID,Quantity Seized
    2024,DEC,Office of Field Operations,Northern Border,Detroit Field Office,INBOUND,Land,Weapons,Handgun,7426797338.0,1.0

A row becomes one figure, ``quantity``.  See docs/formats/cbp-weapons.md.
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
from northline.formats.published_cells import amount, optional_text, stated, text
from northline.formats.published_periods import fiscal_month
from northline.records.figure import Calendar

_COLUMNS = (
    "Fiscal Year",
    "Month (abbv)",
    "Component",
    "Region",
    "Area of Responsibility",
    "Inbound/Outbound",
    "Mode of Transportation",
    "Seizure Type",
    "Category",
    "Event ID",
    "Quantity Seized",
)
_FY, _MONTH, _COMPONENT, _REGION, _AREA, _WAY, _MODE, _TYPE, _CATEGORY, _EVENT, _QUANTITY = _COLUMNS


def _begin(columns: Columns) -> RowReader:
    take = columns.only(*_COLUMNS)

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        year, month, component, region, area, way, mode, kind, category, event, quantity = take(
            fields
        )
        value = stated(amount, _QUANTITY, quantity)
        if isinstance(value, Absent):
            return [value]
        return [
            Entry(
                0,
                "quantity",
                value,
                "{item}",
                *fiscal_month(_FY, year, _MONTH, month),
                region=text(_REGION, region),
                place=text(_AREA, area),
                category=text(_TYPE, kind),
                detail=text(_CATEGORY, category),
                component=text(_COMPONENT, component),
                direction=text(_WAY, way).casefold(),
                mode=text(_MODE, mode),
                event=optional_text(_EVENT, event.strip().removesuffix(".0")),
            )
        ]

    return read


WEAPONS_TABLES = (
    Table(
        series="cbp-weapons",
        format="cbp-weapons",
        title="CBP Weapons and Ammunition Seizures",
        publisher="U.S. Customs and Border Protection",
        calendar=Calendar.US_FISCAL,
        columns=_COLUMNS,
        monthly=True,
        begin=_begin,
    ),
)

CBP_WEAPONS = published_format(
    "cbp-weapons",
    "CBP Weapons and Ammunition Seizures, as published",
    "CBP Weapons and Ammunition Seizures (CSV); RFC 4180",
    WEAPONS_TABLES,
)
