"""Rows of ASTERIX records: plots, which get their place all at once, positions, names, sensors."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from northline.formats.asterix_plots import Target
from northline.formats.asterix_radars import Radar, identity_of, placed
from northline.formats.asterix_tracks import Report
from northline.formats.columns import Rows
from northline.records.ids import Origin
from northline.records.plot import Measure, Plot
from northline.records.position import Particulars, Position
from northline.records.protocols import Context
from northline.records.sensor import Sensor, SensorSort
from northline.records.units import Micros

_PLOT = (
    "lon lat id at timed sensor measure sensor_lon sensor_lat sensor_altitude craft identity "
    "number range azimuth altitude altitude_reference speed_knots course squawk strength test"
).split()
_POSITION = (
    "id at timed station identity craft lon lat sigma speed_knots course altitude "
    "altitude_reference vertical_rate on_ground"
).split()
_PARTICULARS = "id at timed station identity callsign category".split()
_SENSOR = "id at timed identity sort state lon lat altitude revisit detection".split()

MOST_NAMES = 2048
"""Things whose call sign is remembered; the one longest unheard is given up for the next."""


class Said(NamedTuple):
    """Where a record stands and when it was made.

    Attributes:
        offset: place of its first byte in the stream.
        raw: its bytes.
        source: SAC and SIC.
        at: when.
        timed: whether that was stated.
    """

    offset: int
    raw: bytes
    source: int
    at: Micros
    timed: bool


class AsterixRows:
    """The records of one stream on their way into batches.

    Attributes:
        names: the last call sign of each identity, the one longest unheard first.
    """

    def __init__(self, context: Context, names: dict[str, str]) -> None:
        self.names = names
        self._stream = context.stream
        self._plots = Rows(Plot, context, tuple(_PLOT))
        self._rows: dict[type[Position | Particulars | Sensor], Rows] = {
            Position: Rows(Position, context, tuple(_POSITION)),
            Particulars: Rows(Particulars, context, tuple(_PARTICULARS)),
            Sensor: Rows(Sensor, context, tuple(_SENSOR)),
        }
        self._origins = {
            kind: Origin(kind.kind, context.source)
            for kind in (Plot, Position, Particulars, Sensor)
        }
        self._located: list[tuple[int, float, float, float, float, float, float]] = []

    def target(self, said: Said, target: Target, radar: Radar | None) -> None:
        """Add a plot, and the call sign in it where that is new."""
        if target.identity is not None:
            self._name(said, target.identity, target.callsign, None)
        where = (None, None, None) if radar is None else (radar.lon, radar.lat, radar.altitude)
        lon, lat, own = where
        if lon is not None and lat is not None and own is not None:
            numbers = (target.range, target.azimuth, target.altitude)
            slant, azimuth, altitude = (np.nan if each is None else each for each in numbers)
            place = (len(self._plots.rows), lon, lat, own, slant, azimuth, altitude)
            self._located.append(place)
        row = (
            None,
            None,
            self._origins[Plot].placed(self._stream, said.offset, said.raw),
            said.at,
            said.timed,
            identity_of(said.source),
            Measure.POLAR.value,
            *where,
            target.craft,
            target.identity,
            target.number,
            target.range,
            target.azimuth,
            target.altitude,
            target.reference,
            target.speed_knots,
            target.course,
            target.squawk,
            target.strength,
            target.test,
        )
        self._plots.rows.append(row)

    def report(self, said: Said, report: Report) -> None:
        """Add a position, and the call sign in it where that is new."""
        self._name(said, report.identity, report.callsign, report.category)
        row = (
            *self._head(Position, said),
            identity_of(said.source),
            report.identity,
            report.craft,
            report.lon,
            report.lat,
            report.sigma,
            report.speed_knots,
            report.course,
            report.altitude,
            report.reference,
            report.climb,
            report.on_ground,
        )
        self._rows[Position].rows.append(row)

    def sensor(self, said: Said, radar: Radar) -> None:
        """Add what is known of a radar now."""
        known = (radar.state, radar.lon, radar.lat, radar.altitude, radar.revisit, ())
        head = (*self._head(Sensor, said), identity_of(said.source), SensorSort.RADAR.value)
        self._rows[Sensor].rows.append((*head, *known))

    def _name(self, said: Said, identity: str, callsign: str | None, category: str | None) -> None:
        if callsign is None:
            return
        before = self.names.pop(identity, None)
        if before is None and len(self.names) >= MOST_NAMES:
            del self.names[next(iter(self.names))]
        self.names[identity] = callsign
        if before != callsign:
            row = (*self._head(Particulars, said), identity_of(said.source), identity)
            self._rows[Particulars].rows.append((*row, callsign, category))

    def _head(
        self, kind: type[Position | Particulars | Sensor], said: Said
    ) -> tuple[bytes, Micros, bool]:
        made = self._origins[kind].placed(self._stream, said.offset, said.raw)
        return made, said.at, said.timed

    def take(self, received: Micros) -> dict[str, pa.RecordBatch]:
        """The rows as batches by kind; begin anew."""
        if self._located:
            index, lon, lat, own, *measured = (
                np.array(column, np.float64) for column in zip(*self._located, strict=True)
            )
            lons, lats = placed((lon, lat, own), *measured)
            rows = self._plots.rows
            for place, east, north in zip(index.astype(int), lons, lats, strict=True):
                rows[place] = (east, north, *rows[place][2:])
            self._located = []
        batches = {Plot.kind: self._plots.take(received)}
        batches |= {kind.kind: made.take(received) for kind, made in self._rows.items()}
        return {kind: batch for kind, batch in batches.items() if batch is not None}
