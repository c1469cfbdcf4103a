"""What a plan is compared with: the same units, shifts and moves, spread in two plain manners.

Neither keeps a least presence; both keep all that bars a unit.  Coverage is the chance to be seen by at
least one unit, ``1 - product of (1 - chance)``, as `drawing.seen_as_drawn` has it of a plan.
"""

import numpy as np

from northline.engines.patrol.paths import best, even, spread
from northline.engines.patrol.problem import Floats, PatrolProblem
from northline.engines.patrol.walking import Walks


def uniform(problem: PatrolProblem) -> Floats:
    """Coverage (S, T) where each unit goes every lawful way alike often.

    A way that leaves the depot at once is one of far more than one that waits, so units hardly stay
    in.
    """
    walks = Walks(problem)
    graph = walks.graph
    supply = np.zeros(len(graph.level))
    supply[graph.source] = [len(crew) for crew in graph.crews]
    chance = even(graph.tiers, graph.head, len(graph.level))
    flow = spread(graph.tiers, graph.tail, graph.head, supply, chance)
    missed = np.ones(problem.value.size)
    for group, crew in enumerate(graph.crews):
        own = walks.covered(np.where(graph.group == group, flow, 0.0)) / len(crew)
        missed *= (1.0 - own) ** len(crew)
    return (1.0 - missed).reshape(problem.shape)


def rotation(problem: PatrolProblem, days: int) -> Floats:
    """Coverage (days, S, T) of a greedy rotation: no chance, the best first, and then where nobody was.

    Each day units choose in turn: a unit takes the way that sees most of ``v (1 - covered today) (1 -
    covered before)``, the mean of the days before.
    """
    walks = Walks(problem)
    graph = walks.graph
    every = np.ones(len(graph.seen), bool)
    value = problem.value.ravel()
    done: list[Floats] = []
    for _ in range(days):
        before = np.mean(done, axis=0) if done else np.zeros(value.size)
        stale = value * (1.0 - before)
        today = np.zeros(value.size)
        for group, crew in enumerate(graph.crews):
            for _ in crew:
                path = _best_path(walks, group, graph.reward(stale * (1.0 - today), every))
                today = 1.0 - (1.0 - today) * (1.0 - walks.coverage(path))
        done.append(today)
    return np.array(done).reshape(days, *problem.shape)


def _best_path(walks: Walks, group: int, reward: Floats) -> tuple[int, ...]:
    graph = walks.graph
    ahead = best(graph.tiers, graph.head, len(graph.level), reward)
    node, sink, path = int(graph.source[group]), int(graph.sink[group]), []
    while node != sink:
        arcs = walks.arcs_from(node)
        arc = int(arcs[np.argmax(reward[arcs] + ahead[graph.head[arcs]])])
        path.append(arc)
        node = int(graph.head[arc])
    return tuple(path)
