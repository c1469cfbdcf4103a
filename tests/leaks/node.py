"""A node that six agencies work on, and what goes on in it while they look."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from northline.app.home import change_operator
from northline.app.node import Node
from northline.app.sign_in import accounts_of
from northline.records.marking import Level, Viewer
from northline.records.notation import parse_marking
from northline.web.site import Site, site
from tests.leaks.agencies import BASE, HOST, PEOPLE, PURPOSE, Person, Sort
from tests.web.asking import crossing, sentence

SECOND = 1_780_000_000
"""When what the ledger holds was seen, Unix seconds."""


class Shared(NamedTuple):
    """A node, its site, and the tokens of those who may ask it.

    Attributes:
        node: the node, open for its local operator.
        served: its site.
        tokens: account -> token with every scope that a program may have.
        folder: where its ledger and home lie.
        ids: name of a sort of marking -> ids of the records that carry it, in hexadecimal.
    """

    node: Node
    served: Site
    tokens: dict[str, str]
    folder: Path
    ids: dict[str, list[str]]

    def token(self, person: Person) -> str:
        """The token of a person."""
        return self.tokens[person.account]


@contextmanager
def shared(folder: Path, seed: int) -> Iterator[Shared]:
    """A node with a ledger that this seed makes, and an account for each of `PEOPLE`."""
    chance = random.Random(seed)
    home = folder / "home"
    change_operator(home, name="the operator", agency=HOST, country="CA")
    with Node.open(folder / "ledger", home=home) as node:
        found = Shared(node, site(node), {}, folder, {})
        try:
            for place, sort in enumerate(BASE):
                see(found, sort, chance, base=316_100_000 + 1_000 * place)
            node.run()
            accounts = accounts_of(node)
            accounts.set_up("root", "a long first password", purposes=("administration",))
            for person in PEOPLE:
                accounts.add(
                    person.account,
                    person=f"{person.account} at {person.agency}",
                    agency=person.agency,
                    country=person.country,
                    clearance=person.clearance.label,
                    roles=person.roles,
                    groups=person.groups,
                    compartments=person.compartments,
                    purposes=(PURPOSE,),
                )
                found.tokens[person.account], _ = accounts.issue_token(
                    person.account, "tests", ("read", "decide", "ingest", "metrics"), 1, PURPOSE
                )
            accounts.close()
            yield found
        finally:
            found.served.close()


def see(shared: Shared, sort: Sort, chance: random.Random, *, base: int) -> None:
    """Boats under a marking: some sail about, one crosses the line, and a unit that is no report."""
    path = shared.folder / f"{sort.name}.nmea"
    second = SECOND + chance.randrange(600)
    boats = b"".join(
        sentence(
            base + boat,
            -82.95 + chance.uniform(-0.05, 0.05),
            42.31 + 1e-4 * report,
            second + 20 * report + boat,
        )
        for boat in range(chance.randint(1, 3))
        for report in range(4)
    )
    path.write_bytes(
        boats + crossing(mmsi=base + 900, second=second) + f"no sentence of {sort.name}\n".encode()
    )
    before = shared.node.head()[0]
    shared.node.ingest("ais", path, source=f"source-{sort.name}", marking=sort.text)
    found = shared.node.ledger.read(
        shared.node.ledger.plan(
            "position", owner_of(sort), after=before, columns=["id"], ordered=True
        ),
        audited=False,
    ).read_all()
    shared.ids.setdefault(sort.name, []).extend(
        each.hex() for each in found.column("id").to_pylist()
    )


def owner_of(sort: Sort) -> Viewer:
    """Somebody of the owner agency who may see whatever carries this marking."""
    marking = parse_marking(sort.text, owner=HOST)
    (owner,) = marking.owners
    return Viewer(
        name="service:tests",
        agency=owner,
        country="US" if owner == "cbp" else "CA",
        clearance=Level.SECRET,
        roles=("service",),
        compartments=marking.compartments,
        purpose="*",
    )


def go_on(shared: Shared, sort: Sort, chance: random.Random, *, base: int) -> None:
    """What goes on under a marking: more is seen, found, decided, marked, held, lifted, erased."""
    node = shared.node
    see(shared, sort, chance, base=base)
    node.run()
    ids = shared.ids[sort.name]
    mine = [
        each for each in node.findings(state="open") if each.finding.subject == f"mmsi:{base + 900}"
    ]
    for view in mine:
        node.decide(view.finding.id, "acknowledge", reason=f"reason-{sort.name}")
    if node.count("position", ids=ids):
        node.hold(f"hold-{sort.name}", ids[:1], f"reason-{sort.name}")
        node.lift(f"hold-{sort.name}", f"reason-{sort.name}")
        node.mark(ids[1:2], "Protected C", f"reason-{sort.name}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("northline.ledger.retention.check", lambda *_: None)
        node.ledger.erase([bytes.fromhex(ids[2])], rule=f"rule-{sort.name}", by="the operator")
    node.records("position", limit=1)
