"""A marking widened by two people: proposed as a release that names it, and done when approved.

The first one's decision is a ``release`` whose ``names`` is the marking, so both signatures stand
under the very words of it.  Until a second person approves it nothing is shown to anybody.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from northline.decisions.rules import remarks
from northline.decisions.widening import takes_two
from northline.ledger.marks import is_allowed, keeping
from northline.ledger.reading import system_clock
from northline.records.decision import Decision, Verb
from northline.records.errors import NotPermitted, UsageError
from northline.records.marking import Marking, canonical, decode

if TYPE_CHECKING:
    from northline.app.opened import Opened

PROPOSED = "proposed release"
"""Under which name what waits for a second person is counted."""


def two_needed(node: "Opened", ids: Iterable[bytes], marking: Marking) -> list[bytes]:
    """Those of some records that are marked so only once a second person approves it.

    Where one of them is not there, or not this viewer's to mark, it is none: whoever marks them is
    refused in the ledger's own words, and is told nothing of how any of them is marked.
    """
    wanted, viewer, now = set(ids), node.viewer, system_clock()
    found = node.ledger.review.effective(wanted)
    if found.keys() != wanted or not all(is_allowed(viewer, e, now) for e in found.values()):
        return []
    return [
        id
        for id, before in sorted(found.items())
        if takes_two(before, keeping(before, marking, viewer))
    ]


def propose(node: "Opened", id: bytes, marking: Marking, reason: str) -> Decision:
    """Propose to mark a record so.

    Raises:
        UsageError: when the marking names no authority to release it under, or as `decide`.
        RoleNeeded: when the operator may release nothing.
    """
    from northline.app.deciding import decide

    agency = node.operator.agency
    authority = marking.grants[agency].authority if agency in marking.grants else ()
    if not authority:
        raise UsageError(
            "more people would see it, and it is in a compartment or above Protected A: say under "
            "which authority (authority=...) it is released; a second person approves it"
        )
    said = ", ".join(authority)
    return decide(node, id, Verb.RELEASE, reason=reason, authority=said, becomes=marking)


def named(marking: Marking) -> str:
    """A marking as a decision names it: its canonical form, which both people sign."""
    return canonical(marking).decode()


def becoming(decisions: Iterable[Decision]) -> Iterator[tuple[Decision, Marking]]:
    """Those of some decisions that give their record another marking, and which."""
    for each in decisions:
        if remarks(each) and each.names is not None:
            yield each, decode(each.names)


def check_second(node: "Opened", proposed: Decision) -> None:
    """Whether who approves a proposal may have it done.

    Raises:
        NotPermitted: when they act for another agency: its part of the marking is not theirs.
    """
    if any(becoming([proposed])) and proposed.agency != node.operator.agency:
        raise NotPermitted(
            f"{proposed.agency} proposed to widen its own part of the marking; somebody else of "
            f"{proposed.agency} approves it"
        )


def carry_out(node: "Opened", proposed: Decision) -> None:
    """Mark a record as an approved proposal has it.

    Raises:
        NotPermitted: when it is not the agency's any more.
    """
    for each, marking in becoming([proposed]):
        said = f"{each.reason} (proposed by {each.by}, decision {each.id.hex()})"
        node.ledger.mark([each.about], marking, viewer=node.viewer, reason=said)
