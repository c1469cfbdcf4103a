"""Trends: a published measure over time, split by one column, from one vintage of one table."""

import datetime
import enum
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.measures.claim import Text
from northline.measures.period import month_start
from northline.measures.selection import FILTERS, Selection, matching, vintages
from northline.records.errors import SettingsError
from northline.records.units import Micros


class Every(enum.StrEnum):
    """How long the steps of a trend are."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


STEP = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
"""Months of a step."""


class Trend(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A measure over time.

    Attributes:
        trend: its stable name.
        title: what it shows.
        pillar: pillar of the plan.
        series: the published table.
        measure: what is counted or measured.
        unit: its unit.
        definition: what exactly is counted.
        where: column -> values that are meant.
        by: column that splits it, or None for one line.
        every: how long its steps are.
        most: so many lines are shown, the largest; the others are added up.
    """

    trend: str
    title: Text
    pillar: str
    series: str
    measure: str
    unit: str
    definition: Text
    where: Mapping[str, tuple[str, ...]] = {}
    by: str | None = None
    every: Every = Every.MONTH
    most: int = 6

    def __post_init__(self) -> None:
        """Check the columns.

        Raises:
            SettingsError: for a column that a figure cannot be split or filtered by.
        """
        for name in {*self.where, *((self.by,) if self.by else ())}:
            if name not in FILTERS:
                raise SettingsError(f"trend {self.trend}: a figure has no column {name}")


class Point(msgspec.Struct, frozen=True):
    """One step of one line.

    Attributes:
        since: its beginning, us since 1970 UTC.
        until: its end (exclusive).
        group: the value of the column that splits it, or an empty text.
        value: the sum of the figures.
        provisional: whether any of them is called unfinished.
    """

    since: Micros
    until: Micros
    group: str
    value: float
    provisional: bool


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A trend, computed.

    Attributes:
        trend: the trend.
        vintage: vintage it is made from; None where there is no such table here.
        publisher: who published it.
        points: its steps, by time and group.
        rows: how many figures went into it.
    """

    trend: Trend
    vintage: str | None = None
    publisher: str = ""
    points: tuple[Point, ...] = ()
    rows: int = 0


def follow(trend: Trend, figures: pa.Table, vintage: str | None = None) -> Line:
    """Compute a trend from published figures.

    Figures whose period is longer than a step, or not inside one, are left out: a year has no month.

    Args:
        trend: what to compute.
        figures: rows of kind ``figure``.
        vintage: this vintage; None takes the newest.
    """
    wanted = Selection(series=trend.series, measure=trend.measure, period="2000", where=trend.where)
    rows = matching(figures, wanted)
    known = vintages(rows)
    if vintage is None and known:
        vintage = known[-1]
    if vintage not in known:
        return Line(trend=trend)
    rows = rows.filter(pc.equal(rows.column("vintage"), vintage))
    since, until, inside = _steps(rows, STEP[trend.every])
    group = pc.fill_null(rows.column(trend.by), "") if trend.by else pa.repeat("", rows.num_rows)
    table = pa.table(
        {
            "since": since,
            "until": until,
            "group": group,
            "value": rows.column("value"),
            "provisional": rows.column("provisional"),
        }
    ).filter(pa.array(inside))
    summed = (
        table.sort_by([("since", "ascending"), ("group", "ascending"), ("value", "ascending")])
        .group_by(["since", "until", "group"], use_threads=False)
        .aggregate([("value", "sum"), ("provisional", "any")])
        .sort_by([("since", "ascending"), ("group", "ascending")])
    )
    points = zip(
        *(
            summed.column(name).to_pylist()
            for name in ("since", "until", "group", "value_sum", "provisional_any")
        ),
        strict=True,
    )
    return Line(
        trend=trend,
        vintage=vintage,
        publisher=rows.column("publisher")[0].as_py() if rows.num_rows else "",
        points=tuple(Point(*each) for each in points),
        rows=table.num_rows,
    )


def _steps(rows: pa.Table, months: int) -> tuple[list[int], list[int], list[bool]]:
    """Beginning and end of the step that each row lies in, and whether it lies in one."""
    starts, ends, inside = [], [], []
    known: dict[tuple[int, int], tuple[int, int, bool]] = {}
    columns = (rows.column(name).cast(pa.int64()).to_pylist() for name in ("since", "until"))
    for pair in zip(*columns, strict=True):
        if pair not in known:
            begins = datetime.datetime.fromtimestamp(pair[0] / 1e6, datetime.UTC)
            first = (begins.month - 1) // months * months + 1
            start = month_start(begins.year, first)
            end = month_start(begins.year, first + months)
            known[pair] = (start, end, pair[1] <= end)
        start_of, end_of, fits = known[pair]
        starts.append(start_of)
        ends.append(end_of)
        inside.append(fits)
    return starts, ends, inside


class _Trends(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    trends: tuple[Trend, ...]


@cache
def trends() -> tuple[Trend, ...]:
    """The trends that come with the package.

    Raises:
        SettingsError: saying what in them is wrong.
    """
    text = (files("northline.measures") / "data" / "trends.toml").read_text("utf-8")
    try:
        return msgspec.convert(tomllib.loads(text), _Trends).trends
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SettingsError(f"the trends cannot be read: {error}") from error
