"""KLV packets out of the payloads of one stream, as MISB ST 1402 puts them in.

In a stream of private data a payload holds KLV packets, one behind the other.  In a stream of
metadata each stands in cells (ISO/IEC 13818-1, 2.12.4) with a head of five bytes::

    00 05 df 00 90 | 06 0e 2b 34 ...        service 0, number 5, a whole unit, 0x90 bytes

A packet that is longer than its payload goes on in the next.
"""

from collections.abc import Iterator

import msgspec

from northline.formats.klv_packets import KEY_BEGINS, extent
from northline.formats.klv_rows import Known
from northline.formats.mpeg_ts_streams import Held
from northline.records.errors import RejectedUnit

_CELL = 5


class Source(msgspec.Struct, array_like=True):
    """One stream of KLV.

    Attributes:
        known: what it has said of itself.
        tail: the beginning of a packet that goes on in the next payload.
        packets: transport packets that this and what stood before it came in.
    """

    known: Known = msgspec.field(default_factory=Known)
    tail: bytes = b""
    packets: list[Held] = []


def begins_with_klv(data: bytes) -> bool:
    """Whether the first bytes are those of a key."""
    return data.startswith(KEY_BEGINS)


def out_of_cells(data: bytes) -> bytes:
    """What the cells of a payload hold, one behind the other.

    Raises:
        RejectedUnit: where they do not fill it.
    """
    at, found = 0, []
    while at < len(data):
        stop = at + _CELL + int.from_bytes(data[at + 3 : at + _CELL], "big")
        if at + _CELL > len(data) or stop > len(data):
            raise RejectedUnit("a cell of metadata is longer than its payload")
        found.append(data[at + _CELL : stop])
        at = stop
    return b"".join(found)


def klv_packets(source: Source, data: bytes) -> Iterator[bytes]:
    """The whole packets in these bytes; what is left of a last one becomes ``source.tail``.

    Raises:
        RejectedUnit: where something else stands.
    """
    at = 0
    source.tail = b""
    while at < len(data):
        rest = data[at : at + len(KEY_BEGINS)]
        if not KEY_BEGINS.startswith(rest):
            if not data[at:].strip(b"\0\xff"):
                return  # filled up
            raise RejectedUnit("something that is no KLV stands where a key should")
        length = extent(data, at)
        if length == 0:
            raise RejectedUnit("the length of this KLV packet is none")
        if length is None or at + length > len(data):
            source.tail = data[at:]
            return
        yield data[at : at + length]
        at += length
