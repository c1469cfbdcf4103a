"""A roster of shifts as somebody keeps it: CSV with a header, or TOML; pure.

Northline's own format; RFC 4180 and TOML 1.0 are what it is written in.  Columns in any order,
names exactly these; ``callsign`` and what follows ``lat`` may be missing or empty::

    identity,callsign,mode,side,officers,begins,ends,lon,lat
    range,speed_road,speed_off_road,speed_water,speed_air,authority,called_off,at

    identity,callsign,mode,side,officers,begins,ends,lon,lat
    cot:ON-CAR-4,Car 4,vehicle,in-canada,A. Example;B. Example,2026-07-02T10:00:00Z,2026-07-02T18:00:00Z,-74.73,45.02

    [[shift]]
    identity = "cot:ON-BOAT-1"
    mode = "boat"
    side = "in-canada"
    officers = ["C. Example", "D. Example"]
    begins = 2026-07-02T10:00:00Z
    ends = 2026-07-02T18:00:00Z
    lon = -82.51
    lat = 42.0

Metres, metres per second, degrees.  A row that cannot be read is told with its place and why; the
others are read all the same.
"""

import csv
import datetime
import io
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from northline.formats.shifts_rows import COLUMNS, NEEDED, row_of
from northline.formats.written_rows import shown, text_of
from northline.records.errors import InputError, RejectedUnit

MOST_ROWS = 10_000
"""Rows of one roster."""

TABLE = "shift"
"""The array of tables of a roster in TOML."""


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """What a roster says.

    Attributes:
        rows: place (``line 2``, ``shift 1``) -> column -> value, of each row that was read.
        wrong: place -> why, of each that was not.
    """

    rows: dict[str, dict[str, Any]]
    wrong: dict[str, str]


def read_roster(data: bytes) -> Roster:
    """Read a roster; TOML where it holds a table ``[[shift]]``, CSV otherwise.

    Raises:
        InputError: when it is neither, is not UTF-8, or has more rows than `MOST_ROWS`.
    """
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"the roster is not written in UTF-8 (byte {error.start})") from error
    if any(line.strip().replace(" ", "") == f"[[{TABLE}]]" for line in written.splitlines()):
        return _read(_toml(written))
    return _read(_csv(written))


def _read(given: Iterable[tuple[str, Mapping[str, Any] | str]]) -> Roster:
    rows: dict[str, dict[str, Any]] = {}
    wrong: dict[str, str] = {}
    for count, (place, row) in enumerate(given):
        if count >= MOST_ROWS:
            raise InputError(f"the roster has more than {MOST_ROWS:,} rows; cut it in parts")
        try:
            if isinstance(row, str):
                raise RejectedUnit(row)
            texts = {name: text_of(name, value).strip() for name, value in row.items()}
            texts = {name: text for name, text in texts.items() if text}
            unknown = [name for name in texts if name not in COLUMNS]
            if unknown:
                raise RejectedUnit(
                    f"there is no column {shown(unknown[0])}; there are {', '.join(COLUMNS)}"
                )
            missing = [name for name in NEEDED if name not in texts]
            if missing:
                raise RejectedUnit(f"{missing[0]} is missing; every row has one")
            rows[place] = dict(row_of(texts).values)
        except RejectedUnit as error:
            wrong[place] = str(error)
    return Roster(rows=rows, wrong=wrong)


def _csv(written: str) -> Iterable[tuple[str, Mapping[str, Any] | str]]:
    reader = csv.reader(io.StringIO(written, newline=""), strict=True)
    header: list[str] | None = None
    try:
        for fields in reader:
            if not any(each.strip() for each in fields):
                continue
            if header is None:
                header = [each.strip() for each in fields]
                _check_header(header)
            elif len(fields) != len(header):
                said = f"this row has {len(fields)} fields; the header has {len(header)}"
                yield f"line {reader.line_num}", said
            else:
                yield f"line {reader.line_num}", dict(zip(header, fields, strict=True))
    except csv.Error as error:
        raise InputError(f"line {reader.line_num} of the roster is no CSV: {error}") from error
    if header is None:
        raise InputError(f"the roster is empty; its header names {', '.join(NEEDED)}")


def _check_header(header: list[str]) -> None:
    for name in header:
        if name not in COLUMNS:
            raise InputError(
                f"the header of the roster names {shown(name)}; there are {', '.join(COLUMNS)}"
            )
        if header.count(name) > 1:
            raise InputError(f"the header of the roster names column {name} twice")
    for name in NEEDED:
        if name not in header:
            raise InputError(f"the header of the roster lacks column {name}; every row has one")


def _toml(written: str) -> Iterable[tuple[str, Mapping[str, Any] | str]]:
    try:
        document = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"the roster is no TOML: {error}") from error
    tables = document.pop(TABLE)
    if document:
        raise InputError(f"the roster has {shown(next(iter(document)))} beside [[{TABLE}]] tables")
    for number, table in enumerate(tables, 1):
        yield f"{TABLE} {number}", {name: _plain(value) for name, value in table.items()}


def _plain(value: Any) -> Any:
    """An instant of TOML as text; everything else as it is."""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return value
