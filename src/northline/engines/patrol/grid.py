"""The grid of risk that a plan is made from: rates by stretch and watch hour, with their bounds."""

import math

import msgspec

from northline.geo.stretches import STRETCH_KM
from northline.records.errors import UsageError

HOUR = 3_600_000_000
"""A watch hour, us."""

CREDIBLE = 0.9
"""Share of belief that lies between ``low`` and ``high``."""

Rows = tuple[tuple[float, ...], ...]


class RiskGrid(msgspec.Struct, frozen=True, kw_only=True):
    """Expected crossings away from a port, for S stretches of the line and T watch hours.

    Attributes:
        stretch_km: length of one stretch, km.
        stretches: (S,) numbers of the stretches, ascending (`northline.geo.stretches`).
        hours: (T,) beginnings of the watch hours, us since 1970 UTC.
        rate: [S][T] posterior mean of the crossings in that stretch and hour.
        low: [S][T] lower bound of what is believed with 90 %.
        high: [S][T] upper bound.

    Raises:
        UsageError: when rows and columns do not fit, a rate is not over 0, or bounds do not ascend.
    """

    stretch_km: float = STRETCH_KM
    stretches: tuple[int, ...]
    hours: tuple[int, ...]
    rate: Rows
    low: Rows
    high: Rows

    def __post_init__(self) -> None:
        if list(self.stretches) != sorted(set(self.stretches)):
            raise UsageError("the stretches of a grid of risk ascend, each once.")
        for name in ("rate", "low", "high"):
            rows: Rows = getattr(self, name)
            if len(rows) != len(self.stretches) or any(len(row) != len(self.hours) for row in rows):
                raise UsageError(f"{name} has a row for every stretch and a column for every hour.")
        for low, rate, high in zip(self.low, self.rate, self.high, strict=True):
            for a, b, c in zip(low, rate, high, strict=True):
                if not (0.0 <= a <= c < math.inf and 0.0 < b < math.inf):
                    raise UsageError(f"a rate is over 0 and its bounds ascend, not {a}, {b}, {c}.")
