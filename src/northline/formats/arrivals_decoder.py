"""Reads reports of arrival; what becomes what is said in `northline.formats.arrivals`."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from northline.formats.arrivals_cuts import Cut, neither_at, object_at, row_at
from northline.formats.arrivals_rows import COLUMNS, Row, header_of, row_of, unknown_column
from northline.formats.columns import Rows
from northline.records.arrival import Arrival
from northline.records.errors import InputError, RejectedUnit
from northline.records.ids import Origin
from northline.records.protocols import Context, Decoded, Framing, Refused
from northline.records.units import Micros

_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"


class Carry(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a decoder remembers besides its place: nothing at the beginning of a stream.

    Attributes:
        written: how the stream is written, as its first bytes say.
        inside: whether an array of JSON is open.
        header: columns of CSV, in order; None before the header.
        wrong: why the header could not be read, or empty.
    """

    written: Literal["", "csv", "json"] = ""
    inside: bool = False
    header: tuple[str, ...] | None = None
    wrong: str = ""


class ArrivalsDecoder:
    """One stream of reports, read from ``offset`` on.

    A *unit* is a row or object.  Each is counted once: with the record it became, as refused,
    or under ``other`` (a header, an empty line).
    """

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        self._context = context
        self._offset = offset
        self._rest = b""
        self._rows = Rows(Arrival, context, ("id", "supersedes", *COLUMNS))
        self._origin = Origin(Arrival.kind, context.source)
        self._units = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []
        try:
            self._state = msgspec.msgpack.decode(carry, type=Carry) if carry else Carry()
            if not set(self._state.header or ()) <= set(COLUMNS):
                raise InputError("it names a column there is not")
        except (msgspec.MsgspecError, InputError) as error:
            raise InputError(f"this carry is of no stream of arrivals: {error}") from error

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
        self._use(at)
        if end:
            self._state = Carry()
        batch = self._rows.take(received)
        state = self._state
        decoded = Decoded(
            batches={} if batch is None else {Arrival.kind: batch},
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
        if (
            self._offset == 0
            and not over
            and _BOM.startswith(self._rest[:3]) != (self._rest[:3] == _BOM)
        ):
            return 0  # half of a byte-order mark
        at = len(_BOM) if self._offset == 0 and self._rest.startswith(_BOM) else 0
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
            self._row(cut, raw)
        except RejectedUnit as error:
            self._refuse(at, raw, str(error), received)
        return cut.used

    def _row(self, cut: Cut, raw: bytes) -> None:
        state = self._state
        if cut.fields == (b"",) and not raw:
            self._count("empty")
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
            try:
                header = header_of(texts)
            except RejectedUnit as error:
                self._state = msgspec.structs.replace(state, header=(), wrong=str(error))
                raise
            self._state = msgspec.structs.replace(state, header=header)
            self._count("header")
            return
        if len(texts) != len(state.header):
            raise RejectedUnit(
                f"this row has {len(texts)} fields; the header has {len(state.header)}"
            )
        self._keep(row_of(dict(zip(state.header, texts, strict=True))))

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
            self._keep(row_of(_texts(raw)))
        except RejectedUnit as error:
            self._refuse(at, raw, str(error), received)
        return cut.used

    def _keep(self, row: Row) -> None:
        record_id, supersedes = row.ids(self._origin)
        values = (row.values.get(name) for name in COLUMNS)
        self._rows.rows.append((record_id, supersedes, *values))
        self._units += 1

    def _count(self, what: str) -> None:
        self._other[what] += 1
        self._units += 1

    def _refuse(self, at: int, raw: bytes, reason: str, received: Micros) -> None:
        self._refused.append(Refused(self._offset + at, raw, reason, received))
        self._units += 1

    def _use(self, length: int) -> None:
        self._rest = self._rest[length:]
        self._offset += length


def _texts(raw: bytes) -> Mapping[str, str]:
    """The texts of an object of JSON; raises `RejectedUnit`."""
    try:
        found = msgspec.json.decode(raw, type=dict[str, Any])
    except (ValueError, RecursionError) as error:  # of msgspec, or of what is no UTF-8
        raise RejectedUnit(f"this is no object of JSON: {ascii(str(error))[1:-1][:200]}") from error
    texts = {}
    for name, value in found.items():
        if name not in COLUMNS:
            raise unknown_column(name)
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            raise RejectedUnit(f"{name} is neither a text nor a number")
        texts[name] = "" if value is None else str(value)
    return texts
