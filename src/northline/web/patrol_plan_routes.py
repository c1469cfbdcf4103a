"""Routes of shifts, plans and orders of patrol."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_201_CREATED

from northline.app.patrol.acting import approve
from northline.app.patrol.plan_told import (
    plan_by,
    told_breach,
    told_shift,
    told_short,
)
from northline.app.patrol.planning import plan, plans, replanned
from northline.app.patrol.shifts import bounds, shifts, state_shift
from northline.app.patrol.wishes import CONTROL, ZONE, Wish, day_of
from northline.app.words import instant
from northline.geo.line import SEGMENTS
from northline.geo.stretches import STRETCH_KM
from northline.records.errors import UsageError
from northline.records.shift import Side
from northline.records.unit import Mode
from northline.web.desk import Asked, Desk
from northline.web.parameters import Key
from northline.web.patrol_acts import SCOPE, Day, Why, Zone, done, known_plan

Value = str | float | None
"""A number, or the text of one, as a form sends it."""

Since = Annotated[str | None, QueryParameter(description="That end after this instant.")]
Until = Annotated[str | None, QueryParameter(description="That begin before this instant.")]


class ShiftState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shift as it is stated; the columns are those of a roster (docs/patrol-orders.md).

    Attributes:
        identity: the unit, such as ``cot:ON-CAR-4``.
        mode: how it goes about.
        side: on which side of the line it is at home.
        begins: an instant.
        ends: an instant.
        lon: of its depot, degrees.
        lat: of its depot, degrees.
        at: when it is stated; now where it is left out.
        marking: marking of the record, such as ``Protected A; owner=opp``.
        callsign: what it is called.
        officers: a list, or joined by semicolons.
        range: how far it goes on one tank or charge, metres.
        speed_road: the most it makes on a road, metres per second.
        speed_off_road: off the roads.
        speed_water: on water.
        speed_air: in the air.
        authority: words such as ``airspace``; a list, or joined by semicolons.
        called_off: whether it is called off.
        rest: least hours off between two shifts.
        longest: most hours on end.
        week: most hours in any 7 days.
        anyway: take it in although rest is too short.
    """

    identity: str
    mode: Mode
    side: Side
    begins: str
    ends: str
    lon: Value
    lat: Value
    at: str | None = None
    marking: str | None = None
    callsign: str | None = None
    officers: list[str] | str | None = None
    range: Value = None
    speed_road: Value = None
    speed_off_road: Value = None
    speed_water: Value = None
    speed_air: Value = None
    authority: list[str] | str | None = None
    called_off: bool = False
    rest: float = 8.0
    longest: float = 16.0
    week: float = 60.0
    anyway: bool = False

    def columns(self) -> dict[str, Any]:
        """Column -> what is stated there."""
        beside = {"marking", "rest", "longest", "week", "anyway"}
        every = {n: getattr(self, n) for n in self.__struct_fields__ if n not in beside}
        every |= {"mode": self.mode.value, "side": self.side.value}
        return {name: value for name, value in every.items() if value is not None}


class PlanWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a plan is asked for with.

    Attributes:
        from_km: from this kilometre of the line.
        to_km: to this kilometre.
        day: the day whose shifts are planned, such as ``2026-07-02``.
        zone: time zone of the day.
        seed: of the draw, a whole number or its text; one that nobody knows where it is left out.
        control: share of units placed by lot, 0 to 0.5.
        minimum: least presence, each ``KM-KM:UNITS`` or ``KM-KM:UNITS@HH-HH``.
        no_go: where nobody goes, each ``KM-KM`` or ``KM-KM=NAME``.
        closed: what weather closes, each ``MODE:HH-HH``.
        stretch_km: length of a stretch.
        segment: of the line.
    """

    from_km: float
    to_km: float
    day: str
    zone: str = ZONE
    seed: int | str | None = None
    control: float = CONTROL
    minimum: list[str] = []
    no_go: list[str] = []
    closed: list[str] = []
    stretch_km: float = STRETCH_KM
    segment: str = SEGMENTS[0]

    def wish(self) -> Wish:
        """The same as the house takes it."""
        return Wish(
            from_km=self.from_km,
            to_km=self.to_km,
            day=self.day,
            zone=self.zone,
            seed=_seed(self.seed),
            control=self.control,
            minimum=tuple(self.minimum),
            no_go=tuple(self.no_go),
            closed=tuple(self.closed),
            stretch_km=self.stretch_km,
            segment=self.segment,
        )


class Otherwise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became otherwise since a plan was made.

    Attributes:
        reason: why it is planned again, in your own words.
        out: units that have dropped out.
        closed: what weather closes, each ``MODE:HH-HH``.
        no_go: where nobody goes, each ``KM-KM`` or ``KM-KM=NAME``.
        seed: of the new draw; one that nobody knows where it is left out.
    """

    reason: str
    out: list[str] = []
    closed: list[str] = []
    no_go: list[str] = []
    seed: int | str | None = None


