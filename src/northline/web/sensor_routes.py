"""Routes of the registry of sensors: what each is, what it covers, and stating it anew."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.sensors import near, sensors
from northline.app.sensors_footprints import footprints
from northline.app.sensors_stating import state_sensor
from northline.app.sensors_told import told
from northline.app.words import instant
from northline.records.sensor import SensorSort, SensorState
from northline.web.desk import Asked, Desk
from northline.web.parameters import Around, Key, StatedAt

Value = str | float | None
"""A number, or the text of one, as a form sends it."""


class State(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is stated of a sensor; what is left out, or empty, is not stated.

    The columns are those of the format ``sensors`` (docs/formats/sensors.md).

    Attributes:
        identity: as its plots name it, such as ``camera:t4``.
        state: whether it works.
        at: from when, an instant; now where it is left out.
        marking: marking of the record, such as ``Protected A; owner=opp``.
        sort: what sort of sensor it is.
        name: what people call it.
        operator: the agency that runs it.
        carrier: identity whose positions say where it is.
        type: make and model.
        lon: degrees.
        lat: degrees.
        sigma: 1-sigma error of the place, metres.
        height: of its eye above the ground, metres.
        altitude: of its eye, metres.
        nearest: closest range at which it sees, metres.
        range: farthest range at which it sees, metres.
        bearing_from: where its sector begins, degrees true.
        bearing_to: where it ends, clockwise.
        revisit: seconds between two looks at one place.
        range_sigma: 1-sigma error of a range, metres.
        azimuth_sigma: 1-sigma error of a direction, degrees.
        detection: entries such as ``walker/night=0.7@210``; a list, or joined by semicolons.
        false_alarms: detections of nothing in an hour.
        measured: on how many looks the two were measured.
    """

    identity: str
    state: SensorState
    at: str | None = None
    marking: str | None = None
    sort: SensorSort | None = None
    name: str | None = None
    operator: str | None = None
    carrier: str | None = None
    type: str | None = None
    lon: Value = None
    lat: Value = None
    sigma: Value = None
    height: Value = None
    altitude: Value = None
    nearest: Value = None
    range: Value = None
    bearing_from: Value = None
    bearing_to: Value = None
    revisit: Value = None
    range_sigma: Value = None
    azimuth_sigma: Value = None
    detection: list[str] | str | None = None
    false_alarms: Value = None
    measured: str | int | None = None

    def columns(self) -> dict[str, Any]:
        """Column of the registry -> what is stated there."""
        every = {name: getattr(self, name) for name in self.__struct_fields__ if name != "marking"}
        every |= {"state": self.state.value, "sort": self.sort.value if self.sort else None}
        return {name: value for name, value in every.items() if value is not None}


@get("/sensors", sync_to_thread=True, opt={"answer": "sensors"})
def registry(
    desk: NamedDependency[Desk], request: Asked, at: StatedAt = None, around: Around = None
) -> Response[bytes]:
    """The registry: each sensor as its newest records state it, field by field."""
    circle = None if around is None else near(around)

    def make() -> dict[str, Any]:
        found = sensors(desk.node, at=instant(at), around=circle)
        return {"sensors": [told(each) for each in found]}

    return desk.answer(request, make)


@get("/sensors/footprints", sync_to_thread=True, opt={"answer": "sensor-footprints"})
def covered(
    desk: NamedDependency[Desk], request: Asked, at: StatedAt = None, around: Around = None
) -> Response[bytes]:
    """What sensors cover, as GeoJSON: a circle or sector of each by its range and bearings."""
    circle = None if around is None else near(around)
    return desk.answer(
        request, lambda: footprints(sensors(desk.node, at=instant(at), around=circle))
    )


@post(
    "/sensors",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "sensor", "scope": "ingest"},
)
def add_state(
    desk: NamedDependency[Desk], data: JSONBody[State], key: Key = None
) -> Response[bytes]:
    """State what a sensor is and whether it works; the answer is the sensor as it stands then."""

    def act() -> Any:
        made = state_sensor(desk.node, data.columns(), data.marking or None)
        found = [each for each in sensors(desk.node) if each.identity == data.identity]
        return {"id": made.hex(), "sensor": told(found[0]) if found else None}

    done, again = desk.once.do(key, msgspec.json.encode(["sensor", data]), act)
    return desk.tell(done, status=HTTP_200_OK if again else HTTP_201_CREATED)


ROUTES = (registry, covered, add_state)
