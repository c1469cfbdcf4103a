"""Routes of orders of patrol: as they stand, what people decide about them, and their sheets."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_201_CREATED

from northline.app.patrol.acting import approve, hand_over, withdraw
from northline.app.patrol.amending import amend, tried
from northline.app.patrol.orders import order_of, orders
from northline.app.patrol.plan_told import (
    told_order,
    told_tried,
)
from northline.app.patrol.sheets import written
from northline.app.patrol.wishes import ZONE, day_of
from northline.app.words import record_id
from northline.web.desk import Asked, Desk
from northline.web.parameters import Key
from northline.web.patrol_acts import SCOPE, Day, Why, Zone, done, known_order

Unit = Annotated[str | None, QueryParameter(max_length=200, description="Of this unit.")]
InState = Annotated[
    str | None, QueryParameter(name="state", max_length=20, description="In this state.")
]
Of = Annotated[str | None, QueryParameter(max_length=32, description="Of the plan of this event.")]
Trying = Annotated[
    Literal["yes", "no"],
    QueryParameter(name="try", description="Only tell what it costs; nothing is kept."),
]
Language = Annotated[Literal["en", "fr"], QueryParameter(description="Of the sheet.")]

MEDIA = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "gpx": "application/gpx+xml",
    "cot": "application/xml",
    "ics": "text/calendar; charset=utf-8",
}


class HandOver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who takes an order.

    Attributes:
        reason: why, in your own words.
        to: a unit such as ``cot:ON-CAR-4``, or a hub such as ``hub:cornwall``.
    """

    reason: str
    to: str


