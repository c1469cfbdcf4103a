"""Erasure: a record's body goes, everywhere; the chain stays whole.

Parts that hold an erased row are rewritten without it, their salts are cut down to the rows
that remain (`northline.ledger.commitments`), and its commitment stays behind as a number that
nobody can match with a guess.  Saved engine states that may remember the row go too.
"""

import functools
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.ledger import chain, commitments, marks, positions, retention
from northline.ledger.appending import INLINE
from northline.ledger.compaction import made_of, retire
from northline.ledger.log import Rows
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
    settled,
)
from northline.ledger.visibility import text_of
from northline.records.errors import Conflict
from northline.records.kinds import KINDS

_TRIES = 10


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure did.

    Attributes:
        seq: its entry in the chain, or 0 when there was nothing to erase.
        rows: kind -> rows erased.
        unknown: how many of the ids the ledger does not hold (any more).
        waiting: what somebody still reads; it goes with the next compaction or erasure.
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
        cuts: list[_Cut] = []
        try:
            settled(functools.partial(_find, store, wanted, cuts))
            if not cuts:
                return Erased(unknown=len(wanted))
            for cut in cuts:
                _rewrite(store, cut, wanted)
            return _commit(store, cuts, wanted, rule, by)
        except (Conflict, Moved):
            continue
        finally:
            discard(store, [cut.made.file for cut in cuts if cut.made is not None])
    raise Conflict("parts kept moving while they were being rewritten; try again")


def erasable(store: Store, ids: Iterable[bytes]) -> dict[str, int]:
    """What an erasure of these would erase.  See `Ledger.erasable`."""
    cuts: list[_Cut] = []
    settled(functools.partial(_find, store, sorted(set(ids)), cuts))
    counts: Counter[str] = Counter()
    for cut in cuts:
        counts[cut.kind] += len(cut.gone)
    return dict(counts)


def due(store: Store, kind: str, schedule: retention.Schedule) -> list[bytes]:
    """What a schedule would erase.  See `Ledger.due`."""
    return settled(functools.partial(_due, store, kind, schedule))


def _due(store: Store, kind: str, schedule: retention.Schedule) -> list[bytes]:
    found: list[bytes] = []
    with store.log.reading() as rows:
        for part in live_parts(rows, kind):
            columns = ["id", "received", "marking"]
            table = load(store, rows, kind, part, raw=True, columns=columns)
            found += retention.due(rows, kind, table, store.clock(), schedule)
    return found


def _find(store: Store, wanted: Sequence[bytes], cuts: list[_Cut]) -> None:
    """For each part with a wanted row: what goes."""
    cuts.clear()
    with store.log.reading() as rows:
        for record in KINDS:
            for part in live_parts(rows, record.kind):
                held = load(store, rows, record.kind, part, raw=True, columns=["id"])
                hit = _among(held, wanted)
                if not pc.any(hit).as_py():
                    continue
                gone = load(store, rows, record.kind, part, raw=True).filter(hit)
                retention.check(rows, record.kind, gone, store.clock())
                cuts.append(_Cut(record.kind, part, gone, None, 0, 0))


def _rewrite(store: Store, cut: _Cut, wanted: Sequence[bytes]) -> None:
    """Write the part that replaces it, where a row of it stays."""
    with store.log.reading() as rows:
        table = load(store, rows, cut.kind, cut.part, raw=True)
    left = table.filter(pc.invert(_among(table, wanted)))
    if len(left):
        cut.made, cut.first, cut.last = made_of(
            store, cut.kind, cut.part.version, left, small=INLINE
        )


def _among(table: pa.Table, wanted: Sequence[bytes]) -> pa.ChunkedArray:
    """Which rows have one of these ids."""
    ids = pa.array([i for i in wanted if len(i) == 16], pa.binary(16))
    return pc.is_in(table.column("id"), value_set=ids)


def _commit(store: Store, cuts: list[_Cut], wanted: Sequence[bytes], rule: str, by: str) -> Erased:
    erased: dict[str, int] = {}
    places: dict[int, list[int]] = defaultdict(list)
    with store.log.writing() as rows:
        for cut in cuts:
            alive = rows.run(
                "select 1 from parts where part = ? and retired is null", cut.part.part
            )
            if not alive:
                raise Conflict(f"part {cut.part.part} was rewritten by another process")
            retention.check(rows, cut.kind, cut.gone, store.clock())
        seq = chain.head(rows)[0] + 1
        made = []
        for cut in cuts:
            if cut.made is not None:
                made.append(enter(rows, cut.made, cut.first, cut.last, seq))
            rows.run("update parts set retired = ?, body = null where part = ?", seq, cut.part.part)
            columns = (cut.gone.column(name).to_pylist() for name in ("id", SEQ, ORD))
            lines = [
                (record, cut.kind, append, place, rule, seq)
                for record, append, place in zip(*columns, strict=True)
            ]
            rows.run_many("insert into erased values (?,?,?,?,?,?)", lines)
            for _, _, append, place, _, _ in lines:
                places[append].append(place)
            _forget_blobs(rows, cut)
            erased[cut.kind] = erased.get(cut.kind, 0) + len(cut.gone)
        markings = _markings(rows, cuts)
        for append, some in sorted(places.items()):
            _cut_salts(rows, append, some)
        positions.forget_states(rows, min(places))
        chain.add(
            rows,
            at=store.clock(),
            actor=by,
            operation="erase",
            kind=",".join(sorted(erased)),
            count=sum(erased.values()),
            digest=digest_of(rows, seq),
            facts={
                "rule": rule,
                "made": made,
                "retired": [cut.part.part for cut in cuts],
                "rows": sorted([append, place] for append in places for place in places[append]),
                "before": markings,
            },
            signer=store.signer,
        )
    waiting: list[str] = []
    for cut in cuts:
        waiting += retire(store, [cut.part], cut.kind)
    if not store.log.forget():
        waiting.append("the write-ahead log")
    gone = {record for cut in cuts for record in cut.gone.column("id").to_pylist()}
    return Erased(
        seq=seq,
        rows=erased,
        unknown=len(wanted) - len(gone),
        waiting=tuple(waiting),
    )


def _markings(rows: Rows, cuts: list[_Cut]) -> list[str]:
    """The markings of what goes: whoever might see one of them is told that something went."""
    anew = bool(rows.run("select 1 from remarked limit 1"))
    found: set[str] = set()
    for cut in cuts:
        if anew:
            columns = (cut.gone.column(name).to_pylist() for name in ("id", "marking"))
            pairs = zip(*columns, strict=True)
            found |= {text_of(marks.present(rows, *each).id) for each in pairs}
        else:
            found |= {text_of(each) for each in pc.unique(cut.gone.column("marking")).to_pylist()}
    return sorted(found)


def digest_of(rows: Rows, seq: int) -> bytes:
    """BLAKE2b-256 of what the table of erasures says of one erasure."""
    digest = hashlib.blake2b(digest_size=32)
    lines = rows.run(
        "select id, kind, append, ord, rule from erased where seq = ? order by append, ord", seq
    )
    for record, *words in lines:
        digest.update(json.dumps([bytes(record).hex(), *words]).encode())
    return digest.digest()


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
