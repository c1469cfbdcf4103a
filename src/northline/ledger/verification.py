"""Verification: everything that was committed is still here, and nothing else.

Three things are compared: the chain with itself and its signatures, the manifest and the
other tables with the chain, and every row with its commitment.  A row that was altered, added
or removed is named by its append and place, and by the part it stands in.

Without a head that was written down elsewhere, the newest entries could have been cut off
together with their rows; the proof then says "consistent, not proven complete".
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

import msgspec
import numpy as np

from northline.ledger import table_check
from northline.ledger.log import Rows
from northline.ledger.plan import Part
from northline.ledger.row_check import Met, check_rows, recall
from northline.ledger.store import (
    MANIFEST_COLUMNS,
    PART_COLUMNS,
    Moved,
    Store,
    content,
    manifest_digest,
    part_of,
)
from northline.ledger.told import Fault, Report, Told, read_chain
from northline.records.errors import LedgerDamaged, NorthlineError

MOST = 1_000
"""So many faults are listed; the rest are counted."""

_TRIES = 5
T = TypeVar("T")


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
    for _ in range(_TRIES - 1):
        proof, missing = _verify_once(store, keys, anchor)
        if not missing or not _retired_now(store, missing):
            return proof
        # A compaction took those parts away meanwhile: that is no fault.  Look again.
    return _verify_once(store, keys, anchor)[0]


def _verify_once(
    store: Store, keys: Mapping[bytes, bytes] | None, anchor: tuple[int, bytes] | None
) -> tuple[Proof, list[int]]:
    faults = _Faults()
    missing: list[int] = []
    met = Met()
    with store.log.reading() as rows:
        told = read_chain(rows, keys, anchor, faults)
        parts = _guarded("the manifest", faults, lambda: _check_manifest(rows, told, faults)) or []
        _guarded("table appends", faults, lambda: _check_appends(rows, told, faults))
        for kind, part, digest in parts:
            where = f"part {part.part} ({part.file or 'in the log'})"
            try:
                data = content(store, rows, part)
            except (Moved, LedgerDamaged, TypeError, ValueError):
                missing.append(part.part)
                faults(Fault(what="removed", where=where, kind=kind, part=part.part))
                continue
            if hashlib.blake2b(data, digest_size=32).digest() != digest:
                faults(Fault(what="altered", where=where, kind=kind, part=part.part))
            check_rows(rows, told, kind, part, data, met, faults)
        for seq in told.appends:
            recall(rows, told, seq, faults)
        _check_missing(told, faults)
        for name, check in table_check.CHECKS.items():
            _guarded(f"table {name}", faults, partial(check, rows, told, met, faults))
    if anchor is not None and not told.anchored:
        faults(
            Fault(
                what="removed",
                where=f"the chain does not contain the anchored head {anchor[1].hex()} "
                f"as entry {anchor[0]}: entries were cut off or rewritten",
                entry=anchor[0],
            )
        )
    if faults.count:
        verdict = f"{faults.count} faults: what is stored is not what was committed"
    elif told.anchored:
        verdict = "consistent, and complete up to the anchored head"
    else:
        verdict = "consistent, not proven complete: no head was anchored outside"
    proof = Proof(
        ok=not faults.count,
        verdict=verdict,
        anchored=told.anchored,
        entries=told.entries,
        head=told.head.hex(),
        rows=met.rows,
        erased=sum(erasure.count for erasure in told.erasures.values()),
        faults=tuple(faults.listed),
        faults_count=faults.count,
    )
    return proof, missing


class _Faults:
    """Lists the first `MOST` faults and counts them all."""

    def __init__(self) -> None:
        self.listed: list[Fault] = []
        self.count = 0

    def __call__(self, fault: Fault) -> None:
        self.count += 1
        if len(self.listed) < MOST:
            self.listed.append(fault)


def _guarded(where: str, report: Report, check: Callable[[], T]) -> T | None:
    """A check that may meet values of the wrong type: those are a fault, not a failure of ours."""
    try:
        return check()
    except (
        NorthlineError,
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        OverflowError,
    ) as error:
        report(Fault(what="unreadable", where=f"{where}: {error!r}"))
        return None


def _retired_now(store: Store, parts: list[int]) -> bool:
    """Whether every one of these parts does not count any more."""
    with store.log.reading() as rows:
        found = [rows.run("select retired from parts where part = ?", part) for part in parts]
    return all(retired and retired[0][0] is not None for retired in found)


def _check_manifest(rows: Rows, told: Told, report: Report) -> list[tuple[str, Part, bytes]]:
    """Compare the manifest with the chain; the parts that count."""
    live = []
    found = rows.run(
        f"select {PART_COLUMNS}, kind, digest, retired, body is null, {MANIFEST_COLUMNS} "
        "from parts order by part"
    )
    numbers = set()
    for values in found:
        part = part_of(values[:7])
        kind, digest, retired, empty = values[7:11]
        manifest = values[11:]
        numbers.add(part.part)
        where = f"part {part.part} ({part.file or 'in the log'})"
        line = (_hex(digest), part.rows, manifest_digest(manifest), manifest[-1])
        if told.parts.get(part.part) != line:
            what = "altered" if part.part in told.parts else "added"
            report(Fault(what=what, where=f"{where} in the manifest", kind=kind, part=part.part))
        if retired != told.retired.get(part.part):
            text = f"{where}: whether it counts"
            report(Fault(what="altered", where=text, kind=kind, part=part.part))
        if part.part not in told.retired:
            live.append((kind, part, digest))
        elif not empty:
            text = f"the rows of {where}, which was retired"
            report(Fault(what="added", where=text, kind=kind, part=part.part))
    for number in sorted(told.parts.keys() - numbers):
        report(Fault(what="removed", where=f"part {number} from the manifest", part=number))
    return live


def _hex(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else repr(value)


def _check_appends(rows: Rows, told: Told, report: Report) -> None:
    """Compare the table of appends with the chain, and their versions with the manifest."""
    versions = {
        (made, kind): version
        for made, kind, version in rows.run(
            "select made, kind, version from parts where own_order = 0"
        )
    }
    numbers = set()
    for seq, kind, version, count in rows.run("select seq, kind, version, rows from appends"):
        numbers.add(seq)
        append = told.appends.get(seq)
        if append is None:
            report(Fault(what="added", where=f"append {seq} to table appends", append=seq))
        elif (kind, count) != (append.kind, append.count) or versions.get((seq, kind)) != version:
            report(Fault(what="altered", where=f"append {seq} in table appends", append=seq))
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
