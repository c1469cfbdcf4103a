"""Verification: everything that was committed is still here, and nothing else.

Three things are compared: the chain with itself and its signatures, the manifest and the
other tables with the chain, and every row with its commitment.  A row that was altered, added
or removed is named by its append and place, and by the part it stands in.

Without a head that was written down elsewhere, the newest entries could have been cut off
together with their rows; the proof then says "consistent, not proven complete".
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from northline.ledger import segments
from northline.ledger.log import Rows
from northline.ledger.plan import Part
from northline.ledger.row_check import check_rows
from northline.ledger.store import PART_COLUMNS, Store, part_of
from northline.ledger.told import Fault, Report, Told, read_chain
from northline.records.errors import LedgerDamaged
from northline.records.marking import decode

MOST = 1_000
"""So many faults are listed; the rest are counted."""


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What a verification showed.

    Attributes:
        ok: whether nothing is wrong.
        verdict: in words.
        anchored: whether the chain contains the head that was handed in.
        entries: entries of the chain.
        head: hash of the newest one, in hexadecimal.
        rows: rows compared with their commitments.
        erased: rows erased by a rule; only their commitments are left.
        faults: what is wrong, at most `MOST` of it.
        faults_count: how much is wrong in all.
    """

    ok: bool
    verdict: str
    anchored: bool
    entries: int
    head: str
    rows: int
    erased: int
    faults: tuple[Fault, ...]
    faults_count: int


def verify(
    store: Store,
    *,
    keys: Mapping[bytes, bytes] | None = None,
    anchor: tuple[int, bytes] | None = None,
) -> Proof:
    """Compare everything with everything.  See `Ledger.verify`."""
    faults: list[Fault] = []
    with store.log.reading() as rows:
        told = read_chain(rows, keys, anchor, faults.append)
        _check_tables(rows, told, faults.append)
        parts = _check_manifest(store, rows, told, faults.append)
        _load_appends(rows, told, faults.append)
        superseded: set[tuple[bytes, bytes]] = set()
        count = 0
        for kind, part in parts:
            count += check_rows(store, rows, told, kind, part, superseded, faults.append)
        _check_missing(told, faults.append)
        _check_superseded(rows, superseded, faults.append)
    anchored = told.anchored
    if anchor is not None and not anchored:
        faults.append(
            Fault(
                what="removed",
                where=f"the chain does not contain the anchored head {anchor[1].hex()} "
                f"as entry {anchor[0]}: entries were cut off or rewritten",
                entry=anchor[0],
            )
        )
    ok = not faults
    if not ok:
        verdict = f"{len(faults)} faults: what is stored is not what was committed"
    elif anchored:
        verdict = "consistent, and complete up to the anchored head"
    else:
        verdict = "consistent, not proven complete: no head was anchored outside"
    return Proof(
        ok=ok,
        verdict=verdict,
        anchored=anchored,
        entries=told.entries,
        head=told.head.hex(),
        rows=count,
        erased=len(told.erased),
        faults=tuple(faults[:MOST]),
        faults_count=len(faults),
    )


# --- tables beside the chain --------------------------------------------------------------


def _check_tables(rows: Rows, told: Told, report: Report) -> None:
    for text, level, content in rows.run("select id, level, content from markings"):
        marking = decode(content)
        if f"{marking.id:016x}" != text or int(marking.level) != level:
            report(Fault(what="altered", where=f"marking {text} in table markings"))
    streams = {
        (source, form, stream): position
        for source, form, stream, position in rows.run(
            "select source, format, stream, position from streams"
        )
    }
    _compare(streams, told.streams, "stream", "streams", report)
    for engine, until, state, digest in rows.run(
        "select engine, until, state, digest from checkpoints"
    ):
        actual = hashlib.blake2b(state, digest_size=32).digest()
        if actual != digest or told.states.get((engine, until)) != actual.hex():
            report(Fault(what="altered", where=f"state of engine {engine} at {until}"))
    erased = {
        (append, place): rule
        for append, place, rule in rows.run("select append, ord, rule from erased")
    }
    _compare(erased, told.erased, "row", "erased", report)
    marks = {(r.hex(), m, s): True for r, m, s in rows.run("select id, marking, seq from remarked")}
    _compare(marks, dict.fromkeys(told.marks, True), "mark", "remarked", report)
    holds = {(n, r.hex(), s): True for n, r, s in rows.run("select name, id, seq from holds")}
    _compare(holds, dict.fromkeys(told.holds, True), "hold", "holds", report)
    for digest, data in rows.run("select digest, bytes from blobs"):
        if hashlib.blake2b(data, digest_size=32).digest() != digest:
            report(Fault(what="altered", where=f"rejected bytes {digest.hex()} in table blobs"))


