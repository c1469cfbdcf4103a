"""A point of a track that is surely on one side of the line."""

import msgspec
import numpy as np

from northline.engines.crossing.columns import Points


class Sure(msgspec.Struct, frozen=True):
    """A point of a track that is surely on one side.

    Attributes:
        side: 1 Canada, -1 United States.
        at: when, us.
        received: when it was received, us.
        marking: its marking.
        lon: degrees.
        lat: degrees.
        sigma: its 1-sigma error, m.
        distance: signed distance to the line, m.
        speed: knots, or NaN.
        course: degrees, or NaN.
        altitude: m, or NaN.
        reference: place of what it is measured from in `columns.REFERENCES`, or NaN.
        point: id of the track point.
        evidence: ids of the positions it rests on.
    """

    side: int
    at: int
    received: int
    marking: int
    lon: float
    lat: float
    sigma: float
    distance: float
    speed: float
    course: float
    altitude: float
    reference: float
    point: bytes
    evidence: tuple[bytes, ...]


def sure(points: Points, i: int) -> Sure:
    """Point i as one that is sure."""
    lon, lat, sigma, distance, speed, course, altitude, reference = points.reals[i].tolist()
    return Sure(
        int(points.side[i]), int(points.at[i]), int(points.received[i]), int(points.marking[i]),
        lon, lat, sigma, distance, speed, course, altitude, reference,
        points.ids[i].tobytes(), _ids(points.evidence_of(i)),
    )  # fmt: skip


def remembered(row: np.void) -> Sure:
    """The last sure point that a row of the state holds."""
    lon, lat, sigma, distance, speed, course, altitude, reference = row["reals"].tolist()
    return Sure(
        int(row["side"]), int(row["at"]), int(row["received"]), int(row["marking"]),
        lon, lat, sigma, distance, speed, course, altitude, reference,
        row["point"].tobytes(), _ids(row["evidence"].tobytes()[: 16 * int(row["cited"])]),
    )  # fmt: skip


def _ids(packed: bytes) -> tuple[bytes, ...]:
    return tuple(packed[i : i + 16] for i in range(0, len(packed), 16))
