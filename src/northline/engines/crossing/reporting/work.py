"""One step: what was read, in the order of the clock, and what is told of it."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

import msgspec

from northline.engines.crossing.reporting import motion, telling
from northline.engines.crossing.reporting.columns import Track
from northline.engines.crossing.reporting.matching import doubt, owner
from northline.engines.crossing.reporting.motion import MICROS
from northline.engines.crossing.reporting.params import ReportingParams
from northline.engines.crossing.reporting.state import (
    MOST_FOLLOWED,
    MOST_LOOSE,
    Begun,
    Counts,
    Followed,
    Passed,
    Report,
    ReportingState,
    Standing,
)
from northline.records.finding import Finding
from northline.records.protocols import Moment

AGAIN = 60 * MICROS
"""After so long a crossing of which nothing is known is looked at again, us."""

UNSURE = 600 * MICROS
"""So long a crossing told early waits for what makes it certain, us."""

PAIRED = 3600 * MICROS
"""So long a crossing on record is kept for what ends with it, us."""

UNCERTAIN = '"not-yet-certain"'
"""In the reasons of what was told early."""

Timed = TypeVar("Timed", Passed, Report)
"""What has an instant and an id."""

Item = Passed | Begun | bytes
"""A crossing on record, a finding of one, or the event of one that came to nothing."""

Due = tuple[int, int, bytes, int, Callable[[], None]]
"""An instant, the order of what is due then, an id, how many were before it, and what to do."""


class Work:
    """The state under way.

    Attributes:
        found: findings, in the order they were made, each with the row of the track points at
            which it was: -1 before the first.
        clock: the instant that has surely passed, us.
    """

    def __init__(self, state: ReportingState, params: ReportingParams, moment: Moment) -> None:
        """With what was known before."""
        self._params, self._moment, self._state = params, moment, state
        self.clock = state.clock
        self.found: list[tuple[int, Finding]] = []
        self._followed = {one.event: one for one in state.followed}
        self._before = frozenset(self._followed)
        self._passed = {one.id: one for one in state.passed}
        self._reports = {one.id: one for one in state.reports}
        self._loose = list(state.loose)
        self._counts = state.counts
        self._queue: list[Due] = []
        self._pushed, self._row = 0, -1
        self._active: dict[bytes, None] = {}
        self._of: dict[object, set[bytes]] = {}
        for each in self._followed.values():
            self._index(each)
            self._arrive(each)
        for passed in self._passed.values():
            if not passed.done:
                self._push(passed.at, 0, passed.id, partial(self._returned, passed))
        for report in self._reports.values():
            self._push(report.at, 2, report.id, partial(self._reported, report))

    # --- what was read ----------------------------------------------------------------------

    def report(self, reports: list[Report]) -> None:
        """Take reports of arrival."""
        for each in reports:
            self._count(reports=1)
            self._reports[each.id] = each
            self._push(each.at, 2, each.id, partial(self._reported, each))

    def follow(self, track: Track, items: Sequence[tuple[int, Item]]) -> None:
        """Take track points, in order, and do what is due at each.

        Args:
            track: the points.
            items: what was found at which of them, in their order: crossings on record, findings
                of crossings, and events that came to nothing.
        """
        self._due()
        every: list[Followed | Passed] = [*self._followed.values()]
        every += [one for _, one in items if isinstance(one, Passed)]
        tracks = sorted({one.track for one in every})
        names = sorted({one.identity for one in every if one.identity})
        chosen = track.rows_of(tracks, names)
        rows, points, clock = chosen.tolist(), track.taken(chosen), track.clock
        received = track.received()
        taken, fed, i, n = 0, 0, 0, len(clock)
        while i < n:
            ahead = min(
                rows[taken] if taken < len(rows) else n, items[fed][0] if fed < len(items) else n
            )
            if self._queue and self._queue[0][0] <= int(clock[min(ahead, n - 1)]):
                ahead = min(ahead, max(i, int(clock.searchsorted(self._queue[0][0]))))
            if ahead >= n:
                break
            i = self._row = ahead
            self.clock = int(clock[i])
            self._due()
            while fed < len(items) and items[fed][0] == i:
                self._take(items[fed][1])
                fed += 1
            self._due()
            if taken < len(rows) and rows[taken] == i:
                self._seen(points[taken], int(track.at[i]), int(received[i]))
                taken += 1
            i += 1
        if n:
            self.clock = int(clock[-1])

    def _take(self, item: Item) -> None:
        if isinstance(item, Passed):
            self._passed[item.id] = item
            self._push(item.at, 0, item.id, partial(self._returned, item))
        elif isinstance(item, Begun):
            self._follow(item, self._passed[item.crossing])
        else:
            self._followed.pop(item, None)

    # --- what is due ------------------------------------------------------------------------

    def _push(self, at: int, order: int, id: bytes, do: Callable[[], None]) -> None:
        self._pushed += 1
        heapq.heappush(self._queue, (at, order, id, self._pushed, do))

    def _due(self) -> None:
        while self._queue and self._queue[0][0] <= self.clock:
            heapq.heappop(self._queue)[4]()

    def _arrive(self, one: Followed) -> None:
        """Let a crossing count from the instant at which it was seen.

        One told early waits until it is certain, so that what is told of it then is told of that.
        """
        if _counts_from(one) <= self._state.clock and one.event in self._before:
            self._active[one.event] = None
        else:
            self._push(_counts_from(one), 1, one.event, partial(self._activate, one.event))
        self._look_later(one)

    def _activate(self, event: bytes) -> None:
        one = self._followed.get(event)
        if one is None or event in self._active or _counts_from(one) > self.clock:
            return
        self._active[event] = None
        self._claimed(one)

    def _there(self) -> list[Followed]:
        """The crossings that were seen by now."""
        return [one for event in self._active if (one := self._followed.get(event)) is not None]

    def _look_later(self, one: Followed) -> None:
        if one.standing is Standing.OPEN:
            self._push(one.look, 3, one.event, partial(self._look, one.event, one.look))

    def _follow(self, begun: Begun, crossing: Passed) -> None:
        before = self._followed.get(begun.event)
        if before is not None:  # a later revision of what is followed
            self._revise(before, begun)
            return
        if crossing.craft not in self._params.follows:
            return
        fields = {name: getattr(begun, name) for name in begun.__struct_fields__}
        within = int(self._params.within(crossing.craft) * MICROS)
        one = Followed(
            **fields,
            track=crossing.track,
            identity=crossing.identity,
            craft=crossing.craft,
            side=crossing.side,
            look=begun.at + within,
            home=crossing.home,
        )
        self._count(followed=1)
        self._followed[one.event] = one
        self._index(one)
        self._arrive(one)

    def _revise(self, before: Followed, begun: Begun) -> None:
        """What was found is known better: what it did until then is taken anew."""
        if before.standing is not Standing.OPEN:
            return
        same = {name: getattr(begun, name) for name in _REVISED}
        crossing = self._passed[begun.crossing]
        one = msgspec.structs.replace(
            before,
            **same,
            track=crossing.track,
            identity=crossing.identity,
            craft=crossing.craft,
            revision=max(before.revision, begun.revision),
            received=max(before.received, begun.received),
            home=before.home or crossing.home,
        )
        self._index(one)
        if before.last <= begun.until:
            one = msgspec.structs.replace(
                one,
                lon=begun.lon,
                lat=begun.lat,
                sigma=begun.sigma,
                last=0,
                point=None,
                knots=None,
                still=0,
            )
            if not before.landed:
                within = int(self._params.within(before.craft) * MICROS)
                one = msgspec.structs.replace(one, look=begun.at + within)
        self._followed[one.event] = one
        self._active.pop(one.event, None)
        self._arrive(one)

    def _claimed(self, one: Followed) -> None:
        """Whether a report that came before, and found nobody, is of this crossing."""
        for report in list(self._loose):
            if owner(report, [one], self._params) is not None:
                self._loose.remove(report)
                self._settle(one, report)
                return

    def _seen(self, point: dict[str, object], at: int, received: int) -> None:
        own = self._of.get(point["track"], set()) | self._of.get(point["identity"], set())
        for event in sorted(own):
            one = self._followed.get(event)
            if one is None or one.standing is not Standing.OPEN or at <= max(one.until, one.last):
                continue
            self._followed[event] = motion.seen(one, at, received, point, self._params)

    def _index(self, one: Followed) -> None:
        """Find it by the track and the identity of what crossed."""
        for key in (one.track, one.identity):
            if key is not None:
                self._of.setdefault(key, set()).add(one.event)

    def _look(self, event: bytes, look: int) -> None:
        one = self._followed.get(event)
        if one is None or one.look != look or one.standing is not Standing.OPEN:
            return
        if self.clock - one.at >= int(self._params.give_up * MICROS):
            del self._followed[event]
            self._count(unsettled=1)
            return
        one = motion.looked_at(one, self.clock, self._params)
        due = one.landed + int(self._params.within(one.craft) * MICROS)
        if one.landed and due <= look:
            self._fail(one)
            return
        self._followed[event] = one = msgspec.structs.replace(
            one, look=max(due, look + 1) if one.landed else look + AGAIN
        )
        self._look_later(one)

    def _fail(self, one: Followed) -> None:
        if one.home:
            self._back(one, telling.came_home)
            return
        likely, loose = doubt(one, self._there(), self._loose, self._params)
        one = msgspec.structs.replace(
            one, standing=Standing.FAILED, revision=telling.next_revision(one)
        )
        self._followed[one.event] = one
        self._count(failed=1)
        self._tell(telling.failed(one, likely, loose, one.look, self._params, self._moment))

    def _reported(self, report: Report) -> None:
        del self._reports[report.id]
        one = owner(report, self._there(), self._params)
        if one is not None:
            self._settle(one, report)
            return
        self._loose.append(report)
        self._count(nameless=1)

    def _settle(self, one: Followed, report: Report) -> None:
        late = one.standing is Standing.FAILED
        one = msgspec.structs.replace(
            one, standing=Standing.SETTLED, revision=telling.next_revision(one)
        )
        self._followed[one.event] = _spare(one)
        self._count(reported=1)
        self._tell(telling.reported(one, report, self._moment, late=late))

    def _returned(self, passed: Passed) -> None:
        """A crossing ends those the other way of the same thing that have not landed."""
        self._passed[passed.id] = msgspec.structs.replace(passed, done=True)
        for event in sorted(self._followed):
            one = self._followed[event]
            same = one.track == passed.track or (
                one.identity is not None and one.identity == passed.identity
            )
            back = (
                passed.sure
                and event in self._active
                and same
                and one.side != passed.side
                and one.at < passed.at
            )
            if back and one.standing is Standing.OPEN and not one.landed:
                self._back(one, partial(telling.returned, passed=passed))
                self._home(passed.id)

    def _back(self, one: Followed, tell: Callable[[Followed, Moment], Finding]) -> None:
        """It owes no report, and why is told."""
        one = msgspec.structs.replace(
            one, standing=Standing.SETTLED, revision=telling.next_revision(one)
        )
        self._followed[one.event] = _spare(one)
        self._count(returned=1)
        self._tell(tell(one, self._moment))

    def _home(self, crossing: bytes) -> None:
        """Who had not landed on the other side owes no report of coming back."""
        self._passed[crossing] = msgspec.structs.replace(self._passed[crossing], home=True)
        for event, one in self._followed.items():
            if one.crossing == crossing:
                self._followed[event] = msgspec.structs.replace(one, home=True)

    def _tell(self, finding: Finding) -> None:
        self.found.append((self._row, finding))

    def _count(self, **what: int) -> None:
        self._counts = self._counts + Counts(**what)

    # --- what stays -------------------------------------------------------------------------

    def state(self, before: tuple[int, int]) -> ReportingState:
        """The state after the step.

        Args:
            before: instants of the last two track points, us.
        """
        params = self._params
        oldest = self.clock - int(params.give_up * MICROS)
        kept = [one for one in self._followed.values() if one.at >= oldest]
        kept.sort(key=lambda one: (one.at, one.event))
        over = max(len(kept) - MOST_FOLLOWED, 0)
        lost = sum(one.standing is Standing.OPEN for one in kept[:over])
        loose = [one for one in self._loose if one.at >= oldest]
        return ReportingState(
            clock=self.clock,
            before=before,
            followed=tuple(kept[over:]),
            passed=_by_time(one for one in self._passed.values() if one.at >= self.clock - PAIRED),
            reports=_by_time(self._reports.values()),
            loose=_by_time(loose)[-MOST_LOOSE:],
            counts=self._counts + Counts(let_go=lost),
        )


_REVISED = (
    "at", "since", "until", "marking", "km", "score", "subject", "crossing", "evidence", "reasons",
)  # fmt: skip


def _counts_from(one: Followed) -> int:
    early = any(UNCERTAIN in reason for reason in one.reasons)
    return one.until + (UNSURE if early else 0)


def _spare(one: Followed) -> Followed:
    """What is kept of a crossing about which all is told."""
    return msgspec.structs.replace(one, reasons=(), evidence=one.evidence[:1])


def _by_time(ones: Iterable[Timed]) -> tuple[Timed, ...]:
    return tuple(sorted(ones, key=lambda one: (one.at, one.id)))
