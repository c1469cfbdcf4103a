"""What was derived from records: the tracks, crossings and findings that rest on them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from northline.app.reading import Ask, read
from northline.records.decision import Decision
from northline.records.kinds import KINDS
from northline.records.record import Record
from northline.records.schema import kind_of, resting

if TYPE_CHECKING:
    from northline.app.opened import Opened


def resting_on(node: "Opened", ids: Iterable[bytes]) -> dict[str, list[bytes]]:
    """Ids of what rests on these records, however far, by kind.

    Only what the operator may see; these records themselves are not among them, and may be
    erased already.
    """
    found: dict[str, list[bytes]] = {}
    reached = set(ids)
    before = 0
    while len(reached) > before:
        before = len(reached)
        for record in KINDS:
            cited = _cited(record)
            columns = ["id", *cited]
            for batch in read(node, Ask(record.kind, columns=columns)) if cited else ():
                new = _citing(batch, cited, reached) - reached
                reached |= new
                found.setdefault(record.kind, []).extend(sorted(new))
    return {kind: some for kind, some in found.items() if some}


def _cited(record: type[Record]) -> list[str]:
    """The columns of a kind that name what its records rest on; a decision is no derivation."""
    return [] if record is Decision else resting(kind_of(record))


def _citing(batch: pa.RecordBatch, cited: Iterable[str], sources: set[bytes]) -> set[bytes]:
    """Ids of the rows that cite one of these."""
    hit: set[bytes] = set()
    for name in cited:
        lists = batch.column(name)
        wanted = pa.array(list(sources), lists.type.value_type)
        among = pc.is_in(pc.list_flatten(lists), value_set=wanted)
        rows = pc.list_parent_indices(lists).filter(among)
        hit.update(batch.column("id").take(rows).to_pylist())
    return hit
