r"""How sure it is on which side of the line a point lies.

With d the signed distance to the line (metres, positive in Canada) and s the error across it,

.. math:: s^2 = \sigma^2 + \sigma_{line}^2, \qquad
          P(\text{Canada}) = \Phi(d / s)

where :math:`\Phi` is the standard normal distribution function.  The line is taken as straight
within a few s of the point; in a bend sharper than that the probability is approximate.
"""

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from northline.geo.line import FARTHEST, offsets

Floats = NDArray[np.float64]


def normal(z: float) -> float:
    r""":math:`\Phi(z)`, the probability of at most z under a standard normal distribution."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


@cache
def quantile(probability: float) -> float:
    r""":math:`\Phi^{-1}` for a probability in [0.5, 1), by bisection, to 1e-12."""
    low, high = 0.0, 40.0
    while high - low > 1e-12:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if normal(middle) < probability else (low, middle)
    return 0.5 * (low + high)


def sides(lon: Any, lat: Any, sigma: Any, certainty: float) -> tuple[NDArray[np.int8], Floats]:
    """Which side n points are surely on, and how many sigmas off the line.

    Args:
        lon: degrees, (n,).
        lat: degrees, (n,).
        sigma: error across the line, that of the line included, metres, (n,).
        certainty: probability from which a side is sure.

    Returns:
        int8 (n,): 1 Canada, -1 United States, 0 unsure, farther than 200 km, or off an end of
        the line; float64 (n,): signed distance in metres, NaN where undetermined.
    """
    distance = offsets(lon, lat, limit=FARTHEST).distance
    sure = np.abs(distance) >= quantile(certainty) * sigma  # False where not a number
    return np.where(sure, np.sign(np.nan_to_num(distance)), 0.0).astype(np.int8), distance
