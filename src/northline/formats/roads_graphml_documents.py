"""GraphML documents out of a stream that may be cut anywhere, one after the other, in bounded memory.

A document begins at ``<?xml`` or ``<graphml`` and ends with ``</graphml>``; what is inside is looked
at later.  What is no document is handed over up to where one may begin again, in pieces of `PIECE`
bytes counted from where it began, and so the same however it was cut.  So is a document of more
than `LARGEST` bytes.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

LARGEST = 64 * 1024 * 1024
"""Bytes in the largest document taken: some 200,000 edges with what OpenStreetMap says of them."""

PIECE = 1024 * 1024

_BLANK = b" \t\r\n\xef\xbb\xbf"
_MARK = re.compile(rb"<\?xml[\s?]|<graphml[\s>/]|</graphml[ \t\r\n]{0,16}>")
_LONGEST_MARK = 27
_BEGINNINGS = (b"<?xml", b"<graphml")


class Document(NamedTuple):
    """A document, or a piece of what is none.

    Attributes:
        offset: place of its first byte in the stream.
        raw: its bytes.
        wrong: why it is none, or empty.
    """

    offset: int
    raw: bytes
    wrong: str = ""


class Documents:
    """Cuts one stream into documents.

    Attributes:
        offset: place in the stream of the first byte not yet handed over.
        skipping: whether that byte is in the middle of something that is no document.
    """

    def __init__(self, offset: int, *, skipping: bool = False) -> None:
        """From a place on."""
        self.offset = offset
        self.skipping = skipping
        self._rest = bytearray()
        self._searched = 0
        self._root = False

    def take(self, data: bytes, *, end: bool = False) -> Iterator[Document]:
        """Hand over the documents that these next bytes complete.

        Args:
            data: the bytes that follow those given before.
            end: whether the stream ends here, so that what is incomplete is none.
        """
        self._rest += data
        while True:
            found = self._skip(end) if self.skipping else self._read(end)
            if found is None:
                return
            if found.raw:
                yield found

    def _read(self, end: bool) -> Document | None:
        """The document that begins here, or what is wrong with it; None where more must come."""
        if not self._searched:
            self._use(len(self._rest) - len(self._rest.lstrip(_BLANK)))
            head = bytes(self._rest[:_LONGEST_MARK])
            first = _MARK.match(head)
            if first is None or head.startswith(b"</"):
                short = any(
                    each.startswith(head) or (head.startswith(each) and len(head) == len(each))
                    for each in _BEGINNINGS
                )
                if not head or (short and not end):
                    return None
                return self._begin_skip(0)
            self._root, self._searched = head.startswith(b"<graphml"), first.end() - 1
        while (mark := _MARK.search(self._rest, self._searched)) is not None:
            if mark.end() > LARGEST:
                break
            if mark[0].startswith(b"</"):
                return self._whole(mark.end())
            if mark[0].startswith(b"<?") or self._root:
                return self._cut(mark.start(), "another document begins inside of it")
            self._root, self._searched = True, mark.end() - 1
        if mark is None and len(self._rest) < LARGEST + _LONGEST_MARK:
            self._searched = max(self._searched, len(self._rest) - _LONGEST_MARK)
            if not end:
                return None
            if len(self._rest) <= LARGEST:
                return self._cut(len(self._rest), "the stream ends in this document")
        return self._begin_skip(1)

    def _whole(self, length: int) -> Document:
        document = Document(self.offset, bytes(self._rest[:length]))
        self._use(length)
        return document

    def _cut(self, length: int, why: str) -> Document:
        document = self._whole(min(length, PIECE))
        self.skipping = length > PIECE
        return document._replace(wrong=why)

    def _begin_skip(self, searched: int) -> Document:
        self.skipping, self._searched = True, searched
        return Document(self.offset, b"")

    def _skip(self, end: bool) -> Document | None:
        """A piece of what is no document; None where more must come."""
        mark = None
        for found in _MARK.finditer(self._rest, self._searched):
            if not found[0].startswith(b"</"):
                mark = found
                break
        over = mark is not None and mark.start() <= PIECE
        if over:
            assert mark is not None
            length = mark.start()
        elif len(self._rest) >= PIECE + _LONGEST_MARK or end:
            length = min(PIECE, len(self._rest))
            over = end and length == len(self._rest)
        else:
            return None
        document = Document(self.offset, bytes(self._rest[:length]), _PIECE)
        self._use(length)
        self.skipping = not over
        return document

    def _use(self, length: int) -> None:
        del self._rest[:length]
        self.offset += length
        self._searched, self._root = 0, False


_PIECE = "a piece of what could not be read as a GraphML document"
