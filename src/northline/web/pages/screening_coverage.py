"""Coverage of screening as a measure: how many of all, why not the others, how well officers agree."""

import math
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from northline.app.permitting import may_here
from northline.app.screening.coverage import coverage, officers_agree
from northline.app.screening.recorded import OPERATION
from northline.web.desk import Desk
from northline.web.language import wanted
from northline.web.pages import screening_words as words
from northline.web.pages.screening import closed, head
from northline.web.rendering import page

Asking = Request[Any, Any, Any]


@get("/screening/coverage", sync_to_thread=True, include_in_schema=False)
def screened(
    desk: NamedDependency[Desk],
    request: Asking,
    batch: Annotated[str, QueryParameter(max_length=60)] = "",
) -> Response[bytes]:
    """The page."""
    language, node = wanted(request), desk.node
    if not may_here(node, OPERATION):
        return closed(desk, request, "/screening/coverage")
    found, agreed = coverage(node, batch=batch.strip() or None), officers_agree(node)
    called, number = words.states(language), language.number
    whole = found.asked > 0 and found.screened == found.asked
    return page(
        desk,
        request,
        "screening_coverage.html",
        **head(language, "/screening/coverage"),
        batch=batch.strip(),
        share="" if found.coverage is None else words.percent(language, _never_up(found.coverage), 0 if whole else 1),
        gauge=0 if found.coverage is None else round(100.0 * found.coverage, 1),
        whole=whole,
        asked=number(found.asked),
        screened=number(found.screened),
        stale=found.stale,
        reasons=[
            (count, words.reasons_not(language, reason), reason)
            for reason, count in found.reasons.items()
        ],
        states=[
            (words.STATE_SIGNS[code], called[code], number(found.states.get(code, 0)))
            for code in called
        ],
        looks=number(agreed.n),
        same=number(agreed.same),
        expected="" if agreed.expected is None else words.percent(language, agreed.expected),
        kappa="" if agreed.kappa is None else number(agreed.kappa, 2),
        second_share=words.percent(language, desk.screening.second_share),
    )  # fmt: skip


def _never_up(share: float) -> float:
    """A share to a tenth of a percent, never rounded up: 100 % is nobody missing."""
    return math.floor(1000.0 * share) / 1000.0


ROUTES = (screened,)
"""The page."""
