r"""Asylum claimants intercepted between ports of entry by the RCMP, by province and month; CSV.

As Immigration, Refugees and Citizenship Canada publishes them by year, months in columns::

    year, province, Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec, Total
    2018, Quebec, 1458, 1486, 1884, 2479, 1775, 1179, 1552, 1666, 1485, 1334, 978, 1242, 18518
    2018, Total, 1517, 1565, 1970, 2560, 1869, 1263, 1634, 1747, 1601, 1394, 1019, 1280, 19419

Each cell becomes one figure, ``interceptions``.  A total that the table does not print is not made
up.  See docs/formats/interceptions.md.
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
from northline.formats.published_periods import MONTHS, calendar_year, month_of_year
from northline.records.figure import Calendar

_YEAR, _PROVINCE, _TOTAL = "year", "province", "Total"


def _begin(columns: Columns) -> RowReader:
    take = columns.only(_YEAR, _PROVINCE)
    wanted = [(name, columns.place(name)) for name in (*MONTHS, _TOTAL)]
    cells = [(name, place) for name, place in wanted if place is not None]

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        year, province = take(fields)
        named = text(_PROVINCE, province)
        whole = named.casefold() == "total"
        found: list[Entry | Absent] = []
        for name, at in cells:
            all_year = name == _TOTAL
            span = calendar_year(_YEAR, year) if all_year else month_of_year(_YEAR, year, name)
            value = stated(count, name, fields[at])
            if isinstance(value, Absent):
                found.append(value)
                continue
            found.append(
                Entry(
                    at,
                    "interceptions",
                    value,
                    "{person}",
                    *span,
                    place=None if whole else named,
                    detail=named if whole else _TOTAL if all_year else None,
                    component="Royal Canadian Mounted Police",
                    total_over=total_over(period=all_year, place=whole),
                )
            )
        return found

    return read


INTERCEPTIONS_TABLES = (
    Table(
        series="interceptions",
        format="interceptions",
        title="RCMP interceptions by province and month",
        publisher="Immigration, Refugees and Citizenship Canada",
        calendar=Calendar.CALENDAR,
        columns=(_YEAR, _PROVINCE, *MONTHS),
        known=(_TOTAL,),
        begin=_begin,
    ),
)

INTERCEPTIONS = published_format(
    "interceptions",
    "RCMP interceptions of asylum claimants between ports of entry",
    "IRCC asylum claims by year, RCMP interceptions (CSV); RFC 4180",
    INTERCEPTIONS_TABLES,
)
