"""What partners were shown of an exercise, and from which feeds it came.

Each partner of the scenario reads as themselves, so that what they were shown is what any partner
of that agency would be shown.  What a row rests on is followed by its evidence down to what feeds
brought, each record of which names its feed as its source; whatever is not found there is of no
feed that is known, and nobody was to see it.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.exercise_reading import SERVICE, table
from northline.exercise.instruments import Ally
from northline.exercise.observed import Shared
from northline.exercise.sharing import BROUGHT
from northline.records.finding import Finding
from northline.records.kinds import KINDS
from northline.records.marking import Level, Viewer
from northline.records.track import Crossing, Track

if TYPE_CHECKING:
    from northline.app.node import Node

DERIVED = (Track.kind, Crossing.kind, Finding.kind)
NOTHING: frozenset[str] = frozenset()
UNKNOWN = frozenset({"unknown:"})


def shared(node: "Node", allies: tuple[Ally, ...]) -> Shared:
    """What each partner was shown of tracks and findings, and what each of these rests on."""
    if not allies:
        return Shared()
    viewers: dict[str, Viewer | None] = {ally.name: viewer_of(ally) for ally in allies}
    made = {name: _Made(node, viewer) for name, viewer in viewers.items()}
    own = _Made(node, None)
    rests = _Rests(node, [own, *made.values()])
    # What was corrected meanwhile is still there for whoever may not see the correction.
    rows = {key: names for each in made.values() for key, names in rests.of(each)}
    seen = {name: frozenset(key for key, _ in rests.of(each)) for name, each in made.items()}
    return Shared(rows={**rows, **dict(rests.of(own))}, seen=seen)


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


class _Made:
    """What engines made, as far as one viewer is shown it."""

    def __init__(self, node: "Node", viewer: Viewer | None) -> None:
        self.points = list(_points(node, viewer))
        self.crossings = _evidence(node, Crossing.kind, viewer)
        self.findings = _evidence(node, Finding.kind, viewer)


class _Rests:
    """What each row rests on: identities, sensors, and feeds."""

    def __init__(self, node: "Node", made: list[_Made]) -> None:
        self._names: dict[bytes, frozenset[str]] = {}
        for each in made:
            for _, id, names in each.points:
                self._names[id] = names | self._names.get(id, NOTHING)
        self._evidence = _corrected(node)
        for each in made:
            self._evidence.update(each.crossings)
            self._evidence.update(each.findings)
        wanted = {id for ids in self._evidence.values() for id in ids}
        self._names |= _brought(node, wanted - self._names.keys() - self._evidence.keys())

    def of(self, made: _Made) -> Iterator[tuple[bytes, frozenset[str]]]:
        """Key of each track point and finding, and what it rests on."""
        for key, _, names in made.points:
            yield key, names
        for id in made.findings:
            yield id, self._all([id])

    def _all(self, ids: Iterable[bytes]) -> frozenset[str]:
        """What these rest on, all together, followed to the end."""
        told, left, met = set[str](), list(ids), set[bytes]()
        while left:
            id = left.pop()
            if id in met:
                continue
            met.add(id)
            if id in self._evidence:
                left += self._evidence[id]
            else:
                told |= self._names.get(id, UNKNOWN)
        return frozenset(told)


def _points(node: "Node", viewer: Viewer | None) -> Iterator[tuple[bytes, bytes, frozenset[str]]]:
    """Track points: a key, the id, and the identity and sensors that each rests on.

    The key has these in it: what is judged is the very row that somebody was shown.
    """
    points = table(node, Track.kind, ["id", "identity", "sensors"], viewer)
    columns = (points.column(name).to_pylist() for name in ("id", "identity", "sensors"))
    for id, identity, sensors in zip(*columns, strict=True):
        names = frozenset([*([identity] if identity else []), *(sensors or ())])
        yield id + "|".join(sorted(names)).encode(), id, names


def _evidence(node: "Node", kind: str, viewer: Viewer | None) -> dict[bytes, list[bytes]]:
    """The evidence of each; what a finding is about rests on the same, and may be corrected."""
    rows: list[dict[str, Any]] = table(node, kind, ["id", "evidence"], viewer).to_pylist()
    return {row["id"]: list(row["evidence"] or ()) for row in rows}


def _corrected(node: "Node") -> dict[bytes, list[bytes]]:
    """The evidence of every crossing and finding, corrected ones too: later ones rest on them.

    Nothing is marked anew in an exercise, so what a plan denies is what was corrected.
    """
    told: dict[bytes, list[bytes]] = {}
    for kind in (Crossing.kind, Finding.kind):
        viewer = node.service_viewer(SERVICE)
        plan = node.ledger.plan(kind, viewer, columns=["id", "evidence"])
        whole = msgspec.structs.replace(plan, denied=())
        rows = node.ledger.read(whole, audited=False).read_all().to_pylist()
        told |= {row["id"]: list(row["evidence"] or ()) for row in rows}
    return told


def _brought(node: "Node", wanted: set[bytes]) -> dict[bytes, frozenset[str]]:
    """Those of these ids that a feed brought, each with its feed."""
    told: dict[bytes, frozenset[str]] = {}
    if not wanted:
        return told
    for record in KINDS:
        if record.kind in DERIVED:
            continue
        rows = table(node, record.kind, ["id", "source"])
        ids = rows.column("id")
        rows = rows.filter(pc.is_in(ids, value_set=pa.array(sorted(wanted), ids.type)))
        sources = rows.column("source").to_pylist()
        for id, source in zip(rows.column("id").to_pylist(), sources, strict=True):
            told[id] = frozenset({f"{BROUGHT}:{source}"})
    return told
