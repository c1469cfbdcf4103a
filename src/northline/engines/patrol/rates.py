r"""Gamma-Poisson rates: from a prior, events and exposure to a mean and its credible bounds.

.. math:: \theta \sim \Gamma(a_0, b_0), \quad N \mid \theta \sim \mathrm{Poisson}(\theta E)
          \;\Rightarrow\; \theta \mid N \sim \Gamma(a_0 + N,\ b_0 + E)

(Gelman et al. 2013, *Bayesian Data Analysis*, 3rd ed., section 2.6.)  With evidence that counts in part,
N and E are sums of parts: the likelihood raised to these powers (Ibrahim & Chen 2000, *Statist. Sci.* 15).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from northline.engines.patrol.grid import CREDIBLE
from northline.records.errors import UsageError

Floats = NDArray[np.float64]


class Gamma(NamedTuple):
    """Gamma distributions: shapes, and rates in hours."""

    shape: Floats
    hours: Floats

    @property
    def mean(self) -> Floats:
        """Mean, an hour."""
        found: Floats = self.shape / self.hours
        return found

    def bounds(self, credible: float = CREDIBLE) -> tuple[Floats, Floats]:
        """Between which so much of the belief lies, as much below as above.

        Raises:
            UsageError: for a share that is not between 0 and 1.
        """
        if not 0.0 < credible < 1.0:
            raise UsageError(f"a share of belief lies between 0 and 1, not {credible}.")
        tail = (1.0 - credible) / 2.0
        low: Floats = gammaincinv(self.shape, tail) / self.hours
        high: Floats = gammaincinv(self.shape, 1.0 - tail) / self.hours
        return low, high


def posterior(strength: float, prior_hours: float, events: Floats, exposure: Floats) -> Gamma:
    """What is believed after these events in these watched hours.

    Raises:
        UsageError: for a prior that is not over 0, or events or hours below 0.
    """
    if not (strength > 0.0 and prior_hours > 0.0):
        raise UsageError("a prior has a strength and hours over 0.")
    if not ((events >= 0.0).all() and (exposure >= 0.0).all()):
        raise UsageError("events and watched hours are 0 or more.")
    return Gamma(strength + events, prior_hours + exposure)
