r"""The dispatch engine: for a finding, who can get there first, by which way, and who can look.

It proposes and does nothing: a plan is a finding of kind ``dispatch-plan``, whose lines say who goes
where and when, and a person dispatches.

* **When.**  A finding waits for the track point that it rests on, one of its subject at its end or
  later; where there is none, for a track point or word of a unit that was received after it.  So a
  plan does not depend on how rows were put into batches.  It begins when the finding ends, or at the
  last point of its track if that is later, and rests on where everybody was last.
* **Who.**  Units that say how they go about, were heard of within ``fresh``, have ``least_crew``
  officers, and enough of their range left (`northline.engines.dispatch.fitness`).  Those near by that
  are not proposed are told of, with the reason.
* **By which way.**  Land units over roads and off them (`.land`), boats over water (`.water`),
  helicopters straight (`.air`).  A unit is of the side of the line on which it last surely was.  No
  unit is sent over the line, but a boat whose crew is cross-designated *and* under the host's direction,
  and that on shared waters only (LAW.md rule 8).  Each way is checked once more as it is told.
* **Where it is met.**  The thing is taken to go on as it did; of the places on its way, one every
  ``interval`` seconds, the first at which a unit can be in time is the meeting, with its probability
  (`.motion`).  Units that meet it come first, by when; then by when they are there.
* **Who looks.**  Cameras that see its way, drones and aeroplanes that can fly there (`.looking`).
* **First Nations** (LAW.md rule 6).  In a territory without a recorded protocol nobody is sent, no way
  leads through it, and nothing is proposed to look there; the plan says so.
* The score is the probability of the meeting of the first unit; 0 where none can meet it.
* A later revision of the finding makes another revision of its plan; one that takes it back
  (``stands_down``) takes the plan back.

Result of one step: findings, in the order in which those they are for were received.
"""

from collections.abc import Mapping

import msgspec
import numpy as np
import pyarrow as pa

from northline.engines.dispatch.fitness import Placed
from northline.engines.dispatch.intake import (
    CRAFTS,
    MICROS,
    Following,
    Memory,
    Waiting,
    instants,
    key_of,
)
from northline.engines.dispatch.motion import Subject
from northline.engines.dispatch.network import Network
from northline.engines.dispatch.params import DispatchParams
from northline.engines.dispatch.planning import plan_for
from northline.engines.dispatch.report import (
    ENGINE,
    PLAN,
    VERSION,
    Roads,
    plan_finding,
    stand_down,
)
from northline.engines.dispatch.state import DispatchState, Found, Planned, UnitKept
from northline.engines.dispatch.window import Territories, Windows
from northline.records.finding import Finding
from northline.records.position import Craft
from northline.records.protocols import Moment, Split, Step
from northline.records.schema import kind_of

BESIDE = ("road", "sensor", "unit")
"""Kinds that are read besides tracks and findings."""

KEPT = 2_000
"""So many plans are remembered, so that a later revision of a finding makes one of its plan; and so
many findings wait at a time."""


