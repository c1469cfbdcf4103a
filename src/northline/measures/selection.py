"""Which published figures are meant: a table, a measure, a filter and a period.

**Totals.**  A table may print a total beside its parts.  Only figures that are the whole of the
same things may be added (`northline.records.figure.Figure.total_over`); so parts are meant, and
nothing else, unless a filter names ``total_over``.  Likewise only figures are meant that no column
splits which their format does not know, unless a filter names ``further``.
"""

from collections.abc import Mapping

import msgspec

from northline.measures.period import period
from northline.records.errors import SettingsError

FILTERS = (
    "region", "place", "place_code", "area", "category", "detail", "component", "direction",
    "mode", "basis", "total_over", "further",
)  # fmt: skip
"""Columns of a figure that a filter may name."""

NOTHING = ""
"""In a filter: figures that say nothing in this column (null)."""

PARTS: Mapping[str, tuple[str, ...]] = {"total_over": (NOTHING,), "further": (NOTHING,)}
"""What is meant where a filter does not name these."""


class Selection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of one table.

    Attributes:
        series: the table, by the name that its figures carry.
        measure: what is counted or measured.
        period: words that `northline.measures.period.period` reads.
        where: column -> values that are meant; an empty text means no value in that column.
        rounding: half of the last digit that the publisher prints, for the interval; 0 where
            figures are exact counts.
    """

    series: str
    measure: str
    period: str
    where: Mapping[str, tuple[str, ...]] = {}
    rounding: float = 0.0

    def __post_init__(self) -> None:
        """Check what can be checked without data.

        Raises:
            SettingsError: for a column that cannot be filtered by, a filter without a value,
                words that are no period, or a rounding below zero.
        """
        check_columns(self.where)
        for name, values in self.where.items():
            if not values:
                raise SettingsError(f"the filter on {name} names no value")
        if not self.rounding >= 0.0:
            raise SettingsError(f"rounding is {self.rounding}; it must be 0 or more")
        period(self.period)

    @property
    def filter(self) -> Mapping[str, tuple[str, ...]]:
        """The filter with what goes without saying."""
        return {**PARTS, **self.where}

    def words(self) -> str:
        """The filter, as one line that says it all."""
        parts = [f"series={self.series}", f"measure={self.measure}", f"period={self.period}"]
        return " ".join([*parts, *where_words(self.where)])


def where_words(where: Mapping[str, tuple[str, ...]]) -> list[str]:
    """A filter as words: ``column=value|value``."""
    return [
        f"{name}={'|'.join(each or '(none)' for each in values)}"
        for name, values in sorted(where.items())
    ]


def check_columns(names: Mapping[str, object] | tuple[str, ...]) -> None:
    """Check that figures have these columns.

    Raises:
        SettingsError: for one that they cannot be filtered or split by.
    """
    unknown = sorted(set(names) - set(FILTERS))
    if unknown:
        raise SettingsError(
            f"figures cannot be filtered or split by {', '.join(unknown)}; "
            f"there are {', '.join(FILTERS)}"
        )
