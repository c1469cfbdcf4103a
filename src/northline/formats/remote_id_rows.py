"""From messages of Remote ID to records; which becomes what stands in docs/formats/remote-id.md."""

from typing import Any, NamedTuple

import pyarrow as pa

from northline.formats.columns import Rows
from northline.formats.remote_id_dji import Telemetry
from northline.formats.remote_id_messages import (
    LOCATION,
    OPERATOR_ID,
    REGISTRATION,
    BasicId,
    Location,
    System,
    Words,
)
from northline.formats.remote_id_senders import MICROS, Sender
from northline.records.ids import Origin
from northline.records.plot import Measure, Plot
from northline.records.position import AltitudeReference, Craft, Particulars, Position
from northline.records.protocols import Context
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT, Micros

CLOCK = 60 * MICROS
"""A stated time farther from that of the receiver is not believed."""

FASTEST, HIGHEST, LOWEST = 100.0, 10_000.0, -500.0
"""Metres a second and metres beyond which no small drone flies."""

SIGMAS_OF_95 = 2.448
"""Radius that holds 95 % of circular normal errors, in sigmas of one axis: sqrt(2 ln 20)."""

_HOUR, _TENTH = 3600 * MICROS, MICROS // 10
_POSITION = (
    "id at timed lon lat sigma identity craft message speed_knots course status station altitude "
    "altitude_reference vertical_rate on_ground"
).split()
_PARTICULARS = "id at timed identity message callsign name station category".split()
_PLOT = (
    "id at timed lon lat sensor measure craft identity altitude altitude_reference strength test"
).split()
_OPERATOR = (Craft.UNKNOWN, Craft.PERSON, Craft.PERSON)
"""What stands at the operator's place: nobody says that they still are where they took off."""


class When(NamedTuple):
    """When something was heard: by the receiver's clock where it says, else when it reached us."""

    at: Micros
    stated: bool


class Place(NamedTuple):
    """Where in the stream a message stands, and who heard it how strongly."""

    offset: int
    raw: bytes
    ordinal: int
    station: str | None
    strength: float | None


class RemoteIdRows:
    """Rows of the three kinds, from one stream."""

    def __init__(self, context: Context) -> None:
        self._stream = context.stream
        self._source = context.source
        declared = ((Position, _POSITION), (Particulars, _PARTICULARS), (Plot, _PLOT))
        self._rows = {each.kind: Rows(each, context, tuple(names)) for each, names in declared}
        self._ids = {each.kind: Origin(each.kind, context.source) for each, _ in declared}

    def take(self, received: Micros) -> dict[str, pa.RecordBatch]:
        """The rows since the last call."""
        taken = {kind: rows.take(received) for kind, rows in self._rows.items()}
        return {kind: batch for kind, batch in taken.items() if batch is not None}

    def location(self, place: Place, when: When, sender: Sender, said: Location) -> list[str]:
        """Make a position; what in it cannot be believed."""
        at, timed, odd = _instant(when, said.tenths)
        speed, altitude, above = said.speed, said.altitude, AltitudeReference.GEOMETRIC.value
        if altitude is None:
            altitude, above = said.pressure_altitude, AltitudeReference.PRESSURE.value
        if speed is not None and speed > FASTEST:
            odd.append("speed")
        if altitude is not None and not LOWEST <= altitude <= HIGHEST:
            odd.append("altitude")
        sigma = None if said.accuracy is None else said.accuracy / SIGMAS_OF_95
        ground = {"ground": True, "airborne": False}.get(said.status or "")
        self._append(
            Position.kind,
            place,
            *(at, timed, said.lon, said.lat, sigma, sender.identity, Craft.DRONE.value, LOCATION),
            *(None if speed is None else speed / METRES_PER_SECOND_IN_A_KNOT, said.course),
            *(said.status, place.station, altitude, None if altitude is None else above),
            *(said.climb, ground),
        )
        return odd

    def telemetry(self, place: Place, when: When, said: Telemetry) -> list[str]:
        """Make a position of a drone of DJI, and a plot of its operator; what is not believed."""
        identity = f"dji:{said.serial}"
        if said.lon is not None:
            self._append(
                Position.kind,
                place,
                *(when.at, when.stated, said.lon, said.lat, None, identity, Craft.DRONE.value),
                *(None, said.speed / METRES_PER_SECOND_IN_A_KNOT, said.course, None),
                *(place.station, None, None, said.climb, None),
            )
        if said.operator_lon is not None:
            who, where = f"dji-operator:{said.serial}", (said.operator_lon, said.operator_lat)
            self._plot(place, when.at, when.stated, where, Craft.PERSON, who, None)
        odd = ["speed"] if said.speed > FASTEST else []
        return [*odd, "operator's place"] if said.operator_nowhere else odd

    def operator(self, place: Place, when: When, sender: Sender, said: System) -> list[str]:
        """Make a plot of the operator's place; what in it cannot be believed."""
        at, timed, odd = when.at, when.stated, []
        if said.seconds is not None:
            stated = said.seconds * MICROS
            if abs(stated - at) <= CLOCK:
                at, timed = Micros(stated), True
            else:
                odd.append("time")
        craft = _OPERATOR[said.sort] if said.sort < len(_OPERATOR) else Craft.UNKNOWN
        who = sender.operator or sender.identity.partition(":")[2]
        identity = f"remote-id-operator:{who}"
        self._plot(place, at, timed, (said.lon, said.lat), craft, identity, said.altitude)
        return odd

    def basic(self, place: Place, when: When, sender: Sender, said: BasicId) -> None:
        """Make particulars of who a drone says that it is."""
        registration = said.number if said.scheme == REGISTRATION else None
        self._particulars(place, when, sender, 0, registration, None, f"UA{said.type}")

    def words(self, place: Place, when: When, sender: Sender, said: Words) -> None:
        """Make particulars of its text, or of who flies it."""
        operator = said.kind == OPERATOR_ID
        callsign, name = (said.text, None) if operator else (None, said.text)
        self._particulars(place, when, sender, said.kind, callsign, name, None)

    def _particulars(
        self,
        place: Place,
        when: When,
        sender: Sender,
        message: int,
        callsign: str | None,
        name: str | None,
        category: str | None,
    ) -> None:
        said = (sender.identity, message, callsign, name, place.station, category)
        self._append(Particulars.kind, place, when.at, when.stated, *said)

    def _plot(
        self,
        place: Place,
        at: Micros,
        timed: bool,
        where: tuple[float | None, float | None],
        craft: Craft,
        identity: str,
        altitude: float | None,
    ) -> None:
        sensor = f"remote-id-receiver:{place.station or self._source}"
        above = None if altitude is None else AltitudeReference.GEOMETRIC.value
        what = (sensor, Measure.PLACE.value, craft.value, identity, altitude, above)
        self._append(Plot.kind, place, at, timed, *where, *what, place.strength, False)

    def _append(self, kind: str, place: Place, *row: Any) -> None:
        record_id = self._ids[kind].placed(self._stream, place.offset, place.raw, place.ordinal)
        self._rows[kind].rows.append((record_id, *row))


def _instant(when: When, tenths: int | None) -> tuple[Micros, bool, list[str]]:
    """The instant nearest to ``when`` that is so many tenths past an hour, if it is near enough."""
    if tenths is None:
        return when.at, when.stated, []
    past = tenths * _TENTH
    hours = (when.at - past + _HOUR // 2) // _HOUR
    at = Micros(hours * _HOUR + past)
    if abs(at - when.at) > CLOCK:
        return when.at, when.stated, ["time"]
    return at, True, []
