"""What the kernels give, as columns of tracks."""

from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from northline.engines.fusion.params import CRAFTS, FusionParams
from northline.engines.fusion.reports import REFERENCES
from northline.engines.fusion.state import CITED_KEPT, SENSORS_KEPT
from northline.geo.cells import cells
from northline.records.ids import derived_ids
from northline.records.schema import kind_of
from northline.records.track import Track
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

SOURCE = "fusion"
MICROS = 1_000_000

POINT = np.dtype(
    [
        ("id", "<u8", 2),
        ("at", "<i8"),
        ("received", "<i8"),
        ("stated", "<i8"),
        ("lon", "<f8"),
        ("lat", "<f8"),
        ("sigma", "<f8"),
        ("east", "<f8"),
        ("north", "<f8"),
        ("error", "<f8"),
        ("gap", "<f8"),
        ("quality", "<f8"),
        ("altitude", "<f8"),
        ("cited", "<u8", 2 * CITED_KEPT),
        ("sensors", "<i4", SENSORS_KEPT),
        ("slot", "<i4"),
        ("event", "<i4"),
        ("points", "<i4"),
        ("identity", "<i4"),
        ("group", "<i4"),
        ("craft", "i1"),
        ("reference", "i1"),
        ("citing", "i1"),
    ]
)
"""One point of a track: ``id`` of the track, estimate (degrees, m, m/s; ``error`` that of the
velocity), seconds since its point before (NaN: none), altitude and when it was ``stated``, the
``citing`` reports it rests on, the number of the ``event`` that made it, and the track's slot."""


def points_batch(
    points: NDArray[np.void],
    markings: NDArray[np.uint64],
    sensors: list[str],
    identities: list[str],
    params: FusionParams,
) -> pa.RecordBatch:
    """Rows of kind ``track``, one per point, in their order.

    Args:
        points: rows of `POINT`, (p,).
        markings: uint64 (p,).
        sensors: names of the sensors by their places.
        identities: identities by their places.
        params: the age from which an altitude is not stated.

    Values are rounded well below their errors: 1e-7 degrees, 1 cm, 0.01 kn, 0.01 degree, and
    1e-6 of a probability.
    """
    size = len(points)
    lon, lat = np.round(points["lon"], 7), np.round(points["lat"], 7)
    east, north = points["east"], points["north"]
    unknown = np.isnan(east)
    speed = np.hypot(east, north)
    course = np.round(np.degrees(np.arctan2(east, north)), 2) % 360.0
    slow = unknown | (speed < points["error"])
    gap = points["gap"]
    age = points["at"] - points["stated"]
    high = (points["reference"] > 0) & (age >= 0) & (age <= int(params.altitude_age * MICROS))
    source, sorts, references = _words()
    many = points["citing"].astype(np.int64)
    inside = np.arange(CITED_KEPT) < many[:, None]
    evidence = points["cited"].reshape(size, CITED_KEPT, 2)[inside]
    seen = points["sensors"]
    named = points["identity"]
    group = points["group"]
    columns = {
        "id": _derived(evidence, many, points["id"]),
        "source": pa.repeat(source, size),
        "at": pa.array(points["at"]),
        "received": pa.array(points["received"]),
        "marking": pa.array(markings),
        "lon": pa.array(lon),
        "lat": pa.array(lat),
        "sigma": pa.array(np.round(points["sigma"], 2)),
        "cell": pa.array(cells(lon, lat)),
        "supersedes": pa.nulls(size, pa.binary(16)),
        "track": _fixed(np.ascontiguousarray(points["id"]).tobytes(), size),
        "identity": _named(identities, named),
        "craft": sorts.take(pa.array(points["craft"])),
        "speed_knots": pa.array(
            np.round(np.nan_to_num(speed) / METRES_PER_SECOND_IN_A_KNOT, 2), mask=unknown
        ),
        "course": pa.array(np.nan_to_num(course), mask=slow),
        "gap": pa.array(np.round(np.nan_to_num(gap), 6), mask=np.isnan(gap)),
        "points": pa.array(points["points"]),
        "evidence": _lists(_fixed(evidence.tobytes(), len(evidence)), many),
        "altitude": pa.array(np.nan_to_num(points["altitude"]), mask=~high),
        "altitude_reference": references.take(pa.array(points["reference"], mask=~high)),
        "vertical_rate": pa.nulls(size, pa.float64()),
        "on_ground": pa.nulls(size, pa.bool_()),
        "quality": pa.array(np.round(points["quality"], 6)),
        "sensors": _lists(_named(sensors, seen[seen >= 0]), (seen >= 0).sum(axis=1)),
        "group": pa.array(group, mask=group == 0),
    }
    schema = kind_of(Track).schema
    return pa.RecordBatch.from_arrays(
        [_as(columns[field.name], field.type) for field in schema], schema=schema
    )


def _derived(
    evidence: NDArray[np.uint64], many: NDArray[np.int64], tracks: NDArray[np.uint64]
) -> pa.Array:
    """Id of each point: derived from the report that made it, the last one it cites, and its track.

    A report makes one point of a track at the most, and one of two tracks where the one lost it to
    the other.
    """
    last = evidence[np.cumsum(many) - 1]
    return derived_ids("track", SOURCE, _ids(last), _ids(tracks))


def _ids(halves: NDArray[np.uint64]) -> list[bytes]:
    """Each row's 16 bytes."""
    packed = np.ascontiguousarray(halves).tobytes()
    return [packed[i : i + 16] for i in range(0, len(packed), 16)]


@cache
def _words() -> tuple[pa.Scalar, pa.Array, pa.Array]:
    """The source, the sorts of craft and what altitudes are measured from, by code."""
    sorts = pa.array([craft.value for craft in CRAFTS])
    return pa.scalar(SOURCE), sorts, pa.array(REFERENCES, pa.string())


def _named(names: list[str], places: NDArray[np.int32]) -> pa.Array:
    """Names at these places, null at -1."""
    return pa.array(names, pa.string()).take(pa.array(places, mask=places < 0))


def _lists(flat: pa.Array, many: NDArray[np.int64]) -> pa.ListArray:
    offsets = np.concatenate([[0], np.cumsum(many)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), flat)


def _as(column: pa.Array, declared: pa.DataType) -> pa.Array:
    return column if column.type == declared else column.cast(declared)


def _fixed(packed: bytes, size: int) -> pa.Array:
    return pa.Array.from_buffers(pa.binary(16), size, [None, pa.py_buffer(packed)])
