"""Six agencies of two countries and one of a third, and what each may see of what the node holds."""

from typing import NamedTuple

from northline.records.marking import Level, Viewer

HOST = "cbsa"
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


WATCH = ("watch-officer", "watch-supervisor", "release-officer", "adjudicator", "law-enforcement")

PEOPLE: tuple[Person, ...] = (
    Person("host", HOST, "CA", Level.SECRET, WATCH),
    Person("mountie", "rcmp", "CA", Level.SECRET, WATCH, ("IBET",), ("financial-report",)),
    Person("opp", "opp", "CA", Level.PROTECTED_B, WATCH, ("IBET",)),
    Person("customs", "cbp", "US", Level.SECRET, WATCH, ("IBET",)),
    Person("hsi", "hsi", "US", Level.CONFIDENTIAL, ("watch-officer",)),
    Person("guest", "inm", "MX", Level.UNCLASSIFIED, ("watch-officer",)),
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
)
"""What comes while they look, and goes on being marked, held, decided about and erased."""
