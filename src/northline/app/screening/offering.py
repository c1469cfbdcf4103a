"""What an adjudicator may say of a pair now, so that no face offers what the rules refuse."""

from typing import TYPE_CHECKING

from northline.app.screening.adjudicating import PairView
from northline.decisions.permission import Wish, role_for, role_to_second
from northline.decisions.rules import SECONDS, About
from northline.decisions.screening_states import OPINIONS
from northline.decisions.standing import standing
from northline.records.errors import NotPermitted, UsageError
from northline.records.record import Id

if TYPE_CHECKING:
    from northline.app.opened import Opened

FIRST = tuple(verb.value for verb in OPINIONS)
"""What a first person may say, in the order in which it is offered."""


def verbs_for(node: "Opened", view: PairView) -> tuple[str, ...]:
    """Verbs that the rules allow this person about a pair; empty where they only look."""
    if view.waits is not None:
        wishes = (Wish(verb=verb, about=About.DECISION, reason="-") for verb in SECONDS)
        return tuple(each.verb.value for each in wishes if _may_second(node, view, each))
    if not view.current:
        return ()
    stands = standing(view.candidate.id, view.decisions)
    found = []
    for verb in OPINIONS:
        try:
            role_for(Wish(verb=verb, about=About.PAIR, reason="-"), node.viewer, *stands)
        except (NotPermitted, UsageError):
            continue
        found.append(verb.value)
    return tuple(found)


def next_after(queue: list[PairView], pair: Id) -> tuple[Id | None, Id | None]:
    """The pair before this one in a queue and the one after it, each None where there is none.

    One that is not in the queue (it was decided a moment ago) is followed by the first.
    """
    ids = [each.candidate.id for each in queue]
    if pair not in ids:
        return None, ids[0] if ids else None
    place = ids.index(pair)
    before = ids[place - 1] if place else None
    after = ids[place + 1] if place + 1 < len(ids) else (ids[0] if place else None)
    return before, after


def _may_second(node: "Opened", view: PairView, wish: Wish) -> bool:
    if view.waits is None:
        return False
    try:
        role_to_second(wish, node.viewer, node.key.key, view.waits, view.decisions)
    except (NotPermitted, UsageError):
        return False
    return True
