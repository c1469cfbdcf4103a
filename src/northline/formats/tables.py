"""Tables as CSV (RFC 4180), whole or in pieces: the next row of a stream of bytes.

Quotes may hold commas and line breaks; a line ends with LF, whatever CR stand before it.  A row
is cut by `northline.formats.arrivals_cuts.row_at`, within a window of 64 KiB and so the same
however the stream was cut; rows without quotes, nearly all of a published table, take a shorter
way to the same cut.
"""

from typing import NamedTuple

from northline.formats.arrivals_cuts import LONGEST, row_at

__all__ = ["BOM", "LONGEST", "TableRow", "table_row_at"]

BOM = b"\xef\xbb\xbf"
"""What some programs put before a table in UTF-8."""

_NOT_TEXT = "this row is not written in UTF-8"


class TableRow(NamedTuple):
    """What stands next in a table.

    Attributes:
        length: its bytes, without its ending.
        used: bytes that it uses up, with its ending.
        fields: its texts, quotes taken off; empty where it does not hold together.
        wrong: why it does not hold together, or empty.
    """

    length: int
    used: int
    fields: list[str]
    wrong: str = ""


def table_row_at(data: bytes, start: int, *, end: bool) -> TableRow | None:
    """The row that begins here, or None where more must come.

    Args:
        data: the bytes.
        start: where it begins.
        end: whether nothing more will come.
    """
    newline = data.find(b"\n", start, start + LONGEST)
    if newline >= 0:
        line = data[start:newline].rstrip(b"\r")
        if b'"' not in line and b"\r" not in line:
            try:
                return TableRow(len(line), newline + 1 - start, line.decode().split(","))
            except UnicodeDecodeError:
                return TableRow(len(line), newline + 1 - start, [], _NOT_TEXT)
    cut = row_at(data, start, end=end)
    if cut is None:
        return None
    if cut.wrong:
        return TableRow(cut.length, cut.used, [], cut.wrong)
    try:
        return TableRow(cut.length, cut.used, [field.decode() for field in cut.fields])
    except UnicodeDecodeError:
        return TableRow(cut.length, cut.used, [], _NOT_TEXT)
