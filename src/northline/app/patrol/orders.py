"""Orders of patrol as they stand: of each the newest revision whose decision was not retracted."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from northline.app.reading import Ask, read_table
from northline.app.words import record_id
from northline.decisions.rest import Duty
from northline.decisions.rules import State
from northline.decisions.standing import in_order, standing
from northline.records.decision import Decision, Verb
from northline.records.errors import UsageError
from northline.records.kinds import kind as kind_named
from northline.records.patrol_order import OrderState, PatrolOrder

if TYPE_CHECKING:
    from northline.app.opened import Opened

IN_FORCE = frozenset({OrderState.APPROVED, OrderState.AMENDED, OrderState.HANDED_OVER})
"""What a crew goes by: a person has signed it."""


class OrderNow(msgspec.Struct, frozen=True, kw_only=True):
    """An order as it stands.

    Attributes:
        order: the revision that counts.
        waits: the decision to hand it over that waits for a second person, or None.
        decisions: about any revision of it, and about these, the oldest first.
    """

    order: PatrolOrder
    waits: Decision | None = None
    decisions: tuple[Decision, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether a crew goes by it."""
        return self.order.state in IN_FORCE


def orders(
    node: "Opened",
    *,
    since: int | None = None,
    until: int | None = None,
    plan: bytes | None = None,
    unit: str | None = None,
    state: str | None = None,
) -> list[OrderNow]:
    """Orders as the operator may see them, by when they begin; the read stands in the audit.

    Args:
        node: an open node.
        since: only those that end after this instant, us.
        until: only those that begin before it.
        plan: only those of the plan with this event.
        unit: only those of this unit.
        state: only those in this state; ``in-force`` are those that a crew goes by.

    Raises:
        UsageError: for a state that there is not.
    """
    known = ["in-force", *(each.value for each in OrderState)]
    if state is not None and state not in known:
        raise UsageError(f"there is no state {state!r} of an order; there are {', '.join(known)}")
    found = [
        each
        for each in standing_orders(_all(node), _decisions(node))
        if (since is None or each.order.until > since)
        and (until is None or each.order.since < until)
        and (plan is None or each.order.plan == plan)
        and (unit is None or unit in {each.order.identity, each.order.callsign})
        and (
            state is None
            or (each.in_force if state == "in-force" else each.order.state.value == state)
        )
    ]
    return sorted(found, key=lambda each: (each.order.since, each.order.name))


def order_of(node: "Opened", given: bytes | str) -> OrderNow:
    """The order of that id: of any of its revisions, or of its event.

    Raises:
        UsageError: when there is none for the operator.
    """
    wanted = record_id(given)
    every = _all(node)
    event = next((e.event_id for e in every if wanted in {e.id, e.event_id}), None)
    if event is None:
        raise UsageError(f"there is no order of patrol {wanted.hex()}")
    own = [each for each in every if each.event_id == event]
    return standing_orders(own, _decisions(node))[0]


def revisions_of(node: "Opened", event: bytes) -> list[PatrolOrder]:
    """Every revision of an order that the operator may see, the newest first."""
    own = [each for each in _all(node) if each.event_id == event]
    return sorted(own, key=lambda each: (-each.revision, each.id))


def standing_orders(every: Iterable[PatrolOrder], decisions: Iterable[Decision]) -> list[OrderNow]:
    """Of each order the revision that counts, with what was decided about it."""
    said = in_order(decisions)
    gone = {each.about for each in said if each.verb is Verb.RETRACT}
    events: dict[bytes, list[PatrolOrder]] = {}
    for each in every:
        events.setdefault(each.event_id, []).append(each)
    found = []
    for own in events.values():
        own.sort(key=lambda order: (order.revision, order.received, order.id))
        counts = [each for each in own if each.decision is None or each.decision not in gone]
        if not counts:
            continue
        last = counts[-1]
        about = _about({each.id for each in own}, said)
        state, latest = standing(last.id, about)
        found.append(
            OrderNow(
                order=last,
                waits=latest if state is State.PROPOSED else None,
                decisions=tuple(about),
            )
        )
    return found


def duty_of(order: PatrolOrder, key: bytes) -> Duty:
    """An order as the rules of rest and booking count it."""
    return Duty(
        name=order.name, officers=order.officers, begins=order.since, ends=order.until, key=key
    )


def _about(ids: set[bytes], said: list[Decision]) -> list[Decision]:
    """Decisions about these records, and about those decisions."""
    reached = set(ids)
    for each in said:
        if each.about in reached:
            reached.add(each.id)
    return [each for each in said if each.id in reached]


def _all(node: "Opened") -> list[PatrolOrder]:
    rows = kind_named(PatrolOrder.kind).from_batch(read_table(node, Ask(PatrolOrder.kind)))
    return [each for each in rows if isinstance(each, PatrolOrder)]


def _decisions(node: "Opened") -> list[Decision]:
    rows = kind_named(Decision.kind).from_batch(read_table(node, Ask(Decision.kind)))
    return [each for each in rows if isinstance(each, Decision)]
