"""What the crossing engine remembers of each track: its last sure point, and its rhythm."""

import msgspec
import numpy as np
from numpy.typing import NDArray

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
    ]
)
"""One track.  Its last sure point: ``side`` (0 when it has had none; the rest of it is then
nothing), ``at received marking point``, ``reals`` as in `columns.Points`, and ``cited`` ids of
positions in ``evidence``.  Its rhythm: event instant of its ``last`` point and latest received
instant of any (``heard``); ``gaps`` counted, the ``usual`` one, and the ``longest`` since the
last sure point, in seconds.

Numpy drops trailing zero bytes when it shows an ``S16``, never when it compares or stores one.
"""

_BLOCK = np.dtype(f"V{WATCHED.itemsize}")
"""A row as one block of bytes: numpy copies it fifty times faster than field by field."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the track points, since the start.

    Attributes:
        points: points followed.
        late: points not used: not after the last one of their track.
        crossings: crossings recorded.
        at_port: of these, at an open port: recorded, not found.
        overflights: of these, aircraft above the ceiling: recorded, not found.
        round_the_end: changes of side off an end of the line, where there is no line to cross.
    """

    points: int = 0
    late: int = 0
    crossings: int = 0
    at_port: int = 0
    overflights: int = 0
    round_the_end: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        mine, theirs = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        names = self.__struct_fields__
        return Counts(**{n: a + b for n, a, b in zip(names, mine, theirs, strict=True)})


class CrossingState(msgspec.Struct, frozen=True, kw_only=True):
    """The tracks followed, and what came of them.

    Attributes:
        tracks: rows of `WATCHED`, sorted by track.
        newest: latest received instant of any point, us.
        counts: what came of the points.
    """

    tracks: bytes = b""
    newest: int = 0
    counts: Counts = Counts()


def unpack(state: CrossingState) -> NDArray[np.void]:
    """The rows of `WATCHED`, read-only."""
    return np.frombuffer(state.tracks, WATCHED)


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
