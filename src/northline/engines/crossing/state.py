"""What the crossing engine remembers of each track: its last sure point, and its rhythm."""

import enum

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.engines.crossing.reporting.state import ReportingState
from northline.records.position import Craft

EVIDENCE_KEPT = 4
"""So many positions of a track point are cited; the track point itself always is."""

WATCHED = np.dtype(
    [
        ("track", "S16"),
        ("side", "<i8"),
        ("at", "<i8"),
        ("received", "<i8"),
        ("marking", "<u8"),
        ("reals", "<f8", 8),
        ("point", "V16"),
        ("cited", "<i8"),
        ("evidence", f"V{16 * EVIDENCE_KEPT}"),
        ("last", "<i8"),
        ("heard", "<i8"),
        ("gaps", "<i8"),
        ("usual", "<f8"),
        ("longest", "<f8"),
        ("streak", "<i8"),
        ("fastest", "<f8"),
        ("claim", "V16"),
        ("claim_marking", "<u8"),
        ("claim_received", "<i8"),
        ("claim_score", "<f8"),
        ("claimed", "<i8"),
        ("dark", "<i8"),
        ("latest", "<f8", 5),
    ]
)
"""One track.  Its last sure point: ``side`` (0 when it has had none; the rest of it is then
nothing), ``at received marking point``, ``reals`` as in `columns.Points`, and ``cited`` ids of
positions in ``evidence``.  Its rhythm: event instant of its ``last`` point and latest received
instant of any (``heard``); ``gaps`` counted, the ``usual`` one, and the ``longest`` since the
last sure point, in seconds; and the ``streak`` of sure points on the other side that are not yet
enough, with the ``fastest`` step since then, m/s.  What was told early of it since then: ``claimed`` (see `Claimed`),
with id, marking and receipt of the point that made it likely, and the score stated.  Whether its last
point was ``dark``, without identity; and where that one was: longitude, latitude, error (m), m/s
east and north (NaN where unknown).

Numpy drops trailing zero bytes when it shows an ``S16``, never when it compares or stores one.
"""

LAYOUT = 3
"""Of the rows that are written now."""

FIRST = np.dtype(
    [
        ("track", "S16"), ("side", "<i8"), ("at", "<i8"), ("received", "<i8"),
        ("marking", "<u8"), ("reals", "<f8", 8), ("point", "V16"), ("cited", "<i8"),
        ("evidence", f"V{16 * EVIDENCE_KEPT}"), ("last", "<i8"), ("heard", "<i8"),
        ("gaps", "<i8"), ("usual", "<f8"), ("longest", "<f8"),
    ]
)  # fmt: skip
"""A row as version 2 of the engine kept it; `unpack` reads it still."""

SECOND = np.dtype([(name, WATCHED[name]) for name in WATCHED.names or () if name != "fastest"])
"""A row of layout 2; `unpack` reads it still."""


class Claimed(enum.IntEnum):
    """What was told of a crossing that is likely and not yet certain."""

    NOTHING = 0
    """It has not been likely."""

    PASSED = 1
    """Nothing: it went round an end of the line, or another track of the identity has told it."""

    RECORDED = 2
    """A ``crossing`` was written, and no finding."""

    FOUND = 3
    """A ``crossing`` and the first revision of its finding."""


_BLOCK = np.dtype(f"V{WATCHED.itemsize}")
"""A row as one block of bytes: numpy copies it fifty times faster than field by field."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the track points, since the start.

    Attributes:
        points: points followed.
        late: points not used: not after the last one of their track.
        crossings: crossings recorded, each once, when it was likely or certain.
        at_port: of these, at an open port: recorded, not found.
        overflights: of these, aircraft above the ceiling: recorded, not found.
        round_the_end: changes of side off an end of the line, where there is no line to cross.
        leaps: changes of side by a leap of a track that sensors made.
        touched: told early, and then surely on the old side again.
        repeated: crossings that another track of the same thing had already made.
        linked: tracks that took over from one that had ended.
    """

    points: int = 0
    late: int = 0
    crossings: int = 0
    at_port: int = 0
    overflights: int = 0
    round_the_end: int = 0
    leaps: int = 0
    touched: int = 0
    repeated: int = 0
    linked: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        mine, theirs = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        names = self.__struct_fields__
        return Counts(**{n: a + b for n, a, b in zip(names, mine, theirs, strict=True)})