class Move(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a unit goes in an hour instead.

    Attributes:
        at: an instant in the hour.
        km: kilometre of the line; null: its depot.
    """

    at: str
    km: float | None = None


class Moves(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of an order.

    Attributes:
        moves: where the unit goes instead; hours that are not named stay.
        reason: why, in your own words; with ``try=yes`` it may be left out.
    """

    moves: list[Move]
    reason: str = ""


@get("/patrol/orders", sync_to_thread=True, opt={"answer": "patrol-orders"})
def every_order(
    desk: NamedDependency[Desk],
    request: Asked,
    day: Day = None,
    zone: Zone = ZONE,
    unit: Unit = None,
    in_state: InState = None,
    plan: Of = None,
) -> Response[bytes]:
    """Orders as they stand, by when they begin."""
    since, until = (None, None) if day is None else day_of(day, zone)
    event = None if plan is None else record_id(plan)

    def make() -> dict[str, Any]:
        found = orders(desk.node, since=since, until=until, unit=unit, state=in_state, plan=event)
        return {"orders": [told_order(each) for each in found]}

    return desk.answer(request, make)


@get("/patrol/orders/{id:str}", sync_to_thread=True, opt={"answer": "patrol-order"})
def one_order(desk: NamedDependency[Desk], request: Asked, id: FromPath[str]) -> Response[bytes]:
    """An order as it stands, by the id of any of its revisions or of its event."""
    known_order(desk, id)
    return desk.answer(request, lambda: {"order": told_order(order_of(desk.node, id))})


@post("/patrol/orders/{id:str}/approve", sync_to_thread=True, status_code=HTTP_201_CREATED,
      opt={"answer": "patrol-order", "scope": SCOPE})  # fmt: skip
def approve_order(
    desk: NamedDependency[Desk], id: FromPath[str], data: JSONBody[Why], key: Key = None
) -> Response[bytes]:
    """Approve an order; where its hand-over waits, this is the second signature under that."""
    known_order(desk, id)

    def act() -> Any:
        waits = order_of(desk.node, id).waits
        found = approve(desk.node, id if waits is None else waits.id, why=data.reason)
        return {"order": told_order(found[0])}

    return done(desk, key, ["patrol-approve", id, data], act)


@post("/patrol/orders/{id:str}/amend", sync_to_thread=True, status_code=HTTP_201_CREATED,
      opt={"answer": "patrol-amended", "scope": SCOPE})  # fmt: skip
def amend_order(
    desk: NamedDependency[Desk],
    id: FromPath[str],
    data: JSONBody[Moves],
    trying: Trying = "no",
    key: Key = None,
) -> Response[bytes]:
    """Move a unit; with ``try=yes`` only tell what it costs in the worst case."""
    known_order(desk, id)
    moves: dict[str, float | str | None] = {each.at: each.km for each in data.moves}
    if trying == "yes":
        return desk.tell({"order": None, **told_tried(tried(desk.node, id, moves))})

    def act() -> Any:
        found, change = amend(desk.node, id, moves, why=data.reason)
        return {"order": told_order(found), **told_tried(change)}

    return done(desk, key, ["patrol-amend", id, data], act)


@post("/patrol/orders/{id:str}/hand-over", sync_to_thread=True, status_code=HTTP_201_CREATED,
      opt={"answer": "patrol-order", "scope": SCOPE})  # fmt: skip
def hand_over_order(
    desk: NamedDependency[Desk], id: FromPath[str], data: JSONBody[HandOver], key: Key = None
) -> Response[bytes]:
    """Propose that another unit or hub takes an order; it does once a second person approves."""
    known_order(desk, id)

    def act() -> Any:
        return {"order": told_order(hand_over(desk.node, id, data.to, why=data.reason))}

    return done(desk, key, ["patrol-hand-over", id, data], act)


@post("/patrol/orders/{id:str}/withdraw", sync_to_thread=True, status_code=HTTP_201_CREATED,
      opt={"answer": "patrol-order", "scope": SCOPE})  # fmt: skip
def withdraw_order(
    desk: NamedDependency[Desk], id: FromPath[str], data: JSONBody[Why], key: Key = None
) -> Response[bytes]:
    """Withdraw an order: nobody goes by it any more."""
    known_order(desk, id)

    def act() -> Any:
        return {"order": told_order(withdraw(desk.node, id, why=data.reason)[0])}

    return done(desk, key, ["patrol-withdraw", id, data], act)


@get("/patrol/orders/{id:str}/sheet.pdf", sync_to_thread=True,
     opt={"answer": "openapi", "media": MEDIA["pdf"]})  # fmt: skip
def sheet_pdf(
    desk: NamedDependency[Desk], id: FromPath[str], language: Language = "en", zone: Zone = ZONE
) -> Response[bytes]:
    """An order as a sheet to print."""
    return _sheet(desk, id, "pdf", language, zone)


@get("/patrol/orders/{id:str}/sheet.html", sync_to_thread=True,
     opt={"answer": "openapi", "media": MEDIA["html"]})  # fmt: skip
def sheet_html(
    desk: NamedDependency[Desk], id: FromPath[str], language: Language = "en", zone: Zone = ZONE
) -> Response[bytes]:
    """The same sheet as a page of its own."""
    return _sheet(desk, id, "html", language, zone)


@get("/patrol/orders/{id:str}/sheet.gpx", sync_to_thread=True,
     opt={"answer": "openapi", "media": MEDIA["gpx"]})  # fmt: skip
def sheet_gpx(
    desk: NamedDependency[Desk], id: FromPath[str], language: Language = "en"
) -> Response[bytes]:
    """An order as a route for chart plotters and hand-held receivers."""
    return _sheet(desk, id, "gpx", language, ZONE)


@get("/patrol/orders/{id:str}/sheet.cot", sync_to_thread=True,
     opt={"answer": "openapi", "media": MEDIA["cot"]})  # fmt: skip
def sheet_cot(
    desk: NamedDependency[Desk], id: FromPath[str], language: Language = "en"
) -> Response[bytes]:
    """An order as a route of Cursor on Target."""
    return _sheet(desk, id, "cot", language, ZONE)


@get("/patrol/orders/{id:str}/sheet.ics", sync_to_thread=True,
     opt={"answer": "openapi", "media": MEDIA["ics"]})  # fmt: skip
def sheet_ics(
    desk: NamedDependency[Desk], id: FromPath[str], language: Language = "en"
) -> Response[bytes]:
    """An order for a calendar, its check-ins as alarms."""
    return _sheet(desk, id, "ics", language, ZONE)


def _sheet(desk: Desk, id: str, form: str, language: str, zone: str) -> Response[bytes]:
    known_order(desk, id)
    body = written(desk.node, id, form, language=language, zone=zone)
    # A name of ours: the id was found, so it is hexadecimal.
    name = f"patrol-order-{id}.{form}"
    shown = "inline" if form == "html" else "attachment"
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'{shown}; filename="{name}"',
    }
    return Response(body, media_type=MEDIA[form], headers=headers)


ROUTES = (
    *(every_order, one_order, approve_order, amend_order, hand_over_order, withdraw_order),
    *(sheet_pdf, sheet_html, sheet_gpx, sheet_cot, sheet_ics),
)
