"""Reads GraphML, a document at a time; what becomes what is said in `northline.formats.roads_graphml`."""

from collections import Counter

from northline.formats.columns import Rows
from northline.formats.roads_edges_rows import ROAD_COLUMNS
from northline.formats.roads_graphml_documents import Document, Documents
from northline.formats.roads_graphml_edges import edge_values, graph_of
from northline.records.errors import InputError, RejectedUnit
from northline.records.ids import Origin
from northline.records.protocols import Context, Decoded, Framing, Refused
from northline.records.road import Road
from northline.records.units import Micros

_SKIPPING = b"skipping"
"""What is carried in the middle of something that is no document."""


class GraphmlDecoder:
    """One stream of documents, read from ``offset`` on.

    A *unit* is an edge; a document without one is a unit, and so is what is none.  Each is counted
    once: as the road it became, as refused, or under ``other``.
    """

    def __init__(self, context: Context, offset: int = 0, carry: bytes = b"") -> None:
        """Start, or go on where another decoder of this stream was.

        Raises:
            InputError: when ``carry`` is not what such a decoder left.
        """
        if carry not in {b"", _SKIPPING}:
            raise InputError("this carry is of no GraphML stream")
        self._context = context
        self._documents = Documents(offset, skipping=carry == _SKIPPING)
        self._rows = Rows(Road, context, ("id", *ROAD_COLUMNS))
        self._origin = Origin(Road.kind, context.source)
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
            batches={} if batch is None else {Road.kind: batch},
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._documents.offset,
            carry=_SKIPPING if self._documents.skipping else b"",
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded

    def _document(self, document: Document, received: Micros) -> None:
        """Make roads of one document; raises `RejectedUnit`."""
        graph = graph_of(document.raw)
        for name, count in graph.other.items():
            self._other[name] += count
            self._units += count
        if not graph.edges:
            self._other["graphml without edges"] += 1
            self._units += 1
        for edge in graph.edges:
            raw = document.raw[edge.start : edge.stop]
            offset = document.offset + edge.start
            try:
                values = edge_values(graph, edge)
            except RejectedUnit as error:
                self._refuse(offset, raw, f"edge: {error}", received)
                continue
            # The places stand elsewhere in the document: another place is another statement.
            ends = "{lon!r} {lat!r} {to_lon!r} {to_lat!r}".format(**values)
            made = self._origin.placed(self._context.stream, offset, raw + ends.encode())
            values |= {"at": received, "timed": False}
            self._rows.rows.append((made, *(values[name] for name in ROAD_COLUMNS)))
            self._units += 1

    def _refuse(self, offset: int, raw: bytes, reason: str, received: Micros) -> None:
        self._refused.append(Refused(offset, raw, reason, received))
        self._units += 1
