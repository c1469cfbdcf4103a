"""What can be done with a node besides reading and deciding, and which roles may do it.

Reading is by marking alone (`northline.records.marking`), deciding by `northline.decisions.rules`.
Whatever else changes something, or takes something out, is an operation of this closed list.  An
operation never widens what somebody sees: an export holds what its maker may see, an audit names
records and shows none.  One does, `exercise`, and only in the ledger of an exercise, where everybody is
invented: its score tells of all that was found.  docs/roles-and-groups.md shows the table; a test holds the two equal.
"""

import msgspec

from northline.decisions.roles import (
    ADJUDICATOR,
    ADMINISTRATOR,
    ANALYST,
    DISPATCHER,
    PATROL_SUPERVISOR,
    PRIVACY_OFFICER,
    RECORDS_OFFICER,
    RELEASE_OFFICER,
    REVIEWER,
    SERVICE,
    SOURCE_OPERATOR,
    WATCH_OFFICER,
    WATCH_SUPERVISOR,
)
from northline.decisions.rules import RULES
from northline.records.errors import RoleNeeded, UnknownName
from northline.records.marking import Viewer


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation.

    Attributes:
        name: its name.
        means: what it does, in one sentence.
        roles: roles that may do it.
    """

    name: str
    means: str
    roles: tuple[str, ...]


_DECIDERS = tuple(dict.fromkeys(role for rule in RULES for role in rule.roles))

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        name="ingest",
        means="Read feeds and files into the ledger.",
        roles=(SOURCE_OPERATOR, SERVICE),
    ),
    Operation(
        name="retry-rejected",
        means="Read again what could not be read.",
        roles=(SOURCE_OPERATOR, SERVICE),
    ),
    Operation(
        name="sensors",
        means="State what a sensor is and whether it works.",
        roles=(SOURCE_OPERATOR, WATCH_SUPERVISOR),
    ),
    Operation(
        name="units",
        means="State what a unit is: its crew, range, speeds and authority.",
        roles=(SOURCE_OPERATOR, WATCH_SUPERVISOR, DISPATCHER),
    ),
    Operation(
        name="patrol-planning",
        means="State shifts, plan patrols, and see how a plan was drawn.",
        roles=(PATROL_SUPERVISOR, WATCH_SUPERVISOR),
    ),
    Operation(
        name="patrol-log",
        means="Log what patrols did, and set targets of their hours.",
        roles=(PATROL_SUPERVISOR, WATCH_SUPERVISOR),
    ),
    Operation(
        name="check-in",
        means="Write down that a unit is well, and when it will be heard of again.",
        roles=(WATCH_OFFICER, WATCH_SUPERVISOR, DISPATCHER, PATROL_SUPERVISOR),
    ),
    Operation(
        name="patrol-safety",
        means="See which units are overdue, and where radios are dead.",
        roles=(WATCH_OFFICER, WATCH_SUPERVISOR, DISPATCHER, PATROL_SUPERVISOR),
    ),
    Operation(
        name="joint-operations",
        means="Plan an operation, approve it as one of two, hand it over, take it over, close it.",
        roles=(WATCH_SUPERVISOR, PATROL_SUPERVISOR),
    ),
    Operation(
        name="resources",
        means="State what partners may ask one's agency for, ask them, and answer them.",
        roles=(WATCH_SUPERVISOR, PATROL_SUPERVISOR, DISPATCHER),
    ),
    Operation(
        name="patrol-orders",
        means="Take an order of patrol out as a sheet, a route or a calendar.",
        roles=(PATROL_SUPERVISOR, WATCH_SUPERVISOR, WATCH_OFFICER, DISPATCHER),
    ),
    Operation(
        name="coverage",
        means="See how well the line is watched, and where the gaps are, by what one may see.",
        roles=(WATCH_OFFICER, WATCH_SUPERVISOR, DISPATCHER, PATROL_SUPERVISOR, ANALYST),
    ),
    Operation(
        name="patrol-risk",
        means="See where and when crossings are expected, and why, by what one may see.",
        roles=(WATCH_OFFICER, WATCH_SUPERVISOR, DISPATCHER, PATROL_SUPERVISOR, ANALYST),
    ),
    Operation(
        name="screening",
        means="Ask the lists about somebody, alone or by the file, and see what came of it.",
        roles=(ANALYST, ADJUDICATOR, WATCH_SUPERVISOR, SERVICE),
    ),
    Operation(
        name="lookouts",
        means="Place a lookout for one's own agency, end it, and see those there are.",
        roles=(ANALYST, ADJUDICATOR, WATCH_SUPERVISOR),
    ),
    Operation(
        name="referrals",
        means="Refer somebody's admissibility on what was screened, reply to it, and see its clock.",
        roles=(ADJUDICATOR, ANALYST, WATCH_SUPERVISOR),
    ),
    Operation(
        name="run",
        means="Run engines over what is new.",
        roles=(SOURCE_OPERATOR, WATCH_OFFICER, WATCH_SUPERVISOR, ANALYST, SERVICE),
    ),
    Operation(
        name="decide",
        means="Decide about findings and records; each verb has its own rule.",
        roles=_DECIDERS,
    ),
    Operation(
        name="mark",
        means="Mark records of one's own agency anew.",
        roles=(RECORDS_OFFICER, RELEASE_OFFICER),
    ),
    Operation(
        name="erase",
        means="Erase records under a rule, or those past their time.",
        roles=(RECORDS_OFFICER, SERVICE),
    ),
    Operation(
        name="hold",
        means="Put records under a legal hold, or lift one.",
        roles=(RECORDS_OFFICER,),
    ),
    Operation(
        name="audit",
        means="Read who did what, and who saw a record.",
        roles=(REVIEWER, PRIVACY_OFFICER, WATCH_SUPERVISOR),
    ),
    Operation(
        name="audit-export",
        means="Take the audit out, to be checked elsewhere.",
        roles=(REVIEWER, PRIVACY_OFFICER),
    ),
    Operation(
        name="verify",
        means="Compare the ledger with what was committed, and write its head down.",
        roles=(REVIEWER, RECORDS_OFFICER, ADMINISTRATOR, SERVICE),
    ),
    Operation(
        name="compact",
        means="Merge small parts of the ledger into large ones.",
        roles=(ADMINISTRATOR, RECORDS_OFFICER, SERVICE),
    ),
    Operation(
        name="backup",
        means="Back the ledger up, or restore it.",
        roles=(ADMINISTRATOR, SERVICE),
    ),
    Operation(
        name="accounts",
        means="Make, change and close accounts.",
        roles=(ADMINISTRATOR,),
    ),
    Operation(
        name="settings",
        means="Change what the node is told in its settings.",
        roles=(ADMINISTRATOR,),
    ),
    Operation(
        name="basemap",
        means="Add and remove maps.",
        roles=(ADMINISTRATOR,),
    ),
    Operation(
        name="export",
        means="Take records that one may see out into a file.",
        roles=(ANALYST, RELEASE_OFFICER, WATCH_SUPERVISOR, PRIVACY_OFFICER),
    ),
    Operation(
        name="exchange",
        means="Send to a partner what was released, recall it, and take in what partners send.",
        roles=(RELEASE_OFFICER, SERVICE),
    ),
    Operation(
        name="sharing",
        means="See what partners may see of one's records and why, and what has gone to them.",
        roles=(RELEASE_OFFICER, RECORDS_OFFICER, PRIVACY_OFFICER, REVIEWER, WATCH_SUPERVISOR),
    ),
    Operation(
        name="exercise",
        means="See how an exercise goes, and at its end its score and its truth.",
        roles=(WATCH_SUPERVISOR, ANALYST),
    ),
    Operation(
        name="commitments",
        means="State what is known of a public commitment.",
        roles=(ANALYST, RECORDS_OFFICER),
    ),
    Operation(
        name="subject-requests",
        means="Answer a person's request for access, correction or redress.",
        roles=(PRIVACY_OFFICER,),
    ),
)
"""Every operation there is."""


def operation(name: str) -> Operation:
    """An operation by its name.

    Raises:
        UnknownName: naming the operations there are.
    """
    for each in OPERATIONS:
        if each.name == name:
            return each
    known = ", ".join(each.name for each in OPERATIONS)
    raise UnknownName(f"there is no operation {name!r}; there are {known}")


def may(viewer: Viewer, name: str) -> bool:
    """Whether a viewer holds a role that may do this.

    Raises:
        UnknownName: for an operation there is not.
    """
    return not set(operation(name).roles).isdisjoint(viewer.roles)


def role_to(viewer: Viewer, name: str) -> str:
    """The role in which a viewer may do this: the first one of the operation that they hold.

    Raises:
        RoleNeeded: when they hold none, naming those that may.
        UnknownName: for an operation there is not.
    """
    asked = operation(name)
    for role in asked.roles:
        if role in viewer.roles:
            return role
    raise RoleNeeded(
        f"{name} is for {' or '.join(asked.roles)}; {viewer.name} holds "
        + (", ".join(viewer.roles) or "no role")
    )
