"""Moving a unit: what it would cost in the worst case, and doing it, signed, as a new revision."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from northline.app.deciding import decide
from northline.app.patrol.orders import OrderNow, order_of, orders, revisions_of
from northline.app.patrol.planning import asked_of, find_plan, shifts_of
from northline.app.patrol.revising import check_booking
from northline.app.patrol.shifts import OPERATION
from northline.app.permitting import require
from northline.app.words import instant
from northline.engines.patrol.making import Made, made_of
from northline.engines.patrol.plan import Order
from northline.engines.patrol.replanning import amended
from northline.engines.patrol.waypoints import moved, points_of, way_of
from northline.records.decision import Verb
from northline.records.errors import UsageError
from northline.records.patrol_order import OrderState, PatrolOrder
from northline.records.time import format_instant
from northline.records.units import Degrees, Micros, Seconds

if TYPE_CHECKING:
    from northline.app.opened import Opened

DEPOT = "depot"
"""Where a unit is moved to that is called in."""

Moves = Mapping[str, float | str | None]
"""An instant in an hour -> the kilometre of the line where it is to be then; `DEPOT`: called in."""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What a change costs, in expected crossings of the worst case.

    Attributes:
        before: the most that somebody expects to get through unseen, before the change.
        after: the same after it.
        cost: how much more that is; below 0 where the change is for the better.
        stretch: name of the stretch where it is now.
        at: the hour in which it is now, us.
    """

    before: float
    after: float
    cost: float
    stretch: str
    at: Micros


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """A change that was tried.

    Attributes:
        order: the revision that counts.
        becomes: what it would be, under the ids of that.
        cost: what it costs; None of a unit placed by lot: no plan was led by it.
    """

    order: PatrolOrder
    becomes: PatrolOrder
    cost: Cost | None


def tried(node: "Opened", given: bytes | str, moves: Moves) -> Tried:
    """What a change would make of an order, and what it costs; nothing is kept.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when nothing moves, the order is withdrawn, or the unit may or can not go there.
    """
    require(node.viewer, OPERATION)
    stands = order_of(node, given)
    order = stands.order
    if order.state is OrderState.WITHDRAWN:
        raise UsageError("this order is withdrawn: nobody goes by it")
    if not moves:
        raise UsageError(
            "say where the unit goes instead: an instant and a kilometre of the line, such as "
            "2026-07-02T12:00:00Z=2282.5"
        )
    plan = find_plan(node, order.plan)
    own = shifts_of(node, plan)
    made = made_of(asked_of(node, plan), own)
    first = revisions_of(node, order.event_id)[-1]
    name = first.shift.hex()
    shift = next((each for each in own if each.id == first.shift), None)
    if shift is None or name not in made.ways:
        raise UsageError("the unit of this order is not in its plan any more: plan again instead")
    unit = made.unit(name)
    way = moved(
        made.made,
        unit,
        way_of(made.made, unit, _places(order)),
        {_at(k): _km(v) for k, v in moves.items()},
    )
    points = points_of(made.made, shift, unit, way)
    becomes = msgspec.structs.replace(
        order,
        point_after=tuple(Seconds(each) for each in points.after),
        point_lon=tuple(Degrees(each) for each in points.lon),
        point_lat=tuple(Degrees(each) for each in points.lat),
        point_stretch=points.stretch,
    )
    cost = None if name in made.control else _cost(node, made, order, Order(shift=name, way=way))
    return Tried(
        order=order,
        becomes=msgspec.structs.replace(becomes, cost=None if cost is None else cost.cost),
        cost=cost,
    )


def amend(node: "Opened", given: bytes | str, moves: Moves, *, why: str) -> tuple[OrderNow, Tried]:
    """Move a unit: a signed decision and a new revision, kept together.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: as `tried` does, when why is not said, or when somebody would be booked twice.
        Conflict: when somebody changed it at the same moment.
    """
    change = tried(node, given, moves)
    check_booking(node, change.becomes)
    decide(node, change.order.id, Verb.AMEND, reason=why, authority=None, revised=change.becomes)
    return order_of(node, change.order.event_id), change


def _cost(node: "Opened", made: Made, order: PatrolOrder, change: Order) -> Cost | None:
    if made.plan is None:
        return None
    others = tuple(
        Order(shift=name, way=way)
        for each in orders(node, plan=order.plan)
        if each.order.event_id != order.event_id and each.order.state is OrderState.AMENDED
        if (name := revisions_of(node, each.order.event_id)[-1].shift.hex()) in made.ways
        and name not in made.control
        and (way := way_of(made.made, made.unit(name), _places(each.order))) is not None
    )
    before = amended(made.problem, made.plan, others).value if others else made.plan.value
    try:
        now = amended(made.problem, made.plan, (*others, change))
    except UsageError as error:
        raise UsageError(_in_words(str(error), made, order)) from error
    return Cost(
        before=before,
        after=now.value,
        cost=now.value - before,
        stretch=made.made.stretches[now.stretch].name,
        at=made.made.hours[now.period],
    )


def _in_words(said: str, made: Made, order: PatrolOrder) -> str:
    """Why a unit cannot go a way, with its name and the hour in the place of a shift and a period."""

    def hour(found: re.Match[str]) -> str:
        at = made.made.hours[min(int(found[1]), len(made.made.hours) - 1)]
        return f"in the hour of {format_instant(at)}"

    named = re.sub(r"the unit of shift '[0-9a-f]{32}'", order.name, said.removeprefix("patrol: "))
    return (
        f"{re.sub(r'in period ([0-9]+)', hour, named)}: a move takes half an hour at most. Move it "
        "step by step, or plan again"
    )


def _places(order: PatrolOrder) -> list[tuple[int, int]]:
    return list(zip(order.point_at, order.point_stretch, strict=True))


def _at(given: str) -> int:
    found = instant(given)
    if found is None:
        raise UsageError("a move needs an instant, such as 2026-07-02T12:00:00Z")
    return found


def _km(given: float | str | None) -> float | None:
    if given is None or str(given).strip().casefold() == DEPOT:
        return None
    try:
        return float(given)
    except ValueError as error:
        raise UsageError(f"{given!r} is no kilometre of the line, nor {DEPOT}") from error
