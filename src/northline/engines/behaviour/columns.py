"""Columns of track points, read into those that are near the line."""

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.engines.behaviour.params import BehaviourParams
from northline.engines.behaviour.state import Point
from northline.geo.line import offsets
from northline.records.position import Craft

SORTS = frozenset({Craft.AIRCRAFT})
"""Watched besides what moves on the surface."""

COLUMNS = (
    "id", "at", "received", "marking", "track", "identity", "craft", "lon", "lat", "sigma",
    "speed_knots", "altitude", "on_ground",
)  # fmt: skip


def points_of(table: pa.Table, params: BehaviourParams) -> list[Point]:
    """The points within the zone of what is watched, in their order."""
    sorts = pa.array([each.value for each in (*params.surface, *sorted(SORTS))], pa.string())
    kept = np.asarray(pc.is_in(table.column("craft").cast(pa.string()), sorts))
    lon, lat = (np.asarray(table.column(name).to_numpy()) for name in ("lon", "lat"))
    kept &= (np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0)
    rows = np.flatnonzero(kept)
    off = offsets(lon[rows], lat[rows], limit=params.zone)
    near = np.abs(off.distance) <= params.zone  # False where not a number
    taken = table.select(COLUMNS).take(pa.array(rows[near]))
    for name in ("at", "received"):
        place = taken.schema.get_field_index(name)
        taken = taken.set_column(place, name, taken.column(name).cast(pa.int64()))
    beside = zip(off.distance[near].tolist(), off.km[near].tolist(), strict=True)
    return [
        Point(
            id=row["id"],
            at=row["at"],
            received=row["received"],
            marking=row["marking"],
            track=row["track"],
            identity=row["identity"],
            craft=Craft(row["craft"]),
            lon=row["lon"],
            lat=row["lat"],
            sigma=float(params.sigma_unstated) if row["sigma"] is None else row["sigma"],
            distance=distance,
            km=km,
            knots=row["speed_knots"],
            altitude=row["altitude"],
            ground=bool(row["on_ground"]),
        )
        for row, (distance, km) in zip(taken.to_pylist(), beside, strict=True)
    ]


def below(value: float, most: float, sigma: float) -> float:
    r"""Probability that what was measured as ``value`` is at most ``most``: :math:`\Phi`."""
    if sigma <= 0.0:
        return float(value <= most)
    return 0.5 * math.erfc((value - most) / sigma / math.sqrt(2.0))
