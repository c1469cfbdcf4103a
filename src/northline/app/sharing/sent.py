"""What has gone to whom: over relays of this node, and by looks of other agencies at it.

Both are read off the chain, which is told to the agency that keeps it and to nobody else.  Of a
record that a relay sent, an owner is told to whom it went; of looks, only the keeper.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from northline.app.audit_seen import NO, find_subject, who_saw
from northline.app.permitting import require_here
from northline.app.relay_disclosure import recipients
from northline.app.sharing.access import OPERATION
from northline.app.sharing.record import find
from northline.ledger.reading import system_clock
from northline.ledger.review import AUDIT
from northline.records.marking import Marking
from northline.records.record import Record
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

LATELY = 30 * 24 * 3600 * 1_000_000
"""How far back connections to relays are listed, us."""

MOST = 100
"""Connections that are listed, the newest first."""

LISTED = 500
"""Disclosures of one record that are listed, the newest of them."""

_EXAMINED = 5_000
_PAGE = 2_000


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody received a record, or could have.

    Attributes:
        at: when.
        how: ``relay`` sent by a relay of this node; ``look`` shown to another agency here.
        to: the agency.
        who: certificate or address of a relay's client, or the person who looked.
        purpose: the declared purpose.
        authority: the authorities that the marking of that time names.
        sure: whether it is certain that it could be shown; what a relay sent to a slow client may
            have been left out.
        entry: the entry of the chain that says so, or None to whom the chain is not told.
    """

    at: Micros
    how: Literal["relay", "look"]
    to: str
    who: str
    purpose: str
    authority: tuple[str, ...] = ()
    sure: bool = False
    entry: int | None = None


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A client that was connected to a relay; of what it was sent, each record tells.

    Attributes:
        since: when it came.
        until: when it left, or None.
        agency: the agency that the relay passes on to.
        purpose: what it passes on for.
        address: where the client was.
        certificate: subject of its certificate, or empty.
    """

    since: Micros
    until: Micros | None
    agency: str
    purpose: str
    address: str
    certificate: str


def relayed(node: "Opened", id: bytes | str) -> tuple[Sent, ...]:
    """To whom relays sent a record, the oldest first.

    Raises:
        UsageError: when there is none that the operator may see.
        NotPermitted: when they may not ask about it.
    """
    record, _ = find(node, id)
    made = recipients(node.ledger, type(record).kind, record.id, node.viewer)
    past = _markings(node, record)
    return tuple(
        Sent(
            at=each.at,
            how="relay",
            to=each.agency,
            who=each.certificate or each.address,
            purpose=each.purpose,
            authority=_authority(past, each.at),
            entry=each.entry if node.at_home else None,
        )
        for each in made
    )


class Disclosed(msgspec.Struct, frozen=True, kw_only=True):
    """What has gone of one record.

    Attributes:
        sent: to whom, the oldest first.
        complete: False where there were too many, or the chain was too long to be searched.
    """

    sent: tuple[Sent, ...]
    complete: bool = True


def disclosed(node: "Opened", id: bytes | str) -> Disclosed:
    """To whom a record went: by a relay, or to another agency that looked at it here.

    For the agency that keeps the ledger.  The question is a look at the audit, and stands in it.

    Raises:
        UsageError: when there is none that the operator may see.
        NotPermitted: when they act for another agency, or hold no role that may.
    """
    require_here(node, OPERATION)
    record, marking = find(node, id)
    asked: dict[str, Any] = {"disclosures": record.id.hex()}
    node.ledger.look(node.viewer, AUDIT, {"audit": asked, "ids": [record.id.hex()], "ids_count": 1})
    made = list(relayed(node, record.id))
    subject = find_subject(node, record.id, type(record).kind)
    examined, before, more = 0, None, subject is not None
    past = _markings(node, record)
    while more and examined < _EXAMINED and len(made) < LISTED:
        some, before, more = who_saw(node, record.id, subject, before=before)
        examined += some.examined
        for told, seen in zip(some.entries, some.seen, strict=True):
            if seen.how in {"relay", "audit"} or seen.shown == NO:
                continue
            if told.agency and told.agency not in marking.grants:
                made.append(
                    Sent(
                        at=told.at,
                        how="look",
                        to=told.agency,
                        who=told.who,
                        purpose=told.purpose,
                        authority=_authority(past, told.at),
                        sure=seen.shown == "could",
                        entry=told.seq,
                    )
                )
    made.sort(key=lambda each: (each.at, each.entry or 0))
    return Disclosed(sent=tuple(made), complete=not more)


def connections(node: "Opened") -> tuple[Connection, ...]:
    """Clients of this node's relays in the last days, the newest first.

    Not how much went to each: that would count records which who asks may not see.

    Raises:
        NotPermitted: when the operator acts for another agency, or holds no role that may.
    """
    require_here(node, OPERATION)
    review = node.ledger.review
    first, _ = review.span(Micros(system_clock() - LATELY), None)
    found: dict[tuple[str, int], Connection] = {}
    for at, facts, relay, told in _told(node, first - 1):
        if "connected" in told:
            found[relay, told["connected"]] = Connection(
                since=at,
                until=None,
                agency=str(facts["agency"]),
                purpose=str(facts["purpose"]),
                address=str(told["address"]),
                certificate=str(told["certificate"]),
            )
        for number in (told["left"],) if "left" in told else told.get("stopped", ()):
            if (relay, number) in found:
                found[relay, number] = msgspec.structs.replace(found[relay, number], until=at)
    return tuple(reversed(found.values()))[:MOST]


def _told(
    node: "Opened", after: int
) -> Iterator[tuple[Micros, Mapping[str, Any], str, Mapping[str, Any]]]:
    """What relays have told of themselves after an entry: when, the entry's facts, relay, what."""
    review = node.ledger.review
    while page := review.naming('"told":', after, _PAGE):
        for entry in page:
            facts = entry.facts
            for look in facts["looks"]:
                for told in look.get("told", ()):
                    yield entry.at, facts, str(look["relay"]), told
        after = page[-1].seq


def _markings(node: "Opened", record: Record) -> list[tuple[Micros, Marking]]:
    """How a record was marked, and from when on."""
    came = node.ledger.marking(record.marking)
    marked = node.ledger.review.history(record.id).marked
    first = [] if came is None else [(Micros(-(2**62)), came)]
    return first + [(each.at, each.marking) for each in marked]


def _authority(past: Sequence[tuple[Micros, Marking]], at: Micros) -> tuple[str, ...]:
    """The authorities that the marking of an instant names."""
    counted = [marking for since, marking in past if since <= at]
    grants = counted[-1].grants.values() if counted else ()
    return tuple(sorted({law for each in grants for law in each.authority}))
