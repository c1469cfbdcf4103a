r"""The crossing engine: a track that was surely on one side of the line and then on the other.

For each point of a track, d is its signed distance to the line and s the error across it
(`northline.engines.crossing.sides`); it is *sure* where

.. math:: \Phi(|d| / s) \ge certainty

A *passage* is a sure point on one side after the track's last sure point on the other: so a
craft that runs along the line within its noise makes no event per wobble, and each event is
declared once (hysteresis; a Schmitt trigger on the posterior).  Place, time and their errors:
`northline.engines.crossing.passage`.  The probability that both points are on the sides they seem
to be on (`sides.opposite`), times the ``quality`` of the track, to 1e-6, is the score of the
finding.

* **Told early.**  The first point after a sure one at which the *other* side has the probability
  ``likely`` is told at once, as revision 1, and says that it is not yet certain.  The sure point
  that follows on that side makes revision 2 of the same event, and a ``crossing`` that supersedes
  the first.  A sure point on the old side instead makes revision 2 of kind ``line-touched``: it
  may have been over for a moment, and is back.
* **One thing, one event.**  A track without identity that begins where another ended a moment
  before goes on with what that one was sure of (`northline.engines.crossing.link`).  A passage of
  an identity in the direction in which another track of it passed, with windows of time that
  overlap, is that crossing again: counted, not told.
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
* **What comes of it** is followed: `northline.engines.crossing.reporting`, in later revisions.
* **Kinds.**  ``line-crossing`` of what reports itself: no failure to report, as its words say.
  ``dark-crossing`` of what carries no identity, ``land-crossing`` of vehicles and people on foot.

Result of one step of n track points: rows of kinds ``crossing`` and ``finding``, in the order
of the points that decided them.
"""

from collections.abc import Mapping
from functools import cache

import msgspec
import pyarrow as pa

from northline.engines.crossing.columns import Points, points_of
from northline.engines.crossing.fold import MICROS, Followed, Passage
from northline.engines.crossing.link import Links
from northline.engines.crossing.params import CrossingParams
from northline.engines.crossing.passage import meetings
from northline.engines.crossing.report import ENGINE, VERSION, Subject
from northline.engines.crossing.reporting.columns import (
    begun_of,
    instants,
    passed_of,
    reports_of,
    track_of,
)
from northline.engines.crossing.reporting.state import ReportingState
from northline.engines.crossing.reporting.work import Item, Work
from northline.engines.crossing.state import LAYOUT, CrossingState, unpack
from northline.engines.crossing.telling import Telling
from northline.geo.line import prepare
from northline.records.finding import Finding
from northline.records.position import Craft
from northline.records.protocols import Moment, Split, Step
from northline.records.record import Id
from northline.records.schema import kind_of
from northline.records.track import Crossing

RECENT_KEPT = 10_000
"""So many crossings are remembered, so that another track of the same thing repeats none."""

FEW_POINTS = 5_000
"""Up to this many points, the line is measured without waiting seconds for a compiler."""


