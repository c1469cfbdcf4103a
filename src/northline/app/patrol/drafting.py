"""The orders that a plan drafts: one for each unit, as drawn."""

from collections.abc import Sequence

import msgspec

from northline.app.patrol.shifts import duty_key
from northline.engines.patrol.asking import Asked
from northline.engines.patrol.making import NAME, Made
from northline.engines.patrol.plan import Way
from northline.engines.patrol.waypoints import points_of
from northline.geo.cells import cell_of
from northline.records.ids import Origin
from northline.records.patrol_order import OrderState, PatrolOrder
from northline.records.record import Id
from northline.records.shift import Shift
from northline.records.units import Degrees, Kilometres, Micros, Seconds


def drafts(
    made: Made, asked: Asked, own: Sequence[Shift], event: Id, held: Sequence[PatrolOrder]
) -> list[PatrolOrder]:
    """An order for each unit that has a way; all but source, time and marking.

    Args:
        made: the plan.
        asked: what it was asked for with.
        own: its shifts.
        event: of the plan.
        held: the orders of its revision before.  That of a unit which has no way any more is drafted
            as withdrawn.
    """
    earlier = {each.event_id: each for each in held}
    why = asked.changes[-1].why if asked.changes else None
    found = []
    for shift in own:
        way, order_event = made.ways.get(shift.id.hex()), order_event_of(event, shift)
        last = earlier.get(order_event)
        if way is not None:
            drafted = _draft(made, asked, shift, way)
        elif last is not None and last.state is not OrderState.WITHDRAWN:
            drafted = msgspec.structs.replace(last, state=OrderState.WITHDRAWN)
        else:
            continue
        revision = 1 if last is None else last.revision + 1
        found.append(
            msgspec.structs.replace(
                drafted,
                id=Origin(PatrolOrder.kind, NAME).derived(order_event, event, ordinal=revision),
                event_id=order_event,
                plan=event,
                revision=revision,
                by=None,
                why=why,
                cost=None,
                decision=None,
            )
        )
    return found


def order_event_of(plan: bytes, shift: Shift) -> Id:
    """The event of an order: its plan, its unit and when its shift begins."""
    return Origin("event", "patrol-order").derived(plan, duty_key(shift))


def _draft(made: Made, asked: Asked, shift: Shift, way: Way) -> PatrolOrder:
    points = points_of(made.made, shift, made.unit(shift.id.hex()), way)
    step = asked.habits.check_in * 60.0
    count = int((shift.ends - shift.begins) / 1e6 // step)
    unknown = Id(bytes(16))
    return PatrolOrder(
        id=unknown,
        source=NAME,
        at=Micros(0),
        received=Micros(0),
        marking=shift.marking,
        lon=shift.lon,
        lat=shift.lat,
        cell=None if shift.lon is None else cell_of(shift.lon, Degrees(shift.lat or 0.0)),
        event_id=unknown,
        revision=1,
        state=OrderState.DRAFTED,
        plan=unknown,
        shift=shift.id,
        identity=shift.identity,
        callsign=shift.callsign,
        mode=shift.mode,
        officers=shift.officers,
        side=shift.side,
        since=shift.begins,
        until=shift.ends,
        point_after=tuple(Seconds(each) for each in points.after),
        point_lon=tuple(Degrees(each) for each in points.lon),
        point_lat=tuple(Degrees(each) for each in points.lat),
        point_stretch=points.stretch,
        stretch_km=Kilometres(asked.stretch_km),
        check_in_after=tuple(Seconds(n * step) for n in range(1, count + 1)),
        control=shift.id.hex() in made.control,
    )
