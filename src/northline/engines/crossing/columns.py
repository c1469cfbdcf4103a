"""Columns of track points, read for the fold."""

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from northline.engines.crossing.params import NEVER, CrossingParams
from northline.engines.crossing.sides import leaning, quantile, sides
from northline.engines.crossing.state import EVIDENCE_KEPT
from northline.geo.distance import from_plane
from northline.records.position import AltitudeReference
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
REFERENCES = tuple(AltitudeReference)
"""What an altitude is measured from, by its code."""


class Points(msgspec.Struct, frozen=True):
    """The p points of a batch that can be followed, of m tracks, in their order.

    Attributes:
        rows: int64 (p,), their rows in the table.
        tracks: S16 (m,), ids of the tracks, in the order they first appear.
        code: int64 (p,), place of each point's track.
        at: int64 (p,), us.
        received: int64 (p,), us.
        marking: uint64 (p,).
        side: int8 (p,), 1 surely Canada, -1 surely United States, 0 neither.
        lean: int8 (p,), likewise; where it is not sure, the side that is likely there or ``soon``
            seconds later, and on which it surely is ``ahead`` seconds later, if it keeps its velocity.
            What sensors see comes every few seconds: of it nothing is told early.  Both are 0 where
            the track is hardly believed.
        eager: bool (p,), whether it leans only by what it reports of its own velocity, or ``soon``: then
            it must also have come nearer by ``progress`` sigmas since it was surely on its old side.
        soon: float64 (p, 4): where a point is taken to be that leans to a side on which it will be
            likely ``soon`` only: lon, lat, sigma and signed distance then; NaN elsewhere.
        young: bool (p,), whether sensors have only just made its track: then it may be where the
            track was before it crossed, and does not show that it has crossed.
        sensed: bool (p,), whether sensors made its track.
        dark: bool (p,), whether the track carries no identity there.
        reals: float64 (p, 8): lon, lat, sigma, signed distance, speed, course, altitude and
            place of its reference in `REFERENCES`; NaN where null.
        ids: V16 (p,).
        cited: int64 (p + 1,), where each point's evidence begins in ``evidence``.
        evidence: ids of positions, one after the other.
    """

    rows: Ints
    tracks: NDArray[np.bytes_]
    code: Ints
    at: Ints
    received: Ints
    marking: NDArray[np.uint64]
    side: NDArray[np.int8]
    lean: NDArray[np.int8]
    eager: NDArray[np.bool_]
    soon: Floats
    young: NDArray[np.bool_]
    sensed: NDArray[np.bool_]
    dark: NDArray[np.bool_]
    reals: Floats
    ids: NDArray[np.void]
    cited: Ints
    evidence: bytes

    def evidence_of(self, i: int) -> bytes:
        """Ids of the positions that point i rests on, `EVIDENCE_KEPT` at most, joined."""
        first, after = int(self.cited[i]), int(self.cited[i + 1])
        return self.evidence[16 * first : 16 * min(after, first + EVIDENCE_KEPT)]


def points_of(table: pa.Table, params: CrossingParams) -> Points:
    """Read a table of track points; those without a place, and of what stands still, are left."""
    lon, lat = (np.asarray(table.column(name).to_numpy()) for name in ("lon", "lat"))
    craft = _whole(table, "craft").dictionary_encode()
    still = np.isin(craft.dictionary.to_pylist(), [word.value for word in NEVER])
    usable = (np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0)
    if still.any():
        usable &= ~still[craft.indices.to_numpy()]
    rows = np.flatnonzero(usable)
    if len(rows) < len(usable):
        table = table.take(pa.array(rows))
    lon, lat, stated, speed, course, altitude = (
        np.asarray(table.column(name).to_numpy(), np.float64)
        for name in ("lon", "lat", "sigma", "speed_knots", "course", "altitude")
    )
    words = pa.array([word.value for word in REFERENCES])
    found = pc.index_in(table.column("altitude_reference").cast(pa.string()), words)
    reference = np.asarray(found.to_numpy(), np.float64)
    sigma = np.where(np.isnan(stated), params.sigma_unstated, stated)
    across = np.hypot(sigma, params.line_sigma)
    side, distance = sides(lon, lat, across, params.certainty)
    sensed = np.asarray(table.column("quality").is_valid())
    lean, eager, soon = side.copy(), np.zeros(len(rows), bool), np.full((len(rows), 4), np.nan)
    near = np.flatnonzero((side == 0) & ~sensed & ~np.isnan(distance))
    lean[near], eager[near], soon[near] = _leaning(
        lon[near], lat[near], across[near], distance[near], speed[near], course[near], params
    )
    quality = np.asarray(table.column("quality").to_numpy(), np.float64)
    doubtful = quality < params.quality_least  # False where not a number
    side[doubtful] = lean[doubtful] = 0
    young = sensed & (np.asarray(table.column("points").to_numpy()) < params.points_least)
    track = _whole(table, "track").dictionary_encode()
    evidence = _whole(table, "evidence")
    return Points(
        rows=rows,
        tracks=np.frombuffer(_packed(track.dictionary), "S16"),
        code=track.indices.to_numpy().astype(np.int64),
        at=_instants(table, "at"),
        received=_instants(table, "received"),
        marking=np.asarray(table.column("marking"), np.uint64),
        side=side,
        lean=lean,
        eager=eager,
        soon=soon,
        young=young,
        sensed=sensed,
        dark=np.asarray(table.column("identity").is_null().to_numpy(), bool),
        reals=np.column_stack([lon, lat, sigma, distance, speed, course, altitude, reference]),
        ids=np.frombuffer(_packed(_whole(table, "id")), "V16"),
        cited=(cited := evidence.offsets.to_numpy().astype(np.int64)) - cited[0],
        evidence=_packed(evidence.flatten()),
    )


