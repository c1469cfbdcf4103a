"""Rows that people and programs write: CSV with a header, or JSON objects, one record each.

RFC 4180 and RFC 8259, cut as `northline.formats.arrivals_cuts` cuts them.  A `Sheet` says what
a row may hold; this module reads streams of such rows and keeps what cannot be read.  Some
columns may not enter at all, whatever they hold (`Sheet.forbidden`): a row that has one is kept
nowhere, not even as rejected.  What is refused then is the name of the column alone.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from northline.formats.arrivals_cuts import Cut, neither_at, object_at, row_at
from northline.formats.columns import Rows
from northline.records.errors import InputError, RejectedUnit
from northline.records.ids import Origin
from northline.records.protocols import Context, Decoded, Framing, Refused
from northline.records.record import Record
from northline.records.units import Micros

_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"
_SHOWN = 40

KEPT_NOWHERE = "kept nowhere"
"""What rows that may not enter count as."""


class Row(NamedTuple):
    """A row as it was read.

    Attributes:
        values: column of the record -> value; what is left out is null.
        sequence: what numbers it among all of its source, or None where its place does.
        counts: what it counts as where it makes no record, or empty.
    """

    values: Mapping[str, Any]
    sequence: str | None = None
    counts: str = ""


class Sheet(NamedTuple):
    """What rows of one sort are.

    Attributes:
        record: the kind of record that a row makes.
        columns: its columns that rows fill, in any order.
        names: what columns of a row may be called.
        needed: those that every row fills.
        read: reads a row from its texts, none of them empty; raises `RejectedUnit`.
        forbidden: why a column of that name may not enter, or empty.
    """

    record: type[Record]
    columns: tuple[str, ...]
    names: tuple[str, ...]
    needed: tuple[str, ...]
    read: Callable[[Mapping[str, str]], Row]
    forbidden: Callable[[str], str] = lambda name: ""


class Carry(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a decoder remembers besides its place: nothing at the beginning of a stream.

    Attributes:
        written: how the stream is written, as its first bytes say.
        inside: whether an array of JSON is open.
        header: columns of CSV, in order; None before the header.
        wrong: why the header could not be read, or empty.
        silent: whether what stands under it is kept nowhere.
    """

    written: Literal["", "csv", "json"] = ""
    inside: bool = False
    header: tuple[str, ...] | None = None
    wrong: str = ""
    silent: bool = False


