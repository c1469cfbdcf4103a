"""Following tracks point by point: from surely on one side to surely on the other."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.engines.crossing.columns import Points
from northline.engines.crossing.state import WATCHED, find, merge

MICROS = 1_000_000
SMOOTHED = 16
"""Number of gaps that the usual interval of a track goes back, about."""

LONGEST_COUNTED = 4.0
"""A gap counts for at most so many usual ones, so that one silence does not become usual."""

REMEMBERED = -1
"""In place of a row: the sure point that the state holds."""


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


class Passage(msgspec.Struct, frozen=True):
    """A track went from surely on one side to surely on the other.

    Attributes:
        row: place of the later point among the `Points`.
        before: last sure point on the old side.
        after: first sure point on the new side.
        silence: longest gap between them, s.
        usual: usual gap of the track, s; 0 when it has had none before.
    """

    row: int
    before: Sure
    after: Sure
    silence: float
    usual: float


def follow(
    watched: NDArray[np.void], points: Points, forget: int, newest: int
) -> tuple[list[Passage], bytes, int]:
    """Take p points of m tracks in order.

    Args:
        watched: rows of the state before.
        points: the points.
        forget: us of received time after which a track is as good as new.
        newest: latest received instant so far, these points included, us.

    Returns:
        the passages; the rows of the state after it, packed; how many points came late.
    """
    row, there = find(watched, points.tracks)
    touched = np.zeros(len(points.tracks), WATCHED)
    touched[there] = watched[row[there]]
    known, side = there.tolist(), touched["side"].tolist()
    last, heard = touched["last"].tolist(), touched["heard"].tolist()
    gaps, usual, longest = (touched[name].tolist() for name in ("gaps", "usual", "longest"))
    sure = [REMEMBERED] * len(known)
    seen, late = [], 0
    columns = (points.code, points.at, points.received, points.side)
    for i, (k, at, received, here) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        if not known[k] or received - heard[k] > forget:
            known[k], last[k], heard[k] = True, at, received
            side[k], sure[k], gaps[k], usual[k], longest[k] = here, i, 0, 0.0, 0.0
            continue
        gap = (at - last[k]) / MICROS
        if gap <= 0.0:
            late += 1
            continue
        last[k], heard[k] = at, max(heard[k], received)
        longest[k] = max(longest[k], gap)
        if here != 0:
            if side[k] == -here:
                seen.append((k, i, sure[k], longest[k], usual[k]))
            side[k], sure[k], longest[k] = here, i, 0.0
        gaps[k] = min(gaps[k] + 1, SMOOTHED)
        counted = min(gap, LONGEST_COUNTED * usual[k]) if gaps[k] > 1 else gap
        usual[k] += (counted - usual[k]) / gaps[k]
    passages = [
        Passage(
            i,
            _remembered(touched[k]) if before == REMEMBERED else _sure(points, before),
            _sure(points, i),
            silence,
            rhythm,
        )
        for k, i, before, silence, rhythm in seen
    ]
    touched["track"] = points.tracks
    touched["last"], touched["heard"] = last, heard
    touched["gaps"], touched["usual"], touched["longest"] = gaps, usual, longest
    _keep(touched, points, np.array(sure, np.int64))
    return passages, merge(watched, touched, row, there, newest - 2 * forget), late


def _keep(touched: NDArray[np.void], points: Points, sure: NDArray[np.int64]) -> None:
    """Write the points at ``sure`` (m,) into the rows as their last sure ones."""
    new = np.flatnonzero(sure != REMEMBERED)
    place = sure[new]
    evidence = [points.evidence_of(i) for i in place.tolist()]
    width = WATCHED["evidence"].itemsize
    touched["side"][new] = points.side[place]
    touched["at"][new], touched["received"][new] = points.at[place], points.received[place]
    touched["marking"][new], touched["point"][new] = points.marking[place], points.ids[place]
    touched["reals"][new] = points.reals[place]
    touched["cited"][new] = [len(each) // 16 for each in evidence]
    packed = b"".join(each.ljust(width, b"\0") for each in evidence)
    touched["evidence"][new] = np.frombuffer(packed, WATCHED["evidence"])


def _sure(points: Points, i: int) -> Sure:
    lon, lat, sigma, distance, speed, course, altitude, reference = points.reals[i].tolist()
    return Sure(
        int(points.side[i]), int(points.at[i]), int(points.received[i]), int(points.marking[i]),
        lon, lat, sigma, distance, speed, course, altitude, reference,
        points.ids[i].tobytes(), _ids(points.evidence_of(i)),
    )  # fmt: skip


def _remembered(row: np.void) -> Sure:
    lon, lat, sigma, distance, speed, course, altitude, reference = row["reals"].tolist()
    return Sure(
        int(row["side"]), int(row["at"]), int(row["received"]), int(row["marking"]),
        lon, lat, sigma, distance, speed, course, altitude, reference,
        row["point"].tobytes(), _ids(row["evidence"].tobytes()[: 16 * int(row["cited"])]),
    )  # fmt: skip


def _ids(packed: bytes) -> tuple[bytes, ...]:
    return tuple(packed[i : i + 16] for i in range(0, len(packed), 16))
