"""Made-up traffic with known truth: positions as a feed gives them, and where it really crossed.

Places are given as kilometres along the Atlantic-Pacific segment and metres off it, towards
Canada; the Detroit River is kilometres 2,282 to 2,310.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from northline.geo.distance import to_plane
from northline.geo.line import crossings, point_at
from northline.records.arrival import Arrival
from northline.records.marking import MarkingId
from northline.records.position import Position
from northline.records.protocols import Moment
from northline.records.record import Digest
from northline.records.schema import TIMESTAMP, kind_of
from northline.records.units import Micros

Floats = NDArray[np.floating[Any]]
SEGMENT = "atlantic-pacific"
EPOCH = 1_800_000_000_000_000
"""Second 0 of every scene, us."""

MARKING = 7
METRES_IN_A_DEGREE = 111_132.0


def moment() -> Moment:
    """The present of every step here; markings join to the larger number."""
    return Moment(
        now=Micros(EPOCH), join=lambda *each: MarkingId(max(each)), params=Digest(bytes(32))
    )


def identifier(text: str) -> bytes:
    """An id for a position, from its content."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def positions(
    identity: str | Sequence[str],
    seconds: Sequence[float] | Floats,
    lon: Sequence[float] | Floats,
    lat: Sequence[float] | Floats,
    *,
    craft: str | Sequence[str] = "vessel",
    sigma: float | None = None,
    speed: Sequence[float | None] | Floats | None = None,
    course: Sequence[float | None] | Floats | None = None,
    delay: float = 1.0,
    marking: int | Sequence[int] = MARKING,
    timed: bool = True,
    altitude: Sequence[float | None] | Floats | None = None,
    reference: str | Sequence[str | None] = "pressure",
    climb: Sequence[float | None] | None = None,
    ground: Sequence[bool | None] | None = None,
) -> pa.Table:
    """A table of positions with the columns of the kind, in the order given."""
    n = len(seconds)
    at = np.rint(np.asarray(seconds, float) * 1e6).astype(np.int64) + EPOCH
    names = [identity] * n if isinstance(identity, str) else list(identity)
    columns = {
        "id": pa.array(
            [identifier(f"{w} {t} {k}") for k, (w, t) in enumerate(zip(names, at, strict=True))],
            pa.binary(16),
        ),
        "source": pa.array(["made-up"] * n),
        "at": pa.array(at).cast(TIMESTAMP),
        "received": pa.array(at + int(delay * 1e6)).cast(TIMESTAMP),
        "marking": pa.array(
            [marking] * n if isinstance(marking, int) else list(marking), pa.uint64()
        ),
        "lon": pa.array(np.asarray(lon, float)),
        "lat": pa.array(np.asarray(lat, float)),
        "sigma": pa.array([sigma] * n, pa.float64()),
        "identity": pa.array(names, pa.string()),
        "craft": pa.array([craft] * n if isinstance(craft, str) else list(craft), pa.string()),
        "speed_knots": pa.nulls(n, pa.float64())
        if speed is None
        else pa.array(speed, pa.float64()),
        "course": pa.nulls(n, pa.float64()) if course is None else pa.array(course, pa.float64()),
        "timed": pa.array([timed] * n),
    }
    if altitude is not None:
        stated = [reference] * n if isinstance(reference, str) else list(reference)
        columns["altitude"] = pa.array(altitude, pa.float64())
        columns["altitude_reference"] = pa.array(
            [w if a is not None else None for w, a in zip(stated, altitude, strict=True)],
            pa.string(),
        )
    if climb is not None:
        columns["vertical_rate"] = pa.array(climb, pa.float64())
    if ground is not None:
        columns["on_ground"] = pa.array(ground, pa.bool_())
    table: pa.Table = kind_of(Position).conform(pa.table(columns))
    return table


