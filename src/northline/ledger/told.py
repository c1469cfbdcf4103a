"""What the chain says there should be: the measure that everything stored is held against."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from northline.ledger import chain, notes
from northline.ledger.log import Rows
from northline.records.signing import key_id

Flags = npt.NDArray[np.bool_]


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that is not as it was committed.

    Attributes:
        what: altered, added, removed, unreadable, unsigned, unknown-key, or retired-key: signed
            by somebody whose key was not in force any more.
        where: in words: the entry, part, row or table.
        entry: entry of the chain, or None.
        kind: record kind, or None.
        part: part of the manifest, or None.
        append: append of the row, or None.
        ord: place of the row in that append, or None.
        id: id that the row shows, in hexadecimal, or None.
    """

    what: str
    where: str
    entry: int | None = None
    kind: str | None = None
    part: int | None = None
    append: int | None = None
    ord: int | None = None
    id: str | None = None


Report = Callable[[Fault], None]


def named(key: object) -> str:
    """The key of a row as text: bytes in hexadecimal, several values in brackets."""
    if isinstance(key, bytes):
        return key.hex()
    return f"({', '.join(map(named, key))})" if isinstance(key, tuple) else str(key)


class AppendTold(msgspec.Struct):
    """An append as the chain tells of it, and what was found of it so far."""

    kind: str
    count: int
    digest: bytes
    erased: set[int]
    seen: Flags | None = None
    gone: Flags | None = None
    commitments: npt.NDArray[np.uint8] | None = None
    salts: npt.NDArray[np.uint8] | None = None


class Hold(msgspec.Struct):
    """A legal hold on one record: since which entry, why, and the entry that lifted it."""

    seq: int
    reason: str
    lifted: int | None = None


class State(msgspec.Struct):
    """A saved state of an engine: its digest, its entry, and whether it is kept for replay."""

    digest: str
    seq: int
    kept: bool


class ErasureTold(msgspec.Struct, frozen=True):
    """An erasure: the digest of what the table of erasures says of it, and how many rows."""

    digest: bytes
    count: int


class Told(msgspec.Struct):
    """What the chain says there should be."""

    entries: int = 0
    head: bytes = chain.GENESIS
    anchored: bool = False
    meta: dict[str, str] = {}
    signers: dict[bytes, int] = {}
    appends: dict[int, AppendTold] = {}
    parts: dict[int, tuple[str, int, str, int]] = {}
    retired: dict[int, int] = {}
    erasures: dict[int, ErasureTold] = {}
    streams: dict[tuple[str, str, str], tuple[int, str, int]] = {}
    states: dict[tuple[str, int], State] = {}
    parameters: dict[tuple[str, str], int] = {}
    marks: dict[tuple[str, int], tuple[str, str]] = {}
    holds: dict[tuple[str, str], Hold] = {}
    receipts: dict[str, tuple[int, str, dict[str, int]]] = {}


def read_chain(
    rows: Rows,
    keys: Mapping[bytes, bytes] | None,
    anchor: tuple[int, bytes] | None,
    report: Report,
) -> Told:
    """Walk the chain, report each broken link, hash and signature, and take down what it says."""
    told = Told()
    known = _known_keys(rows, keys, report)
    previous, expected = chain.GENESIS, 1
    for entry in chain.entries(rows):
        where = f"entry {entry.seq} of the chain"
        if entry.seq != expected:
            report(
                Fault(
                    what="removed",
                    where=f"entries {expected} to {entry.seq - 1} of the chain",
                    entry=expected,
                )
            )
        elif entry.previous != previous:
            report(
                Fault(what="altered", where=f"{where}: it follows another entry", entry=entry.seq)
            )
        try:
            if chain.hash_of(entry) != entry.hash:
                report(Fault(what="altered", where=where, entry=entry.seq))
            _check_signature(entry, known, report)
        except (AttributeError, TypeError):
            report(Fault(what="altered", where=where, entry=entry.seq))
        if entry.signer is not None:
            told.signers.setdefault(entry.signer, entry.seq)
        if anchor is not None and (entry.seq, entry.hash) == anchor:
            told.anchored = True
        try:
            _tell(told, entry)
        except (msgspec.DecodeError, AttributeError, KeyError, TypeError, ValueError, IndexError):
            report(Fault(what="altered", where=f"{where}: its body", entry=entry.seq))
        previous, expected = entry.hash, entry.seq + 1
        told.entries += 1
    told.head = previous
    return told


