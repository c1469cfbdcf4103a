r"""Network captures: classic pcap and pcapng, as tcpdump and Wireshark write them, cut into frames.

IETF drafts *PCAP Capture File Format* (draft-ietf-opsawg-pcap) and *PCAP Next Generation Capture
File Format* (draft-ietf-opsawg-pcapng).  A classic capture, little-endian, microseconds, Ethernet,
and its first packet; the times are seconds and microseconds since 1970::

    d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000
    dcf72a57 eec30700 5a000000 5a000000 01005e02011f...

Both byte orders, microseconds and nanoseconds; of pcapng the sections, the interfaces with their
resolution and offset of time (``if_tsresol``, ``if_tsoffset``), and the enhanced, simple and
obsolete packets.  Nothing here is a format of its own: formats that come in captures read frames
of the link types that they know, and count the others.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from northline.records.units import Micros

NULL, ETHERNET, RAW, RAW_OLD, COOKED, COOKED_2 = 0, 1, 101, 12, 113, 276
IPV4, IPV6 = 228, 229
WIFI, WIFI_RADIOTAP = 105, 127
BLUETOOTH_LE, BLUETOOTH_LE_PHDR, NORDIC_BLE = 251, 256, 272
"""Link types that formats here read (the list of LINKTYPE_ values of the Tcpdump Group)."""

LONGEST = 1 << 20
"""Bytes in the longest packet or block taken; libpcap's own limit is 262,144."""

PIECE = 1 << 16
"""Bytes in each piece of what stands behind a place from which nothing can be told apart."""

_CLASSIC = {
    bytes.fromhex("d4c3b2a1"): ("<", 1_000_000),
    bytes.fromhex("a1b2c3d4"): (">", 1_000_000),
    bytes.fromhex("4d3cb2a1"): ("<", 1_000_000_000),
    bytes.fromhex("a1b23c4d"): (">", 1_000_000_000),
}
_SECTION = bytes.fromhex("0a0d0d0a")
_ORDERS = {bytes.fromhex("4d3c2b1a"): "<", bytes.fromhex("1a2b3c4d"): ">"}
MAGIC = 4
"""Bytes by which `is_capture` tells."""

_HEAD, _RECORD, _BLOCK = 24, 16, 12
_INTERFACE, _OLD_PACKET, _SIMPLE, _ENHANCED = 1, 2, 3, 6
_RESOLUTION, _OFFSET = 9, 14
_LATEST = (1 << 32) * 1_000_000


def is_capture(beginning: bytes) -> bool:
    """Whether a stream that begins so, by its first `MAGIC` bytes, is a capture."""
    return beginning[:MAGIC] in _CLASSIC or beginning[:MAGIC] == _SECTION


class Frame(NamedTuple):
    """One captured frame.

    Attributes:
        offset: place in the stream of the packet record or block it stands in.
        raw: the whole of that, byte for byte.
        begins: where in ``raw`` the frame begins.
        link: link type, by which its first bytes are read.
        at: when it was captured, or None where that is not told.
        data: its bytes.
        length: how many bytes it had on the wire; the capture may hold fewer.
    """

    offset: int
    raw: bytes
    begins: int
    link: int
    at: Micros | None
    data: bytes
    length: int

    @property
    def position(self) -> int:
        """Place in the stream of the frame's first byte."""
        return self.offset + self.begins


class Aside(NamedTuple):
    """What is understood and holds no frame: heads, names, statistics.

    Attributes:
        offset: its place.
        raw: its bytes.
        what: what it is: ``pcap head``, or ``pcapng:5`` by the type of its block.
    """

    offset: int
    raw: bytes
    what: str


class Broken(NamedTuple):
    """What could not be read, with the reason."""

    offset: int
    raw: bytes
    reason: str


Piece = Frame | Aside | Broken