def arrivals(
    seconds: Sequence[float], identities: Sequence[str | None], *,
    direction: str = "to-canada", craft: str = "vessel",
    places: Sequence[tuple[float, float] | None] | None = None,
    marking: Sequence[int] | None = None, delay: float = 5.0,
) -> pa.Table:  # fmt: skip
    """A table of reports of arrival, in the order given."""
    n = len(seconds)
    at = np.rint(np.asarray(seconds, float) * 1e6).astype(np.int64) + EPOCH
    where = places or [None] * n
    columns = {
        "id": pa.array([identifier(f"arrival {t} {k}") for k, t in enumerate(at)], pa.binary(16)),
        "source": pa.array(["made-up"] * n),
        "at": pa.array(at).cast(TIMESTAMP),
        "received": pa.array(at + int(delay * 1e6)).cast(TIMESTAMP),
        "marking": pa.array(list(marking or [MARKING] * n), pa.uint64()),
        "lon": pa.array([None if each is None else each[0] for each in where], pa.float64()),
        "lat": pa.array([None if each is None else each[1] for each in where], pa.float64()),
        "report": pa.array([f"EX-{k}" for k in range(n)]),
        "authority": pa.array(["cbsa" if direction == "to-canada" else "cbp"] * n),
        "channel": pa.array(["telephone"] * n),
        "direction": pa.array([direction] * n),
        "craft": pa.array([craft] * n),
        "identity": pa.array(list(identities), pa.string()),
        "outcome": pa.array(["cleared"] * n),
    }
    table: pa.Table = kind_of(Arrival).conform(pa.table(columns))
    return table


def spot(
    km: Floats | Sequence[float] | float,
    off: Floats | Sequence[float] | float,
    smooth: float = 0.15,
) -> tuple[Floats, Floats]:
    """Degrees of points ``off`` metres (positive in Canada) from the line at ``km``.

    The line's direction is that between ``smooth`` km before and after.
    """
    km, off = np.broadcast_arrays(np.atleast_1d(np.asarray(km, float)), np.asarray(off, float))
    lon, lat = point_at(SEGMENT, km)
    ahead, behind = point_at(SEGMENT, km + smooth), point_at(SEGMENT, km - smooth)
    east, north = to_plane(*ahead, *behind)
    norm = np.hypot(east, north)
    shrink = METRES_IN_A_DEGREE * np.cos(np.radians(lat))
    return lon + off * north / norm / shrink, lat - off * east / norm / METRES_IN_A_DEGREE


@dataclass
class Truth:
    """A true crossing: who, when (seconds), 1 into Canada or -1, and how well it could be seen.

    ``before after``: reports since the crossing before it, and until the one after it.
    ``clear``: it was 40 m or more off the line at some time on either side, within these bounds.
    """

    identity: str
    second: float
    direction: int
    before: int
    after: int
    clear: bool


@dataclass
class Scene:
    """Positions in the order they were sent, and what really happened."""

    tables: list[pa.Table] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)
    hours: float = 0.0
    km: float = 0.0

    def table(self) -> pa.Table:
        """All positions by time of sending."""
        together = pa.concat_tables(self.tables).combine_chunks()
        return together.sort_by([("at", "ascending"), ("identity", "ascending")])

    def sail(
        self, rng: np.random.Generator, identity: str, start: float, lon: Floats, lat: Floats,
        off: Floats, *, every: float, noise: float, stated: bool, craft: str = "vessel",
        lost: float = 0.05,
    ) -> None:  # fmt: skip
        """Add a craft that was at lon, lat (n,), one a second from ``start``, and reports."""
        n = len(lon)
        when = np.arange(rng.uniform(0, every), n - 1, every)
        when = (when + rng.uniform(-0.2, 0.2, len(when)) * every).clip(0, n - 1)
        when = np.sort(when[rng.random(len(when)) >= lost])
        second = np.arange(n, dtype=float)
        x, y = np.interp(when, second, lon), np.interp(when, second, lat)
        shrink = METRES_IN_A_DEGREE * np.cos(np.radians(y))
        east, north = np.gradient(lon) * shrink.mean(), np.gradient(lat) * METRES_IN_A_DEGREE
        e, v = np.interp(when, second, east), np.interp(when, second, north)
        e, v = e + rng.normal(0, 0.15, len(e)), v + rng.normal(0, 0.15, len(v))
        self.tables.append(
            positions(
                identity, when + start, x + rng.normal(0, noise, len(x)) / shrink,
                y + rng.normal(0, noise, len(y)) / METRES_IN_A_DEGREE, craft=craft,
                speed=np.round(np.hypot(e, v) / 0.514444, 1) if stated else None,
                course=np.round(np.degrees(np.arctan2(e, v)) % 360.0, 1) if stated else None,
            )
        )  # fmt: skip
        met = crossings(lon[:-1], lat[:-1], lon[1:], lat[1:])
        times = met.leg + met.fraction
        bounds = np.concatenate([[0.0], times, [float(n - 1)]])
        for k, (t, way) in enumerate(zip(times.tolist(), met.direction.tolist(), strict=True)):
            before, after = slice(int(bounds[k]), int(t) + 1), slice(int(t), int(bounds[k + 2]) + 1)
            clear = np.abs(off[before]).max() >= 40.0 and np.abs(off[after]).max() >= 40.0
            before_it = int(((when > bounds[k]) & (when < t)).sum())
            after_it = int(((when > t) & (when < bounds[k + 2])).sum())
            self.truth.append(Truth(identity, t + start, way, before_it, after_it, bool(clear)))


