"""Making a plan, and the proof that none is better.

Source: the zero-sum game of a defender who spreads resources at random over targets, and an
adversary who has read the chances but not the draw, solved as one linear programme over flows.  The
value is that of the mixture of paths that is drawn from, so it is reached exactly; the bound needs
no word of the solver: for any mixed strategy q of the adversary and multipliers m >= 0 of presence

    value >= sum q_c v_c + (1 - sum q) floor + sum m_i least_i - sum over groups n * best path

where a path earns ``q_c v_c d`` for watching c and ``m_i`` for being posted where i asks for it.
"""

import msgspec
import numpy as np

from northline.engines.patrol.decomposing import decomposed, flow_of, grouped
from northline.engines.patrol.network import Network, network
from northline.engines.patrol.paths import best
from northline.engines.patrol.plan import Basis, Plan
from northline.engines.patrol.problem import Floats, Ints, PatrolProblem
from northline.engines.patrol.programme import Programme, Solved
from northline.records.errors import SettingsError

_NOTHING = 1e-9
"""What is left that is rounding, as a share of the largest value."""

_FAR = 1e15
"""More than all that a path brings: what is barred is on no best one."""


class SolveLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much is done for a plan.  Work is counted, not timed, so that a plan is the same anywhere.

    Attributes:
        iterations: of the simplex method for one solve, in [1000, 100000000].
        rows: of cells that are added at a time, in [10, 1000000].
        district: stretches of a district, in [1, 100000], see `evened`.
    """

    iterations: int = 5_000_000
    rows: int = 2_000
    district: int = 20

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            SettingsError: naming the number, its value and its range.
        """
        for name, least, most in (
            ("iterations", 1e3, 1e8),
            ("rows", 10, 1e6),
            ("district", 1, 1e5),
        ):
            given = getattr(self, name)
            if not least <= given <= most:
                raise SettingsError(
                    f"patrol: {name} is {given}; it must lie in [{least:g}, {most:g}]"
                )


def solve(problem: PatrolProblem, limits: SolveLimits | None = None) -> Plan:
    """The best plan for a problem.

    Raises:
        UsageError: where no plan has all the presence that is asked for, or the iterations did not
            do.
    """
    limits = limits or SolveLimits()
    programme = Programme(problem, network(problem), limits.iterations, limits.district)
    return planned(programme, problem, limits, None)


def planned(
    programme: Programme, problem: PatrolProblem, limits: SolveLimits, before: Plan | None
) -> Plan:
    """The best plan by a programme, from where it stood for a plan before, if there was one.

    Of the best plans, the one that leaves the least in each district: a best plan says nothing of
    units that are far from the worst cell.  So the most is kept at its least, and what somebody
    gains who knows one district only is made the least, summed over districts.

    Raises:
        UsageError: as `solve` does.
    """
    graph = programme.graph
    programme.aim(None)
    if before:
        programme.stand(before.bases[0])
    solved = settled(programme, limits.rows, evenly=False)
    adversary, bound = proven(programme, solved)
    iterations = programme.iterations
    programme.aim(solved.most)
    if before:
        programme.stand(before.bases[1])
    # With other costs the first solution is a primal one; a plan from before is a dual one.
    evened = settled(programme, limits.rows, evenly=True, primal=before is None)
    iterations += programme.iterations
    bases = _bases(programme)
    paths = decomposed(graph, evened.flow, programme.counts)
    covered = programme.covered(flow_of(graph, paths))
    value = float((programme.value * (1.0 - covered)).max(initial=0.0))
    return Plan(
        value=value * programme.scale,
        bound=bound * programme.scale,
        gap=(value - bound) / max(value, 1e-12),
        coverage=covered.reshape(problem.shape),
        adversary=adversary.reshape(problem.shape),
        groups=grouped(graph, programme.crews, paths),
        iterations=iterations,
        bases=bases,
    )


def _bases(programme: Programme) -> tuple[Basis, Basis]:
    """Where the method stands for t, with every row there, and for districts."""
    districts = programme.basis()
    programme.aim(None)
    programme.run(primal=True)
    return programme.basis(), districts


def settled(programme: Programme, rows: int, *, evenly: bool, primal: bool = False) -> Solved:
    """Solve, and add rows of cells, until no cell without a row is worth more than it may.

    That is what is left in its district, if that counts, and t.

    Raises:
        UsageError: as `solve` does.
    """
    if not len(programme.cells):
        programme.add(_worst(programme.value - programme.floor(), programme, rows))
    while True:
        solved = programme.run(primal=primal)
        most = solved.left if evenly else solved.most
        left = programme.value * (1.0 - programme.covered(solved.flow)) - most
        new = _worst(left, programme, rows)
        if not len(new):
            return solved
        programme.add(new)


def _worst(left: Floats, programme: Programme, most: int) -> Ints:
    """Seen cells without a row where something is left, the worst first."""
    left = left.copy()
    left[programme.cells] = 0.0
    left[programme.dark()] = 0.0
    over = np.flatnonzero(left > _NOTHING)
    return over[np.argsort(-left[over], kind="stable")[:most]]


def proven(programme: Programme, solved: Solved) -> tuple[Floats, float]:
    """The adversary's mixed strategy, and what he gains by it at the least, whatever the plan."""
    graph: Network = programme.graph
    whole = max(1.0, float(solved.adversary.sum()))
    mixed = np.zeros(len(programme.value))
    mixed[programme.cells] = solved.adversary / whole
    worth = mixed * programme.value
    reward = graph.reward(worth, programme.seen)
    reward += (programme.posted.T @ solved.presence)[: len(reward)]
    reward[~programme.free] = -_FAR
    ahead = best(graph.tiers, graph.head, len(graph.level), reward)
    bound = worth.sum() + (1.0 - mixed.sum()) * programme.floor()
    bound += programme.least @ solved.presence - programme.counts @ ahead[graph.source]
    return mixed, float(bound)
