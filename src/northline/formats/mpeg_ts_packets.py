"""Packets of an MPEG transport stream, and KLV outside one, out of bytes cut anywhere.

ISO/IEC 13818-1, 2.4.3.2: a packet has 188 bytes and begins with 47 (hexadecimal); recorders put
four bytes of arrival time before it (192), modulators sixteen of parity behind it (204)::

    47 41 01 30 01 40 00 00 01 fc 02 32 84 80 05 21 00 0d 97 81 06 0e 2b 34 ...

47 may stand anywhere in a packet, so a packet is believed only when two more follow at the same
distance.  A KLV packet that stands by itself (SMPTE 336: key 06 0e 2b 34 ..., length, value) is
handed over as it is.  What is neither is handed over as strange, up to where something begins.
"""

import enum
import re
from typing import NamedTuple

import numpy as np

from northline.formats.klv_packets import KEY_BEGINS, extent
from northline.records.protocols import Framing

SYNC = 0x47
PACKET = 188
"""Bytes of a packet without what recorders and modulators add."""

SIZES = (188, 192, 204)
LONGEST = 8192
"""Bytes in the longest piece of what is neither packet nor KLV."""

_FOLLOW = 2
"""Packets that must follow at the same distance before the first is believed."""

_AHEAD = _FOLLOW * max(SIZES) + 1
_BEGINS = re.compile(rb"[\x47\x06]")


class Cut(enum.Enum):
    """What a piece of the stream is."""

    PACKETS = "packets"
    KLV = "klv"
    STRANGE = "this is neither a transport packet nor KLV"
    OPEN = "the stream ends in this unit"


class Piece(NamedTuple):
    """One piece: its place, its bytes, what it is, and how long its packets are, if any."""

    offset: int
    raw: bytes
    cut: Cut
    size: int = 0

    @property
    def lead(self) -> int:
        """Bytes before the 47 of each packet."""
        return lead_of(self.size)


def lead_of(size: int) -> int:
    """Bytes before the 47 in a packet of so many bytes."""
    return 4 if size == 192 else 0


class Packets:
    """Cuts one stream into runs of packets, KLV, and what is strange.

    Attributes:
        offset: place in the stream of the first byte not yet handed over.
        size: length of the packets that are expected there; 0 where that is not known.
    """

    def __init__(self, offset: int, framing: Framing, size: int = 0) -> None:
        self.offset = offset
        self.size = size
        self._framing = framing
        self._rest = b""

    def take(self, data: bytes, *, end: bool = False) -> list[Piece]:
        """Hand over the pieces that these next bytes complete.

        Args:
            data: the bytes that follow those given before.
            end: whether the stream ends here.
        """
        held = self._rest + data if self._rest else data
        last = end or self._framing is Framing.DATAGRAM
        pieces: list[Piece] = []
        at = 0
        while at < len(held):
            found = self._in_step(held, at, last) if self.size else self._search(held, at, last)
            if found is None:
                break
            stop, cut = found
            if stop > at:
                size = self.size if cut is Cut.PACKETS else 0
                pieces.append(Piece(self.offset + at, held[at:stop], cut, size))
            at = stop
        if end:
            self.size = 0
        self.offset += at
        self._rest = held[at:]
        return pieces

    def _in_step(self, held: bytes, at: int, last: bool) -> tuple[int, Cut] | None:
        """The packets that follow where packets are expected; none where they end."""
        size, lead = self.size, lead_of(self.size)
        whole = (len(held) - at) // size
        syncs = np.frombuffer(held, np.uint8, whole * size, at)[lead::size]
        wrong = np.flatnonzero(syncs != SYNC)
        count = int(wrong[0]) if len(wrong) else whole
        if count:
            return at + count * size, Cut.PACKETS
        left = len(held) - at
        if left < size and (left <= lead or held[at + lead] == SYNC):
            return (len(held), Cut.OPEN) if last else None
        self.size = 0
        return at, Cut.STRANGE

    def _search(self, held: bytes, at: int, last: bool) -> tuple[int, Cut] | None:
        """What begins here, or what is strange up to where something does."""
        place = at
        while True:
            match = _BEGINS.search(held, place, at + LONGEST)
            if match is None:
                break
            place = match.start()
            if held[place] == SYNC:
                if not last and place + _AHEAD > len(held):
                    return None
                size = _size(held, at, place)
                if size:
                    begins = place - lead_of(size)
                    self.size = size if begins == at else 0
                    return begins, Cut.STRANGE
            elif KEY_BEGINS.startswith(held[place : place + len(KEY_BEGINS)]):
                found = _klv(held, place, last)
                if found is None:
                    return None
                if found[0] > place:
                    return found if place == at else (place, Cut.STRANGE)
            place += 1
        if len(held) - at >= LONGEST:
            return at + LONGEST, Cut.STRANGE
        return (len(held), Cut.STRANGE) if last else None


def _klv(held: bytes, place: int, last: bool) -> tuple[int, Cut] | None:
    """The KLV packet that begins here, empty where none does; None where more must come."""
    length = extent(held, place)
    if length == 0:
        return place, Cut.STRANGE
    if length is not None and place + length <= len(held):
        return place + length, Cut.KLV
    return (len(held), Cut.OPEN) if last else None


def _size(held: bytes, at: int, sync: int) -> int:
    """Length of the packets of which one has its 47 at ``sync``; 0 where none begins there."""
    for size in SIZES:
        begins = sync - lead_of(size)
        follow = range(sync + size, min(len(held), sync + _FOLLOW * size + 1), size)
        if (
            begins >= at
            and begins + size <= len(held)
            and all(held[place] == SYNC for place in follow)
        ):
            return size
    return 0
