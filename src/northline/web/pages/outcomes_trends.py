"""Trends as the page of outcomes shows them: a chart, and the table it is drawn from."""

import msgspec

from northline.app.outcomes import Line, foremost
from northline.app.outcomes_amounts import unit_in
from northline.app.outcomes_trends import (
    command_of,
    group_words,
    period_words,
    source_words,
    unit_digits,
    value_words,
)
from northline.web.language import Language


class Cell(msgspec.Struct, frozen=True):
    """One figure of the table.

    Attributes:
        shown: as people read it.
        value: as the chart draws it, or empty for a gap.
        provisional: whether it is unfinished.
    """

    shown: str
    value: str
    provisional: bool


class Row(msgspec.Struct, frozen=True):
    """One step: its words, its beginning in seconds since 1970, and a figure of each line."""

    period: str
    since: int
    cells: tuple[Cell, ...]


class Group(msgspec.Struct, frozen=True):
    """What a line is called, and whether that is the table's own word for it."""

    name: str
    published: bool


class TrendView(msgspec.Struct, frozen=True, kw_only=True):
    """A trend in words.

    Attributes:
        by: whether it has several lines.
        left: how many lines are not drawn by themselves.
        fine: whether counts too small to be shown are kept back in it.
        unfinished: whether a figure in it is called unfinished.
    """

    name: str
    title: str
    pillar: str
    unit: str
    digits: int
    definition: str
    source: str
    vintages: str
    command: str
    series: str
    every: str
    by: bool
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    left: int
    fine: bool
    unfinished: bool


GAP = Cell("\u2013", "", False)


def trend_view(language: Language, line: Line) -> TrendView:
    """A trend in words, with as many lines as a chart can show."""
    code, trend = language.code, line.trend
    drawn = foremost(line)
    groups = sorted(
        {point.group for point in drawn.points},
        key=lambda group: (group.startswith("\x00"), group != "", group),
    )
    steps: dict[int, dict[str, Cell]] = {}
    words: dict[int, str] = {}
    for point in drawn.points:
        words[point.since] = period_words(line, point)
        value = "" if point.value is None else f"{point.value:.6g}"
        steps.setdefault(point.since, {})[point.group] = Cell(
            value_words(line, point, code), value, point.provisional
        )
    every = {point.group for point in line.points}
    return TrendView(
        name=trend.trend,
        title=trend.title.in_language(code),
        pillar=trend.pillar,
        unit=unit_in(trend.unit, code),
        digits=unit_digits(line),
        definition=trend.definition.in_language(code),
        source=source_words(line, code),
        vintages=", ".join(line.vintages),
        command=command_of(line),
        series=trend.series,
        every=trend.every.value,
        by=trend.by is not None,
        groups=tuple(
            Group(name, name == group)
            for group in groups
            if (name := group_words(line, group, code))
        ),
        rows=tuple(
            Row(words[since], since // 1_000_000, tuple(cells.get(group, GAP) for group in groups))
            for since, cells in sorted(steps.items())
        ),
        left=len(every) - len(every & set(groups)),
        fine=line.fine,
        unfinished=any(point.provisional for point in drawn.points),
    )
