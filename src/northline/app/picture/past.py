"""Where everything was in a window of time gone by: for the time slider and for trails.

Of each track one point in every interval is kept, the last in it, so that an hour of thousands
of tracks is a few megabytes at most.  Where it would still be more than `MOST_POINTS`, the
interval is doubled until it is not, and the answer says which it was.  Rows are thinned while
they are read, so that a day takes no more memory than an hour.

Whoever asks for one track looks at that one, and the chain says so.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from northline.app.picture.thinning import LONGEST, SECOND, Points, codes
from northline.app.reading import Ask, read, read_table
from northline.app.words import instant, record_id, window
from northline.records.errors import UsageError
from northline.records.kinds import kind as kind_named
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

MOST_POINTS = 200_000
"""Points of one answer."""

MOST_MINUTES = 24 * 60
"""The longest window."""

NAMES_BACK = 48 * 3600 * SECOND
"""How far back what a thing is called is looked for."""


class PastTrack(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One track in the window.

    Attributes:
        track: its id, in hexadecimal.
        craft: what sort of thing.
        identity: what it says it is, or None.
        name: what it is called, or None.
        mode: how a friendly unit goes about, or None.
        sensors: what saw it, or None where it reported itself.
        group: the most things that one detection of it stood for, where a sensor told.
        at: seconds after the beginning of the window, ascending, (k,).
        lon: degrees, (k,).
        lat: degrees, (k,).
        sigma: 1-sigma error, m, (k,).
        speed_knots: knots, (k,); null where not known.
        course: degrees, (k,); null where not known.
        altitude: m, (k,); null where not known; left out where none is.
        quality: probability that it is a thing, and that of its identity, (k,); null where it
            reported itself; left out where it always did.
    """

    track: str
    craft: str
    identity: str | None = None
    name: str | None = None
    mode: str | None = None
    sensors: tuple[str, ...] | None = None
    group: int | None = None
    at: list[float]
    lon: list[float]
    lat: list[float]
    sigma: list[float]
    speed_knots: list[float]
    course: list[float]
    altitude: list[float] | None = None
    quality: list[float] | None = None


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
    if not 0 <= every <= LONGEST:
        raise UsageError(f"every is {every:g}; it must lie in [0, 3600] seconds")
    end = instant(until)
    if end is None:
        end = Micros(_newest(node) + 1)
    since = Micros(end - int(minutes * 60 * SECOND))
    only = None if track is None else record_id(track)
    ask = Ask("track", since=since, until=end, columns=_COLUMNS)
    points = Points(_NOTHING, since, every, MOST_POINTS)
    for batch in _batches(node, ask, "track", only):
        points.take(batch)
    kept = points.kept()
    who = None if only is None else next(iter(kept.column("identity").to_pylist()[::-1]), "") or ""
    return Past(
        since=since // 1000,
        until=end // 1000,
        every=points.every,
        tracks=tuple(_tracks(kept, since, _called(node, since, end, who))),
    )


_COLUMNS = (
    "track", "identity", "craft", "at", "lon", "lat", "sigma", "speed_knots", "course", "altitude",
    "quality", "sensors", "group",
)  # fmt: skip


def _newest(node: "Opened") -> int:
    table = read_table(node, Ask("track", columns=("at",), limit=1))
    found: list[int] = table.column("at").cast(pa.int64()).to_pylist()
    return found[0] if found else 0


def _batches(
    node: "Opened", ask: Ask, column: str, only: bytes | str | None
) -> Iterable[pa.RecordBatch]:
    """The rows of a question, or those of them with one value in a column."""
    if only is None:
        yield from read(node, ask)
        return
    # A plan cannot name it, so the look says what is looked at and a service reads for the same rights.
    said = only.hex() if isinstance(only, bytes) else only
    viewer = msgspec.structs.replace(node.viewer, name="service:picture")
    span = window(ask.since, ask.until)
    plan = node.ledger.plan(ask.kind, viewer, window=span, columns=ask.columns)
    node.ledger.look(node.viewer, ask.kind, {**plan.request, column: said})
    for batch in node.ledger.read(plan, audited=False):
        wanted = pa.scalar(only, batch.schema.field(column).type)
        yield batch.filter(pc.equal(batch.column(column), wanted))


def _tracks(
    table: pa.Table, since: int, called: dict[str, tuple[str | None, str | None]]
) -> list[PastTrack]:
    if not table.num_rows:
        return []
    code = codes(table.column("track"))
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]])
    ends = np.r_[starts[1:], len(code)]
    at = np.round((table.column("at").cast(pa.int64()).to_numpy() - since) / SECOND, 1)
    reals = {
        name: np.round(np.asarray(table.column(name).to_numpy(), np.float64), digits)
        for name, digits in _DIGITS.items()
    }
    perhaps = {
        name: np.round(np.asarray(table.column(name).to_numpy(), np.float64), digits)
        for name, digits in _PERHAPS.items()
    }
    # What it is called is as its last point in the window has it: so it is named today.
    last = table.select(["track", "identity", "craft", "sensors", "group"]).take(pa.array(ends - 1))
    found = []
    for row, first, after in zip(last.to_pylist(), starts.tolist(), ends.tolist(), strict=True):
        name, mode = called.get(row["identity"] or "", (None, None))
        high, sure = (_unless_nothing(column[first:after]) for column in perhaps.values())
        found.append(
            PastTrack(
                track=row["track"].hex(),
                craft=row["craft"],
                identity=row["identity"],
                name=name,
                mode=mode,
                sensors=tuple(row["sensors"]) if row["sensors"] else None,
                group=row["group"] if (row["group"] or 0) > 1 else None,
                at=at[first:after].tolist(),
                altitude=high,
                quality=sure,
                **{name: column[first:after].tolist() for name, column in reals.items()},
            )
        )
    # As they lie in the ledger, their order would tell of what lay among them.
    return sorted(found, key=lambda each: each.track)


def _unless_nothing(column: NDArray[Any]) -> list[float] | None:
    found: list[float] = column.tolist()
    return None if np.isnan(column).all() else found


_PERHAPS = {"altitude": 0, "quality": 3}
_DIGITS = {"lon": 5, "lat": 5, "sigma": 0, "speed_knots": 1, "course": 0}
_NOTHING = kind_named("track").schema.empty_table().select(_COLUMNS)


def _called(
    node: "Opened", since: int, until: int, only: str | None
) -> dict[str, tuple[str | None, str | None]]:
    """Identity -> name and mode, each as it was last said before the end of the window.

    Args:
        node: the node.
        since: beginning of the window, us.
        until: its end.
        only: the identity wanted; None wants all, and nobody has an empty one.
    """
    found: dict[str, tuple[str | None, str | None]] = {}
    for kind, columns in (("particulars", ("name",)), ("unit", ("callsign", "mode"))):
        ask = Ask(kind, since - NAMES_BACK, until, columns=("identity", "at", *columns))
        if only == "":
            break
        batches = _batches(node, ask, "identity", only)
        rows = [row for batch in batches for row in batch.to_pylist()]
        for row in sorted(rows, key=lambda each: each["at"]):
            name, mode = found.get(row["identity"], (None, None))
            said = (row[columns[0]] or name, row.get("mode") or mode)
            found[row["identity"]] = said
    return found
