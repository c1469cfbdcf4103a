"""The behaviour engine: what tracks near the line do, that somebody may want to look at.

Four kinds of finding, whose rules stand in `northline.engines.behaviour.watching` and `.meeting`:

===================== ==========================================================================
``loitering``         something on the surface stays at the line
``turned-back``       it came to the line, was not over it, and went back where it came from
``meeting``           two things came from apart and lie side by side
``low-slow-aircraft`` an aircraft flies low and slowly, or dark and slowly
===================== ==========================================================================

None of them is an offence, nor says anything about a person: anglers stay at the line, and pilots
follow the river.  They are findings so that they can be looked at, and counted.

Points are taken in the order they were committed, track by track; one that is not after the last
of its track is late: counted, not used.  Each event is told once and, while it goes on, again each
time that it has lasted twice as long, as revisions of one event.

Result of one step: rows of kind ``finding``, in the order of the points that decided them.
"""

from collections.abc import Mapping
from functools import cache

import msgspec
import pyarrow as pa

from northline.engines.behaviour import telling
from northline.engines.behaviour.columns import points_of
from northline.engines.behaviour.meeting import Meetings
from northline.engines.behaviour.params import BehaviourParams
from northline.engines.behaviour.state import MOST_WATCHED, BehaviourState, Counts, Point
from northline.engines.behaviour.watching import MICROS, see
from northline.geo.line import prepare
from northline.records.finding import Finding
from northline.records.marking import MarkingId
from northline.records.protocols import Moment, Split, Step
from northline.records.schema import kind_of

FEW_POINTS = 5_000
"""Up to this many points, the line is measured without waiting seconds for a compiler."""


class Behaviour:
    """The engine; see the module for its rule.  It raises `MissingDependency` without a line.

    Any two tracks may meet, so there is no exact split: it runs on one worker.
    """

    name: str = telling.ENGINE
    version: str = telling.VERSION
    reads: tuple[str, ...] = ("track",)
    writes: tuple[str, ...] = ()
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
        "track.altitude",
        "track.on_ground",
    )
    split: Split = Split.NONE
    split_by: str | None = None
    state: type[msgspec.Struct] = BehaviourState
    accountable: str = "watch-supervisor"
    pause: float = 0.5
    every: float = 0.0

    def __init__(self, params: BehaviourParams | None = None) -> None:
        """With these parameters, or the default ones."""
        self._params = params or BehaviourParams()
        self.params: msgspec.Struct = self._params

    def step(self, state: BehaviourState, batch: Mapping[str, pa.Table], moment: Moment) -> Step:
        """Take the next track points, in commit order; see the module."""
        table = batch.get("track")
        if table is None or table.num_rows == 0:
            return Step(state=state)
        if state.counts.points + table.num_rows > FEW_POINTS:
            _prepared()
        work = _Work(state, self._params, moment)
        for point in points_of(table, self._params):
            work.see(point)
        return Step(
            state=work.state(),
            findings=kind_of(Finding).to_batch(work.found) if work.found else None,
        )


class _Work:
    """The state under way, and what was found."""

    def __init__(self, state: BehaviourState, params: BehaviourParams, moment: Moment) -> None:
        self.found: list[Finding] = []
        self._params, self._moment, self._counts = params, moment, state.counts
        self._newest = state.newest
        self._watched = {each.last.track: each for each in state.watched}
        self._meetings = Meetings(self._watched, state.pairs, params)
        self._forget = int(params.forget * MICROS)

    def see(self, point: Point) -> None:
        """Take one more point."""
        before = self._watched.get(point.track)
        if before is not None and point.at <= before.last.at:
            self._count(late=1)
            return
        if before is not None and point.received - before.last.received > self._forget:
            before = None
        self._count(points=1)
        self._newest = max(self._newest, point.received)
        there = self._watched.get(point.track)
        seen = see(before, point, self._params, self._join)
        self._watched[point.track] = seen.watched
        self._meetings.moved(there.last if there else None, point)
        if seen.loiter is not None:
            self._count(loitering=seen.loiter.told == 1)
            self.found.append(telling.loitering(seen.loiter, point, self._moment))
        if seen.low is not None:
            self._count(low=seen.low.told == 1)
            self.found.append(telling.low(seen.low, point, self._params, self._moment))
        if seen.turn is not None:
            finding = telling.turned(seen.turn, point, self._params, self._moment)
            if finding is not None:
                self._count(turned_back=1)
                self.found.append(finding)
        for spell, other in self._meetings.see(point, self._join):
            self._count(meetings=spell.told == 1)
            self.found.append(telling.meeting(spell, point, other, self._moment))

    def _join(self, one: int, other: int) -> int:
        if one == other:
            return one
        return int(self._moment.join(MarkingId(one), MarkingId(other)))

    def _count(self, **what: int) -> None:
        self._counts = self._counts + Counts(**{name: int(n) for name, n in what.items()})

    def state(self) -> BehaviourState:
        """The state after the step."""
        oldest = self._newest - 2 * self._forget
        kept = [each for each in self._watched.values() if each.last.received >= oldest]
        kept = sorted(kept, key=lambda each: (each.last.received, each.last.track))
        kept = sorted(kept[-MOST_WATCHED:], key=lambda each: each.last.track)
        there = {each.last.track for each in kept}
        pairs = sorted(self._meetings.pairs.items())
        return BehaviourState(
            watched=tuple(kept),
            pairs=tuple(pair for key, pair in pairs if there.issuperset(key)),
            newest=self._newest,
            counts=self._counts,
        )


@cache
def _prepared() -> None:
    prepare()
