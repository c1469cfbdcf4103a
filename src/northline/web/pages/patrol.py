"""Patrol: the plan of a day with its map, what it is worth, its orders, and who is on duty when."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from northline.app.findings import view
from northline.app.patrol.orders import OrderNow, order_of, orders
from northline.app.patrol.planning import find_plan, plans
from northline.app.patrol.shifts import OPERATION, shifts
from northline.app.patrol.wishes import ZONE
from northline.app.patrol.worth import MadeOver, made_over, worth
from northline.app.permitting import may_here
from northline.app.waiting import present
from northline.geo.line import ATTRIBUTION
from northline.geo.stretches import Stretch, stretches
from northline.records.errors import UsageError
from northline.records.finding import Finding
from northline.records.patrol_order import AT_DEPOT, OrderState
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.marking_words import marking_words
from northline.web.pages.patrol_map import Marked, drawing, place_in
from northline.web.pages.patrol_words import (
    HOUR,
    STATE_SIGNS,
    browser_words,
    clock,
    hour_heads,
    km_range,
    level_of,
    levels,
    order_sides,
    order_states,
    order_verbs,
    rate,
    tabs,
)
from northline.web.pages.patrol_worth import worth_view
from northline.web.pages.plan_words import modes
from northline.web.problems import Missing
from northline.web.rendering import page

Asking = Request[Any, Any, Any]

DAYS = 7
"""Days of the calendar."""

DAY = 24 * HOUR

FORMS = ("pdf", "html", "gpx", "cot", "ics")
"""What an order can be taken out as."""


class Cell(msgspec.Struct, frozen=True):
    """What is in an hour: as people read it, and a class of the sheet."""

    shown: str
    style: str = ""
    by: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An order as a row of the plan."""

    id: str
    mark: str
    name: str
    mode: str
    control: bool
    sign: str
    state: str
    waits: bool
    cells: list[Cell]


