"""The roles that a person or service can hold on a node: a closed list.

A role says what somebody may *do* (`northline.decisions.rules` for decisions,
`northline.decisions.operations` for everything else).  What somebody may *see* follows from the
marking of each record alone; of the roles only ``law-enforcement`` has a part in that, through the
caveats that name it (`northline.records.caveats`).  docs/roles-and-groups.md shows the list; a
test holds the two equal.
"""

from collections.abc import Iterable

import msgspec

from northline.records.errors import UnknownName


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """One role.

    Attributes:
        slug: its name in accounts, settings and on decisions.
        name: its name in English.
        name_fr: its name in French.
        means: what it is for, in one sentence.
        people: whether people hold it; otherwise only programs of the node do.
        assurance: whether it states who somebody is rather than what they do here: nobody holds
            it because nobody said otherwise.
    """

    slug: str
    name: str
    name_fr: str
    means: str
    people: bool = True
    assurance: bool = False


WATCH_OFFICER, WATCH_SUPERVISOR = "watch-officer", "watch-supervisor"
DISPATCHER, ADJUDICATOR, RELEASE_OFFICER = "dispatcher", "adjudicator", "release-officer"
ANALYST, CHEMIST, PORT_SUPERINTENDENT = "analyst", "chemist", "port-superintendent"
PATROL_SUPERVISOR, PRIVACY_OFFICER = "patrol-supervisor", "privacy-officer"
REVIEWER, ADMINISTRATOR, RECORDS_OFFICER = "reviewer", "administrator", "records-officer"
LAW_ENFORCEMENT, SOURCE_OPERATOR, SERVICE = "law-enforcement", "source-operator", "service"

ROLES: tuple[Role, ...] = (
    Role(
        slug=WATCH_OFFICER,
        name="watch officer",
        name_fr="officier de quart",
        means="Watches the picture and decides about findings as they come.",
    ),
    Role(
        slug=WATCH_SUPERVISOR,
        name="watch supervisor",
        name_fr="chef de quart",
        means="Answers for the watch: approves plans, dispatches, and may retract what others "
        "decided.",
    ),
    Role(
        slug=DISPATCHER,
        name="dispatcher",
        name_fr="répartiteur",
        means="Sends units, with a second person's signature.",
    ),
    Role(
        slug=ADJUDICATOR,
        name="adjudicator",
        name_fr="arbitre des concordances",
        means="Says whether two records are of the same person or thing, a match with a second "
        "person's signature.",
    ),
    Role(
        slug=RELEASE_OFFICER,
        name="release officer",
        name_fr="agent de communication",
        means="Decides what may go to a partner and under which authority, a release with a second "
        "person's signature.",
    ),
    Role(
        slug=ANALYST,
        name="analyst",
        name_fr="analyste",
        means="Works on cases and figures, and takes what they may see out into files.",
    ),
    Role(
        slug=CHEMIST,
        name="chemist",
        name_fr="chimiste",
        means="Says what a sample is and how sure that is.",
    ),
    Role(
        slug=PORT_SUPERINTENDENT,
        name="port superintendent",
        name_fr="surintendant de point d'entrée",
        means="Plans lanes, staff and hours of a port of entry.",
    ),
    Role(
        slug=PATROL_SUPERVISOR,
        name="patrol supervisor",
        name_fr="chef de patrouille",
        means="Plans patrols and answers for who is out.",
    ),
    Role(
        slug=PRIVACY_OFFICER,
        name="privacy officer",
        name_fr="responsable de la protection de la vie privée",
        means="Answers requests for access and correction, and reads the audit for them.",
    ),
    Role(
        slug=REVIEWER,
        name="reviewer",
        name_fr="examinateur",
        means="Reads the audit and checks the chain; changes nothing.",
    ),
    Role(
        slug=ADMINISTRATOR,
        name="administrator",
        name_fr="administrateur",
        means="Keeps accounts, settings and backups; sees no record by being administrator.",
    ),
    Role(
        slug=LAW_ENFORCEMENT,
        name="law enforcement",
        name_fr="application de la loi",
        means="Is a sworn officer, or employed to support them, and so may see what is law "
        "enforcement sensitive.",
        assurance=True,
    ),
    Role(
        slug=SOURCE_OPERATOR,
        name="source operator",
        name_fr="exploitant de sources",
        means="Brings feeds and files in, under a marking.",
    ),
    Role(
        slug=RECORDS_OFFICER,
        name="records officer",
        name_fr="responsable des documents",
        means="Marks records anew, holds them for a court, and erases them under a rule.",
    ),
    Role(
        slug=SERVICE,
        name="service",
        name_fr="service",
        means="A program of the node: feeds, engines, schedules.",
        people=False,
    ),
)
"""Every role there is."""


def role(slug: str) -> Role:
    """A role by its slug.

    Raises:
        UnknownName: naming the roles there are.
    """
    for each in ROLES:
        if each.slug == slug:
            return each
    known = ", ".join(each.slug for each in ROLES)
    raise UnknownName(f"there is no role {slug!r}; there are {known}")


def roles_of_people(slugs: Iterable[str]) -> tuple[str, ...]:
    """Roles that an account may be given, each once, in the order of `ROLES`.

    Raises:
        UnknownName: for a role there is not, or one that only programs hold.
    """
    wanted = set(slugs)
    for slug in sorted(wanted):
        if not role(slug).people:
            raise UnknownName(f"role {slug!r} is for programs of the node, not for people")
    return tuple(each.slug for each in ROLES if each.slug in wanted)


ALONE: tuple[str, ...] = tuple(each.slug for each in ROLES if each.people and not each.assurance)
"""What a single person holds who runs a node alone: everything that people do, and nothing that
states who they are.  A second signature is somebody else's all the same."""
