"""Key, length, value: SMPTE ST 336 (and MISB ST 0107), taken apart.

A packet is a key of 16 bytes (a universal label), a length, and so many bytes of value.  The
length is BER: one byte below 80, else 80 + n and n bytes.  Within a *local set* the keys are
tags in BER-OID (base 128, high groups first, all but the last with their top bit set)::

    06 0e 2b 34 02 0b 01 01 0e 01 03 01 01 00 00 00 | 81 90 | 02 08 00 04 59 f4 a6 aa 4a a8 | ...
    key                                               length  tag 2, 8 bytes, a time
"""

from collections.abc import Iterator

from northline.records.errors import RejectedUnit

KEY_BEGINS = bytes.fromhex("060e2b34")
"""What every universal label begins with."""

KEY = 16
"""Bytes of a key."""

LONGEST_VALUE = 65_536
"""Bytes in the longest packet taken; metadata packets have some hundred."""

_LONGEST_LENGTH = 4
"""Bytes of a long length: no packet that is taken needs more."""


def length_at(data: bytes, at: int) -> tuple[int, int] | None:
    """A BER length and where it ends; None where more bytes must come; -1 where it is none."""
    if at >= len(data):
        return None
    first = data[at]
    if first < 0x80:
        return first, at + 1
    size = first & 0x7F
    if not 1 <= size <= _LONGEST_LENGTH:
        return -1, at + 1
    if at + 1 + size > len(data):
        return None
    return int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size


def extent(data: bytes, at: int) -> int | None:
    """Bytes of the packet that begins here; None where more must come; 0 where none does."""
    if at + KEY > len(data):
        return None
    found = length_at(data, at + KEY)
    if found is None:
        return None
    length, stop = found
    return stop - at + length if 0 <= length <= LONGEST_VALUE else 0


def value_of(packet: bytes) -> bytes:
    """The value of a whole packet."""
    found = length_at(packet, KEY)
    return b"" if found is None else packet[found[1] :]


def tags(value: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and value of each item of a local set, in order.

    Raises:
        RejectedUnit: where the items do not fill the set.
    """
    at = 0
    while at < len(value):
        tag, at = tag_at(value, at)
        found = length_at(value, at)
        if found is None or found[0] < 0 or found[1] + found[0] > len(value):
            raise RejectedUnit(f"item {tag} of the set is longer than the set")
        length, at = found
        yield tag, value[at : at + length]
        at += length


def tag_at(value: bytes, at: int) -> tuple[int, int]:
    """A BER-OID number and where it ends.

    Raises:
        RejectedUnit: where it does not end, or is beyond 28 bits.
    """
    tag = 0
    for place in range(at, min(len(value), at + 4)):
        tag = tag << 7 | value[place] & 0x7F
        if value[place] < 0x80:
            return tag, place + 1
    raise RejectedUnit("a tag of the set does not end")


def keyed(value: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Key and value of each item of a universal set, in order.

    Raises:
        RejectedUnit: where the items do not fill the set.
    """
    at = 0
    while at < len(value):
        length = extent(value, at)
        if not length or at + length > len(value):
            raise RejectedUnit("an item of the set is longer than the set")
        packet = value[at : at + length]
        yield packet[:KEY], value_of(packet)
        at += length
