"""Lookouts with their ends, and referrals with their clocks and what is replied to them."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from northline.app.permitting import may_here
from northline.app.screening.lookouts import LONGEST_DAYS, lookouts
from northline.app.screening.lookouts import OPERATION as LOOKOUTS
from northline.app.screening.referrals import OPERATION as REFERRALS
from northline.app.screening.referrals import ReferralView, referrals
from northline.app.waiting import present
from northline.records.lookout import Lookout
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages import screening_words as words
from northline.web.pages.screening import closed, head
from northline.web.rendering import page

Asking = Request[Any, Any, Any]


@get("/screening/referrals", sync_to_thread=True, include_in_schema=False)
def lookouts_and_referrals(desk: NamedDependency[Desk], request: Asking) -> Response[bytes]:
    """The page."""
    language, node = wanted(request), desk.node
    may_look, may_refer = may_here(node, LOOKOUTS), may_here(node, REFERRALS)
    if not may_look and not may_refer:
        return closed(desk, request, "/screening/referrals")
    now = present(node)
    return page(
        desk,
        request,
        "screening_referrals.html",
        **head(language, "/screening/referrals"),
        may_look=may_look,
        may_refer=may_refer,
        now=words.clock(language, now),
        lookouts=[_lookout(desk, language, each, now) for each in lookouts(node, state="all")]
        if may_look
        else [],
        referrals=[_referral(desk, language, each) for each in referrals(node)]
        if may_refer
        else [],
        schemas=list(words.schemas(language).items()),
        longest=LONGEST_DAYS,
    )


def _lookout(desk: Desk, language: Language, each: Lookout, now: int) -> dict[str, Any]:
    over, begun = each.expires <= now, each.since <= now
    return {
        "identity": each.identity,
        "names": ", ".join(each.names),
        "why": each.why,
        "authority": each.authority,
        "owner": each.owner,
        "contact": each.contact or "",
        "expires": words.clock(language, each.expires),
        "clock": "" if over else words.left(language, (each.expires - now) / 1e6),
        "over": over,
        "begun": begun,
        "since": words.clock(language, each.since),
        "mine": each.owner == desk.node.operator.agency and not over,
    }


def _referral(desk: Desk, language: Language, view: ReferralView) -> dict[str, Any]:
    own, stands = view.referral, view.standing
    agency, called = desk.node.operator.agency, words.replies(language)
    waits = stands.state.value == "awaiting"
    mine = (
        [code for code in called if (code == "withdrawn") is False]
        if agency == own.to_agency
        else []
    )
    if agency == own.from_agency:
        mine = [*mine, "withdrawn"]
    return {
        "id": own.id.hex(),
        "names": ", ".join(own.names),
        "query_id": own.query_id,
        "from": own.from_agency,
        "to": own.to_agency,
        "ground": own.ground,
        "authority": own.authority,
        "reason": own.reason,
        "reply_by": words.clock(language, own.reply_by),
        "clock": words.left(language, stands.seconds_left),
        "overdue": stands.overdue,
        "state": words.referral_states(language)[stands.state.value],
        "said": [
            {
                "reply": called[each.reply.value],
                "by": f"{each.by} ({each.agency})",
                "at": words.clock(language, each.at),
                "reason": each.reason,
            }
            for each in view.replies
        ],
        "unsigned": len(view.unsigned),
        "offers": [(code, called[code]) for code in mine] if waits else [],
    }


ROUTES = (lookouts_and_referrals,)
"""The page."""
