"""What the parts of the ledger room share: the folder, the log, the signer and the clock."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
import pyarrow as pa

from northline.ledger import segments
from northline.ledger.identities import KnownIds
from northline.ledger.log import Log, Rows
from northline.ledger.plan import Part
from northline.ledger.visibility import text_of
from northline.records.errors import LedgerDamaged
from northline.records.kinds import kind as kind_named
from northline.records.kinds import upcast
from northline.records.signing import Signer
from northline.records.units import Micros

SEQ = "_seq"
"""The append that a row came with, in parts that hold rows of several appends."""

ORD = "_ord"
"""The row's place in that append."""

PART_COLUMNS = "part, version, rows, first, last, own_order, file"

MANIFEST_COLUMNS = (
    "kind, version, rows, since, until, first, last, own_order, markings, file, bytes, digest, made"
)
"""What the manifest says of a part and never changes; the chain keeps its digest."""

_TRIES = 20
T = TypeVar("T")


class Moved(Exception):
    """A part was compacted or erased by another process while it was looked at: look again."""


def settled(work: Callable[[], T]) -> T:
    """What some work gives once no part moves under it.

    Raises:
        LedgerDamaged: when a part is missing however often one looks.
    """
    for _ in range(_TRIES - 1):
        try:
            return work()
        except Moved:
            continue
    try:
        return work()
    except Moved as error:
        raise LedgerDamaged(f"{error}; run `northline verify`") from error


class Store(msgspec.Struct, frozen=True):
    """A ledger as its own modules see it.

    Attributes:
        folder: the ledger's folder.
        log: its log.
        signer: signs heads, or None.
        clock: the present.
        known: ids of parts, kept in memory.
    """

    folder: Path
    log: Log
    signer: Signer | None
    clock: Callable[[], Micros]
    known: KnownIds

    @property
    def segments(self) -> Path:
        """The folder of segments."""
        return self.folder / segments.FOLDER


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A part that was written but does not count until its row is in the manifest."""

    kind: str
    version: int
    rows: int
    since: int
    until: int
    own_order: bool
    markings: tuple[int, ...]
    file: str | None
    body: bytes | None
    size: int
    digest: bytes


def enter(rows: Rows, made: Made, first: int, last: int, at_seq: int) -> list[Any]:
    """Put a part into the manifest; number, digest, rows and manifest digest, for the chain."""
    values = (
        made.kind,
        made.version,
        made.rows,
        made.since,
        made.until,
        first,
        last,
        int(made.own_order),
        json.dumps([text_of(m) for m in made.markings]),  # type: ignore[arg-type]
        made.file,
        made.size,
        made.digest,
        at_seq,
    )
    slots = ",".join("?" * (len(values) + 1))
    found = rows.run(
        f"insert into parts ({MANIFEST_COLUMNS}, body) values ({slots}) returning part",
        *values,
        made.body,
    )
    return [found[0][0], made.digest.hex(), made.rows, manifest_digest(values)]


def manifest_digest(values: Iterable[Any]) -> str:
    """BLAKE2b-128 of the values of `MANIFEST_COLUMNS`, in hexadecimal."""
    text = json.dumps([v.hex() if isinstance(v, bytes) else v for v in values])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def discard(store: Store, files: Iterable[str | None]) -> None:
    """Remove segments that did not make it into the manifest; never one that did."""
    written = [file for file in files if file is not None]
    if written:
        with store.log.reading() as rows:
            written = [f for f in written if not rows.run("select 1 from parts where file = ?", f)]
    for file in written:
        segments.remove(store.segments, file)


def part_of(values: Iterable[Any]) -> Part:
    """A row of `PART_COLUMNS` as a `Part`."""
    part, version, rows, first, last, own_order, file = values
    return Part(
        part=part,
        version=version,
        rows=rows,
        first=first,
        last=last,
        own_order=bool(own_order),
        file=file,
    )


def live_parts(rows: Rows, kind: str) -> list[Part]:
    """The live parts of a kind, in order of their first append."""
    found = rows.run(
        f"select {PART_COLUMNS} from parts where kind = ? and retired is null order by first, part",
        kind,
    )
    return [part_of(values) for values in found]


def load(
    store: Store,
    rows: Rows,
    kind: str,
    part: Part,
    *,
    raw: bool = False,
    columns: Sequence[str] | None = None,
) -> pa.Table:
    """All rows of a part, with ``_seq`` and ``_ord``.

    Args:
        store: the ledger.
        rows: an open transaction.
        kind: kind of the part.
        part: which.
        raw: leave the rows under the version they were written under.
        columns: only these, and neither ``_seq`` nor ``_ord``.

    Raises:
        Moved: when it is not here (any more).
        LedgerDamaged: when it cannot be read.
    """
    table = parsed(content(store, rows, part), kind, part, columns)
    return table if raw else upcast(table, kind, part.version)


def content(store: Store, rows: Rows, part: Part) -> bytes:
    """The bytes of a part, as its digest covers them.

    Raises:
        Moved: when it is not here (any more).
        LedgerDamaged: when it cannot be read.
    """
    if part.file is not None:
        try:
            return segments.content(store.segments, part.file)
        except FileNotFoundError as error:
            raise Moved(f"segment {part.file} is missing") from error
    found = rows.run("select body from parts where part = ?", part.part)
    if not found or found[0][0] is None:
        raise Moved(f"part {part.part} has lost its rows")
    body: bytes = found[0][0]
    return body


def parsed(data: bytes, kind: str, part: Part, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows in the bytes of a part.  See `load`.

    Raises:
        LedgerDamaged: when they are not what such a part holds.
    """
    if part.file is None:
        table = unpack(data)
        table = table if columns is None else table.select(columns)
    else:
        table = segments.rows_in(data, part.file, columns)
        table = _as_declared(table, kind)
    if columns is None and not part.own_order:
        table = table.append_column(SEQ, pa.array(np.full(len(table), part.first)))
        table = table.append_column(ORD, pa.array(np.arange(len(table))))
    return table


def pack(table: pa.Table) -> bytes:
    """A small batch as it is kept in the log: an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema.remove_metadata()) as writer:
        writer.write_table(table)
    body: bytes = sink.getvalue().to_pybytes()
    return body


def unpack(body: bytes) -> pa.Table:
    """The rows of `pack`.

    Raises:
        LedgerDamaged: when the bytes are no Arrow stream.
    """
    try:
        with pa.ipc.open_stream(pa.BufferReader(body)) as reader:
            return reader.read_all()
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        raise LedgerDamaged(f"a batch in the log cannot be read: {error}") from error


def _as_declared(table: pa.Table, kind: str) -> pa.Table:
    """Column types as the kind declares them, where the file may say less exactly."""
    schema = kind_named(kind).schema
    fields = [
        schema.field(name) if name in schema.names else table.schema.field(name)
        for name in table.schema.names
    ]
    try:
        return table.cast(pa.schema([f.remove_metadata() for f in fields]))
    except (pa.ArrowException, ValueError) as error:
        raise LedgerDamaged(f"a segment of {kind} holds other columns: {error}") from error
