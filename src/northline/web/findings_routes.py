"""Routes of findings and of what people decide about them."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.documents import document
from northline.app.findings import listing
from northline.app.results import FindingView
from northline.records.decision import Verb
from northline.records.errors import UsageError
from northline.web.desk import Asked, Desk
from northline.web.paging import MOST, USUAL, page_of_list
from northline.web.parameters import Key
from northline.web.problems import Missing

Limit = Annotated[int, QueryParameter(ge=1, le=MOST, description="Rows of a page.")]
Cursor = Annotated[
    str | None, QueryParameter(max_length=500, description="'next' of another page.")
]


class Deciding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is decided.

    Attributes:
        verb: what.
        reason: why, in the person's own words.
        authority: the lawful authority relied on, where one is needed.
        names: for ``dispatch`` about a plan, the unit of it that is sent, or the sensor that looks.
    """

    verb: Verb
    reason: str
    authority: str | None = None
    names: str | None = None


@get("/findings", sync_to_thread=True, opt={"answer": "findings"})
def findings(
    desk: NamedDependency[Desk],
    request: Asked,
    in_state: Annotated[
        str, QueryParameter(name="state", description="open, held-back, all, or one state.")
    ] = "open",
    finding: Annotated[str | None, QueryParameter(description="Only this kind of finding.")] = None,
    since: Annotated[str | None, QueryParameter(description="Only events from then on.")] = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Findings, in the order in which they ask for attention."""

    def page() -> Mapping[str, Any]:
        found, held = listing(desk.node, state=in_state, kind=finding, since=since)
        shown, following = page_of_list(
            found, lambda each: each.finding.id.hex(), limit=limit, cursor=cursor
        )
        return {"findings": document(shown), "held_back": held, "next": following}

    return desk.answer(request, page)


@get("/findings/{id:str}", sync_to_thread=True, opt={"answer": "finding"})
def finding(desk: NamedDependency[Desk], request: Asked, id: FromPath[str]) -> Response[bytes]:
    """One finding, with its reasons and decisions, by its id or that of its event."""
    return desk.answer(request, lambda: document(_one(desk, id)))


@post(
    "/findings/{id:str}/decisions",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "decision", "scope": "decide"},
)
def decide(
    desk: NamedDependency[Desk], id: FromPath[str], data: JSONBody[Deciding], key: Key = None
) -> Response[bytes]:
    """Decide about this very revision of a finding; signed with the operator's key."""
    _one(desk, id)
    return decided(desk, id, data, key)


@post(
    "/findings/{id:str}/replay",
    sync_to_thread=True,
    status_code=HTTP_200_OK,
    opt={"answer": "replay", "scope": "read"},
)
def replay(desk: NamedDependency[Desk], id: FromPath[str]) -> Response[bytes]:
    """Run the steps that led to a finding again and compare, byte for byte."""
    _one(desk, id)
    return desk.tell({"finding": id, **document(desk.node.replay(id))})


@get("/decisions", sync_to_thread=True, opt={"answer": "decisions"})
def decisions(
    desk: NamedDependency[Desk],
    request: Asked,
    about: Annotated[str | None, QueryParameter(description="Only about this id.")] = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Decisions, the oldest first."""

    def page() -> Mapping[str, Any]:
        made = desk.node.decisions(about)
        shown, following = page_of_list(
            made, lambda each: each.id.hex(), limit=limit, cursor=cursor
        )
        return {"decisions": document(shown), "next": following}

    return desk.answer(request, page)


def decided(desk: Desk, about: str, data: Deciding, key: str | None) -> Response[bytes]:
    """Decide, once for each Idempotency-Key."""
    request = msgspec.json.encode([about, data])

    def act() -> Any:
        return document(
            desk.node.decide(
                about,
                data.verb,
                reason=data.reason,
                authority=data.authority,
                names=data.names,
            )
        )

    made, again = desk.once.do(key, request, act)
    status = HTTP_200_OK if again else HTTP_201_CREATED
    return desk.tell({"decision": made}, status=status)


def _one(desk: Desk, id: str) -> FindingView:
    """The finding of an id.

    Raises:
        Missing: when there is none, or it may not be seen.
    """
    try:
        return desk.node.finding(id)
    except UsageError as error:
        raise Missing from error


ROUTES = (findings, finding, decide, replay, decisions)
