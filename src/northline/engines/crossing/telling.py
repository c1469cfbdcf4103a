"""What is told of the passages of one step: crossings, findings, and neither twice."""

import math
from collections.abc import Sequence

import msgspec

from northline.engines.crossing.arrival import on_land, ports_for
from northline.engines.crossing.fold import MICROS, Passage, Stage, Told
from northline.engines.crossing.leap import leaps, unfollowed
from northline.engines.crossing.params import CrossingParams
from northline.engines.crossing.passage import Meeting
from northline.engines.crossing.report import (
    Subject,
    began,
    claimed_id,
    crossing_of,
    finding_of,
    reasons_of,
    score_of,
    touched_of,
)
from northline.engines.crossing.state import Claimed, Counts, Recent
from northline.engines.crossing.twin import apart, meanwhile, same_time, same_way
from northline.geo.distance import near_distance
from northline.geo.line import offsets
from northline.records.finding import Finding
from northline.records.position import Craft
from northline.records.protocols import Moment
from northline.records.record import Id
from northline.records.track import Crossing
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT, Kilometres

AT_ANCHOR = 3.0
"""Knots up to which what transmits does so every three minutes only."""

TWINS = 200
"""So many of the latest crossings are looked through for one beside another."""

REPEAT_METRES = 1_000.0
"""So near to one another, besides three sigmas, two tracks of an identity make one crossing."""


