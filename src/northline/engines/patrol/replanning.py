"""A plan after something has changed: a unit drops out, weather closes a mode, a stretch is barred.

The programme is kept, or built again as it was, and begins from where the simplex method stood; what
changed are right-hand sides, bounds and coefficients.  The value is that of a plan made afresh.
"""

import dataclasses

import msgspec
import numpy as np

from northline.engines.patrol.network import network
from northline.engines.patrol.plan import Amended, Change, Order, Plan
from northline.engines.patrol.problem import PatrolProblem
from northline.engines.patrol.programme import Programme
from northline.engines.patrol.solving import SolveLimits, planned, solve
from northline.engines.patrol.walking import Walks
from northline.records.errors import UnknownName, UsageError


class Standing:
    """A problem with its plan and the programme of it, kept to be changed.

    Attributes:
        problem: as it is now.
        plan: the best plan for it.
    """

    def __init__(
        self, problem: PatrolProblem, plan: Plan, limits: SolveLimits | None = None
    ) -> None:
        """Build the programme as it stood when the plan was made."""
        self._limits = limits or SolveLimits()
        self._begin(problem, plan)

    def _begin(self, problem: PatrolProblem, plan: Plan) -> None:
        limits = self._limits
        self.problem, self.plan = problem, plan
        self._programme = Programme(problem, network(problem), limits.iterations, limits.district)
        self._programme.add(np.array(plan.bases[1].cells, np.int64))

    def replan(self, change: Change) -> Plan:
        """The best plan after a change.

        Raises:
            UnknownName: where no such shift is there.
            UsageError: where no plan has all the presence that is asked for.
            SettingsError: where a limit of the change is wrong.
        """
        changed = after(self.problem, change)
        if self._alike(change):
            self._programme.drop(set(change.dropped))
            if change.no_go or change.closures:
                self._programme.tighten(changed)
            self.plan = planned(self._programme, changed, self._limits, self.plan)
            self.problem = changed
        else:
            # What bars one of several alike units sets it apart: another programme.
            self._begin(changed, solve(changed, self._limits))
        return self.plan

    def _alike(self, change: Change) -> bool:
        """Whether units that were alike still are."""
        apart = {bar.unit for bar in change.no_go if bar.unit is not None}
        return not any(
            len(crew) > 1 and any(unit.unit in apart for unit in crew)
            for crew in self._programme.crews
        )


def after(problem: PatrolProblem, change: Change) -> PatrolProblem:
    """The problem after a change.

    Raises:
        UnknownName: where no such shift is there.
        SettingsError: where a limit of the change is wrong.
    """
    shifts = {unit.shift for unit in problem.units}
    for shift in change.dropped:
        if shift not in shifts:
            raise UnknownName(f"patrol: there is no shift {shift!r}")
    units = tuple(
        msgspec.structs.replace(unit, unit=None) if unit.shift in change.dropped else unit
        for unit in problem.units
    )
    return dataclasses.replace(
        problem,
        units=units,
        no_go=problem.no_go + change.no_go,
        closures=problem.closures + change.closures,
    )


def replan(
    problem: PatrolProblem, plan: Plan, change: Change, limits: SolveLimits | None = None
) -> tuple[PatrolProblem, Plan]:
    """The problem and the best plan after a change, from a plan for the problem before it.

    Raises:
        UnknownName, UsageError, SettingsError: as `Standing.replan` does.
    """
    standing = Standing(problem, plan, limits)
    return after(problem, change), standing.replan(change)


def amended(problem: PatrolProblem, plan: Plan, orders: tuple[Order, ...]) -> Amended:
    """What a plan is worth where a person has fixed the ways of some units, and the others keep theirs.

    With a way fixed the unit covers what it watches on it, and no more what it did by chance:
    ``value = max over cells of v (1 - covered)``; the cost is how much that is above the plan's.

    Raises:
        UsageError: where a unit cannot go the way that is fixed, or two are fixed for one.
    """
    walks = Walks(problem)
    fixed = {order.shift: walks.path(order.shift, order.way) for order in orders}
    if len(fixed) < len(orders):
        raise UsageError("patrol: two ways are fixed for one unit")
    covered = np.zeros(problem.value.size)
    for group in plan.groups:
        free = sum(shift not in fixed for shift in group.shifts) / len(group.shifts)
        flow = np.zeros(len(walks.graph.tail))
        for way, weight in zip(group.ways, group.weights, strict=True):
            flow[list(walks.path(group.shifts[0], way))] += weight * free
        covered += walks.covered(flow)
    for path in fixed.values():
        covered += walks.coverage(path)
    left = problem.value.ravel() * (1.0 - covered)
    worst = int(left.argmax())
    value = max(0.0, float(left[worst]))
    stretch, period = divmod(worst, problem.shape[1])
    return Amended(value=value, cost=value - plan.value, stretch=stretch, period=period)
