"""What the fusion engine remembers: its tracks, the reports that wait, and its sensors, packed."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

SENSORS_KEPT = 8
"""So many sensors are named with a track: those that saw it first."""

CITED_KEPT = 4
"""So many earlier reports a point cites, besides its own."""

REPORT = np.dtype(
    [
        ("id", "<u8", 2),
        ("at", "<i8"),
        ("received", "<i8"),
        ("marking", "<u8"),
        ("lon", "<f8"),
        ("lat", "<f8"),
        ("xx", "<f8"),
        ("xy", "<f8"),
        ("yy", "<f8"),
        ("azimuth", "<f8"),
        ("east", "<f8"),
        ("north", "<f8"),
        ("altitude", "<f8"),
        ("sensor", "<i4"),
        ("identity", "<i4"),
        ("group", "<i4"),
        ("craft", "i1"),
        ("form", "i1"),
        ("untimed", "i1"),
        ("reference", "i1"),
    ]
)
"""One report that waits.  ``lon lat``: its place, degrees, with covariance ``xx xy yy`` east and
north, m2; of a direction, where its sensor is, with its ``azimuth`` and in ``xx`` its variance,
radians.  ``east north``: stated velocity, m/s, or NaN.  ``sensor`` and ``identity`` are places in
the lists of the state, -1 for none; ``form`` is one of `PLACE`, `DIRECTION`, `OWN`."""

PLACE, DIRECTION, OWN = range(3)
"""What a report is: a plot with a place, a plot with a direction alone, a thing's own position."""

TRACK = np.dtype(
    [
        ("id", "<u8", 2),
        ("lon", "<f8"),
        ("lat", "<f8"),
        ("east", "<f8"),
        ("north", "<f8"),
        ("xx", "<f8"),
        ("xy", "<f8"),
        ("yy", "<f8"),
        ("xu", "<f8"),
        ("xv", "<f8"),
        ("yu", "<f8"),
        ("yv", "<f8"),
        ("uu", "<f8"),
        ("uv", "<f8"),
        ("vv", "<f8"),
        ("score", "<f8"),
        ("surprise", "<f8"),
        ("altitude", "<f8"),
        ("every", "<f8"),
        ("at", "<i8"),
        ("due", "<i8"),
        ("seen", "<i8"),
        ("named", "<i8"),
        ("reported", "<i8"),
        ("emitted", "<i8"),
        ("said_at", "<i8"),
        ("stated", "<i8"),
        ("received", "<i8"),
        ("marking", "<u8"),
        ("rival", "<u8"),
        ("said", "<f8", 5),
        ("said_id", "<u8", 2),
        ("cited", "<u8", 2 * CITED_KEPT),
        ("sensors", "<i4", SENSORS_KEPT),
        ("last_sensor", "<i4"),
        ("identity", "<i4"),
        ("group", "<i4"),
        ("hits", "<i4"),
        ("since", "<i4"),
        ("points", "<i4"),
        ("rivalry", "<i4"),
        ("citing", "i1"),
        ("craft", "i1"),
        ("reference", "i1"),
        ("stage", "i1"),
    ]
)
"""One track.  ``id``: of its first report.  Its estimate at ``at``: degrees, m/s, and covariance of
place (x, y) and velocity (u, v) east and north, m and m/s.  ``score``: log-likelihood ratio;
``surprise``: fading mean of d2.  Instants in us: it ends after ``due``; a sensor has ``seen`` it;
its identity was last ``named``; it last ``reported`` itself (usually ``every`` so many seconds;
0: never); its last point was ``emitted`` (0: none); its altitude was ``stated``.  ``said``: its
lon, lat, sigma, east, north (NaN: unknown) at ``said_at``, by the report ``said_id``: its first,
then its last own one.  ``cited``: ``citing`` later reports that no point cites yet.  ``since``: plots since its last own report.
``rival``: first half of the id of a track that has taken its plots ``rivalry`` times."""

TENTATIVE, BELIEVED, GONE = range(3)
"""Values of ``stage``."""

Reports = NDArray[np.void]
Tracks = NDArray[np.void]


