"""What is followed, as rows of its own: crossings, track points, reports of arrival."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from northline.engines.crossing.report import TOUCHED
from northline.engines.crossing.reporting.state import Begun, Passed, Report
from northline.records.finding import Finding
from northline.records.position import Craft
from northline.records.track import Crossing, Direction

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


def begun_of(each: Finding) -> Begun | bytes | None:
    """A finding as what is followed, or the event that it says came to nothing."""
    if each.finding == TOUCHED:
        return each.event_id
    if each.lon is None or each.lat is None:
        return None
    return Begun(
        event=each.event_id,
        crossing=each.about[0],
        evidence=each.evidence[:EVIDENCE_KEPT],
        reasons=each.reasons,
        **{name: getattr(each, name) for name in _SAME},
    )


_SAME = (
    "revision", "at", "since", "until", "received", "marking", "lon", "lat", "sigma", "km",
    "score", "subject",
)  # fmt: skip


def passed_of(each: Crossing) -> Passed:
    """A crossing on record."""
    return Passed(
        at=each.at,
        id=each.id,
        side=SIDES[each.direction],
        sure=each.side_certainty >= SURE,
        track=each.track,
        identity=each.identity,
        craft=each.craft,
        received=each.received,
        marking=each.marking,
    )


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
