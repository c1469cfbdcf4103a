"""What the chain says there should be: the measure that everything stored is held against."""

from collections.abc import Callable, Mapping

import msgspec
import numpy as np
import numpy.typing as npt

from northline.ledger import chain
from northline.ledger.log import Rows
from northline.records.signing import key_id

Flags = npt.NDArray[np.bool_]


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that is not as it was committed.

    Attributes:
        what: altered, added, removed, unreadable, unsigned or unknown-key.
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


class AppendTold(msgspec.Struct):
    """An append as the chain tells of it, and what was found of it so far."""

    kind: str
    count: int
    digest: bytes
    erased: set[int]
    seen: Flags | None = None
    commitments: npt.NDArray[np.uint8] | None = None
    salts: npt.NDArray[np.uint8] | None = None


class Told(msgspec.Struct):
    """What the chain says there should be."""

    entries: int = 0
    head: bytes = chain.GENESIS
    anchored: bool = False
    appends: dict[int, AppendTold] = {}
    parts: dict[int, tuple[str, int, int]] = {}
    retired: set[int] = set()
    erased: dict[tuple[int, int], str] = {}
    streams: dict[tuple[str, str, str], int] = {}
    states: dict[tuple[str, int], str] = {}
    marks: set[tuple[str, str, int]] = set()
    holds: set[tuple[str, str, int]] = set()


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
        if chain.hash_of(entry) != entry.hash:
            report(Fault(what="altered", where=where, entry=entry.seq))
        _check_signature(entry, known, report)
        if anchor is not None and (entry.seq, entry.hash) == anchor:
            told.anchored = True
        try:
            _tell(told, entry)
        except (msgspec.DecodeError, KeyError, TypeError, ValueError, IndexError):
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
        if key_id(public) != key:
            report(Fault(what="altered", where=f"public key {key.hex()} in table signers"))
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
    for number, digest, count in facts.get("made", ()):
        told.parts[number] = (digest, count, entry.seq)
    told.retired.update(facts.get("retired", ()))
    if entry.operation == "append":
        told.appends[entry.seq] = AppendTold(entry.kind, entry.rows, entry.digest, set())
    if entry.operation == "erase":
        for append, place in facts["rows"]:
            told.erased[append, place] = facts["rule"]
            told.appends[append].erased.add(place)
    if "stream" in facts:
        source, form, stream, _, until = facts["stream"]
        told.streams[source, form, stream] = until
    if "engine" in facts:
        engine = facts["engine"]
        told.states[engine["name"], engine["until"]] = engine["state"]
    for record, marking in facts.get("marks", ()):
        told.marks.add((record, marking, entry.seq))
    for record in facts.get("holds", ()):
        told.holds.add((facts["name"], record, entry.seq))
