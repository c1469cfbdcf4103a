r"""Border Crossing/Entry Data of the U.S. Bureau of Transportation Statistics, 1996 on; CSV.

As published at data.bts.gov/d/keg4-3bc2: what came into the United States by each land port of
entry, by month and measure; positions in degrees, WGS 84::

    Port Name,State,Port Code,Border,Date,Measure,Value,Latitude,Longitude,Point
    Jackman,Maine,0104,US-Canada Border,Jan 2024,Trucks,6556,45.806,-70.397,POINT (-70.396722 45.805661)

A row becomes one figure, ``entries``.  See docs/formats/bts.md.
"""

from collections.abc import Sequence
from functools import lru_cache

from northline.formats.published import (
    Absent,
    Columns,
    Entry,
    RowReader,
    Table,
    published_format,
)
from northline.formats.published_cells import count, degrees, optional_text, stated, text
from northline.formats.published_periods import named_month
from northline.records.figure import Calendar

_COLUMNS = (
    "Port Name",
    "State",
    "Port Code",
    "Border",
    "Date",
    "Measure",
    "Value",
    "Latitude",
    "Longitude",
)
_PORT, _STATE, _CODE, _BORDER, _DATE, _MEASURE, _VALUE, _LATITUDE, _LONGITUDE = _COLUMNS
_UNITS = {
    "Passengers": "{person}",
    "Pedestrians": "{person}",
    "Containers": "{container}",
    "Trains": "{train}",
    "Trucks": "{vehicle}",
    "Buses": "{vehicle}",
    "Vehicles": "{vehicle}",
}
"""A word of the measure -> its unit; the first that it holds counts."""


def _begin(columns: Columns) -> RowReader:
    take = columns.only(*_COLUMNS)

    def read(fields: Sequence[str]) -> list[Entry | Absent]:
        port, state, code, border, date, measure, number, latitude, longitude = take(fields)
        value = stated(count, _VALUE, number)
        if isinstance(value, Absent):
            return [value]
        what, unit = _measured(measure)
        region, place, place_code, area, lon, lat = _port(
            border, port, code, state, longitude, latitude
        )
        return [
            Entry(
                0,
                "entries",
                value,
                unit,
                *named_month(_DATE, date),
                region=region,
                place=place,
                place_code=place_code,
                area=area,
                category=what,
                direction="inbound",
                lon=lon,
                lat=lat,
            )
        ]

    return read


_Port = tuple[str, str, str, str | None, float | None, float | None]


@lru_cache(1024)
def _port(border: str, port: str, code: str, state: str, longitude: str, latitude: str) -> _Port:
    """Region, place, its code, its state and its position; there are some hundred ports."""
    lon, lat = degrees(_LONGITUDE, longitude, 180.0), degrees(_LATITUDE, latitude, 90.0)
    if lon is None or lat is None:
        lon = lat = None
    region, place, number = text(_BORDER, border), text(_PORT, port), text(_CODE, code)
    return region, place, number, optional_text(_STATE, state), lon, lat


@lru_cache(256)
def _measured(measure: str) -> tuple[str, str]:
    """The measure as printed, and its unit."""
    what = text(_MEASURE, measure)
    return what, next((unit for word, unit in _UNITS.items() if word in what), "{entry}")


BTS_TABLES = (
    Table(
        series="bts",
        format="bts",
        title="BTS Border Crossing/Entry Data",
        publisher="U.S. Bureau of Transportation Statistics",
        calendar=Calendar.CALENDAR,
        columns=_COLUMNS,
        known=("Point",),
        monthly=True,
        begin=_begin,
    ),
)

BTS = published_format(
    "bts",
    "BTS Border Crossing/Entry Data, as published",
    "BTS Border Crossing/Entry Data (CSV); RFC 4180",
    BTS_TABLES,
)
