"""What steered cameras looked at in each part of an hour: a frame of each minute stands for it."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from northline.app.reading import Ask, read
from northline.engines.coverage import Frame
from northline.geo.distance import destination
from northline.records.footprint import Footprint
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

MINUTE = 60_000_000

Frames = dict[tuple[str, int], tuple[Frame, ...]]
"""Sensor and number of the part of an hour -> its frames."""

_CORNERS = ("upper_left", "upper_right", "lower_right", "lower_left")
_COLUMNS = (
    *("id", "at", "sensor", "lon", "lat", "width"),
    *(f"{corner}_{axis}" for corner in _CORNERS for axis in ("lon", "lat")),
)


def frames_of(node: "Opened", first: Micros, last: Micros, part: int) -> Frames:
    """The frames of every sensor from an instant to another; the look stands in the chain."""
    minutes: dict[tuple[str, int], tuple[int, bytes, dict[str, Any]]] = {}
    for batch in read(node, Ask(Footprint.kind, first, last, columns=_COLUMNS)):
        instants = batch.column("at").cast(pa.int64()).to_numpy()
        sensors = batch.column("sensor").to_pylist()
        ids = batch.column("id").to_pylist()
        for row, (at, sensor, id) in enumerate(zip(instants.tolist(), sensors, ids, strict=True)):
            place = (sensor, at // MINUTE)
            before = minutes.get(place)
            if before is None or (at, id) > before[:2]:
                minutes[place] = (at, id, batch.slice(row, 1).to_pylist()[0])
    found: dict[tuple[str, int], list[Frame]] = {}
    for (sensor, _), (at, _, stated) in sorted(minutes.items(), key=lambda each: each[0]):
        ring = _ring(stated)
        if ring:
            slot = (at - first) // part
            found.setdefault((sensor, slot), []).append(Frame(ring, MINUTE / part))
    return {place: tuple(several) for place, several in found.items()}


def _ring(row: dict[str, Any]) -> tuple[tuple[float, float], ...]:
    """The corners of a frame, or a circle as wide around its middle, or nothing."""
    corners = tuple((row[f"{corner}_lon"], row[f"{corner}_lat"]) for corner in _CORNERS)
    if all(value is not None for corner in corners for value in corner):
        return corners
    if row["lon"] is None or not row["width"]:
        return ()
    lon, lat = destination(row["lon"], row["lat"], np.arange(0.0, 360.0, 15.0), row["width"] / 2)
    return tuple(zip(lon.tolist(), lat.tolist(), strict=True))
