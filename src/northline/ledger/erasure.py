"""Erasure: a record's body goes, everywhere; the chain stays whole.

Parts that hold an erased row are rewritten without it, their salts are cut down to the rows
that remain (`northline.ledger.commitments`), and its commitment stays behind as a number that
nobody can match with a guess.  Saved engine states that may remember the row go too.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.ledger import chain, commitments, retention
from northline.ledger.appending import INLINE
from northline.ledger.compaction import made_of, retire
from northline.ledger.log import Rows
from northline.ledger.plan import Part
from northline.ledger.store import ORD, SEQ, Made, Store, enter, live_parts, load
from northline.records.errors import Conflict
from northline.records.kinds import KINDS

_TRIES = 10


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure did.

    Attributes:
        seq: its entry in the chain, or 0 when there was nothing to erase.
        rows: kind -> rows erased.
        unknown: how many of the ids the ledger does not hold (any more).
        waiting: files that somebody still reads; they go when the reader is done.
    """

    seq: int = 0
    rows: dict[str, int] = {}
    unknown: int = 0
    waiting: tuple[str, ...] = ()


class _Cut(msgspec.Struct):
    kind: str
    part: Part
    gone: pa.Table
    made: Made | None
    first: int
    last: int


def erase(store: Store, ids: Iterable[bytes], *, rule: str, by: str) -> Erased:
    """Erase records.  See `Ledger.erase`."""
    wanted = sorted(set(ids))
    for _ in range(_TRIES):
        cuts = _cuts(store, wanted)
        if not cuts:
            return Erased(unknown=len(wanted))
        try:
            return _commit(store, cuts, wanted, rule, by)
        except Conflict:
            for cut in cuts:
                if cut.made is not None and cut.made.file is not None:
                    (store.segments / cut.made.file).unlink(missing_ok=True)
    raise Conflict("parts kept moving while they were being rewritten; try again")


def _cuts(store: Store, wanted: Sequence[bytes]) -> list[_Cut]:
    """For each part with a wanted row: what goes, and the part that replaces it."""
    ids = pa.array(wanted, pa.binary(16))
    cuts = []
    with store.log.reading() as rows:
        for record in KINDS:
            for part in live_parts(rows, record.kind):
                table = load(store, rows, record.kind, part, raw=True)
                hit = pc.is_in(table.column("id"), value_set=ids)
                if not pc.any(hit).as_py():
                    continue
                gone = table.filter(hit)
                retention.check(rows, record.kind, gone, store.clock())
                cuts.append(_Cut(record.kind, part, gone, None, 0, 0))
    for cut in cuts:
        with store.log.reading() as rows:
            table = load(store, rows, cut.kind, cut.part, raw=True)
        left = table.filter(pc.invert(pc.is_in(table.column("id"), value_set=ids)))
        if len(left):
            cut.made, cut.first, cut.last = made_of(
                store, cut.kind, cut.part.version, left, small=INLINE
            )
    return cuts


def _commit(store: Store, cuts: list[_Cut], wanted: Sequence[bytes], rule: str, by: str) -> Erased:
    erased: dict[str, int] = {}
    with store.log.writing() as rows:
        for cut in cuts:
            alive = rows.run(
                "select 1 from parts where part = ? and retired is null", cut.part.part
            )
            if not alive:
                raise Conflict(f"part {cut.part.part} was rewritten by another process")
            retention.check(rows, cut.kind, cut.gone, store.clock())
        seq = chain.head(rows)[0] + 1
        made, retired, places = [], [], []
        for cut in cuts:
            if cut.made is not None:
                number = enter(rows, cut.made, cut.first, cut.last, seq)
                made.append([number, cut.made.digest.hex(), cut.made.rows])
            retired.append(cut.part.part)
            rows.run("update parts set retired = ?, body = null where part = ?", seq, cut.part.part)
            triples = zip(
                cut.gone.column("id").to_pylist(),
                cut.gone.column(SEQ).to_pylist(),
                cut.gone.column(ORD).to_pylist(),
                strict=True,
            )
            for record, append, place in triples:
                rows.run(
                    "insert into erased values (?,?,?,?,?,?)",
                    record,
                    cut.kind,
                    append,
                    place,
                    rule,
                    seq,
                )
                places.append([append, place])
            _forget_blobs(rows, cut)
            erased[cut.kind] = erased.get(cut.kind, 0) + len(cut.gone)
        for append in sorted({append for append, _ in places}):
            _cut_salts(rows, append, [place for a, place in places if a == append])
        oldest = min(append for append, _ in places)
        rows.run("delete from checkpoints where until >= ? and kept = 1", oldest)
        chain.add(
            rows,
            at=store.clock(),
            actor=by,
            operation="erase",
            kind=",".join(sorted(erased)),
            count=len(places),
            facts={"rule": rule, "made": made, "retired": retired, "rows": sorted(places)},
            signer=store.signer,
        )
    waiting: list[str] = []
    for cut in cuts:
        waiting += retire(store, [cut.part], cut.kind)
    store.log.forget()
    return Erased(
        seq=seq,
        rows=erased,
        unknown=len(wanted) - sum(erased.values()),
        waiting=tuple(waiting),
    )


def _cut_salts(rows: Rows, append: int, places: list[int]) -> None:
    """Forget the salts of erased rows; the append's key goes, the other salts stay."""
    found = rows.run("select rows, salt_key, salts from appends where seq = ?", append)
    count, key, salts = found[0]
    left = bytearray(salts if salts is not None else commitments.salts_of(key, count).tobytes())
    for place in places:
        left[16 * place : 16 * place + 16] = bytes(16)
    rows.run("update appends set salt_key = null, salts = ? where seq = ?", bytes(left), append)


def _forget_blobs(rows: Rows, cut: _Cut) -> None:
    """The raw bytes of rejected input go with the last record that speaks of them."""
    if cut.kind != "rejected":
        return
    for blob, uses in Counter(cut.gone.column("blob").to_pylist()).items():
        rows.run("update blobs set uses = uses - ? where digest = ?", uses, blob)
    rows.run("delete from blobs where uses <= 0")
