r"""From features to a probability: the coefficients, as data, and how they were come by.

.. math:: r = \beta_0 + \sum_k \beta_k x_k + \text{documents} + \ln\frac{\pi}{1 - \pi}, \qquad
          P = \frac{1}{1 + e^{-r}}
"""

import math

import msgspec


class Feature(msgspec.Struct, frozen=True):
    """One feature: its name, its coefficient, and the sign that the search's bound rests on."""

    name: str
    beta: float
    sign: int


CONSTANT = -9.567

FEATURES: tuple[Feature, ...] = (
    Feature("asked-found", 0.000, 1),
    Feature("name-found", 4.987, 1),
    Feature("asked-nearly-all", 10.282, 1),
    Feature("name-nearly-all", 1.028, 1),
    Feature("letter-for-letter", 0.000, 1),
    Feature("rare", 4.331, 1),
    Feature("differs-by", 0.000, -1),
    Feature("differs-in-both", -2.172, -1),
    Feature("one-word-alone", 0.000, -1),
    Feature("in-order", 2.047, 1),
    Feature("least-alike", -5.772, -1),
    Feature("longer", -14.692, 0),
    Feature("both-found", 0.000, 1),
    Feature("one-word-asked", 0.067, 0),
)


def probability(rank: float) -> float:
    """The calibrated probability of log odds, in (0, 1)."""
    bounded = min(max(rank, -30.0), 30.0)
    return 1.0 / (1.0 + math.exp(-bounded))


def prior_shift(prior: float) -> float:
    """What a prior other than one half adds to every log odds."""
    return math.log(prior / (1.0 - prior))
