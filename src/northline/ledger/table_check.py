"""The tables beside the chain, compared with what the chain and the rows themselves say."""

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from northline.ledger import erasure, positions
from northline.ledger.log import Rows
from northline.ledger.row_check import Met
from northline.ledger.told import Fault, Report, Told, named
from northline.records.errors import MarkingRefused
from northline.records.marking import canonical, decode

Check = Callable[[Rows, Told, Met, Report], None]


def _meta(rows: Rows, told: Told, _: Met, report: Report) -> None:
    have = dict(rows.run("select name, value from meta"))
    _compare(have, told.meta, "meta", report)


def _signers(rows: Rows, told: Told, _: Met, report: Report) -> None:
    _compare(dict(rows.run("select id, since from signers")), told.signers, "signers", report)


def _markings(rows: Rows, told: Told, met: Met, report: Report) -> None:
    """A marking's id is the digest of its content; those in use must be here."""
    have = set()
    for text, level, content in rows.run("select id, level, content from markings"):
        have.add(text)
        try:
            marking = decode(content)
            same = (f"{marking.id:016x}", int(marking.level)) == (text, level)
            same = same and canonical(marking).decode() == content
        except (MarkingRefused, TypeError):
            same = False
        if not same:
            report(Fault(what="altered", where=f"marking {named(text)} in table markings"))
    used = met.markings | {marking for _, marking in told.marks.values()}
    for text in sorted(used - have):
        report(Fault(what="removed", where=f"marking {text} from table markings"))


def _streams(rows: Rows, told: Told, _: Met, report: Report) -> None:
    have = {}
    for source, form, name, seq in rows.run("select source, format, stream, seq from streams"):
        stands = positions.stream(rows, source, form, name)
        if stands is not None:
            have[source, form, name] = (stands.position, positions.digest_of(stands), seq)
    _compare(have, told.streams, "streams", report)


def _states(rows: Rows, told: Told, _: Met, report: Report) -> None:
    have = {}
    found = rows.run("select engine, until, state, digest, seq, kept from checkpoints")
    for engine, until, state, digest, seq, kept in found:
        actual = hashlib.blake2b(state, digest_size=32).digest()
        have[engine, until] = (actual.hex(), digest.hex(), seq, kept)
    told_of = {
        key: (state.digest, state.digest, state.seq, int(state.kept))
        for key, state in told.states.items()
    }
    _compare(have, told_of, "checkpoints", report)


def _parameters(rows: Rows, told: Told, _: Met, report: Report) -> None:
    have = {}
    for engine, digest, text, seq in rows.run("select * from parameters"):
        actual = hashlib.blake2b(text.encode(), digest_size=32).hexdigest()
        have[engine, digest.hex()] = (actual, seq)
    told_of = {key: (key[1], seq) for key, seq in told.parameters.items()}
    _compare(have, told_of, "parameters", report)


def _erased(rows: Rows, told: Told, _: Met, report: Report) -> None:
    """Row by row for those that came or went, by digest for those that changed."""
    have = {
        (append, place): seq
        for append, place, seq in rows.run("select append, ord, seq from erased")
    }
    places = {(seq, place) for seq, append in told.appends.items() for place in append.erased}
    _compare(dict.fromkeys(have), dict.fromkeys(places), "erased", report)
    for seq in sorted(told.erasures.keys() | set(have.values())):
        erasure_told = told.erasures.get(seq)
        if erasure_told is None or erasure.digest_of(rows, seq) != erasure_told.digest:
            where = f"what entry {seq} erased, in table erased"
            report(Fault(what="altered", where=where, entry=seq))


def _remarked(rows: Rows, told: Told, _: Met, report: Report) -> None:
    found = rows.run("select id, seq, kind, marking from remarked")
    have = {(record.hex(), seq): (kind, marking) for record, seq, kind, marking in found}
    _compare(have, told.marks, "remarked", report)


def _holds(rows: Rows, told: Told, _: Met, report: Report) -> None:
    found = rows.run("select name, id, seq, reason, lifted from holds")
    have = {(name, record.hex()): tuple(rest) for name, record, *rest in found}
    told_of = {key: msgspec.structs.astuple(hold) for key, hold in told.holds.items()}
    _compare(have, told_of, "holds", report)


def _receipts(rows: Rows, told: Told, _: Met, report: Report) -> None:
    have = {}
    for name, seq, text in rows.run("select name, seq, receipt from receipts"):
        receipt = msgspec.json.decode(text)
        have[name] = (seq, receipt["seq"], receipt["hash"], receipt["new"])
    told_of = {name: (seq, seq, hashed, new) for name, (seq, hashed, new) in told.receipts.items()}
    _compare(have, told_of, "receipts", report)


def _blobs(rows: Rows, _: Told, met: Met, report: Report) -> None:
    have = {}
    for digest, data, uses in rows.run("select digest, bytes, uses from blobs"):
        have[digest.hex()] = uses
        if hashlib.blake2b(data, digest_size=32).digest() != digest:
            report(Fault(what="altered", where=f"rejected bytes {digest.hex()} in table blobs"))
    _compare(have, {digest.hex(): uses for digest, uses in met.blobs.items()}, "blobs", report)


def _superseded(rows: Rows, _: Told, met: Met, report: Report) -> None:
    """Corrections that are here must be in the table; those of erased records may be."""
    gone: dict[bytes, set[tuple[str, int]]] = {}
    for record, kind, append in rows.run("select id, kind, append from erased"):
        gone.setdefault(record, set()).add((kind, append))
    have = {}
    for earlier, later, kind, marking, seq in rows.run("select * from superseded"):
        if (earlier, later) in met.superseded or (kind, seq) not in gone.get(later, ()):
            have[earlier.hex(), later.hex()] = (kind, marking, seq)
    told_of = {(one.hex(), two.hex()): facts for (one, two), facts in met.superseded.items()}
    _compare(have, told_of, "superseded", report)


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "meta": _meta,
        "signers": _signers,
        "markings": _markings,
        "streams": _streams,
        "checkpoints": _states,
        "parameters": _parameters,
        "erased": _erased,
        "remarked": _remarked,
        "holds": _holds,
        "receipts": _receipts,
        "blobs": _blobs,
        "superseded": _superseded,
    }
)
"""Every table but the chain, the manifest and the appends, which `verification` compares, and
the leases, which hold for seconds and which nothing rests on."""


def _compare(
    have: Mapping[Any, object], told: Mapping[Any, object], table: str, report: Report
) -> None:
    for key in told.keys() - have.keys():
        report(Fault(what="removed", where=f"{named(key)} from table {table}"))
    for key in have.keys() - told.keys():
        report(Fault(what="added", where=f"{named(key)} to table {table}"))
    for key in have.keys() & told.keys():
        if have[key] != told[key]:
            report(Fault(what="altered", where=f"{named(key)} in table {table}"))
