"""Following a trend through published figures, step by step.

**Steps.**  A step is shown where the table covers the whole of it: two months are no year.  A
figure whose period is longer than a step lies in none, so a year gives no month.

**Vintages.**  Each step is taken from the newest vintage that covers it, and says which: a table
that is published in volumes is one line, and what was revised is shown as revised.  A vintage that
is asked for is kept to.

**Nought or gap.**  Where a table leaves out what did not happen (`PublishedTable.sparse`), a line
without a row in a covered step is at nought there; in any other table it has a gap.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from northline.measures.period import Period, month_start, period
from northline.measures.published import Published, fitting, publishers, vintages
from northline.measures.selecting import reaches, spans
from northline.measures.small import PERSONS, fine, is_small
from northline.measures.tables import habits
from northline.measures.trend import MONTHS, Trend
from northline.records.units import Micros

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Point(msgspec.Struct, frozen=True):
    """One step of one line.

    Attributes:
        since: its beginning, us since 1970 UTC.
        until: its end (exclusive).
        group: the value of the column that splits the trend; empty where there is none.
        value: the sum of the figures; None where it is a count too small to be shown.
        small: whether it is.
        provisional: whether any of the figures is called unfinished.
        vintage: vintage that it is made from.
    """

    since: Micros
    until: Micros
    group: str
    value: float | None
    small: bool
    provisional: bool
    vintage: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A trend, computed.

    Attributes:
        trend: the trend.
        vintage: the vintage that was asked for, or None for the newest of each step.
        vintages: the vintages that it is made from.
        publishers: who published them.
        points: its steps, by time and group.
        rows: how many figures went into it.
        fine: whether counts of a few persons are kept back in it.
    """

    trend: Trend
    vintage: str | None = None
    vintages: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    rows: int = 0
    fine: bool = False


def follow(trend: Trend, published: Published, vintage: str | None = None) -> Line:
    """Compute a trend.

    Args:
        trend: what to compute.
        published: the figures at hand.
        vintage: this vintage only; None takes for each step the newest that covers it.
    """
    table = published.alike(trend.series, trend.measure, trend.where)
    known = vintages(table)
    wanted = known[::-1] if vintage is None else [each for each in known if each == vintage]
    persons = bool(PERSONS & set(table.column("unit").unique().to_pylist()))
    is_fine = persons and fine(trend.series, (*trend.where, *((trend.by,) if trend.by else ())))
    points: dict[Micros, list[Point]] = {}
    rows = 0
    for each in wanted:
        own = published.alike(trend.series, trend.measure, trend.where, each)
        steps = [step for step in _steps(trend, spans(own)) if step.since not in points]
        taken = _StepsOf(trend, fitting(own, trend.where), is_fine).points(steps, each)
        rows += taken.rows
        for step in steps:
            points[step.since] = taken.of[step.since]
    made = [point for since in sorted(points) for point in points[since]]
    used = {point.vintage for point in made}
    here = fitting(table, trend.where)
    here = here.filter(pc.is_in(here.column("vintage"), value_set=pa.array(used, pa.string())))
    return Line(
        trend=trend,
        vintage=vintage if made else None,
        vintages=tuple(sorted(used)),
        publishers=tuple(publishers(here)),
        points=tuple(made),
        rows=rows,
        fine=is_fine,
    )


def _steps(trend: Trend, covered: Sequence[tuple[int, int]]) -> list[Period]:
    """The steps that figures of these periods cover whole, in order."""
    kept_to = None if trend.within is None else period(trend.within)
    if trend.every not in MONTHS:
        steps: Iterable[Period] = [] if kept_to is None else [kept_to]
    else:
        months = MONTHS[trend.every]
        steps = sorted({_step_at(begins, months) for begins, _ in covered}, key=_since)
    found = []
    for step in steps:
        inside = [(a, b) for a, b in covered if step.since <= a and b <= step.until]
        kept = kept_to is None or (kept_to.since <= step.since and step.until <= kept_to.until)
        if kept and inside and reaches(inside, step):
            found.append(step)
    return found


def _since(step: Period) -> int:
    return step.since


