"""Compaction: many small parts become few large ones, sorted by hour and cell.

Rows take the append and place they came with along (``_seq``, ``_ord``), so their commitments
still find them.  Segments that nobody names and nobody holds are swept away.
"""

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.ledger import chain, segments
from northline.ledger.appending import INLINE
from northline.ledger.plan import Part
from northline.ledger.store import (
    ORD,
    SEQ,
    Made,
    Moved,
    Store,
    discard,
    enter,
    live_parts,
    load,
    pack,
)
from northline.records.errors import LedgerFull
from northline.records.kinds import KINDS

FULL = 500_000
"""A segment of this many rows is left alone."""

CROWD = 64
"""So many parts of about one size become one without being asked."""

ORPHAN_SECONDS = 3_600
"""A segment that no manifest names is somebody's unfinished write for so long, then litter."""

SPILL = "spill-"
"""Begins the name of the folder, beside the segments, where a large sort puts what is too much."""

_HOUR = 3_600_000_000


class Compacted(msgspec.Struct, frozen=True, kw_only=True):
    """What a compaction did.

    Attributes:
        before: parts before.
        after: parts after.
        rows: rows moved.
        removed: files removed, litter of unfinished writes included.
        waiting: retired files that somebody still reads; they go next time.
    """

    before: int = 0
    after: int = 0
    rows: int = 0
    removed: int = 0
    waiting: int = 0


def compact(store: Store, *, by: str, only: str | None = None) -> Compacted:
    """Merge small parts, kind by kind.  See `Ledger.compact`."""
    total = Compacted()
    for record in KINDS:
        if only is None or record.kind == only:
            for group in _groups(store, record.kind):
                try:
                    done = _merge(store, record.kind, group, by)
                except Moved:
                    # Somebody else compacts or erases there; nothing is lost by leaving it.
                    continue
                total = _sum(total, done)
    removed, waiting = sweep(store)
    waiting += not store.log.forget()
    return _sum(total, Compacted(removed=removed, waiting=waiting))


def tidy(store: Store, kind: str, *, by: str) -> Compacted:
    """Merge what many small appends left, so that readers never meet very many parts.

    Parts are sized in steps of eight; where `CROWD` of them stand in one step, they become one.
    A row is moved about once per step, seven times at most, however small the appends were.
    """
    with store.log.reading() as rows:
        parts = [part for part in live_parts(rows, kind) if part.rows < FULL]
    if len(parts) < CROWD:
        return Compacted()
    steps: dict[tuple[int, int], list[Part]] = {}
    for part in parts:
        steps.setdefault((_step(part.rows), part.version), []).append(part)
    total = Compacted()
    for step in sorted(steps):
        if len(steps[step]) >= CROWD:
            try:
                total = _sum(total, _merge(store, kind, steps[step], by, small=INLINE))
            except (Moved, LedgerFull):
                # Somebody else moves them, or there is no room for it: they stay as they are,
                # nothing is lost, and an append that finds no room says so itself.
                continue
    return total


def _step(rows: int) -> int:
    return max(rows, 1).bit_length() // 3


def made_of(
    store: Store, kind: str, version: int, table: pa.Table, *, small: int
) -> tuple[Made, int, int]:
    """Write rows that carry ``_seq`` and ``_ord`` as a new part; and its first and last append."""
    at = pc.min_max(table.column("at").cast(pa.int64())).as_py()
    seq = pc.min_max(table.column(SEQ)).as_py()
    file, body = None, None
    if len(table) > small:
        written = segments.write(store.segments, kind, table)
        file, size, digest = written.name, written.size, written.digest
    else:
        body = pack(table)
        size, digest = len(body), hashlib.blake2b(body, digest_size=32).digest()
    made = Made(
        kind=kind,
        version=version,
        rows=len(table),
        since=at["min"],
        until=at["max"],
        own_order=True,
        markings=tuple(sorted(pc.unique(table.column("marking")).to_pylist())),
        file=file,
        body=body,
        size=size,
        digest=digest,
    )
    return made, seq["min"], seq["max"]


