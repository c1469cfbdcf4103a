"""Plots as the picture shows them when somebody asks: what sensors saw lately where one looks.

A radar gives thousands of plots a minute, so they are no part of the live picture.  One answer
holds those of a window of time and a box of the map, the newest `MOST` at most, and says how many
there were.  Each answer is one look, and the chain says at which box and window.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from northline.app.words import instant
from northline.geo.distance import near_distance
from northline.ledger.reading import system_clock
from northline.records.errors import UsageError
from northline.records.kinds import kind as kind_named
from northline.records.plot import Measure
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

MOST = 3_000
"""Plots of one answer: a map full of marks shows nothing more with more of them."""

MOST_MINUTES = 60
"""The longest window."""

SIGHT = 20_000.0
"""How far from its sensor a direction is looked for, m: it has no range of its own."""

MINUTE = 60 * 1_000_000

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; the west may lie east of the east, over the antimeridian."""


class Plots(msgspec.Struct, frozen=True, kw_only=True):
    """Plots of a window of time in a box, the newest first, column by column, each (n,).

    Attributes:
        since: beginning of the window, ms since 1970 UTC.
        until: its end, ms.
        seen: how many there are in window and box.
        cut: whether more were seen than are told: then these are the newest of them.
        sensors: the sensors that saw them.
        at: when, ms.
        sensor: place of the one that saw it in ``sensors``.
        measure: what is measured: polar, place, bearing or trip.
        craft: sort of thing, as the sensor says.
        lon: degrees; of a bearing, of the sensor.
        lat: degrees; of a bearing, of the sensor.
        sigma: 1-sigma error of the place, m, or null; of a trip, the reach of the sensor.
        azimuth: direction from the sensor, degrees true, or null.
        identity: of the transponder in the plot, or null.
        label: what the sensor's own software calls it, or null.
        group: how many things it stands for, or null.
        test: whether the sensor says that it is a test target.
    """

    since: int
    until: int
    seen: int
    cut: bool
    sensors: tuple[str, ...]
    at: list[int]
    sensor: list[int]
    measure: list[str]
    craft: list[str]
    lon: list[float]
    lat: list[float]
    sigma: list[float | None]
    azimuth: list[float | None]
    identity: list[str | None]
    label: list[str | None]
    group: list[int | None]
    test: list[bool]


def plots(
    node: "Opened",
    *,
    box: Box,
    minutes: float = 5.0,
    until: int | str | None = None,
    limit: int = MOST,
) -> Plots:
    """What the operator may see of the plots in a box and window; the look stands in the chain.

    A plot without a place, and without a direction from a known place, is not told.

    Args:
        node: the node.
        box: west, south, east, north in degrees.
        minutes: length of the window, in (0, 60].
        until: end of the window (exclusive); None ends it now, in an exercise after its newest
            plot.
        limit: at most so many, in [1, `MOST`].

    Raises:
        UsageError: for an instant that cannot be read, a box that is none, or numbers out of range.
    """
    if not 0 < minutes <= MOST_MINUTES:
        raise UsageError(f"minutes is {minutes:g}; it must be more than 0, at most {MOST_MINUTES}")
    if not 1 <= limit <= MOST:
        raise UsageError(f"limit is {limit}; it must lie in [1, {MOST}]")
    west, south, east, north = box
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise UsageError(
            "a box is west, south, east, north in degrees, such as -83.2,42.2,-82.9,42.4"
        )
    end = instant(until)
    if end is None:
        end = _present(node)
    since = Micros(end - int(minutes * MINUTE))
    kept, seen = _newest(_batches(node, box, (since, end)), box, limit)
    return _told(kept, since=since, until=end, seen=seen)


def box_of(given: str) -> Box:
    """A box as text: four numbers with commas between them.

    Raises:
        UsageError: for text that is none.
    """
    try:
        west, south, east, north = (float(each) for each in given.split(","))
    except ValueError as error:
        raise UsageError(
            f"{given!r} is no box: write west,south,east,north such as -83.2,42.2,-82.9,42.4"
        ) from error
    return west, south, east, north


_COLUMNS = (
    "id", "at", "sensor", "measure", "craft", "lon", "lat", "sigma", "azimuth", "sensor_lon",
    "sensor_lat", "identity", "label", "group", "test",
)  # fmt: skip
_NOTHING = kind_named("plot").schema.empty_table().select(_COLUMNS)


