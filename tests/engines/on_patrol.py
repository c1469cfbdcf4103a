"""Made-up units on patrol, as rows of kind ``unit``."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from northline.engines.patrol_log import PatrolLogParams
from northline.engines.patrol_log.engine import fold
from northline.engines.patrol_log.state import Leg, LogState
from northline.geo.line import point_at
from northline.records.kinds import kind
from tests.engines.traffic import EPOCH

START = EPOCH
"""2027-01-15T08:00:00Z, us: the beginning of an hour."""

HOUR = 3_600.0
LAKE_KM = 2_289.0
"""On the Detroit River, at the beginning of no stretch."""


def patrol(
    identity: str,
    seconds: Sequence[float],
    km: Sequence[float],
    *,
    mode: str | Sequence[str] = "boat",
    crew: int | None = 2,
    delay: float | Sequence[float] = 1.0,
    marking: int | Sequence[int] = 7,
    north: float = 0.001,
    callsign: str | None = "EX BOAT",
    first: int = 0,
) -> pa.Table:
    """A unit that is beside these kilometres of the line at these seconds.

    ``north`` is how far north of the line, degrees; ``first`` numbers its records.
    """
    n = len(seconds)
    lon, lat = point_at("atlantic-pacific", km)
    at = [START + round(each * 1e6) for each in seconds]
    late = np.broadcast_to(np.asarray(delay, float), n)
    ids = [f"{identity}/{first + k}".encode().rjust(16)[-16:] for k in range(n)]
    rows = {
        "id": ids,
        "source": ["cot"] * n,
        "at": at,
        "received": [a + round(float(d) * 1e6) for a, d in zip(at, late, strict=True)],
        "marking": np.broadcast_to(np.asarray(marking, np.uint64), n).tolist(),
        "lon": lon.tolist(),
        "lat": (lat + north).tolist(),
        "sigma": [5.0] * n,
        "identity": [identity] * n,
        "callsign": [callsign] * n,
        "mode": [mode] * n if isinstance(mode, str) else list(mode),
        "type": ["a-f-S-X-L"] * n,
        "timed": [True] * n,
        "crew": [crew] * n,
    }
    schema = kind("unit").schema
    columns = {
        each.name: pa.array(rows[each.name], each.type)
        if each.name in rows
        else pa.nulls(n, each.type)
        for each in schema
    }
    return pa.table(columns, schema=schema)


def mixed(*tables: pa.Table) -> pa.Table:
    """Rows of several units as they come: by when they were received."""
    return pa.concat_tables(tables).sort_by([("received", "ascending"), ("id", "ascending")])


def legs(table: pa.Table, params: PatrolLogParams | None = None) -> list[tuple[str, Leg]]:
    """Every leg of these rows, those that are not over yet included."""
    state, over = fold(LogState(), table, params or PatrolLogParams())
    found = [(each.identity, each.leg) for each in over]
    return found + [(each.identity, each.open) for each in state.units if each.open is not None]


def seconds_of(table: pa.Table, params: PatrolLogParams | None = None) -> float:
    """Counted seconds of all legs."""
    return sum(sum(leg.ends) - sum(leg.begins) for _, leg in legs(table, params)) / 1e6


def steady(seconds: float, every: float = 10.0, since: float = 0.0) -> list[float]:
    """Seconds of reports, each so long after the one before, both ends included."""
    return [float(each) for each in np.arange(since, since + seconds + every / 2, every)]


def sample(units: pa.Table) -> pa.Table:
    """Units for the suite that every engine keeps to: they patrol, fall silent, and go too fast."""
    boat = patrol(
        "cot:BOAT-9", steady(5_000.0, 20.0), [2_284.0 + k * 0.03 for k in range(251)],
        marking=[7 + (k % 40 == 0) for k in range(251)],
    )  # fmt: skip
    when = [*steady(900.0), *steady(900.0, since=2_000.0), *steady(300.0, since=6_000.0)]
    walk = patrol(
        "cot:FOOT-9", when, [2_289.0 + (20.0 if k == 50 else 0.01 * (k % 9)) for k in range(len(when))],
        mode=["unknown" if k < 30 else "foot" for k in range(len(when))],
        delay=[-200.0 if k in {20, 110} else 3.0 for k in range(len(when))],
        crew=None, callsign=None,
    )  # fmt: skip
    heli = patrol(
        "cot:HELO-9", steady(1_200.0, 5.0), [2_270.0 + 0.3 * k for k in range(241)],
        mode="helicopter",
    )  # fmt: skip
    return mixed(units, boat, walk, heli)
