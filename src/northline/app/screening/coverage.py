"""How many of all who are to be screened are screened, and how well officers agree: two measures."""

from typing import TYPE_CHECKING

from northline.app.deciding import all_decisions
from northline.app.permitting import require
from northline.app.screening.held import held
from northline.app.screening.pairs import candidates
from northline.app.screening.recorded import (
    OPERATION,
    all_screenings,
    is_stale,
    newest,
    newest_rows,
    views,
)
from northline.decisions.screening_states import opinion
from northline.measures.agreement import Agreement, agreement
from northline.measures.screened import Screened, screened

if TYPE_CHECKING:
    from northline.app.opened import Opened

__all__ = ["Screened", "coverage"]


def coverage(node: "Opened", *, batch: str | None = None) -> Screened:
    """Coverage of one's own agency's screening, by what one may see.

    Args:
        node: an open node.
        batch: the rows of this one; everyone who stands, otherwise.

    Raises:
        RoleNeeded: when this person may not.
    """
    require(node.viewer, OPERATION)
    own = [each for each in all_screenings(node) if each.source == node.operator.agency]
    if batch is None:
        chosen = newest(each for each in own if each.standing)
    else:
        chosen = newest_rows(each for each in own if each.batch == batch)
    lists = held(node)
    return screened(
        (each.state, each.screening.reason, is_stale(each.screening, lists))
        for each in views(chosen, all_decisions(node))
    )


def officers_agree(node: "Opened") -> Agreement:
    """How well first and blind second looks agree, of the pairs that one may see.

    Raises:
        RoleNeeded: when this person may not.
    """
    require(node.viewer, OPERATION)
    decisions = all_decisions(node)
    looks = []
    for each in candidates(node):
        if each.second_of is not None:
            one, two = opinion(each.second_of, decisions), opinion(each.id, decisions)
            if one is not None and two is not None:
                looks.append((one.verb.value, two.verb.value))
    return agreement(looks)
