"""Small cells: a count of very few persons, split finely, is not shown.

The tables are public as they are.  What is computed from them here is shown to anybody, in any
split that they ask for, so the rule that statistical offices keep holds: a count of persons of
1 to 4, split finer than by sector or region, reads *<5*.  Weights, pieces, vehicles and shares are no
counts of persons; a nought tells nothing of anybody.
"""

from collections.abc import Iterable

from northline.measures.selection import Selection
from northline.measures.tables import habits

SMALLEST = 5
"""Persons that a finely split count must have to be shown."""

PERSONS = frozenset({"{person}", "{encounter}", "{claim}", "{removal}"})
"""Units that count persons, or events that are each of one person."""

FINE = frozenset({"category", "detail", "basis", "mode"})
"""Columns that split persons finer than by where they were counted."""

PLACES = frozenset({"place", "place_code"})


def fine(series: str, columns: Iterable[str]) -> bool:
    """Whether figures filtered or split by these columns are finer than by sector or region."""
    named = set(columns)
    return bool(named & FINE) or (habits(series).places == "port" and bool(named & PLACES))


def is_small(value: float, unit: str) -> bool:
    """Whether a count is one that is not shown where it is split finely."""
    return unit in PERSONS and 0.0 < value < SMALLEST


def small_sum(wanted: Selection | None, value: float, unit: str) -> bool:
    """Whether the sum of a selection is not shown; a share or a rate (no selection) always is."""
    return wanted is not None and fine(wanted.series, wanted.where) and is_small(value, unit)
