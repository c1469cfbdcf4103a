"""Ways on the graph: whether a unit can go one, and what it watches on it."""

import numpy as np

from northline.engines.patrol.decomposing import Path
from northline.engines.patrol.network import Network, network
from northline.engines.patrol.plan import AT_DEPOT, Way
from northline.engines.patrol.problem import Floats, Ints, PatrolProblem
from northline.records.errors import UsageError


class Walks:
    """The ways of a problem's units.

    Attributes:
        problem: whose they are.
        graph: of it.
        group: of each shift that has a unit, its place in ``graph.crews``.
    """

    def __init__(self, problem: PatrolProblem) -> None:
        """Draw the graph."""
        self.problem = problem
        self.graph: Network = network(problem)
        self._keys = self.graph.level[self.graph.tail] * len(self.graph.level) + self.graph.tail
        self.group = {
            unit.shift: place for place, crew in enumerate(self.graph.crews) for unit in crew
        }

    def path(self, shift: str, way: Way) -> Path:
        """The path of a way.

        Raises:
            UsageError: where the shift has no unit, or its unit cannot go that way, naming the first
                period in which it cannot.
        """
        if shift not in self.group:
            raise UsageError(f"patrol: there is no unit on shift {shift!r}")
        crew = self.group[shift]
        unit = self.graph.crews[crew][0]
        begin, end = unit.periods
        if len(way) != end - begin:
            raise UsageError(f"patrol: shift {shift!r} has {end - begin} periods, not {len(way)}")
        path: list[int] = []
        node, sink = int(self.graph.source[crew]), int(self.graph.sink[crew])
        while node != sink:
            # Levels count two per period: the depot at its beginning, then the posts in it.
            level = int(self.graph.level[node])
            step = level // 2 - begin + level % 2
            where = way[step] if step < len(way) else AT_DEPOT
            arcs = self._onward(node, where)
            if not len(arcs):
                raise UsageError(f"patrol: {self._cannot(shift, where, begin + step)}")
            path.append(int(arcs[0]))
            node = int(self.graph.head[arcs[0]])
            back = int(self.graph.level[node]) // 2 - begin
            if level % 2 and where == AT_DEPOT and set(way[step:back]) - {AT_DEPOT}:
                out = next(place for place in range(step, back) if way[place] != AT_DEPOT)
                raise UsageError(f"patrol: {self._cannot(shift, way[out], begin + out)}")
        return tuple(path)

    def _onward(self, node: int, where: int) -> Ints:
        """The arc from a node by which a unit is posted somewhere, or goes to or stays at its depot."""
        arcs = self.arcs_from(node)
        arrives = self.graph.arrives[arcs]
        return arcs[arrives & (self.graph.end[arcs] == where) if where != AT_DEPOT else ~arrives]

    def arcs_from(self, node: int) -> Ints:
        """The arcs whose tail a node is; none from a sink."""
        key = int(self.graph.level[node]) * len(self.graph.level) + node
        low, high = np.searchsorted(self._keys, (key, key + 1))
        return np.arange(low, high)

    def _cannot(self, shift: str, where: int, period: int) -> str:
        if where == AT_DEPOT:
            return f"the unit of shift {shift!r} cannot be home in period {period}"
        if not 0 <= where < len(self.problem.names):
            return f"there is no stretch {where}"
        return f"the unit of shift {shift!r} cannot be at {self.problem.names[where]} in period {period}"

    def coverage(self, path: Path) -> Floats:
        """The chance with which each cell is seen (S * T,) by a unit on a path."""
        flow = np.zeros(len(self.graph.tail))
        flow[list(path)] = 1.0
        return self.covered(flow)

    def covered(self, flow: Floats) -> Floats:
        """The chance, summed over units, with which each cell is seen (S * T,) by flow on arcs."""
        watched = self.graph.watched(flow)[self.graph.seen_from]
        covered = np.zeros(self.problem.value.size)
        np.add.at(covered, self.graph.seen_cell, self.graph.seen * watched)
        return covered
