r"""Factors of light and season, learned from all of the line that is watched, and drawn towards 1.

.. math:: \lambda_s(h) = \theta_s\, \mu_{m(h)}\, \varphi_{l(s,h)}, \qquad
          \varphi_l \leftarrow \frac{N_l + \kappa}{\sum_s \theta_s \sum_m X_{sml}\, \mu_m + \kappa}

and :math:`\mu_m` likewise, in turns with :math:`\theta_s = (a_0 + N_s) / (b_0 + E_s)`,
:math:`E_s = \sum_{m l} X_{s m l}\, \mu_m \varphi_l`: coordinate steps on the posterior with a gamma prior of
mean 1 and shape :math:`\kappa` on each factor.  Without events every factor is 1 but for what watched
hours without any say.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.engines.patrol.light import LIGHTS, MONTHS

Floats = NDArray[np.float64]

STEPS = 40
"""Turns; the factors move by less than 1e-6 in the last of them."""


class Factors(NamedTuple):
    """Factors of the month, (12,), and of the light, (3,)."""

    month: Floats
    light: Floats

    def hours(self, exposure: Floats) -> Floats:
        """Watched hours, each by its factors, of exposure (s, 12, 3): (s,)."""
        found: Floats = np.einsum("sml,m,l->s", exposure, self.month, self.light)
        return found


EVEN = Factors(np.ones(MONTHS), np.ones(len(LIGHTS)))
"""Where nothing is known of them."""


def learned(
    events: Floats, exposure: Floats, strength: float, prior_hours: float, shrinkage: float
) -> Factors:
    """The factors.

    Args:
        events: weight of events by stretch, month and light, (s, 12, 3).
        exposure: watched hours by the same.
        strength: shape of the prior of a stretch.
        prior_hours: its rate.
        shrinkage: the shape kappa.
    """
    if not events.sum() > 0.0:
        return EVEN
    own, by_month, by_light = events.sum((1, 2)), events.sum((0, 2)), events.sum((0, 1))
    month, light = EVEN
    for _ in range(STEPS):
        rate = (strength + own) / (prior_hours + Factors(month, light).hours(exposure))
        due = np.einsum("s,sml,m->l", rate, exposure, month)
        light = (by_light + shrinkage) / (due + shrinkage)
        due = np.einsum("s,sml,l->m", rate, exposure, light)
        month = (by_month + shrinkage) / (due + shrinkage)
    return Factors(month, light)
