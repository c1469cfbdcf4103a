"""Trends: what is declared of a published measure over time."""

import enum
from collections.abc import Mapping
from functools import cache

import msgspec

from northline.measures.declared import once, read, shipped
from northline.measures.period import period
from northline.measures.selection import check_columns
from northline.measures.text import Text
from northline.records.errors import SettingsError


class Every(enum.StrEnum):
    """How long the steps of a trend are."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    PERIOD = "period"
    """One step: the whole period that is asked for."""


MONTHS: Mapping[Every, int] = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
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
        whole: what the line is called whose column is empty, such as ``Canada``.
        names: what lines are called, where the table's own word is none for people.
        every: how long its steps are.
        within: words of the period that it keeps to, or None for all there is.
        most: so many lines are drawn, the largest; the others are added up, if they may be.
        adds: whether its figures may be added: rates may not.
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
    whole: Text = Text(en="in all", fr="en tout")
    names: Mapping[str, Text] = {}
    every: Every = Every.MONTH
    within: str | None = None
    most: int = 6
    adds: bool = True

    def __post_init__(self) -> None:
        """Check the columns and the period.

        Raises:
            SettingsError: for a column that figures cannot be split or filtered by, or words
                that are no period.
        """
        check_columns(self.where)
        check_columns((self.by,) if self.by else ())
        if self.within is not None:
            period(self.within)
        if self.every is Every.PERIOD and self.within is None:
            raise SettingsError(f"trend {self.trend}: one step of a period needs the period")


class _Trends(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    trends: tuple[Trend, ...]


def read_trends(text: str) -> tuple[Trend, ...]:
    """Read declared trends.

    Raises:
        SettingsError: saying what in them is wrong.
    """
    found = read(text, _Trends, "trends").trends
    once((each.trend for each in found), "trends")
    return found


@cache
def trends() -> tuple[Trend, ...]:
    """The trends that come with the package."""
    return read_trends(shipped("trends.toml"))
