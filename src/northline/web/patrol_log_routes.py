"""Routes of the patrol log: legs, forms, hours, targets, and stretches that nobody visits."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.patrol import hours as measured
from northline.app.patrol.forms import log_form
from northline.app.patrol.hours import By
from northline.app.patrol.log import LegNow, legs, told
from northline.app.patrol.targets import set_target, targets
from northline.app.patrol.targets import told as target_told
from northline.app.words import instant
from northline.geo.line import SEGMENTS
from northline.records.unit import Mode
from northline.web.desk import Asked, Desk
from northline.web.parameters import Key

Since = Annotated[str | None, QueryParameter(description="From this instant on (RFC 3339).")]
Until = Annotated[str | None, QueryParameter(description="Before this instant (RFC 3339).")]
OfUnit = Annotated[
    str | None,
    QueryParameter(max_length=200, description="Only of this unit: identity or callsign."),
]
InMode = Annotated[Mode | None, QueryParameter(description="Only in this mode.")]
Most = Annotated[int, QueryParameter(ge=1, le=10_000, description="At most so many, the newest.")]
Split = Annotated[
    list[By] | None, QueryParameter(description="Split by these, in any combination.")
]
Days = Annotated[float, QueryParameter(gt=0, le=3_650, description="Nobody was there for so long.")]
FromKm = Annotated[float | None, QueryParameter(ge=0, description="From this kilometre.")]
ToKm = Annotated[float | None, QueryParameter(ge=0, description="To this kilometre.")]
Segment = Annotated[str, QueryParameter(max_length=20, description="Segment of the line.")]
At = Annotated[str | None, QueryParameter(description="As of this instant; now otherwise.")]
Every = Annotated[
    bool, QueryParameter(description="Those that were replaced or taken back as well.")
]


class LegForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is stated of a patrol that left no track.

    Attributes:
        unit: the unit, such as ``cot:ON-CAR-4``.
        mode: how it went.
        from_: when it began, an instant.
        until: when it ended, at most 24 hours later.
        stretches: numbers of the stretches, in order: a list, or text such as ``455-457,460``.
        segment: segment of the line; ``atlantic-pacific`` otherwise.
        callsign: what the unit is called.
        officers: how many were out.
        order: the patrol order that it followed: its id.
        note: anything else.
        marking: marking of the record, such as ``Protected A; owner=opp``.
    """

    unit: str
    mode: Mode
    from_: str = msgspec.field(name="from")
    until: str
    stretches: list[int] | str
    segment: str | None = None
    callsign: str | None = None
    officers: int | None = None
    order: str | None = None
    note: str | None = None
    marking: str | None = None

    def fields(self) -> dict[str, Any]:
        """Field -> what is stated there."""
        return _fields(self)


class TargetForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A target of patrol hours.

    Attributes:
        hours: hours a week; 0 takes a target of the same mode and range back.
        why: why that many.
        mode: by this mode; any otherwise.
        stretches: on this range, such as ``450-460``, or a list; all otherwise.
        segment: segment of the line; ``atlantic-pacific`` otherwise.
        from_: from when, an instant; now otherwise.
        until: until when, an instant; without an end otherwise.
        marking: marking of the record.
    """

    hours: float
    why: str
    mode: Mode | None = None
    stretches: list[int] | str | None = None
    segment: str | None = None
    from_: str | None = msgspec.field(name="from", default=None)
    until: str | None = None
    marking: str | None = None

    def fields(self) -> dict[str, Any]:
        """Field -> what is stated there."""
        return _fields(self)


def _fields(form: LegForm | TargetForm) -> dict[str, Any]:
    said = {name: getattr(form, name) for name in form.__struct_fields__ if name != "marking"}
    said["from"] = said.pop("from_")
    if isinstance(said["stretches"], list):
        said["stretches"] = ",".join(str(each) for each in said["stretches"])
    if isinstance(said.get("mode"), Mode):
        said["mode"] = said["mode"].value
    return {name: value for name, value in said.items() if value is not None}


@get("/patrol/legs", sync_to_thread=True, opt={"answer": "patrol-legs"})
def every_leg(
    desk: NamedDependency[Desk],
    request: Asked,
    since: Since = None,
    until: Until = None,
    unit: OfUnit = None,
    mode: InMode = None,
    limit: Most = 1_000,
) -> Response[bytes]:
    """Legs: who did what along the line, how that is known, and those under way; the oldest first."""
    first, last = instant(since), instant(until)

    def make() -> dict[str, Any]:
        found = legs(desk.node, since=first, until=last, unit=unit, mode=mode)
        return {"legs": [told(each) for each in found[-limit:]], "count": len(found)}

    return desk.answer(request, make)


@post(
    "/patrol/legs",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "patrol-leg-logged", "scope": "ingest"},
)
def log(desk: NamedDependency[Desk], data: JSONBody[LegForm], key: Key = None) -> Response[bytes]:
    """Log a patrol by a form; where a track of the same unit tells of that time, the track counts."""

    def act() -> Any:
        made = log_form(desk.node, data.fields(), data.marking or None)
        return {"id": made.id.hex(), "leg": told(LegNow(leg=made))}

    done, again = desk.once.do(key, msgspec.json.encode(["patrol-leg", data]), act)
    return desk.tell(done, status=HTTP_200_OK if again else HTTP_201_CREATED)


@get("/patrol/hours", sync_to_thread=True, opt={"answer": "patrol-hours"})
def hours(
    desk: NamedDependency[Desk],
    request: Asked,
    by: Split = None,
    since: Since = None,
    until: Until = None,
) -> Response[bytes]:
    """Hours of patrol, each moment of a unit once, against targets and orders, with their lineage."""
    first, last = instant(since), instant(until)
    return desk.answer(
        request, lambda: measured.hours(desk.node, by=by or (), since=first, until=last)
    )


@get("/patrol/targets", sync_to_thread=True, opt={"answer": "patrol-targets"})
def every_target(
    desk: NamedDependency[Desk], request: Asked, every: Every = False
) -> Response[bytes]:
    """The targets of patrol hours that stand: who set each, and why."""

    def make() -> dict[str, Any]:
        return {"targets": [target_told(each) for each in targets(desk.node, every=every)]}

    return desk.answer(request, make)


@post(
    "/patrol/targets",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "patrol-target-set", "scope": "decide"},
)
def target(
    desk: NamedDependency[Desk], data: JSONBody[TargetForm], key: Key = None
) -> Response[bytes]:
    """Set a target of patrol hours, with a reason; one of no hours takes it back."""

    def act() -> Any:
        made = set_target(desk.node, data.fields(), data.marking or None)
        return {"id": made.id.hex(), "target": target_told(made)}

    done, again = desk.once.do(key, msgspec.json.encode(["patrol-target", data]), act)
    return desk.tell(done, status=HTTP_200_OK if again else HTTP_201_CREATED)


@get("/patrol/unvisited", sync_to_thread=True, opt={"answer": "patrol-unvisited"})
def unvisited(
    desk: NamedDependency[Desk],
    request: Asked,
    days: Days = measured.DAYS,
    from_km: FromKm = None,
    to_km: ToKm = None,
    segment: Segment = SEGMENTS[0],
    at: At = None,
) -> Response[bytes]:
    """Stretches where no patrol was for so many days, with when one was there last."""
    when = instant(at)
    return desk.answer(
        request,
        lambda: measured.unvisited(
            desk.node, days=days, from_km=from_km, to_km=to_km, segment=segment, at=when
        ),
    )


ROUTES = (every_leg, log, hours, every_target, target, unvisited)
