"""Outcomes: claims held against published figures, and trends, as the operator may see them.

The figures are public tables that were ingested; whatever is computed from them is computed again
when a table is added, and not otherwise.
"""

import shlex
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from northline.app.reading import Ask, read_table
from northline.measures.claim import Text, claims
from northline.measures.selection import FILTERS
from northline.measures.trend import Every, Line, Trend, follow, trends
from northline.measures.verdict import Judged, judge_all
from northline.records.errors import UnknownName, UsageError
from northline.records.figure import Figure

if TYPE_CHECKING:
    from northline.app.opened import Opened

COLUMNS = (
    "id", "series", "measure", "value", "unit", "since", "until", "provisional", "vintage",
    "publisher", *sorted(FILTERS),
)  # fmt: skip
"""Columns of a figure that anything is computed from."""


_UNNAMED = Text(en="", fr="")


class Outcomes:
    """What follows from the published figures of one node."""

    def __init__(self, node: "Opened") -> None:
        self._node = node
        self._turn = threading.Lock()
        self._stands = -1
        self._figures: pa.Table | None = None
        self._judged: tuple[Judged, ...] = ()
        self._lines: dict[str, Line] = {}

    def claims(self, names: Iterable[str] | None = None) -> tuple[Judged, ...]:
        """Claims with their verdicts, in the order they are declared.

        Args:
            names: only these.

        Raises:
            UnknownName: for a claim there is not.
        """
        wanted = None if names is None else set(names)
        if wanted is not None:
            _known(wanted, [each.claim for each in claims()], "claim")
        with self._turn:
            self._refresh()
            if not self._judged:
                self._judged = judge_all(claims(), self._table())
            return tuple(
                each for each in self._judged if wanted is None or each.claim.claim in wanted
            )

    def trend(self, name: str) -> Line:
        """A declared trend.

        Raises:
            UnknownName: when there is none of that name.
        """
        _known({name}, [each.trend for each in trends()], "trend")
        with self._turn:
            self._refresh()
            if name not in self._lines:
                (wanted,) = (each for each in trends() if each.trend == name)
                self._lines[name] = follow(wanted, self._table())
            return self._lines[name]

    def figures(self) -> pa.Table:
        """The published figures themselves."""
        with self._turn:
            self._refresh()
            return self._table()

    def _refresh(self) -> None:
        """Forget what was computed when figures were added, erased or marked anew."""
        ledger = self._node.ledger
        head = ledger.content_head()
        if self._stands >= 0 and head != self._stands:
            stays = not ledger.changes(("figure",), self._stands, limit=1)
            if stays and not ledger.rights_changed(self._stands):
                self._stands = head
        if head != self._stands:
            self._figures, self._judged, self._lines, self._stands = None, (), {}, head

    def _table(self) -> pa.Table:
        if self._figures is None:
            self._figures = read_table(self._node, Ask(Figure.kind, columns=COLUMNS))
        return self._figures


def asked(
    figures: pa.Table,
    *,
    series: str,
    measure: str,
    where: Mapping[str, Sequence[str]],
    by: str | None,
    every: str,
    vintage: str | None,
) -> Line:
    """A trend that somebody asks for in their own words.

    Args:
        figures: rows of kind ``figure``.
        series: the published table.
        measure: what is counted or measured.
        where: column -> values.
        by: column that splits it.
        every: ``month``, ``quarter`` or ``year``.
        vintage: this vintage; None takes the newest.

    Raises:
        UnknownName: for a table, measure, vintage or step there is not, naming those there are.
        UsageError: for a column that a figure does not have.
    """
    here = figures.filter(pc.equal(figures.column("series"), series))
    _known({series}, sorted(figures.column("series").unique().to_pylist()), "table of figures")
    _known({measure}, sorted(here.column("measure").unique().to_pylist()), f"measure of {series}")
    _known({every}, [each.value for each in Every], "step")
    if vintage is not None:
        _known({vintage}, sorted(here.column("vintage").unique().to_pylist()), "vintage")
    for column in (*where, *((by,) if by else ())):
        if column not in FILTERS:
            raise UsageError(
                f"a figure has no column {column!r}; there are {', '.join(sorted(FILTERS))}"
            )
    (unit, *_) = here.filter(pc.equal(here.column("measure"), measure)).column("unit")
    trend = Trend(
        trend="asked",
        title=_UNNAMED,
        pillar="",
        series=series,
        measure=measure,
        unit=unit.as_py(),
        definition=_UNNAMED,
        where={name: tuple(values) for name, values in where.items()},
        by=by,
        every=Every(every),
    )
    return follow(trend, figures, vintage)


def command_of(line: Line) -> str:
    """The command that computes a trend again."""
    trend = line.trend
    words = ["northline measures", f"--series {trend.series}", f"--measure {trend.measure}"]
    words += [
        f"--where {shlex.quote(f'{name}={value}')}"
        for name, values in sorted(trend.where.items())
        for value in values
    ]
    if trend.by:
        words.append(f"--by {trend.by}")
    words.append(f"--every {trend.every.value}")
    if line.vintage:
        words.append(f"--vintage {line.vintage}")
    return " ".join(words)


def _known(wanted: set[str], known: Sequence[str], what: str) -> None:
    for each in sorted(wanted - set(known)):
        raise UnknownName(
            f"there is no {what} {each!r}; there are {', '.join(known) or 'none: ingest one first'}"
        )
