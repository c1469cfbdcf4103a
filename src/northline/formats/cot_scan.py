"""Many Cursor on Target events read at once, where they are plain.

An event is *plain* when it holds elements, attributes in quotes, text, and references to the
five characters that XML names itself; ASCII names without a colon; no namespace, comment,
CDATA section or processing instruction; a place; plain numbers and times in UTC; and no
reference or break in a field that is read.  Most are.  A compiled loop checks that, and that
the event is well-formed UTF-8, and notes where its fields stand.  Every other event is left to
`northline.formats.cot_reading`, and a property test holds both readings equal.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

FIELDS = (
    *("uid", "type", "how", "time", "start", "stale"),
    *("lat", "lon", "hae", "ce"),
    *("callsign", "team", "role", "speed", "course", "battery", "text"),
)
"""The fields that are read, in the order of the compiled loop, which counts on it."""

LONGEST = 8192
"""Bytes in the longest event read as plain; see `northline.formats.cot_events.SHORT`."""

FEW_BYTES = 16 * 1024
"""Where less than this has come, a compiled loop is not worth loading."""

_ELEMENTS = ("event", "point", "detail", "contact", "__group", "track", "status", "remarks")
_ATTRIBUTES: tuple[tuple[str, str], ...] = (
    *(("event", name) for name in FIELDS[:6]),
    *(("point", name) for name in FIELDS[6:10]),
    *(("contact", "callsign"), ("__group", "name"), ("__group", "role")),
    *(("track", "speed"), ("track", "course"), ("status", "battery")),
)
_WORDS = (*_ELEMENTS, "xmlns", *dict.fromkeys(name for _, name in _ATTRIBUTES))
_TABLE = (
    np.frombuffer("".join(_WORDS).encode(), np.uint8),
    np.cumsum([0, *(len(word) for word in _WORDS)]).astype(np.int64),
)
_WANTED = np.array(
    [[_ELEMENTS.index(element), _WORDS.index(name)] for element, name in _ATTRIBUTES], np.int64
)
_USUAL = 400
"""Bytes of an event, about: room is made for so many at once.  For the rest one asks again."""

_NO_INSTANT = np.iinfo(np.int64).min

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class PlainEvents:
    """Plain events that stand one behind the other.

    Attributes:
        stop: where the last ends, in the bytes that were scanned.
        units: where each unit begins and ends in them, shape (n, 2).
    """

    def __init__(
        self, held: bytes, stop: int, bounds: Integers, where: Integers, instants: Integers
    ) -> None:
        self.stop = stop
        self.units = bounds[:, [0, 2]]
        self._held, self._data = held, np.frombuffer(held, np.uint8)
        self._bounds, self._where, self._instants = bounds, where, instants
        self._numbers: dict[str, Floats] = {}

    def __len__(self) -> int:
        return len(self._bounds)

    def raws(self) -> Sequence[bytes]:
        """Each unit as it stood there."""
        held = self._held
        return [held[begin:end] for begin, end in self.units.tolist()]

    def xml(self) -> pa.Array:
        """Each event, without its declaration."""
        return self._gathered(self._bounds[:, 1], self._bounds[:, 2])

    def text(self, field: str) -> pa.Array:
        """A field as text; null where it is missing or empty."""
        place = self._where[:, FIELDS.index(field)]
        return self._gathered(place[:, 0], place[:, 1])

    def number(self, field: str) -> Floats:
        """A field as numbers; NaN where it is missing."""
        if field not in self._numbers:
            stated = pc.cast(self.text(field), pa.float64())
            self._numbers[field] = stated.to_numpy(zero_copy_only=False)
        return self._numbers[field]

    def instant(self, field: str) -> tuple[Integers, npt.NDArray[np.bool_]]:
        """``time``, ``start`` or ``stale`` in microseconds, and where it is stated."""
        column = self._instants[:, FIELDS.index(field) - FIELDS.index("time")]
        return column, column != _NO_INSTANT

    def within_the_world(self) -> "PlainEvents | None":
        """Those before the first whose point lies outside the world; None where it is the first."""
        outside = (np.abs(self.number("lat")) > 90) | (np.abs(self.number("lon")) > 180)
        if not outside.any():
            return self
        count = int(outside.argmax())
        if not count:
            return None
        bounds = self._bounds[:count]
        stop = int(bounds[-1, 2])
        return PlainEvents(self._held, stop, bounds, self._where[:count], self._instants[:count])

    @cached_property
    def types(self) -> pa.DictionaryArray:
        """The types, each once, and which of them each event has."""
        return self.text("type").dictionary_encode()

    def _gathered(self, begins: Integers, ends: Integers) -> pa.Array:
        from northline.formats.cot_bytes_kernel import gather

        lengths = ends - begins
        offsets = np.zeros(len(lengths) + 1, np.int32)
        out = np.empty(int(lengths.sum()), np.uint8)
        gather(self._data, begins, ends, offsets, out)
        there = lengths > 0
        valid = None if there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))
        buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(out)]
        return pa.Array.from_buffers(pa.string(), len(lengths), buffers)


def scan_plain(held: bytes, at: int, declared: bytes) -> PlainEvents | None:
    """Read the plain events that stand from ``at`` on; None where none does.

    Args:
        held: bytes of the stream.
        at: where an event may begin.
        declared: the XML declaration, with the blanks behind it, that events may have.
    """
    from northline.formats.cot_scan_kernel import scan

    most = (len(held) - at) // _USUAL + 1
    bounds = np.zeros((most, 3), np.int64)
    where = np.zeros((most, len(FIELDS), 2), np.int64)
    instants = np.zeros((most, 3), np.int64)
    data: Any = np.frombuffer(held, np.uint8)
    before: Any = np.frombuffer(declared, np.uint8)
    count, stop = scan(data, at, before, LONGEST, _TABLE, _WANTED, bounds, where, instants)
    if not count:
        return None
    events = PlainEvents(held, stop, bounds[:count], where[:count], instants[:count])
    return events.within_the_world()
