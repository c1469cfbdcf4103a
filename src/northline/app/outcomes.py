"""Outcomes: claims held against published figures, and trends, as the operator may see them.

The figures are public tables that were ingested; whatever is computed from them is computed again
when a table is added, and not otherwise.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from northline.app.public import in_public
from northline.app.reading import Ask, read_table
from northline.measures.claim import declared
from northline.measures.following import Line, follow
from northline.measures.foremost import foremost
from northline.measures.published import COLUMNS, Published
from northline.measures.selection import FILTERS
from northline.measures.text import Text
from northline.measures.trend import Every, Trend, trends
from northline.measures.verdict import Judged, Verdict, judge_all
from northline.records.errors import UnknownName, UsageError
from northline.records.figure import Figure

if TYPE_CHECKING:
    from northline.app.opened import Opened

__all__ = ["Judged", "Line", "Outcomes", "Published", "Verdict", "asked", "declared", "foremost"]

_UNNAMED = Text(en="", fr="")


class Outcomes:
    """What follows from the published figures of one node; for several threads.

    It is made to be handed out: nothing that may never be public goes in (`northline.app.public`).
    """

    def __init__(self, node: "Opened") -> None:
        self._node = in_public(node)
        self._turn = threading.Lock()
        self._stands = -1
        self._published: Published | None = None
        self._judged: tuple[Judged, ...] = ()
        self._lines: dict[tuple[str, str | None], Line] = {}

    def claims(
        self,
        names: Iterable[str] | None = None,
        *,
        document: str | None = None,
        verdict: str | None = None,
    ) -> tuple[Judged, ...]:
        """Claims with their verdicts, in the order they are declared.

        Args:
            names: only these.
            document: only those of this document.
            verdict: only those with this verdict.

        Raises:
            UnknownName: for a claim, document or verdict there is not.
        """
        every = declared()
        wanted = None if names is None else set(names)
        _known(wanted or (), [each.claim for each in every.claims], "claim")
        _known(document, [each.document for each in every.documents], "document")
        _known(verdict, [each.value for each in Verdict], "verdict")
        with self._turn:
            published = self._fresh()
            if not self._judged:
                self._judged = judge_all(every.claims, published)
            return tuple(
                each
                for each in self._judged
                if (wanted is None or each.claim.claim in wanted)
                and document in {None, each.claim.document}
                and verdict in {None, each.verdict.value}
            )

    def trend(self, name: str, vintage: str | None = None) -> Line:
        """A declared trend.

        Args:
            name: its name.
            vintage: this vintage only; None takes for each step the newest.

        Raises:
            UnknownName: for a trend or vintage there is not.
        """
        _known(name, [each.trend for each in trends()], "trend")
        (wanted,) = (each for each in trends() if each.trend == name)
        with self._turn:
            published = self._fresh()
            if vintage is not None:
                _known(vintage, _vintages(published, wanted), "vintage")
            if (name, vintage) not in self._lines:
                self._lines[name, vintage] = follow(wanted, published, vintage)
            return self._lines[name, vintage]

    def lines(self) -> tuple[Line, ...]:
        """Every declared trend, in the order they are declared."""
        return tuple(self.trend(each.trend) for each in trends())

    def published(self) -> Published:
        """The published figures themselves."""
        with self._turn:
            return self._fresh()

    def _fresh(self) -> Published:
        """The figures; forget what was computed when some were added, erased or marked anew."""
        ledger = self._node.ledger
        head = ledger.content_head()
        if self._stands >= 0 and head != self._stands:
            stays = not ledger.changes((Figure.kind,), self._stands, limit=1)
            if stays and not ledger.rights_changed(self._stands):
                self._stands = head
        if head != self._stands or self._published is None:
            found = read_table(self._node, Ask(Figure.kind, columns=COLUMNS))
            self._published, self._judged, self._lines = Published(found), (), {}
            self._stands = head
        return self._published


def asked(
    published: Published,
    *,
    series: str,
    measure: str,
    where: Mapping[str, Sequence[str]],
    by: str | None = None,
    every: str | None = None,
    period: str | None = None,
    vintage: str | None = None,
) -> Line:
    """A trend that somebody asks for in their own words.

    Args:
        published: the figures at hand.
        series: the published table.
        measure: what is counted or measured.
        where: column -> values.
        by: column that splits it.
        every: ``month``, ``quarter``, ``year`` or ``period``; without one the period as a whole,
            where there is a period, else months.
        period: words of the period that it keeps to.
        vintage: this vintage only; None takes for each step the newest.

    Raises:
        UnknownName: for a table, measure, vintage or step there is not, naming those there are.
        UsageError: for a column that a figure does not have, or words that are no period.
    """
    _known(series, published.series(), "table of figures")
    _known(measure, published.measures(series), f"measure of {series}")
    _known(every, [each.value for each in Every], "step")
    for column in (*where, *((by,) if by else ())):
        if column not in FILTERS:
            raise UsageError(f"figures have no column {column!r}; there are {', '.join(FILTERS)}")
    rows = published.of(series, measure)
    units = sorted(rows.column("unit").unique().to_pylist())
    trend = Trend(
        trend="asked",
        title=_UNNAMED,
        pillar="",
        series=series,
        measure=measure,
        unit=units[0] if len(units) == 1 else "",
        definition=_UNNAMED,
        where={name: tuple(values) for name, values in where.items()},
        by=by,
        every=Every(every or (Every.PERIOD if period else Every.MONTH)),
        within=period,
        adds=not any("/" in unit for unit in units),
    )
    if vintage is not None:
        _known(vintage, _vintages(published, trend), "vintage")
    return follow(trend, published, vintage)


def _vintages(published: Published, trend: Trend) -> list[str]:
    rows = published.of(trend.series, trend.measure)
    return sorted(rows.column("vintage").unique().to_pylist())


def _known(wanted: Iterable[str] | str | None, known: Sequence[str], what: str) -> None:
    names = () if wanted is None else (wanted,) if isinstance(wanted, str) else sorted(wanted)
    for each in names:
        if each not in known:
            raise UnknownName(
                f"there is no {what} {each!r}; there "
                + (f"are {', '.join(known)}" if known else "is none yet: ingest a table first")
            )
