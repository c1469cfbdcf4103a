"""Rows of the programme of a plan, as sparse matrices over its columns.

Columns are the arcs of the graph, then one per place of units that sweep (how long it is watched),
then the most that somebody gains in each district, then t, the most of all.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from northline.engines.patrol.network import Network
from northline.engines.patrol.problem import Flags, Floats, Ints, PatrolProblem


@dataclass(frozen=True, eq=False)
class Columns:
    """How many columns there are.

    ``arcs`` of the graph; ``sweeping`` int64 (places,), the column of each place or -1 where it has
    none; ``first`` of the districts; ``last``, the column of t.
    """

    arcs: int
    sweeping: Ints
    first: int
    last: int


def columns(graph: Network, districts: int) -> Columns:
    """The columns for a graph and so many districts.

    A place of units that sweep is seen in many cells and reached by many arcs: a column between
    keeps the rows of cells short.
    """
    sweeps = np.array([crew[0].sweep > 0 for crew in graph.crews], bool)[graph.whose]
    arcs = len(graph.tail)
    own = np.full(len(sweeps), -1)
    own[sweeps] = arcs + np.arange(sweeps.sum())
    first = arcs + int(sweeps.sum())
    return Columns(arcs, own, first, first + districts)


def conservation(graph: Network, layout: Columns) -> tuple[Any, Flags]:
    """Flow out less flow in, a row for each node but the sinks; and which nodes these are."""
    ones, each = np.ones(layout.arcs), np.arange(layout.arcs)
    inner = np.ones(len(graph.level), bool)
    inner[graph.sink] = False
    where = (np.concatenate([graph.tail, graph.head]), np.concatenate([each, each]))
    whole = sparse.csr_array(
        (np.concatenate([ones, -ones]), where), shape=(len(inner), layout.last + 1)
    )
    return whole[inner], inner


def linking(layout: Columns) -> Any:
    """Rows that keep t above what is left in each district."""
    count = layout.last - layout.first
    row = np.arange(count)
    where = (np.tile(row, 2), np.append(layout.first + row, np.full(count, layout.last)))
    ones = np.append(-np.ones(count), np.ones(count))
    return sparse.csr_array((ones, where), shape=(count, layout.last + 1))


def watching(graph: Network, layout: Columns) -> tuple[Any, Any]:
    """Periods of watching at each place by columns; and the rows that say so of columns of places."""
    shape = (len(graph.where), layout.last + 1)
    at = np.flatnonzero(graph.place >= 0)
    sums = sparse.csr_array((graph.share[at], (graph.place[at], at)), shape=shape)
    own = np.flatnonzero(layout.sweeping >= 0)
    unit = sparse.csr_array((np.ones(len(own)), (own, layout.sweeping[own])), shape=shape)
    plain = sparse.diags_array((layout.sweeping < 0).astype(float)) @ sums
    return (plain + unit).tocsr(), (sums[own] - unit[own]).tocsr()


def sight(problem: PatrolProblem, graph: Network, kept: Flags) -> Any:
    """The chance with which each place sees each cell (cells, places)."""
    shape = (problem.value.size, len(graph.where))
    where = (graph.seen_cell[kept], graph.seen_from[kept])
    return sparse.csr_array((graph.seen[kept], where), shape=shape)


def presences(problem: PatrolProblem, graph: Network, layout: Columns) -> tuple[Any, Floats]:
    """One row per presence and period, over the arcs by which units are posted; the least of each."""
    rows: list[Ints] = []
    least: list[float] = []
    modes = np.array([crew[0].mode.value for crew in graph.crews])
    for presence in problem.presence:
        inside = graph.arrives & np.isin(graph.end, presence.stretches)
        if presence.modes is not None:
            inside &= np.isin(modes, [mode.value for mode in presence.modes])[graph.group]
        for period in range(*presence.periods):
            rows.append(np.flatnonzero(inside & (graph.period == period)))
            least.append(presence.units)
    column = np.concatenate([np.zeros(0, np.int64), *rows])
    row = np.repeat(np.arange(len(rows)), [len(each) for each in rows])
    shape = (len(rows), layout.last + 1)
    return sparse.csr_array((np.ones(len(column)), (row, column)), shape=shape), np.array(least)
