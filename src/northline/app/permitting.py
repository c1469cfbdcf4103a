"""May this viewer do this here?  Asked at the beginning of every verb that is no plain read."""

from typing import TYPE_CHECKING

from northline.app.words import marking as marking_of
from northline.decisions.operations import may, role_to
from northline.records.errors import NotPermitted
from northline.records.marking import Marking, Viewer

if TYPE_CHECKING:
    from northline.app.opened import Opened


def require(viewer: Viewer, operation: str) -> str:
    """The role in which a viewer does this; see `northline.decisions.operations`.

    Raises:
        RoleNeeded: when they hold no role that may (a `NotPermitted`: exit code 3, HTTP 403).
        UnknownName: for an operation there is not.
    """
    return role_to(viewer, operation)


def may_here(node: "Opened", operation: str) -> bool:
    """Whether a node's viewer may do this: for faces that offer it only to whom it is open."""
    return may(node.viewer, operation)


def require_here(node: "Opened", operation: str) -> str:
    """The same, for the agency that keeps the ledger only: what concerns it as a whole.

    A partner's operator who opens the same folder with a program of their own is told no more
    than a partner who signs in (docs/threat-model.md says what files are worth to them).

    Raises:
        NotPermitted: when they act for another agency, or hold no role that may.
        UnknownName: for an operation there is not.
    """
    role = require(node.viewer, operation)
    if not node.at_home:
        raise NotPermitted(f"{operation} is for the agency that keeps this ledger, {node.keeper}")
    return role


def marking_given(node: "Opened", given: Marking | str) -> Marking:
    """A marking that somebody puts on records: of a partner, only one of its own agency.

    The agency that keeps the ledger takes in what others own and brought to it.  A partner who
    could would put words into another agency's mouth, which would then answer for them.

    Raises:
        NotPermitted: when a partner names an owner that it is not.
        UsageError: for text that cannot be read.
        MarkingRefused: for a marking that no record here may carry.
    """
    agency = node.operator.agency
    made = marking_of(given, agency)
    if agency != node.keeper and made.owners != (agency,):
        raise NotPermitted(
            f"what you bring or mark here is owned by {agency}, for which you act: a marking of "
            f"yours cannot name {', '.join(made.owners)} as its owner"
        )
    return made
