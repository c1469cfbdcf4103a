"""Columns as they come, read into words of units, sites, and the clock that track points make."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from northline.engines.safety.radio import Site
from northline.engines.safety.state import CheckedIn, Word
from northline.records.position import Craft
from northline.records.sensor import SensorSort

Ints = NDArray[np.int64]

CRAFTS = pa.array([Craft.UNIT.value, Craft.DRONE.value], pa.string())
"""What friendly units are tracked as."""

POINT = (
    "id", "at", "received", "marking", "lon", "lat", "sigma", "identity", "craft", "speed_knots",
    "course",
)  # fmt: skip


class Points(NamedTuple):
    """The track points of units that these reported of themselves, and the clock at each.

    Attributes:
        rows: they, in order, with instants in microseconds.
        clock: at each, us.
        after: the clock after all points of the batch.
        before: instants of the last two points, for the next batch.
        any: whether the batch had any point at all.
    """

    rows: list[dict[str, Any]]
    clock: list[int]
    after: int
    before: tuple[int, int]
    any: bool


def points_of(table: pa.Table | None, clock: int, before: tuple[int, int]) -> Points:
    """Read track points.

    The clock is the latest instant that the least of any three points in a row has reached: no
    single point with a wrong clock moves it.

    Args:
        table: track points, or None.
        clock: before them, us.
        before: instants of the two points before them.
    """
    if table is None or not table.num_rows:
        return Points([], [], clock, before, False)
    at = instants(table, "at")
    lined = np.concatenate([np.array(before, np.int64), at])
    three = np.minimum(np.minimum(lined[:-2], lined[1:-1]), lined[2:])
    told = np.maximum(np.maximum.accumulate(three), clock)
    own = pc.is_in(table.column("craft").cast(pa.string()), CRAFTS)
    own = pc.and_(
        own, pc.and_(pc.is_null(table.column("sensors")), pc.is_valid(table.column("identity")))
    )
    rows = np.flatnonzero(np.asarray(own))
    taken = plain(table.select(POINT).take(pa.array(rows))) if len(rows) else []
    last = (int(lined[-2]), int(lined[-1]))
    return Points(taken, told[rows].tolist(), int(told[-1]), last, True)


def check_ins_of(table: pa.Table | None) -> list[CheckedIn]:
    """Check-ins, in their order."""
    return [
        CheckedIn(
            unit=row["unit"],
            word=word_of(row, row["how"]),
            next_due=row["next_due"],
            lon=row["lon"],
            lat=row["lat"],
        )
        for row in plain(table)
    ]


def sites_of(table: pa.Table | None) -> list[tuple[str, dict[str, Any]]]:
    """Statements about sensors that are, or may be, radio sites: identity and row, in their order."""
    return [(row["identity"], row) for row in plain(table)]


def site_after(before: Site | None, row: dict[str, Any]) -> Site | None:
    """A radio site after one more statement about it; None where it is none, or has no place yet."""
    if before is None and row["sort"] != SensorSort.RADIO.value:
        return None
    if before is not None and row["at"] < before.at:
        return before
    said: dict[str, Any] = {
        name: row[name] if row[name] is not None else getattr(before, name, None)
        for name in ("lon", "lat", "range", "height")
    }
    if said["lon"] is None or said["lat"] is None:
        return before
    return Site(
        identity=row["identity"],
        state=row["state"],
        at=row["at"],
        id=row["id"],
        marking=row["marking"],
        received=row["received"],
        **said,
    )


def word_of(row: dict[str, Any], how: str) -> Word:
    """A row as a word of its unit."""
    return Word(
        at=row["at"], id=row["id"], marking=row["marking"], received=row["received"], how=how
    )


def plain(table: pa.Table | None) -> list[dict[str, Any]]:
    """Rows with their instants in microseconds."""
    if table is None or not table.num_rows:
        return []
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(pa.int64()))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def instants(table: pa.Table, name: str) -> Ints:
    """A column of instants, us."""
    return np.asarray(table.column(name).cast(pa.int64()).to_numpy(), np.int64)
