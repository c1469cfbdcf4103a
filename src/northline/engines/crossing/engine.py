r"""The crossing engine: a track that was surely on one side of the line and then on the other.

For each point of a track, d is its signed distance to the line and s the error across it
(`northline.engines.crossing.sides`); it is *sure* where

.. math:: \Phi(|d| / s) \ge certainty

A point that is not sure decides nothing.  A *passage* is a sure point on one side after the
track's last sure point on the other: so a craft that runs along the line within its noise
makes no event per wobble, and each event is declared once, at the first point that makes it
certain (hysteresis; a Schmitt trigger on the posterior).  Place, time and their errors:
`northline.engines.crossing.passage`.  Its certainty
:math:`\Phi(|d_0| / s_0) \, \Phi(|d_1| / s_1)`, to 1e-6, is the score of the finding.

* The first point of a track crosses nothing, nor does what stands still.
* Every crossing is written as a ``crossing``.  One within ``port_radius`` of a port of entry
  that serves such a craft and was open is no finding.  A closed port, or one whose hours are
  not known, is a finding that says so.
* An aircraft above ``aircraft_ceiling`` at the line flies over it: no finding.  One whose
  altitude is not known counts as below, and the finding says that it is not known.
* Friendly units are never a finding.
* A passage that goes round an end of the line, where there is no line to cross, is none.
* Silence over the line: the longest gap between both sure points lasts at least
  ``silent_least`` and ``silent_factor`` usual gaps of the track.
* A line crossing is not a failure to report, and the words of each finding say so.
* Findings are emitted once, as revision 1; this version emits no later revision.

Result of one step of n track points: rows of kinds ``crossing`` and ``finding``, in the order
of the points that decided them.
"""

from collections.abc import Mapping
from functools import cache

import msgspec
import pyarrow as pa

from northline.engines.crossing.arrival import ports_for
from northline.engines.crossing.columns import Points, points_of
from northline.engines.crossing.fold import MICROS, Passage, follow
from northline.engines.crossing.params import CrossingParams
from northline.engines.crossing.passage import meetings
from northline.engines.crossing.report import (
    ENGINE,
    VERSION,
    Subject,
    crossing_of,
    finding_of,
    reasons_of,
)
from northline.engines.crossing.state import Counts, CrossingState, unpack
from northline.geo.line import prepare
from northline.records.finding import Finding
from northline.records.position import Craft
from northline.records.protocols import Moment, Split, Step
from northline.records.record import Id
from northline.records.schema import kind_of
from northline.records.track import Crossing

FEW_POINTS = 5_000
"""Up to this many points, the line is measured without waiting seconds for a compiler."""


class Crossings:
    """The engine; see the module for its rule.  It raises `MissingDependency` without a line.

    ``track`` splits it exactly: no track's crossings depend on another track.
    """

    name: str = ENGINE
    version: str = VERSION
    reads: tuple[str, ...] = ("track",)
    writes: tuple[str, ...] = ("crossing",)
    inputs: tuple[str, ...] = (
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
        "track.altitude",
        "track.altitude_reference",
        "track.evidence",
    )
    split: Split = Split.KEY
    split_by: str | None = "track"
    state: type[msgspec.Struct] = CrossingState
    accountable: str = "watch-supervisor"

    def __init__(self, params: CrossingParams | None = None) -> None:
        """With these parameters, or the default ones."""
        self._params = params or CrossingParams()
        self.params: msgspec.Struct = self._params

    def step(self, state: CrossingState, batch: Mapping[str, pa.Table], moment: Moment) -> Step:
        """Take the next track points, in commit order; see the module."""
        table = batch.get("track")
        if table is None or table.num_rows == 0:
            return Step(state=state)
        if state.counts.points + table.num_rows > FEW_POINTS:
            _prepared()
        points = points_of(table, self._params)
        if not len(points.rows):
            return Step(state=state)
        passages, after = self._followed(state, points)
        subjects = _subjects(table, points, passages) if passages else []
        crossed, found, at_port, overflights = [], [], 0, 0
        met = meetings(passages, self._params.line_sigma, self._params.wander) if passages else []
        for passage, subject, meeting in zip(passages, subjects, met, strict=True):
            if meeting is None:
                continue
            near = ports_for(subject.craft, meeting, self._params.port_radius(subject.craft))
            crossing = crossing_of(subject, passage, meeting, near, moment)
            crossed.append(crossing)
            if near.at is not None and near.at.open:
                at_port += 1
            elif self._flies_over(crossing):
                overflights += 1
            elif subject.craft in self._params.finds:
                reasons = reasons_of(
                    crossing,
                    passage,
                    near,
                    agreed=meeting.agreed,
                    silent=self._silent(passage),
                    ceiling=self._params.aircraft_ceiling,
                )
                found.append(finding_of(crossing, passage, reasons, moment))
        counts = Counts(
            crossings=len(crossed),
            at_port=at_port,
            overflights=overflights,
            round_the_end=sum(meeting is None for meeting in met),
        )
        return Step(
            state=msgspec.structs.replace(after, counts=after.counts + counts),
            records={Crossing.kind: kind_of(Crossing).to_batch(crossed)} if crossed else {},
            findings=kind_of(Finding).to_batch(found) if found else None,
        )

    def _followed(
        self, state: CrossingState, points: Points
    ) -> tuple[list[Passage], CrossingState]:
        newest = max(state.newest, int(points.received.max()))
        forget = int(self._params.forget * MICROS)
        passages, packed, late = follow(unpack(state), points, forget, newest)
        counts = state.counts + Counts(points=len(points.rows) - late, late=late)
        return passages, CrossingState(tracks=packed, newest=newest, counts=counts)

    def _flies_over(self, crossing: Crossing) -> bool:
        return (
            crossing.craft is Craft.AIRCRAFT
            and crossing.altitude is not None
            and crossing.altitude > self._params.aircraft_ceiling
        )

    def _silent(self, passage: Passage) -> bool:
        return passage.usual > 0.0 and passage.silence >= max(
            self._params.silent_least, self._params.silent_factor * passage.usual
        )


@cache
def _prepared() -> None:
    prepare()


def _subjects(table: pa.Table, points: Points, passages: list[Passage]) -> list[Subject]:
    rows = pa.array([int(points.rows[passage.row]) for passage in passages], pa.int64())
    taken = table.select(["identity", "craft"]).take(rows).to_pylist()
    return [
        Subject(Id(_track(points, passage)), one["identity"], Craft(one["craft"]))
        for passage, one in zip(passages, taken, strict=True)
    ]


def _track(points: Points, passage: Passage) -> bytes:
    return bytes(points.tracks.view("V16")[points.code[passage.row]].tobytes())
