"""Readings of Cursor on Target events as rows of ``message``, ``position``, ``unit``, ``sensor``.

Events of XML and of the TAK protocol become the same rows; only the message differs.
"""

from collections.abc import Mapping

import pyarrow as pa

from northline.formats.columns import Rows
from northline.formats.cot_reading import Reading
from northline.formats.cot_sensor import COLUMNS, sensor_row
from northline.formats.cot_types import ATOM, FRIEND, craft_of, mode_of
from northline.formats.cot_unit import COLUMNS as STATED
from northline.records.ids import Origin
from northline.records.message import Message
from northline.records.position import AltitudeReference, Position
from northline.records.protocols import Context
from northline.records.sensor import Sensor
from northline.records.unit import Unit
from northline.records.units import Micros

_PLACED = ("id", "at", "timed", "lon", "lat", "sigma")
_MESSAGE = (*_PLACED, "uid", "type", "how", "callsign", "text", "start", "stale", "wire", "raw")
_POSITION = (
    *_PLACED,
    *("identity", "craft", "speed_knots", "course", "name", "altitude", "altitude_reference"),
)
HEIGHT = AltitudeReference.GEOMETRIC.value
"""What ``hae`` is measured from: the WGS 84 ellipsoid."""

_UNIT = (
    *_PLACED,
    *("identity", "callsign", "mode", "team", "role", "type"),
    *("speed_knots", "course", "battery", "stale"),
    *STATED,
)


class EventRows:
    """Rows of one stream."""

    def __init__(self, context: Context) -> None:
        self._stream = context.stream
        self._messages = Rows(Message, context, _MESSAGE)
        self._positions = Rows(Position, context, _POSITION)
        self._units = Rows(Unit, context, _UNIT)
        self._sensors = Rows(Sensor, context, (*_PLACED, *COLUMNS))
        self._rows = {
            Message.kind: self._messages,
            Position.kind: self._positions,
            Unit.kind: self._units,
            Sensor.kind: self._sensors,
        }
        self._batches: dict[str, list[pa.RecordBatch]] = {}
        self._message_id = Origin(Message.kind, context.source).placed
        self._position_id = Origin(Position.kind, context.source).placed
        self._unit_id = Origin(Unit.kind, context.source).placed
        self._sensor_id = Origin(Sensor.kind, context.source).placed

    def add(
        self, offset: int, unit: bytes, wire: str, raw: str, reading: Reading, received: Micros
    ) -> None:
        """Take one event.

        Args:
            offset: place of its unit in the stream.
            unit: the unit as it stood there, for the ids.
            wire: how ``raw`` holds the event.
            raw: the event.
            reading: what it says.
            received: when it came.
        """
        timed = reading.at is not None
        at = reading.at if timed else received
        placed = (at, timed, reading.lon, reading.lat, reading.sigma)
        self._messages.rows.append(
            (
                self._message_id(self._stream, offset, unit),
                *placed,
                reading.uid,
                reading.type,
                reading.how,
                reading.callsign,
                reading.text,
                reading.start,
                reading.stale,
                wire,
                raw,
            )
        )
        if reading.sensor is not None:
            said = reading.uid, reading.type, reading.callsign, reading.altitude, reading.sensor
            made = self._sensor_id(self._stream, offset, unit, 3)
            self._sensors.rows.append((made, *placed, *sensor_row(*said)))
        if not reading.type.startswith(ATOM):
            return
        identity = f"cot:{reading.uid}"
        if reading.lon is not None:
            self._positions.rows.append(
                (
                    self._position_id(self._stream, offset, unit, 1),
                    *placed,
                    identity,
                    craft_of(reading.type),
                    reading.speed_knots,
                    reading.course,
                    reading.callsign,
                    reading.altitude,
                    None if reading.altitude is None else HEIGHT,
                )
            )
        if reading.type.startswith(FRIEND):
            self._units.rows.append(
                (
                    self._unit_id(self._stream, offset, unit, 2),
                    *placed,
                    identity,
                    reading.callsign,
                    mode_of(reading.type),
                    reading.team,
                    reading.role,
                    reading.type,
                    reading.speed_knots,
                    reading.course,
                    reading.battery,
                    reading.stale,
                    *reading.states,
                )
            )

    def add_batches(self, batches: Mapping[str, pa.RecordBatch], received: Micros) -> None:
        """Take many events that are columns already."""
        self._settle(received)
        for kind, batch in batches.items():
            self._batches.setdefault(kind, []).append(batch)

    def take(self, received: Micros) -> Mapping[str, pa.RecordBatch]:
        """The rows so far as batches, and begin anew."""
        self._settle(received)
        taken, self._batches = self._batches, {}
        return {
            kind: batches[0] if len(batches) == 1 else pa.concat_batches(batches)
            for kind, batches in sorted(taken.items())
        }

    def _settle(self, received: Micros) -> None:
        """Make columns of the rows."""
        for kind, rows in self._rows.items():
            batch = rows.take(received)
            if batch is not None:
                self._batches.setdefault(kind, []).append(batch)
