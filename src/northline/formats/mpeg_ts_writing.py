"""A small transport stream with one stream of KLV in it (ISO/IEC 13818-1; MISB ST 1402).

Two tables and payloads of private data, registered as KLVA: what receivers of drones' metadata look
for.  There is no video in it, so its times are those of the metadata itself.
"""

from collections.abc import Iterator

from northline.formats.mpeg_ts_packets import PACKET, SYNC
from northline.formats.mpeg_ts_tables import METADATA, PMT, PRIVATE, crc32

MAP_PID, KLV_PID = 0x1000, 0x0101

_PROGRAM = 1
_NONE = 0x1FFF
_PRIVATE_STREAM, _METADATA_STREAM = 0xBD, 0xFC
_REGISTERED = bytes.fromhex("05044b4c5641")
_TICKS = 90_000


class Muxer:
    """Writes one transport stream; the tables go before every so many payloads.

    Args:
        synchronous: in cells of a metadata stream (stream type 15), not as private data (06).
        repeat: payloads between two sendings of the tables.
    """

    def __init__(self, *, synchronous: bool = False, repeat: int = 10) -> None:
        self._synchronous = synchronous
        self._repeat = repeat
        self._counters = {0: 0, MAP_PID: 0, KLV_PID: 0}
        self._sent = 0

    def packets(self, klv: bytes, at: int) -> bytes:
        """The packets of one payload, tables before it where they are due.

        Args:
            klv: KLV packets, one behind the other.
            at: their time, microseconds since 1970; shown in it modulo some 26 hours.
        """
        out = []
        if self._sent % self._repeat == 0:
            out += [*self._table(0, self._pat()), *self._table(MAP_PID, self._map())]
        if self._synchronous:
            klv = bytes((0, self._sent & 0xFF, 0xDF)) + len(klv).to_bytes(2, "big") + klv
        self._sent += 1
        ticks = at * _TICKS // 1_000_000 & (1 << 33) - 1
        head = bytes((0x80 if not self._synchronous else 0x84, 0x80, 5)) + _time(ticks)
        id = _METADATA_STREAM if self._synchronous else _PRIVATE_STREAM
        length = (len(head) + len(klv)).to_bytes(2, "big")
        out += self._cut(KLV_PID, b"\0\0\1" + bytes((id,)) + length + head + klv)
        return b"".join(out)

    def _pat(self) -> bytes:
        entry = _PROGRAM.to_bytes(2, "big") + (0xE000 | MAP_PID).to_bytes(2, "big")
        return _section(0, 1, entry)

    def _map(self) -> bytes:
        type = METADATA if self._synchronous else PRIVATE
        descriptors = b"" if self._synchronous else _REGISTERED
        entry = (0xE000 | _NONE).to_bytes(2, "big") + b"\xf0\0"
        entry += bytes((type,)) + (0xE000 | KLV_PID).to_bytes(2, "big")
        return _section(
            PMT, _PROGRAM, entry + (0xF000 | len(descriptors)).to_bytes(2, "big") + descriptors
        )

    def _table(self, pid: int, section: bytes) -> Iterator[bytes]:
        return self._cut(pid, (b"\0" + section).ljust(PACKET - 4, b"\xff"))

    def _cut(self, pid: int, data: bytes) -> Iterator[bytes]:
        """Packets that hold this; the last is filled up in its head (2.4.3.4)."""
        for at in range(0, len(data), PACKET - 4):
            part = data[at : at + PACKET - 4]
            counter = self._counters[pid]
            self._counters[pid] = (counter + 1) % 16
            fill = PACKET - 4 - len(part)
            more = b""
            if fill:
                more = bytes((fill - 1,)) + (b"\0" + b"\xff" * (fill - 2) if fill > 1 else b"")
            start = 0x4000 if at == 0 else 0
            flags = (0x30 if fill else 0x10) | counter
            yield bytes((SYNC,)) + (start | pid).to_bytes(2, "big") + bytes((flags,)) + more + part


def _section(table: int, number: int, entries: bytes) -> bytes:
    length = 0xB000 | len(entries) + 9
    body = bytes((table,)) + length.to_bytes(2, "big") + number.to_bytes(2, "big")
    body += b"\xc1\0\0" + entries
    return body + crc32(body).to_bytes(4, "big")


def _time(ticks: int) -> bytes:
    """33 bits in five bytes (2.4.3.7)."""
    number = 0x21_0001_0001 | (ticks >> 30 & 7) << 33 | (ticks >> 15 & 0x7FFF) << 17
    return (number | (ticks & 0x7FFF) << 1).to_bytes(5, "big")
