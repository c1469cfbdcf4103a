"""Made-up plots of sensors with known truth, as a feed gives them."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from northline.engines.fusion import Fusion, FusionParams, FusionState
from northline.geo.distance import bearing, destination, distance, from_plane
from northline.records.plot import Plot
from northline.records.schema import TIMESTAMP, kind_of
from northline.records.sensor import Sensor
from tests.engines.running import run
from tests.engines.traffic import EPOCH, MARKING

Floats = NDArray[np.floating[Any]]
RADAR = "asterix:25/201"
SHORE = (-83.08, 42.28)
"""Where the first radar stands."""

OTHER_SHORE = (-83.00, 42.33)
FLUSH = 400.0
"""Seconds after the last plot at which another one comes, so that nothing waits any longer."""


def plots(
    sensor: str, seconds: Sequence[float] | Floats, *, measure: Any = "place", delay: float = 0.5,
    marking: Any = MARKING, **columns: Any,
) -> pa.Table:  # fmt: skip
    """A table of plots; other columns by name, one value or one for each row."""
    n = len(seconds)
    at = np.rint(np.asarray(seconds, float) * 1e6).astype(np.int64) + EPOCH
    given: dict[str, Any] = {
        "source": "made-up", "marking": marking, "sensor": sensor, "measure": measure,
        "craft": "unknown", "timed": True, "test": False, **columns,
    }  # fmt: skip
    schema = kind_of(Plot).schema
    told = "".join(f"{k}={np.asarray(v).tolist()}" for k, v in sorted(columns.items()))
    seed = hashlib.blake2b(told.encode(), digest_size=8).digest()
    made = {
        "id": pa.array(
            [
                hashlib.blake2b(
                    f"{sensor} {t} {k}".encode(), digest_size=16, key=seed
                ).digest()
                for k, t in enumerate(at.tolist())
            ],
            pa.binary(16),
        ),
        "at": pa.array(at).cast(TIMESTAMP),
        "received": pa.array(at + int(delay * 1e6)).cast(TIMESTAMP),
    }  # fmt: skip
    for name, value in given.items():
        one = isinstance(value, str) or np.ndim(value) == 0
        values = [value] * n if one else np.asarray(value, object).tolist()
        made[name] = pa.array(values, schema.field(name).type)
    table: pa.Table = kind_of(Plot).conform(pa.table(made))
    return table


def radar(
    rng: np.random.Generator, seconds: Floats, lon: Floats, lat: Floats, *, name: str = RADAR,
    place: tuple[float, float] = SHORE, range_sigma: float = 15.0, azimuth_sigma: float = 0.2,
    seen: float = 0.9, **columns: Any,
) -> pa.Table:  # fmt: skip
    """What a radar tells of a thing that was at lon, lat at these seconds."""
    there = rng.random(len(seconds)) < seen
    seconds, lon, lat = seconds[there], lon[there], lat[there]
    r = distance(*place, lon, lat) + rng.normal(0, range_sigma, len(lon))
    theta = bearing(*place, lon, lat) + rng.normal(0, azimuth_sigma, len(lon))
    return plots(
        name, seconds, measure="polar", range=r, azimuth=theta % 360.0, sensor_lon=place[0],
        sensor_lat=place[1], range_sigma=range_sigma, azimuth_sigma=azimuth_sigma, **columns,
    )  # fmt: skip


def clutter(
    rng: np.random.Generator, seconds: Floats, each: float, *, half: float = 3000.0,
    name: str = RADAR, around: tuple[float, float] = SHORE, sigma: float = 20.0,
) -> pa.Table:  # fmt: skip
    """Detections of nothing: so many a look, in a square of this half side, m."""
    many = rng.poisson(each, len(seconds))
    when = np.repeat(seconds, many)
    x, y = rng.uniform(-half, half, (2, len(when)))
    lon, lat = from_plane(x, y, *around)
    return plots(name, when, lon=lon, lat=lat, sigma=sigma)


def straight(
    seconds: Floats, lon: float, lat: float, course: float, speed: float
) -> tuple[Floats, Floats]:
    """Where a thing is that goes on a straight course."""
    return destination(lon, lat, course, speed * np.asarray(seconds))


def sensor(identity: str = RADAR, second: float = 0.0, **columns: Any) -> pa.Table:
    """One statement of a sensor."""
    at = pa.array([EPOCH + int(second * 1e6)]).cast(TIMESTAMP)
    given = {
        "source": "made-up", "marking": MARKING, "identity": identity, "state": "working",
        "timed": True, "detection": [], **columns,
    }  # fmt: skip
    schema = kind_of(Sensor).schema
    made = {name: pa.array([value], schema.field(name).type) for name, value in given.items()}
    made |= {"id": pa.array([bytes(16)], pa.binary(16)), "at": at, "received": at}
    table: pa.Table = kind_of(Sensor).conform(pa.table(made))
    return table


def by_time(*tables: pa.Table) -> pa.Table:
    """Rows of tables in the order they were received."""
    return pa.concat_tables(tables).combine_chunks().sort_by("received")


def after(table: pa.Table, seconds: float = FLUSH) -> pa.Table:
    """One plot of nothing, far away and so long after the last of a table."""
    last = max(t.timestamp() for t in table.column("at").to_pylist()) - EPOCH / 1e6
    return plots("flush", [last + seconds], lon=-60.0, lat=60.0, sigma=1.0)


def fused(
    table: pa.Table, positions: pa.Table | None = None, *, about: pa.Table | None = None,
    params: FusionParams | None = None,
) -> tuple[list[dict[str, Any]], FusionState]:  # fmt: skip
    """Points that plots (and positions, and statements of sensors) give, and the state."""
    batch = {"plot": pa.concat_tables([table, after(table)])}
    if positions is not None:
        batch["position"] = positions
    if about is not None:
        batch["sensor"] = about
    given, state = run(Fusion(params), [batch])
    assert isinstance(state, FusionState)
    return (given["track"].to_pylist() if "track" in given else []), state


def tracks_of(points: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Points by track, in the order in which tracks begin."""
    found: dict[bytes, list[dict[str, Any]]] = {}
    for point in points:
        found.setdefault(point["track"], []).append(point)
    return list(found.values())


