"""What a plan is worth, in words: beside plain policies, the bound, and as it is truly drawn."""

import msgspec

from northline.app.patrol.worth import Worth
from northline.web.language import Language
from northline.web.pages.patrol_words import clock, km_range, rate

LEAST_GAP = 1e-12
"""Below it a gap is rounding of the machine."""


class WorthView(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is worth.

    Attributes:
        lines: what is compared, its worst case for a thousand hours, and its part of the largest in
            percent.
        prevented: share of the worst case that the plan prevents, percent.
        gap: of the plan to the bound, as a share.
        where: the stretch of the true worst case; empty where it is not known.
        at: its hour.
    """

    lines: list[tuple[str, str, int]]
    prevented: str
    gap: str
    where: str = ""
    at: str = ""


def worth_view(language: Language, worth: Worth, score: float) -> WorthView:
    """What a plan is worth, as far as its reader may know."""
    say, drawn = language.say, worth.drawn
    values = [
        (say("Nobody out"), worth.unpatrolled),
        (say("Each unit where risk is highest"), worth.greedy),
        (say("Units spread evenly"), worth.uniform),
        (say("This plan"), worth.value),
        *([(say("This plan, as it is truly drawn"), drawn.value)] if drawn else []),
        (say("The bound that no plan beats"), worth.bound),
    ]
    most = max(value for _, value in values) or 1.0
    return WorthView(
        lines=[
            (name, rate(language, value), round(100.0 * value / most)) for name, value in values
        ],
        prevented=language.number(100.0 * score),
        gap=f"{worth.gap:.0e}" if worth.gap > LEAST_GAP else "0",
        where="" if drawn is None else km_range(drawn.from_km, drawn.to_km),
        at="" if drawn is None else clock(language, drawn.hour),
    )
