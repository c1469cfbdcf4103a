"""Which ids a ledger holds already, so that a record appended twice is kept once.

For each live part the ids are kept in memory as two sorted columns of 64 bits, at most
`CACHE_BYTES` of them.  Every part is asked: where the source states no time, a record that
comes again has another one, and so may one read again by a better parser.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

CACHE_BYTES = 256 << 20
"""How much memory the sorted ids of parts may take."""

Words = npt.NDArray[np.uint64]
"""Ids as pairs of 64 bits, shape (n, 2)."""


def words_of(ids: pa.Array | pa.ChunkedArray) -> Words:
    """Ids as big-endian pairs of 64 bits, shape (n, 2)."""
    if isinstance(ids, pa.ChunkedArray):
        ids = ids.combine_chunks()
    raw = np.frombuffer(ids.buffers()[1], dtype=">u8").reshape(-1, 2)
    return raw[ids.offset : ids.offset + len(ids)].astype(np.uint64)


class SortedIds:
    """The ids of one part, sorted by their first word."""

    def __init__(self, words: Words) -> None:
        order = np.argsort(words[:, 0], kind="stable")
        self.first: Words = np.ascontiguousarray(words[order, 0])
        self.second: Words = np.ascontiguousarray(words[order, 1])

    @property
    def size(self) -> int:
        """Memory taken, in bytes."""
        return self.first.nbytes + self.second.nbytes

    def holds(self, words: Words) -> npt.NDArray[np.bool_]:
        """Which of these ids stand here; shape (n,).  First words may collide: all are looked at."""
        found = np.zeros(len(words), dtype=np.bool_)
        if not len(self.first):
            return found
        low = np.searchsorted(self.first, words[:, 0], side="left")
        candidates = np.flatnonzero(low < len(self.first))
        candidates = candidates[self.first[low[candidates]] == words[candidates, 0]]
        found[candidates] = self.second[low[candidates]] == words[candidates, 1]
        for row in candidates[~found[candidates]]:
            at = int(low[row]) + 1
            while at < len(self.first) and self.first[at] == words[row, 0]:
                if self.second[at] == words[row, 1]:
                    found[row] = True
                    break
                at += 1
        return found

    def joined(self, words: Words) -> "SortedIds":
        """These ids and some more."""
        own = np.stack([self.first, self.second], axis=1)
        return SortedIds(np.concatenate([own, words]))


class KnownIds:
    """The sorted ids of parts, loaded as they are asked for, the least used dropped first."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._parts: OrderedDict[int, SortedIds] = OrderedDict()
        self._size = 0
        self._erased: dict[str, tuple[int, SortedIds]] = {}

    def part(self, number: int, load: Callable[[], pa.ChunkedArray]) -> SortedIds:
        """The sorted ids of a part."""
        with self._guard:
            ids = self._parts.pop(number, None)
            if ids is None:
                ids = SortedIds(words_of(load()))
                self._size += ids.size
            self._parts[number] = ids
            while self._size > CACHE_BYTES and len(self._parts) > 1:
                _, dropped = self._parts.popitem(last=False)
                self._size -= dropped.size
            return ids

    def erased(self, kind: str, newest: int, load: Callable[[int], list[bytes]]) -> SortedIds:
        """The ids of a kind that were erased up to an entry; ``load`` gives those after one."""
        with self._guard:
            upto, ids = self._erased.get(kind, (0, SortedIds(words_of(_NONE))))
            if upto < newest:
                ids = ids.joined(words_of(pa.array(load(upto), pa.binary(16))))
                self._erased[kind] = (newest, ids)
            return ids


_NONE = pa.array([], pa.binary(16))
