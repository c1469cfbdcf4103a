"""The hot loop of `northline.geo.sight`: which targets ground stands before, seen from one eye.

A plain function, compiled by numba when it is first used (`northline.geo.line_kernels.compiled`);
without fastmath, so that the same ground gives the same answer.
"""

import math
from typing import Any


def screened(
    ground: Any, column: float, row: float, eye: float, columns: Any, rows: Any, metres: Any,
    tops: Any, radius: float, hidden: Any,
) -> None:  # fmt: skip
    r"""Walk from the eye to each target over the raster, a cell at a step along the longer axis.

    Between them stands the ground, raised by what the earth falls away below their chord:

    .. math:: z(t) + \frac{d\,(D - d)}{2 k R} > (1 - t)\,z_e + t\,z_t, \qquad d = t D

    ``ground`` float32 (r, c) metres, not a number where nobody knows it (which hides nothing);
    ``column row`` of the eye and ``columns rows`` (n,) of the targets count cells from the middle of
    the first; ``eye`` and ``tops`` (n,) are altitudes, ``metres`` (n,) how far each is, ``radius``
    the earth's, times k.  Ground between the middles of cells is the bilinear of the four.

    Writes ``hidden`` bool (n,).  What lies outside of the raster is hidden by the earth alone.
    """
    high, wide = ground.shape
    for i in range(len(columns)):
        across, down = columns[i] - column, rows[i] - row
        steps = math.ceil(max(abs(across), abs(down)))
        hidden[i] = False
        for k in range(1, max(steps, 1)):
            share = k / steps
            x, y = column + share * across, row + share * down
            left, top = math.floor(x), math.floor(y)
            if left < 0 or top < 0 or left + 1 >= wide or top + 1 >= high:
                continue
            fx, fy = x - left, y - top
            z = (1.0 - fy) * ((1.0 - fx) * ground[top, left] + fx * ground[top, left + 1])
            z += fy * ((1.0 - fx) * ground[top + 1, left] + fx * ground[top + 1, left + 1])
            away = share * metres[i]
            bulge = away * (metres[i] - away) / (2.0 * radius)
            if z + bulge > (1.0 - share) * eye + share * tops[i]:
                hidden[i] = True
                break
