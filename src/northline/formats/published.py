"""Published tables: what each format of public figures declares of the tables that it reads.

A `Table` is known by its header.  Its ``begin`` is told in which order the columns stand and
gives back what reads a row: texts in, `Entry` (or `Absent`) out.  Cutting, recognising, ids,
vintage and refusals are the same for all and stand in `northline.formats.published_decoder`.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from northline.records.figure import Calendar
from northline.records.protocols import Context, Decoder, Direction, Format
from northline.records.units import Micros

TOO_LONG = 200
"""Characters in the longest text of a cell, and one more than may be."""


class Entry(NamedTuple):
    """One figure as a row states it; the names are those of `northline.records.figure.Figure`.

    Attributes:
        ordinal: which figure of its row it is, for its id: of a wide table the place of its
            column in the header.
    """

    ordinal: int
    measure: str
    value: float
    unit: str
    since: Micros
    until: Micros
    period: str
    provisional: bool = False
    region: str | None = None
    place: str | None = None
    place_code: str | None = None
    area: str | None = None
    category: str | None = None
    detail: str | None = None
    component: str | None = None
    direction: str | None = None
    mode: str | None = None
    basis: str | None = None
    event: str | None = None
    total_over: str | None = None
    lon: float | None = None
    lat: float | None = None
    series: str | None = None
    publisher: str | None = None


class Absent(NamedTuple):
    """A cell that holds no figure: it is empty, or a symbol says why there is none."""

    symbol: str


ABSENT = frozenset({"", ".", "..", "...", "x", "F", "--"})
"""Cells without a figure: empty, or not available, not applicable, suppressed, too unreliable
(Statistics Canada, standard table symbols), suppressed for being small (IRCC)."""

RowReader = Callable[[Sequence[str]], Sequence[Entry | Absent]]
"""Reads the texts of one row, in the order of the header; raises `RejectedUnit`."""


class Columns(msgspec.Struct, frozen=True):
    """The columns of one table, in the order in which they stand there.

    Attributes:
        names: their names as printed, blanks trimmed.
    """

    names: tuple[str, ...]

    def place(self, name: str) -> int | None:
        """Where a column stands, whatever its capitals, or None where there is none."""
        folded = folded_name(name)
        for place, each in enumerate(self.names):
            if folded_name(each) == folded:
                return place
        return None

    def only(self, *names: str) -> Callable[[Sequence[str]], list[str]]:
        """What takes these columns out of a row, in this order; a missing one reads empty."""
        places = [self.place(name) for name in names]

        def take(fields: Sequence[str]) -> list[str]:
            return ["" if place is None else fields[place] for place in places]

        return take


def folded_name(name: str) -> str:
    """The name of a column without what may differ from copy to copy: capitals and blanks."""
    return " ".join(name.split()).casefold()


def total_over(
    *, category: bool = False, direction: bool = False, period: bool = False, place: bool = False
) -> str | None:
    """What a figure is the whole of, as `northline.records.figure.Figure.total_over` has it."""
    over = {"category": category, "direction": direction, "period": period, "place": place}
    return " ".join(name for name, whole in over.items() if whole) or None


def no_rows(_: Columns) -> RowReader:
    """What a table that is never read begins with."""
    return lambda _: ()


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A published table.

    Attributes:
        series: its name, as figures have it.
        format: the name of the format that reads it.
        title: what its publisher calls it.
        publisher: who publishes it.
        calendar: whose year it counts by.
        columns: columns that it needs.
        known: columns that are read or deliberately left out where they stand; the docs of the
            format say which.  Others are kept as `northline.records.figure.Figure.further`.
        spread: of a wide table, what the names of the columns that hold figures look like.
        monthly: whether its months tell its vintage.
        begin: the order of the columns -> what reads a row.
        never: why a table with these columns is never read, or empty.
    """

    series: str
    format: str
    title: str
    publisher: str
    calendar: Calendar
    columns: tuple[str, ...]
    known: tuple[str, ...] = ()
    spread: str = ""
    monthly: bool = False
    begin: Callable[[Columns], RowReader] = no_rows
    never: str = ""

    def lacks(self, columns: Columns) -> list[str]:
        """Columns that it needs and that are not there."""
        missing = [name for name in self.columns if columns.place(name) is None]
        if self.spread and not any(re.fullmatch(self.spread, name) for name in columns.names):
            missing.append("of a period")
        return missing

    def unknown(self, columns: Columns) -> list[int]:
        """Places of the columns that it does not know."""
        known = {folded_name(name) for name in (*self.columns, *self.known)}
        return [
            place
            for place, name in enumerate(columns.names)
            if folded_name(name) not in known
            and not (self.spread and re.fullmatch(self.spread, name))
        ]


def _open(tables: tuple[Table, ...], context: Context, offset: int, carry: bytes) -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.published_decoder import PublishedDecoder

    return PublishedDecoder(tables, context, offset, carry)


def published_format(name: str, title: str, standard: str, tables: tuple[Table, ...]) -> Format:
    """A format that reads these tables into figures."""
    return Format(
        name=name,
        title=title,
        kinds=("figure",),
        direction=Direction.IN,
        standard=standard,
        open=partial(_open, tables),
    )
