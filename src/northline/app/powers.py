"""What an account may name, and what each role may do: of `northline.decisions`, for the faces."""

import msgspec

from northline.decisions.agencies import AGENCIES, Agency, agency
from northline.decisions.groups import GROUPS, Group
from northline.decisions.operations import OPERATIONS
from northline.decisions.roles import ADMINISTRATOR, ROLES, Role
from northline.decisions.rules import RULES
from northline.records.decision import Verb

__all__ = [
    "ADMINISTRATOR",
    "AGENCIES",
    "GROUPS",
    "OPERATIONS",
    "ROLES",
    "Agency",
    "Group",
    "Power",
    "Role",
    "agency",
    "power",
]


class Power(msgspec.Struct, frozen=True, kw_only=True):
    """What a role may do.

    Attributes:
        role: the role.
        verbs: by which whoever holds it may decide.
        operations: names of what else they may do with a node; deciding stands in the verbs.
    """

    role: Role
    verbs: tuple[Verb, ...]
    operations: tuple[str, ...]


def power(slug: str) -> Power | None:
    """What a role may do; None for one of another release, which may do nothing here."""
    for role in ROLES:
        if role.slug == slug:
            return Power(
                role=role,
                verbs=tuple(rule.verb for rule in RULES if slug in rule.roles),
                operations=tuple(
                    each.name for each in OPERATIONS if slug in each.roles and each.name != "decide"
                ),
            )
    return None
