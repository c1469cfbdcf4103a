r"""How well a past forecast did: expected against observed counts, and the deviance against a flat one.

A forecast expects :math:`\lambda_{s h}\, p_{s h}` crossings *seen* of stretch s in hour h: what nobody
could see, nobody found.  Cells are put in ten groups of one size by what was expected; in each, expected and
observed are added up.  The Poisson deviance (McCullagh & Nelder 1989, *Generalized Linear Models*, 2.3)

.. math:: D = 2 \sum_i \Bigl[ y_i \ln\frac{y_i}{\mu_i} - (y_i - \mu_i) \Bigr]

is compared with that of the flat forecast: the prior's national mean on every stretch and hour, and also
with one of the same total as the forecast, so that what is won by place and hour alone is told apart.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.records.errors import UsageError

Floats = NDArray[np.float64]

GROUPS = 10


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A tenth of the cells, those of least risk first."""

    cells: int
    expected: float
    observed: float


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """How a forecast did.

    Attributes:
        groups: by what was expected.
        expected: all together.
        observed: all together.
        deviance: of the forecast.
        flat: of the national mean everywhere.
        level: of the forecast's own total spread evenly over what was seen.
        few: whether too little was observed to tell anything.
    """

    groups: tuple[Group, ...]
    expected: float
    observed: float
    deviance: float
    flat: float
    level: float
    few: bool


def deviance(observed: Floats, expected: Floats) -> float:
    """Poisson deviance.

    Raises:
        UsageError: for expected counts that are not over 0, or observed ones below 0.
    """
    if not ((expected > 0.0).all() and (observed >= 0.0).all()):
        raise UsageError("expected counts are over 0, observed ones 0 or more.")
    ratio = np.where(observed > 0.0, observed, expected) / expected
    return float(2.0 * (observed * np.log(ratio) - (observed - expected)).sum())


def calibrated(rate: Floats, seen: Floats, observed: Floats, mean: float, few: int) -> Calibration:
    """Compare a forecast with what came.

    Args:
        rate: expected crossings by cell, any shape.
        seen: probability that one is seen, the same shape.
        observed: weight of what was found, the same shape.
        mean: the prior's mean of a stretch and hour.
        few: observed crossings below which nothing can be told.
    """
    expected, flat = (rate * seen).ravel(), (mean * seen).ravel()
    came = observed.ravel()
    order = np.argsort(expected, kind="stable")
    groups = tuple(
        Group(
            cells=len(part),
            expected=float(expected[part].sum()),
            observed=float(came[part].sum()),
        )
        for part in np.array_split(order, GROUPS)
    )
    level = flat * (expected.sum() / flat.sum())
    return Calibration(
        groups=groups,
        expected=float(expected.sum()),
        observed=float(came.sum()),
        deviance=deviance(came, expected),
        flat=deviance(came, flat),
        level=deviance(came, level),
        few=bool(came.sum() < few),
    )
