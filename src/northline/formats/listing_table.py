"""Tables of a list: CSV (RFC 4180) with or without a header, row by row with each one's place."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from northline.formats.tables import BOM, table_row_at
from northline.formats.written_rows import shown
from northline.records.errors import RejectedUnit

HEADER, EMPTY = "header", "empty"


class TextRow(NamedTuple):
    """A row as texts; ``wrong`` says why it is none."""

    start: int
    stop: int
    fields: list[str]
    wrong: str


class NamedRow(NamedTuple):
    """A row by the names of its columns.

    Attributes:
        start: where it begins.
        stop: where it ends, without its ending.
        given: column -> text, or None where it is no row of the list.
        other: what it counts as then, or empty.
        wrong: why it could not be read, or empty.
    """

    start: int
    stop: int
    given: Mapping[str, str] | None
    other: str = ""
    wrong: str = ""


def text_rows(data: bytes) -> Iterator[TextRow]:
    """Every row, empty ones too."""
    at = len(BOM) if data.startswith(BOM) else 0
    while at < len(data):
        row = table_row_at(data, at, end=True)
        if row is None:  # nothing more can come: what is left is one row
            yield TextRow(at, len(data), [], "a row that does not end")
            return
        yield TextRow(at, at + row.length, row.fields, row.wrong)
        at += row.used


def rows_of(
    data: bytes, *, needed: tuple[str, ...], known: tuple[str, ...] | None = None
) -> Iterator[NamedRow]:
    """Every row under its header.

    Args:
        data: the whole table.
        needed: columns that it must have, and every row fill.
        known: columns that it may have besides; None lets it have any.

    Raises:
        RejectedUnit: when the header lacks a column or names one there is not.
    """
    header: list[str] | None = None
    for row in text_rows(data):
        if not row.wrong and not any(field.strip() for field in row.fields):
            yield NamedRow(row.start, row.stop, None, EMPTY)
        elif header is None:
            if row.wrong:
                raise RejectedUnit(f"its header cannot be read: {row.wrong}")
            header = _header(row.fields, needed, known)
            yield NamedRow(row.start, row.stop, None, HEADER)
        elif row.wrong:
            yield NamedRow(row.start, row.stop, None, wrong=row.wrong)
        elif len(row.fields) != len(header):
            why = f"this row has {len(row.fields)} fields; the header has {len(header)}"
            yield NamedRow(row.start, row.stop, None, wrong=why)
        else:
            given = dict(zip(header, (each.strip() for each in row.fields), strict=True))
            lacks = [name for name in needed if not given[name]]
            why = f"{lacks[0]} is missing; every row has one" if lacks else ""
            yield NamedRow(row.start, row.stop, None if lacks else given, wrong=why)


def _header(fields: list[str], needed: tuple[str, ...], known: tuple[str, ...] | None) -> list[str]:
    names = [field.strip() for field in fields]
    for name in needed:
        if name not in names:
            raise RejectedUnit(f"the header lacks column {name}; the first line names the columns")
    for name in names:
        if names.count(name) > 1:
            raise RejectedUnit(f"the header names column {shown(name)} twice")
        if known is not None and name not in needed and name not in known:
            raise RejectedUnit(
                f"there is no column {shown(name)}; there are {', '.join((*needed, *known))}"
            )
    return names
