"""Routes of lookouts and of referrals, with their ends and their clocks.

None of them says 304: replies fall due and lookouts end while nothing changes.
"""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.permitting import require
from northline.app.screening import lookouts, referrals
from northline.app.screening.lookouts import LookoutPlaced
from northline.app.screening.referrals import ReferralMade, ReferralView
from northline.app.waiting import present
from northline.records.errors import UsageError
from northline.records.referral import ReplySort
from northline.web.desk import Desk
from northline.web.parameters import Key
from northline.web.problems import Missing


class Ended(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a lookout ends.

    Attributes:
        reason: why, in one's own words.
    """

    reason: str


class Replied(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a referral.

    Attributes:
        reply: ``no-concern``, ``concern``, ``information-needed``; ``withdrawn`` by who referred.
        reason: why, in one's own words.
    """

    reply: ReplySort
    reason: str


@get("/lookouts", sync_to_thread=True, opt={"answer": "lookouts"})
def list_lookouts(
    desk: NamedDependency[Desk],
    in_state: Annotated[
        str, QueryParameter(name="state", description="standing, expired or all.")
    ] = "all",
) -> Response[bytes]:
    """Lookouts that one may see, those first that end soonest; what is over is said to be."""
    now = present(desk.node)
    found = lookouts.lookouts(desk.node, state=in_state)
    return desk.tell({"lookouts": [lookouts.told(each, now) for each in found]})


@post(
    "/lookouts",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "lookout", "scope": "decide"},
)
def place_lookout(
    desk: NamedDependency[Desk], data: JSONBody[LookoutPlaced], key: Key = None
) -> Response[bytes]:
    """Place a lookout of one's own agency, with a reason, an authority and an end."""

    def act() -> Any:
        made = lookouts.place_lookout(desk.node, data)
        return {"lookout": lookouts.told(made, present(desk.node))}

    return _once(desk, key, ["lookout", data], act)


@post(
    "/lookouts/{identity:str}/end",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "lookout", "scope": "decide"},
)
def end_lookout(
    desk: NamedDependency[Desk], identity: FromPath[str], data: JSONBody[Ended], key: Key = None
) -> Response[bytes]:
    """End a lookout of one's own agency now; it matches nobody from then on."""
    found = {each.identity for each in lookouts.lookouts(desk.node)}
    if identity not in found:
        raise Missing

    def act() -> Any:
        made = lookouts.end_lookout(desk.node, identity, data.reason)
        return {"lookout": lookouts.told(made, present(desk.node))}

    return _once(desk, key, ["end", identity, data], act)


@get("/referrals", sync_to_thread=True, opt={"answer": "referrals"})
def list_referrals(
    desk: NamedDependency[Desk],
    in_state: Annotated[
        str,
        QueryParameter(name="state", description="overdue, awaiting, answered, withdrawn or all."),
    ] = "all",
) -> Response[bytes]:
    """Referrals that one may see, those first whose reply is overdue."""
    found = referrals.referrals(desk.node, state=in_state)
    return desk.tell({"referrals": [referrals.told(each) for each in found]})


@post(
    "/referrals",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "referral", "scope": "decide"},
)
def refer(
    desk: NamedDependency[Desk], data: JSONBody[ReferralMade], key: Key = None
) -> Response[bytes]:
    """Refer somebody's admissibility on a screening, signed, with a day on which a reply is due."""

    def act() -> Any:
        return {"referral": referrals.told(referrals.refer(desk.node, data))}

    return _once(desk, key, ["referral", data], act)


@get("/referrals/{id:str}", sync_to_thread=True, opt={"answer": "referral"})
def one_referral(desk: NamedDependency[Desk], id: FromPath[str]) -> Response[bytes]:
    """One referral, with what was said of it and its clock."""
    return desk.tell({"referral": referrals.told(_referral(desk, id))})


@post(
    "/referrals/{id:str}/replies",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "referral", "scope": "decide"},
)
def reply_to_referral(
    desk: NamedDependency[Desk], id: FromPath[str], data: JSONBody[Replied], key: Key = None
) -> Response[bytes]:
    """Reply to a referral, or withdraw one's own, signed."""
    found = _referral(desk, id).referral.id

    def act() -> Any:
        return {
            "referral": referrals.told(
                referrals.reply_to(desk.node, found, data.reply, data.reason)
            )
        }

    return _once(desk, key, ["reply", id, data], act)


def _referral(desk: Desk, id: str) -> ReferralView:
    """The referral of an id.

    Raises:
        RoleNeeded: when this person may not.
        Missing: when there is none, or it may not be seen.
    """
    require(desk.node.viewer, referrals.OPERATION)
    try:
        return referrals.one_referral(desk.node, id)
    except UsageError as error:
        raise Missing from error


def _once(desk: Desk, key: str | None, asked: list[Any], act: Callable[[], Any]) -> Response[bytes]:
    """Do it once for each Idempotency-Key."""
    made, again = desk.once.do(key, msgspec.json.encode(asked), act)
    return desk.tell(made, status=HTTP_200_OK if again else HTTP_201_CREATED)


ROUTES = (
    list_lookouts,
    place_lookout,
    end_lookout,
    list_referrals,
    refer,
    one_referral,
    reply_to_referral,
)
