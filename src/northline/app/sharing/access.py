"""Who may ask about sharing, and about which records.

Whoever does holds one of the roles of the operation ``sharing``.  Somebody of the agency that keeps
the ledger asks about every record that they may see themselves; anybody else about those that their
own agency owns, alone or with others.
"""

from typing import TYPE_CHECKING

from northline.app.permitting import require
from northline.decisions.operations import may
from northline.decisions.roles import ADMINISTRATOR, RELEASE_OFFICER
from northline.records.errors import NotPermitted
from northline.records.marking import Marking

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "sharing"


def may_ask(node: "Opened") -> bool:
    """Whether who works here may ask about sharing."""
    return may(node.viewer, OPERATION)


def may_ask_about(node: "Opened", marking: Marking) -> bool:
    """Whether they may ask about a record so marked, which they may see."""
    return node.at_home or node.viewer.agency in marking.grants


def check_asking(node: "Opened", marking: Marking | None = None) -> None:
    """Refuse whoever may not ask, or not about a record so marked.

    Raises:
        RoleNeeded: when they hold no role that may.
        NotPermitted: when it is a record of other agencies, for them to ask about.
    """
    require(node.viewer, OPERATION)
    if marking is not None and not may_ask_about(node, marking):
        raise NotPermitted(
            "to whom a record may go is told to its owners, and to the agency that keeps this "
            "ledger"
        )


def may_know_accounts(node: "Opened") -> bool:
    """Whether they may know who has accounts here: administrators and release officers at home."""
    return node.at_home and not {ADMINISTRATOR, RELEASE_OFFICER}.isdisjoint(node.viewer.roles)
