"""How a figure of ours is made from published ones: a small closed set of operations.

A formula is data, reviewed as data; nothing here knows a claim by its name.  Each operation says
what it used, so that whoever doubts the figure can make it again.

==============  ===========================================================================
``sum``         the sum of a selection
``ratio``       one formula over another
``fall``        1 - later / earlier: by how much something fell
``daily``       a formula over the days of a period
==============  ===========================================================================

Published figures are often rounded.  A selection may say by how much (`Selection.rounding`); the
interval of the result is that of interval arithmetic, hence never too narrow.
"""

from __future__ import annotations

import msgspec

from northline.measures.period import period
from northline.measures.published import Published
from northline.measures.selecting import Lack, Selected, Why, preferred, select
from northline.measures.selection import Selection
from northline.records.errors import SettingsError


class Formula(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One operation; exactly one of its fields is given.

    Attributes:
        sum: a selection.
        ratio: two formulas: what is divided, and by what.
        fall: two formulas: the earlier and the later.
        daily: a formula that is divided by the days of ``over``.
        over: words of the period of ``daily``.
        times: what the result is multiplied by, such as 100 for percent, or 2 for both ways of a
            crossing.
    """

    sum: Selection | None = None
    ratio: tuple[Formula, Formula] | None = None
    fall: tuple[Formula, Formula] | None = None
    daily: Formula | None = None
    over: str | None = None
    times: float = 1.0

    def __post_init__(self) -> None:
        """Check that it is one operation, and whole.

        Raises:
            SettingsError: when it is none or several.
        """
        given = [name for name in ("sum", "ratio", "fall", "daily") if getattr(self, name)]
        if len(given) != 1:
            raise SettingsError(f"a formula is one of sum, ratio, fall, daily; this has {given}")
        if (self.daily is None) != (self.over is None):
            raise SettingsError("daily needs over, the period whose days are meant")
        if self.over is not None:
            period(self.over)

    @property
    def parts(self) -> tuple[Formula, ...]:
        """The formulas that it is made of."""
        return self.ratio or self.fall or (() if self.daily is None else (self.daily,))

    def selections(self) -> tuple[Selection, ...]:
        """Every selection in it, in the order it is written."""
        if self.sum is not None:
            return (self.sum,)
        return tuple(each for part in self.parts for each in part.selections())

    def words(self) -> str:
        """What is computed, as one line."""
        said = [part.words() for part in self.parts]
        if self.sum is not None:
            whole = f"sum({self.sum.words()})"
        elif self.ratio is not None:
            whole = f"{said[0]} / {said[1]}"
        elif self.fall is not None:
            whole = f"(1 - {said[1]} / {said[0]})"
        else:
            whole = f"{said[0]} / days({self.over})"
        return whole if self.times == 1 else f"{self.times:g} * {whole}"


Found = dict[str, Selected | Lack]
"""Words of each selection -> what it gave."""


class Computed(msgspec.Struct, frozen=True, kw_only=True):
    """What a formula gave.

    Attributes:
        value: the figure.
        low: lower end of its interval.
        high: upper end; equal to ``low`` where nothing was rounded.
        vintages: table and vintage, of each that was used.
        publishers: who published what was used.
        rows: how many published figures went into it.
        parts: what was divided and by what; of a fall the earlier and the later; else nothing.
    """

    value: float
    low: float
    high: float
    vintages: tuple[tuple[str, str], ...]
    publishers: tuple[str, ...]
    rows: int
    parts: tuple[float, ...] = ()


def compute(
    formula: Formula,
    published: Published,
    *,
    made: str | None = None,
    vintage: str | None = None,
) -> Computed | Lack:
    """Compute a formula from published figures.

    What is computed from one table is computed from one vintage of it, if one covers it all.

    Args:
        formula: what to compute.
        published: the figures at hand.
        made: day of the claim, for the vintage (`northline.measures.selecting`).
        vintage: this vintage, of every table that has it.

    Returns:
        the figure, or for which lack it cannot be made.
    """
    found: Found = {}
    by_series: dict[str, list[Selection]] = {}
    for each in formula.selections():
        by_series.setdefault(each.series, []).append(each)
    for wanted in by_series.values():
        tried = preferred(published, wanted, made)
        if vintage in tried:
            tried = [vintage]
        found.update(_of_one_table(published, wanted, tried))
    return _evaluated(formula, found)


def _of_one_table(published: Published, wanted: list[Selection], tried: list[str]) -> Found:
    """Each selection from the first vintage that has them all, else each from the first it can."""
    if not tried:
        return {each.words(): Lack(each, Why.NO_TABLE) for each in wanted}
    answers = {
        vintage: {each.words(): select(published, each, vintage) for each in wanted}
        for vintage in tried
    }
    for found in answers.values():
        if not any(isinstance(each, Lack) for each in found.values()):
            return found
    firsts = answers[tried[0]]
    return {
        words: next(
            (each[words] for each in answers.values() if isinstance(each[words], Selected)), first
        )
        for words, first in firsts.items()
    }


def _evaluated(formula: Formula, found: Found) -> Computed | Lack:
    if formula.sum is not None:
        return _scaled(_summed(formula.sum, found[formula.sum.words()]), formula.times)
    parts = []
    for part in formula.parts:
        made = _evaluated(part, found)
        if isinstance(made, Lack):
            return made
        parts.append(made)
    if formula.over is not None:
        return _scaled(_scaled(parts[0], 1.0 / period(formula.over).days), formula.times)
    if formula.ratio:
        share = _ratio(parts[0], parts[1])
        divisor = formula.ratio[1]
    else:
        share = _ratio(parts[1], parts[0])
        divisor = formula.parts[0]
    if share is None:
        return Lack(divisor.selections()[0], Why.DIVIDED_BY_NOTHING)
    if formula.fall:
        share = msgspec.structs.replace(
            share,
            value=1.0 - share.value,
            low=1.0 - share.high,
            high=1.0 - share.low,
            parts=share.parts[::-1],
        )
    return _scaled(share, formula.times)


def _summed(wanted: Selection, found: Selected | Lack) -> Computed | Lack:
    if isinstance(found, Lack):
        return found
    off = wanted.rounding * found.rows
    return Computed(
        value=found.total,
        low=found.total - off,
        high=found.total + off,
        vintages=((wanted.series, found.vintage),),
        publishers=found.publishers,
        rows=found.rows,
    )


def _ratio(one: Computed, other: Computed) -> Computed | None:
    if other.low <= 0.0 <= other.high:
        return None  # divided by what may be nothing
    ends = [a / b for a in (one.low, one.high) for b in (other.low, other.high)]
    return Computed(
        value=one.value / other.value,
        low=min(ends),
        high=max(ends),
        vintages=tuple(dict.fromkeys((*one.vintages, *other.vintages))),
        publishers=tuple(dict.fromkeys((*one.publishers, *other.publishers))),
        rows=one.rows + other.rows,
        parts=(one.value, other.value),
    )


def _scaled(found: Computed | Lack, by: float) -> Computed | Lack:
    if isinstance(found, Lack):
        return found
    low, high = sorted((found.low * by, found.high * by))
    return msgspec.structs.replace(found, value=found.value * by, low=low, high=high)
