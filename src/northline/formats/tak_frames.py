"""Messages out of a stream of the TAK protocol, and into one, in bounded memory.

*Protocol.txt* of ATAK's commo library: in a stream ``0xbf``, the length of the message as a
varint, the message; in a datagram ``0xbf``, the version as a varint, ``0xbf``, and the message
up to the end.  Version 0 is XML.  A stream begins as XML, in which the two ends agree to change.
"""

import enum
import re
from typing import NamedTuple

from northline.records.protocols import Framing

MAGIC = 0xBF
LONGEST = 1 << 20
"""Bytes in the longest message taken."""

SHORT = 8192
"""Bytes in the longest XML event between messages."""

_VARINT = 5
"""Bytes of a length: 35 bits, more than any that is taken."""

_BLANKS = re.compile(rb"[ \t\r\n]*+")
_XML_END = re.compile(rb"</event[ \t\r\n]*+>")


class Cut(enum.Enum):
    """What a piece of the stream is."""

    MESSAGE = "message"
    XML = "xml"
    OPEN = "the stream ends in this message"
    TOO_LONG = f"a length of more than {LONGEST} bytes"
    NO_LENGTH = "no length of a message"
    VERSION = "another version of the TAK protocol than 1"
    STRANGE = "this begins no message"


class Piece(NamedTuple):
    """One piece: its place, its bytes, what it is, and where in it the message begins."""

    offset: int
    raw: bytes
    cut: Cut
    begins: int = 0


_Found = tuple[int, Cut, int]


class Frames:
    """Cuts one stream into messages.

    Attributes:
        offset: place in the stream of the first byte not yet handed over.
    """

    def __init__(self, offset: int, framing: Framing) -> None:
        self.offset = offset
        self._framing = framing
        self._rest = b""

    def take(self, data: bytes, *, end: bool = False) -> list[Piece]:
        """Hand over the pieces that these next bytes complete.

        Args:
            data: the bytes that follow those given before.
            end: whether the stream ends here.
        """
        held = self._rest + data if self._rest else data
        datagram = self._framing is Framing.DATAGRAM
        pieces: list[Piece] = []
        at = 0
        while True:
            at = _BLANKS.match(held, at).end()  # type: ignore[union-attr]
            if at >= len(held):
                break
            found = _of_mesh(held, at) if datagram else None
            found = found or _next(held, at, end or datagram)
            if found is None:
                break
            stop, cut, begins = found
            pieces.append(Piece(self.offset + at, held[at:stop], cut, begins - at))
            at = stop
        self.offset += at
        self._rest = held[at:]
        return pieces


def framed(payload: bytes) -> bytes:
    """A message as it stands in a stream."""
    length, groups = len(payload), bytearray()
    while length > 0x7F:
        groups.append(length & 0x7F | 0x80)
        length >>= 7
    groups.append(length)
    return bytes((MAGIC,)) + bytes(groups) + payload


def in_mesh(payload: bytes) -> bytes:
    """A message as it stands in a datagram."""
    return bytes((MAGIC, 1, MAGIC)) + payload


def _of_mesh(held: bytes, at: int) -> _Found | None:
    """The rest of a datagram, where it has the head of a mesh."""
    if len(held) - at < 3 or held[at] != MAGIC or held[at + 2] != MAGIC or held[at + 1] > 0x7F:
        return None
    cut = {0: Cut.XML, 1: Cut.MESSAGE}.get(held[at + 1], Cut.VERSION)
    return len(held), cut, at + 3


def _next(held: bytes, at: int, last: bool) -> _Found | None:
    """The piece that begins here, or None when more must come first."""
    if held[at] == MAGIC:
        return _message(held, at, last)
    if held[at] == ord("<"):
        ends = _XML_END.search(held, at, at + SHORT)
        if ends:
            return ends.end(), Cut.XML, at
        if not last and len(held) - at < SHORT:
            return None
    stop = held.find(bytes((MAGIC,)), at, at + LONGEST)
    if stop < 0 and not last and len(held) - at < LONGEST:
        return None
    return (stop if stop >= 0 else min(len(held), at + LONGEST)), Cut.STRANGE, at


def _message(held: bytes, at: int, last: bool) -> _Found | None:
    length = 0
    for i in range(_VARINT):
        place = at + 1 + i
        if place >= len(held):
            return (len(held), Cut.OPEN, place) if last else None
        length |= (held[place] & 0x7F) << (7 * i)
        if held[place] < 0x80:
            begins = place + 1
            break
    else:
        return at + 1 + _VARINT, Cut.NO_LENGTH, at
    if length > LONGEST:
        return begins, Cut.TOO_LONG, begins
    if begins + length > len(held):
        return (len(held), Cut.OPEN, begins) if last else None
    return begins + length, Cut.MESSAGE, begins
