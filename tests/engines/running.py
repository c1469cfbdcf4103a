"""Running engines in tests as a runner does: batch by batch, the state through its bytes."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import pyarrow as pa

from northline.engines.crossing import Crossings
from northline.engines.tracking import Tracking
from northline.records.finding import Finding
from northline.records.protocols import Engine
from northline.records.schema import kind_of
from tests.engines.traffic import moment


def run(
    engine: Engine, batches: Iterable[Mapping[str, pa.Table]], *, encoded: bool = False
) -> tuple[dict[str, pa.Table], msgspec.Struct]:
    """All that an engine gives for these batches, by kind in the order it came; and its state."""
    given: dict[str, list[pa.RecordBatch]] = {}
    state = engine.state()
    for batch in batches:
        step = engine.step(state, batch, moment())
        state = step.state
        if encoded:
            state = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=engine.state)
        for kind, records in step.records.items():
            given.setdefault(kind, []).append(records)
        if step.findings is not None:
            given.setdefault(Finding.kind, []).append(step.findings)
    return {kind: pa.Table.from_batches(parts) for kind, parts in given.items()}, state


def cut(tables: Mapping[str, pa.Table], at: Iterable[int]) -> list[dict[str, pa.Table]]:
    """One table per kind, cut at these rows."""
    ends = sorted(set(at))
    return [
        {kind: table.slice(a, b - a) for kind, table in tables.items()}
        for a, b in zip([0, *ends], [*ends, 1 << 40], strict=True)
    ]


def tracked(positions: pa.Table, engine: Tracking | None = None) -> pa.Table:
    """Positions as tracks."""
    given, _ = run(engine or Tracking(), [{"position": positions}])
    return given["track"]


def crossed(
    positions: pa.Table, engine: Crossings | None = None, size: int = 1 << 40
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The crossings and findings of positions, through both engines, as a plain read shows them:
    crossings that no later one supersedes, and of each event the last revision.
    """
    crossings, findings = told(tracked(positions), engine, size)
    gone = {each["supersedes"] for each in crossings}
    last = {each.event_id: each for each in findings}
    return [each for each in crossings if each["id"] not in gone], list(last.values())


def told(
    track: pa.Table, engine: Crossings | None = None, size: int = 1 << 40
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """All crossings and all revisions of findings that the engine tells of tracks."""
    given, _ = run(engine or Crossings(), cut({"track": track}, range(size, track.num_rows, size)))
    crossings = given["crossing"].to_pylist() if "crossing" in given else []
    found = kind_of(Finding).from_batch(given[Finding.kind]) if Finding.kind in given else []
    return crossings, [finding for finding in found if isinstance(finding, Finding)]


def same(one: pa.Table, other: pa.Table) -> bool:
    """Whether two tables hold the same bytes, row by row."""
    return one.schema.equals(other.schema, check_metadata=True) and _bytes(one) == _bytes(other)


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        # Rebuilt row by row, so that neither chunks nor offsets of slices count.
        writer.write_table(pa.Table.from_pylist(table.to_pylist(), schema=table.schema))
    return bytes(sink.getvalue().to_pybytes())