def _step_at(instant: int, months: int) -> Period:
    """The step that an instant lies in."""
    begins = datetime.datetime.fromtimestamp(instant // 1_000_000, datetime.UTC)
    first = (begins.month - 1) // months * months + 1
    since, until = month_start(begins.year, first), month_start(begins.year, first + months)
    return Period("", since, until)


class _Taken(msgspec.Struct, frozen=True):
    of: dict[Micros, list[Point]]
    rows: int


class _StepsOf:
    """Steps of one vintage."""

    def __init__(self, trend: Trend, rows: pa.Table, is_fine: bool) -> None:
        self._trend, self._fine = trend, is_fine
        self._sparse = habits(trend.series).sparse
        blank = pa.array([""] * rows.num_rows, pa.string())
        rows = pa.table(
            {
                "since": rows.column("since").cast(pa.int64()),
                "until": rows.column("until").cast(pa.int64()),
                "group": _groups(rows, trend.by) if trend.by else blank,
                "value": rows.column("value"),
                "unit": rows.column("unit"),
                "provisional": rows.column("provisional"),
            }
        )
        # In the order of the values, so that the same figures always give the same sum.
        self._rows = rows.sort_by([("group", "ascending"), ("value", "ascending")])
        self._groups = sorted(set(rows.column("group").to_pylist()))

    def points(self, steps: Sequence[Period], vintage: str) -> _Taken:
        """The points of these steps, by their beginning."""
        place, inside = _places(self._rows, steps)
        rows = self._rows.append_column("step", pa.array(place)).filter(pa.array(inside))
        summed = rows.group_by(["step", "group"], use_threads=False).aggregate(
            [("value", "sum"), ("value", "count"), ("unit", "max"), ("provisional", "any")]
        )
        names = ("step", "group", "value_sum", "value_count", "unit_max", "provisional_any")
        columns = [summed.column(name).to_pylist() for name in names]
        found = {(step, group): rest for step, group, *rest in zip(*columns, strict=True)}
        whole = None if self._sparse else _covered(rows)
        made: dict[Micros, list[Point]] = {}
        for number, step in enumerate(steps):
            made[step.since] = [
                point
                for group in self._groups
                if whole is None or whole.get((number, group)) == step.until - step.since
                if (point := self._point(step, group, found.get((number, group)), vintage))
            ]
        return _Taken(made, rows.num_rows)

    def _point(
        self, step: Period, group: str, found: list[Any] | None, vintage: str
    ) -> Point | None:
        if found is None:
            if not (self._trend.adds and self._sparse):
                return None
            found = [0.0, 0, "", False]
        value, count, unit, provisional = found
        if not self._trend.adds and count != 1:
            return None
        small = self._fine and is_small(value, unit)
        return Point(
            since=step.since,
            until=step.until,
            group=group,
            value=None if small else value,
            small=small,
            provisional=provisional,
            vintage=vintage,
        )


def _places(rows: pa.Table, steps: Sequence[Period]) -> tuple[Ints, Flags]:
    """In which step each row lies, and whether it lies in one."""
    starts = np.array([step.since for step in steps], np.int64)
    ends = np.array([step.until for step in steps], np.int64)
    since = np.asarray(rows.column("since").to_numpy(), np.int64)
    place = np.searchsorted(starts, since, side="right") - 1
    inside = place >= 0
    if len(steps):
        inside &= np.asarray(rows.column("until").to_numpy()) <= ends[np.maximum(place, 0)]
    return place.astype(np.int64), inside


def _covered(rows: pa.Table) -> dict[tuple[int, str], int]:
    """(step, group) -> microseconds of the step that figures of the group speak of."""
    keys = ["step", "group", "since", "until"]
    spans_of = rows.select(keys).group_by(keys, use_threads=False).aggregate([])
    found: dict[tuple[int, str], int] = {}
    columns = (spans_of.column(name).to_pylist() for name in keys)
    for step, group, since, until in zip(*columns, strict=True):
        found[step, group] = found.get((step, group), 0) + until - since
    return found


def _groups(rows: pa.Table, by: str) -> pa.ChunkedArray:
    """What splits the rows; places of one name are told apart by the area they lie in."""
    named = pc.fill_null(rows.column(by), "")
    if by != "place":
        return named
    pairs = rows.select(["place", "area"]).group_by(["place", "area"], use_threads=False)
    places = [place for place in pairs.aggregate([]).column("place").to_pylist() if place]
    twice = pa.array({place for place in places if places.count(place) > 1}, pa.string())
    longer = pc.binary_join_element_wise(named, rows.column("area"), ", ", null_handling="skip")
    return pc.if_else(pc.is_in(named, value_set=twice), longer, named)
