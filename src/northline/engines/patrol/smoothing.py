r"""Sharing of evidence between neighbouring stretches of the same terrain.

.. math:: K_{s r} = \frac{k(s, r)}{\sum_{s'} k(s', r)}, \qquad
          k(s, r) = e^{-(x_s - x_r)^2 / 2 \kappa^2}\,[\text{same terrain}]\,[|x_s - x_r| \le 3 \kappa]

with x the kilometre of a stretch's middle.  Each column adds up to 1: what was found and what was
watched on a stretch is given away in parts and never twice, so events and hours keep their totals.
A stretch in the territory of a First Nation gives nothing and gets nothing: its row and column are 0.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

REACH = 3.0
"""Kernels beyond which nothing is shared."""


def kernel(km: Floats, terrain: Whole, closed: Flags, kernel_km: float) -> Floats:
    """The weights K, (s, s): row s of what it gets, column r of what it gives.

    Args:
        km: middles of the stretches along one segment, (s,).
        terrain: codes of their terrain, (s,).
        closed: those that lie in a territory, (s,).
        kernel_km: standard deviation, km; 0 shares nothing.
    """
    away = np.abs(km[:, None] - km[None, :])
    close = away <= REACH * kernel_km
    scaled = np.where(close, away, 0.0) / (kernel_km or 1.0)
    near = np.where(close, np.exp(-0.5 * scaled**2), 0.0)
    near = near * (terrain[:, None] == terrain[None, :])
    near[closed, :] = 0.0
    near[:, closed] = 0.0
    total = near.sum(axis=0)
    shared: Floats = near / np.where(total > 0.0, total, 1.0)
    return shared


def reach(kernel_km: float) -> float:
    """How far along the line evidence is shared, km."""
    return REACH * kernel_km
