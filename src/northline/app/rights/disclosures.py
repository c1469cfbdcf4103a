"""Who received records: whom a relay sent them to, and which other agencies asked for them.

Both are read off the chain (`northline.app.relay_disclosure`, `northline.app.audit_seen`).  They
answer two questions: what goes into the accounting that a person is given, and who is told of a
correction or notation (Privacy Act, R.S.C. 1985, c. P-21, s. 12(2)(c)).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.audit_seen import NO, find_subject, who_saw
from northline.app.rights.looking import look_for
from northline.records.time import format_instant
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

LOOKED_UP = 500
"""Records whose looks by other agencies are searched; how many more there were is said."""

Places = Mapping[tuple[int, int], bytes]
"""Append and place in it -> the record that came there."""


class Disclosure(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody received a record, or may have.

    Attributes:
        record: the record, in hexadecimal.
        kind: its kind.
        at: when.
        entry: the entry of the chain that says so.
        how: ``relay`` sent by a relay; ``look`` asked for by another agency.
        to: who: agency, and of a relay the subject of the client's certificate, where it had one.
            Where in a network the client was is for the audit alone.
        purpose: the declared purpose.
        sure: whether it is certain that it could be shown (of a look).
    """

    record: str
    kind: str
    at: Micros
    entry: int
    how: str
    to: str
    purpose: str
    sure: bool


class Disclosures(msgspec.Struct, frozen=True, kw_only=True):
    """Disclosures of some records, and of how many the looks were not searched."""

    made: tuple[Disclosure, ...]
    unsearched: int = 0

    def told_since(self, since: Micros | None) -> list[str]:
        """To whom, each once, from an instant on."""
        kept = (each.to for each in self.made if since is None or each.at >= since)
        return sorted(set(kept))


def disclosures(
    node: "Opened", number: str, kinds: Iterable[tuple[str, Sequence[bytes]]]
) -> Disclosures:
    """Who received these records, the oldest first.

    Args:
        node: the node.
        number: redress number of the request, for the chain.
        kinds: kind -> ids.
    """
    listed = [(kind, list(ids)) for kind, ids in kinds]
    made = list(_relayed(node, number, listed))
    flat = [(kind, id) for kind, ids in listed for id in ids]
    for kind, id in flat[:LOOKED_UP]:
        made += _looked(node, kind, id)
    made.sort(key=lambda each: (each.at, each.entry, each.record))
    return Disclosures(made=tuple(made), unsearched=max(0, len(flat) - LOOKED_UP))


def disclosure_document(each: Disclosure) -> dict[str, Any]:
    """A disclosure ready for JSON, for the person it is about.

    Without the entry of the chain: how many there are counts everything that is recorded, and is
    told to nobody but the agency that keeps the ledger.
    """
    told = {**msgspec.structs.asdict(each), "at": format_instant(each.at)}
    del told["entry"]
    return told


def _relayed(
    node: "Opened", number: str, listed: list[tuple[str, list[bytes]]]
) -> Iterator[Disclosure]:
    """What relays sent, in one pass over the chain."""
    places = {kind: _places(node, number, kind, ids) for kind, ids in listed if ids}
    named = {kind: {id.hex() for id in ids} for kind, ids in listed}
    clients: dict[tuple[str, int], dict[str, Any]] = {}
    for entry in node.ledger.entries():
        if entry.operation != "look" or '"told":' not in entry.body:
            continue
        facts = entry.facts
        for look in facts["looks"]:
            for told in look.get("told", ()):
                if "connected" in told:
                    clients[look["relay"], told["connected"]] = told
                sent = _sent(told, look["kind"], places, named)
                for kind, record in sent:
                    for client in told["to"]:
                        yield Disclosure(
                            record=record,
                            kind=kind,
                            at=entry.at,
                            entry=entry.seq,
                            how="relay",
                            to=_client(facts["agency"], clients.get((look["relay"], client))),
                            purpose=facts["purpose"],
                            sure=False,
                        )


def _sent(
    told: Mapping[str, Any],
    kind: str,
    places: Mapping[str, Places],
    named: Mapping[str, set[str]],
) -> list[tuple[str, str]]:
    found = [(kind, id) for id in told.get("ids", ()) if id in named.get(kind, ())]
    for append, first, count in told.get("rows", ()):
        for of_kind, where in places.items():
            found += [
                (of_kind, id.hex())
                for (seq, place), id in where.items()
                if seq == append and first <= place < first + count
            ]
    return found


def _places(node: "Opened", number: str, kind: str, ids: list[bytes]) -> Places:
    """Where records came with; relays tell of messages by that alone."""
    if kind != "message":
        return {}
    plan = node.ledger.plan(kind, node.viewer, ids=ids, columns=["id"], ordered=True)
    look_for(node, number, kind, plan.request)
    rows = node.ledger.read(plan).read_all().to_pylist()
    return {(row["_seq"], row["_ord"]): row["id"] for row in rows}


def _client(agency: str, client: Mapping[str, Any] | None) -> str:
    certificate = client["certificate"] if client is not None else ""
    return f"{agency} ({certificate})" if certificate else agency


def _looked(node: "Opened", kind: str, id: bytes) -> Iterator[Disclosure]:
    """Looks by other agencies than the record's owners."""
    subject = find_subject(node, id, kind)
    if subject is None or subject.stored is None:
        return
    owners = set(subject.stored.owners)
    before: int | None = None
    more = True
    while more:
        some, before, more = who_saw(node, id, subject, before=before)
        for told, seen in zip(some.entries, some.seen, strict=True):
            if seen.how in {"relay", "audit"} or seen.shown == NO:
                continue
            if told.agency and told.agency not in owners:
                yield Disclosure(
                    record=id.hex(),
                    kind=kind,
                    at=told.at,
                    entry=told.seq,
                    how="look",
                    to=told.agency,
                    purpose=told.purpose,
                    sure=seen.shown == "could",
                )
