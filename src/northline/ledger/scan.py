"""Reading a plan through DuckDB: predicates go down into the Parquet files.

The connection loads no extension, keeps UTC, and may open nothing but the ledger's segments;
its settings are locked before the first query.  All values are bound, never written into SQL.
"""

import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from northline.ledger import scan_small, segments
from northline.ledger.compaction import SPILL
from northline.ledger.plan import Part, ScanPlan
from northline.ledger.store import ORD, SEQ, Store, load
from northline.records.errors import LedgerDamaged, LedgerError
from northline.records.kinds import kind as kind_named

BATCH_ROWS = 65_536
"""Rows in one batch of an answer."""

_OWN = (SEQ, ORD)
_FEW = 64
# A folder called "cell=7" is not a column.
_PLAINLY = "hive_partitioning = false"


class Scanner:
    """A DuckDB that can read one ledger's segments and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = os.getpid()
        self._guard = threading.Lock()
        self._duck: duckdb.DuckDBPyConnection | None = None

    def _connection(self) -> duckdb.DuckDBPyConnection:
        if os.getpid() != self._process:
            raise LedgerError(
                "the ledger was opened before this process was forked; open it again here"
            )
        with self._guard:
            if self._duck is None:
                spill = self._folder.parent / f"{SPILL}{os.getpid()}-{secrets.token_hex(4)}"
                duck = duckdb.connect(
                    ":memory:",
                    config={
                        "autoinstall_known_extensions": "false",
                        "autoload_known_extensions": "false",
                        "python_enable_replacements": "false",
                    },
                )
                duck.execute("set TimeZone = 'UTC'")
                # Nothing of a record may be left in whatever folder this process runs in.
                duck.execute("set temp_directory = ?", [str(spill.resolve())])
                duck.execute("set preserve_insertion_order = true")
                # A segment never changes, so what its footer says need be read once.
                duck.execute("set parquet_metadata_cache = true")
                duck.execute("set allowed_directories = [?]", [f"{self._folder.resolve()}/"])
                duck.execute("set enable_external_access = false")
                duck.execute("set lock_configuration = true")
                self._duck = duck
            return self._duck.cursor()

    def read(self, store: Store, plan: ScanPlan) -> pa.RecordBatchReader:
        """The rows of a plan, as they come.

        Raises:
            FileNotFoundError: when a segment was retired since the plan was made; plan again.
            Moved: when a part in the log was.
            LedgerDamaged: when a segment cannot be read.
        """
        schema = _schema(plan)
        if not plan.parts or (not plan.markings and not plan.granted) or plan.ids == ():
            return pa.RecordBatchReader.from_batches(schema, [])
        if scan_small.fits(plan):
            return pa.RecordBatchReader.from_batches(schema, scan_small.read(store, plan, schema))
        return self.query(store, plan, schema)

    def query(self, store: Store, plan: ScanPlan, schema: pa.Schema) -> pa.RecordBatchReader:
        """The same by DuckDB, whatever the size."""
        kept = ExitStack()
        try:
            files = [part.file for part in plan.parts if part.file is not None]
            kept.enter_context(segments.held(self._folder, files))
            duck = self._connection()
            sources = self._sources(store, plan, duck)
            condition, values = _condition(plan, duck)
            names = ", ".join(f'"{name}"' for name in schema.names)
            order = f' order by "{SEQ}", "{ORD}"' if plan.ordered else ""
            if plan.limit is not None:
                order = order or ' order by "at" desc, "id"'
                order += f" limit {int(plan.limit)}"
            sql = f"select {names} from ({sources}) where {condition}{order}"
            answer = duck.sql(sql, params=values)
            reader = answer.to_arrow_reader(BATCH_ROWS)
        except duckdb.OutOfMemoryException as error:
            kept.close()
            raise LedgerError(f"too much to sort at once, ask for less: {error}") from error
        except duckdb.Error as error:
            kept.close()
            raise LedgerDamaged(f"{plan.kind} could not be read: {error}") from error
        except BaseException:
            kept.close()
            raise
        return pa.RecordBatchReader.from_batches(schema, _batches(reader, schema, kept, duck))

    def _sources(self, store: Store, plan: ScanPlan, duck: duckdb.DuckDBPyConnection) -> str:
        """The parts of a plan as one relation with equal columns."""
        present = kind_named(plan.kind).version
        columns = [f'"{name}"' for name in kind_named(plan.kind).schema.names]
        own = [f'"{name}"' for name in _OWN]
        plain, ordered, memory = [], [], []
        for part in plan.parts:
            if part.file is None or part.version != present:
                memory.append(part)
            elif part.own_order:
                ordered.append(part)
            else:
                plain.append(part)
        selects = []
        if plain and not _needs_order(plan):
            names = ", ".join(columns)
            selects.append(f"select {names} from read_parquet({self._list(plain)}, {_PLAINLY})")
        elif plain:
            for part in plain:
                names = ", ".join(columns)
                selects.append(
                    f"select {names}, {part.first}::bigint as {own[0]}, "
                    f"file_row_number::bigint as {own[1]} "
                    f"from read_parquet({self._list([part])}, file_row_number = true, {_PLAINLY})"
                )
        wanted = columns + own if _needs_order(plan) else columns
        names = ", ".join(wanted)
        if ordered:
            selects.append(f"select {names} from read_parquet({self._list(ordered)}, {_PLAINLY})")
        if memory:
            with store.log.reading() as rows:
                tables = [load(store, rows, plan.kind, part) for part in memory]
            schema = kind_named(plan.kind).schema
            fields = [*schema, pa.field(SEQ, pa.int64()), pa.field(ORD, pa.int64())]
            whole = pa.schema([f.remove_metadata() for f in fields])
            view = f"memory_{plan.parts[0].part}_{len(memory)}"
            duck.register(view, pa.concat_tables([_fill(t, whole) for t in tables]))
            selects.append(f"select {names} from {view}")
        return " union all ".join(selects)

    def _list(self, parts: list[Part]) -> str:
        folder = self._folder.resolve()
        paths = [str(folder / (part.file or "")).replace("'", "''") for part in parts]
        return "[" + ", ".join(f"'{path}'" for path in paths) + "]"


def _needs_order(plan: ScanPlan) -> bool:
    """Whether single rows have to be told apart by append: to order, or to cut inside a part."""
    cut = any(p.last > plan.as_of or p.first <= plan.after for p in plan.parts)
    return plan.ordered or cut


def _schema(plan: ScanPlan) -> pa.Schema:
    schema = kind_named(plan.kind).schema
    fields = [schema.field(name) for name in plan.columns or schema.names]
    if plan.ordered:
        fields += [pa.field(SEQ, pa.int64()), pa.field(ORD, pa.int64())]
    return pa.schema(fields, metadata=schema.metadata)


def _fill(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        _cast(table.column(f.name), f.type)
        if f.name in table.schema.names
        else pa.nulls(len(table), f.type)
        for f in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _cast(column: pa.ChunkedArray, declared: pa.DataType) -> pa.ChunkedArray:
    return column if column.type == declared else column.cast(declared)


def _condition(plan: ScanPlan, duck: duckdb.DuckDBPyConnection) -> tuple[str, list[Any]]:
    """What a row must satisfy, and the values to bind; lists of ids become views of their own."""
    conditions: list[str] = []
    values: list[Any] = []
    shown, some = _one_of("marking", plan.markings)
    values += some
    if plan.granted:
        shown = f'({shown} or "id" in ({_view(duck, "granted", id=plan.granted)}))'
    conditions.append(shown)
    if plan.denied:
        conditions.append(f'"id" not in ({_view(duck, "denied", id=plan.denied)})')
    if plan.window is not None:
        conditions.append('"at" >= make_timestamptz(?) and "at" < make_timestamptz(?)')
        values += list(plan.window)
    if plan.cells is not None:
        condition, some = _in_cells(plan.cells, duck)
        conditions.append(condition)
        values += some
    if plan.ids is not None:
        conditions.append(f'"id" in ({_view(duck, "asked", id=plan.ids)})')
    if _needs_order(plan):
        conditions.append(f'"{SEQ}" > ? and "{SEQ}" <= ?')
        values += [plan.after, plan.as_of]
    return " and ".join(conditions), values


def _one_of(column: str, numbers: Sequence[int]) -> tuple[str, list[Any]]:
    """A column that holds one of these numbers; few are compared, many are joined."""
    if not numbers:
        return "false", []
    if len(numbers) <= _FEW:
        places = ", ".join("?::ubigint" for _ in numbers)
        return f'"{column}" in ({places})', list(numbers)
    return f'"{column}" in (select unnest(?::ubigint[]))', [list(numbers)]


def _in_cells(
    cells: tuple[tuple[int, int], ...], duck: duckdb.DuckDBPyConnection
) -> tuple[str, list[Any]]:
    if not cells:
        return "false", []
    if all(low == high for low, high in cells):
        return _one_of("cell", [low for low, _ in cells])
    if len(cells) <= _FEW:
        ranges = " or ".join('"cell" between ?::ubigint and ?::ubigint' for _ in cells)
        return f"({ranges})", [bound for bounds in cells for bound in bounds]
    low, high = zip(*cells, strict=True)
    view = _view(duck, "ranges", low=low, high=high)
    within = f'exists ({view} r where "cell" between r.low and r.high)'
    return f'"cell" between ?::ubigint and ?::ubigint and {within}', [low[0], high[-1]]


def _view(duck: duckdb.DuckDBPyConnection, name: str, **columns: Sequence[Any]) -> str:
    """Values as a view of this connection, and the query that gives them."""
    types = {"id": pa.binary(), "low": pa.uint64(), "high": pa.uint64()}
    duck.register(name, pa.table({c: pa.array(v, types[c]) for c, v in columns.items()}))
    return f"select {', '.join(columns)} from {name}"


def _batches(
    reader: Any, schema: pa.Schema, kept: ExitStack, duck: duckdb.DuckDBPyConnection
) -> Iterator[pa.RecordBatch]:
    try:
        for batch in reader:
            yield _typed(batch, schema)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise LedgerDamaged(f"a segment could not be read to its end: {error}") from error
    finally:
        duck.close()
        kept.close()


def _typed(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """DuckDB knows no fixed-width binary and no nullability: give the columns their types back."""
    columns = [
        column if column.type == field.type else column.cast(field.type)
        for column, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
