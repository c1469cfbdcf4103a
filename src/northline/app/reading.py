"""Reading records for the operator; every look stands in the chain before its answer leaves."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from northline.app.words import cell, record_ids, window

if TYPE_CHECKING:
    from northline.app.opened import Opened


BATCH_ROWS = 10_000
"""Rows of a batch where they are put in order."""


class Ask(NamedTuple):
    """What is asked for; see `northline.app.archive.Archive.records`."""

    kind: str
    since: int | str | None = None
    until: int | str | None = None
    cells: Iterable[int | str] | None = None
    ids: Iterable[bytes | str] | None = None
    columns: Sequence[str] | None = None
    limit: int | None = None
    as_of: int | None = None
    after: int = 0


def read(node: "Opened", ask: Ask) -> pa.RecordBatchReader:
    """The records, batch by batch."""
    plan = node.ledger.plan(
        ask.kind,
        node.viewer,
        window=window(ask.since, ask.until),
        cells=None if ask.cells is None else [cell(each) for each in ask.cells],
        ids=None if ask.ids is None else record_ids(ask.ids),
        columns=ask.columns,
        after=ask.after,
        as_of=_stood(node, ask.as_of),
        limit=ask.limit,
    )
    return node.ledger.read(plan)


def _stood(node: "Opened", as_of: int | None) -> int | None:
    """The entry to read as of: to a partner one that has not happened is the present.

    An error would say where the chain ends.
    """
    return as_of if as_of is None or node.at_home else min(as_of, node.head()[0])


def read_table(node: "Opened", ask: Ask) -> pa.Table:
    """The records as one table."""
    return read(node, ask).read_all()


def in_order(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """All rows in batches of one size, by instant and id.

    As they lie in the ledger, their order and the cuts between them tell of what lay among them.
    """
    table = reader.read_all()
    plain = [each.name for each in table.schema if not pa.types.is_nested(each.type)]
    plain.sort(key=lambda name: (name != "at", name != "id"))
    if "id" in plain:  # which settles it
        del plain[plain.index("id") + 1 :]
    if plain:
        table = table.sort_by([(name, "ascending") for name in plain])
    yield from table.combine_chunks().to_batches(max_chunksize=BATCH_ROWS)


def count(node: "Opened", ask: Ask) -> int:
    """How many there are."""
    return sum(batch.num_rows for batch in read(node, ask._replace(columns=["id"])))
