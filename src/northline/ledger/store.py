"""What the parts of the ledger room share: the folder, the log, the signer and the clock."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
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


def enter(rows: Rows, made: Made, first: int, last: int, at_seq: int) -> int:
    """Put a part into the manifest, and return its number."""
    found = rows.run(
        "insert into parts (kind, version, rows, since, until, first, last, own_order, markings,"
        " file, body, bytes, digest, made) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?) returning part",
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
        made.body,
        made.size,
        made.digest,
        at_seq,
    )
    number: int = found[0][0]
    return number


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


def load(store: Store, rows: Rows, kind: str, part: Part, *, raw: bool = False) -> pa.Table:
    """All rows of a part, with ``_seq`` and ``_ord``.

    Args:
        store: the ledger.
        rows: an open transaction.
        kind: kind of the part.
        part: which.
        raw: leave the rows under the version they were written under.

    Raises:
        LedgerDamaged: when it cannot be read.
    """
    if part.file is not None:
        table = segments.read(store.segments, part.file)
        table = _as_declared(table, kind)
    else:
        found = rows.run("select body from parts where part = ?", part.part)
        if not found or found[0][0] is None:
            raise LedgerDamaged(f"part {part.part} of {kind} has lost its rows")
        table = unpack(found[0][0])
    if not part.own_order:
        table = table.append_column(SEQ, pa.array([part.first] * len(table), pa.int64()))
        table = table.append_column(ORD, pa.array(range(len(table)), pa.int64()))
    return table if raw else upcast(table, kind, part.version)


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
    except (pa.ArrowException, OSError) as error:
        raise LedgerDamaged(f"a batch in the log cannot be read: {error}") from error


def _as_declared(table: pa.Table, kind: str) -> pa.Table:
    """Column types as the kind declares them, where the file may say less exactly."""
    schema = kind_named(kind).schema
    fields = [
        schema.field(name) if name in schema.names else table.schema.field(name)
        for name in table.schema.names
    ]
    return table.cast(pa.schema([f.remove_metadata() for f in fields]))
