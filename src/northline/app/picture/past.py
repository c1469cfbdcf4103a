"""Where everything was in a window of time gone by: for the time slider and for trails.

Of each track one point in every interval is kept, the last in it, so that an hour of thousands
of tracks is a few megabytes at most.  Where it would still be more than `MOST_POINTS`, the
interval is doubled until it is not, and the answer says which it was.
"""

from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from northline.app.reading import Ask, read_table
from northline.app.words import instant
from northline.records.errors import UsageError
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

MOST_POINTS = 200_000
"""Points of one answer."""

MOST_MINUTES = 24 * 60
"""The longest window."""

SECOND = 1_000_000
NAMES_BACK = 48 * 3600 * SECOND
"""How far back what a thing is called is looked for."""


class PastTrack(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One track in the window.

    Attributes:
        track: its id, in hexadecimal.
        craft: what sort of thing.
        identity: what it says it is, or None.
        name: what it is called, or None.
        at: seconds after the beginning of the window, ascending, (k,).
        lon: degrees, (k,).
        lat: degrees, (k,).
        sigma: 1-sigma error, m, (k,).
        speed_knots: knots, (k,); null where not known.
        course: degrees, (k,); null where not known.
    """

    track: str
    craft: str
    identity: str | None = None
    name: str | None = None
    at: list[float]
    lon: list[float]
    lat: list[float]
    sigma: list[float]
    speed_knots: list[float]
    course: list[float]


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A window of time gone by.

    Attributes:
        since: its beginning, ms since 1970 UTC.
        until: its end, ms.
        every: seconds between two points of a track, at least.
        tracks: what was seen in it.
    """

    since: int
    until: int
    every: float
    tracks: tuple[PastTrack, ...]


def past(
    node: "Opened",
    *,
    until: int | str | None = None,
    minutes: float = 60.0,
    every: float = 10.0,
    track: str | None = None,
) -> Past:
    """What the operator may see of a window of time; the look stands in the chain.

    Args:
        node: the node.
        until: end of the window (exclusive); None ends it after the newest track point.
        minutes: its length, in (0, 1440].
        every: seconds between two points of a track, at least, in [0, 3600].
        track: only this track, by its id.

    Raises:
        UsageError: for an instant or id that cannot be read, or numbers out of range.
    """
    if not 0 < minutes <= MOST_MINUTES:
        raise UsageError(f"minutes is {minutes:g}; it must be more than 0, at most {MOST_MINUTES}")
    if not 0 <= every <= 3600:
        raise UsageError(f"every is {every:g}; it must lie in [0, 3600] seconds")
    end = instant(until)
    if end is None:
        end = Micros(_newest(node) + 1)
    since = Micros(end - int(minutes * 60 * SECOND))
    ask = Ask("track", since=since, until=end, columns=_COLUMNS)
    table = read_table(node, ask)
    if track is not None:
        wanted = _track_id(track)
        table = table.filter(pc.equal(table.column("track"), pa.scalar(wanted, pa.binary(16))))
    kept, used = _thinned(table, since, every)
    return Past(
        since=since // 1000,
        until=end // 1000,
        every=used,
        tracks=tuple(_tracks(table.take(pa.array(kept)), since, _names(node, since, end))),
    )


_COLUMNS = (
    "track", "identity", "craft", "at", "lon", "lat", "sigma", "speed_knots", "course",
)  # fmt: skip


def _newest(node: "Opened") -> int:
    table = read_table(node, Ask("track", columns=("at",), limit=1))
    found: list[int] = table.column("at").cast(pa.int64()).to_pylist()
    return found[0] if found else 0


def _track_id(text: str) -> bytes:
    from northline.app.words import record_id

    return record_id(text)


def _thinned(table: pa.Table, since: int, every: float) -> tuple[NDArray[np.int64], float]:
    """Rows kept, by track and time, and the interval used."""
    if not table.num_rows:
        return np.zeros(0, np.int64), every
    at = table.column("at").cast(pa.int64()).to_numpy() - since
    code = _codes(table.column("track"))
    order = np.lexsort((at, code))
    while True:
        step = int(every * SECOND)
        slot = at[order] // step if step else np.arange(len(order))
        last = np.ones(len(order), bool)
        last[:-1] = (code[order][1:] != code[order][:-1]) | (slot[1:] != slot[:-1])
        if last.sum() <= MOST_POINTS or every >= 3600:
            return order[last], every
        every = max(2 * every, 1.0)


def _codes(column: pa.ChunkedArray) -> NDArray[np.int64]:
    coded = column.cast(pa.binary()).combine_chunks().dictionary_encode()
    found: NDArray[np.int64] = coded.indices.to_numpy().astype(np.int64)
    return found


def _tracks(table: pa.Table, since: int, names: dict[str, str]) -> list[PastTrack]:
    if not table.num_rows:
        return []
    code = _codes(table.column("track"))
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]])
    ends = np.r_[starts[1:], len(code)]
    at = np.round((table.column("at").cast(pa.int64()).to_numpy() - since) / SECOND, 1)
    reals = {
        name: np.round(np.asarray(table.column(name).to_numpy(), np.float64), digits)
        for name, digits in _DIGITS.items()
    }
    ids = table.column("track").take(pa.array(starts)).to_pylist()
    craft = table.column("craft").take(pa.array(starts)).to_pylist()
    identity = table.column("identity").take(pa.array(starts)).to_pylist()
    return [
        PastTrack(
            track=ids[i].hex(),
            craft=craft[i],
            identity=identity[i],
            name=names.get(identity[i]) if identity[i] else None,
            at=at[first:after].tolist(),
            **{name: column[first:after].tolist() for name, column in reals.items()},
        )
        for i, (first, after) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
    ]


_DIGITS = {"lon": 5, "lat": 5, "sigma": 0, "speed_knots": 1, "course": 0}


def _names(node: "Opened", since: int, until: int) -> dict[str, str]:
    """Identity -> what it was last called before the end of the window."""
    found: dict[str, str] = {}
    for kind, column in (("particulars", "name"), ("unit", "callsign")):
        ask = Ask(kind, since=since - NAMES_BACK, until=until, columns=("identity", "at", column))
        table = read_table(node, ask).sort_by("at")
        rows = zip(
            table.column("identity").to_pylist(), table.column(column).to_pylist(), strict=True
        )
        found.update({identity: name for identity, name in rows if name})
    return found
