"""What goes on under a marking while people look who may not know of it."""

import random

import msgspec
import pytest

from northline.app.rights.opening import Asked, open_request
from northline.records.marking import Level
from northline.records.notation import parse_marking
from tests.leaks.agencies import BASE, HIDDEN, HOST, PEOPLE, Sort, may, owner_of
from tests.leaks.node import Shared, ids_of, see

BOATS = 316_500_000
"""MMSI from which on the boats that somebody may not see are numbered."""


def base_of(sort: Sort) -> int:
    """MMSI from which on the boats under a marking are numbered."""
    names = [each.name for each in (*HIDDEN, *BASE)]
    if sort.name in names:
        return BOATS + 10_000 * names.index(sort.name)
    return BOATS + 100_000 + 1_000 * int(sort.name.removeprefix("more"))


def go_on(shared: Shared, sort: Sort, chance: random.Random) -> None:
    """More is seen, found, decided, asked for, marked, held, lifted, erased, compacted."""
    node, ledger, owner = shared.node, shared.node.ledger, owner_of(sort)
    base = base_of(sort)
    see(shared, sort, chance, base=base)
    node.run()
    ids = [bytes.fromhex(each) for each in shared.ids[sort.name]]
    for view in node.findings(state="open"):
        if view.finding.subject == f"mmsi:{base + 900}":
            node.decide(view.finding.id, "acknowledge", reason=f"reason-{sort.name}")
    reason, name = f"reason-{sort.name}", f"hold-{sort.name}"
    ledger.hold(name, ids[:1], reason=reason, by="a records officer")
    ledger.lift(name, reason=reason, by="a records officer")
    anew = msgspec.structs.replace(parse_marking(sort.text, owner=HOST), level=Level.SECRET)
    ledger.mark(ids[1:2], anew, viewer=owner, reason=reason)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("northline.ledger.retention.check", lambda *_: None)
        ledger.erase(ids[2:3], rule=f"rule-{sort.name}", by="a records officer")
    for person in PEOPLE:
        if person.agency == owner.agency and may(person, sort):
            shared.acting(person).records("position", ids=ids[:1])
            if "privacy-officer" in person.roles:
                ask_for_access(shared, sort)
    node.records("position", ids=ids[:3])
    ledger.compact(by="a records officer")


def ask_for_access(shared: Shared, sort: Sort) -> None:
    """A person asks the owner agency what it holds about them; its officer takes that in."""
    officer = next(each for each in PEOPLE if each.agency == owner_of(sort).agency)
    asked = Asked(
        right="access",  # type: ignore[arg-type]
        requester=f"requester-{sort.name}",
        contact="by mail",
        asks="everything",
        identifiers=(f"mmsi:{base_of(sort)}",),
    )
    open_request(shared.acting(officer), asked)


def canaries(shared: Shared, sort: Sort) -> list[str]:
    """Words that stand in what goes on, and nowhere else."""
    base = base_of(sort)
    words = ("source", "reason", "hold", "rule", "requester")
    found = [f"{word}-{sort.name}" for word in words]
    found += [f"no sentence of {sort.name}", str(base), str(base + 900)]
    return [*found, *shared.ids[sort.name], *ids_of(shared, sort, "finding")]
