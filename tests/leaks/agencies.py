"""Six agencies of two countries and one of a third, and what each may see of what the node holds."""

import random
from typing import NamedTuple

from northline.decisions.roles import ADMINISTRATOR, ROLES
from northline.records.marking import Level, Viewer, may_see
from northline.records.notation import parse_marking
from northline.records.units import Micros

HOST = "cbsa"
OPERATOR = "trace"
"""A compartment that the local operator is read into, and none of the six."""

SECOND = 1_780_000_000
"""When what the ledger holds was seen, Unix seconds."""

PURPOSE = "border-security"


class Person(NamedTuple):
    """Somebody with an account on the node."""

    account: str
    agency: str
    country: str
    clearance: Level
    roles: tuple[str, ...]
    groups: tuple[str, ...] = ()
    compartments: tuple[str, ...] = ()

    @property
    def viewer(self) -> Viewer:
        """The same as a viewer."""
        return Viewer(
            name=self.account,
            agency=self.agency,
            country=self.country,
            clearance=self.clearance,
            roles=self.roles,
            groups=self.groups,
            compartments=self.compartments,
            purpose=PURPOSE,
        )


EVERY = tuple(each.slug for each in ROLES if each.people and each.slug != ADMINISTRATOR)
"""All that people do, so that a role is never what keeps a leak from showing."""

PEOPLE: tuple[Person, ...] = (
    Person("host", HOST, "CA", Level.SECRET, EVERY),
    Person("mountie", "rcmp", "CA", Level.SECRET, EVERY, ("IBET",), ("financial-report",)),
    Person("opp", "opp", "CA", Level.PROTECTED_B, EVERY, ("IBET",)),
    Person("customs", "cbp", "US", Level.SECRET, EVERY, ("IBET",)),
    Person("hsi", "hsi", "US", Level.CONFIDENTIAL, ("watch-officer",)),
    Person("guest", "inm", "MX", Level.UNCLASSIFIED, EVERY),
)
"""One of each agency: the host's own, two Canadian, two of the United States, one of neither."""


class Sort(NamedTuple):
    """A sort of marking that records in the ledger carry."""

    name: str
    text: str


BASE: tuple[Sort, ...] = (
    Sort("public", f"Unclassified; owner={HOST}; partners=*"),
    Sort("own", f"Protected A; owner={HOST}"),
    Sort("allies", f"Unclassified; owner={HOST}; partners=rcmp,opp,cbp,hsi"),
    Sort("group", f"Protected B; owner={HOST}; partners=IBET"),
    Sort("rcmp", f"Protected A; owner=rcmp; partners={HOST}"),
    Sort("customs", f"Unclassified; owner=cbp; partners={HOST},rcmp; caveats=REL TO USA, CAN"),
)
"""What is in the ledger before anybody looks."""

HIDDEN: tuple[Sort, ...] = (
    Sort("later-own", f"Protected B; owner={HOST}"),
    Sort("later-money", "Protected B; owner=rcmp; compartments=financial-report"),
    Sort("later-trace", f"Protected B; owner={HOST}; compartments={OPERATOR}"),
)
"""What comes while they look, and goes on being marked, held, decided about and erased."""


_NOW = Micros(SECOND * 1_000_000)


def may(person: Person, sort: Sort) -> bool:
    """Whether somebody may see what is so marked."""
    marking = parse_marking(sort.text, owner=HOST)
    return may_see(person.viewer, marking, _NOW)


def owner_of(sort: Sort) -> Viewer:
    """Somebody of the owner agency who may see whatever carries this marking."""
    marking = parse_marking(sort.text, owner=HOST)
    (owner,) = marking.owners
    return Viewer(
        name="service:tests",
        agency=owner,
        country=next((each.country for each in PEOPLE if each.agency == owner), "CA"),
        clearance=Level.SECRET,
        roles=("service",),
        compartments=marking.compartments,
        purpose="*",
    )


def generated(chance: random.Random, name: str) -> Sort:
    """A marking made up by chance, which some of them may see and others may not."""
    while True:
        owner = chance.choice([each.agency for each in PEOPLE])
        others = [each.agency for each in PEOPLE if each.agency != owner]
        partners = chance.sample([*others, "IBET"], chance.randrange(4))
        level = chance.choice([each for each in Level if each <= Level.SECRET])
        parts = [level.label, f"owner={owner}"]
        parts += [f"partners={','.join(partners)}"] if partners else []
        parts += ["purposes=customs"] if chance.random() < 0.2 else []
        parts += [f"caveats={chance.choice(CAVEATS)}"] if chance.random() < 0.4 else []
        held = chance.choice(["financial-report", OPERATOR])
        parts += [f"compartments={held}"] if chance.random() < 0.3 else []
        parts += ["expires=2026-01-01T00:00:00Z"] if partners and chance.random() < 0.2 else []
        sort = Sort(name, "; ".join(parts))
        seen = may_see(owner_of(sort), parse_marking(sort.text, owner=HOST), _NOW)
        if seen and not all(may(each, sort) for each in PEOPLE):
            return sort  # a caveat may keep even its owner from seeing it


CAVEATS = ("REL TO USA, CAN", "NOFORN", "LES")
"""Caveats that partners may or may not see past; an unknown one denies."""
