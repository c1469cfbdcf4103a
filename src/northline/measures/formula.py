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
import pyarrow as pa

from northline.measures.period import period
from northline.measures.selection import Selection, select
from northline.records.errors import SettingsError


class Formula(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One operation; exactly one of its fields is given.

    Attributes:
        sum: a selection.
        ratio: two formulas: what is divided, and by what.
        fall: two formulas: the earlier and the later.
        daily: a formula that is divided by the days of ``over``.
        over: words of the period of ``daily``.
        times: what the result is multiplied by, such as 2 for both ways of a crossing.
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

    def selections(self) -> tuple[Selection, ...]:
        """Every selection in it, in the order it is written."""
        if self.sum is not None:
            return (self.sum,)
        parts = self.ratio or self.fall or ((self.daily,) if self.daily is not None else ())
        return tuple(each for part in parts for each in part.selections())

    def words(self) -> str:
        """What is computed, as one line."""
        if self.sum is not None:
            said = f"sum({self.sum.words()})"
        elif self.ratio is not None:
            said = f"{self.ratio[0].words()} / {self.ratio[1].words()}"
        elif self.fall is not None:
            said = f"1 - {self.fall[1].words()} / {self.fall[0].words()}"
        else:
            assert self.daily is not None
            said = f"{self.daily.words()} / days({self.over})"
        return said if self.times == 1 else f"{self.times:g} * {said}"


class Computed(msgspec.Struct, frozen=True, kw_only=True):
    """What a formula gave.

    Attributes:
        value: the figure.
        low: lower end of its interval.
        high: upper end; equal to ``low`` where nothing was rounded.
        vintages: series -> vintage used.
        publishers: who published what was used.
        rows: how many published figures went into it.
    """

    value: float
    low: float
    high: float
    vintages: dict[str, str]
    publishers: tuple[str, ...]
    rows: int


def compute(
    formula: Formula, figures: pa.Table, *, made: str | None = None, vintage: str | None = None
) -> Computed | None:
    """Compute a formula from published figures.

    Args:
        formula: what to compute.
        figures: rows of kind ``figure``.
        made: day of the claim, for the vintage (`northline.measures.selection`).
        vintage: this vintage, of every series that has it.

    Returns:
        the figure; None when one of its selections cannot be made from these figures.
    """
    if formula.sum is not None:
        found = _sum(formula.sum, figures, made, vintage)
    elif formula.daily is not None:
        inner = compute(formula.daily, figures, made=made, vintage=vintage)
        found = inner and _scaled(inner, 1.0 / period(formula.over or "").days)
    else:
        first, second = formula.ratio or formula.fall or (None, None)
        assert first is not None
        assert second is not None
        one = compute(first, figures, made=made, vintage=vintage)
        other = compute(second, figures, made=made, vintage=vintage)
        if one is None or other is None:
            return None
        found = _ratio(one, other) if formula.ratio else _fall(one, other)
    return found and _scaled(found, formula.times)


def _sum(
    wanted: Selection, figures: pa.Table, made: str | None, vintage: str | None
) -> Computed | None:
    found = select(figures, wanted, made, vintage)
    if found is None:
        return None
    off = wanted.rounding * found.rows
    return Computed(
        value=found.total,
        low=found.total - off,
        high=found.total + off,
        vintages={wanted.series: found.vintage},
        publishers=(found.publisher,),
        rows=found.rows,
    )


def _ratio(one: Computed, other: Computed) -> Computed | None:
    if other.low <= 0.0 <= other.high:
        return None  # divided by what may be nothing
    ends = [a / b for a in (one.low, one.high) for b in (other.low, other.high)]
    return _joined(one, other, one.value / other.value, min(ends), max(ends))


def _fall(earlier: Computed, later: Computed) -> Computed | None:
    share = _ratio(later, earlier)
    if share is None:
        return None
    return msgspec.structs.replace(
        share, value=1.0 - share.value, low=1.0 - share.high, high=1.0 - share.low
    )


def _scaled(found: Computed, by: float) -> Computed:
    low, high = sorted((found.low * by, found.high * by))
    return msgspec.structs.replace(found, value=found.value * by, low=low, high=high)


def _joined(one: Computed, other: Computed, value: float, low: float, high: float) -> Computed:
    return Computed(
        value=value,
        low=low,
        high=high,
        vintages={**other.vintages, **one.vintages},
        publishers=tuple(dict.fromkeys((*one.publishers, *other.publishers))),
        rows=one.rows + other.rows,
    )
