"""Agreement of two officers who looked at the same pairs apart: Cohen's kappa.

::

    p_o = share of pairs of which both said the same
    p_e = sum over answers of (share of the first officer's) x (share of the second one's)
    kappa = (p_o - p_e) / (1 - p_e)

1 is full agreement, 0 what chance would give.  Source: J. Cohen, *A coefficient of agreement for nominal
scales*, Educational and Psychological Measurement 20 (1960), 37-46.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """How well two looks agree.

    Attributes:
        n: pairs that were looked at twice.
        same: of them, how many times both said the same.
        expected: share that chance would give, or None without a pair.
        kappa: Cohen's kappa; None without a pair, and where chance alone would give full agreement.
    """

    n: int
    same: int
    expected: float | None
    kappa: float | None


def agreement(looks: Sequence[tuple[str, str]]) -> Agreement:
    """Agreement of first and second looks.

    Args:
        looks: of each pair what the first officer said, and what the second one did.
    """
    n = len(looks)
    if not n:
        return Agreement(n=0, same=0, expected=None, kappa=None)
    same = sum(one == two for one, two in looks)
    first, second = Counter(one for one, _ in looks), Counter(two for _, two in looks)
    expected = sum(count * second[word] for word, count in first.items()) / n**2
    kappa = None if expected == 1.0 else (same / n - expected) / (1 - expected)
    return Agreement(n=n, same=same, expected=expected, kappa=kappa)
