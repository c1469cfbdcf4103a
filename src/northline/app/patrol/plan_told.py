"""Shifts, plans and orders of patrol as JSON-ready documents."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from northline.app.documents import document
from northline.app.findings import view
from northline.app.patrol.amending import Cost, Tried
from northline.app.patrol.orders import OrderNow
from northline.app.patrol.planning import asked_from, find_plan
from northline.app.patrol.shifts import OPERATION
from northline.decisions.operations import may
from northline.decisions.rest import Breach
from northline.records.finding import Finding
from northline.records.patrol_order import AT_DEPOT, PatrolOrder
from northline.records.shift import Shift
from northline.records.time import format_instant
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

OF_SHIFTS = (
    *("id", "at", "source", "identity", "callsign", "mode", "side", "officers", "begins", "ends"),
    *("lon", "lat", "range", "speed_road", "speed_off_road", "speed_water", "speed_air"),
    *("authority", "called_off"),
)
OF_ORDERS = (
    *("id", "event_id", "revision", "state", "plan", "shift", "identity", "callsign", "mode"),
    *("officers", "side", "since", "until", "by", "why", "cost", "handed_from"),
)


def told_shift(shift: Shift) -> dict[str, Any]:
    """A shift."""
    whole = document(shift)
    return {name: whole[name] for name in OF_SHIFTS}


def told_breach(breach: Breach) -> dict[str, Any]:
    """What does not hold, in both languages."""
    found: dict[str, Any] = document(breach)
    return found


def told_order(found: OrderNow) -> dict[str, Any]:
    """An order as it stands: its way points as objects, whether a crew goes by it, what waits."""
    order, whole = found.order, document(found.order)
    told = {name: whole[name] for name in OF_ORDERS}
    told["name"] = order.name
    told["in_force"] = found.in_force
    told["points"] = told_points(order)
    told["check_in"] = [format_instant(each) for each in order.check_in]
    waits = found.waits
    told["waits"] = (
        None
        if waits is None
        else {
            "decision": waits.id.hex(),
            "by": waits.by,
            "to": waits.names,
            "reason": waits.reason,
            "at": format_instant(waits.at),
        }
    )
    told["decisions"] = [
        {
            "id": each.id.hex(),
            "verb": each.verb.value,
            "by": each.by,
            "role": each.role,
            "reason": each.reason,
            "at": format_instant(each.at),
        }
        for each in found.decisions
    ]
    return told


def told_points(order: PatrolOrder) -> list[dict[str, Any]]:
    """The way points of an order; ``stretch`` and ``km`` are null at the depot."""
    points = zip(order.point_at, order.point_lon, order.point_lat, order.point_stretch, strict=True)
    return [
        {
            "at": format_instant(at),
            "lon": lon,
            "lat": lat,
            "stretch": None if stretch == AT_DEPOT else stretch,
            "from_km": None if stretch == AT_DEPOT else stretch * order.stretch_km,
            "to_km": None if stretch == AT_DEPOT else (stretch + 1) * order.stretch_km,
        }
        for at, lon, lat, stretch in points
    ]


def told_plan(node: "Opened", plan: Finding, held: Iterable[OrderNow]) -> dict[str, Any]:
    """A plan with its reasons in words and its orders; how it was drawn only for whoever may plan.

    The draw is what nobody must be able to foretell: seed and share stand there only, and which
    units were placed by lot.
    """
    seen = view(plan, [], {})
    told = told_short(plan)
    own = list(held)
    told["orders"] = [told_order(each) for each in own]
    told["reasons"] = [document(each) for each in seen.reasons]
    told["drawn"] = None
    if may(node.viewer, OPERATION):
        asked = asked_from(node, plan)
        told["drawn"] = {
            "seed": str(asked.draws),
            "first_seed": str(asked.seed),
            "control": asked.control,
            "control_orders": [each.order.id.hex() for each in own if each.order.control],
            "day": asked.day,
            "zone": asked.zone,
            "stretch_km": asked.stretch_km,
            "segment": asked.segment,
            "no_go": [each.name for each in asked.bars],
            "closed": [
                *(each.name for each in asked.weather),
                *(each.name for change in asked.changes for each in change.weather),
            ],
            "minimum": [each.name for each in asked.least],
            "out": list(asked.out),
        }
    return told


def told_short(plan: Finding) -> dict[str, Any]:
    """A plan in a list."""
    return {
        "id": plan.id.hex(),
        "event_id": plan.event_id.hex(),
        "revision": plan.revision,
        "subject": plan.subject,
        "at": format_instant(plan.at),
        "since": format_instant(plan.since),
        "until": format_instant(plan.until),
        "score": plan.score,
        "params": plan.params.hex(),
    }


def told_cost(cost: Cost | None) -> dict[str, Any] | None:
    """What a change costs; null for a unit placed by lot."""
    if cost is None:
        return None
    return {
        "before": cost.before,
        "after": cost.after,
        "cost": cost.cost,
        "stretch": cost.stretch,
        "at": format_instant(Micros(cost.at)),
    }


def told_tried(change: Tried) -> dict[str, Any]:
    """A change that was tried."""
    return {"cost": told_cost(change.cost), "points": told_points(change.becomes)}


def plan_by(node: "Opened", given: str) -> dict[str, Any]:
    """A plan with its orders, by the id of it or of its event.

    Raises:
        UsageError: when there is none for the operator.
    """
    from northline.app.patrol.orders import orders

    plan = find_plan(node, given)
    return told_plan(node, plan, orders(node, plan=plan.event_id))
