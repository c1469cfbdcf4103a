"""A month of watch near the 49th parallel, and crossings that were found in it."""

from typing import Any

import numpy as np

from northline.app.node import Node
from northline.app.settings_patrol import PatrolSettings
from northline.engines.patrol.params import RiskParams
from northline.engines.patrol.territories import Territory
from northline.geo.line import point_at
from northline.records.record import Id
from northline.records.units import Micros
from tests.app.sensed import BEGIN, GHOST, at, point, tell
from tests.ledger.making import record_id

HOUR, DAY = 3_600.0, 86_400.0
DAYS = 30
FIRST = 900
"""Number of a stretch on the prairie, from km 4500 on."""

SCORE = 0.8


def middle(stretch: int) -> tuple[float, float]:
    """Longitude and latitude of a stretch's middle."""
    lon, lat = point_at("atlantic-pacific", [5.0 * stretch + 2.5])
    return float(lon[0]), float(lat[0])


def watch(node: Node, days: int = DAYS) -> None:
    """A track of something far off in each hour."""
    hours = np.arange(0.0, days * DAY, HOUR)
    rows = [point(GHOST, float(each), lon=-50.0, lat=45.0) for each in hours]
    tell(node, "track", *rows)


def found(name: str, stretch: int, day: float, **more: Any) -> dict[str, Any]:
    """A crossing found in the middle of a stretch, so many days after the beginning."""
    lon, lat = middle(stretch)
    second = day * DAY
    return {
        "id": record_id("risky", name, more.get("revision")),
        "source": "crossing",
        "at": at(second),
        "received": at(second + 60.0),
        "event_id": event(name),
        "revision": 1,
        "finding": "dark-crossing",
        "since": at(second - 30.0),
        "until": at(second + 30.0),
        "score": SCORE,
        "km": 5.0 * stretch + 2.5,
        "reasons": [],
        "evidence": [],
        "about": [],
        "engine": "crossing",
        "engine_version": "3",
        "params": bytes(32),
        "lon": lon,
        "lat": lat,
        **more,
    }


def event(name: str) -> Id:
    return Id(record_id("event", name))


def square(name: str, stretch: int, protocol: str | None = None) -> Territory:
    """A territory drawn for tests around the middle of a stretch; it stands for none that there is."""
    lon, lat = middle(stretch)
    return Territory(
        name=name,
        lons=(lon - 0.02, lon + 0.02, lon + 0.02, lon - 0.02),
        lats=(lat - 0.02, lat - 0.02, lat + 0.02, lat + 0.02),
        protocol=protocol,
    )


def setting(*territories: Territory, **params: Any) -> PatrolSettings:
    return PatrolSettings(params=RiskParams(**params), territories=territories)


def end(days: int = DAYS) -> Micros:
    """End of the last hour watched, as the model rounds it."""
    last = BEGIN + int((days * DAY - HOUR) * 1e6)
    return Micros((last // 3_600_000_000 + 1) * 3_600_000_000)