def _known_keys(
    rows: Rows, keys: Mapping[bytes, bytes] | None, report: Report
) -> dict[bytes, bytes]:
    """The keys to trust: those handed in, or else the ones that the ledger names itself."""
    known = dict(keys) if keys is not None else {}
    for key, public in rows.run("select id, public from signers"):
        if not (isinstance(key, bytes) and isinstance(public, bytes) and key_id(public) == key):
            report(Fault(what="altered", where=f"public key {named(key)} in table signers"))
        elif keys is None:
            known[key] = public
    return known


def _check_signature(entry: chain.Entry, known: Mapping[bytes, bytes], report: Report) -> None:
    where = f"entry {entry.seq} of the chain"
    if entry.signature is None:
        report(Fault(what="unsigned", where=where, entry=entry.seq))
    elif entry.signer not in known:
        report(Fault(what="unknown-key", where=where, entry=entry.seq))
    elif not chain.signed_by(entry, known):
        report(Fault(what="altered", where=f"{where}: its signature", entry=entry.seq))


def _tell(told: Told, entry: chain.Entry) -> None:
    """Take down what one entry says of parts, rows, positions and marks."""
    facts = entry.facts
    for number, digest, count, manifest in facts.get("made", ()):
        told.parts[number] = (digest, count, manifest, entry.seq)
    for number in facts.get("retired", ()):
        told.retired[number] = entry.seq
    match entry.operation:
        case "open":
            told.meta = facts
        case "append":
            told.appends[entry.seq] = AppendTold(entry.kind, entry.rows, entry.digest, set())
        case "erase":
            _tell_erasure(told, entry, facts)
        case "mark":
            for record, kind, marking in facts["marks"]:
                told.marks[record, entry.seq] = (kind, marking)
        case "hold" | "lift":
            _tell_hold(told, entry, facts)
        case "account":
            notes.check(entry)
    _tell_moves(told, entry, facts)


def _tell_moves(told: Told, entry: chain.Entry, facts: Mapping[str, Any]) -> None:
    if "key" in facts:
        _tell_receipt(told, entry, facts["key"])
    if "stream" in facts:
        source, form, stream, _, until, digest = facts["stream"]
        told.streams[source, form, stream] = (until, digest, entry.seq)
    if "engine" in facts:
        _tell_state(told, entry.seq, facts["engine"])


def _tell_hold(told: Told, entry: chain.Entry, facts: Mapping[str, Any]) -> None:
    if entry.operation == "hold":
        for record in facts["holds"]:
            told.holds[facts["name"], record] = Hold(entry.seq, facts["reason"])
    else:
        for (name, _), hold in told.holds.items():
            if name == facts["name"] and hold.lifted is None:
                hold.lifted = entry.seq


def _tell_erasure(told: Told, entry: chain.Entry, facts: Mapping[str, Any]) -> None:
    told.erasures[entry.seq] = ErasureTold(entry.digest, len(facts["rows"]))
    for append, place in facts["rows"]:
        told.appends[append].erased.add(place)
    oldest = min(append for append, _ in facts["rows"])
    newest: dict[str, int] = {}
    for engine, until in told.states:
        newest[engine] = max(until, newest.get(engine, until))
    for (engine, until), state in list(told.states.items()):
        if state.kept and until >= oldest:
            state.kept = False
            if until < newest[engine]:
                del told.states[engine, until]


def _tell_receipt(told: Told, entry: chain.Entry, key: str) -> None:
    """One append may have an entry for each kind, and one more; the last has its receipt."""
    _, _, new = told.receipts.get(key, (0, "", {}))
    if entry.operation == "append":
        new = {**new, entry.kind: entry.rows}
    told.receipts[key] = (entry.seq, entry.hash.hex(), new)


def _tell_state(told: Told, seq: int, engine: Mapping[str, Any]) -> None:
    """Only the newest state stays, and those kept for replay."""
    name = engine["name"]
    if engine.get("params_kept"):
        told.parameters[name, engine["params"]] = seq
    if engine.get("since_kept"):
        told.states[name, engine["since"]].kept = True
    for other in [key for key, state in told.states.items() if key[0] == name and not state.kept]:
        del told.states[other]
    told.states[name, engine["until"]] = State(engine["state"], seq, engine["keep"])
