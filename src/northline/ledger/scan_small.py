"""Reading a plan whose rows all lie in the log: a few small batches, filtered where they are.

An engine that follows a live ledger reads a hundred rows that came a moment ago, many times a second.
Planning and binding a query for each of these takes longer than the rows do, so they are filtered
here, by the same conditions as `northline.ledger.scan` gives DuckDB; a test holds both to one answer.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.ledger.log import Rows
from northline.ledger.plan import Part, ScanPlan
from northline.ledger.store import ORD, SEQ, Store, content, unpack
from northline.records.kinds import kind as kind_named

MOST_ROWS = 20_000
"""Up to so many rows in all; a plan over more is DuckDB's, which reads in parallel and spills."""


def fits(plan: ScanPlan) -> bool:
    """Whether a plan can be read here: few rows, all in the log and of the present version.

    What is to come newest first without being in commit order is left to DuckDB.
    """
    present = kind_named(plan.kind).version
    return (
        (plan.limit is None or plan.ordered)
        and sum(part.rows for part in plan.parts) <= MOST_ROWS
        and all(part.file is None and part.version == present for part in plan.parts)
    )


def read(store: Store, plan: ScanPlan, schema: pa.Schema) -> list[pa.RecordBatch]:
    """The rows of a plan that `fits`, with these columns.

    Raises:
        Moved: when a part is no longer in the log.
        LedgerDamaged: when one cannot be read.
    """
    with store.log.reading() as rows:
        parts = [_shown(store, rows, plan, part, schema.names) for part in plan.parts]
    kept = [part for part in parts if part.num_rows]
    if not kept:
        return []
    table = pa.concat_tables(kept)
    if plan.ordered and any(part.own_order for part in plan.parts):
        table = table.sort_by([(SEQ, "ascending"), (ORD, "ascending")])
    if plan.limit is not None:
        table = table.slice(0, plan.limit)
    table = table.select(schema.names).combine_chunks()
    return [pa.RecordBatch.from_arrays(b.columns, schema=schema) for b in table.to_batches()]


def _shown(store: Store, rows: Rows, plan: ScanPlan, part: Part, names: Sequence[str]) -> pa.Table:
    """What the plan shows of one part, with the columns it is then ordered and shown by."""
    table = unpack(content(store, rows, part))
    if not part.own_order:
        table = table.append_column(SEQ, pa.array(np.full(len(table), part.first, np.int64)))
        table = table.append_column(ORD, pa.array(np.arange(len(table), dtype=np.int64)))
    for name in set(names) - set(table.schema.names):  # a column added since it was written
        kind = kind_named(plan.kind).schema.field(name).type
        table = table.append_column(name, pa.nulls(len(table), kind))
    condition = _condition(plan, part, table)
    return table.select([*names, *({SEQ, ORD} - set(names))]).filter(condition)


def _condition(plan: ScanPlan, part: Part, table: pa.Table) -> pa.ChunkedArray:
    """Which rows of a part the plan shows."""
    identity = table.column("id")
    shown = _among(table.column("marking"), plan.markings)
    if plan.granted:
        shown = pc.or_(shown, _among(identity, plan.granted))
    if plan.denied:
        shown = pc.and_(shown, pc.invert(_among(identity, plan.denied)))
    if plan.ids is not None:
        shown = pc.and_(shown, _among(identity, plan.ids))
    if plan.window is not None:
        shown = pc.and_(shown, _between(table.column("at").cast(pa.int64()), *plan.window))
    if plan.cells is not None:
        shown = pc.and_(shown, _in_cells(table.column("cell"), plan.cells))
    if part.first <= plan.after or part.last > plan.as_of:
        shown = pc.and_(shown, _between(table.column(SEQ), plan.after + 1, plan.as_of + 1))
    return shown


def _among(column: pa.ChunkedArray, values: Sequence[int] | Sequence[bytes]) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=pa.array(values, column.type))


def _between(column: pa.ChunkedArray, low: int, high: int) -> pa.ChunkedArray:
    """Low is inside, high is not."""
    return pc.and_(pc.greater_equal(column, low), pc.less(column, high))


def _in_cells(column: pa.ChunkedArray, cells: tuple[tuple[int, int], ...]) -> pa.ChunkedArray:
    """Cells that lie in one of these ranges, both ends included, which are sorted and apart."""
    known = pc.fill_null(column, 0).to_numpy()
    inside = np.zeros(len(known), bool)
    if cells:
        low, high = (np.array(bounds, np.uint64) for bounds in zip(*cells, strict=True))
        place = np.searchsorted(low, known, side="right") - 1
        inside = (place >= 0) & (known <= high[np.maximum(place, 0)])
    return pc.and_(pa.chunked_array([pa.array(inside)]), pc.is_valid(column))