class Dispatch:
    """The engine; see the module for its rule.  It raises `MissingDependency` without line or map.

    Any unit may go to any place, so there is no exact split: it runs on one worker.
    """

    name: str = ENGINE
    version: str = VERSION
    reads: tuple[str, ...] = ("finding", "unit", "track", "sensor", "road")
    writes: tuple[str, ...] = ()
    inputs: tuple[str, ...] = (
        "finding.id",
        "finding.at",
        "finding.received",
        "finding.marking",
        "finding.lon",
        "finding.lat",
        "finding.sigma",
        "finding.event_id",
        "finding.finding",
        "finding.subject",
        "finding.until",
        "finding.km",
        "unit.id",
        "unit.at",
        "unit.received",
        "unit.marking",
        "unit.lon",
        "unit.lat",
        "unit.identity",
        "unit.callsign",
        "unit.mode",
        "unit.stale",
        "unit.crew",
        "unit.range",
        "unit.speed_road",
        "unit.speed_off_road",
        "unit.speed_water",
        "unit.speed_air",
        "unit.authority",
        "track.id",
        "track.at",
        "track.received",
        "track.marking",
        "track.lon",
        "track.lat",
        "track.sigma",
        "track.track",
        "track.identity",
        "track.craft",
        "track.speed_knots",
        "track.course",
        "sensor.id",
        "sensor.at",
        "sensor.received",
        "sensor.marking",
        "sensor.lon",
        "sensor.lat",
        "sensor.identity",
        "sensor.sort",
        "sensor.state",
        "sensor.carrier",
        "sensor.nearest",
        "sensor.range",
        "sensor.bearing_from",
        "sensor.bearing_to",
        "road.id",
        "road.received",
        "road.marking",
        "road.network",
        "road.edge",
        "road.from_node",
        "road.to_node",
        "road.lon",
        "road.lat",
        "road.to_lon",
        "road.to_lat",
        "road.length",
        "road.speed",
        "road.one_way",
        "road.carried",
        "road.closed",
    )
    split: Split = Split.NONE
    split_by: str | None = None
    state: type[msgspec.Struct] = DispatchState
    accountable: str = "watch-supervisor"
    pause: float = 0.2
    every: float = 0.0

    def __init__(self, params: DispatchParams | None = None) -> None:
        """With these parameters, or the default ones."""
        self.settings = self._params = params or DispatchParams()
        self.params: msgspec.Struct = self._params
        self._territories = Territories(self._params.territories)
        self._windows = Windows(self._params, self._territories)
        self._network: tuple[bytes, Network] | None = None

    def step(self, state: DispatchState, batch: Mapping[str, pa.Table], moment: Moment) -> Step:
        """Take the next rows of each kind; see the module."""
        if not any(table.num_rows for table in batch.values()):
            return Step(state=state)
        memory = Memory(state, self._params)
        work = _Work(self, memory, state, moment)
        rest = {kind: Waiting(batch.get(kind)) for kind in BESIDE}
        tracks = Following(batch.get("track"), state.clock)
        later: list[Found] = []
        queue: list[tuple[int, int, Found]] = []
        for found in (*state.waiting, *self._wanted(batch.get("finding"))):
            key = _key(found)
            after = tracks.ready(key, found.until, found.received)
            row = memory.track(key)
            if row is not None and row["at"] >= found.until:
                after = 0
            if after is None:
                later.append(found)
            else:
                queue.append((after, len(queue), found))
        for after, _, found in sorted(queue, key=lambda each: each[:2]):
            memory.take("track", tracks.upto(after))
            for kind, rows in rest.items():
                memory.take(kind, rows.upto(found.received))
            work.plan(found)
        heard = rest["unit"].latest
        memory.take("track", tracks.upto(None))
        for kind, rows in rest.items():
            memory.take(kind, rows.upto(None))
        for found in [each for each in later if each.received < heard]:
            later.remove(found)
            work.plan(found)
        left = DispatchState(
            **memory.packed(),
            planned=tuple(work.planned.values())[-KEPT:],
            waiting=tuple(later[-KEPT:]),
            clock=tracks.clock,
            counts=work.counts,
        )
        made = work.made
        return Step(state=left, findings=kind_of(Finding).to_batch(made) if made else None)

    def plan(self, found: Found, revision: int, memory: Memory, moment: Moment) -> Finding:
        """The plan for a finding, as things stand."""
        subject = _subject(found, memory, self._params)
        oldest = memory.newest - int(self._params.forget * MICROS)
        units = [
            _placed(each, memory)
            for _, each in sorted(memory.units.items())
            if each.received >= oldest and each.identity != found.subject
        ]
        plan = plan_for(
            subject,
            max(found.until, subject.at),
            units,
            [memory.sensors[name] for name in sorted(memory.sensors)],
            self._roads(memory.roads),
            self._windows,
            self._params,
            self._territories,
        )
        roads = Roads(memory.road_record, memory.road_markings, memory.road_received)
        return plan_finding(found, plan, revision, roads, moment)

    def _wanted(self, table: pa.Table | None) -> list[Found]:
        """The findings that a plan is made for, or that take one back, in their order."""
        if table is None or not table.num_rows:
            return []
        kinds = {*self._params.plans_for, *self._params.stands_down} - {PLAN}
        named, lon = table.column("finding").to_pylist(), table.column("lon").to_pylist()
        chosen = [k for k, name in enumerate(named) if name in kinds and lon[k] is not None]
        times = {name: instants(table, name) for name in ("received", "until", "at")}
        rows = table.take(pa.array(chosen, pa.int64())).select(
            [name for name in Found.__struct_fields__ if name not in times]
        )
        return [
            msgspec.convert(
                row | {name: int(column[k]) for name, column in times.items()},
                Found,
                builtin_types=(bytes,),
            )
            for k, row in zip(chosen, rows.to_pylist(), strict=True)
        ]

    def _roads(self, packed: bytes) -> Network:
        """The network of the state, made once for all steps with the same roads."""
        if self._network is None or self._network[0] != packed:
            self._network = packed, Network(packed, self._params, self._territories)
        return self._network[1]