def retire(store: Store, parts: Sequence[Part], kind: str) -> list[str]:
    """Remove the files of retired parts that nobody reads; the names still waiting."""
    return [p.file for p in parts if p.file and not segments.remove(store.segments, p.file)]


def _groups(store: Store, kind: str) -> list[list[Part]]:
    """Neighbouring parts worth merging, each group at most about `FULL` rows.

    Only parts of one version are merged: a row keeps the form it was committed to in.
    """
    with store.log.reading() as rows:
        parts = [part for part in live_parts(rows, kind) if part.rows < FULL]
    groups: list[list[Part]] = []
    size = FULL
    for part in parts:
        if size + part.rows > FULL or groups[-1][0].version != part.version:
            groups.append([])
            size = 0
        groups[-1].append(part)
        size += part.rows
    return [group for group in groups if len(group) > 1]


def _merge(store: Store, kind: str, group: list[Part], by: str, *, small: int = 0) -> Compacted:
    with store.log.reading() as rows:
        tables = [load(store, rows, kind, part, raw=True) for part in group]
    table = sorted_rows(pa.concat_tables(tables, promote_options="default"))
    made, first, last = made_of(store, kind, group[0].version, table, small=small)
    try:
        with store.log.writing() as rows:
            numbers = [part.part for part in group]
            marks = ",".join("?" * len(numbers))
            live = rows.run(
                f"select count(*) from parts where retired is null and part in ({marks})", *numbers
            )
            if live[0][0] != len(numbers):
                raise Moved(f"parts of {kind} were rewritten by another process")
            seq = chain.head(rows)[0] + 1
            line = enter(rows, made, first, last, seq)
            chain.add(
                rows,
                at=store.clock(),
                actor=by,
                operation="compact",
                kind=kind,
                count=len(table),
                digest=made.digest,
                facts={"made": [line], "retired": numbers},
                signer=store.signer,
            )
            rows.run(
                f"update parts set retired = ?, body = null where part in ({marks})", seq, *numbers
            )
    except BaseException:
        discard(store, [made.file])
        raise
    retire(store, group, kind)
    return Compacted(before=len(group), after=1, rows=len(table))


def sorted_rows(table: pa.Table) -> pa.Table:
    """Rows by hour, cell, append and place: equal content gives equal order."""
    hour = pc.divide(table.column("at").cast(pa.int64()), _HOUR)
    keyed = table.append_column("_hour", hour)
    order = pc.sort_indices(
        keyed,
        sort_keys=[(name, "ascending") for name in ("_hour", "cell", SEQ, ORD)],
    )
    return table.take(order)


def sweep(store: Store) -> tuple[int, int]:
    """Remove retired segments and litter; how many went, and how many are still being read."""
    with store.log.reading() as rows:
        live = {
            r[0] for r in rows.run("select file from parts where retired is null and file <> ''")
        }
        gone = {
            r[0]
            for r in rows.run("select file from parts where retired is not null and file <> ''")
        }
    removed = waiting = 0
    _sweep_spills(store)
    for path in sorted(store.segments.glob("*.parquet")):
        name = path.name
        if name in live or (name not in gone and not _is_litter(store, path)):
            continue
        if segments.remove(store.segments, name):
            removed += 1
        else:
            waiting += 1
    return removed, waiting


def _sweep_spills(store: Store) -> None:
    """Remove what the large sorts of processes that were killed have left."""
    for folder in store.folder.glob(f"{SPILL}*"):
        with contextlib.suppress(FileNotFoundError):
            newest = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
            process = folder.name.removeprefix(SPILL).partition("-")[0]
            if time.time() - newest > ORPHAN_SECONDS and not _alive(process):
                shutil.rmtree(folder, ignore_errors=True)


def _alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _is_litter(store: Store, path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        if time.time() - path.stat().st_mtime < ORPHAN_SECONDS:
            return False
        with store.log.reading() as rows:
            return not rows.run("select 1 from parts where file = ?", path.name)
    return False


def _sum(one: Compacted, two: Compacted) -> Compacted:
    return Compacted(
        **{name: getattr(one, name) + getattr(two, name) for name in Compacted.__struct_fields__}
    )
