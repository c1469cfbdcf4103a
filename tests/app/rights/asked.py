"""A node on which two made-up people crossed a lake, and one of them asks what is held."""

from pathlib import Path

import msgspec

from northline.app.node import Node
from northline.app.rights.opening import Asked, open_request
from northline.app.rights.steps import add_step
from northline.decisions.rights_steps import StepWish
from northline.ledger.reading import system_clock
from northline.records.arrival import Arrival, Channel, Outcome
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking
from northline.records.position import Craft
from northline.records.record import Id
from northline.records.rights_request import Right, RightsRequest, StepSort
from northline.records.track import Direction
from tests.app.lake import log, write

HERS, HIS = "mmsi:316000100", "mmsi:316000101"
"""Her boat, and somebody else's."""


def crossed(node: Node, folder: Path) -> None:
    """Two boats cross the line; an engine finds both; both report their arrival."""
    node.ingest("ais", write(folder / "lake.nmea", log(ships=2, reports=90, static=False)))
    node.run()
    arrived(node, HERS, "NL-1")
    arrived(node, HIS, "NL-2")


def arrived(node: Node, identity: str, report: str, marking: Marking | None = None) -> Id:
    """A report of arrival by a boat."""
    marked = marking or node.default_marking()
    now = system_clock()
    made = Arrival(
        id=Origin(Arrival.kind, "cbsa").sequenced(report),
        source="cbsa",
        at=now,
        received=now,
        marking=marked.id,
        report=report,
        authority="cbsa",
        channel=Channel.TELEPHONE,
        direction=Direction.TO_CANADA,
        craft=Craft.VESSEL,
        identity=identity,
        craft_name="SEA BREZE",
        persons=2,
        outcome=Outcome.CLEARED,
    )
    batch = kind_named(Arrival.kind).to_batch([made])
    node.ledger.append(Arrival.kind, batch, by="tests", markings=(marked,))
    return made.id


def asks(node: Node, right: Right = Right.ACCESS, **more: object) -> RightsRequest:
    """She asks."""
    said = {
        "right": right,
        "requester": "Test Person",
        "contact": "1 Example Street",
        "asks": "What do you hold about my boat?",
        "identifiers": (HERS,),
        **more,
    }
    return open_request(node, msgspec.convert(said, Asked))


def verified(node: Node, request: RightsRequest) -> RightsRequest:
    """Her identity is verified."""
    wish = StepWish(step=StepSort.IDENTITY_VERIFIED, reason="passport shown at the counter")
    add_step(node, request.number, wish)
    return request
