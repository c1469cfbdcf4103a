"""The one byte form of a row, which commitments are made over.

::

    row   = field*                      null fields contribute nothing
    field = tag value                   in the order of the columns' names
    tag   = first 2 bytes of BLAKE2b(column name)
    value = the Arrow value, little-endian             for fixed widths (bool: one byte)
          | length as 4 little-endian bytes, the bytes   for text, and lists of fixed width
          | length of all, then (length, bytes)*         for lists of text

It does not depend on how the row is stored: a part may be rewritten with other encodings, or
gain columns that are null, and its rows keep their byte form.
"""

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_FEW = 256


def tag(name: str) -> bytes:
    """Two bytes that stand for a column's name in the byte form of a row."""
    return hashlib.blake2b(name.encode(), digest_size=2).digest()


def encode_rows(batch: pa.RecordBatch) -> tuple[Bytes, Offsets]:
    """The byte form of each row.

    Args:
        batch: rows with the columns of their kind (the ledger's own columns left out).

    Returns:
        All forms one behind the other, shape (bytes,); where each begins and the last ends,
        shape (rows + 1,).

    Raises:
        ValueError: when two columns share a tag; the kinds' tests exclude it.
    """
    names = sorted(batch.schema.names)
    if len({tag(name) for name in names}) != len(names):
        raise ValueError(f"two of the columns {', '.join(names)} share a tag; rename one")
    columns = [_Column(tag(name), batch.column(name)) for name in names]
    rows = batch.num_rows
    if rows <= _FEW:
        return _encode_few(columns, rows)
    from northline.ledger.encoding_kernel import put_fixed, put_text

    lengths = np.zeros(rows, dtype=np.int64)
    for column in columns:
        lengths += column.lengths()
    offsets = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    out = np.empty(int(offsets[-1]), dtype=np.uint8)
    cursor = offsets[:-1].copy()
    for column in columns:
        put: Callable[..., None] = put_text if column.starts is not None else put_fixed
        put(*column.arguments(), out, cursor)
    return out, offsets


class _Column:
    """One column as raw buffers: values, and for varying lengths where each value starts."""

    def __init__(self, name_tag: bytes, array: pa.Array) -> None:
        self.tag = name_tag
        self.rows = len(array)
        self.valid = _validity(array)
        self.starts: Offsets | None = None
        self.values, self.width = _EMPTY, 0
        kind = array.type
        if pa.types.is_list(kind) and pa.types.is_string(kind.value_type):
            array = pa.array(
                [None if v is None else _text_list(v) for v in array.to_pylist()], pa.binary()
            )
            self._take_text(array)
        elif pa.types.is_list(kind):
            self._take_list(array, kind.value_type.byte_width)
        elif pa.types.is_string(kind) or pa.types.is_binary(kind):
            self._take_text(array)
        elif pa.types.is_boolean(kind):
            self._take_fixed(array.cast(pa.uint8()), 1)
        else:
            self._take_fixed(array, kind.byte_width)

    def _take_fixed(self, array: pa.Array, width: int) -> None:
        self.width = width
        self.values = _buffer(array.buffers()[1])[array.offset * width :]

    def _take_text(self, array: pa.Array) -> None:
        self.starts = _starts(array)
        self.values = _buffer(array.buffers()[2])

    def _take_list(self, array: pa.Array, width: int) -> None:
        items = array.values
        self.starts = (_starts(array) + items.offset) * width
        self.values = _buffer(items.buffers()[1])

    def lengths(self) -> Offsets:
        """Bytes that this column adds to each row."""
        there = self.valid.astype(np.int64)
        if self.starts is None:
            return there * (2 + self.width)
        added: Offsets = there * (6 + np.diff(self.starts))
        return added

    def arguments(self) -> tuple[Any, ...]:
        """What the compiled loops take."""
        names = np.frombuffer(self.tag, dtype=np.uint8)
        if self.starts is None:
            return names, self.values, self.width, self.valid
        return names, self.values, self.starts, self.valid

    def of(self, row: int) -> bytes:
        """What this column adds to one row."""
        if not self.valid[row]:
            return b""
        if self.starts is None:
            at = row * self.width
            return self.tag + self.values[at : at + self.width].tobytes()
        start, end = int(self.starts[row]), int(self.starts[row + 1])
        return self.tag + (end - start).to_bytes(4, "little") + self.values[start:end].tobytes()


_EMPTY: Bytes = np.zeros(0, dtype=np.uint8)


def _encode_few(columns: list[_Column], rows: int) -> tuple[Bytes, Offsets]:
    forms = [b"".join(column.of(row) for column in columns) for row in range(rows)]
    offsets = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum([len(form) for form in forms], out=offsets[1:])
    return np.frombuffer(b"".join(forms), dtype=np.uint8), offsets


def _buffer(buffer: pa.Buffer | None) -> Bytes:
    return _EMPTY if buffer is None else np.frombuffer(buffer, dtype=np.uint8)


def _starts(array: pa.Array) -> Offsets:
    raw = array.buffers()[1]
    if raw is None or len(array) == 0:
        return np.zeros(len(array) + 1, dtype=np.int64)
    all_starts: npt.NDArray[np.int32] = np.frombuffer(raw, dtype=np.int32)
    own: Offsets = all_starts[array.offset : array.offset + len(array) + 1].astype(np.int64)
    return own


def _validity(array: pa.Array) -> Flags:
    if array.null_count == 0:
        return np.ones(len(array), dtype=np.bool_)
    bits = np.frombuffer(array.buffers()[0], dtype=np.uint8)
    flags = np.unpackbits(bits, bitorder="little", count=array.offset + len(array))
    valid: Flags = flags[array.offset :].astype(np.bool_)
    return valid


def _text_list(items: list[str]) -> bytes:
    encoded = [item.encode() for item in items]
    return b"".join(len(item).to_bytes(4, "little") + item for item in encoded)