def _leaning(
    lon: Floats,
    lat: Floats,
    across: Floats,
    distance: Floats,
    speed: Floats,
    course: Floats,
    params: CrossingParams,
) -> tuple[NDArray[np.int8], NDArray[np.bool_], Floats]:
    """Of n points that are sure of no side ``lean``, ``eager`` and ``soon``; see `Points`."""
    bound, _ = _moved(lon, lat, across, speed, course, float(params.ahead), params)
    side = np.sign(np.nan_to_num(bound[:, 3])).astype(np.int8)
    sure = quantile(params.certainty)
    doubted = np.hypot(across, float(params.velocity_sigma) * float(params.ahead))
    surely = (side != 0) & (np.abs(bound[:, 3]) >= sure * bound[:, 2])
    now = leaning(distance, across, params.likely) == side
    soon, stated = _moved(lon, lat, across, speed, course, float(params.soon), params)
    possible = side * distance >= -quantile(1.0 - params.possible) * across
    later = possible & ~now & (leaning(soon[:, 3], soon[:, 2], params.likely) == side)
    soon[:, 2] = stated
    leans = surely & (now | later)
    swift = side * (bound[:, 3] - distance) >= float(params.swift) * float(params.ahead)
    eager = leans & ~swift & (later | (np.abs(bound[:, 3]) < sure * doubted))
    return (
        np.where(leans, side, 0).astype(np.int8),
        eager,
        np.where((leans & later)[:, None], soon, np.nan),
    )


def _moved(
    lon: Floats,
    lat: Floats,
    across: Floats,
    speed: Floats,
    course: Floats,
    seconds: float,
    params: CrossingParams,
) -> tuple[Floats, Floats]:
    """Where n points are so many seconds later, if they keep their velocity, and how sure that is.

    The error grows by that of the velocity over the time.

    Returns:
        float64 (n, 4): lon, lat, error across the line, signed distance; NaN where the velocity is
        not known; float64 (n,): the error without that of the line.
    """
    metres, angle = speed * METRES_PER_SECOND_IN_A_KNOT * seconds, np.radians(course)
    known = ~np.isnan(metres + angle)
    metres, angle = np.where(known, metres, 0.0), np.where(known, angle, 0.0)
    there = from_plane(metres * np.sin(angle), metres * np.cos(angle), lon, lat)
    sigma = np.hypot(across, float(params.reported_sigma) * seconds)
    _, distance = sides(*there, sigma, params.certainty)
    moved = np.column_stack([*there, sigma, distance])
    stated = np.sqrt(np.maximum(sigma**2 - float(params.line_sigma) ** 2, 0.0))
    return np.where(known[:, None], moved, np.nan), stated


def _whole(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _instants(table: pa.Table, name: str) -> Ints:
    return np.asarray(table.column(name).cast(pa.int64()).to_numpy(), np.int64)


def _packed(ids: pa.Array) -> bytes:
    """Ids without nulls, one after the other."""
    buffer = ids.buffers()[1]
    if buffer is None:
        return b""
    return bytes(buffer.slice(16 * ids.offset, 16 * len(ids)).to_pybytes())