class NotTakenIn(RejectedUnit):
    """Something has a name that may not enter: nothing but the name is kept."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name


class RowsDecoder:
    """One stream of rows, read from ``offset`` on.

    A *unit* is a row or object.  Each is counted once: with the record it became, as refused,
    or under ``other`` (a header, an empty line, what makes no record).
    """

    def __init__(self, sheet: Sheet, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        self._sheet, self._context = sheet, context
        self._offset = offset
        self._rest = b""
        self._rows = Rows(sheet.record, context, ("id", *sheet.columns))
        self._origin = Origin(sheet.record.kind, context.source)
        self._units = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []
        try:
            self._state = msgspec.msgpack.decode(carry, type=Carry) if carry else Carry()
            if not set(self._state.header or ()) <= set(sheet.names):
                raise InputError("it names a column there is not")
        except (msgspec.MsgspecError, InputError) as error:
            kind = sheet.record.kind
            raise InputError(f"this carry is of no stream of {kind} rows: {error}") from error

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        self._rest += data
        over = end or (bool(data) and self._context.framing is Framing.DATAGRAM)
        at = self._begin(over)
        while at < len(self._rest):
            step = self._json if self._state.written == "json" else self._csv
            used = step(at, received, over) if self._state.written else None
            if used is None:
                break
            at += used
        self._rest = self._rest[at:]
        self._offset += at
        if end:
            self._state = Carry()
        batch = self._rows.take(received)
        state = self._state
        decoded = Decoded(
            batches={} if batch is None else {self._sheet.record.kind: batch},
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._offset,
            carry=msgspec.msgpack.encode(state) if state != Carry() else b"",
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded

    def _begin(self, over: bool) -> int:
        """Find out how the stream is written; the bytes passed over for it."""
        if self._state.written:
            return 0
        head = self._rest[: len(_BOM)]
        marked = self._offset == 0 and head == _BOM
        if self._offset == 0 and not over and not marked and _BOM.startswith(head):
            return 0  # half of a byte-order mark
        at = len(_BOM) if marked else 0
        at += len(self._rest[at:]) - len(self._rest[at:].lstrip(_BLANK))
        first = self._rest[at : at + 1]
        if first:
            self._state = Carry(written="json" if first in {b"[", b"{"} else "csv")
        return at

    def _csv(self, at: int, received: Micros, over: bool) -> int | None:
        """Take one row of CSV; the bytes that it used up, or None where more must come."""
        cut = row_at(self._rest, at, end=over)
        if cut is None:
            return None
        raw = self._rest[at : at + cut.length]
        try:
            self._row(cut, raw, at)
        except RejectedUnit as error:
            self._refuse(at, raw, error, received)
        return cut.used

    def _row(self, cut: Cut, raw: bytes, at: int) -> None:
        state = self._state
        if cut.fields == (b"",) and not raw:
            self._count("empty")
            return
        if state.silent:
            self._count(KEPT_NOWHERE)
            return
        if cut.wrong:
            raise RejectedUnit(cut.wrong)
        try:
            texts = [field.decode() for field in cut.fields]
        except UnicodeDecodeError as error:
            raise RejectedUnit("this row is not written in UTF-8") from error
        if state.wrong:
            raise RejectedUnit(f"without its header this row cannot be read: {state.wrong}")
        if state.header is None:
            self._header(texts)
            return
        if len(texts) != len(state.header):
            raise RejectedUnit(
                f"this row has {len(texts)} fields; the header has {len(state.header)}"
            )
        self._keep(dict(zip(state.header, texts, strict=True)), at, raw)

    def _header(self, texts: list[str]) -> None:
        try:
            header = self._columns(texts)
        except RejectedUnit as error:
            silent = isinstance(error, NotTakenIn)
            self._state = msgspec.structs.replace(
                self._state, header=(), wrong=str(error), silent=silent
            )
            raise
        self._state = msgspec.structs.replace(self._state, header=header)
        self._count("header")

    def _columns(self, names: list[str]) -> tuple[str, ...]:
        """The columns of a header; raises `RejectedUnit`."""
        sheet, header = self._sheet, tuple(name.strip() for name in names)
        for name in header:
            self._check(name)
            if header.count(name) > 1:
                raise RejectedUnit(f"the header names column {name} twice")
        for name in sheet.needed:
            if name not in header:
                raise RejectedUnit(f"the header lacks column {name}; every row has one")
        return header

    def _check(self, name: str) -> None:
        sheet = self._sheet
        if why := sheet.forbidden(name):
            raise NotTakenIn(name, why)
        if name not in sheet.names:
            raise RejectedUnit(f"there is no column {shown(name)}; there are {_list(sheet.names)}")

    def _json(self, at: int, received: Micros, over: bool) -> int | None:
        """Take one object or what stands between two; the bytes used up, or None, as above."""
        first = self._rest[at : at + 1]
        if first in {b" ", b"\t", b"\r", b"\n", b","}:
            return 1
        if (first, self._state.inside) in {(b"[", False), (b"]", True)}:
            self._state = msgspec.structs.replace(self._state, inside=first == b"[")
            return 1
        cut = (object_at if first == b"{" else neither_at)(self._rest, at, end=over)
        if cut is None:
            return None
        raw = self._rest[at : at + cut.length]
        try:
            if cut.wrong:
                raise RejectedUnit(cut.wrong)
            self._keep(self._texts(raw), at, raw)
        except RejectedUnit as error:
            self._refuse(at, raw, error, received)
        return cut.used

    def _texts(self, raw: bytes) -> Mapping[str, str]:
        """The texts of an object of JSON; raises `RejectedUnit`."""
        try:
            found = msgspec.json.decode(raw, type=dict[str, Any])
        except (ValueError, RecursionError) as error:  # of msgspec, or of what is no UTF-8
            said = ascii(str(error))[1:-1][:200]
            raise RejectedUnit(f"this is no object of JSON: {said}") from error
        for name in found:
            if why := self._sheet.forbidden(name):
                raise NotTakenIn(name, why)
        texts = {}
        for name, value in found.items():
            self._check(name)
            texts[name] = text_of(name, value)
        return texts

    def _keep(self, texts: Mapping[str, str], at: int, raw: bytes) -> None:
        given = {name: text.strip() for name, text in texts.items() if text.strip()}
        for name in self._sheet.needed:
            if name not in given:
                raise RejectedUnit(f"{name} is missing; every row has one")
        row = self._sheet.read(given)
        if row.counts:
            self._count(row.counts)
            return
        if row.sequence is None:
            made = self._origin.placed(self._context.stream, self._offset + at, raw)
        else:
            made = self._origin.sequenced(row.sequence)
        self._rows.rows.append((made, *(row.values.get(name) for name in self._sheet.columns)))
        self._units += 1

    def _count(self, what: str) -> None:
        self._other[what] += 1
        self._units += 1

    def _refuse(self, at: int, raw: bytes, error: RejectedUnit, received: Micros) -> None:
        self._refused.append(refused(self._offset + at, raw, error, received))
        self._units += 1


def refused(offset: int, raw: bytes, error: RejectedUnit, received: Micros) -> Refused:
    """A unit that is refused; of one that may not enter, the name and nothing of what it holds."""
    if isinstance(error, NotTakenIn):
        name = error.name.encode(errors="replace")
        place = raw.find(name)
        offset, raw = (offset + place, name) if name and place >= 0 else (offset, raw[:1])
    return Refused(offset, raw, str(error), received)


def text_of(name: str, value: object) -> str:
    """A value of JSON as its column would have it in CSV; raises `RejectedUnit`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ";".join(value)
    raise RejectedUnit(f"{name} is neither a text nor a number, nor a list of texts")


def shown(value: str) -> str:
    """A value as a reason shows it: short, and in ASCII."""
    return ascii(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}...")


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names)
