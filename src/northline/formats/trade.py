r"""Goods trade of Canada's provinces with the United States, by year and section; CSV.

Statistics Canada, table 12-10-0173, partner United States, in Canadian dollars; this form stores
imports below zero::

    YEAR,GEO,CATEGORY,TRADE,VALUE
    2024,Canada,All sections,Export,546905342000.0
    2024,Canada,All sections,Import,-375016840200.0
    2024,Canada,All sections,Net trade,171888501800.0

A row becomes one figure, ``value``, of 0 or more with its direction; only net trade may be below
zero.  See docs/formats/trade.md.
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
from northline.formats.published_cells import amount, number, stated, text, wrong
from northline.formats.published_periods import calendar_year
from northline.records.figure import Calendar

_COLUMNS = ("YEAR", "GEO", "CATEGORY", "TRADE", "VALUE")
_YEAR, _GEO, _CATEGORY, _TRADE, _VALUE = _COLUMNS
_NET = "net trade"
_READ = {"export": amount, "import": number, _NET: number}


def _begin(columns: Columns) -> RowReader:
    take = columns.only(*_COLUMNS)

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        year, geo, category, trade, cell = take(fields)
        way = trade.strip().casefold()
        if way not in _READ:
            raise wrong(_TRADE, trade, "Export, Import or Net trade")
        value = stated(_READ[way], _VALUE, cell)
        if isinstance(value, Absent):
            return [value]
        place, what = text(_GEO, geo), text(_CATEGORY, category)
        nation, all_goods, net = place == "Canada", what == "All sections", way == _NET
        words = [trade.strip()] * net + [place] * nation + [what] * all_goods
        return [
            Entry(
                0,
                "value",
                # Imports may be printed below zero: the direction says what the sign said.
                abs(value) if way == "import" else value,
                "{CAD}",
                *calendar_year(_YEAR, year),
                place=None if nation else place,
                category=None if all_goods else what,
                detail=", ".join(words) or None,
                direction=None if net else way,
                total_over=total_over(category=all_goods, direction=net, place=nation),
            )
        ]

    return read


TRADE_TABLES = (
    Table(
        series="trade",
        format="trade",
        title="Statistics Canada 12-10-0173 (trade by province)",
        publisher="Statistics Canada",
        calendar=Calendar.CALENDAR,
        columns=_COLUMNS,
        begin=_begin,
    ),
)

TRADE = published_format(
    "trade",
    "Goods trade of provinces with the United States",
    "Statistics Canada table 12-10-0173 (CSV); RFC 4180",
    TRADE_TABLES,
)
