"""XML documents out of a stream that may be cut anywhere, one after the other, in bounded memory.

expat reads along and says where each document ends and where its points stand, byte for byte.
A document with a document type declaration is none: without one there are no entities but the
five of XML, and nothing outside is named.

What is no document is skipped up to the next place that looks like the beginning of one
(``<?xml`` or ``<gpx``).  A document of more than `LARGEST` bytes, and what is skipped, comes in
pieces of `LARGEST` bytes, counted from where it began and so the same however it was cut.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from northline.records.errors import RejectedUnit

LARGEST = 16 * 1024 * 1024
"""Bytes in the largest document taken: some 150,000 points."""

POINTS = frozenset({"trkpt", "rtept", "wpt"})

_BLANK = b" \t\r\n"
_BEGIN = re.compile(rb"<\?xml[\s?]|<gpx[\s>/]")
_LONGEST_BEGIN = 6
_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")


class Document(NamedTuple):
    """A document, or a piece of what is none.

    Attributes:
        offset: place of its first byte in the stream.
        raw: its bytes.
        wrong: why it is none, or empty.
        points: where each of its points begins and ends in ``raw``, in their order.
    """

    offset: int
    raw: bytes
    wrong: str = ""
    points: tuple[tuple[int, int], ...] = ()


class Documents:
    """Cuts one stream into documents.

    Attributes:
        offset: place in the stream of the first byte not yet handed over.
        skipping: whether that byte is in the middle of something that is no document.
    """

    def __init__(self, offset: int, *, skipping: bool = False) -> None:
        self.offset = offset
        self.skipping = skipping
        self._rest = bytearray()
        self._walk: _Walk | None = None
        self._wrong: tuple[str, int] | None = (_PIECE, 0) if skipping else None

    def take(self, data: bytes, *, end: bool = False) -> Iterator[Document]:
        """Hand over the documents that these next bytes complete.

        Args:
            data: the bytes that follow those given before.
            end: whether the stream ends here, so that what is incomplete is none.
        """
        self._rest += data
        while True:
            if self._wrong is None:
                self._pass_blanks()
                if not self._rest:
                    return
                document = self._read(end)
                if document is None and self._wrong is None:
                    return
            elif self._goes_on(end):
                document = self._skip(end)
            else:
                return
            if document is not None:
                yield document

    def _goes_on(self, end: bool) -> bool:
        """Whether what is wrong can be handed over already."""
        return end or len(self._rest) >= LARGEST + _LONGEST_BEGIN or self._next() is not None

    def _pass_blanks(self) -> None:
        if self._walk is None and self._rest[:1].strip(_BLANK) == b"":
            self._use(len(self._rest) - len(self._rest.lstrip(_BLANK)))

    def _read(self, end: bool) -> Document | None:
        """Read on in a document; it, once it is whole."""
        if self._walk is None:
            self._walk = _Walk()
        walk = self._walk
        try:
            length = walk.on(self._rest, end=end)
        except RejectedUnit as error:
            self._walk, self._wrong = None, (str(error), walk.error_at)
            return None
        if length is None:
            return None
        self._walk = None
        raw, offset = bytes(self._rest[:length]), self.offset
        self._use(length)
        return Document(offset, raw, walk.wrong, tuple(walk.points))

    def _skip(self, end: bool) -> Document | None:
        """A piece of what is no document, up to where one may begin again."""
        assert self._wrong is not None
        at = self._next()
        over = at is not None or (end and len(self._rest) <= LARGEST)
        length = min(len(self._rest), LARGEST) if at is None else at
        document = Document(self.offset, bytes(self._rest[:length]), wrong=self._wrong[0])
        self._use(length)
        self.skipping = not over
        self._wrong = None if over else (_PIECE, 0)
        return document if length else None

    def _next(self) -> int | None:
        """Where the next document may begin, within a piece from here."""
        assert self._wrong is not None
        why, searched = self._wrong
        found = _BEGIN.search(self._rest, searched)
        if found is None:
            self._wrong = why, max(searched, len(self._rest) - _LONGEST_BEGIN)
            return None
        return None if found.start() >= LARGEST else found.start()

    def _use(self, length: int) -> None:
        del self._rest[:length]
        self.offset += length


_PIECE = "a piece of what could not be read as a GPX document"


class _Walk:
    """One document being read.

    Attributes:
        points: where each of its points begins and ends.
        wrong: why it is none although it is whole, or empty.
        error_at: where it went wrong, if it did: the next document may begin there.
    """

    def __init__(self) -> None:
        self.points: list[tuple[int, int]] = []
        self.wrong = ""
        self.error_at = 0
        self._fed = 0
        self._depth = 0
        self._root = 0
        self._end_tag: int | None = None
        self._point: int | None = None
        self._inner = 0
        self._ends: list[tuple[int, int]] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        self._parser = parser

    def on(self, data: bytearray, *, end: bool) -> int | None:
        """Read on; the document's length once it is whole.

        Raises:
            RejectedUnit: when it is none.
        """
        stop = min(len(data), LARGEST)
        if b"\0" in data[:2] or data.startswith((b"\xff\xfe", b"\xfe\xff")):
            self._stop(2, "it is UTF-16; write it as UTF-8")
        try:
            self._parser.Parse(bytes(data[self._fed : stop]), False)
            self._fed = stop
            if end and self._end_tag is None and stop == len(data):
                self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            if self._end_tag is None:
                self._explain(error, stop)
        except (LookupError, ValueError):  # Python knows none of that name, or not byte by byte
            if self._end_tag is None:
                self._stop(1, "its encoding is not known; write it as UTF-8")
        if self._end_tag is None and stop < LARGEST:
            return None
        length = LARGEST + 1
        if self._end_tag is not None:
            length = self._stop_of(data, self._root, self._end_tag)
        if length > LARGEST:
            self._stop(LARGEST, f"a document of more than {LARGEST:,} bytes")
        self.points = [(start, self._stop_of(data, start, tag)) for start, tag in self._ends]
        return length

    def _explain(self, error: expat.ExpatError, stop: int) -> None:
        """Raise what expat says."""
        said = expat.ErrorString(error.code)
        if error.code in _CUT_OFF:
            self._stop(stop, f"the stream ends in this document: {said}")
        at = self._parser.ErrorByteIndex
        self._stop(at, f"not well-formed XML at byte {at} of it: {said}")

    def _start(self, name: str, _: dict[str, str]) -> None:
        if self._end_tag is not None:
            return
        at = self._parser.CurrentByteIndex
        local = name.rpartition(":")[2]
        if self._depth and local == "gpx":
            self._stop(at, "another document begins inside of it")
        if not self._depth:
            self._root = at
        self._depth += 1
        if local in POINTS and self._point is None:
            self._point, self._inner = at, self._depth

    def _end(self, _: str) -> None:
        if self._end_tag is not None:
            return
        at = self._parser.CurrentByteIndex
        if self._point is not None and self._depth == self._inner:
            self._ends.append((self._point, at))
            self._point = None
        self._depth -= 1
        if not self._depth:
            self._end_tag = at

    def _doctype(self, *_: object) -> None:
        self.wrong = "a document type declaration is not taken"

    def _entity(self, *_: object) -> None:
        self._stop(self._parser.CurrentByteIndex, "a document that declares entities is not taken")

    def _stop_of(self, data: bytearray, start: int, end_tag: int) -> int:
        """Where an element ends; raises `RejectedUnit`."""
        found = _TAG.match(data, start)
        if found is not None and not found[0].endswith(b"/>"):
            found = _TAG.match(data, end_tag)
        if found is None:
            self._stop(end_tag, "its encoding is not taken; write it as UTF-8")
        return found.end()

    def _stop(self, at: int, why: str) -> NoReturn:
        self.error_at = max(1, at)
        raise RejectedUnit(why)


_CUT_OFF = frozenset(
    expat.errors.codes[each]
    for each in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
"""What expat says where the end comes too early, and never before the end."""
