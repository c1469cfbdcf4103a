"""Who was connected to a relay and what was sent to whom, on the chain before the bytes leave.

What goes out is a look of the relay's viewer, shown to whoever is connected.  The entries are
looks with a request like this, in which things stand in the order in which they happened::

    {
        "relay": "127.0.0.1:8087/20261122T081500.123456Z/1",
        "told": [
            {"opened": "127.0.0.1:8087", "level": "Unclassified"},
            {
                "connected": 2,
                "connection": "10.0.0.7:50312/20261122T081501.000001Z/2",
                "address": "10.0.0.7:50312",
                "certificate": "commonName=MARINE 2",
            },
            {"to": [1, 2], "rows": [[118, 0, 40]]},
            {"to": [2], "ids": ["3f0c..."]},
            {"left": 2, "passed_on": 41, "left_out": 0},
            {"stopped": [1]},
        ],
    }

``rows`` are append, first place and count: the records that entry 118 of the chain committed,
from its first row on.  So any number of them costs a few bytes, and of each record the chain
still tells who was sent it.  What was sent may have been left out for a slow client; ``left``
says of how many units that is true.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from northline.records.marking import Viewer
from northline.records.message import Message
from northline.records.units import Micros
from northline.transports.backlog import Passed
from northline.transports.relay import Client

if TYPE_CHECKING:
    from northline.ledger import Ledger
    from northline.ledger.chain import Entry

Span = tuple[int, int, int]
"""Append, place of the first row in it, and how many rows."""


class Told(NamedTuple):
    """One thing that is told of: the kind of record it concerns, and what the chain says."""

    kind: str
    says: Mapping[str, object]


class Recipient(NamedTuple):
    """Somebody to whom a record was sent.

    Attributes:
        at: when that was recorded, just before.
        entry: the entry of the chain that says so.
        address: where the client was.
        certificate: subject of its certificate, or empty.
        connection: name of its connection.
        agency: the agency that the relay passes on to.
        purpose: what it passes on for.
    """

    at: Micros
    entry: int
    address: str
    certificate: str
    connection: str
    agency: str
    purpose: str


class Disclosure:
    """Writes what one relay does to the chain."""

    def __init__(self, ledger: "Ledger", viewer: Viewer, relay: str) -> None:
        """Take whom the relay stands for, and a name that no other run of a relay has."""
        self._ledger, self._viewer, self._relay = ledger, viewer, relay

    def write(self, told: Iterable[Told]) -> None:
        """Record what is about to happen; returns once it is durable.

        Raises:
            LedgerError: when it could not be written: then nothing of it may leave.
        """
        for kind, some in groupby(told, lambda each: each.kind):
            says = [dict(each.says) for each in some]
            self._ledger.look(self._viewer, kind, {"relay": self._relay, "told": says})


def opened(address: str, level: str) -> Told:
    """The relay begins."""
    return Told(Message.kind, {"opened": address, "level": level})


def connected(number: int, client: Client) -> Told:
    """A client connects, which is called by this number from here on."""
    who = {"address": client.address, "certificate": client.certificate}
    return Told(Message.kind, {"connected": number, "connection": client.name, **who})


def left(number: int, passed: Passed) -> Told:
    """A client leaves."""
    counts = {"passed_on": passed.passed, "left_out": passed.left_out}
    return Told(Message.kind, {"left": number, **counts})


def stopped(numbers: Sequence[int]) -> Told:
    """The relay ends, and these are no more connected."""
    return Told(Message.kind, {"stopped": list(numbers)})


def sent_rows(to: Sequence[int], spans: Sequence[Span]) -> Told:
    """Messages go out that were committed a moment ago."""
    return Told(Message.kind, {"to": list(to), "rows": [list(each) for each in spans]})


def sent_ids(to: Sequence[int], kind: str, ids: Sequence[bytes]) -> Told:
    """Records go out that are named by their ids."""
    return Told(kind, {"to": list(to), "ids": [each.hex() for each in ids]})


def recipients(ledger: "Ledger", kind: str, record: bytes, viewer: Viewer) -> list[Recipient]:
    """To whom relays have sent a record, by what the chain says, the eldest first.

    Args:
        ledger: where it is kept.
        kind: its kind.
        record: its id.
        viewer: who asks; somebody who may not see the record learns of nobody.
    """
    plan = ledger.plan(kind, viewer, ids=[record], columns=["id"], ordered=True)
    places = {(row["_seq"], row["_ord"]) for row in ledger.read(plan).read_all().to_pylist()}
    return list(_recipients(_telling(ledger), kind, record.hex(), places)) if places else []


def _telling(ledger: "Ledger") -> Iterator["Entry"]:
    """The entries in which relays tell of anything, in order; the rest is passed over unread."""
    after = 0
    while page := ledger.review.naming('"told":', after, _PAGE):
        yield from page
        after = page[-1].seq


_PAGE = 2_000


def _recipients(
    entries: Iterable["Entry"], kind: str, record: str, places: set[tuple[int, int]]
) -> Iterable[Recipient]:
    clients: dict[tuple[str, int], dict[str, Any]] = {}
    for entry in entries:
        facts = entry.facts if entry.operation == "look" else {}
        for look in facts.get("looks", ()):
            for each in look.get("told", ()):
                if "connected" in each:
                    clients[look["relay"], each["connected"]] = each
                is_it = record in each.get("ids", ()) and look["kind"] == kind
                if not (is_it or _holds(each.get("rows", ()), places)):
                    continue
                for number in each["to"]:
                    client = clients[look["relay"], number]
                    yield Recipient(
                        at=entry.at,
                        entry=entry.seq,
                        address=client["address"],
                        certificate=client["certificate"],
                        connection=client["connection"],
                        agency=facts["agency"],
                        purpose=facts["purpose"],
                    )


def _holds(spans: Iterable[Span], places: set[tuple[int, int]]) -> bool:
    return any(
        append == seq and first <= place < first + count
        for append, first, count in spans
        for seq, place in places
    )
