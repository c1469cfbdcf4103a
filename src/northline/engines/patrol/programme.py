"""The linear programme of a plan, and the HiGHS model that is kept of it.

With flow ``x`` on the arcs of the graph, watching ``w`` at its places, the chance ``d`` with which a
place sees a cell, and ``v`` what a cell is worth, as a share of the largest:

    minimise t, then the sum of t_b with t at its least
    t_b + v_c * sum over places of d_ck w_k >= v_c     each cell c          (dual: the adversary)
    flow out - flow in = n at the source of a group, 0 at every other node but its sink
    w_k = sum of share * x                           each place
    sum of x that is posted in the set >= least      each presence and period
    t >= t_b                                         each district b
    t >= the largest v_c of cells that nobody can see, and x >= 0

Rows of cells are added as they bind: where ``v_c (1 - covered) <= t_b`` holds without its row, the
row changes nothing.  A unit that drops out is a right-hand side, a move that is barred a bound, a
cell that is seen no more a coefficient: the simplex method goes on from where it stood.
"""

from collections.abc import Set
from typing import NamedTuple

import highspy
import numpy as np
from highspy._core import _Highs
from scipy import sparse

from northline.engines.patrol.network import Network
from northline.engines.patrol.plan import Basis
from northline.engines.patrol.problem import Flags, Floats, Ints, PatrolProblem
from northline.engines.patrol.rows import columns, conservation, linking, presences, sight, watching
from northline.records.errors import UsageError

_TOLERANCE = 1e-9
_STATUS = tuple(highspy.HighsBasisStatus(number) for number in range(5))
_BASIC = highspy.HighsBasisStatus.kBasic


class Solved(NamedTuple):
    """What the simplex method found.

    Attributes:
        most: t, as a share of the largest value.
        left: the same of each cell's district.
        flow: on each arc.
        adversary: dual of each row of a cell, in the order of `Programme.cells`.
        presence: dual of each row of presence.
    """

    most: float
    left: Floats
    flow: Floats
    adversary: Floats
    presence: Floats


