"""A record that is appended twice is kept once: which rows of a batch the ledger holds already."""

import functools
from typing import Any

import numpy as np
import pyarrow as pa

from northline.ledger.identities import SortedIds, Words, words_of
from northline.ledger.log import Rows
from northline.ledger.plan import Part
from northline.ledger.store import Store, live_parts, load, settled


def unknown(
    store: Store, kind: str, batch: pa.RecordBatch, *, fenced: bool
) -> tuple[pa.RecordBatch, set[int]]:
    """The rows to keep, and the parts looked at.

    Args:
        store: the ledger.
        kind: kind of the rows.
        batch: the rows.
        fenced: whether a stream or engine vouches that these are new; then only those that a
            rule erased are left out.
    """
    words = words_of(batch.column("id"))
    order = _in_order(words)
    ordered = words[order]

    def look() -> tuple[Any, set[int]]:
        with store.log.reading() as rows:
            return _known(store, rows, kind, ordered, set(), fenced)

    known, parts = settled(look)
    if not fenced:
        known[1:] |= (ordered[1:] == ordered[:-1]).all(axis=1)
    keep = np.ones(len(words), dtype=np.bool_)
    keep[order[known]] = False
    return (batch if keep.all() else batch.filter(pa.array(keep))), parts


def known_since(
    store: Store, rows: Rows, kind: str, batch: pa.RecordBatch, skip: set[int], *, fenced: bool
) -> pa.RecordBatch | None:
    """The rows still to keep, when parts made since then hold some of them; else None."""
    words = words_of(batch.column("id"))
    # Nobody moves a part while this process writes, so one look settles it.
    known, _ = settled(lambda: _known(store, rows, kind, words, skip, fenced))
    return batch.filter(pa.array(~known)) if known.any() else None


def _known(
    store: Store, rows: Rows, kind: str, words: Words, skip: set[int], fenced: bool
) -> tuple[Any, set[int]]:
    """Which of these ids the ledger holds, outside of the parts to skip; and the parts."""
    known = _erased(store, rows, kind).holds(words)
    parts = [] if fenced else live_parts(rows, kind)
    for part in parts:
        if part.part not in skip:
            ids = store.known.part(part.part, functools.partial(_ids, store, rows, kind, part))
            known |= ids.holds(words)
    return known, {part.part for part in parts}


def _in_order(words: Words) -> Any:
    """The order that sorts ids, a repeat after the first: sorted ids are found much quicker."""
    order = np.argsort(words[:, 0], kind="stable")
    first = words[order, 0]
    if (first[1:] == first[:-1]).any():
        return np.lexsort((words[:, 1], words[:, 0]))
    return order


def _erased(store: Store, rows: Rows, kind: str) -> SortedIds:
    """Ids erased by a rule: they count as known, so that no second reading brings them back."""
    newest = rows.run("select coalesce(max(seq), 0) from erased where kind = ?", kind)[0][0]

    def after(seq: int) -> list[bytes]:
        found = rows.run("select id from erased where kind = ? and seq > ?", kind, seq)
        return [row[0] for row in found]

    return store.known.erased(kind, newest, after)


def _ids(store: Store, rows: Rows, kind: str, part: Part) -> pa.ChunkedArray:
    return load(store, rows, kind, part, raw=True, columns=["id"]).column("id")
