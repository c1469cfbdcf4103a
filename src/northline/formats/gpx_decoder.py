"""Reads GPX, a document at a time; what becomes what is said in `northline.formats.gpx`."""

import hashlib
from collections import Counter

from northline.formats.columns import Rows
from northline.formats.gpx_documents import Document, Documents
from northline.formats.gpx_points import COLUMNS, points_of, sighting_of
from northline.records.errors import InputError, RejectedUnit
from northline.records.ids import Origin
from northline.records.position import Craft, Position
from northline.records.protocols import Context, Decoded, Framing, Refused
from northline.records.units import Micros

_UNKNOWN = Craft.UNKNOWN.value
_SKIPPING = b"skipping"
"""What is carried in the middle of something that is no document."""


class GpxDecoder:
    """One stream of documents, read from ``offset`` on.

    A *unit* is a point; a document without one is a unit, and so is what is none.  Each is
    counted once: as the position it became, as refused, or under ``other``.
    """

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        if carry not in {b"", _SKIPPING}:
            raise InputError("this carry is of no GPX stream")
        self._context = context
        self._documents = Documents(offset, skipping=carry == _SKIPPING)
        self._rows = Rows(
            Position, context, ("id", "at", "timed", "identity", "craft", "name", *COLUMNS)
        )
        self._origin = Origin(Position.kind, context.source)
        self._units = 0
        self._other: Counter[str] = Counter()
        self._refused: list[Refused] = []

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        over = end or (bool(data) and self._context.framing is Framing.DATAGRAM)
        for document in self._documents.take(data, end=over):
            try:
                if document.wrong:
                    raise RejectedUnit(document.wrong)
                self._document(document, received)
            except RejectedUnit as error:
                self._refuse(document.offset, document.raw, str(error), received)
        batch = self._rows.take(received)
        decoded = Decoded(
            batches={} if batch is None else {Position.kind: batch},
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._documents.offset,
            carry=_SKIPPING if self._documents.skipping else b"",
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded

    def _document(self, document: Document, received: Micros) -> None:
        """Make positions of one document; raises `RejectedUnit`."""
        points = points_of(document.raw)
        if len(points) != len(document.points):
            raise RejectedUnit("its points cannot be told apart")
        unnamed = hashlib.blake2b(document.raw, digest_size=6).hexdigest()
        for point, (start, stop) in zip(points, document.points, strict=True):
            if point.other:
                self._count(point.other)
                continue
            raw, offset = document.raw[start:stop], document.offset + start
            try:
                sighting = sighting_of(point.element)
            except RejectedUnit as error:
                self._refuse(offset, raw, f"track point: {error}", received)
                continue
            record_id = self._origin.placed(self._context.stream, offset, raw)
            identity = f"gpx:{point.track or unnamed}"
            said = (sighting.at, True, identity, _UNKNOWN, point.track)
            self._rows.rows.append((record_id, *said, *sighting.columns))
            self._units += 1
        if not points:
            self._count("gpx without points")

    def _count(self, what: str) -> None:
        self._other[what] += 1
        self._units += 1

    def _refuse(self, offset: int, raw: bytes, reason: str, received: Micros) -> None:
        self._refused.append(Refused(offset, raw, reason, received))
        self._units += 1
