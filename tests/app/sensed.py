"""Made-up sensors, what they detected, and tracks of what does not report itself."""

from typing import Any

from northline.app.node import Node
from northline.records.marking import Marking
from northline.records.units import Micros
from tests.ledger.making import batch_of, record_id

BEGIN = 1_800_000_000 * 1_000_000
TOWER, RADAR, FENCE = "asterix:25/201", "asterix:25/7", "sta:fence-3"

DARK, SILENT, GHOST = (record_id(name) for name in ("dark", "silent", "ghost"))
"""Tracks of what never said who it is, of what fell silent, and of what reports itself again."""


def at(second: float) -> Micros:
    return Micros(int(BEGIN + second * 1_000_000))


def plot(number: object, second: float, **more: Any) -> dict[str, Any]:
    """A plot of the radar near Windsor; what is named differs."""
    return {
        "id": record_id("plot", number),
        "source": "made-up",
        "at": at(second),
        "received": at(second),
        "lon": -83.05,
        "lat": 42.30,
        "sigma": 30.0,
        "sensor": RADAR,
        "measure": "polar",
        "craft": "unknown",
        "azimuth": 45.0,
        "test": False,
        "timed": True,
        **more,
    }


def bearing(number: object, second: float, **more: Any) -> dict[str, Any]:
    """A direction from the tower, east of it."""
    where = {"lon": None, "lat": None, "sigma": None, "sensor_lon": -83.10, "sensor_lat": 42.30}
    told = {"sensor": TOWER, "measure": "bearing", "azimuth": 90.0, "label": "person", **where}
    return plot(number, second, **{**told, **more})


def point(track: bytes, second: float, **more: Any) -> dict[str, Any]:
    """A point of a track of what does not report itself."""
    return {
        "id": record_id("point", track, second),
        "source": "fusion",
        "at": at(second),
        "received": at(second),
        "lon": -83.05,
        "lat": 42.30,
        "sigma": 25.0,
        "track": track,
        "craft": "unknown",
        "speed_knots": 6.0,
        "course": 10.0,
        "points": 3,
        "evidence": [record_id("plot", track, second)],
        "quality": 0.987654,
        "sensors": [RADAR, TOWER],
        "group": 2,
        **more,
    }


def tell(node: Node, kind: str, *rows: dict[str, Any], marking: Marking | None = None) -> None:
    """Append rows to a node's ledger."""
    given = marking or node.default_marking()
    marked = [{"marking": int(given.id), **row} for row in rows]
    node.ledger.append(kind, batch_of(marked, kind), by="service:made-up", markings=(given,))


def sensor(identity: str, second: float, **more: Any) -> dict[str, Any]:
    """What is stated of a sensor near Windsor; what is named differs."""
    return {
        "id": record_id("sensor", identity, second),
        "source": "registry",
        "at": at(second),
        "received": at(second),
        "identity": identity,
        "state": "working",
        "detection": [],
        "timed": True,
        **more,
    }


def look(identity: str, second: float, *corners: float, **more: Any) -> dict[str, Any]:
    """Where a camera looked: west, south, east, north of its frame; none but what is named."""
    west, south, east, north = corners or (None,) * 4
    return {
        "id": record_id("look", identity, second, more.get("view")),
        "source": "drone",
        "at": at(second),
        "received": at(second),
        "sensor": identity,
        "upper_left_lon": west,
        "upper_left_lat": north,
        "upper_right_lon": east,
        "upper_right_lat": north,
        "lower_right_lon": east,
        "lower_right_lat": south,
        "lower_left_lon": west,
        "lower_left_lat": south,
        "timed": True,
        **more,
    }
