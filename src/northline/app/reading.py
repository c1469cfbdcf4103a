"""Reading records for the operator; every look stands in the chain before its answer leaves."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from northline.app.words import cell, record_ids, window

if TYPE_CHECKING:
    from northline.app.opened import Opened


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
        as_of=ask.as_of,
        limit=ask.limit,
    )
    return node.ledger.read(plan)


def read_table(node: "Opened", ask: Ask) -> pa.Table:
    """The records as one table."""
    return read(node, ask).read_all()


def count(node: "Opened", ask: Ask) -> int:
    """How many there are."""
    return sum(batch.num_rows for batch in read(node, ask._replace(columns=["id"])))