class Telling:
    """The records of one step, as they are made.

    Attributes:
        crossed: crossings, each with the row of the point that decided it, in their order.
        found: findings, likewise.
        told: what was told early, by the point that made it likely.
        recent: crossings of things with an identity, the oldest first.
        counts: what came of the passages.
    """

    def __init__(
        self, params: CrossingParams, moment: Moment, recent: Sequence[Recent], began: int
    ) -> None:
        """With what was told before, and when the first point of all was."""
        self._params, self._moment, self._began = params, moment, began
        self.crossed: list[tuple[int, Crossing]] = []
        self.found: list[tuple[int, Finding]] = []
        self.told: dict[bytes, Told] = {}
        self.recent = list(recent)
        self.counts = Counts()
        self._row = 0
        self._of: dict[str | None, list[Recent]] = {}
        for each in recent:
            self._of.setdefault(each.identity, []).append(each)

    def tell(
        self,
        passages: Sequence[Passage],
        subjects: Sequence[Subject],
        met: Sequence[Meeting | None],
        rows: Sequence[int],
    ) -> None:
        """Tell of passages, in order.

        Args:
            passages: the passages.
            subjects: what passed, one each.
            met: where each met the line, or None where it went round an end of it.
            rows: of the points that decided them.
        """
        told = zip(passages, subjects, met, rows, strict=True)
        for passage, subject, meeting, self._row in told:
            before = passage.told or self.told.get(passage.claim or b"")
            sure = passage.stage is Stage.SURE
            if passage.stage is Stage.BACK:
                self._back(passage, subject, before)
            elif meeting is None or self._leaps(passage, subject, meeting):
                self._count(
                    round_the_end=sure and meeting is None, leaps=sure and meeting is not None
                )
                self._claim(passage, Claimed.PASSED, 0.0)
            elif not _told(before) and self._again(passage, subject, meeting):
                self._count(repeated=sure)
                self._claim(passage, Claimed.PASSED, 0.0)
            else:
                self._passed(passage, subject, meeting, before)

    def _leaps(self, passage: Passage, subject: Subject, meeting: Meeting) -> bool:
        """Whether a track of sensors went over as nothing moves that moves as it did at both ends."""
        if not subject.sensed:
            return False
        ashore = on_land(meeting)
        if leaps(passage, self._params) or (not ashore and self._unheard(passage)):
            return True
        if passage.silence <= self._params.unseen_seconds:
            return False
        return unfollowed(passage, self._params, afoot=ashore)

    def _unheard(self, passage: Passage) -> bool:
        """Whether it may lie at anchor and not have said so yet.

        What lies still reports itself every three minutes (ITU-R M.1371-5, annex 1, tables 1 and 2).
        Until it has, sensors that see it a little here and there make a track of nobody.
        """
        if passage.before.at - self._began > self._params.unheard_seconds * MICROS:
            return False
        speed = passage.after.speed * METRES_PER_SECOND_IN_A_KNOT
        slow = AT_ANCHOR * METRES_PER_SECOND_IN_A_KNOT + float(self._params.velocity_sigma)
        return math.isnan(passage.after.course) or speed <= slow

    def _passed(
        self, passage: Passage, subject: Subject, meeting: Meeting, before: Told | None
    ) -> None:
        """A crossing, and its finding where it is one: the first or a later one to tell of it."""
        mine = self._mine(passage, subject)
        if mine is not None and mine.taken:
            return
        near = ports_for(subject.craft, meeting, self._params.port_radius(subject.craft))
        twin = None if _told(before) else self._twin(passage, subject, meeting, dark=True)
        earlier = claimed_id(passage) if _told(before) else twin.crossing if twin else None
        crossing = crossing_of(subject, passage, meeting, near, self._moment, earlier)
        self.crossed.append((self._row, crossing))
        at_port = near.at is not None and bool(near.at.open)
        over = not at_port and self._flies_over(crossing)
        if not _told(before):
            self._count(crossings=twin is None, at_port=at_port, overflights=over)
        found = not at_port and not over and subject.craft in self._params.finds
        event, revision = began(passage), 1
        if before is not None and before.claimed is Claimed.FOUND:
            event, revision = (
                (Id(mine.event), mine.revision + 1) if mine and mine.event else (event, 2)
            )
            found = True
        elif twin is not None and twin.event is not None:
            event, revision, found = Id(twin.event), twin.revision + 1, True
        self._remember(
            passage, subject, meeting, crossing, event if found else None, revision, twin
        )
        if found:
            reasons = reasons_of(
                crossing,
                passage,
                subject,
                near,
                agreed=meeting.agreed,
                silent=self._silent(passage),
                ceiling=self._params.aircraft_ceiling,
            )
            self._tell(
                finding_of(crossing, passage, subject, reasons, event, revision, self._moment)
            )
        score = score_of(crossing.side_certainty, subject)
        self._claim(passage, Claimed.FOUND if found else Claimed.RECORDED, score)

    def _claim(self, passage: Passage, claimed: Claimed, score: float) -> None:
        if passage.stage is Stage.LIKELY:
            self.told[passage.after.point] = Told(claimed, score)

    def _back(self, passage: Passage, subject: Subject, before: Told | None) -> None:
        """What was told early is surely on the old side again."""
        if before is None or not _told(before):
            return
        mine = self._mine(passage, subject)
        if mine is not None and mine.taken:
            return
        self._count(touched=True)
        self._forget(passage, subject)
        if before.claimed is Claimed.FOUND:
            foot = offsets([passage.after.lon], [passage.after.lat])
            km = None if foot.segment[0] < 0 else Kilometres(round(float(foot.km[0]), 4))
            event, revision = began(passage), 2
            if mine is not None and mine.event is not None:
                event, revision = Id(mine.event), mine.revision + 1
            self._tell(
                touched_of(subject, passage, before.score, km, event, revision, self._moment)
            )

    def _again(self, passage: Passage, subject: Subject, meeting: Meeting) -> bool:
        """Whether another track of the same thing has told of this crossing."""
        if subject.identity is None:
            return self._twin(passage, subject, meeting, dark=False) is not None
        return any(
            each.side == passage.after.side
            and each.track != subject.track
            and each.since <= passage.after.at
            and passage.before.at <= each.until
            and _metres(each, meeting)
            <= REPEAT_METRES + 3.0 * math.hypot(each.sigma, meeting.sigma)
            for each in self._of.get(subject.identity, ())
        )

    def _twin(
        self, passage: Passage, subject: Subject, meeting: Meeting, *, dark: bool
    ) -> Recent | None:
        """The crossing beside this one, of a track that is dark where this one is not, or else."""
        if (subject.identity is None) is dark or not self._params.twin_metres:
            return None
        near = [
            (_metres(each, meeting), each.crossing, each)
            for each in reversed(self.recent[-TWINS:])
            if (each.identity is None) is dark
            and not each.taken
            and each.side == passage.after.side
            and each.track != subject.track
        ]
        near = [
            each
            for each in near
            if (
                same_time(each[2], meeting, self._params)
                and same_way(each[2], meeting, self._params)
                and each[0] <= apart(each[2], meeting, subject.craft, self._params)
            )
            or (dark and each[0] <= REPEAT_METRES and meanwhile(each[2], passage, self._params))
        ]
        return min(near)[2] if near else None

    def _mine(self, passage: Passage, subject: Subject) -> Recent | None:
        """What is remembered of this very crossing, told early."""
        return next(
            (
                each
                for each in self._of.get(subject.identity, ())
                if each.track == subject.track and each.since == passage.before.at
            ),
            None,
        )

    def _remember(
        self,
        passage: Passage,
        subject: Subject,
        meeting: Meeting,
        crossing: Crossing,
        event: bytes | None,
        revision: int,
        twin: Recent | None,
    ) -> None:
        """Keep it, in the place of what was told of it before."""
        mine = self._mine(passage, subject)
        if mine is not None:
            self._drop(mine)
        if twin is not None:
            self._drop(twin)
            self._keep(msgspec.structs.replace(twin, taken=True))
        self._keep(
            Recent(
                identity=subject.identity,
                event=event,
                crossing=crossing.id,
                revision=revision,
                at=meeting.at,
                track=subject.track,
                side=passage.after.side,
                since=passage.before.at,
                until=passage.after.at,
                received=passage.after.received,
                lon=meeting.lon,
                lat=meeting.lat,
                sigma=meeting.sigma,
                craft=subject.craft,
                at_sigma=meeting.at_sigma,
                speed=meeting.speed,
                course=meeting.course,
            )
        )

    def _keep(self, each: Recent) -> None:
        self.recent.append(each)
        self._of.setdefault(each.identity, []).append(each)

    def _forget(self, passage: Passage, subject: Subject) -> None:
        """A crossing that came back is none that another track could repeat."""
        mine = self._mine(passage, subject)
        if mine is not None:
            self._drop(mine)

    def _drop(self, old: Recent) -> None:
        self.recent.remove(old)
        self._of[old.identity].remove(old)

    def _tell(self, finding: Finding) -> None:
        self.found.append((self._row, finding))

    def _count(self, **what: bool) -> None:
        self.counts = self.counts + Counts(**{name: int(value) for name, value in what.items()})

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


def _told(before: Told | None) -> bool:
    """Whether a crossing was written early."""
    return before is not None and before.claimed in {Claimed.RECORDED, Claimed.FOUND}


def _metres(each: Recent, meeting: Meeting) -> float:
    return float(near_distance(each.lon, each.lat, meeting.lon, meeting.lat)[0])