class Programme:
    """A HiGHS model of one problem, kept between solves.

    Attributes:
        graph: of the problem.
        value: of each cell, as a share of ``scale``, the largest.
        crews: units of each group, as they are now.
        counts: how many these are.
        free: which arcs are not barred now.
        seen: which lines of ``graph.seen`` hold now.
        cells: whose rows are there, in the order of the rows.
    """

    def __init__(
        self, problem: PatrolProblem, graph: Network, iterations: int, district: int
    ) -> None:
        """Build the model, with no row of a cell yet."""
        self.graph = graph
        self.scale = float(problem.value.max()) or 1.0
        self.value: Floats = problem.value.ravel() / self.scale
        self.crews = list(graph.crews)
        self.counts = np.array([len(crew) for crew in graph.crews], float)
        self.free: Flags = np.ones(len(graph.tail), bool)
        self.seen: Flags = np.ones(len(graph.seen), bool)
        self.cells: Ints = np.zeros(0, np.int64)
        self._layout = columns(graph, -(-problem.shape[0] // district))
        self._district = np.repeat(np.arange(problem.shape[0]) // district, problem.shape[1])
        self._watch, held = watching(graph, self._layout)
        self._sight = sight(problem, graph, self.seen)
        self.posted, self.least = presences(problem, graph, self._layout)
        flow, inner = conservation(graph, self._layout)
        self._sources = (np.cumsum(inner) - 1)[graph.source]
        exact = np.zeros(flow.shape[0] + held.shape[0])
        exact[self._sources] = self.counts
        links = linking(self._layout)
        self._fixed = len(exact) + links.shape[0] + len(self.least)
        self.highs: _Highs = _solver(iterations)
        self._pass(sparse.vstack([flow, held, links, self.posted]).tocsc(), exact)

    def _pass(self, matrix: "sparse.csc_array", exact: Floats) -> None:
        last, column = self._layout.last, np.arange(self._layout.last)
        free = (column >= self._layout.arcs) & (column < self._layout.first)
        open_ = self._fixed - len(exact)
        least = np.append(np.zeros(open_ - len(self.least)), self.least)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = last + 1, self._fixed
        model.col_cost_ = np.append(np.zeros(last), 1.0)
        model.col_lower_ = np.append(np.where(free, -np.inf, 0.0), self.floor())
        model.col_upper_ = np.full(last + 1, np.inf)
        model.row_lower_ = np.append(exact, least)
        model.row_upper_ = np.append(exact, np.full(open_, np.inf))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        self.highs.passModel(model)

    def floor(self) -> float:
        """The largest value of a cell that nobody can see, 0 where there is none."""
        return float(self.value[self.dark()].max(initial=0.0))

    def dark(self) -> Flags:
        """Which cells nobody can see."""
        able = self.counts[self.graph.whose[self.graph.seen_from]] > 0
        dark: Flags = np.ones(len(self.value), bool)
        dark[self.graph.seen_cell[self.seen & able]] = False
        return dark

    @property
    def iterations(self) -> int:
        """Of the simplex method, in the last run."""
        return int(self.highs.getInfo().simplex_iteration_count)

    def add(self, cells: Ints) -> None:
        """Add the rows of some cells."""
        worth = sparse.diags_array(self.value[cells])
        rows = (worth @ (self._sight[cells] @ self._watch)).tocsr()
        most = sparse.csr_array(
            (
                np.ones(len(cells)),
                (np.arange(len(cells)), self._layout.first + self._district[cells]),
            ),
            shape=rows.shape,
        )
        rows = (rows + most).tocsr()
        self.highs.addRows(
            len(cells), self.value[cells], np.full(len(cells), np.inf), rows.nnz,
            rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32), rows.data,
        )  # fmt: skip
        self.cells = np.concatenate([self.cells, cells])

    def aim(self, most: float | None) -> None:
        """What is made the least: t, or where that may be ``most`` at most, the sum of districts'."""
        first, last = self._layout.first, self._layout.last
        districts = np.arange(first, last, dtype=np.int32)
        every = np.full(len(districts), 0.0 if most is None else 1.0 / len(districts))
        self.highs.changeColsCost(len(districts), districts, every)
        self.highs.changeColCost(last, 1.0 if most is None else 0.0)
        least = self.floor()
        most = np.inf if most is None else max(most, least) + _TOLERANCE
        self.highs.changeColBounds(last, least, most)

    def drop(self, shifts: Set[str]) -> None:
        """Let some shifts be without a unit."""
        for group, crew in enumerate(self.crews):
            left = tuple(unit for unit in crew if unit.shift not in shifts)
            if len(left) < len(crew):
                self.crews[group] = left
                self.counts[group] = len(left)
                row = int(self._sources[group])
                self.highs.changeRowBounds(row, float(len(left)), float(len(left)))

    def tighten(self, problem: PatrolProblem) -> None:
        """Take in the limits of a problem that has more of them than this was made from."""
        arcs, seen = self.graph.lasting(problem)
        self.free &= arcs
        shut = np.flatnonzero(~arcs).astype(np.int32)
        self.highs.changeColsBounds(len(shut), shut, np.zeros(len(shut)), np.zeros(len(shut)))
        row = {int(cell): self._fixed + place for place, cell in enumerate(self.cells)}
        for line in np.flatnonzero(self.seen & ~seen):
            column = int(self._layout.sweeping[self.graph.seen_from[line]])
            at = row.get(int(self.graph.seen_cell[line]))
            # Who does not sweep sees only where it is, and cannot be there any more.
            if column >= 0 and at is not None:
                self.highs.changeCoeff(at, column, 0.0)
        self.seen &= seen
        self._sight = sight(problem, self.graph, self.seen)

    def covered(self, flow: Floats) -> Floats:
        """The chance to be seen in each cell, summed over units, of the flow on each arc."""
        covered: Floats = self._sight @ self.graph.watched(flow)
        return covered

    def run(self, *, primal: bool) -> Solved:
        """Solve, by the primal or the dual simplex method.

        Raises:
            UsageError: where no plan has all the presence that is asked for, or the method did not
                end within its iterations.
        """
        self.highs.setOptionValue("simplex_strategy", 4 if primal else 1)
        self.highs.run()
        status = self.highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            # Unperturbed the method can turn in a circle: once more from the start, perturbed.
            self.highs.clearSolver()
            _perturb(self.highs, 1.0)
            self.highs.run()
            _perturb(self.highs, 0.0)
            status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kIterationLimit:
            raise UsageError("patrol: no plan within the iterations of SolveLimits; allow more")
        if status != highspy.HighsModelStatus.kOptimal:
            raise UsageError(
                "patrol: no plan keeps every least presence that is asked for; "
                "northline.engines.patrol.conflicts says which of them conflict"
            )
        found = self.highs.getSolution()
        dual = np.array(found.row_dual)
        column = np.array(found.col_value)
        return Solved(
            float(column[-1]),
            column[self._layout.first + self._district],
            column[: self._layout.arcs],
            np.maximum(dual[self._fixed :], 0.0),
            np.maximum(dual[self._fixed - len(self.least) : self._fixed], 0.0),
        )

    def basis(self) -> Basis:
        """Where the simplex method stands."""
        stands = self.highs.getBasis()
        return Basis(
            columns=bytes(int(status) for status in stands.col_status),
            rows=bytes(int(status) for status in stands.row_status),
            cells=tuple(self.cells.tolist()),
        )

    def stand(self, basis: Basis) -> None:
        """Begin from where it stood; rows of cells that came later do not bind yet."""
        more = self._fixed + len(self.cells) - len(basis.rows)
        stands = highspy.HighsBasis()
        stands.col_status = [_STATUS[status] for status in basis.columns]
        stands.row_status = [_STATUS[status] for status in basis.rows] + [_BASIC] * more
        stands.valid = True
        self.highs.setBasis(stands)


def _solver(iterations: int) -> _Highs:
    # The class that `Highs` wraps: `Highs` prints a line when it is made.
    highs = _Highs()
    for option, given in (
        ("output_flag", False), ("solver", "simplex"), ("threads", 1), ("random_seed", 0),
        ("simplex_iteration_limit", iterations), ("primal_feasibility_tolerance", _TOLERANCE),
        ("dual_feasibility_tolerance", _TOLERANCE), ("simplex_scale_strategy", 0),
    ):  # fmt: skip
        highs.setOptionValue(option, given)
    _perturb(highs, 0.0)
    return highs


def _perturb(highs: _Highs, by: float) -> None:
    """Perturb costs and bounds.  Unperturbed there is nothing to clean up: twice as quick here."""
    highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", by)
    highs.setOptionValue("primal_simplex_bound_perturbation_multiplier", by)
