r"""How sure it is on which side of the line a point lies.

With d the signed distance to the line (metres, positive in Canada) and s the error across it,

.. math:: s^2 = \sigma^2 + \sigma_{line}^2, \qquad
          P(\text{Canada}) = \Phi(d / s)

where :math:`\Phi` is the standard normal distribution function.  The line is taken as straight
within a few s of the point; in a bend sharper than that the probability is approximate.

Two points are each on a side of their own with a probability below the product of both, since
where the line is drawn wrong it is wrong by the same for both: what makes one surer makes the
other less sure.  With :math:`h = |d_0| / s_0`, :math:`k = |d_1| / s_1` and the correlation
:math:`\rho = - \sigma_{line}^2 / (s_0 s_1)`,

.. math:: P = \Phi(h) \Phi(k) + \frac{1}{2 \pi} \int_0^{\arcsin \rho}
              \exp\left(- \frac{h^2 + k^2 - 2 h k \sin\theta}{2 \cos^2\theta}\right) d\theta

(Plackett 1954; Drezner and Wesolowsky 1990, *J. Statist. Comput. Simul.* 35), by Simpson's rule.
"""

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from northline.geo.line import FARTHEST, offsets

Floats = NDArray[np.float64]

STEPS = 64
"""Of Simpson's rule over the correlation."""


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


def opposite(d0: float, sigma0: float, d1: float, sigma1: float, line_sigma: float) -> float:
    """Probability that two points are on the opposite sides on which they seem to be.

    Args:
        d0: distance of the one to the line, m, not negative.
        sigma0: its error, without that of the line, m.
        d1: distance of the other.
        sigma1: its error.
        line_sigma: error of the line, m.
    """
    s0, s1 = (max(math.hypot(each, line_sigma), 1e-3) for each in (sigma0, sigma1))
    h, k = d0 / s0, d1 / s1
    end = math.asin(max(-line_sigma * line_sigma / (s0 * s1), -1.0))
    total = 0.0
    for i in range(STEPS + 1):
        theta = end * i / STEPS
        weight = 1.0 if i in {0, STEPS} else 4.0 if i % 2 else 2.0
        square = max(math.cos(theta) ** 2, 1e-12)
        total += weight * math.exp(-(h * h + k * k - 2.0 * h * k * math.sin(theta)) / 2.0 / square)
    return max(normal(h) * normal(k) + total * end / STEPS / 6.0 / math.pi, 0.0)


def leaning(distance: Floats, sigma: Floats, likely: float) -> NDArray[np.int8]:
    """Which side n points are likely on: 1, -1, or 0 where neither is, by their distances (n,)."""
    there = np.abs(distance) >= quantile(likely) * sigma
    return np.where(there, np.sign(np.nan_to_num(distance)), 0.0).astype(np.int8)


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
