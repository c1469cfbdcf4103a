"""Which ids a ledger holds already, so that a record appended twice is kept once.

For each live part the ids are kept in memory as two sorted columns of 64 bits, at most
`CACHE_BYTES` of them; a part whose time window lies apart from the new rows is not asked, for
the same record has the same time.
"""

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

CACHE_BYTES = 256 << 20
"""How much memory the sorted ids of parts may take."""

_Words = npt.NDArray[np.uint64]


def words_of(ids: pa.Array | pa.ChunkedArray) -> _Words:
    """Ids as big-endian pairs of 64 bits, shape (n, 2)."""
    if isinstance(ids, pa.ChunkedArray):
        ids = ids.combine_chunks()
    raw = np.frombuffer(ids.buffers()[1], dtype=">u8").reshape(-1, 2)
    return raw[ids.offset : ids.offset + len(ids)].astype(np.uint64)


class SortedIds:
    """The ids of one part, sorted by their first word."""

    def __init__(self, words: _Words) -> None:
        order = np.argsort(words[:, 0], kind="stable")
        self.first: _Words = np.ascontiguousarray(words[order, 0])
        self.second: _Words = np.ascontiguousarray(words[order, 1])

    @property
    def size(self) -> int:
        """Memory taken, in bytes."""
        return self.first.nbytes + self.second.nbytes

    def holds(self, words: _Words) -> npt.NDArray[np.bool_]:
        """Which of these ids stand here; shape (n,).  First words may collide: all are looked at."""
        found = np.zeros(len(words), dtype=np.bool_)
        low = np.searchsorted(self.first, words[:, 0], side="left")
        candidates = np.flatnonzero(low < len(self.first))
        candidates = candidates[self.first[low[candidates]] == words[candidates, 0]]
        for row in candidates:
            at = int(low[row])
            while at < len(self.first) and self.first[at] == words[row, 0]:
                if self.second[at] == words[row, 1]:
                    found[row] = True
                    break
                at += 1
        return found


class KnownIds:
    """The sorted ids of parts, loaded as they are asked for, the least used dropped first."""

    def __init__(self) -> None:
        self._parts: OrderedDict[int, SortedIds] = OrderedDict()
        self._size = 0

    def part(self, number: int, load: Callable[[], pa.ChunkedArray]) -> SortedIds:
        """The sorted ids of a part."""
        ids = self._parts.pop(number, None)
        if ids is None:
            ids = SortedIds(words_of(load()))
            self._size += ids.size
        self._parts[number] = ids
        while self._size > CACHE_BYTES and len(self._parts) > 1:
            _, dropped = self._parts.popitem(last=False)
            self._size -= dropped.size
        return ids


def first_of_each(words: _Words) -> npt.NDArray[np.bool_]:
    """Marks the first of each id within a batch; a repeat is False."""
    order = np.lexsort((words[:, 1], words[:, 0]))
    ordered = words[order]
    repeat = np.zeros(len(words), dtype=np.bool_)
    repeat[1:] = (ordered[1:] == ordered[:-1]).all(axis=1)
    keep = np.ones(len(words), dtype=np.bool_)
    keep[order[repeat]] = False
    return keep
