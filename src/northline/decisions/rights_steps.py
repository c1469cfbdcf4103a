"""Which step may follow in the handling of a person's request, and what each must say.

=================== =============================================================================
step                needs
=================== =============================================================================
every step          a reason; after ``closed`` only ``complained``
identity-verified   how, in its reason
extended            ``until``, a ground; once, before the due day, no further than the limit allows
transferred         to whom
answered            an answer; that something is given needs a verified identity; a refusal, whole
                    or in part, needs the provision relied on
corrected           the records; a verified identity
notation-attached   the records and the text; a verified identity
notified            to whom
closed              an answer or a transfer before it
=================== =============================================================================

Refusal and ground: Privacy Act (R.S.C. 1985, c. P-21), s. 16(1).  Identity before access: Privacy
Regulations (SOR/83-508), s. 8(2).
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from northline.decisions.clocks import STOPS, clock, extension_end
from northline.decisions.rights_limits import EXTENSION_GROUNDS
from northline.records.errors import UsageError
from northline.records.record import Id
from northline.records.rights_request import Answer, RightsRequest, RightsStep, StepSort
from northline.records.units import Micros

GIVES = frozenset({Answer.IN_FULL, Answer.IN_PART})
"""The answers by which somebody is given something."""

REFUSES = frozenset({Answer.IN_PART, Answer.REFUSED})
"""The answers that need the provision relied on."""

_IDENTIFIED = frozenset({StepSort.CORRECTED, StepSort.NOTATION_ATTACHED})
_TOLD = frozenset({StepSort.TRANSFERRED, StepSort.NOTIFIED})


class StepWish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to write down.

    Attributes:
        step: what was done.
        reason: why or how, in the person's own words.
        until: of an extension: its last day.
        answer: what was answered.
        ground: of a refusal the provision; of an extension one of `EXTENSION_GROUNDS`.
        to: who was told, or to whom it went.
        cites: records that it is about.
        text: what a notation says.
    """

    step: StepSort
    reason: str
    until: date | None = None
    answer: Answer | None = None
    ground: str = ""
    to: tuple[str, ...] = ()
    cites: tuple[Id, ...] = ()
    text: str = ""


def check_step(
    wish: StepWish, request: RightsRequest, steps: Sequence[RightsStep], now: Micros
) -> None:
    """Whether this step may be written down now.

    Args:
        wish: the step.
        request: the request.
        steps: the steps before it, the oldest first.
        now: the present.

    Raises:
        UsageError: saying what is missing, or why it may not follow.
    """
    done = {each.step for each in steps}
    _check_words(wish)
    if StepSort.CLOSED in done and wish.step is not StepSort.COMPLAINED:
        raise UsageError(f"request {request.number} is closed; only a complaint may follow")
    gives = wish.answer in GIVES or wish.step in _IDENTIFIED
    if gives and StepSort.IDENTITY_VERIFIED not in done:
        raise UsageError(
            f"{request.number}: nothing is given, corrected or noted on before the identity of who "
            "asks is verified; write that step first"
        )
    if wish.step is StepSort.EXTENDED:
        _check_extension(wish, request, steps, now)
    if wish.step is StepSort.CLOSED and done.isdisjoint(STOPS):
        raise UsageError(
            f"request {request.number} was neither answered nor transferred; where it was "
            "taken back, answer it so (withdrawn)"
        )


def _check_words(wish: StepWish) -> None:
    """Whether it says what a step of its sort says, and nothing else."""
    if not wish.reason.strip():
        raise UsageError("a step needs a reason, in your own words")
    if wish.step is not StepSort.ANSWERED and wish.answer is not None:
        raise UsageError("only an answer says what was answered")
    if wish.step is not StepSort.EXTENDED and wish.until is not None:
        raise UsageError("only an extension has a last day")
    if wish.step is StepSort.ANSWERED:
        _check_answer(wish)
    if wish.step in _TOLD and not any(each.strip() for each in wish.to):
        raise UsageError(f"{wish.step.value}: to whom?")
    if wish.step in _IDENTIFIED and not wish.cites:
        raise UsageError(f"{wish.step.value}: name the records")
    if wish.step is StepSort.NOTATION_ATTACHED and not wish.text.strip():
        raise UsageError("a notation needs its text: what readers of these records see")


def _check_extension(
    wish: StepWish, request: RightsRequest, steps: Sequence[RightsStep], now: Micros
) -> None:
    stands = clock(request, steps, now)
    if not stands.may_extend:
        raise UsageError(
            f"request {request.number} cannot be extended: its limit "
            f"({stands.limit.provision}) allows none, or it was extended, answered or is overdue "
            "already"
        )
    if wish.ground not in EXTENSION_GROUNDS:
        raise UsageError(f"an extension needs its ground: {', '.join(EXTENSION_GROUNDS)}")
    if wish.until is None or wish.until <= stands.due_day:
        raise UsageError(f"an extension needs a last day after {stands.due_day.isoformat()}")
    last = extension_end(request, wish.ground)
    if last is not None and wish.until > last:
        raise UsageError(
            f"request {request.number} may be extended until {last.isoformat()} at most "
            f"({stands.limit.provision})"
        )


def _check_answer(wish: StepWish) -> None:
    if wish.answer is None:
        raise UsageError("an answer says which: " + ", ".join(each.value for each in Answer))
    if wish.answer in REFUSES and not wish.ground.strip():
        raise UsageError(
            f"{wish.answer.value}: name the provision that the refusal rests on; the person is told"
        )
