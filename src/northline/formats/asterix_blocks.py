"""Cuts a stream or a datagram into ASTERIX data blocks.

EUROCONTROL-SPEC-0149, Part 1, 4.1: one byte of category, two of length, itself and the category
included, then records.  Nothing marks where a block begins.  In a datagram one stands behind the
other.  In a stream the next three bytes are taken for the head of a block where

* they name a category that is read, and records fill its length exactly; or
* they name a known category, and behind its length stands the head of another, or nothing.

Otherwise the stream is searched for the next place where the first of the two holds, and what
lies before it is handed over as strange, in pieces of at most `PIECE` bytes counted from its
beginning.  So one damaged length costs what it covers, not the rest of the stream.
"""

import enum
import re
from collections.abc import Iterator
from typing import NamedTuple

from northline.formats.asterix_items import HEAD, READ, is_whole
from northline.records.protocols import Framing

CATEGORIES = frozenset(
    {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 30, 31, 32}
    | {34, 48, 61, 62, 63, 64, 65, 128, 129, 150, 151, 152, 153, 204, 205, 238, 240, 247, 252}
)
"""Categories that EUROCONTROL has allocated or that are in use."""

PIECE = 4096

_CANDIDATE = re.compile(b"[" + re.escape(bytes(READ)) + b"]")


class Cut(enum.Enum):
    """What a piece is."""

    BLOCK = "a data block"
    STRANGE = "no data block of a known category begins here"
    OPEN = "the data end in this data block"


class Piece(NamedTuple):
    """A data block, or what is none."""

    offset: int
    raw: bytes
    cut: Cut


class Blocks:
    """Cuts one stream into data blocks.

    Attributes:
        offset: place in the stream of the first byte not yet handed over.
    """

    def __init__(self, offset: int, framing: Framing) -> None:
        self.offset = offset
        self._datagram = framing is Framing.DATAGRAM
        self._rest = b""

    def take(self, data: bytes, *, end: bool = False) -> Iterator[Piece]:
        """Hand over what these next bytes complete.

        Args:
            data: the bytes that follow those given before.
            end: whether the stream ends here.
        """
        buffer = self._rest + data if self._rest else data
        place, self._rest = 0, b""
        while place < len(buffer):
            if self._datagram:
                stop, cut = _in_datagram(buffer, place)
            else:
                stop, cut = _in_stream(buffer, place, end=end)
            if stop == place:
                break
            yield Piece(self.offset, buffer[place:stop], cut)
            self.offset += stop - place
            place = stop
        self._rest = buffer[place:]


def _in_datagram(buffer: bytes, place: int) -> tuple[int, Cut]:
    """Where the piece that begins here ends, and what it is."""
    if not _begins(buffer, place):
        return len(buffer), Cut.STRANGE
    stop = place + _length(buffer, place)
    return (stop, Cut.BLOCK) if stop <= len(buffer) else (len(buffer), Cut.OPEN)


def _in_stream(buffer: bytes, place: int, *, end: bool) -> tuple[int, Cut]:
    """Where the piece that begins here ends; where it begins if more must come."""
    stop = _confirmed(buffer, place, end=end, follows=True)
    if stop is None or stop:
        return stop or place, Cut.BLOCK
    for candidate in _CANDIDATE.finditer(buffer, place + 1, place + PIECE):
        found = _confirmed(buffer, candidate.start(), end=end, follows=False)
        if found is None:
            return place, Cut.STRANGE
        if found:
            return candidate.start(), Cut.STRANGE
    if end and _begins(buffer, place) and place + _length(buffer, place) > len(buffer):
        return len(buffer), Cut.OPEN
    if end or len(buffer) - place >= PIECE:
        return min(place + PIECE, len(buffer)), Cut.STRANGE
    return place, Cut.STRANGE


def _confirmed(buffer: bytes, place: int, *, end: bool, follows: bool) -> int | None:
    """Where the block that begins here ends; 0 if none does, None if more must come to tell.

    Args:
        buffer: the bytes.
        place: where it would begin.
        end: whether nothing more will come.
        follows: whether it is enough that another one stands behind it.
    """
    if not _begins(buffer, place):
        more = len(buffer) - place < HEAD and buffer[place] in CATEGORIES
        return None if more and not end else 0
    read = buffer[place] in READ
    stop = place + _length(buffer, place)
    if stop > len(buffer):
        return 0 if end else None
    if read and stop > place + HEAD and is_whole(buffer[place:stop]):
        return stop
    if not follows:
        return 0
    if stop == len(buffer):
        return stop if end else None
    behind = _confirmed_head(buffer, stop, end=end)
    return behind and stop


def _confirmed_head(buffer: bytes, place: int, *, end: bool) -> bool | None:
    """Whether a head stands here; None if more must come to tell."""
    if len(buffer) - place < HEAD and buffer[place] in CATEGORIES and not end:
        return None
    return _begins(buffer, place)


def _begins(buffer: bytes, place: int) -> bool:
    """Whether a known category stands here, with a length that a block can have."""
    if len(buffer) - place < HEAD or buffer[place] not in CATEGORIES:
        return False
    return _length(buffer, place) >= HEAD


def _length(buffer: bytes, place: int) -> int:
    return buffer[place + 1] << 8 | buffer[place + 2]
