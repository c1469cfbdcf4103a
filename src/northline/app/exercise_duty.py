"""The scripted duty officer of an exercise: takes the plans that nobody has taken, as a person would.

It decides by the real path: a dispatch about the newest revision of a plan, naming the first of its
units that can meet it or come to it and is free, with a reason, signed, on record and on the audit.  It is an exercise person,
``EX DUTY OFFICER``, in the role of a dispatcher; the key is that of whoever runs the exercise, so a
line that needs a second person (that of a joint crew over the line) is left to people.  It acts
where an exercise is played without pages; where people are trained, they send.
"""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app import exercise_reading
from northline.app.dispatch_lines import PLAN, Going, lines_of
from northline.decisions.roles import DISPATCHER
from northline.exercise.interception import Sent, interception
from northline.records.decision import Decision, Verb
from northline.records.errors import Conflict, NotPermitted, UsageError
from northline.records.finding import Finding
from northline.records.kinds import kind as kind_named

if TYPE_CHECKING:
    from northline.app.node import Node
    from northline.exercise import Day, Observed, Score

NAME = "EX DUTY OFFICER"
REASON = "EXERCISE: scripted duty officer; the first unit of the plan that is free"

EVERY = 0.5
"""Seconds between two looks."""

OUT = 10 * 60 * 1_000_000
"""How long a unit is busy after it was there, us of the exercise."""


class DutyOfficer:
    """Takes plans as they come."""

    def __init__(self, node: "Node") -> None:
        """On an exercise ledger."""
        told = msgspec.structs.replace(node.operator, name=NAME, roles=(DISPATCHER,))
        self._node, self._as = node, node.acting_as(told, node.key)
        self._after = 0
        self._taken: set[bytes] = set()
        self._out: dict[str, int] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._trouble: Exception | None = None

    def __enter__(self) -> "DutyOfficer":
        """Come on duty."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Go off duty, after a last look."""
        self._end.set()
        self._thread.join()
        if self._trouble is None:
            self.look()

    def check(self) -> None:
        """Raise what kept the officer from looking."""
        if self._trouble is not None:
            raise self._trouble

    def _work(self) -> None:
        try:
            while not self._end.wait(EVERY):
                self.look()
        except Exception as error:  # noqa: BLE001 - raised where the exercise is played
            self._trouble = error

    def look(self) -> None:
        """Look at what is new, and send whom the plans propose."""
        changes = self._node.ledger.changes(["finding"], self._after)
        if not changes:
            return
        self._after = changes[-1].seq
        plans = [each for each in _newest(_findings(self._node)) if each.finding == PLAN]
        self._taken |= {each.event_id for each in _decisions(self._node) if each.event_id}
        for plan in sorted(plans, key=lambda each: (each.since, each.event_id)):
            if plan.event_id not in self._taken:
                self._take(plan)

    def _take(self, plan: Finding) -> None:
        lines = lines_of(plan)
        free = [
            each
            for each in lines.units
            if not each.over
            and (each.meeting is not None or not each.short)
            and self._out.get(each.identity, 0) <= plan.since
        ]
        if not lines.stands or not free:
            return
        first = free[0]
        unit = first.identity
        try:
            self._as.decide(plan.id, Verb.DISPATCH, reason=REASON, names=unit)
        except (Conflict, UsageError, NotPermitted):  # revised, or taken by somebody, meanwhile
            return
        self._taken.add(plan.event_id)
        there = first.at if first.meeting is None else first.meeting.at
        self._out[unit] = max(there, plan.since) + OUT


def dispatched(node: "Node", start: int, turnout: float) -> tuple[Sent, ...]:
    """What came of every plan of an exercise.

    Args:
        node: an exercise ledger.
        start: instant of exercise second 0, us.
        turnout: seconds after the beginning of a plan at which units leave.
    """
    plans = [each for each in _findings(node) if each.finding == PLAN]
    by_id = {each.id: each for each in plans}
    taken: dict[bytes, tuple[Finding, Going]] = {}
    gone = {each.about for each in _decisions(node) if each.verb is Verb.RETRACT}
    for each in _decisions(node):
        plan = by_id.get(each.about)
        if plan is None or each.verb is not Verb.DISPATCH or each.id in gone:
            continue
        named = [line for line in lines_of(plan).units if line.identity == each.names]
        if named:
            taken.setdefault(plan.event_id, (plan, named[0]))
    told = []
    for first in _first(plans):
        proposed = len(lines_of(first).units)
        event = first.event_id.hex()
        if first.event_id not in taken:
            told.append(Sent(event=event, proposed=proposed))
            continue
        plan, line = taken[first.event_id]
        moving = max(line.minutes * 60.0 - turnout, 1.0)
        told.append(
            Sent(
                event=event,
                proposed=max(proposed, 1),
                unit=line.identity,
                mode=line.mode,
                begins=(plan.since - start) / 1e6,
                leaves=(plan.since - start) / 1e6 + turnout,
                way=line.route,
                pace=line.km * 1000.0 / moving if line.km > 0.0 else 1.0,
            )
        )
    return tuple(told)


def judged(node: "Node", day: "Day", observed: "Observed", told: "Score") -> "Score":
    """The score with how many were intercepted, and by whom."""
    from northline.engines.dispatch import DispatchParams
    from northline.exercise.scoring import matched

    params = DispatchParams()
    findings = tuple(each for each in observed.findings if not each.withdrawn)
    sent = dispatched(node, day.truth.start, float(params.turnout))
    figures = interception(
        day.truth, matched(day.truth, findings), findings, sent, params.plans_for
    )
    why = ""
    if not any(each.unit for each in sent):
        why = "not computable: nobody was dispatched in this exercise"
    elif figures.rate is None:
        why = "not computable: no plan was made for a true crossing"
    return msgspec.structs.replace(
        told,
        interception=figures,
        interception_rate=None if why else figures.rate,
        interception_rate_reason=why,
    )


def _findings(node: "Node") -> list[Finding]:
    rows = kind_named(Finding.kind).from_batch(exercise_reading.table(node, Finding.kind, None))
    return [each for each in rows if isinstance(each, Finding)]


def _decisions(node: "Node") -> list[Decision]:
    rows = kind_named(Decision.kind).from_batch(exercise_reading.table(node, Decision.kind, None))
    found = [each for each in rows if isinstance(each, Decision)]
    return sorted(found, key=lambda each: (each.at, each.id))


def _newest(found: Sequence[Finding]) -> list[Finding]:
    last: dict[bytes, Finding] = {}
    for each in found:
        if each.event_id not in last or each.revision > last[each.event_id].revision:
            last[each.event_id] = each
    return list(last.values())


def _first(plans: Sequence[Finding]) -> list[Finding]:
    first: dict[bytes, Finding] = {}
    for each in plans:
        if each.event_id not in first or each.revision < first[each.event_id].revision:
            first[each.event_id] = each
    return [first[event] for event in sorted(first)]