def _compare(
    have: Mapping[Any, object],
    told: Mapping[Any, object],
    what: str,
    table: str,
    report: Report,
) -> None:
    for key in told.keys() - have.keys():
        report(Fault(what="removed", where=f"{what} {key} from table {table}"))
    for key in have.keys() - told.keys():
        report(Fault(what="added", where=f"{what} {key} to table {table}"))
    for key in have.keys() & told.keys():
        if have[key] != told[key]:
            report(Fault(what="altered", where=f"{what} {key} in table {table}"))


# --- parts and rows -----------------------------------------------------------------------


def _check_manifest(store: Store, rows: Rows, told: Told, report: Report) -> list[tuple[str, Part]]:
    """Compare the manifest with the chain and each part with its digest; the live parts."""
    live = []
    found = rows.run(f"select {PART_COLUMNS}, kind, digest, retired, made from parts order by part")
    numbers = set()
    for values in found:
        part = part_of(values[:7])
        kind, digest, retired, made = values[7:]
        numbers.add(part.part)
        where = f"part {part.part} ({part.file or 'in the log'})"
        if told.parts.get(part.part) != (digest.hex(), part.rows, made):
            what = "altered" if part.part in told.parts else "added"
            report(Fault(what=what, where=f"{where} in the manifest", kind=kind, part=part.part))
        if (retired is not None) != (part.part in told.retired):
            report(
                Fault(
                    what="altered", where=f"{where}: whether it counts", kind=kind, part=part.part
                )
            )
        if part.part in told.retired:
            continue
        live.append((kind, part))
        try:
            if part.file is not None:
                actual = segments.digest(store.segments, part.file)
            else:
                body = rows.run("select body from parts where part = ?", part.part)[0][0]
                actual = hashlib.blake2b(body or b"", digest_size=32).digest()
        except LedgerDamaged:
            report(Fault(what="removed", where=where, kind=kind, part=part.part))
            continue
        if actual != digest:
            report(Fault(what="altered", where=where, kind=kind, part=part.part))
    for number in sorted(told.parts.keys() - numbers):
        report(Fault(what="removed", where=f"part {number} from the manifest", part=number))
    return live


def _load_appends(rows: Rows, told: Told, report: Report) -> None:
    numbers = set()
    for (seq,) in rows.run("select seq from appends"):
        numbers.add(seq)
        if seq not in told.appends:
            report(Fault(what="added", where=f"append {seq} to table appends", append=seq))
    for seq in sorted(told.appends.keys() - numbers):
        report(Fault(what="removed", where=f"append {seq} from table appends", append=seq))


def _check_missing(told: Told, report: Report) -> None:
    for seq, append in told.appends.items():
        seen = append.seen if append.seen is not None else np.zeros(append.count, dtype=np.bool_)
        gone = [int(p) for p in np.flatnonzero(~seen) if int(p) not in append.erased]
        if len(gone) == append.count and append.count > 1:
            report(
                Fault(
                    what="removed",
                    where=f"all {append.count} rows of append {seq}",
                    kind=append.kind,
                    append=seq,
                )
            )
            continue
        for place in gone:
            report(
                Fault(
                    what="removed",
                    where=f"row {place} of append {seq}",
                    kind=append.kind,
                    append=seq,
                    ord=place,
                )
            )


def _check_superseded(rows: Rows, told: set[tuple[bytes, bytes]], report: Report) -> None:
    """Corrections whose record is still here must be in the table; erased ones may be."""
    have: dict[tuple[bytes, bytes], bool] = defaultdict(bool)
    for earlier, later in rows.run("select id, later from superseded"):
        have[earlier, later] = True
    gone = {bytes(r[0]) for r in rows.run("select id from erased")}
    for earlier, later in told - have.keys():
        where = f"correction of {earlier.hex()} by {later.hex()} from table superseded"
        report(Fault(what="removed", where=where, id=earlier.hex()))
    for earlier, later in have.keys() - told:
        if later not in gone:
            where = f"correction of {earlier.hex()} by {later.hex()} to table superseded"
            report(Fault(what="added", where=where, id=earlier.hex()))
