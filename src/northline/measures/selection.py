"""Which published figures are meant: a table, a measure, a filter, a period, and a vintage.

**Vintage.** A revised table stands beside the first.  A claim is held against what was public when
it was made: the newest vintage not after its date, else the oldest there is.  Without a date the
newest is meant.
"""

from collections.abc import Iterable, Mapping

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.measures.period import Period, period
from northline.records.errors import SettingsError
from northline.records.figure import Figure
from northline.records.schema import kind_of

FILTERS = frozenset(
    {"region", "place", "place_code", "category", "detail", "component", "direction", "mode"}
)
"""Columns of a figure that a filter may name."""

TOTAL = ""
"""In a filter: figures that the table does not split by this column (null)."""


class Selection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of one table.

    Attributes:
        series: the table, by the name of its format.
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
            SettingsError: for a column that cannot be filtered by, or words that are no period.
        """
        unknown = sorted(set(self.where) - FILTERS)
        if unknown:
            raise SettingsError(
                f"a figure has no column {', '.join(unknown)} to filter by; "
                f"there are {', '.join(sorted(FILTERS))}"
            )
        period(self.period)

    def words(self) -> str:
        """The filter, as one line that says it all."""
        parts = [f"series={self.series}", f"measure={self.measure}", f"period={self.period}"]
        parts += [
            f"{name}={'|'.join(each or '(none)' for each in values)}"
            for name, values in sorted(self.where.items())
        ]
        return " ".join(parts)


class Selected(msgspec.Struct, frozen=True):
    """What a selection found.

    Attributes:
        total: the sum of the figures.
        rows: how many there are.
        vintage: their vintage.
        publisher: who published them.
        unit: their unit.
    """

    total: float
    rows: int
    vintage: str
    publisher: str
    unit: str


def select(
    figures: pa.Table, wanted: Selection, made: str | None = None, vintage: str | None = None
) -> Selected | None:
    """Add up the figures that are meant.

    Args:
        figures: rows of kind ``figure``, of any series.
        wanted: which are meant.
        made: day of the claim, ``YYYY-MM-DD`` or a part of it; see the module.
        vintage: this vintage, where the table has it.

    A table leaves out what did not happen, so no row means nothing, where the table covers the
    period and the filter's words occur in it at all.

    Returns:
        their sum; None when the table does not cover the whole period, or nothing in it is ever
        called what the filter says: then nothing can be said.
    """
    table = _of_table(figures, wanted)
    known = vintages(table)
    if vintage not in known:
        vintage = vintage_for(known, made)
    table = table.filter(pc.equal(table.column("vintage"), vintage or ""))
    meant = period(wanted.period)
    within = table.filter(_inside(table, meant))
    named = _fitting(table, wanted)
    if not within.num_rows or not named.num_rows or not _covers(within, meant):
        return None
    rows = _fitting(within, wanted)
    return Selected(
        total=_sum(rows),
        rows=rows.num_rows,
        vintage=str(vintage),
        publisher=named.column("publisher")[0].as_py(),
        unit=named.column("unit")[0].as_py(),
    )


def matching(figures: pa.Table, wanted: Selection) -> pa.Table:
    """The figures of the series, measure and filter, of every period and vintage."""
    return _fitting(_of_table(figures, wanted), wanted)


def _of_table(figures: pa.Table, wanted: Selection) -> pa.Table:
    return figures.filter(
        pc.and_(
            pc.equal(figures.column("series"), wanted.series),
            pc.equal(figures.column("measure"), wanted.measure),
        )
    )


def _fitting(rows: pa.Table, wanted: Selection) -> pa.Table:
    for name, values in wanted.where.items():
        column = rows.column(name)
        fits = pc.is_in(column, pa.array([each for each in values if each != TOTAL], pa.string()))
        if TOTAL in values:
            fits = pc.or_(fits, pc.is_null(column))
        rows = rows.filter(fits)
    return rows


def vintages(rows: pa.Table) -> list[str]:
    """The vintages there are, the oldest first."""
    return sorted(set(rows.column("vintage").unique().to_pylist()))


def vintage_for(known: Iterable[str], made: str | None) -> str | None:
    """The vintage that a claim of that day is held against; see the module."""
    ordered = sorted(known)
    if not ordered:
        return None
    if made is None:
        return ordered[-1]
    # A month or year stands for its last day: what was published in it may be meant.
    not_after = [each for each in ordered if each <= made or each.startswith(made)]
    return not_after[-1] if not_after else ordered[0]


def _inside(rows: pa.Table, meant: Period) -> pa.ChunkedArray:
    since, until = (rows.column(name).cast(pa.int64()) for name in ("since", "until"))
    return pc.and_(pc.greater_equal(since, meant.since), pc.less_equal(until, meant.until))


def _covers(rows: pa.Table, meant: Period) -> bool:
    """Whether the periods of the rows reach from its beginning to its end without a gap."""
    since, until = (
        np.asarray(rows.column(name).cast(pa.int64()).to_numpy()) for name in ("since", "until")
    )
    reached = meant.since
    for begins, ends in sorted(set(zip(since.tolist(), until.tolist(), strict=True))):
        if begins > reached:
            return False
        reached = max(reached, ends)
    return reached >= meant.until


def _sum(rows: pa.Table) -> float:
    """Add in the order of the ids, so that the same figures always give the same sum."""
    ordered = rows.sort_by([("id", "ascending")])
    total = 0.0
    for value in ordered.column("value").to_pylist():
        total += value
    return total


def empty() -> pa.Table:
    """No figures."""
    return kind_of(Figure).schema.empty_table()
