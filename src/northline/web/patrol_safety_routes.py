"""Routes of officer safety: check-ins, who is overdue, where radios are dead, ways of drones.

Who is overdue is never answered 304: the clock runs while nothing changes.
"""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.documents import document
from northline.app.elevation import raised
from northline.app.patrol import check_ins, dead_zones, drones, safety
from northline.app.patrol.check_ins import Said
from northline.app.patrol.parameters import params_of
from northline.app.sensors import near
from northline.app.words import instant
from northline.web.desk import Asked, Desk
from northline.web.parameters import Around, Key, StatedAt

UnitNamed = Annotated[
    str | None, QueryParameter(max_length=200, description="Only of this unit, by its identity.")
]
Since = Annotated[
    str | None, QueryParameter(description="From this instant on; the last day otherwise.")
]
Most = Annotated[int, QueryParameter(ge=1, le=10_000, description="At most so many.")]


@get("/patrol/check-ins", sync_to_thread=True, opt={"answer": "check-ins"})
def list_check_ins(
    desk: NamedDependency[Desk],
    unit: UnitNamed = None,
    since: Since = None,
    limit: Most = 1000,
) -> Response[bytes]:
    """Check-ins that one may see, the newest first."""
    found = check_ins.check_ins(desk.node, unit=unit, since=instant(since), limit=limit)
    return desk.tell({"check_ins": check_ins.told(found)})


@post(
    "/patrol/check-ins",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "check-in-written", "scope": "decide"},
)
def write_check_in(
    desk: NamedDependency[Desk], data: JSONBody[Said], key: Key = None
) -> Response[bytes]:
    """Write down that a unit is well; it stands an alarm of the unit down."""

    def act() -> Any:
        made = check_ins.check_in(desk.node, data, params_of(desk.engines))
        return {"check_in": document(made)}

    done, again = desk.once.do(key, msgspec.json.encode(["check-in", data]), act)
    return desk.tell(done, status=HTTP_200_OK if again else HTTP_201_CREATED)


@get("/patrol/overdue", sync_to_thread=True, opt={"answer": "overdue"})
def who_is_overdue(
    desk: NamedDependency[Desk],
    in_state: Annotated[
        str | None,
        QueryParameter(name="state", description="overdue, awaited or back; all otherwise."),
    ] = None,
    at: StatedAt = None,
) -> Response[bytes]:
    """Units that are out, those first that are overdue longest: since when, where, whom to call."""
    found = safety.watched(
        desk.node, params_of(desk.engines), at=instant(at), ground=raised(desk.terrain)
    )
    told = [safety.told(each) for each in found if in_state in {None, each.state}]
    late = sum(each.state == safety.LATE for each in found)
    return desk.tell({"overdue": late, "units": told})


@get("/patrol/dead-zones", sync_to_thread=True, opt={"answer": "dead-zones"})
def where_radios_are_dead(
    desk: NamedDependency[Desk], request: Asked, at: StatedAt = None, around: Around = None
) -> Response[bytes]:
    """Where radios are dead along the line, by kilometre and side, and as GeoJSON."""
    circle = None if around is None else near(around)

    def make() -> dict[str, Any]:
        return dead_zones.told(
            dead_zones.dead_zones(
                desk.node,
                params_of(desk.engines),
                at=instant(at),
                around=circle,
                ground=raised(desk.terrain),
            )
        )

    return desk.answer(request, make)


@get("/patrol/drone-way", sync_to_thread=True, opt={"answer": "drone-way"})
def may_a_drone_fly(
    desk: NamedDependency[Desk],
    unit: Annotated[str, QueryParameter(max_length=200, description="Identity of the drone.")],
    way: Annotated[
        str, QueryParameter(max_length=8_000, description="Its places: LON,LAT;LON,LAT and so on.")
    ],
) -> Response[bytes]:
    """Whether a way may be flown by a drone: authority over the airspace, and never past the line."""
    return desk.tell(document(drones.check_drone(desk.node, unit, way)))


ROUTES = (
    list_check_ins,
    write_check_in,
    who_is_overdue,
    where_radios_are_dead,
    may_a_drone_fly,
)