def river(seed: int, hours: float = 1.0) -> Scene:
    """An hour on the Detroit River: boats over, freighters along, ferries, anchored boats."""
    rng = np.random.default_rng(seed)
    scene = Scene(hours=hours, km=28.0)
    last = hours * 3600.0
    for i in range(40):  # boats over the river
        speed = rng.uniform(2.0, 20.0)
        half = rng.uniform(150.0, 450.0)
        n = int(2.2 * half / speed) + 60
        along = rng.uniform(2283.0, 2309.0) + np.cumsum(np.full(n, rng.normal(0, speed / 3e3)))
        t = np.arange(n) - 30.0
        way = rng.choice([-1.0, 1.0])
        off = way * np.clip(speed * t - half, -half, half * 1.2)
        off += rng.uniform(0, 15) * np.sin(t / rng.uniform(8, 30))
        lon, lat = spot(along, off)
        every = rng.choice([2.0, 6.0, 10.0, 30.0])
        scene.sail(rng, f"mmsi:3160{seed:03d}{i:02d}", rng.uniform(0, last), lon, lat, off,
                   every=every, noise=rng.uniform(4, 14), stated=bool(rng.random() < 0.8))  # fmt: skip
    for i in range(10):  # freighters along it, over the line and back
        speed = rng.uniform(3.0, 6.5)
        n = int(min(last, 24_000.0 / speed))
        way = rng.choice([-1.0, 1.0])
        along = (2284.0 if way > 0 else 2308.0) + way * speed * np.arange(n) / 1000.0
        wave = rng.uniform(1500.0, 5000.0)
        off = rng.uniform(-60, 60) + rng.uniform(30, 200) * np.sin(
            2 * np.pi * speed * np.arange(n) / wave + rng.uniform(0, 6)
        )
        lon, lat = spot(along, off, smooth=0.4)
        scene.sail(rng, f"mmsi:3670{seed:03d}{i:02d}", rng.uniform(0, 60), lon, lat, off,
                   every=10.0, noise=rng.uniform(4, 12), stated=True)  # fmt: skip
    for i in range(10):  # anchored beside it
        n = int(last)
        off = np.full(n, rng.choice([-1.0, 1.0]) * rng.uniform(30.0, 200.0))
        t = np.arange(n, dtype=float)
        off = off + 8.0 * np.sin(t / 180.0 + i)
        lon, lat = spot(np.full(n, rng.uniform(2283.0, 2309.0)), off)
        scene.sail(rng, f"mmsi:3380{seed:03d}{i:02d}", 0.0, lon, lat, off, every=180.0,
                   noise=rng.uniform(4, 12), stated=True)  # fmt: skip
    return scene
