"""What came of an exercise, read back from its ledger for the score: rows, trails, who saw what.

The node's own service reads everything; each partner of the scenario reads as themselves, so that
what they were shown is what any partner of that agency would be shown.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.exercise import Trail, trails_of
from northline.exercise.instruments import Ally
from northline.exercise.observed import Nameless, Shared
from northline.exercise.sharing import REPORT
from northline.records.marking import Level, Viewer
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


def shared(node: "Node", allies: tuple[Ally, ...]) -> Shared:
    """What each partner was shown of tracks and findings, and what each of these rests on."""
    if not allies:
        return Shared()
    seen = {ally.name: _seen(node, viewer_of(ally)) for ally in allies}
    return Shared(rows=_rest_on(node), seen=seen)


def viewer_of(ally: Ally) -> Viewer:
    """A partner of a scenario, as the ledger knows who asks."""
    return Viewer(
        name=ally.name,
        agency=ally.agency,
        country=ally.country,
        clearance=Level.parse(ally.clearance),
        roles=("law-enforcement",),
        groups=ally.groups,
        purpose=ally.purpose,
    )


def _seen(node: "Node", viewer: Viewer) -> frozenset[bytes]:
    findings = table(node, "finding", ["id"], viewer).column("id").to_pylist()
    return frozenset([*(key for key, _, _ in _points(node, viewer)), *findings])


def _points(
    node: "Node", viewer: Viewer | None = None
) -> Iterator[tuple[bytes, bytes, frozenset[str]]]:
    """Track points: a key, the id, and the identity and sensors that each rests on.

    The key has these in it: what is judged is the very row that somebody was shown.
    """
    points = table(node, "track", ["id", "identity", "sensors"], viewer)
    columns = (points.column(name).to_pylist() for name in ("id", "identity", "sensors"))
    for id, identity, sensors in zip(*columns, strict=True):
        names = frozenset([*([identity] if identity else []), *(sensors or ())])
        yield id + "|".join(sorted(names)).encode(), id, names


def _rest_on(node: "Node") -> dict[bytes, frozenset[str]]:
    """The identities, sensors and reports of arrival that each track point and finding rests on."""
    told: dict[bytes, frozenset[str]] = {}
    known: dict[bytes, frozenset[str]] = {}
    nothing: frozenset[str] = frozenset()
    for key, id, names in _points(node):
        told[key] = names
        known[id] = names | known.get(id, nothing)
    for id in table(node, "arrival", ["id"]).column("id").to_pylist():
        known[id] = frozenset([f"{REPORT}:{id.hex()}"])
    crossings: Mapping[bytes, list[bytes]] = {
        row["id"]: row["evidence"] or []
        for row in table(node, "crossing", ["id", "evidence"]).to_pylist()
    }
    for row in table(node, "finding", ["id", "about", "evidence"]).to_pylist():
        evidence = list(row["evidence"] or [])
        for about in row["about"] or []:
            evidence += crossings.get(about, [])
        told[row["id"]] = nothing.union(*(known.get(each, nothing) for each in evidence))
    return told
