"""Reads AIS, a line at a time; what becomes what is said in `northline.formats.ais`."""

from collections import Counter
from collections.abc import Mapping

import msgspec
import pyarrow as pa

from northline.formats.ais_messages import PARTICULARS, POSITION, read_message
from northline.formats.columns import Rows
from northline.formats.lines import LONGEST, Cut, Lines
from northline.formats.nmea import Sentence, read_line
from northline.formats.parts import Held, Part, Parts
from northline.records.errors import InputError, RejectedUnit
from northline.records.ids import Origin
from northline.records.position import Particulars, Position
from northline.records.protocols import Context, Decoded, Refused
from northline.records.units import Micros

_ORIGIN = ("id", "at", "timed", "station")


class Carry(msgspec.Struct, frozen=True, array_like=True):
    """What a decoder remembers besides its place: nothing when both are empty.

    Attributes:
        inside: whether the next byte is in the middle of a line that is too long.
        held: parts of messages whose other parts are missing.
    """

    inside: bool = False
    held: tuple[Held, ...] = ()


class AisDecoder:
    """One stream of lines, read from ``offset`` on.

    A *unit* is a line.  Each is counted once, when it is settled: as the line that completed a
    message with records, as refused, or under ``other``.
    """

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        self._context = context
        self._positions = Rows(Position, context, (*_ORIGIN, *POSITION))
        self._particulars = Rows(Particulars, context, (*_ORIGIN, *PARTICULARS))
        self._position_id = Origin(Position.kind, context.source)
        self._particulars_id = Origin(Particulars.kind, context.source)
        self._parts = Parts()
        self._units = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []
        try:
            carried = msgspec.msgpack.decode(carry, type=Carry) if carry else Carry()
            self._lines = Lines(offset, context.framing, inside=carried.inside)
            for held in carried.held:
                sentence = read_line(held.raw)
                if not isinstance(sentence, Sentence):
                    raise InputError("a held part is no sentence")
                received = Micros(held.received)
                part = Part(sentence, held.offset, held.raw, received, -held.age)
                self._parts.hold_again(part)
        except (msgspec.MsgspecError, InputError, IndexError) as error:
            raise InputError(f"this carry is of no AIS stream: {error}") from error

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        for offset, raw, cut in self._lines.take(data, end=end):
            for part in self._parts.expired():
                self._refuse_part(part, "the parts that follow it have not come")
            try:
                if cut is Cut.TOO_LONG:
                    raise RejectedUnit(f"a piece of a line of more than {LONGEST} bytes")
                self._take(offset, raw, received)
            except RejectedUnit as error:
                reason = f"the stream ends in this line: {error}" if cut is Cut.OPEN else str(error)
                self._refuse(Refused(offset, raw, reason, received))
        if end:
            for part in self._parts.all():
                self._refuse_part(part, "the stream ends before the parts that follow it")
            self._parts.clear()
        return self._decoded(received)

    def _take(self, offset: int, raw: bytes, received: Micros) -> None:
        """Read one line; raises `RejectedUnit`."""
        sentence = read_line(raw)
        if isinstance(sentence, str):
            self._count(sentence)
        elif sentence.total == 1:
            self._message(offset, raw, sentence, sentence.payload, received)
        else:
            part = Part(sentence, offset, raw, received, self._parts.line)
            whole, astray = self._parts.add(part)
            for stray, reason in astray:
                self._refuse_part(stray, reason)
            if whole:
                self._join(whole, received)

    def _join(self, parts: list[Part], received: Micros) -> None:
        first, last = parts[0], parts[-1]
        stated = [part.sentence for part in parts]
        sentence = last.sentence._replace(
            at=next((each.at for each in stated if each.at is not None), None),
            station=next((each.station for each in stated if each.station is not None), None),
        )
        raw = b"".join(part.raw for part in parts)
        payload = b"".join(each.payload for each in stated)
        try:
            self._message(first.offset, raw, sentence, payload, received)
        except RejectedUnit as error:
            for part in parts:
                self._refuse_part(part, str(error))
        else:
            self._count("continued", len(parts) - 1)

    def _message(
        self, offset: int, raw: bytes, sentence: Sentence, payload: bytes, received: Micros
    ) -> None:
        """Make records of one whole message; raises `RejectedUnit`."""
        reading = read_message(payload, sentence.fill)
        if reading.other:
            self._count(reading.other)
            return
        stated = reading.at if sentence.at is None else sentence.at
        at = received if stated is None else stated
        origin = (at, stated is not None, sentence.station)
        stream = self._context.stream
        if reading.position is not None:
            record_id = self._position_id.placed(stream, offset, raw)
            self._positions.rows.append((record_id, *origin, *reading.position))
        if reading.particulars is not None:
            record_id = self._particulars_id.placed(stream, offset, raw, reading.ordinal)
            self._particulars.rows.append((record_id, *origin, *reading.particulars))
        self._units += 1

    def _count(self, what: str, times: int = 1) -> None:
        self._other[what] += times
        self._units += times

    def _refuse(self, refused: Refused) -> None:
        self._refused.append(refused)
        self._units += 1

    def _refuse_part(self, part: Part, reason: str) -> None:
        self._refuse(Refused(part.offset, part.raw, reason, part.received))

    def _decoded(self, received: Micros) -> Decoded:
        taken: Mapping[str, pa.RecordBatch | None] = {
            Position.kind: self._positions.take(received),
            Particulars.kind: self._particulars.take(received),
        }
        carry = Carry(self._lines.inside, self._parts.carried())
        decoded = Decoded(
            batches={kind: batch for kind, batch in taken.items() if batch is not None},
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._lines.offset,
            carry=msgspec.msgpack.encode(carry) if carry != Carry() else b"",
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded
