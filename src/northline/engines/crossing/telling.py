"""What is told of the passages of one step: crossings, findings, and neither twice."""

from collections.abc import Sequence

from northline.engines.crossing.arrival import ports_for
from northline.engines.crossing.fold import Passage, Stage, Told
from northline.engines.crossing.params import CrossingParams
from northline.engines.crossing.passage import Meeting
from northline.engines.crossing.report import (
    Subject,
    crossing_of,
    finding_of,
    reasons_of,
    score_of,
    touched_of,
)
from northline.engines.crossing.state import Claimed, Counts, Recent
from northline.geo.distance import near_distance
from northline.geo.line import offsets
from northline.records.finding import Finding
from northline.records.position import Craft
from northline.records.protocols import Moment
from northline.records.track import Crossing
from northline.records.units import Kilometres

REPEAT_METRES = 1_000.0
"""So near to one another two tracks of an identity make one crossing."""


class Telling:
    """The records of one step, as they are made.

    Attributes:
        crossed: crossings, each with the row of the point that decided it, in their order.
        found: findings, likewise.
        told: what was told early, by the point that made it likely.
        recent: crossings of things with an identity, the oldest first.
        counts: what came of the passages.
    """

    def __init__(self, params: CrossingParams, moment: Moment, recent: Sequence[Recent]) -> None:
        """With what was told before."""
        self._params, self._moment = params, moment
        self.crossed: list[tuple[int, Crossing]] = []
        self.found: list[tuple[int, Finding]] = []
        self.told: dict[bytes, Told] = {}
        self.recent = list(recent)
        self.counts = Counts()
        self._row = 0
        self._of: dict[str, list[Recent]] = {}
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
            elif meeting is None:
                self._count(round_the_end=sure)
                self._claim(passage, Claimed.PASSED, 0.0)
            elif not _told(before) and self._again(passage, subject, meeting):
                self._count(repeated=sure)
                self._claim(passage, Claimed.PASSED, 0.0)
            else:
                self._passed(passage, subject, meeting, before)

    def _passed(
        self, passage: Passage, subject: Subject, meeting: Meeting, before: Told | None
    ) -> None:
        """A crossing, and its finding where it is one: the first or the second to tell of it."""
        near = ports_for(subject.craft, meeting, self._params.port_radius(subject.craft))
        crossing = crossing_of(subject, passage, meeting, near, self._moment)
        self.crossed.append((self._row, crossing))
        at_port = near.at is not None and bool(near.at.open)
        over = not at_port and self._flies_over(crossing)
        if not _told(before):
            self._count(crossings=True, at_port=at_port, overflights=over)
            self._remember(passage, subject, meeting)
        found = not at_port and not over and subject.craft in self._params.finds
        again = before is not None and before.claimed is Claimed.FOUND
        if found or again:
            reasons = reasons_of(
                crossing,
                passage,
                subject,
                near,
                agreed=meeting.agreed,
                silent=self._silent(passage),
                ceiling=self._params.aircraft_ceiling,
            )
            revision = 2 if again else 1
            self._tell(finding_of(crossing, passage, subject, reasons, revision, self._moment))
        score = score_of(crossing.side_certainty, subject)
        self._claim(passage, Claimed.FOUND if found else Claimed.RECORDED, score)

    def _claim(self, passage: Passage, claimed: Claimed, score: float) -> None:
        if passage.stage is Stage.LIKELY:
            self.told[passage.after.point] = Told(claimed, score)

    def _back(self, passage: Passage, subject: Subject, before: Told | None) -> None:
        """What was told early is surely on the old side again."""
        if before is None or not _told(before):
            return
        self._count(touched=True)
        self._forget(passage, subject)
        if before.claimed is Claimed.FOUND:
            foot = offsets([passage.after.lon], [passage.after.lat])
            km = None if foot.segment[0] < 0 else Kilometres(round(float(foot.km[0]), 4))
            self._tell(touched_of(subject, passage, before.score, km, self._moment))

    def _again(self, passage: Passage, subject: Subject, meeting: Meeting) -> bool:
        """Whether another track of the same identity has told of this crossing."""
        return any(
            each.side == passage.after.side
            and each.track != subject.track
            and each.since <= passage.after.at
            and passage.before.at <= each.until
            and _metres(each, meeting) <= REPEAT_METRES
            for each in self._of.get(subject.identity or "", ())
        )

    def _remember(self, passage: Passage, subject: Subject, meeting: Meeting) -> None:
        if subject.identity is None:
            return
        self.recent.append(
            Recent(
                identity=subject.identity,
                track=subject.track,
                side=passage.after.side,
                since=passage.before.at,
                until=passage.after.at,
                lon=meeting.lon,
                lat=meeting.lat,
            )
        )
        self._of.setdefault(subject.identity, []).append(self.recent[-1])

    def _forget(self, passage: Passage, subject: Subject) -> None:
        """A crossing that came back is none that another track could repeat."""
        gone = [
            each
            for each in self._of.get(subject.identity or "", ())
            if each.track == subject.track and each.since == passage.before.at
        ]
        for each in gone:
            self.recent.remove(each)
            self._of[each.identity].remove(each)

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