def seen(positions: pa.Table) -> pa.Table:
    """One plot for each position, of the same instant: of that thing, of a dark boat, of nothing.

    Row by row they are as far in time as the positions, so both may be cut at one row.
    """
    rng = np.random.default_rng(1)
    n = positions.num_rows
    at = np.asarray(positions.column("at").cast(pa.int64()).to_numpy(), np.int64)
    seconds = (at - EPOCH) / 1e6
    turn = np.arange(n) % 4
    lon, lat = (np.array(positions.column(name).to_numpy()) for name in ("lon", "lat"))
    dark = straight(seconds, -83.09, 42.24, 30.0, 8.0)
    lon[turn == 1], lat[turn == 1] = dark[0][turn == 1], dark[1][turn == 1]
    lon[turn == 2], lat[turn == 2] = rng.uniform(-83.12, -83.0, n)[turn == 2], 42.3
    camera = turn == 3
    theta = np.where(camera, bearing(*SHORE, *dark), bearing(*SHORE, lon, lat))
    theta = theta + rng.normal(0, 0.1, n)
    ranged = distance(*SHORE, lon, lat) + rng.normal(0, 10.0, n)
    return plots(
        RADAR, seconds, delay=1.0, measure=np.where(camera, "bearing", "polar"),
        range=[None if c else r for c, r in zip(camera, ranged.tolist(), strict=True)],
        azimuth=theta % 360.0, sensor_lon=SHORE[0], sensor_lat=SHORE[1],
        marking=np.where(np.arange(n) % 41 == 0, 8, MARKING),
        altitude=[400.0 if k % 9 == 1 else None for k in range(n)],
        altitude_reference=["pressure" if k % 9 == 1 else None for k in range(n)],
    ).set_column(
        kind_of(Plot).schema.get_field_index("sensor"), "sensor",
        pa.array(["camera" if c else RADAR for c in camera.tolist()]),
    )  # fmt: skip
