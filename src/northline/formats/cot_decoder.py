"""Reads Cursor on Target; what becomes what is said in `northline.formats.cot`."""

import re
from collections import Counter

import msgspec

from northline.formats.cot_columns import plain_batches
from northline.formats.cot_events import LONGEST, Cut, Events, Piece, Plain
from northline.formats.cot_reading import read_event
from northline.formats.cot_rows import EventRows
from northline.formats.cot_scan import FEW_BYTES, PlainEvents, scan_plain
from northline.records.errors import InputError, RejectedUnit
from northline.records.message import Wire
from northline.records.protocols import Context, Decoded, Refused, refused
from northline.records.units import Micros

_REASONS = {
    Cut.TOO_LONG: f"a piece of an event, or of something else, of more than {LONGEST} bytes",
    Cut.BROKEN: "another event begins before this one ends",
    Cut.STRANGE: "this is no event",
    Cut.OPEN: "the stream ends in this event",
}


_MAY_BE_NOT_REAL = re.compile(rb"opex\s*=\s*[\"']\s*[es&]")
"""Where an event may say that it is of an exercise or simulation."""

_OPEN = rb"\s*+=\s*+(?![\"'](?i:undefined|unrestricted|unclassified)?[\"'])"
_RARE = (
    re.compile(rb"<(?:sensor|__northline)[\s/>]"),
    re.compile(rb"access" + _OPEN),
    re.compile(rb"caveat" + _OPEN),
)
"""Where an event says where a sensor looks, what a unit states of its crew and fuel, or who may
have it; the compiled loop reads none of these."""


class Carry(msgspec.Struct, frozen=True, array_like=True):
    """What a decoder remembers besides its place: nothing where ``inside`` is false.

    Attributes:
        inside: whether the next byte is in the middle of something that is too long.
    """

    inside: bool = False


class CotDecoder:
    """One stream of events, read from ``offset`` on.

    A *unit* is an event, or what stands between two.
    """

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        self._context = context
        self._rows = EventRows(context)
        self._declared = b""
        self._waiting = 0
        self._units = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []
        try:
            carried = msgspec.msgpack.decode(carry, type=Carry) if carry else Carry()
        except msgspec.MsgspecError as error:
            raise InputError(f"this carry is of no Cursor on Target stream: {error}") from error
        self._events = Events(offset, context.framing, inside=carried.inside)

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        large = self._waiting + len(data) >= FEW_BYTES
        for piece in self._events.take(data, end=end, scan=self._scan if large else None):
            if isinstance(piece, Plain):
                self._plain(piece, received)
                continue
            self._units += 1
            if piece.cut is Cut.EVENT:
                self._event(piece, received)
            elif piece.cut in _REASONS:
                self._refuse(piece, _REASONS[piece.cut], received)
            else:
                self._other[piece.cut.value] += 1
        self._waiting = self._events.waiting
        return self._decoded(received)

    def _scan(self, held: bytes, at: int) -> PlainEvents | None:
        if self._context.real and _MAY_BE_NOT_REAL.search(held, at):
            return None  # what says that it is of an exercise is looked at one by one
        # So is what says something rare, or what it says of its own sensitivity.
        rare = [found.start() for each in _RARE if (found := each.search(held, at)) is not None]
        if rare:
            if min(rare) - at < FEW_BYTES:
                return None
            held = held[: min(rare)]
        return scan_plain(held, at, self._declared)

    def _plain(self, piece: Plain, received: Micros) -> None:
        events = piece.events
        self._units += len(events)
        batches = plain_batches(self._context, piece.offset, events, received)
        self._rows.add_batches(batches, received)

    def _event(self, piece: Piece, received: Micros) -> None:
        declared, event = piece.raw[: piece.event], piece.raw[piece.event :]
        try:
            reading = read_event(declared, event, real=self._context.real, feed=self._context.feed)
            raw = event.decode()
        except UnicodeDecodeError:
            self._refuse(piece, "the event is not UTF-8", received)
        except RejectedUnit as error:
            self._refused.append(refused(piece.offset, piece.raw, error, received))
        else:
            self._rows.add(piece.offset, piece.raw, Wire.XML.value, raw, reading, received)
            self._declared = declared  # as this one was, others will be

    def _refuse(self, piece: Piece, reason: str, received: Micros) -> None:
        self._refused.append(Refused(piece.offset, piece.raw, reason, received))

    def _decoded(self, received: Micros) -> Decoded:
        inside = self._events.inside
        decoded = Decoded(
            batches=self._rows.take(received),
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._events.offset,
            carry=msgspec.msgpack.encode(Carry(inside)) if inside else b"",
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded
