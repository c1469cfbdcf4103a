"""Where an operation stands, by its steps, and which step may follow.

=============  ===========================================================================
planned        nobody, or one person, has approved it: it is checked beside no other
approved       two persons of the agency that owns it have: it is checked (deconfliction)
closed         it was closed, or its window has passed
=============  ===========================================================================

Two persons are two names and two keys.  Whoever planned it may be one of them.  A hand-over is signed
twice, by a giver of the agency that leads, and by a receiver of the agency it goes to; until the
second, the giver leads.  Of what is closed nothing follows.
"""

import enum
from collections.abc import Sequence

import msgspec

from northline.decisions.standing import plain
from northline.records.errors import NotPermitted, UsageError
from northline.records.operation import Operation, OperationStep, OperationStepSort
from northline.records.record import KeyId
from northline.records.units import Micros

ARMED_FORCES = frozenset({"caf"})
"""Agencies that support on request, and lead nothing (LAW.md rule 8)."""

APPROVALS = 2


class OperationState(enum.StrEnum):
    """Where it stands."""

    PLANNED = "planned"
    APPROVED = "approved"
    CLOSED = "closed"


class OperationWish(msgspec.Struct, frozen=True, kw_only=True):
    """A step that somebody wants to take.

    Attributes:
        step: what.
        reason: why, in their own words.
        hub: of a hand-over: the desk that is to lead it.
        to_agency: of a hand-over: the agency whose desk that is; None is the agency that leads now.
    """

    step: OperationStepSort
    reason: str
    hub: str = ""
    to_agency: str | None = None


class OperationStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Where an operation stands.

    Attributes:
        state: where.
        lead: the agency that leads it now.
        hub: the desk that it is led from now.
        approvals: those that count, the first of each person, at most two.
        pending: a hand-over that nobody has received yet, or None.
    """

    state: OperationState
    lead: str
    hub: str
    approvals: tuple[OperationStep, ...] = ()
    pending: OperationStep | None = None


def standing(
    operation: Operation, steps: Sequence[OperationStep], now: Micros
) -> OperationStanding:
    """Where an operation stands.

    Args:
        operation: it.
        steps: its steps, the oldest first: only those whose signature is believed.
        now: the present.
    """
    lead, hub = operation.lead, operation.hub
    approvals: list[OperationStep] = []
    pending: OperationStep | None = None
    closed = now > operation.until
    for each in steps:
        if each.step is OperationStepSort.APPROVED and each.agency == operation.agency:
            if len(approvals) < APPROVALS and not any(_same(each, one) for one in approvals):
                approvals.append(each)
        elif each.step is OperationStepSort.HANDED_OVER and each.agency == lead:
            pending = each
        elif each.step is OperationStepSort.RECEIVED and pending is not None:
            if each.agency == (pending.to_agency or lead) and not _same(each, pending):
                lead, hub, pending = each.agency, pending.hub or hub, None
        elif each.step is OperationStepSort.CLOSED and each.agency in {operation.agency, lead}:
            closed = True
    state = OperationState.APPROVED if len(approvals) == APPROVALS else OperationState.PLANNED
    return OperationStanding(
        state=OperationState.CLOSED if closed else state,
        lead=lead,
        hub=hub,
        approvals=tuple(approvals),
        pending=pending,
    )


def check_operation_step(
    wish: OperationWish,
    operation: Operation,
    stands: OperationStanding,
    who: tuple[str, str, KeyId],
) -> None:
    """Whether a step may follow.

    Args:
        wish: it.
        operation: of which.
        stands: where that stands.
        who: name, agency and key of who takes it.

    Raises:
        UsageError: when it says too little, or cannot follow.
        NotPermitted: when it is another's to take.
    """
    name, agency, key = who
    if not wish.reason.strip():
        raise UsageError("a step needs a reason, in your own words")
    if stands.state is OperationState.CLOSED:
        raise UsageError("the operation is closed: nothing follows")
    match wish.step:
        case OperationStepSort.APPROVED:
            _check_approval(operation, stands, name, agency, key)
        case OperationStepSort.HANDED_OVER:
            _check_hand_over(wish, operation, stands, agency)
        case OperationStepSort.RECEIVED:
            _check_receipt(stands, name, agency, key)
        case OperationStepSort.CLOSED:
            if agency not in {operation.agency, stands.lead}:
                raise NotPermitted("the agency that owns or leads an operation closes it")


def _check_approval(
    operation: Operation, stands: OperationStanding, name: str, agency: str, key: KeyId
) -> None:
    if agency != operation.agency:
        raise NotPermitted("two persons of the agency that owns an operation approve it")
    if stands.state is OperationState.APPROVED:
        raise UsageError("the operation is approved already")
    for each in stands.approvals:
        if _is(each, name, agency, key):
            raise NotPermitted(
                "you have approved it already: somebody else, with another key, is the second"
            )


def _check_hand_over(
    wish: OperationWish, operation: Operation, stands: OperationStanding, agency: str
) -> None:
    to = wish.to_agency or stands.lead
    if agency != stands.lead:
        raise NotPermitted("the agency that leads an operation hands it over")
    if not wish.hub.strip():
        raise UsageError("name the desk (hub) that it goes to")
    if to not in operation.agencies:
        raise UsageError(f"{to} takes no part in the operation")
    if to in ARMED_FORCES:
        raise UsageError("armed forces support on request, and lead no operation")


def _check_receipt(stands: OperationStanding, name: str, agency: str, key: KeyId) -> None:
    if stands.pending is None:
        raise UsageError("nobody has handed the operation over")
    if agency != (stands.pending.to_agency or stands.lead):
        raise NotPermitted("somebody of the agency that it was handed to receives it")
    if _is(stands.pending, name, agency, key):
        raise NotPermitted("whoever hands it over does not receive it: it takes two persons")


def _same(one: OperationStep, other: OperationStep) -> bool:
    return _is(other, one.by, one.agency, one.key)


def _is(step: OperationStep, name: str, agency: str, key: KeyId) -> bool:
    """Whether a step is, or may be, by this person: the same name and agency, or one key."""
    named = (plain(step.by), step.agency) == (plain(name), agency)
    return named or bytes(step.key) == bytes(key)