class Crossings:
    """The engine; see the module for its rule.  It raises `MissingDependency` without a line.

    A track may go on where another ended, so there is no exact split: it runs on one worker.
    """

    name: str = ENGINE
    version: str = VERSION
    reads: tuple[str, ...] = ("track", "arrival")
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
        "track.points",
        "track.quality",
        "track.sensors",
        "track.group",
        "track.on_ground",
        "arrival.id",
        "arrival.at",
        "arrival.received",
        "arrival.marking",
        "arrival.lon",
        "arrival.lat",
        "arrival.direction",
        "arrival.craft",
        "arrival.identity",
    )
    split: Split = Split.NONE
    split_by: str | None = None
    state: type[msgspec.Struct] = CrossingState
    accountable: str = "watch-supervisor"
    pause: float = 0.0
    every: float = 0.0

    def __init__(self, params: CrossingParams | None = None) -> None:
        """With these parameters, or the default ones."""
        self._params = params or CrossingParams()
        self._links = Links(self._params)
        self.params: msgspec.Struct = self._params

    def step(self, state: CrossingState, batch: Mapping[str, pa.Table], moment: Moment) -> Step:
        """Take the next track points and reports, in commit order; see the module."""
        table, reports = batch.get("track"), batch.get("arrival")
        tracks = 0 if table is None else table.num_rows
        if not tracks and not (reports is not None and reports.num_rows):
            return Step(state=state)
        if state.counts.points + tracks > FEW_POINTS:
            _prepared()
        points = points_of(table, self._params) if table is not None and tracks else None
        work, after = self._crossed(state, table, points, moment)
        later = self._followed(state.reporting, work, table, reports, moment)
        # By the point that decided it; what crosses there stands before what ends there.
        found = sorted([*work.found, *later.found], key=_row)
        before = state.reporting.before
        if table is not None and tracks:
            last = (*before, *instants(table.slice(max(tracks - 2, 0)), "at").tolist())[-2:]
            before = (last[0], last[1])
        return Step(
            state=msgspec.structs.replace(after, reporting=later.state(before)),
            records={Crossing.kind: kind_of(Crossing).to_batch([one for _, one in work.crossed])}
            if work.crossed
            else {},
            findings=kind_of(Finding).to_batch([one for _, one in found]) if found else None,
        )

    def _crossed(
        self, state: CrossingState, table: pa.Table, points: Points | None, moment: Moment
    ) -> tuple[Telling, CrossingState]:
        """The crossings of these points, and the state after them."""
        began = _began(state, table)
        work = Telling(self._params, moment, state.recent, began)
        if points is None or not len(points.rows):
            return work, state
        newest = max(state.newest, int(points.received.max()))
        forget = int(self._params.forget * MICROS)
        followed = Followed(
            unpack(state),
            points,
            self._links,
            settle=self._params.settle_points,
            soon=int(self._params.soon * MICROS),
            progress=self._params.progress,
            forget=forget,
            newest=newest,
        )
        if followed.passages:
            subjects = _subjects(table, points, followed.passages)
            rows = [int(points.rows[each.row]) for each in followed.passages]
            spread = (self._params.line_sigma, self._params.wander)
            work.tell(followed.passages, subjects, meetings(followed.passages, *spread), rows)
        counts = msgspec.structs.replace(
            work.counts,
            points=len(points.rows) - followed.late,
            late=followed.late,
            linked=followed.linked,
        )
        recent = [each for each in work.recent if each.received >= newest - forget]
        return work, CrossingState(
            tracks=followed.packed(work.told),
            layout=LAYOUT,
            recent=tuple(recent[-RECENT_KEPT:]),
            newest=newest,
            began=began,
            counts=state.counts + counts,
        )

    def _followed(
        self,
        state: ReportingState,
        crossed: Telling,
        table: pa.Table | None,
        reports: pa.Table | None,
        moment: Moment,
    ) -> Work:
        """What comes of crossings."""
        work = Work(state, self._params.reporting, moment)
        work.report(reports_of(reports))
        items: list[tuple[int, Item]] = [(row, passed_of(one)) for row, one in crossed.crossed]
        for row, finding in crossed.found:
            begun = begun_of(finding)
            if begun is not None:
                items.append((row, begun))
        items.sort(key=_row)  # at one row the crossing stands before its finding
        work.follow(track_of(table, state.clock, state.before), items)
        return work


def _began(state: CrossingState, table: pa.Table | None) -> int:
    """When the first point of all was, us; 0 where an older state does not say."""
    if state.began or state.counts.points or table is None or not table.num_rows:
        return state.began
    return int(instants(table.slice(0, 1), "at")[0])


def _row(each: tuple[int, object]) -> int:
    return each[0]


@cache
def _prepared() -> None:
    prepare()


def _subjects(table: pa.Table, points: Points, passages: list[Passage]) -> list[Subject]:
    rows = pa.array([int(points.rows[passage.row]) for passage in passages], pa.int64())
    names = ["identity", "craft", "quality", "sensors", "group"]
    return [
        Subject(
            track=Id(_track(points, passage)),
            identity=one["identity"],
            craft=Craft(one["craft"]),
            quality=1.0 if one["quality"] is None else one["quality"],
            sensors=tuple(one["sensors"] or ()),
            sensed=one["quality"] is not None,
            group=one["group"],
        )
        for passage, one in zip(passages, table.select(names).take(rows).to_pylist(), strict=True)
    ]


def _track(points: Points, passage: Passage) -> bytes:
    return bytes(points.tracks.view("V16")[points.code[passage.row]].tobytes())
