"""What a decision makes of an order of patrol: a new revision, kept with the decision or not at all."""

from typing import TYPE_CHECKING

import msgspec

from northline.decisions.booking import booked_twice, units_twice
from northline.decisions.rest import Rest
from northline.records.decision import Decision, Verb
from northline.records.errors import Conflict, UsageError
from northline.records.ids import Origin
from northline.records.marking import Marking
from northline.records.patrol_order import OrderState, PatrolOrder
from northline.records.record import Record
from northline.records.shift import Shift

if TYPE_CHECKING:
    from northline.app.opened import Opened

HUB = "hub:"
"""Who takes an order over is a unit with a shift, or a hub such as ``hub:cornwall``."""


def next_order(
    node: "Opened",
    subject: Record,
    made: Decision,
    revised: PatrolOrder | None,
    marking: Marking,
) -> PatrolOrder | None:
    """The revision that a decision makes, or None where it makes none.

    Args:
        node: an open node.
        subject: what the decision is about.
        made: the decision.
        revised: what an order is amended to.
        marking: of the decision, and of the revision.

    Raises:
        UsageError: when the order is withdrawn, or approved already, or it is not said what it
            becomes, or who takes it.
        Conflict: when there is a newer revision.
    """
    if isinstance(subject, Decision):
        if subject.verb is not Verb.HAND_OVER or made.verb is not Verb.APPROVE:
            return None
        return _handed(node, subject, made, marking)
    if not isinstance(subject, PatrolOrder):
        if made.verb in {Verb.AMEND, Verb.HAND_OVER}:
            raise UsageError(f"{made.verb.value} is about an order of patrol")
        return None
    _check_newest(node, subject)
    if subject.state is OrderState.WITHDRAWN and made.verb is not Verb.RELEASE:
        raise UsageError("this order is withdrawn: plan again, or retract the decision first")
    if made.verb is Verb.APPROVE:
        if subject.state is OrderState.APPROVED:
            raise UsageError("this order is approved already")
        return next_revision(subject, made, marking, state=OrderState.APPROVED)
    if made.verb is Verb.WITHDRAW:
        return next_revision(subject, made, marking, state=OrderState.WITHDRAWN)
    if made.verb is Verb.HAND_OVER:
        taker_of(node, subject, made.names)
        return None
    if made.verb is Verb.AMEND:
        if revised is None:
            raise UsageError(
                "an order is amended by saying where its unit goes instead: northline patrol amend"
            )
        return next_revision(revised, made, marking, state=OrderState.AMENDED)
    return None


def next_revision(
    order: PatrolOrder, made: Decision, marking: Marking, *, state: OrderState, **changes: object
) -> PatrolOrder:
    """The revision after this one, as a decision makes it.

    Args:
        order: the revision that the decision is about, or what that becomes, under its id.
        made: the decision.
        marking: of the revision.
        state: its state.
        changes: field -> value.
    """
    number = order.revision + 1
    return msgspec.structs.replace(
        order,
        id=Origin(PatrolOrder.kind, made.source).derived(order.event_id, made.id, ordinal=number),
        source=made.source,
        at=made.at,
        received=made.received,
        marking=marking.id,
        revision=number,
        state=state,
        by=made.by,
        why=made.reason,
        decision=made.id,
        **changes,
    )


def taker_of(node: "Opened", order: PatrolOrder, names: str | None) -> Shift | None:
    """The shift of the unit that takes an order over; None of a hub.

    Raises:
        UsageError: when nobody is named, it is the same unit, it has no shift that spans the order,
            goes about in another way or is at home on the other side, or somebody is booked twice.
    """
    from northline.app.patrol.shifts import shifts

    to = (names or "").strip()
    if not to or ":" not in to:
        raise UsageError(
            "say who takes the order: a unit such as cot:ON-CAR-4, or a hub such as hub:cornwall"
        )
    if to == order.identity:
        raise UsageError(f"{to} has this order already")
    if to.startswith(HUB):
        return None
    around = shifts(node, since=order.since, until=order.until)
    own = [e for e in around if e.identity == to]
    spans = [e for e in own if e.begins <= order.since and order.until <= e.ends]
    if not spans:
        raise UsageError(f"{to} has no shift that spans this order; state one first")
    taker = spans[0]
    if taker.mode is not order.mode or taker.side is not order.side:
        raise UsageError(
            f"{to} goes about as {taker.mode.value}, {taker.side.value}; this order is for "
            f"{order.mode.value}, {order.side.value}: plan again instead"
        )
    check_booking(
        node,
        msgspec.structs.replace(
            order,
            identity=taker.identity,
            callsign=taker.callsign,
            officers=taker.officers,
            shift=taker.id,
        ),
    )
    return taker


def check_booking(node: "Opened", order: PatrolOrder, rest: Rest | None = None) -> None:
    """Refuse an order whose officers or unit are elsewhere then, or get too little rest by it.

    It counts beside every other order that is not withdrawn and every shift but its own, a week
    around it.  What did not hold before is not laid to it.

    Raises:
        UsageError: with every breach in a sentence.
    """
    from northline.app.patrol.orders import duty_of, orders
    from northline.app.patrol.shifts import WEEK, duty, duty_key, new_breaches, shifts

    begin, end = order.since - WEEK, order.until + WEEK
    around = shifts(node, since=begin, until=end)
    keys = {each.id: duty_key(each) for each in around}
    own = keys.get(order.shift, order.event_id)
    held = [
        duty_of(each.order, keys.get(each.order.shift, each.order.event_id))
        for each in orders(node, since=begin, until=end)
        if each.order.event_id != order.event_id
        and each.order.state is not OrderState.WITHDRAWN
        and not each.order.identity.startswith(HUB)
    ]
    others = [duty(each) for each in around if duty_key(each) != own]
    # Two orders on one shift are two places at once, although the shift is one duty.
    mine = duty_of(order, order.event_id)
    twice = units_twice([*held, mine]) + booked_twice([*held, mine])
    twice = tuple(each for each in twice if mine.said in {each.one, each.other})
    found = (*twice, *new_breaches([*others, *held], [duty_of(order, own)], rest or Rest()))
    if found:
        raise UsageError(" ".join(dict.fromkeys(each.en for each in found)))


def _handed(
    node: "Opened", proposed: Decision, made: Decision, marking: Marking
) -> PatrolOrder | None:
    """The order in the hands of who takes it over, once the second person signs."""
    from northline.app.patrol.orders import order_of

    order = order_of(node, proposed.about).order
    if order.id != proposed.about:
        raise Conflict("there is a newer revision of this order: hand that over instead")
    taker = taker_of(node, order, proposed.names)
    if taker is None:
        return next_revision(
            order,
            made,
            marking,
            state=OrderState.HANDED_OVER,
            identity=proposed.names,
            callsign=None,
            officers=(),
            handed_from=order.identity,
        )
    return next_revision(
        order,
        made,
        marking,
        state=OrderState.HANDED_OVER,
        identity=taker.identity,
        callsign=taker.callsign,
        officers=taker.officers,
        shift=taker.id,
        handed_from=order.identity,
    )


def _check_newest(node: "Opened", order: PatrolOrder) -> None:
    from northline.app.patrol.orders import order_of

    newest = order_of(node, order.event_id).order
    if newest.id != order.id:
        raise Conflict(
            f"this is revision {order.revision} of the order, and revision {newest.revision} "
            f"counts now ({newest.id.hex()}): look at it first"
        )
