"""What was decided lately about going to partners: releases, refusals, and what became of them."""

from typing import TYPE_CHECKING

import msgspec

from northline.app.sharing.access import check_asking
from northline.app.sharing.record import GIVEN
from northline.decisions.standing import in_force, second_of
from northline.records.decision import Decision, Verb

if TYPE_CHECKING:
    from northline.app.opened import Opened

MOST = 20
"""Decisions that are told, the newest first."""


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision to release or to refuse.

    Attributes:
        decision: the decision.
        state: ``proposed`` waits for a second person; ``released``; ``refused``; ``turned-down`` by
            the second person; ``retracted``.
        second: who approved or refused it, or empty.
    """

    decision: Decision
    state: str
    second: str = ""


def lately(node: "Opened", limit: int = MOST) -> tuple[Decided, ...]:
    """The newest decisions to release or refuse that the operator may see.

    Raises:
        RoleNeeded: when they hold no role for it.
    """
    check_asking(node)
    every = node.decisions()  # type: ignore[attr-defined]
    about = {each.id for each in every}
    # A refusal of a decision is what a second person says, and shows with that decision.
    given = [each for each in every if each.verb in GIVEN and each.about not in about]
    return tuple(judged(each, every) for each in reversed(given[-limit:]))


def judged(decision: Decision, every: list[Decision]) -> Decided:
    """A decision to release or refuse, with where it stands."""
    if decision.id not in {each.id for each in in_force(every)}:
        return Decided(decision=decision, state="retracted")
    if decision.verb is Verb.REFUSE:
        return Decided(decision=decision, state="refused")
    second = second_of(decision, every)
    if second is None:
        return Decided(decision=decision, state="proposed")
    state = "released" if second.verb is Verb.APPROVE else "turned-down"
    return Decided(decision=decision, state=state, second=second.by)
