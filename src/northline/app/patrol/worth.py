"""What a plan of patrol is worth, and what it was made over, as whoever reads it may know."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.patrol.planning import asked_from, shifts_of
from northline.app.patrol.shifts import OPERATION
from northline.app.permitting import may_here
from northline.engines.patrol.adversary import rational
from northline.engines.patrol.asking import Asked
from northline.engines.patrol.drawing import seen_as_drawn
from northline.engines.patrol.making import made_of
from northline.geo.stretches import Stretch, stretches
from northline.records.errors import UsageError
from northline.records.finding import Finding
from northline.records.shift import Shift
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

KEPT = 16
"""Plans whose true worst case is kept: it takes as long as the plan took."""

CODES = frozenset({"patrol-plan-value", "patrol-plan-policies", "patrol-plan-gap"})


class MadeOver(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan was made over; told to whoever may plan.

    Attributes:
        from_km: where its stretches begin, km of the line.
        to_km: where they end.
        stretches: in order of the line.
        rate: of each stretch by hour, expected crossings.
    """

    from_km: float
    to_km: float
    stretches: tuple[Stretch, ...]
    rate: tuple[tuple[float, ...], ...]


class TrueWorst(msgspec.Struct, frozen=True, kw_only=True):
    """The worst case over the draw, where units that meet are counted once: expected crossings."""

    value: float
    from_km: float
    to_km: float
    hour: Micros


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is worth: worst cases, in expected crossings of a stretch and an hour.

    Attributes:
        unpatrolled: with nobody out.
        greedy: each unit sent where risk is highest.
        uniform: units spread evenly.
        value: of the plan.
        bound: that no plan beats.
        gap: of the plan to the bound, as a share of its value.
        drawn: as the plan is truly drawn; None for who may not plan, or may not read a shift of it.
    """

    unpatrolled: float
    greedy: float
    uniform: float
    value: float
    bound: float
    gap: float
    drawn: TrueWorst | None = None


def made_over(node: "Opened", plan: Finding) -> MadeOver | None:
    """What a plan was made over; None for who may not plan, and for a plan of another release."""
    asked = _asked(node, plan)
    if asked is None:
        return None
    ground = stretches(asked.from_km, asked.to_km, asked.stretch_km, asked.segment)
    return MadeOver(from_km=asked.from_km, to_km=asked.to_km, stretches=ground, rate=asked.rate)


def worth(node: "Opened", plan: Finding) -> Worth | None:
    """What a plan is worth; None where every unit was placed by lot."""
    told: dict[str, Any] = {}
    for each in plan.explained():
        if each.code in CODES:
            told |= each.args
    if not {"value", "uniform", "bound"} <= told.keys():
        return None
    return Worth(
        **{name: float(told[name]) for name in Worth.__struct_fields__ if name != "drawn"},
        drawn=_drawn(node, plan),
    )


def _asked(node: "Opened", plan: Finding) -> Asked | None:
    if not may_here(node, OPERATION):
        return None
    try:
        return asked_from(node, plan)
    except UsageError:
        return None


def _drawn(node: "Opened", plan: Finding) -> TrueWorst | None:
    asked = _asked(node, plan)
    if asked is None:
        return None
    try:
        own = shifts_of(node, plan)
    except UsageError:
        return None
    return _worst(msgspec.json.encode(asked), tuple(own))


@lru_cache(KEPT)
def _worst(asked: bytes, own: tuple[Shift, ...]) -> TrueWorst | None:
    made = made_of(msgspec.json.decode(asked, type=Asked), own)
    if made.plan is None:
        return None
    found = rational(made.problem.value, seen_as_drawn(made.problem, made.plan))
    stretch = made.made.stretches[found.stretch]
    return TrueWorst(
        value=found.value,
        from_km=stretch.from_km,
        to_km=stretch.to_km,
        hour=made.made.hours[found.period],
    )
