"""Made-up units that check in, report where they are, and fall silent."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from northline.records.check_in import CheckIn
from northline.records.record import Record
from northline.records.sensor import Sensor
from northline.records.track import Track
from northline.records.unit import Unit
from tests.engines.dispatching import Row, table, unit
from tests.engines.traffic import EPOCH

HERE = (-97.60, 49.01)
"""On the prairie, in Canada, a kilometre from the line."""


def checked(name: str, second: float, due: float | None, **more: Any) -> Row:
    """A check-in; ``due`` is seconds after the beginning until when the next is awaited."""
    return {
        "unit": f"cot:{name}", "how": "radio", "by": "EX DESK", "agency": "opp", "officers": [],
        "next_due": None if due is None else EPOCH + int(due * 1e6), "second": second, **more,
    }  # fmt: skip


def heard(
    name: str, seconds: Sequence[float], place: tuple[float, float] = HERE, **more: Any
) -> list[Row]:
    """Track points that a unit reported of itself."""
    return [
        {
            "track": name.encode().ljust(16, b"T")[:16], "identity": f"cot:{name}", "craft": "unit",
            "lon": place[0], "lat": place[1], "sigma": 10.0, "points": 1, "evidence": [],
            "speed_knots": 3.0, "second": second, **more,
        }
        for second in seconds
    ]  # fmt: skip


def others(seconds: Sequence[float]) -> list[Row]:
    """Track points of a thing that is nobody's unit: what the clock goes by."""
    return heard("OTHER", seconds, craft="vessel", identity="mmsi:316000001")


def radio_site(lon: float, lat: float, **more: Any) -> Row:
    """A radio site."""
    return {
        "identity": "radio:1", "sort": "radio", "state": "working", "lon": lon, "lat": lat,
        "range": 20_000.0, "height": 30.0, "detection": [], "timed": True, "second": 0.0, **more,
    }  # fmt: skip


def tables(
    *, checks: Sequence[Row] = (), tracks: Sequence[Row] = (), units: Sequence[Row] = (),
    sites: Sequence[Row] = (),
) -> dict[str, pa.Table]:  # fmt: skip
    """What the engine reads of these; track points in the order of their instants."""
    lined = sorted(tracks, key=lambda each: (each["second"], each["identity"]))
    given: dict[str, tuple[type[Record], Sequence[Row]]] = {
        "check-in": (CheckIn, checks), "track": (Track, lined), "unit": (Unit, units),
        "sensor": (Sensor, sites),
    }  # fmt: skip
    return {kind: table(record, rows) for kind, (record, rows) in given.items()}


def said_well() -> pa.Table:
    """Check-ins of which one is late, one is the last, and one is missed."""
    rows = [
        checked("CAR-1", 40.0, 300.0, lon=HERE[0], lat=HERE[1]),
        checked("FOOT-1", 50.0, 5_000.0),
        checked("CAR-1", 700.0, 760.0),
        checked("FOOT-1", 720.0, None, how="app"),
    ]
    return table(CheckIn, rows)


__all__ = ["HERE", "checked", "heard", "others", "radio_site", "said_well", "tables", "unit"]
