"""Columns of what the reporting engine reads, as rows of its own."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from northline.engines.reporting.state import Begun, Passed, Report
from northline.records.position import Craft
from northline.records.track import Direction

BEGINS = ("line-crossing", "dark-crossing", "land-crossing")
"""Kinds of finding that are followed."""

ENDS = ("line-touched",)
"""Kinds of finding that say that nothing crossed after all."""

EVIDENCE_KEPT = 8
"""So much of the evidence of a finding is cited again."""

SURE = 0.8
"""Certainty from which a crossing ends one the other way."""

SIDES = {Direction.TO_CANADA.value: 1, Direction.TO_UNITED_STATES.value: -1}


class Track(msgspec.Struct, frozen=True):
    """The n track points of a batch, in their order.

    Attributes:
        table: all their columns.
        at: int64 (n,), us.
        clock: int64 (n,), the instant that has surely passed at each.
    """

    table: pa.Table
    at: NDArray[np.int64]
    clock: NDArray[np.int64]

    def rows_of(self, tracks: list[bytes], identities: list[str]) -> NDArray[np.int64]:
        """Rows of these tracks, and of these identities."""
        if not len(self.at) or not tracks:
            return np.zeros(0, np.int64)
        own = pc.is_in(self.table.column("track"), pa.array(tracks, pa.binary(16)))
        named = pc.is_in(self.table.column("identity"), pa.array(identities, pa.string()))
        return np.flatnonzero(np.asarray(pc.or_(own, named)))

    def received(self) -> NDArray[np.int64]:
        """When each was received, us."""
        return instants(self.table, "received") if len(self.at) else np.zeros(0, np.int64)

    def taken(self, rows: NDArray[np.int64]) -> list[dict[str, Any]]:
        """The columns of some points that are looked at."""
        if not len(rows):
            return []
        points: list[dict[str, Any]] = self.table.select(POINT).take(pa.array(rows)).to_pylist()
        return points


POINT = (
    "id", "marking", "lon", "lat", "sigma", "track", "identity", "speed_knots", "on_ground",
)  # fmt: skip


def track_of(table: pa.Table | None, clock: int, before: tuple[int, int]) -> Track:
    """The track points of a batch, with the clock of each.

    Args:
        table: the points, or None.
        clock: before them, us.
        before: instants of the two points before them.
    """
    if table is None or not table.num_rows:
        empty = np.zeros(0, np.int64)
        return Track(pa.table({}), empty, empty)
    at = instants(table, "at")
    lined = np.concatenate([np.array(before, np.int64), at])
    three = np.minimum(np.minimum(lined[:-2], lined[1:-1]), lined[2:])
    return Track(table, at, np.maximum(np.maximum.accumulate(three), clock))


def instants(table: pa.Table, name: str) -> NDArray[np.int64]:
    """A column of instants, us."""
    return np.asarray(table.column(name).cast(pa.int64()).to_numpy(), np.int64)


def begun_of(table: pa.Table | None) -> tuple[list[Begun], list[bytes]]:
    """Findings that are followed, in their order; and events that came to nothing."""
    if table is None or not table.num_rows:
        return [], []
    kinds = pa.array(BEGINS + ENDS, pa.string())
    table = table.filter(pc.is_in(table.column("finding").cast(pa.string()), kinds))
    begun, ended = [], []
    for row in _rows(table, ("at", "since", "until", "received")):
        if row["finding"] in ENDS:
            ended.append(row["event_id"])
        elif row["about"] and row["lon"] is not None and row["lat"] is not None:
            begun.append(
                Begun(
                    event=row["event_id"],
                    crossing=row["about"][0],
                    evidence=tuple(row["evidence"][:EVIDENCE_KEPT]),
                    reasons=tuple(row["reasons"]),
                    **{name: row[name] for name in _SAME},
                )
            )
    return begun, ended


_SAME = (
    "revision", "at", "since", "until", "received", "marking", "lon", "lat", "sigma", "km",
    "score", "subject",
)  # fmt: skip


def passed_of(table: pa.Table | None) -> list[Passed]:
    """Crossings on record, in their order."""
    if table is None or not table.num_rows:
        return []
    return [
        Passed(
            at=row["at"],
            id=row["id"],
            side=SIDES[row["direction"]],
            sure=row["side_certainty"] >= SURE,
            track=row["track"],
            identity=row["identity"],
            craft=Craft(row["craft"]),
            received=row["received"],
            marking=row["marking"],
        )
        for row in _rows(table, ("at", "received"))
    ]


def reports_of(table: pa.Table | None) -> list[Report]:
    """Reports of arrival, in their order."""
    if table is None or not table.num_rows:
        return []
    return [
        Report(
            at=row["at"],
            id=row["id"],
            side=SIDES[row["direction"]],
            craft=Craft(row["craft"]),
            identity=row["identity"],
            lon=row["lon"],
            lat=row["lat"],
            received=row["received"],
            marking=row["marking"],
        )
        for row in _rows(table, ("at", "received"))
    ]


def _rows(table: pa.Table, times: tuple[str, ...]) -> list[Mapping[str, Any]]:
    """Rows with their instants in microseconds."""
    for name in times:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table.column(name).cast(pa.int64()))
    rows: list[Mapping[str, Any]] = table.to_pylist()
    return rows
