"""Plain Cursor on Target events as columns: the rows of `northline.formats.cot_rows`, at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from northline.formats.cot_reading import EARLIEST, LATEST, UNKNOWN_METRES
from northline.formats.cot_rows import HEIGHT
from northline.formats.cot_scan import Floats, Integers, PlainEvents
from northline.formats.cot_types import ATOM, FRIEND, craft_of, mode_of
from northline.geo.cells import cells
from northline.records.ids import placed_ids
from northline.records.message import Message, Wire
from northline.records.position import Position
from northline.records.protocols import Context
from northline.records.record import Record
from northline.records.schema import TIMESTAMP, kind_of
from northline.records.unit import Unit
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT, Micros

Flags = npt.NDArray[np.bool_]
Columns = dict[str, pa.Array]


def plain_batches(
    context: Context, offset: int, events: PlainEvents, received: Micros
) -> Mapping[str, pa.RecordBatch]:
    """Rows of ``message``, ``position`` and ``unit``.

    Args:
        context: of the stream.
        offset: place in the stream of the bytes that were scanned.
        events: the events, none of them outside the world.
        received: when they came.
    """
    types, of_type = events.types.dictionary.to_pylist(), events.types.indices.to_numpy()
    columns, placed = _shared(events, received)
    motion: Columns = {
        "speed_knots": _speed(events.number("speed")),
        "course": _course(events.number("course")),
    }
    callsign = events.text("callsign")
    stale = _instants(*events.instant("stale"))
    message: Columns = {
        **columns,
        **{name: events.text(name) for name in ("uid", "type", "how", "text")},
        "callsign": callsign,
        "start": _instants(*events.instant("start")),
        "stale": stale,
        "wire": pa.repeat(Wire.XML.value, len(events)),
        "raw": events.xml(),
    }
    identity = pc.binary_join_element_wise("cot:", message["uid"], "")
    position: Columns = {**columns, "identity": identity, **motion, "name": callsign}
    position["craft"] = _by_type(types, of_type, craft_of)
    altitude = position["altitude"] = _altitude(events.number("hae"))
    known = pc.is_valid(altitude)
    position["altitude_reference"] = pc.if_else(known, HEIGHT, pa.scalar(None, pa.string()))
    unit: Columns = {**columns, "identity": identity, **motion, "callsign": callsign}
    unit |= {"type": message["type"], "stale": stale, "mode": _by_type(types, of_type, mode_of)}
    unit |= {"team": events.text("team"), "role": events.text("role")}
    unit["battery"] = _battery(events.number("battery"))
    units = events.raws()
    places = (offset + events.units[:, 0]).tolist()

    same = {"source": context.source, "marking": context.marking, "received": received}

    def batch(record: type[Record], values: Columns, ordinal: int, rows: Flags) -> Any:
        chosen = None if rows.all() else np.flatnonzero(rows)
        ids = placed_ids(
            record.kind,
            context.source,
            context.stream,
            places if chosen is None else [places[i] for i in chosen.tolist()],
            units if chosen is None else [units[i] for i in chosen.tolist()],
            ordinal,
        )
        return _batch(record, values, ids, chosen, same)

    atom = np.array([type.startswith(ATOM) for type in types])[of_type]
    friend = np.array([type.startswith(FRIEND) for type in types])[of_type]
    every = np.ones(len(events), np.bool_)
    found = {Message.kind: batch(Message, message, 0, every)}
    if (atom & placed).any():
        found[Position.kind] = batch(Position, position, 1, atom & placed)
    if friend.any():
        found[Unit.kind] = batch(Unit, unit, 2, friend)
    return found


def _shared(events: PlainEvents, received: Micros) -> tuple[Columns, Flags]:
    """The columns of every kind, and which events have a place."""
    stated, there = events.instant("time")
    timed = there & (stated >= EARLIEST) & (stated <= LATEST)
    lon, lat, sigma = (events.number(name) for name in ("lon", "lat", "ce"))
    known = (sigma > 0) & (sigma < UNKNOWN_METRES)
    placed = known | (lat != 0) | (lon != 0)
    columns = {
        "at": _instants(np.where(timed, stated, received), np.ones(len(events), np.bool_)),
        "timed": pa.array(timed),
        "lon": pa.array(lon, mask=~placed),
        "lat": pa.array(lat, mask=~placed),
        "sigma": pa.array(sigma, mask=~known),
    }
    found = cells(np.where(placed, lon, np.nan), np.where(placed, lat, np.nan))
    return {**columns, "cell": pa.array(found, pa.uint64(), mask=found == 0)}, placed


def _batch(
    record: type[Record], values: Columns, ids: pa.Array, chosen: Any, same: Mapping[str, Any]
) -> pa.RecordBatch:
    """The chosen rows (None: all) with the columns of their kind."""
    if chosen is not None:
        every = pa.RecordBatch.from_arrays(list(values.values()), names=list(values))
        taken = every.take(pa.array(chosen))
        values = dict(zip(values, taken.columns, strict=True))
    declared = kind_of(record)
    columns = []
    for field in declared.fields:
        if field.name == "id":
            columns.append(ids)
        elif field.name in same:
            columns.append(pa.repeat(pa.scalar(same[field.name], field.type), len(ids)))
        elif field.name in values:
            columns.append(values[field.name])
        else:
            columns.append(pa.nulls(len(ids), field.type))
    return pa.RecordBatch.from_arrays(columns, schema=declared.schema)


def _by_type(types: Sequence[str], of_type: Any, say: Callable[[str], str]) -> pa.Array:
    return pa.array([say(type) for type in types], pa.string()).take(pa.array(of_type))


def _instants(column: Integers, there: Flags) -> pa.Array:
    return pa.array(column, pa.int64(), mask=~there).cast(TIMESTAMP)


def _altitude(metres: Floats) -> pa.Array:
    return pa.array(metres, mask=~(np.abs(metres) < UNKNOWN_METRES))


def _speed(mps: Floats) -> pa.Array:
    known = (mps >= 0) & (mps < UNKNOWN_METRES)
    return pa.array(mps / METRES_PER_SECOND_IN_A_KNOT, mask=~known)


def _course(degrees: Floats) -> pa.Array:
    known = (degrees >= 0) & (degrees <= 360)
    return pa.array(np.where(degrees == 360, 0.0, degrees), mask=~known)


def _battery(percent: Floats) -> pa.Array:
    known = (percent >= 0) & (percent <= 100)
    return pa.array(percent / 100, mask=~known)
