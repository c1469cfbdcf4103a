"""What somebody gains who crosses where he likes, against what is covered.

The payoff of a cell is ``u = v (1 - covered)``, at least 0: the crossings that stay unseen.  Rational:
he takes the best cell.  Quantal response (logit): he takes each with probability in proportion to
``exp(rationality * u / max v)``, so 0 is blind choice, and the more it is the nearer to rational
(McKelvey and Palfrey 1995).
"""

from typing import NamedTuple

import numpy as np

from northline.engines.patrol.problem import Floats
from northline.records.errors import SettingsError


class Answer(NamedTuple):
    """The best answer to a coverage.

    Attributes:
        value: what it gains.
        stretch: where.
        period: when.
    """

    value: float
    stretch: int
    period: int


def payoff(value: Floats, covered: Floats) -> Floats:
    """What each cell brings (S, T)."""
    left: Floats = value * np.maximum(0.0, 1.0 - covered)
    return left


def rational(value: Floats, covered: Floats) -> Answer:
    """The best answer to a coverage (S, T), the first of several that are alike."""
    left = payoff(value, covered)
    stretch, period = np.unravel_index(int(left.argmax()), left.shape)
    return Answer(float(left.max()), int(stretch), int(period))


def quantal(value: Floats, covered: Floats, rationality: float) -> tuple[float, Floats]:
    """What a quantal response gains in expectation, and the chances of its cells (S, T).

    Raises:
        SettingsError: for a rationality below 0 or above 1000.
    """
    if not 0.0 <= rationality <= 1_000.0:
        raise SettingsError(f"patrol: rationality is {rationality}; it must lie in [0, 1000]")
    left = payoff(value, covered)
    drawn = rationality * left / max(float(value.max()), 1e-300)
    chance = np.exp(drawn - drawn.max())
    chance /= chance.sum()
    return float((chance * left).sum()), chance
