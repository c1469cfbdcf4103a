"""A record that is appended twice is kept once: which rows of a batch the ledger holds already."""

import functools
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.ledger.identities import SortedIds, first_of_each, words_of
from northline.ledger.log import Rows
from northline.ledger.plan import Part
from northline.ledger.store import PART_COLUMNS, Store, load, part_of


def unknown(store: Store, kind: str, batch: pa.RecordBatch) -> tuple[pa.RecordBatch, set[int]]:
    """The rows whose ids the ledger does not hold, each once; and the parts looked at."""
    with store.log.reading() as rows:
        keep, parts = _look(store, rows, kind, batch, set())
    return (batch if keep.all() else batch.filter(pa.array(keep))), parts


def known_since(
    store: Store, rows: Rows, kind: str, batch: pa.RecordBatch, skip: set[int]
) -> pa.RecordBatch | None:
    """The rows still unknown, when parts made since then hold some of them; else None."""
    keep, _ = _look(store, rows, kind, batch, skip)
    return None if keep.all() else batch.filter(pa.array(keep))


def _look(
    store: Store, rows: Rows, kind: str, batch: pa.RecordBatch, skip: set[int]
) -> tuple[Any, set[int]]:
    if not batch.num_rows:
        return np.ones(0, dtype=np.bool_), set()
    words = words_of(batch.column("id"))
    keep = first_of_each(words)
    bounds = pc.min_max(batch.column("at").cast(pa.int64())).as_py()
    found = rows.run(
        f"select {PART_COLUMNS} from parts where kind = ? and retired is null "
        "and since <= ? and until >= ?",
        kind,
        bounds["max"],
        bounds["min"],
    )
    parts = [part_of(values) for values in found]
    keep &= ~_erased(rows, kind).holds(words)
    for part in parts:
        if part.part not in skip:
            ids = store.known.part(part.part, functools.partial(_ids, store, rows, kind, part))
            keep &= ~ids.holds(words)
    return keep, {part.part for part in parts}


def _erased(rows: Rows, kind: str) -> SortedIds:
    """Ids erased by a rule: they count as known, so that no second reading brings them back."""
    found = rows.run("select id from erased where kind = ?", kind)
    return SortedIds(words_of(pa.array([row[0] for row in found], pa.binary(16))))


def _ids(store: Store, rows: Rows, kind: str, part: Part) -> pa.ChunkedArray:
    return load(store, rows, kind, part, raw=True).column("id")
