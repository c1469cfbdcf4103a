r"""Global nearest neighbour, compiled: which track takes which plot, at the least cost in all.

Pairs within the gate make a graph.  Its connected components do not touch each other, so each is
solved alone, exactly, by shortest augmenting paths (Jonker and Volgenant 1987, *A Shortest
Augmenting Path Algorithm for Dense and Sparse Linear Assignment Problems*, Computing 38).  A
track may also take none, at a cost of its own.
"""

from typing import Any

import numpy as np

from northline.engines.fusion.filter_kernel import compiled

FORBIDDEN = 1e9
"""Cost of a pair that is not in the graph."""


@compiled
def assignment(cost: Any) -> Any:
    """Column of each of n rows, at the least sum; cost is float64 (n, m) with n <= m."""
    n, m = cost.shape
    u, v = np.zeros(n + 1), np.zeros(m + 1)
    row_of, way = np.zeros(m + 1, np.int64), np.zeros(m + 1, np.int64)
    least, used = np.empty(m + 1), np.empty(m + 1, np.bool_)
    for i in range(1, n + 1):
        row_of[0] = i
        here = 0
        least[:] = np.inf
        used[:] = False
        while row_of[here] != 0:
            used[here] = True
            row, delta, following = row_of[here], np.inf, 0
            for j in range(1, m + 1):
                if used[j]:
                    continue
                reduced = cost[row - 1, j - 1] - u[row] - v[j]
                if reduced < least[j]:
                    least[j], way[j] = reduced, here
                if least[j] < delta:
                    delta, following = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[row_of[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            here = following
        while here != 0:
            before = way[here]
            row_of[here] = row_of[before]
            here = before
    column = np.full(n, -1, np.int64)
    for j in range(1, m + 1):
        if row_of[j] != 0:
            column[row_of[j] - 1] = j - 1
    return column


@compiled
def root_of(parent: Any, i: int) -> int:
    """The representative of i's component; paths are halved on the way."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@compiled
def share_out(
    rows: Any, columns: Any, costs: Any, none_at: Any, n: int, m: int, taken: Any
) -> None:
    """Assign m columns to n rows over the pairs of a graph.

    Args:
        rows: int64 (e,), row of each pair.
        columns: int64 (e,), column of each pair.
        costs: float64 (e,).
        none_at: float64 (n,), what it costs that a row takes none.
        n: number of rows.
        m: number of columns.
        taken: int64 (n,), written: column of each row, or -1.
    """
    taken[:n] = -1
    pairs = len(rows)
    parent = np.arange(n + m)
    for e in range(pairs):
        a, b = root_of(parent, rows[e]), root_of(parent, n + columns[e])
        if a != b:
            parent[max(a, b)] = min(a, b)
    first = np.zeros(n + m + 1, np.int64)
    for e in range(pairs):
        first[root_of(parent, rows[e]) + 1] += 1
    for i in range(n + m):
        first[i + 1] += first[i]
    place, ordered = first.copy(), np.empty(pairs, np.int64)
    for e in range(pairs):
        root = root_of(parent, rows[e])
        ordered[place[root]] = e
        place[root] += 1
    row_at, column_at = np.full(n, -1, np.int64), np.full(m, -1, np.int64)
    for root in range(n + m):
        low, high = first[root], first[root + 1]
        if high - low == 1:
            e = ordered[low]
            if costs[e] < none_at[rows[e]]:
                taken[rows[e]] = columns[e]
        elif high > low:
            members, wanted = np.empty(high - low, np.int64), np.empty(high - low, np.int64)
            r = c = 0
            for k in range(low, high):
                e = ordered[k]
                if row_at[rows[e]] < 0:
                    row_at[rows[e]], members[r] = r, rows[e]
                    r += 1
                if column_at[columns[e]] < 0:
                    column_at[columns[e]], wanted[c] = c, columns[e]
                    c += 1
            cost = np.full((r, c + r), FORBIDDEN)
            for k in range(low, high):
                e = ordered[k]
                cost[row_at[rows[e]], column_at[columns[e]]] = costs[e]
            for i in range(r):
                cost[i, c + i] = none_at[members[i]]
            solved = assignment(cost)
            for i in range(r):
                if solved[i] < c:
                    taken[members[i]] = wanted[solved[i]]