class Interface(msgspec.Struct, frozen=True, array_like=True):
    """Where frames were captured: link type, ticks in a second, seconds to add, longest frame."""

    link: int
    ticks: int = 1_000_000
    offset: int = 0
    snap: int = 0


class CaptureState(msgspec.Struct, frozen=True, array_like=True):
    """What must be remembered to go on in the middle of a capture.

    Attributes:
        order: byte order, ``<`` or ``>``; empty before the head was read.
        next_generation: whether it is a pcapng.
        interfaces: of this section, in order; of a classic capture the only one.
        lost: whether packets cannot be told apart any more.
    """

    order: str = ""
    next_generation: bool = False
    interfaces: tuple[Interface, ...] = ()
    lost: bool = False


class Capture:
    """Cuts one capture into frames; each byte of it stands in one piece.

    Attributes:
        offset: place in the stream of the first byte not yet handed over.
        state: what another object needs to go on there.
    """

    def __init__(self, offset: int = 0, state: CaptureState | None = None) -> None:
        self.offset = offset
        self.state = CaptureState() if state is None else state
        self._rest = b""

    def take(self, data: bytes, *, end: bool = False) -> Iterator[Piece]:
        """Hand over what these next bytes complete; with ``end`` the rest, as broken.

        Args:
            data: the bytes that follow those given before.
            end: whether the capture ends here; the next bytes then begin another.
        """
        buffer, place = self._rest + data, 0
        self._rest = b""
        while place < len(buffer):
            piece = self._next(buffer, place, end=end)
            if piece is None:
                break
            place += len(piece.raw)
            self.offset += len(piece.raw)
            yield piece
        self._rest = buffer[place:]
        if end:
            self.state = CaptureState()

    def _next(self, buffer: bytes, place: int, *, end: bool) -> Piece | None:
        """The piece that begins here, or None where more must come."""
        state, there = self.state, len(buffer) - place
        if state.lost:
            if there < PIECE and not end:
                return None
            raw = buffer[place : place + PIECE]
            return Broken(self.offset, raw, "packets cannot be told apart behind the damage before")
        if there >= MAGIC:
            begun = bool(state.order) or buffer[place : place + MAGIC] in _CLASSIC
            read = self._classic if begun and not state.next_generation else self._block
            piece = read(buffer, place)
            if piece is not None:
                return piece
        if not end:
            return None
        return Broken(self.offset, buffer[place:], "the capture ends in this packet or block")

    def _lose(self, buffer: bytes, place: int, length: int, reason: str) -> Broken:
        self.state = msgspec.structs.replace(self.state, lost=True)
        return Broken(self.offset, buffer[place : place + length], reason)

    def _classic(self, buffer: bytes, place: int) -> Piece | None:
        """A head or a packet record of a classic capture."""
        state, there = self.state, len(buffer) - place
        if not state.order:
            if there < _HEAD:
                return None
            order, ticks = _CLASSIC[buffer[place : place + MAGIC]]
            major, snap, link = struct.unpack_from(order + "H10x2I", buffer, place + 4)
            if major != 2:
                return self._lose(buffer, place, MAGIC, f"a capture of version {major}, not 2")
            self.state = CaptureState(order, False, (Interface(link & 0xFFFF, ticks, 0, snap),))
            return Aside(self.offset, buffer[place : place + _HEAD], "pcap head")
        if there < _RECORD:
            return None
        seconds, part, kept, length = struct.unpack_from(state.order + "4I", buffer, place)
        if kept > LONGEST:
            reason = f"a packet of {kept} bytes; the longest taken has {LONGEST}"
            return self._lose(buffer, place, _RECORD, reason)
        if there < _RECORD + kept:
            return None
        (interface,) = state.interfaces
        raw = buffer[place : place + _RECORD + kept]
        at = _instant(seconds * interface.ticks + part, interface)
        return Frame(self.offset, raw, _RECORD, interface.link, at, raw[_RECORD:], length)

    def _block(self, buffer: bytes, place: int) -> Piece | None:
        """A block of a pcapng."""
        there, order = len(buffer) - place, self.state.order
        if there < _BLOCK:
            return None
        section = buffer[place : place + MAGIC] == _SECTION
        if section:
            order = _ORDERS.get(buffer[place + 8 : place + 12], "")
        if not order:
            return self._lose(buffer, place, MAGIC, "this is no capture, or one of neither order")
        kind, length = struct.unpack_from(order + "2I", buffer, place)
        if length < _BLOCK or length % 4 or length > LONGEST:
            reason = f"a block of {length} bytes; it has 12 to {LONGEST}, four by four"
            return self._lose(buffer, place, _BLOCK, reason)
        if there < length:
            return None
        raw = buffer[place : place + length]
        if struct.unpack_from(order + "I", raw, length - 4)[0] != length:
            reason = "a block whose two lengths differ"
            return self._lose(buffer, place, _BLOCK, reason)
        try:
            return self._read(order, kind, raw, section=section)
        except (struct.error, ValueError) as error:
            return Broken(self.offset, raw, f"block {kind} does not hold together: {error}")

    def _read(self, order: str, kind: int, raw: bytes, *, section: bool) -> Piece:
        """A whole block; raises `struct.error` and `ValueError`."""
        body = raw[8:-4]
        if section:
            self.state = CaptureState(order, True)
        elif kind == _INTERFACE:
            interfaces = (*self.state.interfaces, _interface(order, body))
            self.state = CaptureState(order, True, interfaces)
        elif kind == _ENHANCED:
            number, high, low, kept, length = struct.unpack_from(order + "5I", body)
            return self._frame(raw, 28, number, (high, low), kept, length)
        elif kind == _OLD_PACKET:
            number, high, low, kept, length = struct.unpack_from(order + "H2x4I", body)
            return self._frame(raw, 28, number, (high, low), kept, length)
        elif kind == _SIMPLE:
            (length,) = struct.unpack_from(order + "I", body)
            snap = self.state.interfaces[0].snap if self.state.interfaces else 0
            return self._frame(raw, 12, 0, None, min(length, snap or length), length)
        return Aside(self.offset, raw, "pcapng:section" if section else f"pcapng:{kind}")

    def _frame(
        self,
        raw: bytes,
        begins: int,
        number: int,
        time: tuple[int, int] | None,
        kept: int,
        length: int,
    ) -> Frame:
        if number >= len(self.state.interfaces):
            raise ValueError(f"there is no interface {number}")
        if begins + kept > len(raw) - 4:
            raise ValueError(f"it has no room for {kept} bytes")
        interface = self.state.interfaces[number]
        at = None if time is None else _instant(time[0] << 32 | time[1], interface)
        return Frame(
            self.offset, raw, begins, interface.link, at, raw[begins : begins + kept], length
        )


def _interface(order: str, body: bytes) -> Interface:
    """What an interface description says; raises `struct.error`."""
    link, snap = struct.unpack_from(order + "H2xI", body)
    ticks, offset, place = 1_000_000, 0, 8
    while place + 4 <= len(body):
        code, length = struct.unpack_from(order + "2H", body, place)
        value = body[place + 4 : place + 4 + length]
        if code == 0:
            break
        if code == _RESOLUTION and length == 1 and value:
            ticks = 2 ** (value[0] & 0x7F) if value[0] & 0x80 else 10 ** min(value[0], 18)
        elif code == _OFFSET and len(value) == 8:
            (offset,) = struct.unpack(order + "q", value)
        place += 4 + length + -length % 4
    return Interface(link, min(ticks, 1 << 62), offset, snap)


def _instant(ticks: int, interface: Interface) -> Micros | None:
    """A time in ticks, where it lies after 1970 and before 2106."""
    at = ticks * 1_000_000 // interface.ticks + interface.offset * 1_000_000
    return Micros(at) if 0 < at < _LATEST else None
