"""The hot loop over a grid of cells: how long it takes from each of them to a goal.

A plain function, compiled by numba when it is first used (`northline.geo.line_kernels.compiled`);
without fastmath, so that replay gives the same bytes.
"""

from typing import Any

import numpy as np


def spread(
    open_cells: Any, width: int, goal: Any, goal_seconds: Any, across: float, along: float,
    aslant: float, limit: float, best: Any, via: Any, heap_time: Any, heap_cell: Any,
) -> None:  # fmt: skip
    """Shortest times over the eight neighbours of each cell (Dijkstra 1959, *Numer. Math.* 1).

    ``open_cells`` bool (r c,), row by row of ``width`` cells, which may be entered; ``goal`` int64
    (g,) cells and ``goal_seconds`` from there on; ``across along aslant`` seconds from one cell to
    the next eastwards, northwards and diagonally.  Nothing beyond ``limit`` seconds is looked at.

    Written: ``best`` float64 (r c,) seconds, infinity where nobody comes from; ``via`` int64 (r c,)
    the cell that comes next, -1 at a goal.  ``heap_time heap_cell``: memory for 8 r c + g entries.
    """
    count = 0
    best[:] = np.inf
    via[:] = -1
    cells = len(open_cells)
    for g in range(len(goal)):
        cell, time = goal[g], goal_seconds[g]
        if not open_cells[cell] or time >= best[cell]:
            continue
        best[cell] = time
        i = count
        count += 1
        while i > 0 and heap_time[(i - 1) >> 2] > time:
            parent = (i - 1) >> 2
            heap_time[i], heap_cell[i] = heap_time[parent], heap_cell[parent]
            i = parent
        heap_time[i], heap_cell[i] = time, cell
    while count > 0:
        time, cell = heap_time[0], heap_cell[0]
        count -= 1
        last, moved, i = heap_time[count], heap_cell[count], 0
        while True:
            child = 4 * i + 1
            if child >= count:
                break
            least = child
            for k in range(child + 1, min(child + 4, count)):
                if heap_time[k] < heap_time[least]:
                    least = k
            if heap_time[least] >= last:
                break
            heap_time[i], heap_cell[i] = heap_time[least], heap_cell[least]
            i = least
        heap_time[i], heap_cell[i] = last, moved
        if time > best[cell]:
            continue
        if time > limit:
            break
        column = cell % width
        for dy in range(-1, 2):
            for dx in range(-1, 2):
                if dx == 0 and dy == 0:
                    continue
                to = cell + dy * width + dx
                if column + dx < 0 or column + dx >= width or to < 0 or to >= cells:
                    continue
                if not open_cells[to]:
                    continue
                step = aslant if dx != 0 and dy != 0 else across if dx != 0 else along
                longer = time + step
                if longer < best[to]:
                    best[to], via[to] = longer, cell
                    i = count
                    count += 1
                    while i > 0 and heap_time[(i - 1) >> 2] > longer:
                        parent = (i - 1) >> 2
                        heap_time[i], heap_cell[i] = heap_time[parent], heap_cell[parent]
                        i = parent
                    heap_time[i], heap_cell[i] = longer, to
