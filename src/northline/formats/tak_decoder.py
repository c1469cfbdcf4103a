"""Reads the TAK protocol; what becomes what is said in `northline.formats.tak`."""

import base64
from collections import Counter

from northline.formats.cot_reading import read_event
from northline.formats.cot_rows import EventRows
from northline.formats.tak_frames import Cut, Frames, Piece
from northline.formats.tak_messages import event_of, parse_message
from northline.records.errors import InputError, RejectedUnit
from northline.records.message import Wire
from northline.records.protocols import Context, Decoded, Refused, refused
from northline.records.units import Micros


class TakDecoder:
    """One stream of messages, read from ``offset`` on.  A *unit* is a message with its head."""

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when there is a ``carry``: such a decoder leaves none.
        """
        if carry:
            raise InputError("this carry is of no TAK stream: nothing of one is carried")
        self._context = context
        self._rows = EventRows(context)
        self._frames = Frames(offset, context.framing)

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        rejected: list[Refused] = []
        other: Counter[str] = Counter()
        pieces = self._frames.take(data, end=end)
        for piece in pieces:
            try:
                if what := self._take(piece, received):
                    other[what] += 1
            except RejectedUnit as error:
                rejected.append(refused(piece.offset, piece.raw, error, received))
        return Decoded(
            batches=self._rows.take(received),
            refused=tuple(rejected),
            units=len(pieces),
            other=dict(other),
            consumed=self._frames.offset,
        )

    def _take(self, piece: Piece, received: Micros) -> str:
        """Make rows of one piece, or say what it counts as; raises `RejectedUnit`."""
        payload = piece.raw[piece.begins :]
        if piece.cut is Cut.XML:
            return self._xml(piece, payload, received)
        if piece.cut is not Cut.MESSAGE:
            raise RejectedUnit(piece.cut.value)
        message = parse_message(payload)
        if not message.HasField("cotEvent"):
            return "tak:control" if message.HasField("takControl") else "tak:empty"
        context = self._context
        reading = read_event(b"", event_of(message), real=context.real, feed=context.feed)
        raw = base64.b64encode(payload).decode()
        self._rows.add(piece.offset, piece.raw, Wire.PROTOBUF.value, raw, reading, received)
        return ""

    def _xml(self, piece: Piece, text: bytes, received: Micros) -> str:
        """An XML event among the messages, such as those in which both ends agree to change."""
        begins = max(0, text.find(b"<event"))
        declared, event = text[:begins], text[begins:].rstrip(b" \t\r\n")
        reading = read_event(declared, event, real=self._context.real, feed=self._context.feed)
        try:
            raw = event.decode()
        except UnicodeDecodeError as error:
            raise RejectedUnit("the event is not UTF-8") from error
        self._rows.add(piece.offset, piece.raw, Wire.XML.value, raw, reading, received)
        return ""
