"""Append: records become durable, committed to and visible in one short transaction.

What takes time (encoding, hashing, writing a segment) happens before the transaction; inside
it only the chain, the manifest and the positions move.  Nothing that is acknowledged can be
lost, and nothing half-written can be seen.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.ledger import chain, commitments, marks, segments, visibility
from northline.ledger.deduplication import known_since, unknown
from northline.ledger.log import Rows
from northline.ledger.positions import (
    EngineAdvance,
    StreamAdvance,
    check_engine,
    facts_of,
    moved_stream,
    put_engine,
    put_stream,
)
from northline.ledger.store import Made, Store, discard, enter, pack
from northline.records.errors import MarkingRefused, UsageError
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking, MarkingId
from northline.records.schema import Kind

INLINE = 2_048
"""Batches up to this many rows stay in the log until they are compacted."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What an append did.

    Attributes:
        seq: the newest entry of the chain that belongs to it.
        hash: that entry's hash, in hexadecimal.
        new: kind -> rows kept.
        known: kind -> rows that the ledger held already.
        repeated: whether all of it had been appended before under the same key.
    """

    seq: int
    hash: str
    new: dict[str, int] = {}
    known: dict[str, int] = {}
    repeated: bool = False


class _Prepared(msgspec.Struct):
    batch: pa.RecordBatch
    part: Made
    commitments: bytes
    digest: bytes
    salt_key: bytes


def append(
    store: Store,
    batches: Sequence[tuple[str, pa.RecordBatch]],
    *,
    by: str,
    key: str | None = None,
    markings: Iterable[Marking] = (),
    stream: StreamAdvance | None = None,
    engine: EngineAdvance | None = None,
    blobs: Mapping[bytes, bytes] | None = None,
) -> Receipt:
    """Append batches of records, all of them or none.  See `Ledger.append`."""
    if key is not None:
        with store.log.reading() as rows:
            repeated = _receipt_of(rows, key)
        if repeated:
            return repeated
    fenced = engine is not None or (stream is not None and not stream.overlap)
    ready: dict[str, pa.RecordBatch] = {}
    known: dict[str, int] = {}
    looked: dict[str, set[int]] = {}
    for kind, batch in _by_kind(batches).items():
        fresh, looked[kind] = unknown(store, kind, batch, fenced=fenced)
        known[kind] = batch.num_rows - fresh.num_rows
        if fresh.num_rows:
            ready[kind] = fresh
    prepared: dict[str, _Prepared] = {}
    spare: list[_Prepared] = []
    try:
        for kind, batch in ready.items():
            prepared[kind] = _prepare(store, kind, batch)
        with store.log.writing() as rows:
            repeated = _receipt_of(rows, key) if key is not None else None
            if repeated:
                spare += prepared.values()
                return repeated
            for kind, batch in ready.items():
                late = known_since(store, rows, kind, batch, looked[kind], fenced=fenced)
                if late is not None:
                    # Another process appended or erased some meanwhile: keep what is left.
                    spare.append(prepared.pop(kind))
                    known[kind] += batch.num_rows - late.num_rows
                    if late.num_rows:
                        prepared[kind] = _prepare(store, kind, late)
            receipt = _commit(
                store, rows, [*prepared.values()], by, key, known, markings, stream, engine, blobs
            )
            if key is not None:
                rows.run(
                    "insert into receipts values (?,?,?)",
                    key,
                    receipt.seq,
                    msgspec.json.encode(receipt).decode(),
                )
            return receipt
    except BaseException:
        spare += prepared.values()
        raise
    finally:
        discard(store, [each.part.file for each in spare])


def _by_kind(batches: Sequence[tuple[str, pa.RecordBatch]]) -> dict[str, pa.RecordBatch]:
    """One batch for each kind, with exactly its columns.

    Raises:
        UnknownName: for a kind or column there is not.
        UsageError: for a column that holds something else than its kind says.
    """
    tables: dict[str, list[pa.RecordBatch]] = {}
    for kind, batch in batches:
        tables.setdefault(kind, []).append(_conformed(kind_named(kind), batch))
    return {
        kind: some[0] if len(some) == 1 else _one(pa.Table.from_batches(some))
        for kind, some in tables.items()
    }


def _one(table: pa.Table) -> pa.RecordBatch:
    whole = table.combine_chunks().to_batches()
    return whole[0] if whole else pa.RecordBatch.from_pylist([], schema=table.schema)


def _conformed(kind: Kind, batch: pa.RecordBatch) -> pa.RecordBatch:
    for name in set(kind.schema.names) & set(batch.schema.names):
        column, declared = batch.column(name), kind.schema.field(name).type
        try:
            column.cast(declared)
        except (pa.ArrowException, ValueError) as error:
            raise UsageError(
                f"{kind.name}.{name} is {declared}, and the batch holds {column.type}: {error}"
            ) from error
    conformed: pa.RecordBatch = kind.conform(batch)
    for field in conformed.schema:
        if pa.types.is_list(field.type) and conformed.column(field.name).flatten().null_count:
            raise UsageError(f"the lists in {kind.name}.{field.name} may hold no nulls")
    return conformed


def _receipt_of(rows: Rows, key: str) -> Receipt | None:
    found = rows.run("select receipt from receipts where name = ?", key)
    if not found:
        return None
    earlier = msgspec.json.decode(found[0][0], type=Receipt)
    return msgspec.structs.replace(
        earlier,
        new={},
        known={
            kind: earlier.new.get(kind, 0) + earlier.known.get(kind, 0)
            for kind in sorted({*earlier.new, *earlier.known})
        },
        repeated=True,
    )


def _prepare(store: Store, kind: str, batch: pa.RecordBatch) -> _Prepared:
    """Encode, commit to and write a batch, outside of any transaction."""
    key = commitments.new_key()
    salts = commitments.salts_of(key, batch.num_rows)
    committed = commitments.commit(batch, salts)
    bounds = pc.min_max(batch.column("at").cast(pa.int64())).as_py() if batch.num_rows else {}
    file, body, size = None, None, 0
    if batch.num_rows > INLINE:
        written = segments.write(store.segments, kind, batch)
        file, size, digest = written.name, written.size, written.digest
    else:
        body = pack(pa.Table.from_batches([batch]))
        size, digest = len(body), hashlib.blake2b(body, digest_size=32).digest()
    return _Prepared(
        batch=batch,
        part=Made(
            kind=kind,
            version=kind_named(kind).version,
            rows=batch.num_rows,
            since=bounds.get("min", 0),
            until=bounds.get("max", 0),
            own_order=False,
            markings=tuple(sorted(pc.unique(batch.column("marking")).to_pylist())),
            file=file,
            body=body,
            size=size,
            digest=digest,
        ),
        commitments=committed.tobytes(),
        digest=commitments.digest_of(committed),
        salt_key=key,
    )


def _commit(
    store: Store,
    rows: Rows,
    prepared: list[_Prepared],
    by: str,
    key: str | None,
    known: dict[str, int],
    markings: Iterable[Marking],
    stream: StreamAdvance | None,
    engine: EngineAdvance | None,
    blobs: Mapping[bytes, bytes] | None,
) -> Receipt:
    at = store.clock()
    markings = list(markings)
    for marking in markings:
        visibility.register(rows, marking)
    new = {each.part.kind: each.part.rows for each in prepared}
    records = sum(count for kind, count in new.items() if kind != "rejected")
    stands = moved_stream(rows, stream, records) if stream is not None else None
    if engine is not None:
        check_engine(rows, engine, at)
    facts = facts_of(rows, stands, stream.since if stream is not None else 0, engine)
    if key is not None:
        facts["key"] = key
    entry = None
    for each in prepared:
        _check_markings(rows, each.part.markings)
        last, _ = chain.head(rows)
        made = enter(rows, each.part, last + 1, last + 1, last + 1)
        entry = chain.add(
            rows,
            at=at,
            actor=by,
            operation="append",
            kind=each.part.kind,
            count=each.part.rows,
            digest=each.digest,
            facts={**facts, "made": [made]},
            signer=store.signer,
        )
        rows.run(
            "insert into appends values (?,?,?,?,?,?,null)",
            entry.seq,
            each.part.kind,
            each.part.version,
            each.part.rows,
            each.commitments,
            each.salt_key,
        )
        _supersede(rows, each.part.kind, each.batch, entry.seq)
        marks.inherit(store, rows, each.part.kind, each.batch, by)
        if each.part.kind == "rejected":
            _keep_blobs(rows, each.batch, blobs or {})
    if entry is None and stands is not None:
        # Nothing came that would say whose it is, and a source's name alone says something.
        facts["markings"] = sorted({visibility.text_of(each.id) for each in markings})
    if entry is None and facts:
        entry = chain.add(
            rows, at=at, actor=by, operation="advance", facts=facts, signer=store.signer
        )
    seq, hashed = (entry.seq, entry.hash) if entry else chain.head(rows)
    if stands is not None:
        put_stream(rows, stands, seq)
    if engine is not None:
        put_engine(rows, engine, seq, facts["engine"])
    return Receipt(seq=seq, hash=hashed.hex(), new=new, known={k: n for k, n in known.items() if n})


def _check_markings(rows: Rows, used: Iterable[int]) -> None:
    for marking in used:
        text = visibility.text_of(MarkingId(marking))
        if not rows.run("select 1 from markings where id = ?", text):
            raise MarkingRefused(
                f"marking {text} is not known to this ledger; hand the Marking itself to append()"
            )


def _supersede(rows: Rows, kind: str, batch: pa.RecordBatch, seq: int) -> None:
    column = batch.column("supersedes")
    if column.null_count == len(column):
        return
    corrections = zip(
        column.to_pylist(),
        batch.column("id").to_pylist(),
        batch.column("marking").to_pylist(),
        strict=True,
    )
    rows.run_many(
        "insert or ignore into superseded values (?,?,?,?,?)",
        [
            (earlier, later, kind, visibility.text_of(marking), seq)
            for earlier, later, marking in corrections
            if earlier is not None
        ],
    )


def _keep_blobs(rows: Rows, batch: pa.RecordBatch, blobs: Mapping[bytes, bytes]) -> None:
    """Keep the bytes of rejected units, once however often they came."""
    for blob, uses in Counter(batch.column("blob").to_pylist()).items():
        if rows.run("select 1 from blobs where digest = ?", blob):
            rows.run("update blobs set uses = uses + ? where digest = ?", uses, blob)
        elif blob in blobs:
            rows.run("insert into blobs values (?, ?, ?)", blob, blobs[blob], uses)
        else:
            raise UsageError("a rejected record was appended without the bytes it speaks of")
