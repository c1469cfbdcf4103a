"""Which packets of a transport stream hold what: its tables (ISO/IEC 13818-1, 2.4.4).

The program association table (packets of PID 0) names the PID of each program's map; the map
names the program's streams, each with its PID, type and descriptors.  A table's section::

    02 b0 1d 00 01 c1 00 00 e1 00 f0 00 | 02 e1 00 f0 00 | 06 e1 01 f0 06 05 04 4b 4c 56 41 | CRC
    id length program                     video on 100     private data on 101, registered "KLVA"
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

PAT, PMT = 0, 2
"""Identifiers of the two tables."""

NULL = 0x1FFF
"""PID of packets that only fill."""

RESERVED = 0x20
"""PIDs below are tables of all sorts."""

PRIVATE, METADATA = 0x06, 0x15
"""Stream types of KLV: without times of its own in the stream, and in step with the video."""

_REGISTRATION = 0x05
_KLVA = b"KLVA"
_STUFFING = 0xFF
_SORTS: Mapping[int, str] = MappingProxyType(
    dict.fromkeys((0x01, 0x02, 0x10, 0x1B, 0x20, 0x21, 0x24, 0x25, 0x33, 0xEA), "video")
    | dict.fromkeys((0x03, 0x04, 0x0F, 0x11, 0x1C, 0x81, 0x87), "audio")
)


class Elementary(msgspec.Struct, frozen=True, array_like=True):
    """One stream of a program.

    Attributes:
        pid: of its packets.
        type: its stream type (table 2-34).
        klv: whether the map says that it is KLV.
    """

    pid: int
    type: int
    klv: bool

    @property
    def wanted(self) -> bool:
        """Whether it may hold KLV; of private data only its first bytes tell."""
        return self.klv or self.type in {PRIVATE, METADATA}

    @property
    def sort(self) -> str:
        """What its packets count as."""
        return _SORTS.get(self.type, f"stream type {self.type:02x}")


def sections(held: bytes) -> Iterator[bytes]:
    """The whole sections that stand one behind the other, stuffing left out."""
    at = 0
    while at + 3 <= len(held) and held[at] != _STUFFING:
        stop = at + 3 + (int.from_bytes(held[at + 1 : at + 3], "big") & 0xFFF)
        if stop > len(held):
            return
        yield held[at:stop]
        at = stop


def incomplete(held: bytes) -> bytes:
    """What is left behind the whole sections, and may go on in the next packet."""
    at = sum(len(section) for section in sections(held))
    return held[at:] if at < len(held) and held[at] != _STUFFING else b""


def intact(section: bytes) -> bool:
    """Whether its checksum holds (annex A: CRC-32, most significant bit first)."""
    return crc32(section) == 0


def programs(section: bytes) -> tuple[int, ...]:
    """PIDs of the program maps that a program association section names."""
    entries = section[8:-4]
    found = []
    for at in range(0, len(entries) - 3, 4):
        number, pid = (int.from_bytes(entries[at + i : at + i + 2], "big") for i in (0, 2))
        if number:
            found.append(pid & 0x1FFF)
    return tuple(found)


def streams(section: bytes) -> tuple[Elementary, ...]:
    """The streams that a program map section names."""
    stop = len(section) - 4
    at = 12 + _twelve(section, 10)
    found = []
    while at + 5 <= stop:
        type, pid, more = section[at], _thirteen(section, at + 1), _twelve(section, at + 3)
        described = section[at + 5 : min(stop, at + 5 + more)]
        found.append(Elementary(pid, type, type == METADATA or _registered(described)))
        at += 5 + more
    return tuple(found)


def current(section: bytes) -> bool:
    """Whether a section counts now, and not only later (2.4.4.4)."""
    return len(section) >= 12 and bool(section[5] & 1)


def _registered(described: bytes) -> bool:
    """Whether a registration descriptor (2.6.8) says KLVA."""
    at = 0
    while at + 2 <= len(described):
        tag, length = described[at], described[at + 1]
        if tag == _REGISTRATION and described[at + 2 : at + 6] == _KLVA:
            return True
        at += 2 + length
    return False


def _twelve(section: bytes, at: int) -> int:
    return int.from_bytes(section[at : at + 2], "big") & 0xFFF


def _thirteen(section: bytes, at: int) -> int:
    return int.from_bytes(section[at : at + 2], "big") & 0x1FFF


def _remainders() -> tuple[int, ...]:
    found = []
    for byte in range(256):
        crc = byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
        found.append(crc)
    return tuple(found)


_REMAINDERS = _remainders()


def crc32(data: bytes) -> int:
    """CRC-32 of annex A: of a section with its own CRC it is 0."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = (crc << 8 & 0xFFFFFFFF) ^ _REMAINDERS[crc >> 24 ^ byte]
    return crc
