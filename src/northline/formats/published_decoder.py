"""Reads a published table; what each holds is said beside its format.

**Vintage.** Every figure says in which state of its table it stands.  Where whoever reads says so
(`Context.vintage`), rows become figures as they come.  Where nobody says so, the last month that
a monthly table covers tells it; so the whole table is held back until its end is there (at most
`MOST_HELD`).  A yearly table does not tell its vintage, and is then refused as a whole.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.formats.columns import Rows
from northline.formats.published import Absent, Columns, Entry, RowReader, Table
from northline.formats.published_carry import Carry, carried, vintage_of
from northline.formats.published_cells import optional_text
from northline.formats.published_periods import last_month
from northline.formats.published_tables import header_words, table_of
from northline.formats.tables import BOM, LONGEST, TableRow, table_row_at
from northline.records.errors import InputError, RejectedUnit
from northline.records.figure import Figure
from northline.records.ids import Origin
from northline.records.protocols import Context, Decoded, Framing, Refused
from northline.records.schema import kind_of
from northline.records.units import Micros

MOST_HELD = 256 * 1024 * 1024
"""Bytes of a table that are held back for its vintage; the longest known has 46 MB."""

GROUP_ROWS = 50_000
"""Rows that are put into columns at a time: tuples need five times the room."""

_COLUMNS = ("id", "at", "calendar", "further", *Entry._fields[1:])


class PublishedDecoder:
    """One stream that holds one table, read from ``offset`` on.

    A *unit* is a row with figures, a cell without one, a header, an empty line, or a refused row;
    of a stream that is refused as a whole, a piece of 64 KiB.
    """

    def __init__(
        self, tables: tuple[Table, ...], context: Context, offset: int = 0, carry: bytes = b""
    ) -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left, or the vintage is neither
                a day nor a month.
        """
        self._tables, self._context, self._offset = tables, context, offset
        self._name = tables[0].format
        self._origin = Origin(Figure.kind, context.source)
        self._rows = Rows(Figure, context, _COLUMNS)
        self._parts: list[pa.RecordBatch] = []
        self._refused: list[Refused] = []
        self._other: Counter[str] = Counter()
        self._units = 0
        self._rest = b""
        self._held = bytearray()
        self._latest = Micros(0)
        self._table: Table | None = None
        self._reader: RowReader | None = None
        self._width = 0
        self._unknown: list[tuple[str, int]] = []
        state = carried(carry)
        self._line, self._wrong = state.line, state.wrong
        self._vintage = vintage_of(state.vintage) or vintage_of(context.vintage or "")
        self._header: tuple[str, ...] | None = None
        if state.header is not None:
            try:
                self._begin(state.header)
            except RejectedUnit as error:
                raise InputError(f"this carry is of no table of {self._name}: {error}") from error
        if not self._wrong:
            self._wrong = self._contradiction(carry)
        self._holds = not self._vintage and not self._wrong

    def _contradiction(self, carry: bytes) -> str:
        """Why this place cannot be read on from, or empty."""
        if self._offset and not carry:
            return (
                "the header of this table stands before this place: a row alone is not read, and "
                "a table that has grown since it was read is another state of it; read it whole, "
                f"with a --source of its own, such as {self._name}-2026-01"
            )
        told = self._context.vintage
        if told and self._vintage != told:
            return (
                f"this table was read up to here in vintage {self._vintage}, and is now said to "
                f"be of {told}: another state is another table; read it whole, with a --source "
                f"of its own, such as {self._name}-{told}"
            )
        return ""

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        over = end or (bool(data) and self._context.framing is Framing.DATAGRAM)
        if over and self._offset == 0 and _is_a_piece(data, self._context.framing):
            self._wrong = "these are the first 64 KiB of a table: read it again as a whole"
        if self._holds:
            self._held += data
            if len(self._held) > MOST_HELD:
                self._wrong = (
                    f"a table of more than {MOST_HELD >> 20} MiB is read only with --vintage "
                    "YYYY-MM-DD, the day it was published"
                )
            elif not end:
                return self._decoded(received)
            data, self._held, self._holds = bytes(self._held), bytearray(), False
        self._rest += data
        at = self._pieces(0, received, over) if self._wrong else self._read(received, over)
        self._rest = self._rest[at:]
        self._offset += at
        return self._decoded(received, end=end)

    # --- rows -----------------------------------------------------------------------------

    def _read(self, received: Micros, over: bool) -> int:
        """Take every row that is complete; the bytes used up."""
        rest, at = self._rest, 0
        if self._offset == 0 and self._line == 0:
            if not over and len(rest) < len(BOM) and BOM.startswith(rest):
                return 0
            if over and rest == BOM:
                self._count("empty line")
                self._line += 1
                return len(BOM)
            at = len(BOM) if rest.startswith(BOM) else 0
        used = 0
        while at < len(rest):
            row = table_row_at(rest, at, end=over)
            if row is None:
                break
            if self._reader is None:
                self._head(row, rest[at : at + row.length])
                if self._wrong:
                    return self._pieces(used, received, over)
            else:
                self._row(row, self._offset + at, rest[at : at + row.length], received)
            self._line += rest.count(b"\n", at, at + row.used)
            at = used = at + row.used
        return used

    def _head(self, row: TableRow, raw: bytes) -> None:
        """Take what stands before the rows: an empty line, or the header."""
        if not raw.strip():
            self._count("empty line")
            return
        names = tuple(name.strip() for name in row.fields)
        try:
            if row.wrong:
                raise RejectedUnit(f"this is no table of {self._name}: {row.wrong}")
            self._begin(names)
        except RejectedUnit as error:
            self._wrong = str(error)
            return
        table = self._table
        assert table is not None  # `_begin` found it
        if not self._vintage and not table.monthly:
            self._wrong = (
                f"{table.title} does not say of which day it is: give --vintage YYYY-MM-DD, the "
                "day it was published; a figure without a vintage is not a figure"
            )
            return
        self._count(header_words(table, Columns(names)))

    def _begin(self, names: tuple[str, ...]) -> None:
        columns = Columns(names)
        table = table_of(self._tables, columns)
        self._table, self._header, self._width = table, names, len(names)
        self._reader = table.begin(columns)
        self._unknown = [
            (names[place] or f"column {place + 1}", place) for place in table.unknown(columns)
        ]

    def _row(self, row: TableRow, offset: int, raw: bytes, received: Micros) -> None:
        fields = row.fields
        try:
            if row.wrong:
                raise RejectedUnit(row.wrong)
            if not raw.strip(b', "\t'):
                self._count("empty line")
                return
            if len(fields) != self._width:
                raise RejectedUnit(
                    f"this row has {len(fields)} fields; the header has {self._width}"
                )
            assert self._reader is not None  # the header comes first
            entries = self._reader(fields)
            further = self._further(fields) if self._unknown else None
            latest = max((each.since for each in entries if isinstance(each, Entry)), default=0)
            if latest > received:
                raise RejectedUnit("its period begins after it reached us")
        except RejectedUnit as error:
            reason = f"line {self._line + 1}: {error}"
            self._refused.append(Refused(offset, raw, reason, received))
            self._units += 1
            return
        self._keep(entries, offset, raw, further)
        if len(self._rows.rows) >= GROUP_ROWS:
            self._take(received)

    def _keep(
        self, entries: Sequence[Entry | Absent], offset: int, raw: bytes, further: str | None
    ) -> None:
        assert self._table is not None  # the header comes first
        calendar, placed = self._table.calendar.value, self._origin.placed
        stream, figures = self._context.stream, 0
        for entry in entries:
            if isinstance(entry, Absent):
                self._count(f"cell without a figure: {entry.symbol or 'empty'}")
                continue
            record_id = placed(stream, offset, raw, entry.ordinal)
            self._rows.rows.append((record_id, entry.since, calendar, further, *entry[1:]))
            self._latest = max(self._latest, entry.until)
            figures = 1
        self._units += figures

    def _further(self, fields: list[str]) -> str | None:
        found = [
            f"{name}={said}"
            for name, place in self._unknown
            if (said := optional_text(name, fields[place])) is not None
        ]
        return "; ".join(found) or None

    # --- what cannot be read, and what is handed over -------------------------------------

    def _pieces(self, at: int, received: Micros, over: bool) -> int:
        """Refuse all that follows, in pieces counted from where it began to be refused."""
        while len(self._rest) - at >= LONGEST or (over and at < len(self._rest)):
            raw = self._rest[at : at + LONGEST]
            self._refused.append(Refused(self._offset + at, raw, self._wrong, received))
            self._units += 1
            at += len(raw)
        return at

    def _count(self, what: str) -> None:
        self._other[what] += 1
        self._units += 1

    def _take(self, received: Micros) -> None:
        batch = self._rows.take(received)
        if batch is not None:
            self._parts.append(batch)

    def _decoded(self, received: Micros, *, end: bool = False) -> Decoded:
        self._take(received)
        batches = {}
        if self._parts:
            vintage = self._vintage or last_month(self._latest)
            batches[Figure.kind] = _completed(pa.concat_batches(self._parts), self._table, vintage)
        state = Carry()
        if not end and self._offset:
            state = Carry(self._line, self._header, self._vintage, self._wrong)
        decoded = Decoded(
            batches=batches,
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._offset,
            carry=msgspec.msgpack.encode(state) if state != Carry() else b"",
        )
        self._parts, self._refused, self._units, self._other = [], [], 0, Counter()
        return decoded


def _completed(batch: pa.RecordBatch, table: Table | None, vintage: str) -> pa.RecordBatch:
    """The rows with what is the same in nearly all of them."""
    assert table is not None  # there are rows, so there was a header
    filled = {"series": table.series, "publisher": table.publisher, "vintage": vintage}
    columns = [
        pc.fill_null(column, filled[name]) if name in filled else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=kind_of(Figure).schema)


def _is_a_piece(data: bytes, framing: Framing) -> bool:
    """Whether a unit that was refused alone is read again, and is one of `_pieces`."""
    return framing is Framing.DATAGRAM and len(data) == LONGEST and not data.endswith(b"\n")
