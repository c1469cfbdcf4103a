"""Sensors as the picture shows them: where each stands, what it covers, where it looked last.

How each stands and what it covers comes from the registry (`northline.app.sensors`), as it was
stated at the instant that is shown.  Where a steered camera looked last comes from its newest
``footprint``, at most `LOOKED_SECONDS` old: its four corners on the ground, or, where only middle
and width are stated, a circle as wide.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa

from northline.app.reading import Ask, read
from northline.app.sensors import Chance, SensorNow, sensors
from northline.app.sensors_footprints import footprints
from northline.geo.distance import destination
from northline.ledger.reading import system_clock
from northline.records.footprint import Footprint
from northline.records.marking import Marking
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

LOOKED_SECONDS = 600
"""How long after it was told a camera's look is shown."""

Ring = list[list[float]]
"""Corners in degrees, longitude first; the last is the first again."""

Words = Callable[[Marking | None], dict[str, str]]
"""Says a marking in words, by language."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Where a camera looked last.

    Attributes:
        view: which camera of the sensor, as its source names it, or None.
        at: when, ms since 1970 UTC.
        ring: the frame on the ground.
    """

    view: str | None
    at: int
    ring: Ring


class ShownSensor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sensor on the map.  What is left out nobody states.

    Attributes:
        identity: as its plots name it.
        state: whether it works.
        since: since when that is stated, ms.
        at: when its newest record was so, ms.
        source: who said that.
        name: what people call it.
        sort: what sort of sensor it is.
        lon: degrees.
        lat: degrees.
        sigma: 1-sigma error of its place, m.
        carrier: identity whose positions say where it is.
        nearest: closest range at which it sees, m.
        range: farthest range at which it sees, m.
        bearing_from: where its sector begins, degrees true; left out where it sees all around.
        bearing_to: where it ends, clockwise.
        revisit: seconds between two looks at one place.
        detection: probabilities of detection by class of target and light.
        false_alarms: detections of nothing in an hour.
        false_alarms_measured: on how many looks; left out where it is the maker's word.
        operator: the agency that runs it.
        owners: the agencies that own what is told of it.
        marking: the marking of what is told of it, in words, by language.
        type: make and model.
        area: what it covers, as rings of a polygon; left out without place or range.
        looks: where its cameras looked last.
    """

    identity: str
    state: str
    since: int | None = None
    at: int
    source: str
    name: str | None = None
    sort: str | None = None
    lon: float | None = None
    lat: float | None = None
    sigma: float | None = None
    carrier: str | None = None
    nearest: float | None = None
    range: float | None = None
    bearing_from: float | None = None
    bearing_to: float | None = None
    revisit: float | None = None
    detection: tuple[Chance, ...] = ()
    false_alarms: float | None = None
    false_alarms_measured: int | None = None
    operator: str | None = None
    owners: tuple[str, ...] = ()
    marking: dict[str, str] = {}
    type: str | None = None
    area: list[Ring] = []
    looks: tuple[Look, ...] = ()


def sensing(node: "Opened", words: Words, *, at: Micros | None = None) -> list[ShownSensor]:
    """The sensors that the operator may see, by identity; the reads stand in the chain.

    A camera of which only looks are known is one too: nobody states how it stands.

    Args:
        node: the node.
        words: says markings.
        at: as it was stated then; None is now.
    """
    when = system_clock() if at is None else at
    looks = _looks(node, when)
    known = sensors(node, at=when)
    areas = {each["id"]: each["geometry"]["coordinates"] for each in _features(known)}
    found = [
        _shown(each, words, areas.get(each.identity, []), looks.pop(each.identity, ()))
        for each in known
    ]
    others = [
        ShownSensor(identity=identity, state="unknown", at=several[0].at, source="", looks=several)
        for identity, several in looks.items()
    ]
    return sorted([*found, *others], key=lambda each: each.identity)


def _features(known: list[SensorNow]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = footprints(known)["features"]
    return found


_SAME = (
    *("identity", "state", "source", "name", "sort", "lon", "lat", "sigma", "carrier", "nearest"),
    *("range", "bearing_from", "bearing_to", "revisit", "detection", "false_alarms"),
    *("false_alarms_measured", "operator", "owners", "type"),
)


def _shown(each: SensorNow, words: Words, area: list[Ring], looks: tuple[Look, ...]) -> ShownSensor:
    return ShownSensor(
        since=None if each.state_at is None else each.state_at // 1000,
        at=each.at // 1000,
        marking=words(each.marking),
        area=area,
        looks=looks,
        **{name: getattr(each, name) for name in _SAME},
    )


_CORNERS = ("upper_left", "upper_right", "lower_right", "lower_left")
_COLUMNS = (
    *("id", "at", "sensor", "view", "lon", "lat", "width"),
    *(f"{corner}_{axis}" for corner in _CORNERS for axis in ("lon", "lat")),
)


def _looks(node: "Opened", when: Micros) -> dict[str, tuple[Look, ...]]:
    """Sensor -> the newest look of each of its cameras."""
    since = when - LOOKED_SECONDS * 1_000_000
    newest: dict[tuple[str, str | None], dict[str, Any]] = {}
    for batch in read(node, Ask(Footprint.kind, since, when + 1, columns=_COLUMNS)):
        # Of thousands of frames only the last of each camera is looked at row by row.
        table = pa.table(batch).sort_by([("at", "ascending"), ("id", "ascending")])
        table = table.append_column("row", pa.array(range(table.num_rows), pa.int64()))
        last = table.group_by(["sensor", "view"], use_threads=False).aggregate([("row", "max")])
        table = table.set_column(1, "at", table.column("at").cast(pa.int64()))
        for row in table.take(last.column("row_max")).to_pylist():
            before = newest.get((row["sensor"], row["view"]), row)
            if (row["at"], row["id"]) >= (before["at"], before["id"]):
                newest[row["sensor"], row["view"]] = row
    found: dict[str, list[Look]] = {}
    for (sensor, view), row in sorted(newest.items(), key=str):
        ring = _ring(row)
        if ring:
            found.setdefault(sensor, []).append(Look(view=view, at=row["at"] // 1000, ring=ring))
    return {sensor: tuple(several) for sensor, several in found.items()}


def _ring(row: Mapping[str, Any]) -> Ring:
    """The frame on the ground, or nothing where it cannot be told."""
    corners = [[row[f"{corner}_lon"], row[f"{corner}_lat"]] for corner in _CORNERS]
    if all(value is not None for corner in corners for value in corner):
        ring = [[round(lon, 6), round(lat, 6)] for lon, lat in corners]
        return [*ring, ring[0]]
    if row["lon"] is None or not row["width"]:
        return []
    x, y = destination(row["lon"], row["lat"], np.arange(0.0, 360.0, 15.0), row["width"] / 2)
    ring = [[round(float(a), 6), round(float(b), 6)] for a, b in zip(x, y, strict=True)]
    return [*ring, ring[0]]
