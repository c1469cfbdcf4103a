"""Approving, handing over and withdrawing orders of patrol: signed decisions, as any other."""

from typing import TYPE_CHECKING

from northline.app.deciding import all_decisions, decide
from northline.app.patrol.orders import OrderNow, order_of, orders
from northline.app.patrol.planning import find_plan
from northline.app.words import record_id
from northline.decisions.rules import State
from northline.decisions.standing import standing
from northline.records.decision import Verb
from northline.records.errors import UsageError
from northline.records.patrol_order import OrderState

if TYPE_CHECKING:
    from northline.app.opened import Opened


def approve(node: "Opened", given: bytes | str, *, why: str) -> list[OrderNow]:
    """Approve an order; or a plan, and with it each of its orders that is still a draft.

    Given the decision to hand an order over, this is the second signature under it.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when there is no such order or plan, or it is approved or withdrawn already.
        Conflict: when somebody decided about it at the same moment.
    """
    wanted = record_id(given)
    proposal = next(
        (e for e in all_decisions(node) if e.id == wanted and e.verb is Verb.HAND_OVER), None
    )
    if proposal is not None:
        decide(node, wanted, Verb.APPROVE, reason=why, authority=None)
        return [order_of(node, proposal.about)]
    if is_order(node, wanted):
        order = order_of(node, wanted).order
        decide(node, order.id, Verb.APPROVE, reason=why, authority=None)
        return [order_of(node, order.event_id)]
    plan = find_plan(node, wanted)
    drafts = [
        each.order
        for each in orders(node, plan=plan.event_id)
        if each.order.state is OrderState.DRAFTED and each.waits is None
    ]
    state, _ = standing(plan.id, all_decisions(node))
    if state is not State.APPROVED:
        decide(node, plan.id, Verb.APPROVE, reason=why, authority=None)
    elif not drafts:
        raise UsageError("this plan and every order of it are approved already")
    for order in drafts:
        decide(node, order.id, Verb.APPROVE, reason=why, authority=None)
    return orders(node, plan=plan.event_id)


def withdraw(node: "Opened", given: bytes | str, *, why: str) -> list[OrderNow]:
    """Withdraw an order; or a plan, and with it each of its orders.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when there is no such order or plan, or it is withdrawn already.
        Conflict: when somebody decided about it at the same moment.
    """
    wanted = record_id(given)
    if is_order(node, wanted):
        order = order_of(node, wanted).order
        decide(node, order.id, Verb.WITHDRAW, reason=why, authority=None)
        return [order_of(node, order.event_id)]
    plan = find_plan(node, wanted)
    decide(node, plan.id, Verb.WITHDRAW, reason=why, authority=None)
    for each in orders(node, plan=plan.event_id):
        if each.order.state is not OrderState.WITHDRAWN and each.waits is None:
            decide(node, each.order.id, Verb.WITHDRAW, reason=why, authority=None)
    return orders(node, plan=plan.event_id)


def hand_over(node: "Opened", given: bytes | str, to: str, *, why: str) -> OrderNow:
    """Propose that another unit or hub takes an order; it does once a second person signs.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when who takes it cannot, or the order is withdrawn.
        Conflict: when somebody decided about it at the same moment.
    """
    order = order_of(node, given).order
    decide(node, order.id, Verb.HAND_OVER, reason=why, authority=None, names=to.strip())
    return order_of(node, order.event_id)


def is_order(node: "Opened", wanted: bytes) -> bool:
    """Whether an id is that of an order, or of a revision of one, that the operator may see."""
    try:
        order_of(node, wanted)
    except UsageError:
        return False
    return True
