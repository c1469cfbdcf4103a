"""What came of an exercise, read back from its ledger for the score, by the node's own service."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.exercise import Trail, trails_of
from northline.exercise.observed import Nameless
from northline.records.marking import Viewer
from northline.records.position import Craft
from northline.records.time import from_datetime

if TYPE_CHECKING:
    from northline.app.node import Node

SERVICE = "exercise"
"""Who reads for the score."""


def table(node: "Node", kind: str, columns: list[str] | None, viewer: Viewer | None = None) -> Any:
    """All records of a kind that a viewer may see; the service of the exercise, unless told."""
    plan = node.ledger.plan(kind, viewer or node.service_viewer(SERVICE), columns=columns)
    return node.ledger.read(plan, audited=False).read_all()


def rows(node: "Node", kind: str) -> Iterator[dict[str, Any]]:
    """All records of a kind, with their instants in microseconds."""
    for row in table(node, kind, None).to_pylist():
        yield {
            name: from_datetime(value) if isinstance(value, datetime.datetime) else value
            for name, value in row.items()
        }


def reported(node: "Node", start: int) -> dict[str, float]:
    """Event id -> exercise second of the newest track point under its first revision.

    Args:
        node: an exercise ledger.
        start: instant of exercise second 0, us.
    """
    points = table(node, "track", ["id", "at"])
    at = dict(
        zip(
            points.column("id").to_pylist(),
            points.column("at").cast("int64").to_pylist(),
            strict=True,
        )
    )
    told = {}
    for row in table(node, "finding", ["event_id", "revision", "evidence"]).to_pylist():
        under = [at[each] for each in row["evidence"] if each in at]
        if row["revision"] == 1 and under:
            told[row["event_id"].hex()] = (max(under) - start) / 1e6
    return told


def trails(node: "Node") -> dict[str, Trail]:
    """The track points of aircraft and friendly units, by identity."""
    points = table(node, "track", ["identity", "craft", "at", "lon", "lat", "track"])
    crafts = pa.array([Craft.AIRCRAFT.value, Craft.UNIT.value])
    points = points.filter(pc.is_in(points.column("craft"), value_set=crafts))
    return trails_of(
        points.column("identity").to_pylist(),
        points.column("at").cast("int64").to_numpy(),
        points.column("lon").to_numpy(),
        points.column("lat").to_numpy(),
        points.column("track").to_pylist(),
    )


def nameless(node: "Node") -> Nameless:
    """The points of tracks of which no point has an identity."""
    points = table(node, "track", ["identity", "at", "lon", "lat", "track"])
    named = points.filter(pc.is_valid(points.column("identity"))).column("track")
    points = points.filter(pc.is_null(points.column("identity")))
    if points.num_rows and len(named):
        known = pa.array(named.to_pylist(), points.column("track").type)
        points = points.filter(pc.invert(pc.is_in(points.column("track"), value_set=known)))
    points = points.sort_by("at")
    numbers: dict[bytes, int] = {}
    track = [numbers.setdefault(each, len(numbers)) for each in points.column("track").to_pylist()]
    return Nameless(
        at=points.column("at").cast("int64").to_numpy(),
        lon=points.column("lon").to_numpy(),
        lat=points.column("lat").to_numpy(),
        track=np.array(track, np.int64),
    )


def plots(node: "Node") -> dict[str, int]:
    """How many plots of each sensor are on record."""
    counted = table(node, "plot", ["sensor"]).column("sensor").value_counts().to_pylist()
    return {each["values"]: each["counts"] for each in counted}