class Sensed(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a sensor that has been named.

    Attributes:
        name: its identity.
        at: instant of the newest statement, us; 0 without one.
        detection: entries of its newest statement that has any, see `records.sensor.Sensor`.
        false_alarms: detections of nothing in an hour, or None.
        revisit: seconds between two looks, or None.
        range: farthest range, m, or None.
        sector: width of its sector, degrees, or None.
        range_sigma: m, or None.
        azimuth_sigma: degrees, or None.
    """

    name: str
    at: int = 0
    detection: tuple[str, ...] = ()
    false_alarms: float | None = None
    revisit: float | None = None
    range: float | None = None
    sector: float | None = None
    range_sigma: float | None = None
    azimuth_sigma: float | None = None


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many reports met which fate, and tracks, since the start.

    Attributes:
        used: plots that went to a track there was.
        begun: plots that began one.
        explained: of those used, the ones of a thing that was reporting itself: no point.
        unplaced: directions that fitted no track.
        late: reports not used: they came after what is later had been worked on, or their clock
            is hours ahead of all others.
        forced: times that so many waited that the oldest could not wait their time.
        tests: plots not used: the sensor says that they are tests.
        placeless: reports not used: no place on earth, or an error of 0 or less.
        untracked: positions not used: of a sort that does not move.
        own: positions used.
        believed: tracks that were believed.
        merged: tracks found to be another one.
        ended: tracks that ended unseen, of those once believed.
    """

    used: int = 0
    begun: int = 0
    explained: int = 0
    unplaced: int = 0
    late: int = 0
    forced: int = 0
    tests: int = 0
    placeless: int = 0
    untracked: int = 0
    own: int = 0
    believed: int = 0
    merged: int = 0
    ended: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        mine, theirs = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        names = self.__struct_fields__
        return Counts(**{n: a + b for n, a, b in zip(names, mine, theirs, strict=True)})


class FusionState(msgspec.Struct, frozen=True, kw_only=True):
    """All that the next step needs.

    Attributes:
        tracks: rows of `TRACK`, oldest first.
        waiting: rows of `REPORT`, in order of event time.
        sensors: sensors named so far; a report names one by its place here.
        trips: places of the sensors that tell trips.
        identities: identities that tracks and reports name by their place here.
        newest: latest event time of any report used, us.
        done: event time before which all is worked on; what comes from before is late, us.
        lags: rows of `wait_kernel.LAG`: of own reports, then of each sensor.
        leaps: reports in a row that came from far ahead, see `wait_kernel.LEAP`.
        start: event time of the first plot there ever was, us; 0 before it.
        counts: fates.
    """

    tracks: bytes = b""
    waiting: bytes = b""
    sensors: tuple[Sensed, ...] = ()
    trips: tuple[int, ...] = ()
    identities: tuple[str, ...] = ()
    newest: int = 0
    done: int = 0
    lags: bytes = b""
    leaps: int = 0
    start: int = 0
    counts: Counts = Counts()


def picked(rows: NDArray[np.void], which: NDArray[Any]) -> NDArray[np.void]:
    """Some rows: their places, or whether to keep each.

    A row is copied as one block of bytes, which numpy does fifty times faster than by field.
    """
    block = np.dtype(f"V{rows.dtype.itemsize}")
    found: NDArray[np.void] = rows.view(block)[which].view(rows.dtype)
    return found


def joined(parts: list[NDArray[np.void]], dtype: np.dtype[np.void]) -> NDArray[np.void]:
    """These rows one after the other, and room for more where a part is zeros."""
    return np.frombuffer(bytearray(b"".join(part.tobytes() for part in parts)), dtype)


def compacted(
    tracks: Tracks, waiting: Reports, identities: list[str]
) -> tuple[Tracks, Reports, tuple[str, ...]]:
    """The same with only the identities that are named by one of them."""
    used = np.zeros(len(identities) + 1, bool)
    used[tracks["identity"]] = True
    used[waiting["identity"]] = True
    used[-1] = False
    if used[:-1].all():
        return tracks, waiting, tuple(identities)
    tracks, waiting = joined([tracks], TRACK), joined([waiting], REPORT)
    place = np.append(np.cumsum(used[:-1]) - 1, -1).astype(np.int32)
    tracks["identity"] = place[tracks["identity"]]
    waiting["identity"] = place[waiting["identity"]]
    kept = tuple(identities[k] for k in np.flatnonzero(used).tolist())
    return tracks, waiting, kept
