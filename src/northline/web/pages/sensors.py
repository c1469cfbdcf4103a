"""Sensors: what stands where, what it sees and how well, whether it works; a form to state it."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from northline.app.sensors import SensorNow, sensors
from northline.app.sensors_stating import may_state
from northline.app.words import instant
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.marking_words import marking_words
from northline.web.pages.sensors_words import (
    alarms,
    chance,
    reach,
    revisit,
    sector,
    sorts,
    states,
    targets,
)
from northline.web.rendering import page

Asked = Request[Any, Any, Any]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A sensor as a row, in words.

    Attributes:
        identity: as its plots name it.
        name: what people call it.
        sort: what sort of sensor it is.
        state: whether it works, as the registry has it.
        standing: that in words.
        state_at: since when, us, or None.
        place: longitude and latitude, or empty.
        picture: address of the picture there, or empty.
        reach: how far it sees.
        sector: which directions.
        revisit: how often it looks.
        detection: how well it sees, line by line.
        operator: who runs it.
        marking: its marking in words.
        type: make and model.
    """

    identity: str
    name: str
    sort: str
    state: str
    standing: str
    state_at: Micros | None
    place: str
    picture: str
    reach: str
    sector: str
    revisit: str
    detection: list[str]
    operator: str
    marking: str
    type: str


@get("/sensors", sync_to_thread=True, include_in_schema=False)
def registry(
    desk: NamedDependency[Desk],
    request: Asked,
    at: Annotated[str | None, QueryParameter(max_length=40)] = None,
) -> Response[bytes]:
    """The page."""
    language = wanted(request)
    found = sensors(desk.node, at=instant(at))
    return page(
        desk,
        request,
        "sensors.html",
        here="sensors",
        at=at,
        rows=[_row(language, each) for each in found],
        down=sum(each.state in {"down", "degraded", "maintenance"} for each in found),
        may_write=may_state(desk.node),
        sorts=list(sorts(language).items()),
        states=list(states(language).items()),
        targets=list(targets(language).items()),
    )


def _row(language: Language, sensor: SensorNow) -> Row:
    lines = [chance(language, each) for each in sensor.detection]
    lines += [each for each in (alarms(language, sensor),) if each]
    place = picture = ""
    if sensor.lon is not None and sensor.lat is not None:
        place = f"{language.number(sensor.lat, 4)}, {language.number(sensor.lon, 4)}"
        picture = f"/picture?lon={sensor.lon:.5f}&lat={sensor.lat:.5f}&zoom=12"
    return Row(
        identity=sensor.identity,
        name=sensor.name or "",
        sort=sorts(language).get(sensor.sort or "unknown", sensor.sort or ""),
        state=sensor.state,
        standing=states(language)[sensor.state],
        state_at=sensor.state_at,
        place=place,
        picture=picture,
        reach=reach(language, sensor),
        sector=sector(language, sensor),
        revisit=revisit(language, sensor),
        detection=lines,
        operator=sensor.operator or ", ".join(sensor.owners),
        marking=marking_words(language, sensor.marking),
        type=sensor.type or "",
    )


ROUTES = (registry,)