@get("/patrol/shifts", sync_to_thread=True, opt={"answer": "patrol-shifts"})
def every_shift(
    desk: NamedDependency[Desk],
    request: Asked,
    day: Day = None,
    zone: Zone = ZONE,
    since: Since = None,
    until: Until = None,
) -> Response[bytes]:
    """Shifts as their newest statements have them, by their beginning."""
    first, last = (instant(since), instant(until)) if day is None else day_of(day, zone)

    def make() -> dict[str, Any]:
        found = shifts(desk.node, since=first, until=last)
        return {"shifts": [told_shift(each) for each in found]}

    return desk.answer(request, make)


@post("/patrol/shifts", sync_to_thread=True, status_code=HTTP_201_CREATED,
      opt={"answer": "patrol-shift-stated", "scope": "ingest"})  # fmt: skip
def state_one_shift(
    desk: NamedDependency[Desk], data: JSONBody[ShiftState], key: Key = None
) -> Response[bytes]:
    """State a shift: nobody is booked twice, and rest is kept."""

    def act() -> Any:
        rest = bounds(data.rest, data.longest, data.week)
        made, held = state_shift(
            desk.node,
            data.columns(),
            data.marking or None,
            rest=rest,
            crews=desk.safety,
            anyway=data.anyway,
        )
        return {"shift": told_shift(made), "breaches": [told_breach(each) for each in held]}

    return done(desk, key, ["shift", data], act)


@get("/patrol/plans", sync_to_thread=True, opt={"answer": "patrol-plans"})
def every_plan(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """Plans of patrol, the newest revision of each, the newest day first."""

    def make() -> dict[str, Any]:
        return {"plans": [told_short(each) for each in plans(desk.node)]}

    return desk.answer(request, make)


@post("/patrol/plans", sync_to_thread=True, status_code=HTTP_201_CREATED,
      opt={"answer": "patrol-plan", "scope": SCOPE})  # fmt: skip
def make_plan(
    desk: NamedDependency[Desk], data: JSONBody[PlanWish], key: Key = None
) -> Response[bytes]:
    """Plan the shifts of a day; the answer is the plan with one drafted order for each unit."""

    def act() -> Any:
        made = plan(desk.node, data.wish(), setting=desk.patrol)
        return {"plan": plan_by(desk.node, made.finding.id.hex())}

    return done(desk, key, ["patrol-plan", data], act)


@get("/patrol/plans/{id:str}", sync_to_thread=True, opt={"answer": "patrol-plan"})
def one_plan(desk: NamedDependency[Desk], request: Asked, id: FromPath[str]) -> Response[bytes]:
    """A plan with its reasons in words and its orders; ``drawn`` for whoever may plan."""
    known_plan(desk, id)
    return desk.answer(request, lambda: {"plan": plan_by(desk.node, id)})


@post("/patrol/plans/{id:str}/replan", sync_to_thread=True, status_code=HTTP_201_CREATED,
      opt={"answer": "patrol-plan", "scope": SCOPE})  # fmt: skip
def plan_again(
    desk: NamedDependency[Desk], id: FromPath[str], data: JSONBody[Otherwise], key: Key = None
) -> Response[bytes]:
    """Plan again what became otherwise; every order is drawn anew and waits for approval."""
    known_plan(desk, id)

    def act() -> Any:
        made = replanned(
            desk.node,
            id,
            why=data.reason,
            out=tuple(data.out),
            closed=tuple(data.closed),
            no_go=tuple(data.no_go),
            seed=_seed(data.seed),
        )
        return {"plan": plan_by(desk.node, made.finding.id.hex())}

    return done(desk, key, ["patrol-replan", id, data], act)


@post("/patrol/plans/{id:str}/approve", sync_to_thread=True, status_code=HTTP_201_CREATED,
      opt={"answer": "patrol-plan", "scope": SCOPE})  # fmt: skip
def approve_plan(
    desk: NamedDependency[Desk], id: FromPath[str], data: JSONBody[Why], key: Key = None
) -> Response[bytes]:
    """Approve a plan, and with it each of its orders that is a draft."""
    known_plan(desk, id)

    def act() -> Any:
        approve(desk.node, id, why=data.reason)
        return {"plan": plan_by(desk.node, id)}

    return done(desk, key, ["patrol-approve-plan", id, data], act)


def _seed(given: int | str | None) -> int | None:
    """A seed: text too, for what is over 2^53 is no number to every program.

    Raises:
        UsageError: for what is no whole number of 0 to 2^62.
    """
    if given is None:
        return None
    text = str(given)
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) < 2**62:
        raise UsageError(f"{text[:40]!r} is no seed: a whole number of 0 to 2^62 is one")
    return int(text)


ROUTES = (every_shift, state_one_shift, every_plan, make_plan, one_plan, plan_again, approve_plan)
