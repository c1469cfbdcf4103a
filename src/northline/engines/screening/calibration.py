r"""From features to a probability: the coefficients, as data, and how they were come by.

.. math:: r = \beta_0 + \sum_k \beta_k x_k + \text{documents} + \ln\frac{\pi}{1 - \pi}, \qquad
          P = \frac{1}{1 + e^{-r}}

Fitted once, by logistic regression with one term more that puts the true bearer before the others of its
query (softmax over the hits of a query, weight one half), ridge 0.1, each coefficient held to its sign.
Data: three runs (seeds 101 to 103, 2 000 names of listed bearers each, altered by eight kinds of noise or
held out aliases, and 2 000 of nobody listed) of the generator that ``benchmarks/scenes/names.py`` is made
after, over the OFAC list of 2022 and the UN list of 2026: 9 702 entities, 24 500 names; the eight best of
each query counted.  Half of those asked were on the list: a score is calibrated **for that mix**
(``prior`` 0.5) and that kind of error.  Where nearly nobody asked is listed, set the prior to it: it moves
every score alike, and no order.  ``benchmarks/names.py`` measures on seeds of its own.
"""

import math

import msgspec


class Feature(msgspec.Struct, frozen=True):
    """One feature: its name, its coefficient, and the sign that the search's bound rests on."""

    name: str
    beta: float
    sign: int


CONSTANT = -12.429

"""Log odds before anything is compared, when half of those asked are listed."""

FEATURES: tuple[Feature, ...] = (
    Feature("name-found", 0.320, 1),
    Feature("asked-nearly-all", 13.108, 1),
    Feature("name-nearly-all", 3.845, 1),
    Feature("letter-for-letter", 0.597, 1),
    Feature("rare", 4.157, 1),
    Feature("differs-by", -2.987, -1),
    Feature("in-order", 2.281, 1),
    Feature("longer", -11.741, 0),
    Feature("both-found", 6.628, 1),
    Feature("one-word-asked", 0.393, 0),
)
"""What each is, stands in `align_kernel.features`; its words are in ``words``."""


def probability(rank: float) -> float:
    """The calibrated probability of log odds, in (0, 1)."""
    bounded = min(max(rank, -30.0), 30.0)
    return 1.0 / (1.0 + math.exp(-bounded))


def prior_shift(prior: float) -> float:
    """What a prior other than one half adds to every log odds."""
    return math.log(prior / (1.0 - prior))