class _Work:
    """The plans of one step.

    Attributes:
        made: the findings.
        planned: for which events there is a plan, the oldest first.
        counts: what came of it.
    """

    def __init__(
        self, engine: Dispatch, memory: Memory, state: DispatchState, moment: Moment
    ) -> None:
        self._engine, self._memory, self._moment = engine, memory, moment
        self._params = engine.settings
        self.made: list[Finding] = []
        self.planned = {each.event: each for each in state.planned}
        self.counts = state.counts

    def plan(self, found: Found) -> None:
        """Make the plan for a finding, or take it back."""
        before = self.planned.pop(found.event_id, None)
        revision = 1 if before is None else before.revision + 1
        counts = self.counts
        if self._moment.now - found.received > self._params.latest * MICROS:
            self.counts = msgspec.structs.replace(counts, too_old=counts.too_old + 1)
            return
        if found.finding in self._params.plans_for:
            finding = self._engine.plan(found, revision, self._memory, self._moment)
            self.counts = msgspec.structs.replace(counts, plans=counts.plans + 1)
        elif before is not None:
            finding = stand_down(found, revision, self._moment)
            self.counts = msgspec.structs.replace(counts, stood_down=counts.stood_down + 1)
        else:
            return
        self.made.append(finding)
        self.planned[found.event_id] = Planned(
            event=found.event_id, revision=revision, received=found.received
        )


def _key(found: Found) -> bytes:
    """The key of what a finding is about."""
    name = found.subject or ""
    if name.startswith("track:"):
        try:
            return bytes.fromhex(name.removeprefix("track:"))
        except ValueError:
            return key_of(name)
    return key_of(name)


def _subject(found: Found, memory: Memory, params: DispatchParams) -> Subject:
    """What a finding is about, as its track has it last, or as the finding itself does."""
    row = memory.track(_key(found))
    oldest = memory.newest - params.forget * MICROS
    if row is None or row["received"] < oldest:
        sigma = params.sigma_unstated if found.sigma is None else found.sigma
        return Subject(lon=found.lon, lat=found.lat, at=found.at, sigma=max(sigma, 1.0))
    speed, course = float(row["speed"]), np.radians(float(row["course"]))
    moves = bool(np.isfinite(speed) and np.isfinite(course)) and speed >= params.still
    sigma = float(row["sigma"]) if np.isfinite(row["sigma"]) else float(params.sigma_unstated)
    return Subject(
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        at=int(row["at"]),
        sigma=max(sigma, 1.0),
        east=speed * float(np.sin(course)) if moves else 0.0,
        north=speed * float(np.cos(course)) if moves else 0.0,
        craft=CRAFTS[int(row["craft"])] if row["craft"] < len(CRAFTS) else Craft.UNKNOWN,
        record=bytes(row["point"].tobytes()),
        marking=int(row["marking"]),
        received=int(row["received"]),
    )


def _placed(unit: UnitKept, memory: Memory) -> Placed:
    """A unit where its own statement, or the track of its positions, has it last."""
    placed = Placed(
        kept=unit,
        lon=unit.lon,
        lat=unit.lat,
        at=unit.placed,
        records=tuple(dict.fromkeys((unit.record, *unit.stated))),
        markings=(unit.marking, *unit.stated_markings),
        received=unit.received,
    )
    row = memory.track(key_of(unit.identity))
    if row is None or row["at"] <= unit.placed:
        return placed
    return msgspec.structs.replace(
        placed,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        at=int(row["at"]),
        records=(*placed.records, bytes(row["point"].tobytes())),
        markings=(*placed.markings, int(row["marking"])),
        received=max(unit.received, int(row["received"])),
    )
