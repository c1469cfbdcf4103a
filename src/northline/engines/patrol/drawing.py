"""Who goes where today: a plan's chances, drawn.

A group of n alike units has ways of weights that sum to n.  One number u, even in [0, 1), picks the
ways at u, u + 1, ..., u + n - 1 of the weights laid end to end (systematic sampling), and the units
are dealt to them in a random order.  So each unit goes each way with probability ``weight / n``
exactly, each way is gone by its weight rounded down or up, and no unit is dealt the long or the
dangerous way more often than another.  Groups are drawn apart.
"""

import numpy as np

from northline.engines.patrol.plan import Group, Plan, Schedule
from northline.engines.patrol.problem import Floats, Ints, PatrolProblem
from northline.engines.patrol.walking import Walks
from northline.records.errors import UsageError


def draw(plan: Plan, seed: int, days: int = 1) -> tuple[Schedule, ...]:
    """Schedules of some days, each drawn anew; the same for the same seed.

    Ordered by day, then as the shifts stand in the groups of the plan.

    Raises:
        UsageError: for fewer than one day, or a seed below 0.
    """
    if days < 1 or seed < 0:
        raise UsageError(
            f"patrol: {days} days by seed {seed}; there is at least one, and no seed < 0"
        )
    chance = np.random.Generator(np.random.PCG64(seed))
    return tuple(
        Schedule(day=day, shift=shift, begin=group.begin, way=group.ways[way])
        for day in range(days)
        for group in plan.groups
        for shift, way in zip(
            group.shifts, chance.permutation(_picked(group, chance.random())), strict=True
        )
    )


def _picked(group: Group, at: float) -> Ints:
    """Which ways are gone where the number drawn is ``at``, one for each unit (n,)."""
    ends = np.cumsum(group.weights)
    picked = np.searchsorted(ends, at + np.arange(len(group.shifts)), side="right")
    return np.minimum(picked, len(group.ways) - 1)


def outcomes(group: Group) -> tuple[Floats, tuple[Ints, ...]]:
    """Every set of ways that a group can be drawn, and how likely: (k,), which sums to 1."""
    cuts = np.unique(np.concatenate([[0.0, 1.0], np.cumsum(group.weights) % 1.0]))
    likely = np.diff(cuts)
    kept = likely > 1e-12
    middles = (cuts[:-1] + cuts[1:])[kept] / 2
    return likely[kept] / likely[kept].sum(), tuple(_picked(group, at) for at in middles.tolist())


def seen_as_drawn(problem: PatrolProblem, plan: Plan) -> Floats:
    """The chance to be seen in each cell (S, T) by at least one unit, over the draw, exactly.

    The programme sums chances, which counts twice what two units see at once.  Here

        1 - product over groups of E[product over its units of (1 - chance)]
    """
    walks = Walks(problem)
    missed = np.ones(problem.value.size)
    for group in plan.groups:
        each = [1.0 - walks.coverage(walks.path(group.shifts[0], way)) for way in group.ways]
        table = np.array(each)
        mean = np.zeros(problem.value.size)
        for likely, ways in zip(*outcomes(group), strict=True):
            mean += likely * table[ways].prod(axis=0)
        missed *= mean
    return (1.0 - missed).reshape(problem.shape)
