"""The published figures at hand, found quickly by table and measure.

**Copies.**  The same table may have been read twice under two names of a source.  Its figures are
then in the ledger twice and must be counted once: of one table in one vintage, only the source
with the most figures counts (the first by name where several have as many).
"""

from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from northline.measures.selection import NOTHING, PARTS

COLUMNS = (
    "id", "source", "series", "measure", "value", "unit", "since", "until", "provisional",
    "vintage", "publisher", "region", "place", "place_code", "area", "category", "detail",
    "component", "direction", "mode", "basis", "total_over", "further",
)  # fmt: skip
"""Columns of a figure that anything is computed from."""


Where = Mapping[str, tuple[str, ...]]
"""Column -> values that are meant."""


class Published:
    """Figures of every table at hand."""

    def __init__(self, figures: pa.Table) -> None:
        """Take rows of kind ``figure``, of any series and in any order."""
        self._figures = _once(figures.select(list(COLUMNS)))
        self._of: dict[tuple[str, str], pa.Table] = {}
        self._alike: dict[tuple[str, ...], pa.Table] = {}

    @property
    def empty(self) -> bool:
        """Whether there are none."""
        return not self._figures.num_rows

    def series(self) -> list[str]:
        """The tables there are, by name."""
        return sorted(self._figures.column("series").unique().to_pylist())

    def measures(self, series: str) -> list[str]:
        """What a table counts or measures."""
        rows = self._figures.filter(pc.equal(self._figures.column("series"), series))
        return sorted(rows.column("measure").unique().to_pylist())

    def of(self, series: str, measure: str) -> pa.Table:
        """The figures of a table and measure, of every period and vintage, totals included."""
        if (series, measure) not in self._of:
            rows = self._figures
            for name, value in (("series", series), ("measure", measure)):
                rows = rows.filter(pc.equal(rows.column(name), value))
            self._of[series, measure] = rows.combine_chunks()
        return self._of[series, measure]

    def alike(
        self, series: str, measure: str, where: Where, vintage: str | None = None
    ) -> pa.Table:
        """Figures that are the whole of the same things as those that a filter means.

        Args:
            series: the table.
            measure: what it counts or measures.
            where: the filter.
            vintage: only of this vintage.
        """
        meant = {name: where.get(name, usual) for name, usual in PARTS.items()}
        key = (series, measure, *("|".join(values) for values in meant.values()))
        if key not in self._alike:
            self._alike[key] = fitting(self.of(series, measure), meant).combine_chunks()
        if vintage is None:
            return self._alike[key]
        if (*key, vintage) not in self._alike:
            rows = self._alike[key]
            own = rows.filter(pc.equal(rows.column("vintage"), vintage))
            self._alike[*key, vintage] = own.combine_chunks()
        return self._alike[*key, vintage]


def fitting(rows: pa.Table, where: Where) -> pa.Table:
    """The rows that a filter lets through."""
    for name, values in where.items():
        column = rows.column(name)
        named = pa.array([each for each in values if each != NOTHING], pa.string())
        fits = pc.is_in(column, value_set=named)
        if NOTHING in values:
            fits = pc.or_(fits, pc.is_null(column))
        rows = rows.filter(fits)
    return rows


def vintages(rows: pa.Table) -> list[str]:
    """The vintages there are, the oldest first."""
    return sorted(rows.column("vintage").unique().to_pylist())


def publishers(rows: pa.Table) -> Iterable[str]:
    """Who published them."""
    return sorted(rows.column("publisher").unique().to_pylist())


def _once(figures: pa.Table) -> pa.Table:
    """Leave out what another source of the same table in the same vintage says already."""
    tables = figures.group_by(["series", "vintage", "source"]).aggregate([("id", "count")])
    counted = sorted(
        zip(*(tables.column(name).to_pylist() for name in tables.column_names), strict=True),
        key=lambda each: (-each[-1], each[2]),
    )
    best: dict[tuple[str, str], str] = {}
    for series, vintage, source, _ in counted:
        best.setdefault((series, vintage), source)
    if len(best) == len(counted):
        return figures
    kept = [best[series, vintage] == source for series, vintage, source, _ in counted]
    wanted = pa.table(
        {
            name: pa.array([row[k] for row, keep in zip(counted, kept, strict=True) if keep])
            for k, name in enumerate(("series", "vintage", "source"))
        }
    )
    return figures.join(
        wanted, keys=["series", "vintage", "source"], join_type="left semi", use_threads=False
    )
