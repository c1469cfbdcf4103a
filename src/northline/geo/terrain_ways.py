"""Ways over a grid of cells: how far it is from every cell to a goal, around what is closed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northline.geo.line_kernels import compiled
from northline.geo.terrain import Grid
from northline.geo.terrain_kernel import spread

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Ways:
    """Metres from each cell to the goal, float64 (r c,), infinity where no way leads; and ``via``.

    A way goes from middle to middle over the eight neighbours of a cell, so it is up to 8 % longer
    than the straight one in open ground.
    """

    metres: Floats
    via: Ints

    def from_cell(self, cell: int) -> list[int]:
        """Cells from one to the goal, both included."""
        cells = [cell]
        while (via := int(self.via[cells[-1]])) >= 0:
            cells.append(via)
        return cells


class Ground:
    """A grid on which ways are looked for."""

    def __init__(self, grid: Grid, across: float, along: float) -> None:
        """With so many metres from one cell to the next eastwards and northwards."""
        self._width = len(grid.lon)
        self._steps = across, along, float(np.hypot(across, along))

    def ways(self, open_cells: NDArray[np.bool_], goal: Ints, limit: float = np.inf) -> Ways:
        """How far it is from the cells to the nearest of some goals.

        Args:
            open_cells: bool (r c,), which cells may be entered; a goal that may not is none.
            goal: int64 (g,) cells.
            limit: metres beyond which nobody is looked for.
        """
        cells = len(open_cells)
        metres, via = np.empty(cells), np.empty(cells, np.int64)
        room = 8 * cells + len(goal)
        compiled(spread)(
            open_cells, self._width, goal, np.zeros(len(goal)), *self._steps,
            float(limit), metres, via, np.empty(room), np.empty(room, np.int64),
        )  # fmt: skip
        metres[metres > limit] = np.inf
        return Ways(metres, via)