class Recent(msgspec.Struct, frozen=True, kw_only=True):
    """A crossing of late, so that another track of the same thing does not repeat it.

    Attributes:
        identity: of the thing, or None.
        event: its event, or None where it is no finding.
        crossing: the record of it.
        revision: of its newest finding made here.
        at: when, us.
        track: the track that crossed.
        side: where it went: 1 Canada, -1 United States.
        since: instant of the last sure point before, us.
        until: instant of the point that showed it, us.
        received: when that was received, us.
        lon: where, degrees.
        lat: where, degrees.
        sigma: error of that, m.
        craft: sort of thing.
        at_sigma: error of when, s.
        speed: knots at the line, or None.
        course: degrees, or None.
        taken: whether a track with an identity has made it its own: this one tells nothing more.
    """

    identity: str | None
    event: bytes | None
    crossing: bytes
    revision: int
    at: int
    track: bytes
    side: int
    since: int
    until: int
    received: int
    lon: float
    lat: float
    sigma: float
    craft: Craft
    at_sigma: float = 0.0
    speed: float | None = None
    course: float | None = None
    taken: bool = False


class CrossingState(msgspec.Struct, frozen=True, kw_only=True):
    """The tracks followed, and what came of them.

    Attributes:
        tracks: rows of `WATCHED` (of `FIRST` or `SECOND` in an older state), sorted by track.
        layout: 3 for rows of `WATCHED`, 2 for those of `SECOND`, 1 for those of `FIRST`.
        recent: crossings of late, the oldest first.
        reporting: crossings that are followed.
        newest: latest received instant of any point, us.
        began: when the first point of all was, us; 0 where that is not known.
        counts: what came of the points.
    """

    tracks: bytes = b""
    layout: int = 1
    recent: tuple[Recent, ...] = ()
    reporting: ReportingState = ReportingState()
    newest: int = 0
    began: int = 0
    counts: Counts = Counts()


def unpack(state: CrossingState) -> NDArray[np.void]:
    """The rows of `WATCHED`, read-only; those of an older state as far as they go."""
    if state.layout == LAYOUT or not state.tracks:
        return np.frombuffer(state.tracks, WATCHED)
    before = np.frombuffer(state.tracks, FIRST if state.layout == 1 else SECOND)
    after = np.zeros(len(before), WATCHED)
    after["latest"] = np.nan
    for name in before.dtype.names or ():
        after[name] = before[name]
    return after


def find(
    watched: NDArray[np.void], tracks: NDArray[np.bytes_]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Row of each of m tracks (where it stands or would stand), and whether it is there."""
    column = np.ascontiguousarray(watched["track"])
    row = np.searchsorted(column, tracks).astype(np.int64)
    there = np.zeros(len(tracks), bool)
    inside = row < len(column)
    there[inside] = column[row[inside]] == tracks[inside]
    return row, there


def merge(
    watched: NDArray[np.void],
    touched: NDArray[np.void],
    row: NDArray[np.int64],
    there: NDArray[np.bool_],
    oldest: int,
) -> bytes:
    """All rows after a step, those last heard before ``oldest`` left out, packed.

    Args:
        watched: rows before.
        touched: (m,) rows made anew, one per track, in any order.
        row: (m,), see `find`.
        there: (m,), see `find`.
        oldest: us of received time.
    """
    after, blocks = watched.view(_BLOCK).copy(), touched.view(_BLOCK)
    after[row[there]] = blocks[there]
    if not there.all():
        fresh = np.flatnonzero(~there)
        fresh = fresh[np.argsort(touched["track"][fresh])]
        after = np.insert(after, row[fresh], blocks[fresh])
    alive = after.view(WATCHED)["heard"] >= oldest
    return bytes((after if alive.all() else after[alive]).tobytes())
