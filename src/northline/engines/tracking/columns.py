"""Columns of positions into what the kernel takes, and what it gives into columns of tracks."""

from functools import cache
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from northline.engines.tracking.params import TRACKED, TrackingParams
from northline.geo.cells import cells
from northline.records.ids import Origin
from northline.records.position import AltitudeReference
from northline.records.schema import kind_of
from northline.records.track import Track
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SOURCE = "tracking"
REFERENCES: tuple[str | None, ...] = (None, *(each.value for each in AltitudeReference))
"""What an altitude is measured from, by its code; 0 is nothing."""

HIGHEST_LATITUDE = 89.0
"""Beyond it a plane of longitudes and latitudes no longer serves; no report is used."""


class Reports(msgspec.Struct, frozen=True):
    """A batch of n positions of m identities, for the kernel.

    Attributes:
        ids: V16 (n,), ids of the positions.
        identities: m texts, in the order they first appear.
        code: int32 (n,), place of the identity; -1 for a report that cannot be used.
        at: int64 (n,), us.
        received: int64 (n,), us.
        marking: uint64 (n,).
        rows: float64 (n, 7), see `kernel.X`.
        altitude: float64 (n,), m; NaN where none is stated.
        reference: int64 (n,), place in `REFERENCES`.
        ground: bool (n,), whether it says that it is on the ground.
        untracked: how many are of a sort that is not tracked.
        placeless: how many more have no position or a nonsensical error.
    """

    ids: NDArray[np.void]
    identities: list[str]
    code: NDArray[np.int32]
    at: Ints
    received: Ints
    marking: NDArray[np.uint64]
    rows: Floats
    altitude: Floats
    reference: Ints
    ground: NDArray[np.bool_]
    untracked: int
    placeless: int


def reports_of(table: pa.Table, params: TrackingParams) -> Reports:
    """Read a table of positions."""
    code, identities = _coded(table, "identity")
    sort, words = _coded(table, "craft")
    known = {craft.value: place for place, craft in enumerate(TRACKED)}
    tracked_as = np.array([known.get(word, -1) for word in words], np.int64)[sort]
    lon, lat, stated = (_floats(table, name) for name in ("lon", "lat", "sigma"))
    accurate = np.asarray(pc.fill_null(table.column("accurate"), False), bool)
    sigma = np.where(accurate, params.sigma_accurate, params.sigma_unstated)
    sigma = np.where(np.isnan(stated), sigma, stated)
    placed = (np.abs(lon) <= 180.0) & (np.abs(lat) <= HIGHEST_LATITUDE)
    placed &= (sigma > 0.0) & (sigma < np.inf)
    tracked = tracked_as >= 0
    at, received = _instants(table, "at"), _instants(table, "received")
    east, north = _velocity(_floats(table, "speed_knots"), _floats(table, "course"))
    untimed = ~np.asarray(table.column("timed"), bool)
    columns = (lon, lat, sigma, untimed, tracked_as, east, north)
    altitude, reference = _altitude(table)
    return Reports(
        ids=_ids(table.column("id")),
        identities=identities,
        code=np.where(tracked & placed, code, -1).astype(np.int32),
        at=at,
        received=received,
        marking=np.asarray(table.column("marking"), np.uint64),
        rows=np.column_stack([column.astype(np.float64) for column in columns]),
        altitude=altitude,
        reference=reference,
        ground=np.asarray(pc.fill_null(table.column("on_ground"), False), bool),
        untracked=int((~tracked).sum()),
        placeless=int((tracked & ~placed).sum()),
    )