class Risky(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch as a row: rates by hour with the marks of the units that are there."""

    km: str
    picture: str
    cells: list[Cell]


@get("/patrol", sync_to_thread=True, include_in_schema=False)
def planned(
    desk: NamedDependency[Desk],
    request: Asking,
    plan: Annotated[str | None, QueryParameter(max_length=32)] = None,
) -> Response[bytes]:
    """The page."""
    language, node = wanted(request), desk.node
    every = plans(node)
    chosen = _chosen(desk, plan, every)
    may_plan = may_here(node, OPERATION)
    told: dict[str, Any] = {}
    since = present(node)
    if chosen is not None:
        since = chosen.since
        told = _plan(desk, language, chosen, made_over(node, chosen))
    return page(
        desk,
        request,
        "patrol.html",
        here="patrol",
        tabs=tabs(language),
        tab="/patrol",
        texts=browser_words(language),
        may_plan=may_plan,
        zone=ZONE,
        plans=[
            (each.event_id.hex(), each.subject or "", each.revision, each is chosen)
            for each in every
        ],
        chosen=chosen,
        calendar=_calendar(desk, language, since),
        modes=list(modes(language).items()),
        **told,
    )


@get("/patrol/orders/{id:str}", sync_to_thread=True, include_in_schema=False)
def one(desk: NamedDependency[Desk], request: Asking, id: FromPath[str]) -> Response[bytes]:
    """One order: its way on the map and by hour, what was decided, and forms to decide."""
    language, node = wanted(request), desk.node
    try:
        found = order_of(node, id)
    except UsageError as error:
        raise Missing from error
    order = found.order
    may_plan = may_here(node, OPERATION)
    plan, asked = _plan_of(desk, order.plan)
    ground = _ground(asked, [found])
    hours = _hours(order.since, order.until)
    names = {each.number: km_range(each.from_km, each.to_km) for each in ground}
    held = [each.order for each in orders(node, plan=order.plan)] if plan is not None else []
    return page(
        desk,
        request,
        "patrol_order.html",
        here="patrol",
        tabs=tabs(language),
        tab="/patrol",
        texts=browser_words(language),
        order=order,
        plan=plan,
        id=order.event_id.hex(),
        mode=modes(language).get(order.mode.value, order.mode.value),
        side=order_sides(language)[order.side.value],
        sign=STATE_SIGNS[order.state.value],
        state=order_states(language)[order.state.value],
        in_force=found.in_force,
        waits=found.waits,
        control=may_plan and order.control,
        may_plan=may_plan,
        may_take=may_here(node, "patrol-orders"),
        forms=FORMS,
        cost=None if order.cost is None else rate(language, order.cost),
        check_in=[clock(language, each)[11:] for each in order.check_in],
        drawn=None
        if not ground
        else drawing(ground, [Marked(mark="1", order=order)], _levels(asked)),
        attribution=ATTRIBUTION,
        levels=levels(language),
        hours=[
            {
                "at": f"{clock(language, hour).replace(' ', 'T')}:00Z",
                "shown": clock(language, hour)[11:],
                "stretch": place_in(order, hour),
            }
            for hour in hours
        ],
        choices=[
            (each.number, (each.from_km + each.to_km) / 2.0, names[each.number]) for each in ground
        ],
        amendable=asked is not None and order.state is not OrderState.WITHDRAWN,
        depot=AT_DEPOT,
        said=[
            {
                "verb": order_verbs(language).get(each.verb.value, each.verb.value),
                "by": each.by,
                "at": each.at,
                "reason": each.reason,
            }
            for each in found.decisions
        ],
        others=[
            (each.identity, each.name)
            for each in held
            if each.event_id != order.event_id and each.mode is order.mode
        ],
        marking=marking_words(
            language, node.ledger.markings_now({order.id: order.marking})[order.id]
        ),
    )


def _chosen(desk: Desk, given: str | None, every: list[Finding]) -> Finding | None:
    """The plan that is asked for; else that of the soonest day that is not over, else the newest.

    Raises:
        Missing: when it is not there for this person.
    """
    if given:
        try:
            found = find_plan(desk.node, given)
        except UsageError as error:
            raise Missing from error
        return next((each for each in every if each.id == found.id), found)
    now = present(desk.node)
    return next((each for each in reversed(every) if each.until > now), every[0] if every else None)


def _plan(
    desk: Desk, language: Language, chosen: Finding, asked: MadeOver | None
) -> dict[str, Any]:
    node = desk.node
    held = orders(node, plan=chosen.event_id)
    stand = [each for each in held if each.order.state is not OrderState.WITHDRAWN]
    marks: dict[bytes, str] = {each.order.event_id: str(n) for n, each in enumerate(stand, 1)}
    ground = _ground(asked, held)
    hours = _hours(chosen.since, chosen.until)
    names = {each.number: km_range(each.from_km, each.to_km) for each in ground}
    control, value = asked is not None, worth(node, chosen)
    rows = [_row(language, each, marks, hours, names, control=control) for each in held]
    return {
        "rows": rows,
        "hours": hour_heads(language, hours),
        "drawn": drawing(
            ground,
            [Marked(mark=marks[each.order.event_id], order=each.order) for each in stand],
            _levels(asked),
        )
        if ground
        else None,
        "attribution": ATTRIBUTION,
        "levels": levels(language),
        "risky": [] if asked is None else _risky(language, asked, ground, stand, marks, hours),
        "worth": None if value is None else worth_view(language, value, chosen.score),
        "reasons": [
            each.fr if language.code == "fr" else each.en for each in view(chosen, [], {}).reasons
        ],
        "drafts": sum(each.order.state is OrderState.DRAFTED for each in held),
        "controls": None if asked is None else sum(each.order.control for each in stand),
        "signs": [(STATE_SIGNS[code], text) for code, text in order_states(language).items()],
        "units": [(each.order.identity, each.order.name) for each in stand],
        "asked": asked,
        "marking": marking_words(
            language, node.ledger.markings_now({chosen.id: chosen.marking})[chosen.id]
        ),
    }


def _plan_of(desk: Desk, event: bytes) -> tuple[Finding | None, MadeOver | None]:
    """The plan of an order and what it was made over, as far as this person may know."""
    try:
        plan = find_plan(desk.node, event)
        return plan, made_over(desk.node, plan)
    except UsageError:
        return None, None


def _ground(asked: MadeOver | None, held: list[OrderNow]) -> list[Stretch]:
    """The stretches of a plan; for whoever may not plan, those between the orders that they may see."""
    if asked is not None:
        return list(asked.stretches)
    numbers = [n for each in held for n in each.order.point_stretch if n != AT_DEPOT]
    if not numbers:
        return []
    length = held[0].order.stretch_km
    return list(stretches(min(numbers) * length, (max(numbers) + 1) * length, length))


def _levels(asked: MadeOver | None) -> list[int] | None:
    if asked is None:
        return None
    totals = [sum(row) for row in asked.rate]
    return [level_of(each, max(totals, default=0.0)) for each in totals]


def _hours(since: int, until: int) -> list[int]:
    return list(range(since // HOUR * HOUR, until, HOUR))


def _row(
    language: Language,
    each: OrderNow,
    marks: dict[bytes, str],
    hours: list[int],
    names: dict[int, str],
    *,
    control: bool,
) -> Row:
    order, say = each.order, language.say
    cells = []
    for hour in hours:
        place = place_in(order, hour)
        if place is None or order.state is OrderState.WITHDRAWN:
            cells.append(Cell("\u2013", "none"))
        elif place == AT_DEPOT:
            cells.append(Cell(say("depot"), "home"))
        else:
            cells.append(Cell(names.get(place, str(place))))
    return Row(
        id=order.event_id.hex(),
        mark=marks.get(order.event_id, ""),
        name=order.name,
        mode=modes(language).get(order.mode.value, order.mode.value),
        control=control and order.control,
        sign=STATE_SIGNS[order.state.value],
        state=order_states(language)[order.state.value],
        waits=each.waits is not None,
        cells=cells,
    )


def _risky(
    language: Language,
    asked: MadeOver,
    ground: list[Stretch],
    stand: list[OrderNow],
    marks: dict[bytes, str],
    hours: list[int],
) -> list[Risky]:
    most = max((value for row in asked.rate for value in row), default=0.0)
    rows = []
    for each, rates in zip(ground, asked.rate, strict=True):
        cells = []
        for value, hour in zip(rates, hours, strict=False):
            there = [
                marks[now.order.event_id]
                for now in stand
                if place_in(now.order, hour) == each.number
            ]
            style = f"risk-{level_of(value, most)}"
            cells.append(Cell(rate(language, value), style, ", ".join(there)))
        rows.append(
            Risky(
                km=km_range(each.from_km, each.to_km),
                picture=f"/picture?lon={each.lon:.5f}&lat={each.lat:.5f}&zoom=11",
                cells=cells,
            )
        )
    return rows


def _calendar(desk: Desk, language: Language, since: int) -> dict[str, Any]:
    """Who is on duty when, by day of UTC and unit: orders, and shifts without one."""
    first = since // DAY * DAY
    days = [first + n * DAY for n in range(DAYS)]
    cells: dict[str, list[list[dict[str, str]]]] = {}
    names: dict[str, str] = {}

    def put(identity: str, name: str, begins: int, told: dict[str, str]) -> None:
        names.setdefault(identity, name)
        row = cells.setdefault(identity, [[] for _ in days])
        row[min(max(begins - first, 0) // DAY, DAYS - 1)].append(told)

    ordered: set[object] = set()
    end = first + DAYS * DAY
    for each in orders(desk.node, since=first, until=end):
        order = each.order
        ordered |= {(order.identity, order.since), order.shift}
        sign, state = STATE_SIGNS[order.state.value], order_states(language)[order.state.value]
        told = {"order": order.event_id.hex(), "sign": sign, "state": state}
        put(
            order.identity,
            order.name,
            order.since,
            told | _span(language, order.since, order.until),
        )
    for shift in shifts(desk.node, since=Micros(first), until=Micros(end)):
        if (shift.identity, shift.begins) in ordered or shift.id in ordered:
            continue
        told = {"order": "", "sign": "\u2013", "state": language.say("on duty, without an order")}
        name = shift.callsign or shift.identity
        put(shift.identity, name, shift.begins, told | _span(language, shift.begins, shift.ends))
    return {
        "days": [clock(language, day)[:10] for day in days],
        "rows": [(names[unit], unit, row) for unit, row in sorted(cells.items())],
    }


def _span(language: Language, since: int, until: int) -> dict[str, str]:
    return {"span": f"{clock(language, since)[11:]}\u2013{clock(language, until)[11:]}"}


ROUTES = (planned, one)
"""The pages."""
