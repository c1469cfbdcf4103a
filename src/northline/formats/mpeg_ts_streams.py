"""One elementary stream of a transport stream: its packets put together again.

A packet (ISO/IEC 13818-1, 2.4.3.2) counts up by one modulo 16, so that a missing one is noticed;
a PES packet (2.4.3.6) begins in one whose start indicator is set::

    47 41 01 30 | 01 40 | 00 00 01 fc 02 32 84 80 05 21 00 0d 97 81 | 06 0e 2b 34 ...
    head          more    start   id  length flags   5 bytes: time      payload

A payload is handed over only when all of it has come, each byte of it with the packet that it came
in: what cannot be read is refused with exactly those packets.
"""

from typing import NamedTuple

import msgspec

from northline.formats.mpeg_ts_packets import SYNC
from northline.records.errors import RejectedUnit

MOST_PACKETS = 512
"""Packets that one payload may take: some 92 kB."""

PADDING = 0xBE
"""Stream id of payloads that only fill."""

_WITHOUT_HEADER = frozenset({0xBC, 0xBE, 0xBF, 0xF0, 0xF1, 0xF2, 0xF8, 0xFF})


class Held(msgspec.Struct, frozen=True, array_like=True):
    """One packet of a payload, as it came.

    Attributes:
        offset: its place in the stream.
        raw: its bytes, what a recorder or modulator added included.
        received: when it came.
        begins: where in ``raw`` the payload's bytes begin.
        ends: where they end.
    """

    offset: int
    raw: bytes
    received: int
    begins: int
    ends: int

    @property
    def payload(self) -> bytes:
        """Its part of the payload."""
        return self.raw[self.begins : self.ends]


class Head(NamedTuple):
    """What the head of a packet says, where it has a payload.

    Attributes:
        begins: where its payload begins.
        start: whether a PES packet or a table begins in it.
        counter: continuity counter.
        jump: whether it says that the counter may jump here.
    """

    begins: int
    start: bool
    counter: int
    jump: bool


class Payload(NamedTuple):
    """A whole PES packet.

    Attributes:
        packets: what it came in.
        data: what is in it.
        time: presentation time in units of 1/90,000 s, or None.
        skipped: bytes of it before ``data``.
        padding: whether it only fills.
    """

    packets: tuple[Held, ...]
    data: bytes
    time: int | None
    skipped: int
    padding: bool


def head_of(packet: bytes) -> Head | None:
    """Read the head of the 188 bytes of a packet; None where it has no payload.

    Raises:
        RejectedUnit: saying why nothing in it can be used.
    """
    if packet[0] != SYNC:
        raise RejectedUnit("this packet has no sync byte")
    if packet[1] & 0x80:
        raise RejectedUnit("the sender says that this packet holds an error")
    if packet[3] & 0xC0:
        raise RejectedUnit("this packet is scrambled")
    begins, jump = 4, False
    if packet[3] & 0x20:
        begins = 5 + packet[4]
        jump = packet[4] > 0 and bool(packet[5] & 0x80)
    if not packet[3] & 0x10:
        if begins == 4:
            raise RejectedUnit("this packet has neither a payload nor anything else")
        return None
    if begins >= len(packet):
        raise RejectedUnit("the head of this packet is longer than the packet")
    return Head(begins, bool(packet[1] & 0x40), packet[3] & 15, jump)


class Assembly(msgspec.Struct, array_like=True):
    """The PES packet of one stream that is coming in, and the counter it is at.

    Attributes:
        counter: continuity counter of the last packet; -1 before the first.
        packets: those of the PES packet that has begun.
        last: payload of the last packet, by which one that is sent twice is known.
    """

    counter: int = -1
    packets: list[Held] = []
    last: bytes = b""

    def repeated(self, head: Head, held: Held) -> bool:
        """Whether this is the last packet once more (2.4.3.3: it may be sent twice)."""
        return head.counter == self.counter and held.payload == self.last and not head.jump

    def follows(self, head: Head) -> bool:
        """Whether nothing is missing before this packet."""
        return self.counter < 0 or head.jump or head.counter == (self.counter + 1) % 16

    def add(self, head: Head, held: Held) -> Payload | None:
        """Take the next packet; the payload where this completes one.

        Raises:
            RejectedUnit: where what has come is no PES packet; see `packets`.
        """
        self.counter, self.last = head.counter, held.payload
        self.packets.append(held)
        begins = b"".join(each.payload for each in self.packets[:2])[:9]
        if len(begins) >= 3 and not begins.startswith(b"\0\0\1"):
            raise RejectedUnit("no PES packet begins where one should")
        if len(self.packets) > MOST_PACKETS:
            raise RejectedUnit(f"a PES packet of more than {MOST_PACKETS} packets")
        if len(begins) < 6:
            return None
        length = int.from_bytes(begins[4:6], "big")
        have = sum(each.ends - each.begins for each in self.packets)
        return self.finish() if length and have >= 6 + length else None

    def finish(self) -> Payload:
        """What has come is the whole payload.

        Raises:
            RejectedUnit: where it is no PES packet, or some of it is missing; see `packets`.
        """
        data = b"".join(each.payload for each in self.packets)
        length = int.from_bytes(data[4:6], "big")
        if len(data) < 6 or len(data) < 6 + length:
            raise RejectedUnit("another PES packet begins before the last byte of this one")
        stop = 6 + length if length else len(data)
        begins, time = 6, None
        if data[3] not in _WITHOUT_HEADER:
            if stop < 9 or data[6] & 0xC0 != 0x80 or 9 + data[8] > stop:
                raise RejectedUnit("the head of this PES packet is damaged")
            begins = 9 + data[8]
            if data[7] & 0x80 and data[8] >= 5:
                time = _time(data[9:14])
        packets, self.packets = tuple(self.packets), []
        return Payload(packets, data[begins:stop], time, begins, data[3] == PADDING)

    def give_up(self) -> list[Held]:
        """What has come, for refusing; nothing is held any more."""
        packets, self.packets = self.packets, []
        return packets


def _time(coded: bytes) -> int:
    """33 bits in five bytes (2.4.3.7)."""
    number = int.from_bytes(coded, "big")
    return (number >> 33 & 7) << 30 | (number >> 17 & 0x7FFF) << 15 | number >> 1 & 0x7FFF
