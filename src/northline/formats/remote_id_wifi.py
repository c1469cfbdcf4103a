"""Remote ID in frames of Wi-Fi: beacons and neighbour awareness (ASTM F3411-22a, 5.4.8 and 5.4.9).

A beacon (IEEE 802.11-2020, 9.3.3.2) has it in a vendor element: OUI FA-0B-BC, type 0D, a counter and
a message or pack::

    dd 21 fa 0b bc 0d | 22 | f0 19 01 50 00 47 42 52 ...

A service discovery frame of Wi-Fi Aware (NAN, 4.0, 9.5) has the same behind the service
``org.opendroneid.remoteid``: attribute 03, its length, the service 88 69 19 9d 92 09, ....  Frames come
bare (link type 105) or behind a radiotap head (127), which tells the power received and whether the
frame's checksum is there.
"""

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from northline.records.errors import RejectedUnit

OUI = bytes.fromhex("fa0bbc0d")
"""The vendor and type of the element."""

SERVICE = bytes.fromhex("8869199d9209")
"""First six bytes of SHA-256 over the service's name (NAN, 4.0, 4.1.1)."""

DJI_OUI = bytes.fromhex("263712586213")
"""The same of what older drones of one maker broadcast instead; see `remote_id_dji`."""

BEACON, NAN, DJI = "beacon", "nan", "dji"

_NAN_ACTION = bytes.fromhex("0409506f9a13")
_BEACON, _PROBE_RESPONSE, _ACTION = 0x80, 0x50, 0xD0
_HEAD, _FIXED = 24, 12
_VENDOR = 0xDD
_DESCRIPTOR = 3
_FLAGS_THERE, _SIGNAL_THERE = 1, 5
_WIDTHS = ((8, 8), (1, 1), (1, 1), (4, 2), (2, 2), (1, 1))
"""Bytes and alignment of the radiotap fields up to the signal: time, flags, rate, channel, ..."""


class Heard(NamedTuple):
    """Messages that one transmitter sent.

    Attributes:
        mac: its address, as colon-separated hexadecimal digits; empty where it is not told.
        way: how it sent them.
        begins: where in the frame they begin.
        data: a message or pack, and whatever follows it.
        strength: power received, decibels to a milliwatt, or None.
    """

    mac: str
    way: str
    begins: int
    data: bytes
    strength: float | None


class Radio(NamedTuple):
    """What a radiotap head says."""

    length: int
    checksum: bool
    damaged: bool
    strength: float | None


def radio_of(frame: bytes) -> Radio:
    """Read a radiotap head.

    Raises:
        RejectedUnit: where there is none.
    """
    length = int.from_bytes(frame[2:4], "little")
    if len(frame) < 8 or frame[0] or not 8 <= length <= len(frame):
        raise RejectedUnit("there is no radiotap head")
    at, word = 8, int.from_bytes(frame[4:8], "little")
    present = word
    while word & 1 << 31 and at + 4 <= length:
        word = int.from_bytes(frame[at : at + 4], "little")
        at += 4
    flags, strength = 0, None
    for bit, (width, alignment) in enumerate(_WIDTHS):
        if not present & 1 << bit:
            continue
        at += -at % alignment
        value = frame[at : min(at + width, length)]
        if bit == _FLAGS_THERE and value:
            flags = value[0]
        elif bit == _SIGNAL_THERE and value:
            strength = float(int.from_bytes(value, "little", signed=True))
        at += width
    return Radio(length, bool(flags & 0x10), bool(flags & 0x40), strength)


def heard_in_radiotap(frame: bytes) -> list[Heard]:
    """The messages in a frame behind a radiotap head; see `heard_in_wifi`."""
    radio = radio_of(frame)
    return [
        each._replace(begins=each.begins + radio.length, strength=radio.strength)
        for each in heard_in_wifi(
            frame[radio.length :], checksum=radio.checksum, damaged=radio.damaged
        )
    ]


def heard_in_wifi(frame: bytes, *, checksum: bool = False, damaged: bool = False) -> list[Heard]:
    """The messages in a frame; none where it holds no Remote ID.

    Args:
        frame: from its frame control on.
        checksum: whether its checksum stands behind it.
        damaged: whether the receiver says that the checksum is wrong.

    Raises:
        RejectedUnit: where it holds Remote ID and is damaged.
    """
    if len(frame) < _HEAD or frame[0] not in {_BEACON, _PROBE_RESPONSE, _ACTION}:
        return []
    mac = ":".join(f"{byte:02x}" for byte in frame[10:16])
    stop = len(frame) - 4 if checksum else len(frame)
    if frame[0] == _ACTION:
        found = [Heard(mac, NAN, at, data, None) for at, data in _services(frame, stop)]
    else:
        found = [Heard(mac, way, at, data, None) for way, at, data in _elements(frame, stop)]
    if found and (damaged or (checksum and not _intact(frame))):
        raise RejectedUnit("the checksum of this frame is wrong")
    return found


def _elements(frame: bytes, stop: int) -> Iterator[tuple[str, int, bytes]]:
    """What they are, place and content of the vendor elements that are Remote ID."""
    at = _HEAD + _FIXED
    while at + 2 <= stop:
        ends = at + 2 + frame[at + 1]
        if ends > stop:
            return
        if frame[at] == _VENDOR and frame[at + 2 : at + 6] == OUI:
            yield BEACON, at + 7, frame[at + 7 : ends]  # behind a counter
        elif frame[at] == _VENDOR and frame[at + 2 : at + 8] == DJI_OUI:
            yield DJI, at + 8, frame[at + 8 : ends]
        at = ends


def _services(frame: bytes, stop: int) -> Iterator[tuple[int, bytes]]:
    """Place and content of the service information that is Remote ID."""
    at = _HEAD + len(_NAN_ACTION)
    if frame[_HEAD:at] != _NAN_ACTION:
        return
    while at + 3 <= stop:
        ends = at + 3 + int.from_bytes(frame[at + 1 : at + 3], "little")
        if ends > stop:
            return
        if frame[at] == _DESCRIPTOR and frame[at + 3 : at + 9] == SERVICE and ends >= at + 12:
            control, place = frame[at + 11], at + 12
            if control & 0x20:  # binding bitmap
                place += 2
            if control & 0x04 and place < ends:  # matching filter
                place += 1 + frame[place]
            if control & 0x08 and place < ends:  # service response filter
                place += 1 + frame[place]
            if control & 0x10 and place < ends:
                length = frame[place]
                yield place + 2, frame[place + 2 : min(ends, place + 1 + length)]
        at = ends


def _intact(frame: bytes) -> bool:
    """Whether the checksum of a frame holds (IEEE 802.11-2020, 9.2.4.8)."""
    return zlib.crc32(frame[:-4]) == int.from_bytes(frame[-4:], "little")
