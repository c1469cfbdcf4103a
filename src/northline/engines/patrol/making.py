r"""A plan made from what was asked for: solved, drawn, changed, with its reasons.  The same again, each time.

Control units are drawn first and placed by lot (`northline.engines.patrol.control`); the others are
spread by the game (`northline.engines.patrol.solving`) and drawn from it.  A presence that cannot be had
is left out of the plan and said.  The score is the share of the worst case that the plan prevents,

.. math:: 1 - \frac{v}{\max_{s,t} r_{s,t}}

with v the most that somebody expects to get through unseen who has read the plan but not its draw, and r
the rate: what they could expect with nobody out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from northline.engines.patrol.access import access
from northline.engines.patrol.asking import Asked, Changed
from northline.engines.patrol.assembling import (
    Assembled,
    LeftOut,
    assembled,
    bars_of,
    closures_of,
)
from northline.engines.patrol.conflicts import conflicts
from northline.engines.patrol.control import Control, draw_control
from northline.engines.patrol.drawing import draw
from northline.engines.patrol.plan import AT_DEPOT, Change, Conflict, Plan, Way
from northline.engines.patrol.policies import rotation, uniform
from northline.engines.patrol.problem import Patroller, PatrolProblem
from northline.engines.patrol.replanning import replan
from northline.engines.patrol.roaming import roaming
from northline.engines.patrol.solving import solve
from northline.records.errors import UsageError
from northline.records.finding import Reason
from northline.records.shift import Shift
from northline.records.units import Probability

NAME, VERSION = "patrol", "1"
"""Of the engine, as findings and the ledger name it."""

KIND = "patrol-plan"
"""Kind of the finding."""

NEAR = 0.25
"""Share of a period that the way from the depot takes at most of a unit that is placed by lot: between
two such places it is never longer than a unit may move in a period."""


CONFLICTS: Mapping[str, str] = {
    "patrol-shift-without-unit": "patrol-plan-without-unit",
    "patrol-cannot-go-out": "patrol-plan-cannot-go-out",
    "patrol-presence": "patrol-plan-presence",
    "patrol-presences": "patrol-plan-presences",
}
"""A conflict -> how a plan says it, limit by limit, in either language."""

MOST_LIMITS = 6
"""Limits of a conflict that are named; the others are counted."""


@dataclass(frozen=True, eq=False)
class Made:
    """A plan with all that belongs to it.

    ``made``: the problem that it was made for, with the units as they are now.  ``problem``: that which
    the game solved: without control units, with every change.  ``plan``: its answer, or None where no
    unit was left to it.  ``ways``: by shift, where it is in each period.  ``control``: shifts placed by
    lot.  ``score`` and ``reasons`` as the finding has them.
    """

    made: Assembled
    problem: PatrolProblem
    plan: Plan | None
    ways: dict[str, Way]
    control: frozenset[str]
    left_out: tuple[LeftOut, ...]
    score: Probability
    reasons: tuple[Reason, ...]

    def unit(self, shift: str) -> Patroller:
        """The unit of a shift."""
        return next(each for each in self.made.problem.units if each.shift == shift)


def made_of(asked: Asked, shifts: Sequence[Shift]) -> Made:
    """Make a plan.

    Args:
        asked: what was asked for.
        shifts: those of the day.

    Raises:
        UsageError: when limits do not fit, or no unit can go anywhere.
    """
    base = assembled(asked, shifts)
    if not base.problem.units:
        raise UsageError(
            "no unit of these shifts can patrol these stretches: "
            + "; ".join(f"{each.shift.identity}: {each.why}" for each in base.left_out)
        )
    control = _control(base, asked)
    placed = {each.shift: each.stretches for each in control.placed}
    led = tuple(each for each in base.problem.units if each.shift not in placed)
    problem, without = _feasible(replace(base.problem, units=led))
    plan = solve(problem) if led else None
    every = base.problem
    for changed in asked.changes:
        change = _change(changed, base, problem)
        if plan is not None:
            problem, plan = replan(problem, plan, change)
        every = _altered(every, changed, base)
    now = replace(base, problem=every)
    ways: dict[str, Way] = {}
    if plan is not None:
        ways = {each.shift: each.way for each in draw(plan, asked.draws, days=1)}
    here = {each.shift: each for each in every.units}
    for shift, way in placed.items():
        if shift in here:
            ways[shift] = _still_open(every, here[shift], way)
    dropped = tuple(
        LeftOut(shift=each, why="dropped-out") for each in shifts if each.identity in asked.out
    )
    left_out = (*base.left_out, *dropped)
    kept = Made(
        made=now,
        problem=problem,
        plan=plan,
        ways={shift: way for shift, way in ways.items() if shift in here},
        control=frozenset(placed) & here.keys(),
        left_out=left_out,
        score=_score(now.problem, plan),
        reasons=(),
    )
    return replace(kept, reasons=_reasons(kept, asked, control, without, shifts))


def _control(base: Assembled, asked: Asked) -> Control:
    """Units that are placed by lot, among those that can be somewhere in every hour of their shift."""
    reachable = {}
    for unit in base.problem.units:
        roam, free = roaming(base.problem, unit), access(base.problem, unit).open
        near = roam.posts[roam.home <= NEAR]
        hours = [near[free[near, period]].tolist() for period in range(*unit.periods)]
        if all(hours):
            reachable[unit.shift] = hours
    # Of the draw's own seed, another one: who learns where control goes learns nothing of the rest.
    return draw_control(reachable, asked.control, asked.seed ^ 0x5DEECE66D)


def _feasible(problem: PatrolProblem) -> tuple[PatrolProblem, tuple[Conflict, ...]]:
    """The problem without the presences that cannot be had, and what cannot hold together."""
    met = conflicts(problem)
    names = {limit for each in met for limit in each.limits}
    kept = tuple(each for each in problem.presence if f"presence:{each.name}" not in names)
    return replace(problem, presence=kept), met


def _change(changed: Changed, base: Assembled, problem: PatrolProblem) -> Change:
    return Change(
        dropped=tuple(each.shift for each in problem.units if each.unit in changed.out),
        no_go=bars_of(changed.bars, base.stretches),
        closures=closures_of(changed.weather, base.hours),
    )


def _altered(problem: PatrolProblem, changed: Changed, base: Assembled) -> PatrolProblem:
    """The problem of all units, control too, after a change."""
    return replace(
        problem,
        units=tuple(each for each in problem.units if each.unit not in changed.out),
        no_go=(*problem.no_go, *bars_of(changed.bars, base.stretches)),
        closures=(*problem.closures, *closures_of(changed.weather, base.hours)),
    )


def _still_open(problem: PatrolProblem, unit: Patroller, way: Sequence[int]) -> Way:
    """A way by lot, at the depot where it may no longer go."""
    free = access(problem, unit).open
    begin = unit.periods[0]
    return tuple(place if free[place, begin + k] else AT_DEPOT for k, place in enumerate(way))


def _score(problem: PatrolProblem, plan: Plan | None) -> Probability:
    unpatrolled = float(problem.value.max(initial=0.0))
    if plan is None or unpatrolled <= 0.0:
        return Probability(0.0)
    return Probability(min(1.0, max(0.0, 1.0 - plan.value / unpatrolled)))


def _reasons(
    kept: Made,
    asked: Asked,
    control: Control,
    without: Sequence[Conflict],
    shifts: Sequence[Shift],
) -> tuple[Reason, ...]:
    names = {each.id.hex(): each.callsign or each.identity for each in shifts}
    problem, plan = kept.problem, kept.plan
    value = kept.made.problem.value
    found: list[Reason] = []
    if plan is not None:
        found.append(
            _said(
                "patrol-plan-value",
                share=kept.score,
                value=plan.value,
                unpatrolled=float(value.max()),
                percent=100.0 * kept.score,
            )
        )
        found.append(
            _said(
                "patrol-plan-policies",
                value=plan.value,
                uniform=worst_case(problem, uniform(problem)),
                greedy=worst_case(problem, rotation(problem, 1)[0]),
            )
        )
        found.append(_said("patrol-plan-gap", bound=plan.bound, gap=max(0.0, plan.gap)))
        found.append(_reach(kept.problem, plan))
    else:
        found.append(_said("patrol-plan-nobody", share=kept.score))
    stretches, periods = value.shape
    found.append(
        _said("patrol-plan-size", units=len(kept.ways), stretches=stretches, hours=periods)
    )
    placed = [names[shift] for shift in sorted(kept.control)]
    found.append(
        _said(
            "patrol-plan-control" if placed else "patrol-plan-no-control",
            percent=100.0 * control.share,
            count=len(placed),
            of=len(control.shifts),
        )
    )
    found += [
        _said(
            "patrol-plan-left-out",
            evidence=(each.shift.id.hex(),),
            unit=each.shift.callsign or each.shift.identity,
            why=each.why,
        )
        for each in kept.left_out
    ]
    for each in without:
        found += _conflict(each, names)
    kept_presence = {each.name for each in problem.presence}
    found += [
        _said("patrol-plan-without", limit=each.name)
        for each in asked.least
        if each.name not in kept_presence
    ]
    found += [
        _said("patrol-plan-again", number=number, why=each.why)
        for number, each in enumerate(asked.changes, 2)
    ]
    found += [msgspec.json.decode(each, type=Reason) for each in asked.told]
    return tuple(found)


def _reach(problem: PatrolProblem, plan: Plan) -> Reason:
    """How much of it the units can watch at all, what of the rest they prevent, and what they see."""
    value, covered = problem.value, np.clip(plan.coverage, 0.0, 1.0)
    within = covered > 1e-9
    worst = float((value * (1.0 - covered))[within].max(initial=0.0))
    before = float(value[within].max(initial=0.0))
    return _said(
        "patrol-plan-reach",
        cells=value.size,
        blind=int((~within).sum()),
        percent=100.0 * max(0.0, 1.0 - worst / before) if before else 0.0,
        seen=100.0 * float((value * covered).sum() / max(float(value.sum()), 1e-300)),
    )


def _conflict(conflict: Conflict, names: Mapping[str, str]) -> list[Reason]:
    """What cannot hold together, one reason for the conflict and one for each limit of it."""
    args: dict[str, float | int | str | None] = {**conflict.args}
    if "shift" in args:
        args["unit"] = names.get(str(args.pop("shift")), "?")
    found = [Reason(code=CONFLICTS[conflict.code], args=args)]
    for limit in conflict.limits[:MOST_LIMITS]:
        kind, _, name = limit.partition(":")
        found.append(_said(f"patrol-plan-limit-{kind}", name=names.get(name, name)))
    more = len(conflict.limits) - MOST_LIMITS
    return [*found, _said("patrol-plan-limits-more", count=more)] if more > 0 else found


def worst_case(problem: PatrolProblem, coverage: np.ndarray) -> float:
    """The most that somebody expects to get through unseen, by the chance to be seen in each cell."""
    return float((problem.value * np.clip(1.0 - coverage, 0.0, 1.0)).max(initial=0.0))


def _said(
    code: str,
    share: float = 0.0,
    evidence: tuple[str, ...] = (),
    **args: float | int | str | None,
) -> Reason:
    return Reason(code=code, args=args, evidence=evidence, share=share)
