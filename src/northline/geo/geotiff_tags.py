"""The directory of a GeoTIFF: its tags, read from the first image (TIFF 6.0; BigTIFF; OGC 19-008r4).

::

    49 49 2A 00 08 00 00 00 | 0F 00 | 00 01 03 00 01 00 00 00 F0 0F 00 00 ...
    II 42       first IFD     tags    256 ImageWidth, SHORT, 1 value, 4080

Numbers are little-endian after ``II``, big-endian after ``MM``; version 42 has offsets of four bytes,
43 (BigTIFF) of eight.
"""

import struct
from typing import Any

import msgspec

from northline.records.errors import UsageError

_TYPES = {
    1: "B", 2: "c", 3: "H", 4: "I", 5: "II", 6: "b", 7: "B", 8: "h", 9: "i", 10: "ii",
    11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q",
}  # fmt: skip
"""Letter of `struct` by type of field."""

MOST_TAGS, MOST_VALUES = 4096, 50_000_000


class Directory(msgspec.Struct, frozen=True):
    """Tags of one image: number -> its values, text as `str`; ``order`` is ``<`` or ``>``."""

    order: str
    tags: dict[int, Any]

    def one(self, tag: int, otherwise: float | None = None) -> Any:
        """The only value of a tag, or what is meant without it.

        Raises:
            UsageError: where it is missing and cannot be.
        """
        found = self.tags.get(tag)
        if found:
            return found[0]
        if otherwise is None:
            raise UsageError(f"the raster has no tag {tag}")
        return otherwise

    def text(self, tag: int) -> str:
        """The text of a tag, or none."""
        found = self.tags.get(tag, "")
        return found if isinstance(found, str) else ""


def directory(data: bytes | memoryview) -> Directory:
    """Read the tags of the first image.

    Raises:
        UsageError: for what is no TIFF, or is damaged.
    """
    view = memoryview(data)
    try:
        return _directory(view)
    except (struct.error, IndexError, OverflowError) as damaged:
        raise UsageError(f"the raster is damaged, or cut off: {damaged}") from damaged


def _directory(view: memoryview) -> Directory:
    order = {b"II": "<", b"MM": ">"}.get(bytes(view[:2]))
    version = struct.unpack_from(f"{order}H", view, 2)[0] if order else 0
    if order is None or version not in {42, 43}:
        raise UsageError("this is no GeoTIFF: it begins with neither II nor MM and 42 or 43")
    big = version == 43
    word, size = ("Q", 8) if big else ("I", 4)
    at = struct.unpack_from(f"{order}{word}", view, 8 if big else 4)[0]
    count = struct.unpack_from(f"{order}{'Q' if big else 'H'}", view, at)[0]
    if count > MOST_TAGS:
        raise UsageError(f"the raster is damaged: it has {count} tags")
    at += 8 if big else 2
    tags: dict[int, Any] = {}
    for _ in range(count):
        tag, sort = struct.unpack_from(f"{order}HH", view, at)
        number = struct.unpack_from(f"{order}{word}", view, at + 4)[0]
        place = at + 4 + size
        at += 4 + 2 * size
        if sort not in _TYPES or number > MOST_VALUES:
            continue  # a reader skips fields of types that it does not know (TIFF 6.0, section 2)
        letters = _TYPES[sort]
        long = struct.calcsize(f"={letters}") * number
        if long > size:
            place = struct.unpack_from(f"{order}{word}", view, place)[0]
        tags[tag] = _values(view, order, letters, number, place)
    return Directory(order, tags)


def _values(view: memoryview, order: str, letters: str, number: int, place: int) -> Any:
    if letters == "c":
        return bytes(view[place : place + number]).split(b"\0")[0].decode("latin-1")
    found = struct.unpack_from(f"{order}{letters * number if len(letters) > 1 else f'{number}{letters}'}", view, place)  # fmt: skip
    if len(letters) == 2:
        pairs = zip(found[::2], found[1::2], strict=True)
        return tuple(above / below if below else 0.0 for above, below in pairs)
    return found
