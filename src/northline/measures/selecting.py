"""Adding up the figures that are meant, or saying why that cannot be done.

**Vintage.**  A revised table stands beside the first.  A claim is held against what was public when
it was made: the newest vintage not after its date that covers the period, else the oldest that
does.  Without a date the newest is meant.

**What is not there.**  A table that leaves out what did not happen (`PublishedTable.sparse`) says
nothing by having no row, if it covers the period at all; of any other, a missing row is a gap, and
nothing is computed across it.  Whatever a filter names must occur in the table: a word that the
publisher has changed makes a figure not computable rather than wrong.
"""

import enum
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.measures.period import Period, period
from northline.measures.published import Published, fitting, publishers, vintages
from northline.measures.selection import Selection
from northline.measures.tables import habits


class Why(enum.StrEnum):
    """Why a selection gives no figure."""

    NO_TABLE = "no-table"
    """No such table is at hand, or it does not measure this, or is split by a column that its
    format does not know."""

    NOT_COVERED = "not-covered"
    """It does not cover the whole period."""

    NOT_NAMED = "not-named"
    """Nothing in it is called what the filter says."""

    OVERLAPPING = "overlapping"
    """Its periods overlap: something would be counted twice."""

    DIVIDED_BY_NOTHING = "divided-by-nothing"
    """It is what another figure is divided by, and it is nothing."""


class Lack(msgspec.Struct, frozen=True):
    """What a figure is not computable for.

    Attributes:
        selection: what was meant.
        why: why it gives no figure.
        name: the word that does not occur, as ``column=value``, or empty.
    """

    selection: Selection
    why: Why
    name: str = ""


class Selected(msgspec.Struct, frozen=True):
    """What a selection found.

    Attributes:
        total: the sum of the figures, correctly rounded, so whatever their order.
        rows: how many there are.
        vintage: their vintage.
        publishers: who published them.
    """

    total: float
    rows: int
    vintage: str
    publishers: tuple[str, ...]


def select(published: Published, wanted: Selection, vintage: str) -> Selected | Lack:
    """Add up the figures that are meant, of one vintage.

    Args:
        published: the figures at hand.
        wanted: which are meant.
        vintage: of which vintage.
    """
    rows = published.alike(wanted.series, wanted.measure, wanted.where, vintage)
    if not rows.num_rows:
        return Lack(wanted, Why.NO_TABLE)
    for name, value in _named(wanted):
        if not fitting(rows, {name: (value,)}).num_rows:
            return Lack(wanted, Why.NOT_NAMED, f"{name}={value or '(none)'}")
    meant = period(wanted.period)
    within = rows.filter(_inside(rows, meant))
    found = fitting(within, wanted.filter)
    if not _covers(wanted, within, found, meant):
        return Lack(wanted, Why.NOT_COVERED)
    apart = spans(found)
    if any(end > begin for (_, end), (begin, _) in pairwise(apart)):
        return Lack(wanted, Why.OVERLAPPING)
    return Selected(
        total=math.fsum(found.column("value").to_pylist()),
        rows=found.num_rows,
        vintage=vintage,
        publishers=tuple(publishers(found if found.num_rows else rows)),
    )


def preferred(published: Published, wanted: Iterable[Selection], made: str | None) -> list[str]:
    """Vintages of one table, those first that a claim of that day is rather held against.

    Args:
        published: the figures at hand.
        wanted: selections, all of one table.
        made: day of the claim, ``YYYY-MM-DD`` or a part of it; None for no day.
    """
    known: set[str] = set()
    for each in wanted:
        known.update(vintages(published.alike(each.series, each.measure, each.where)))
    ordered = sorted(known)
    if made is None:
        return ordered[::-1]
    # A month or year stands for its last day: what was published in it may be meant.
    before = [each for each in ordered if each <= made or each.startswith(made)]
    return before[::-1] + [each for each in ordered if each not in before]


def _named(wanted: Selection) -> list[tuple[str, str]]:
    return [(name, value) for name, values in sorted(wanted.where.items()) for value in values]


def _inside(rows: pa.Table, meant: Period) -> pa.ChunkedArray:
    since, until = (rows.column(name).cast(pa.int64()) for name in ("since", "until"))
    return pc.and_(pc.greater_equal(since, meant.since), pc.less_equal(until, meant.until))


def _covers(wanted: Selection, within: pa.Table, found: pa.Table, meant: Period) -> bool:
    """Whether the figures speak of the whole period."""
    if habits(wanted.series).sparse:
        return reaches(spans(within), meant)
    parts = [
        fitting(found, {name: (value,)})
        for name, values in wanted.filter.items()
        for value in values
        if len(values) > 1
    ]
    return all(reaches(spans(each), meant) for each in parts or [found])


def spans(rows: pa.Table) -> list[tuple[int, int]]:
    """The periods that rows are of, each once, in order."""
    pairs = rows.select(["since", "until"]).group_by(["since", "until"], use_threads=False)
    each = pairs.aggregate([])
    columns = (each.column(name).cast(pa.int64()).to_pylist() for name in ("since", "until"))
    return sorted(zip(*columns, strict=True))


def reaches(covered: Sequence[tuple[int, int]], meant: Period) -> bool:
    """Whether periods, in order, reach from its beginning to its end without a gap."""
    reached: int = meant.since
    for begins, ends in covered:
        if begins > reached:
            return False
        reached = max(reached, ends)
    return reached >= meant.until
