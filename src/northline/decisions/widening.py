"""A marking changed: whether more may be seen by it, and whether that takes two people.

To narrow what may be seen is one person's to do, at once.  To widen it cannot be undone: who has
seen has seen.  Of what lies in a compartment, or is above Protected A, a second person approves it.
"""

import msgspec

from northline.records.marking import Grant, Level, Marking

ALONE = Level.PROTECTED_A
"""The highest level, outside compartments, at which one person widens a marking alone."""


def widens(before: Marking, after: Marking) -> bool:
    """Whether anybody might see a record by the second marking who may not by the first.

    That is so unless the second is as tight as the join of the two.  Which authority an owner
    names says nothing of who may see.
    """
    return _bare(before.join(after)) != _bare(after)


def takes_two(before: Marking, after: Marking) -> bool:
    """Whether a change of marking counts only once a second person has approved it."""
    grave = bool(before.compartments) or before.level > ALONE
    return grave and widens(before, after)


def _bare(marking: Marking) -> Marking:
    """A marking with nothing in it that decides not who may see."""
    grants = {
        owner: msgspec.structs.replace(grant, authority=())
        if grant.partners and grant.purposes
        else Grant(purposes=())
        for owner, grant in marking.grants.items()
    }
    return msgspec.structs.replace(marking, grants=grants)
