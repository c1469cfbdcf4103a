"""What the tracking engine remembers: its tracks, packed, in the order of their identities.

A step touches only the tracks of the identities in its batch, so the rest is carried over as
bytes, and nothing is decoded.
"""

import hashlib
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

IDENTITY_BYTES = 16
TRACKS = np.dtype(
    [
        ("identity", f"S{IDENTITY_BYTES}"),
        ("track", "V16"),
        ("marking", "<u8"),
        ("reals", "<f8", 7),
        ("whole", "<i8", 6),
        ("altitude", "<f8"),
        ("reference", "<i8"),
        ("stated", "<i8"),
    ]
)
"""One track: digest of its identity, its id, its marking, the kernel's two rows, and the
altitude last stated (m; NaN without one), place of its reference in `columns.REFERENCES`, and
when (us).

Numpy drops trailing zero bytes when it shows an ``S16``, never when it compares or stores one.
"""

_BLOCK = np.dtype(f"V{TRACKS.itemsize}")
"""A row as one block of bytes: numpy copies it fifty times faster than field by field."""

Tracks = NDArray[np.void]


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many reports met which fate, since the start.

    Attributes:
        used: became a point of a track.
        begun: of these, began a track.
        surprising: of these, came off the gate: the thing turned, or the fix was bad.
        impossible: of those that began a track, were out of reach of the identity's others.
        late: not used: older than the last point of their track.
        repeats: not used: of the very instant of their track's last point.
        untracked: not used: of a sort that is not tracked.
        placeless: not used: without a position on earth, or with an error of 0 or less.
    """

    used: int = 0
    begun: int = 0
    surprising: int = 0
    impossible: int = 0
    late: int = 0
    repeats: int = 0
    untracked: int = 0
    placeless: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        mine, theirs = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        names = self.__struct_fields__
        return Counts(**{n: a + b for n, a, b in zip(names, mine, theirs, strict=True)})


class TrackingState(msgspec.Struct, frozen=True, kw_only=True):
    """The tracks alive, and what became of the reports.

    Attributes:
        tracks: rows of `TRACKS`, sorted by identity, then by age.
        newest: latest received instant of any report used, us.
        counts: fates of the reports.
    """

    tracks: bytes = b""
    newest: int = 0
    counts: Counts = Counts()


def digests(identities: Sequence[str]) -> NDArray[np.bytes_]:
    """The names of identities in the state: BLAKE2b-128 of their text."""
    texts = (
        hashlib.blake2b(text.encode(), digest_size=IDENTITY_BYTES).digest() for text in identities
    )
    return np.frombuffer(b"".join(texts), f"S{IDENTITY_BYTES}")


def unpack(state: TrackingState) -> Tracks:
    """The rows of `TRACKS`, read-only."""
    return np.frombuffer(state.tracks, TRACKS)


def ranges(
    tracks: Tracks, identities: NDArray[np.bytes_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row and row after the last, (m,) each, of the tracks of identities."""
    column = np.ascontiguousarray(tracks["identity"])
    return (
        np.searchsorted(column, identities, "left").astype(np.int64),
        np.searchsorted(column, identities, "right").astype(np.int64),
    )


def merge(
    tracks: Tracks, rows: NDArray[np.int64], touched: Tracks, alive: NDArray[np.bool_], oldest: int
) -> bytes:
    """All tracks after a step, in the order of their identities, packed.

    Args:
        tracks: all rows before, (n,).
        rows: int64 (c,), those of the identities worked on.
        touched: (c + new,) these rows as they are now, then new ones, by age.
        alive: bool (c + new,), which of them stay.
        oldest: rows that were last received before, us, are left out.
    """
    untouched = tracks["whole"][:, 2] >= oldest
    untouched[rows] = True
    if untouched.all() and alive.all() and len(touched) == len(rows):
        after = tracks.view(_BLOCK).copy()
        after[rows] = touched.view(_BLOCK)
        return bytes(after.tobytes())
    untouched[rows] = False
    touched = touched[alive]
    kept = tracks.view(_BLOCK)[untouched]
    touched = touched[np.argsort(touched["identity"], kind="stable")]
    column = np.ascontiguousarray(kept.view(TRACKS)["identity"])
    where = np.searchsorted(column, np.ascontiguousarray(touched["identity"]))
    return bytes(np.insert(kept, where, touched.view(_BLOCK)).tobytes())
