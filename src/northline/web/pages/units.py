"""Units: who is out, with which crew, range and authority, free or sent; a form to state it."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from northline.app.units import UnitNow, units
from northline.app.units_stating import may_state
from northline.app.words import instant
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.marking_words import marking_words
from northline.web.pages.plan_words import modes
from northline.web.rendering import page

Asked = Request[Any, Any, Any]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as a row, in words.

    Attributes:
        identity: as its positions carry it.
        name: what people call it.
        mode: how it goes about.
        sent: who sent it, or empty.
        plan: id of the plan by which it is sent, or empty.
        crew: officers, or empty.
        range: kilometres that it can still go, or empty.
        speeds: the most it makes, by terrain.
        authority: what it has authority for.
        place: latitude and longitude, or empty.
        picture: address of the picture there, or empty.
        seen: when it was there, us, or None.
        marking: its marking in words.
    """

    identity: str
    name: str
    mode: str
    sent: str
    plan: str
    crew: str
    range: str
    speeds: list[str]
    authority: list[str]
    place: str
    picture: str
    seen: Micros | None
    marking: str


@get("/units", sync_to_thread=True, include_in_schema=False)
def listed(
    desk: NamedDependency[Desk],
    request: Asked,
    at: Annotated[str | None, QueryParameter(max_length=40)] = None,
) -> Response[bytes]:
    """The page."""
    language = wanted(request)
    found = units(desk.node, at=instant(at))
    return page(
        desk,
        request,
        "units.html",
        here="units",
        at=at,
        rows=[_row(language, each) for each in found],
        out=sum(each.sent is not None for each in found),
        may_write=may_state(desk.node),
        modes=list(modes(language).items()),
    )


def _row(language: Language, unit: UnitNow) -> Row:
    number, say = language.number, language.say
    place = picture = ""
    if unit.lon is not None and unit.lat is not None:
        place = f"{number(unit.lat, 4)}, {number(unit.lon, 4)}"
        picture = f"/picture?lon={unit.lon:.5f}&lat={unit.lat:.5f}&zoom=12"
    speeds = [
        say("%(where)s: %(kmh)s km/h", where=where, kmh=number(3.6 * value))
        for where, value in (
            (say("on roads"), unit.speed_road),
            (say("off roads"), unit.speed_off_road),
            (say("on water"), unit.speed_water),
            (say("in the air"), unit.speed_air),
        )
        if value is not None
    ]
    return Row(
        identity=unit.identity,
        name=unit.callsign or "",
        mode=modes(language).get(unit.mode, unit.mode),
        sent="" if unit.sent is None else unit.sent.by,
        plan="" if unit.sent is None else unit.sent.plan,
        crew="" if unit.crew is None else number(unit.crew),
        range="" if unit.range is None else number(unit.range / 1000.0),
        speeds=speeds,
        authority=list(unit.authority or ()),
        place=place,
        picture=picture,
        seen=unit.placed_at,
        marking=marking_words(language, unit.marking),
    )


ROUTES = (listed,)