def _present(node: "Opened") -> Micros:
    """The end of the newest window: what a clock that is wrong sends must not hide what is true."""
    if not node.exercise:
        return system_clock()
    service = msgspec.structs.replace(node.viewer, name="service:picture")
    plan = node.ledger.plan("plot", service, columns=["at"], limit=1)
    table = node.ledger.read(plan, audited=False).read_all()
    newest: list[int] = table.column("at").cast(pa.int64()).to_pylist()
    return Micros(newest[0] + 1) if newest else system_clock()


def _batches(node: "Opened", box: Box, window: tuple[Micros, Micros]) -> Iterator[pa.RecordBatch]:
    """The rows of a window, read by a service with the same rights; the look names the box."""
    service = msgspec.structs.replace(node.viewer, name="service:picture")
    plan = node.ledger.plan("plot", service, window=window, columns=_COLUMNS)
    node.ledger.look(node.viewer, "plot", {**plan.request, "box": list(box)})
    yield from node.ledger.read(plan, audited=False)


def _newest(batches: Iterator[pa.RecordBatch], box: Box, limit: int) -> tuple[pa.Table, int]:
    """The newest rows in the box, and how many there are; no more are held than a few times that."""
    held, rows, seen = [_NOTHING], 0, 0
    for batch in batches:
        inside = pa.table(batch).filter(pa.array(_inside(batch, box)))
        seen += inside.num_rows
        held.append(inside)
        rows += inside.num_rows
        if rows > 8 * limit:
            held = [_cut(held, limit)]
            rows = held[0].num_rows
    return _cut(held, limit), seen


def _cut(held: list[pa.Table], limit: int) -> pa.Table:
    return pa.concat_tables(held).sort_by([("at", "descending"), ("id", "ascending")])[:limit]


def _inside(batch: pa.RecordBatch, box: Box) -> NDArray[np.bool_]:
    """Which of n plots lie in a box, or are directions that may cross it; (n,)."""
    placed = _within(_reals(batch, "lon"), _reals(batch, "lat"), box, 0.0)
    directed = np.asarray(pc.equal(batch.column("measure"), Measure.BEARING.value), bool)
    directed &= ~np.isnan(_reals(batch, "azimuth"))
    crossing = _within(_reals(batch, "sensor_lon"), _reals(batch, "sensor_lat"), box, SIGHT)
    found: NDArray[np.bool_] = np.where(directed, crossing, placed)
    return found


def _within(
    lon: NDArray[np.float64], lat: NDArray[np.float64], box: Box, metres: float
) -> NDArray[np.bool_]:
    """Which of n places lie in a box, or no further from its edge than that; NaN in none."""
    west, south, east, north = box
    width = 360.0 if east - west == 360.0 else (east - west) % 360.0
    into = (lon - west) % 360.0
    nearest_lon = np.where(into <= width, lon, np.where(into - width < 360.0 - into, east, west))
    nearest_lat = np.clip(lat, south, north)
    exactly = (into <= width) & (lat >= south) & (lat <= north)
    if not metres:
        return exactly
    return exactly | (near_distance(lon, lat, nearest_lon, nearest_lat) <= metres)


def _reals(batch: pa.RecordBatch, name: str) -> NDArray[np.float64]:
    return np.asarray(batch.column(name).to_numpy(zero_copy_only=False), np.float64)


def _told(table: pa.Table, *, since: Micros, until: Micros, seen: int) -> Plots:
    """The rows as columns of an answer."""
    coded = table.column("sensor").combine_chunks().dictionary_encode()
    directed = pc.equal(table.column("measure"), Measure.BEARING.value)
    place = {
        name: pc.if_else(directed, table.column(f"sensor_{name}"), table.column(name))
        for name in ("lon", "lat")
    }
    columns: dict[str, list[Any]] = {
        **{name: pc.round(column, 5).to_pylist() for name, column in place.items()},
        **{name: pc.round(table.column(name), 1).to_pylist() for name in ("sigma", "azimuth")},
        **{
            name: table.column(name).to_pylist()
            for name in ("measure", "craft", "identity", "label", "group", "test")
        },
    }
    return Plots(
        since=since // 1000,
        until=until // 1000,
        seen=seen,
        cut=seen > table.num_rows,
        sensors=tuple(coded.dictionary.to_pylist()),
        at=[each // 1000 for each in table.column("at").cast(pa.int64()).to_pylist()],
        sensor=coded.indices.to_pylist(),
        **columns,
    )
