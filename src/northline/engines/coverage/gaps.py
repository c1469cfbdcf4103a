"""Gaps: runs of stretches where one who crosses is more likely missed than seen three times.

A gap of an hour is a longest run of stretches beside each other along one segment whose probability
is below what is enough.  The same run in several hours is one gap.  Ranked by kilometres times hours,
the largest first; of two alike, that which comes first along the line.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.engines.coverage.ground import Stretch

Floats = NDArray[np.float64]


class Gap(NamedTuple):
    """A gap.

    Attributes:
        first: place of its first stretch among those that were looked at.
        last: place of its last one.
        hours: places of its hours, ascending.
        least: the least probability in it.
        mean: the mean of its stretches and hours.
    """

    first: int
    last: int
    hours: tuple[int, ...]
    least: float
    mean: float

    @property
    def km(self) -> int:
        """How long it is, kilometres."""
        return self.last - self.first + 1

    @property
    def km_hours(self) -> int:
        """Kilometres times hours: what gaps are ranked by."""
        return self.km * len(self.hours)


def gaps(chance: Floats, stretches: Sequence[Stretch], enough: float) -> tuple[Gap, ...]:
    """The gaps, ranked.

    Args:
        chance: probabilities, (h, t); a stretch without ground (not a number) ends a run.
        stretches: the stretches, t, in order of the line.
        enough: from this probability on a stretch is no gap.
    """
    follows = np.array(
        [b == Stretch(a.segment, a.km + 1) for a, b in pairwise(stretches)],
        np.bool_,
    )
    runs: dict[tuple[int, int], list[int]] = {}
    for hour, row in enumerate(chance):
        short = row < enough
        if not short.any():
            continue
        joined = short[1:] & short[:-1] & follows
        begins = np.flatnonzero(short & ~np.append(False, joined))
        ends = np.flatnonzero(short & ~np.append(joined, False))
        for first, last in zip(begins.tolist(), ends.tolist(), strict=True):
            runs.setdefault((first, last), []).append(hour)
    found = []
    for (first, last), hours in runs.items():
        part = chance[hours, first : last + 1]
        found.append(Gap(first, last, tuple(hours), float(part.min()), float(part.mean())))
    return tuple(sorted(found, key=lambda gap: (-gap.km_hours, gap.first, gap.hours)))
