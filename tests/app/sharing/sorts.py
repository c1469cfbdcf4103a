"""A ledger of records under several markings, and people of several agencies who look at it."""

from pathlib import Path

import msgspec

from northline.app.home import change_operator
from northline.app.node import Node
from northline.records.signing import PrivateKey
from tests.web.asking import crossing, feed

HOST = "cbsa"
ROLES = (
    "release-officer",
    "records-officer",
    "law-enforcement",
    "watch-officer",
    "watch-supervisor",
    "source-operator",
)
SORTS = {
    "own": "Protected A",
    "ibet": "Protected B; partners=ibet,rcmp; caveats=LES; authority=Customs Act s. 107",
    "public": "Unclassified; partners=*; purposes=border-security",
    "money": "Protected B; owner=fintrac; compartments=financial-report",
    "opp": f"Unclassified; owner=opp; partners={HOST}",
}
"""Source -> marking; what lies in the compartment, the host may not see."""

BOATS = {"own": 3, "ibet": 2, "public": 4, "money": 5, "opp": 1}
"""Source -> reports of positions."""


def filled(folder: Path) -> Node:
    """A node whose operator, of the host, is a sworn release officer."""
    home = folder / "home"
    change_operator(home, name="Rita Release", agency=HOST, country="CA")
    node = Node.open(folder / "ledger", home=home)
    node = as_(node, "Rita Release", roles=ROLES)
    for number, (source, marking) in enumerate(SORTS.items()):
        path = folder / f"{source}.nmea"
        path.write_bytes(feed(BOATS[source], second=1_780_000_000 + 1000 * number))
        node.ingest("ais", path, source=source, marking=marking)
    return node


def crossed(node: Node, folder: Path) -> bytes:
    """A boat that crossed, and the finding of it: the host's own."""
    path = folder / "crossing.nmea"
    path.write_bytes(crossing())
    node.ingest("ais", path, source="crossing", marking="Protected A")
    node.run()
    found: bytes = node.findings()[0].finding.id
    return found


def as_(node: Node, name: str, number: int = 7, **given: object) -> Node:
    """The node for somebody else, with a key that is trusted."""
    key = PrivateKey(bytes([number]) * 32)
    trusted = {**node.host.trusted, key.key.hex(): key.public.hex()}
    node.host = msgspec.structs.replace(node.host, trusted=trusted)
    told = msgspec.structs.replace(
        node.host, name=name, key=key.key.hex(), trusted=trusted, **given
    )
    return node.acting_as(told, key)


def one_of(node: Node, source: str) -> bytes:
    """Id of a position of a source."""
    (first, *_) = [
        row["id"] for row in node.records("position").to_pylist() if row["source"] == source
    ]
    found: bytes = first
    return found
