"""What a plan is worth: beside plain policies, the bound that no plan beats, and as it is truly drawn."""

from functools import lru_cache
from typing import Any

import msgspec

from northline.app.patrol.planning import shifts_of
from northline.engines.patrol.adversary import rational
from northline.engines.patrol.asking import Asked
from northline.engines.patrol.drawing import seen_as_drawn
from northline.engines.patrol.making import made_of
from northline.records.errors import UsageError
from northline.records.finding import Finding
from northline.records.shift import Shift
from northline.web.desk import Desk
from northline.web.language import Language
from northline.web.pages.patrol_words import clock, km_range, rate

KEPT = 16
"""Plans whose true worst case is kept: it takes as long as the plan took."""


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is worth.

    Attributes:
        lines: what is compared, its worst case for a thousand hours, and its part of the largest in
            percent.
        prevented: share of the worst case that the plan prevents, percent.
        gap: of the plan to the bound, as a share.
        where: the stretch of the true worst case, and its hour; empty where it is not known.
        at: the hour.
    """

    lines: list[tuple[str, str, int]]
    prevented: str
    gap: str
    where: str = ""
    at: str = ""


def worth(desk: Desk, language: Language, plan: Finding, asked: Asked | None) -> Worth | None:
    """What a plan is worth, as far as its reader may know; None where every unit was placed by lot."""
    say = language.say
    args: dict[str, Any] = {}
    for each in plan.explained():
        if each.code in {"patrol-plan-value", "patrol-plan-policies", "patrol-plan-gap"}:
            args |= each.args
    if "value" not in args:
        return None
    values = [
        (say("Nobody out"), args["unpatrolled"]),
        (say("Each unit where risk is highest"), args["greedy"]),
        (say("Units spread evenly"), args["uniform"]),
        (say("This plan"), args["value"]),
        (say("The bound that no plan beats"), args["bound"]),
    ]
    where = at = ""
    drawn = None if asked is None else _as_drawn(desk, plan, asked)
    if drawn is not None:
        value, from_km, to_km, hour = drawn
        values.insert(4, (say("This plan, as it is truly drawn"), value))
        where, at = km_range(from_km, to_km), clock(language, hour)
    most = max(value for _, value in values) or 1.0
    return Worth(
        lines=[
            (name, rate(language, value), round(100.0 * value / most)) for name, value in values
        ],
        prevented=language.number(100.0 * plan.score),
        gap=f"{max(float(args['gap']), 0.0):.0e}" if args["gap"] > 1e-12 else "0",
        where=where,
        at=at,
    )


def _as_drawn(desk: Desk, plan: Finding, asked: Asked) -> tuple[float, float, float, int] | None:
    """The true worst case over the draw, its stretch and hour; None where a shift cannot be read."""
    try:
        own = shifts_of(desk.node, plan)
    except UsageError:
        return None
    return _true_worst(msgspec.json.encode(asked), tuple(own))


@lru_cache(KEPT)
def _true_worst(asked: bytes, own: tuple[Shift, ...]) -> tuple[float, float, float, int] | None:
    made = made_of(msgspec.json.decode(asked, type=Asked), own)
    if made.plan is None:
        return None
    worst = rational(made.problem.value, seen_as_drawn(made.problem, made.plan))
    stretch = made.made.stretches[worst.stretch]
    return worst.value, stretch.from_km, stretch.to_km, int(made.made.hours[worst.period])
