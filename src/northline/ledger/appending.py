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

from northline.ledger import chain, commitments, segments, visibility
from northline.ledger.deduplication import known_since, unknown
from northline.ledger.log import Rows
from northline.ledger.positions import (
    EngineAdvance,
    StreamAdvance,
    advance_engine,
    advance_stream,
    facts_of,
)
from northline.ledger.store import Made, Store, enter, pack
from northline.records.errors import MarkingRefused, UsageError
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking, MarkingId

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
    fenced = stream is not None or engine is not None
    ready: list[tuple[str, pa.RecordBatch]] = []
    known: dict[str, int] = {}
    looked: dict[str, set[int]] = {}
    for kind, batch in batches:
        fresh = kind_named(kind).conform(batch)
        if not fenced:
            fresh, looked[kind] = unknown(store, kind, fresh)
        known[kind] = known.get(kind, 0) + batch.num_rows - fresh.num_rows
        if fresh.num_rows:
            ready.append((kind, fresh))
    prepared = [_prepare(store, kind, batch) for kind, batch in ready]
    spare: list[_Prepared] = []
    try:
        with store.log.writing() as rows:
            repeated = _receipt_of(rows, key) if key is not None else None
            if repeated:
                spare += prepared
                return repeated
            for index, (kind, batch) in enumerate(ready):
                late = None if fenced else known_since(store, rows, kind, batch, looked[kind])
                if late is not None:
                    # Another process appended some of these meanwhile: keep what is left.
                    spare.append(prepared[index])
                    known[kind] += batch.num_rows - late.num_rows
                    prepared[index] = _prepare(store, kind, late)
            receipt = _commit(store, rows, prepared, by, known, markings, stream, engine, blobs)
            if key is not None:
                rows.run(
                    "insert into receipts values (?,?,?)",
                    key,
                    receipt.seq,
                    msgspec.json.encode(receipt).decode(),
                )
            return receipt
    except BaseException:
        spare += prepared
        raise
    finally:
        _discard(store, spare)


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


def _discard(store: Store, prepared: Iterable[_Prepared]) -> None:
    """Remove segments that did not make it into the manifest; never one that did."""
    files = [each.part.file for each in prepared if each.part.file is not None]
    if files:
        with store.log.reading() as rows:
            files = [f for f in files if not rows.run("select 1 from parts where file = ?", f)]
    for file in files:
        segments.remove(store.segments, file)


def _commit(
    store: Store,
    rows: Rows,
    prepared: list[_Prepared],
    by: str,
    known: dict[str, int],
    markings: Iterable[Marking],
    stream: StreamAdvance | None,
    engine: EngineAdvance | None,
    blobs: Mapping[bytes, bytes] | None,
) -> Receipt:
    at = store.clock()
    for marking in markings:
        visibility.register(rows, marking)
    new: dict[str, int] = {}
    facts = facts_of(stream, engine)
    entry = None
    for each in prepared:
        _check_markings(rows, each.part.markings)
        last, _ = chain.head(rows)
        number = enter(rows, each.part, last + 1, last + 1, last + 1)
        entry = chain.add(
            rows,
            at=at,
            actor=by,
            operation="append",
            kind=each.part.kind,
            count=each.part.rows,
            digest=each.digest,
            facts={**facts, "made": [[number, each.part.digest.hex(), each.part.rows]]},
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
        if each.part.kind == "rejected":
            _keep_blobs(rows, each.batch, blobs or {})
        new[each.part.kind] = new.get(each.part.kind, 0) + each.part.rows
    if entry is None and (stream is not None or engine is not None):
        entry = chain.add(
            rows, at=at, actor=by, operation="advance", facts=facts, signer=store.signer
        )
    seq, hashed = (entry.seq, entry.hash) if entry else chain.head(rows)
    if stream is not None:
        advance_stream(rows, stream, sum(new.values()), seq)
    if engine is not None:
        advance_engine(rows, engine, seq, store.clock())
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
