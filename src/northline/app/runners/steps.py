"""One step of an engine: what it is handed, and how its state is kept.

A step reads what was appended after one entry of the chain up to another, as a named service
viewer, in commit order.  Both entries and the instant it was told stand in the chain, so the
same step can be taken again (`northline.app.replaying`).
"""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.records.errors import LedgerDamaged
from northline.records.marking import Marking, MarkingId, join
from northline.records.protocols import Engine, Moment, Step
from northline.records.record import Digest
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened
    from northline.ledger import Ledger

SEQ, ORD = "_seq", "_ord"
"""The ledger's columns of an ordered read: the append, and the place in it."""


class Batch(NamedTuple):
    """What one step is handed.

    Attributes:
        tables: kind -> rows in commit order, with the columns the engine declares.
        until: last entry of the chain that it covers.
        rows: how many rows in all.
    """

    tables: Mapping[str, pa.Table]
    until: int
    rows: int


def read_batch(
    node: "Opened", engine: Engine, since: int, *, until: int | None = None, step_rows: int = 0
) -> Batch:
    """What an engine reads after an entry of the chain.

    Args:
        node: the node.
        engine: the engine.
        since: entry after which to read.
        until: read up to this entry, however much that is; None reads whole appends until one
            of the kinds has ``step_rows`` rows, and at least one append.
        step_rows: see ``until``.
    """
    tables, upto = {}, until if until is not None else node.ledger.head()[0]
    for kind in engine.reads:
        limit = None if until is not None else step_rows + 1
        tables[kind] = _read(node, engine, kind, since, upto, limit)
        if limit is not None and tables[kind].num_rows == limit:
            upto, whole = _cut(tables[kind], since)
            if not whole:  # one append alone is larger than a step: take it all
                tables[kind] = _read(node, engine, kind, since, upto, None)
    for kind, table in tables.items():
        inside = pc.less_equal(table.column(SEQ), upto)
        tables[kind] = table.filter(inside).drop_columns([SEQ, ORD])
    return Batch(tables, upto, sum(table.num_rows for table in tables.values()))


def _cut(table: pa.Table, since: int) -> tuple[int, bool]:
    """The last append that is whole in a table cut at its end; or the first, which is not."""
    seqs = table.column(SEQ)
    last = seqs[-1].as_py()
    before = pc.max(seqs.filter(pc.less(seqs, last))).as_py()
    return (before, True) if before is not None and before > since else (last, False)


def _read(
    node: "Opened", engine: Engine, kind: str, since: int, until: int, limit: int | None
) -> pa.Table:
    columns = [name.partition(".")[2] for name in engine.inputs if name.startswith(f"{kind}.")]
    plan = node.ledger.plan(
        kind,
        node.service_viewer(engine.name),
        columns=columns,
        after=since,
        as_of=until,
        ordered=True,
        limit=limit,
    )
    return node.ledger.read(plan, audited=False).read_all()


class Joins:
    """Joins markings by their ids, and remembers what the ledger may not know yet.

    Attributes:
        made: markings made by joining.
    """

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger
        self._known: dict[int, Marking] = {}
        self._joined: dict[tuple[int, ...], MarkingId] = {}
        self.made: dict[int, Marking] = {}

    def __call__(self, *markings: MarkingId) -> MarkingId:
        """The marking of something made from records with these markings.

        Raises:
            LedgerDamaged: for a marking that the ledger does not know.
        """
        wanted = tuple(sorted({int(each) for each in markings}))
        if len(wanted) == 1:
            return MarkingId(wanted[0])
        if wanted not in self._joined:
            joined = join(self._marking(each) for each in wanted)
            if joined.id not in self._known:
                self._known[joined.id] = self.made[joined.id] = joined
            self._joined[wanted] = joined.id
        return self._joined[wanted]

    def _marking(self, marking: int) -> Marking:
        if marking not in self._known:
            found = self._ledger.marking(MarkingId(marking))
            if found is None:
                raise LedgerDamaged(
                    f"marking {marking:016x} of a record is not in the ledger; "
                    "run `northline verify`"
                )
            self._known[marking] = found
        return self._known[marking]


def take(
    engine: Engine, state: Any, batch: Batch, now: Micros, joins: Joins, params: Digest
) -> Step:
    """Take one step.

    Args:
        engine: the engine.
        state: what the step before left.
        batch: what it is handed.
        now: the instant that it is told.
        joins: joins markings.
        params: digest of its parameters, for its findings.
    """
    return engine.step(state, batch.tables, Moment(now=now, join=joins, params=params))


def params_text(engine: Engine) -> bytes:
    """An engine's parameters as JSON with sorted keys: their one byte form."""
    return msgspec.json.encode(engine.params, order="sorted")


def params_digest(engine: Engine) -> Digest:
    """BLAKE2b-256 of `params_text`."""
    return Digest(hashlib.blake2b(params_text(engine), digest_size=32).digest())


def encode_state(state: Any) -> bytes:
    """The one byte form of an engine's state."""
    return msgspec.msgpack.encode(state, order="sorted")


def decode_state(engine: Engine, state: bytes) -> Any:
    """A state from its byte form.

    Raises:
        LedgerDamaged: when this release cannot read it.
    """
    try:
        return msgspec.msgpack.decode(state, type=engine.state)
    except msgspec.DecodeError as error:
        raise LedgerDamaged(
            f"the saved state of engine {engine.name} cannot be read ({error}); "
            "was it saved by another release?"
        ) from error
