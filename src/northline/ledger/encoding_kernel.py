"""The compiled loops of `northline.ledger.encoding`.  Import them only where they are used."""

from typing import Any

import numba


@numba.njit(cache=True)
def put_fixed(name_tag: Any, values: Any, width: int, valid: Any, out: Any, cursor: Any) -> None:
    """Append tag and value of a fixed-width column to every row that has one."""
    for row in range(len(cursor)):
        if valid[row]:
            at = cursor[row]
            out[at] = name_tag[0]
            out[at + 1] = name_tag[1]
            for i in range(width):
                out[at + 2 + i] = values[row * width + i]
            cursor[row] = at + 2 + width


@numba.njit(cache=True)
def put_text(name_tag: Any, values: Any, starts: Any, valid: Any, out: Any, cursor: Any) -> None:
    """Append tag, length and bytes of a column of varying length to every row that has one."""
    for row in range(len(cursor)):
        if valid[row]:
            at = cursor[row]
            start = starts[row]
            length = starts[row + 1] - start
            out[at] = name_tag[0]
            out[at + 1] = name_tag[1]
            for i in range(4):
                out[at + 2 + i] = (length >> (8 * i)) & 255
            for i in range(length):
                out[at + 6 + i] = values[start + i]
            cursor[row] = at + 6 + length
