"""Metadata of a camera in the air, written: the local set of MISB ST 0601.

What the exercise's drone says of itself goes out as a real one's would, through the same items and
mappings by which it is read; `northline.formats.mpeg_ts_writing` puts it into a transport stream.
"""

from collections.abc import Iterator

from northline.formats.klv_local_set import (
    CHECKSUM,
    CORNERS,
    EXTENDED,
    INTEGERS,
    KEY_0601,
    LEAP_SECONDS,
    MAPPED,
    MOVING,
    OFFSETS,
    SECURITY,
    TEXTS,
    checksum,
)
from northline.formats.klv_said import Said, Security
from northline.records.errors import InputError

EXERCISE = 3
"""Mode of operation (ST 0601, 8.77) of whatever is of an exercise."""

_EXTENDED_BYTES = 4
_LEVELS = ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET")


def local_set(said: Said) -> bytes:
    """The packet that says this: time first, checksum last, as the standard has it.

    Numbers are rounded to the step of their item, and the ends of its range stand for what lies
    outside; heights and widths go out in the item of fixed size.

    Raises:
        InputError: for a sensitivity that has no place in a set, or above Secret.
    """
    value = b"".join(_item(tag, item) for tag, item in _items(said))
    head = KEY_0601 + _length(len(value) + 4) + value + bytes((CHECKSUM, 2))
    return head + checksum(head).to_bytes(2, "big")


def _items(said: Said) -> Iterator[tuple[int, bytes]]:
    """Tag and value of each item, the time first."""
    for tag, (name, size) in INTEGERS.items():
        if (whole := getattr(said, name)) is not None:
            yield tag, whole.to_bytes(size, "big")
    for tag, name in TEXTS.items():
        if text := getattr(said, name):
            yield tag, text.encode()
    yield from _numbers(said)
    if said.security is not None:
        yield SECURITY, _security(said.security)
    if said.moving is not None:
        yield MOVING, said.moving
    if said.leap:
        yield LEAP_SECONDS, said.leap.to_bytes(8, "big", signed=True)


def _numbers(said: Said) -> Iterator[tuple[int, bytes]]:
    fixed = {name for name, _ in MAPPED.values()}
    for tag, (name, mapped) in MAPPED.items():
        if (number := getattr(said, name)) is not None:
            yield tag, mapped.write(number)
    for corners, stated in ((OFFSETS, said.offsets), (CORNERS, said.corners)):
        for (tag, mapped), corner in zip(corners.items(), stated, strict=False):
            if corner is not None:
                yield tag, mapped.write(corner)
    for tag, (name, extended) in EXTENDED.items():
        if name not in fixed and (number := getattr(said, name)) is not None:
            yield tag, extended.write(number, _EXTENDED_BYTES)


def _security(security: Security) -> bytes:
    """The local set of ST 0102."""
    if security.above or security.classification not in _LEVELS:
        raise InputError(f"sensitivity {security.classification!r} cannot be written")
    level = bytes((_LEVELS.index(security.classification) + 1,))
    texts = ((5, security.caveats), (6, security.releasing))
    return _item(1, level) + b"".join(_item(tag, text.encode()) for tag, text in texts if text)


def _item(tag: int, item: bytes) -> bytes:
    coded = bytes((tag,)) if tag < 0x80 else bytes((0x80 | tag >> 7, tag & 0x7F))
    return coded + _length(len(item)) + item


def _length(length: int) -> bytes:
    """A BER length, short where it may be (SMPTE ST 336)."""
    if length < 0x80:
        return bytes((length,))
    size = (length.bit_length() + 7) // 8
    return bytes((0x80 | size,)) + length.to_bytes(size, "big")
