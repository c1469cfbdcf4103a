"""Routes of units, and of the plan for a finding: who is out, and who can get there first."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.dispatch_plans import plan_of
from northline.app.dispatch_told import on_the_map
from northline.app.dispatch_told import told as plan_told
from northline.app.sensors import near
from northline.app.units import told, units
from northline.app.units_stating import state_unit
from northline.app.words import instant
from northline.records.errors import UsageError
from northline.records.unit import Mode
from northline.web.desk import Asked, Desk
from northline.web.parameters import Around, Key, StatedAt
from northline.web.problems import Missing

Value = str | float | None
"""A number, or the text of one, as a form sends it."""


class UnitState(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is stated of a unit; what is left out, or empty, is not stated.

    The columns are those of the format ``units`` (docs/formats/units.md).

    Attributes:
        identity: as its positions name it, such as ``cot:ON-CAR-4``.
        at: from when, an instant; now where it is left out.
        marking: marking of the record, such as ``Protected A; owner=opp``.
        callsign: what it is called.
        mode: how it goes about.
        team: its team.
        role: its role in the team.
        type: its type in its own scheme.
        lon: degrees.
        lat: degrees.
        sigma: 1-sigma error of the place, metres.
        stale: until when it holds, an instant.
        crew: officers in it.
        range: how far it can still go, metres.
        speed_road: the most it makes on a road, metres per second.
        speed_off_road: off the roads.
        speed_water: on water.
        speed_air: in the air.
        authority: words such as ``airspace``; a list, or joined by semicolons; ``none`` takes all back.
    """

    identity: str
    at: str | None = None
    marking: str | None = None
    callsign: str | None = None
    mode: Mode | None = None
    team: str | None = None
    role: str | None = None
    type: str | None = None
    lon: Value = None
    lat: Value = None
    sigma: Value = None
    stale: str | None = None
    crew: str | int | None = None
    range: Value = None
    speed_road: Value = None
    speed_off_road: Value = None
    speed_water: Value = None
    speed_air: Value = None
    authority: list[str] | str | None = None

    def columns(self) -> dict[str, Any]:
        """Column -> what is stated there."""
        every = {name: getattr(self, name) for name in self.__struct_fields__ if name != "marking"}
        every["mode"] = self.mode.value if self.mode else None
        return {name: value for name, value in every.items() if value is not None}


@get("/units", sync_to_thread=True, opt={"answer": "units"})
def every(
    desk: NamedDependency[Desk], request: Asked, at: StatedAt = None, around: Around = None
) -> Response[bytes]:
    """Units: each as its newest records state it, field by field; free, or sent by whom."""
    circle = None if around is None else near(around)

    def make() -> dict[str, Any]:
        return {"units": [told(each) for each in units(desk.node, at=instant(at), around=circle)]}

    return desk.answer(request, make)


@post(
    "/units",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "unit-stated", "scope": "ingest"},
)
def state(
    desk: NamedDependency[Desk], data: JSONBody[UnitState], key: Key = None
) -> Response[bytes]:
    """State what a unit is; the answer is the unit as it stands then."""

    def act() -> Any:
        made = state_unit(desk.node, data.columns(), data.marking or None)
        found = [each for each in units(desk.node) if each.identity == data.identity]
        return {"id": made.hex(), "unit": told(found[0]) if found else None}

    done, again = desk.once.do(key, msgspec.json.encode(["unit", data]), act)
    return desk.tell(done, status=HTTP_200_OK if again else HTTP_201_CREATED)


@get("/findings/{id:str}/plan", sync_to_thread=True, opt={"answer": "plan"})
def plan(desk: NamedDependency[Desk], request: Asked, id: FromPath[str]) -> Response[bytes]:
    """The plan for a finding, or null where there is none; its ways and meetings as GeoJSON."""
    try:
        found = plan_of(desk.node, id)
    except UsageError as error:
        raise Missing from error

    def make() -> dict[str, Any]:
        return {"plan": None if found is None else plan_told(found), "map": on_the_map(found)}

    return desk.answer(request, make)


ROUTES = (every, state, plan)
