"""A node that six agencies work on, with a ledger that chance makes."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from northline.app.accounts import Accounts
from northline.app.home import Operator, change_operator
from northline.app.node import Node
from northline.app.sign_in import accounts_of
from northline.records.notation import parse_marking
from northline.web.site import Site, site
from tests.leaks.agencies import (
    BASE,
    HOST,
    OPERATOR,
    PEOPLE,
    PURPOSE,
    SECOND,
    Person,
    Sort,
    owner_of,
)
from tests.web.asking import crossing, sentence

PASSWORD = "a long password of {name}"
ADMINISTRATION = "administration"
"""The purpose of the administrator's account."""

SCOPES = ("read", "decide", "ingest", "metrics")


class Shared(NamedTuple):
    """A node, its site, and how those who may ask it say who they are.

    Attributes:
        node: the node, open for its local operator.
        served: its site.
        tokens: account -> token with every scope that a program may have.
        sessions: account -> secret of a session, and the token that its forms carry.
        folder: where its ledger and home lie.
        ids: name of a sort of marking -> ids of the positions that carry it, in hexadecimal.
    """

    node: Node
    served: Site
    tokens: dict[str, str]
    sessions: dict[str, tuple[str, str]]
    folder: Path
    ids: dict[str, list[str]]

    def acting(self, person: Person) -> Node:
        """The node for that person, as the site opens it."""
        known = self.served.accounts.person_of_token(self.tokens[person.account])
        assert known is not None
        return self.node.acting_as(known.operator, known.key)


@contextmanager
def shared(folder: Path, seed: int) -> Iterator[Shared]:
    """A node with a ledger that this seed makes, and an account for each of `PEOPLE`."""
    chance = random.Random(seed)
    home = operator(folder / "home", HOST, compartments=(OPERATOR,))
    with Node.open(folder / "ledger", home=home) as node:
        found = Shared(node, site(node), {}, {}, folder, {})
        try:
            for place, sort in enumerate(BASE):
                see(found, sort, chance, base=316_100_000 + 1_000 * place)
            node.run()
            for view in node.findings(state="open"):
                node.decide(view.finding.id, "acknowledge", reason="seen by the watch")
            people(found, accounts_of(node))
            yield found
        finally:
            found.served.close()


def operator(home: Path, agency: str, *, compartments: tuple[str, ...] = ()) -> Path:
    """A home folder with a local operator of an agency."""
    change_operator(home, name=f"operator of {agency}", agency=agency, country="CA")
    path = home / "operator.json"
    told = msgspec.json.decode(path.read_bytes(), type=Operator)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(told, compartments=compartments)))
    return home


def people(shared: Shared, accounts: Accounts) -> None:
    """An account for each of `PEOPLE`, with a token and a session."""
    accounts.set_up("root", PASSWORD.format(name="root"), purposes=(ADMINISTRATION,))
    for each in PEOPLE:
        password = PASSWORD.format(name=each.account)
        accounts.add(
            each.account,
            person=f"{each.account} at {each.agency}",
            agency=each.agency,
            country=each.country,
            clearance=each.clearance.label,
            roles=each.roles,
            groups=each.groups,
            compartments=each.compartments,
            purposes=(PURPOSE,),
            password=password,
            must_change=False,
        )
        shared.tokens[each.account], _ = accounts.issue_token(
            each.account, "tests", SCOPES, 1, PURPOSE
        )
        secret, person = accounts.sign_in(each.account, password, PURPOSE, address="", agent="")
        shared.sessions[each.account] = secret, person.csrf
    accounts.close()


def see(shared: Shared, sort: Sort, chance: random.Random, *, base: int) -> None:
    """Boats under a marking: some sail about, one crosses the line, and a unit that is no report."""
    path = shared.folder / f"{sort.name}.nmea"
    path.write_bytes(feed(sort, chance, base=base))
    before = shared.node.head()[0]
    shared.node.ingest("ais", path, source=f"source-{sort.name}", marking=sort.text)
    found = ids_of(shared, sort, "position", after=before)
    shared.ids.setdefault(sort.name, []).extend(found)


def feed(sort: Sort, chance: random.Random, *, base: int, since: int = SECOND) -> bytes:
    """What is heard of such boats, beginning within ten minutes of an instant."""
    second = since + chance.randrange(600)
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
    wrong = f"no sentence of {sort.name}\n".encode()
    return boats + crossing(mmsi=base + 900, second=second) + wrong


def ids_of(shared: Shared, sort: Sort, kind: str, *, after: int = 0) -> list[str]:
    """Ids of what carries a marking, as its owner sees it; in hexadecimal, in commit order."""
    marking = parse_marking(sort.text, owner=HOST)
    ledger = shared.node.ledger
    plan = ledger.plan(kind, owner_of(sort), after=after, columns=["id", "marking"], ordered=True)
    rows = ledger.read(plan, audited=False).read_all().to_pylist()
    return [each["id"].hex() for each in rows if each["marking"] == marking.id]
