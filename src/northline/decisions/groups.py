"""The joint groups as they are, and who sits in them.

A group receives nothing because it exists: a record goes to it when its owner names it among the
partners of a marking (`northline.records.marking`), and is then seen by those whose account says
that they sit in it.  Membership is written down only where it is public; where it is not, whoever
runs the node says who sits there.  A group that is not here may stand in a marking, verbatim;
nobody sees by it until an account says that somebody sits in it.

Sources: Treasury Board, *Horizontal Initiatives: Integrated Border Enforcement Teams* (core
agencies); Government of Canada, launch of the Joint Operational Intelligence Cell, February 2025;
Public Safety Canada, parliamentary notes on the Cross-Border Firearms Task Force, 2021 and 2022;
Government of Ontario, *Operation Deterrence*, 7 January 2025; *Canada's Border Plan*, December
2024.  docs/roles-and-groups.md shows the list; a test holds the two equal.
"""

from collections.abc import Iterable

import msgspec

from northline.decisions.agencies import agency
from northline.records.errors import UsageError


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One joint group.

    Attributes:
        slug: its name in markings and accounts.
        name: its name in English.
        name_fr: its name in French.
        members: slugs of the agencies that are publicly known to sit in it, with the offices of
            theirs that do the work; empty where that is not public: then it is set by the node.
        bilateral: whether agencies of both countries sit in it.
    """

    slug: str
    name: str
    name_fr: str
    members: tuple[str, ...] = ()
    bilateral: bool = False


GROUPS: tuple[Group, ...] = (
    Group(
        slug="joic",
        name="Joint Operational Intelligence Cell",
        name_fr="Cellule conjointe du renseignement opérationnel",
        members=("rcmp", "cbsa", "public-safety", "cse", "csis", "health-canada", "fintrac"),
    ),
    Group(
        slug="strike-force",
        name="North American Joint Strike Force",
        name_fr="Force de frappe conjointe nord-américaine",
        bilateral=True,
    ),
    Group(
        slug="ibet",
        name="Integrated Border Enforcement Teams",
        name_fr="Équipes intégrées de la police des frontières",
        members=("rcmp", "cbsa", "cbp", "usbp", "uscg", "ice", "hsi"),
        bilateral=True,
    ),
    Group(
        slug="best",
        name="Border Enforcement Security Task Force",
        name_fr="Groupe de travail sur la sécurité et l'application de la loi à la frontière",
        members=("hsi", "cbp", "cbsa", "rcmp"),
        bilateral=True,
    ),
    Group(
        slug="aerial-intelligence",
        name="Aerial Intelligence Task Force",
        name_fr="Groupe de travail sur le renseignement aérien",
        members=("rcmp",),
    ),
    Group(
        slug="drug-interdiction",
        name="Joint Forces Border Drug Interdiction Task Force",
        name_fr="Groupe de travail mixte d'interdiction des drogues à la frontière",
        members=("opp",),
        bilateral=True,
    ),
    Group(
        slug="firearms",
        name="Cross-Border Firearms Task Force",
        name_fr="Groupe de travail transfrontalier sur les armes à feu",
        members=("cbsa", "rcmp", "public-safety", "hsi", "atf", "cbp"),
        bilateral=True,
    ),
    Group(
        slug="drug-team-1",
        name="Regional integrated drug enforcement team, first region",
        name_fr="Équipe régionale intégrée de lutte antidrogue, première région",
        members=("rcmp",),
    ),
    Group(
        slug="drug-team-2",
        name="Regional integrated drug enforcement team, second region",
        name_fr="Équipe régionale intégrée de lutte antidrogue, deuxième région",
        members=("rcmp",),
    ),
    Group(
        slug="drug-team-3",
        name="Regional integrated drug enforcement team, third region",
        name_fr="Équipe régionale intégrée de lutte antidrogue, troisième région",
        members=("rcmp",),
    ),
    Group(
        slug="financial-crimes",
        name="Border financial-crimes centre",
        name_fr="Centre de lutte contre les crimes financiers à la frontière",
    ),
)
"""Every group known by name."""


def group(slug: str) -> Group | None:
    """A group by its slug; None for one of which nothing is known."""
    return next((each for each in GROUPS if each.slug == slug), None)


def check_seats(slugs: Iterable[str], agency_slug: str) -> None:
    """Whether somebody of an agency may sit in these groups.

    Only what is known to be wrong is refused: a foreign agency in a group of Canada alone.  Which
    further agencies of its own country sit in a group is for the node to say.

    Raises:
        UsageError: naming the group and why.
    """
    sits = agency(agency_slug)
    for slug in slugs:
        if slug.startswith("service:"):
            raise UsageError(f"{slug} is a service of the node: nobody sits in it")
        found = group(slug)
        if found is None or sits is None or sits.slug in found.members:
            continue
        if not found.bilateral and sits.country != "CA":
            raise UsageError(f"{agency_slug} does not sit in {slug}: it is a group of Canada alone")