def points_batch(
    table: pa.Table,
    reports: Reports,
    used: NDArray[np.bool_],
    out: Floats,
    tracks: NDArray[np.void],
    markings: NDArray[np.uint64],
    altitude: tuple[Floats, Ints],
) -> pa.RecordBatch:
    """Rows of kind ``track``: one per report used, in their order.

    Args:
        table: the positions, (n,).
        reports: the same, read.
        used: bool (n,), which became points; p of them.
        out: float64 (p, 10), see `work.Work.out`.
        tracks: V16 (p,), id of each point's track.
        markings: uint64 (p,), marking of each point.
        altitude: float64 and int64, (p,) each: see `work.Work.altitudes`.

    Values are rounded well below their errors: 1e-7 degrees, 1 cm, 0.01 kn, 0.01 degree.
    """
    lon, lat, east, north = out[:, 0], out[:, 1], out[:, 2], out[:, 3]
    lon, lat = np.round(lon, 7), np.round(lat, 7)
    speed = np.hypot(east, north)
    error = np.sqrt(out[:, 6])
    course = np.round(np.degrees(np.arctan2(east, north)), 2) % 360.0
    points, gap = out[:, 7].astype(np.int64), out[:, 9]
    derived = Origin("track", SOURCE).derived
    evidence = reports.ids[used]
    size = len(evidence)
    at, received = (pa.array(column[used]) for column in (reports.at, reports.received))
    unknown = (points == 1) & np.isnan(reports.rows[used, 5])
    source, sorts, references = _words()
    height, reference = altitude
    unstated = np.isnan(height)
    columns = {
        "id": _fixed(b"".join(map(derived, _split(evidence))), size),
        "source": pa.repeat(source, size),
        "at": at,
        "received": received,
        "marking": pa.array(markings),
        "lon": pa.array(lon),
        "lat": pa.array(lat),
        "sigma": pa.array(np.round(np.sqrt(out[:, 4]), 2)),
        "cell": pa.array(cells(lon, lat)),
        "supersedes": pa.nulls(size, pa.binary(16)),
        "track": _fixed(tracks.tobytes(), size),
        "identity": table.column("identity").filter(pa.array(used)),
        "craft": sorts.take(pa.array(out[:, 8].astype(np.int8))),
        "speed_knots": pa.array(np.round(speed / METRES_PER_SECOND_IN_A_KNOT, 2), mask=unknown),
        "course": pa.array(course, mask=unknown | (speed < error)),
        "gap": pa.array(np.nan_to_num(gap), mask=np.isnan(gap)),
        "points": pa.array(points),
        "altitude": pa.array(np.nan_to_num(height), mask=unstated),
        "altitude_reference": references.take(pa.array(reference, mask=unstated)),
        "vertical_rate": table.column("vertical_rate").filter(pa.array(used)),
        "on_ground": table.column("on_ground").filter(pa.array(used)),
        "evidence": pa.ListArray.from_arrays(
            pa.array(np.arange(size + 1, dtype=np.int32)), _fixed(evidence.tobytes(), size)
        ),
    }
    schema = kind_of(Track).schema
    # Fields that only tracks made of plots have are null here.
    return pa.RecordBatch.from_arrays(
        [
            _as(columns[field.name], field.type)
            if field.name in columns
            else pa.nulls(size, field.type)
            for field in schema
        ],
        schema=schema,
    )


@cache
def _words() -> tuple[pa.Scalar, pa.Array, pa.Array]:
    """The source, the sorts of craft and what altitudes are measured from, by code.

    To make them anew costs a tenth of a step.
    """
    sorts = pa.array([craft.value for craft in TRACKED])
    return pa.scalar(SOURCE), sorts, pa.array(REFERENCES, pa.string())


def _altitude(table: pa.Table) -> tuple[Floats, Ints]:
    """Stated altitude (NaN where it or what it is measured from is not) and its code, (n,)."""
    words = pa.array(REFERENCES[1:], pa.string())
    stated = table.column("altitude_reference").cast(pa.string())
    found = pc.fill_null(pc.index_in(stated, words), -1)
    reference = np.asarray(found, np.int64) + 1
    return np.where(reference > 0, _floats(table, "altitude"), np.nan), reference


def _as(column: Any, declared: pa.DataType) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column if column.type == declared else column.cast(declared)


def _coded(table: pa.Table, name: str) -> tuple[NDArray[np.int64], list[str]]:
    """Place of each row's word among the distinct ones, (n,), and these."""
    coded = _as(table.column(name), pa.string()).dictionary_encode()
    return coded.indices.to_numpy().astype(np.int64), coded.dictionary.to_pylist()


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).to_numpy(), np.float64)


def _instants(table: pa.Table, name: str) -> Ints:
    return np.asarray(table.column(name).cast(pa.int64()).to_numpy(), np.int64)


def _velocity(speed: Floats, course: Floats) -> tuple[Floats, Floats]:
    """Metres per second east and north, (n,); NaN where speed or course is not stated."""
    metres, angle = speed * METRES_PER_SECOND_IN_A_KNOT, np.radians(course)
    return metres * np.sin(angle), metres * np.cos(angle)


def _ids(column: pa.ChunkedArray) -> NDArray[np.void]:
    return np.frombuffer(b"".join(column.to_pylist()), "V16")


def _split(ids: NDArray[np.void]) -> list[bytes]:
    packed = ids.tobytes()
    return [packed[i : i + 16] for i in range(0, len(packed), 16)]


def _fixed(packed: bytes, size: int) -> pa.Array:
    return pa.Array.from_buffers(pa.binary(16), size, [None, pa.py_buffer(packed)])
