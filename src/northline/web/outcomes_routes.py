"""Routes of outcomes: claims, trends, commitments, and what is missing.

Nothing in them is about a person: they are computed from published tables and public commitments.
"""

import hashlib
import threading
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED

from northline.app.commitments import commitment_document, commitments
from northline.app.outcomes import Line, Outcomes
from northline.app.outcomes_files import trend_csv, trend_table
from northline.app.outcomes_told import claim_document, missing_document, table_documents
from northline.app.outcomes_trends import trend_document, trend_summary
from northline.records.errors import UnknownName
from northline.web.by_rights import ByRights
from northline.web.desk import ARROW, Asked, Desk
from northline.web.freshness import is_known
from northline.web.problems import NoSuchPath
from northline.web.records_routes import wants_arrow

CSV = "text/csv"

Answer = TypeVar("Answer", bound=Response[Any])

_MAKING = threading.Lock()


def outcomes_of(state: State, desk: Desk) -> Outcomes:
    """The outcomes of this application: computed once for all who may see the same."""
    with _MAKING:
        if "outcomes" not in state:
            state["outcomes"] = ByRights(Outcomes)
        found: ByRights[Outcomes] = state["outcomes"]
        return found.of(desk.node)


@get("/claims", sync_to_thread=True, opt={"answer": "claims"})
def claims(
    desk: NamedDependency[Desk],
    request: Asked,
    document: Annotated[
        str | None, QueryParameter(max_length=100, description="Only those of this document.")
    ] = None,
    verdict: Annotated[
        str | None,
        QueryParameter(
            max_length=100,
            description="Only those: reproduced, differs, other scope or not computable.",
        ),
    ] = None,
) -> Response[bytes]:
    """Published claims beside the figures recomputed from open data, each with its verdict."""

    def found() -> Mapping[str, Any]:
        outcomes = outcomes_of(request.app.state, desk)
        judged = outcomes.claims(document=document, verdict=verdict)
        return {"claims": [claim_document(each) for each in judged]}

    return desk.answer(request, found)


@get("/claims/{claim:str}", sync_to_thread=True, opt={"answer": "claim"})
def claim(desk: NamedDependency[Desk], request: Asked, claim: FromPath[str]) -> Response[bytes]:
    """One claim."""

    def found() -> Mapping[str, Any]:
        try:
            (judged,) = outcomes_of(request.app.state, desk).claims([claim])
        except UnknownName as error:
            raise NoSuchPath(str(error)) from error
        return claim_document(judged)

    return desk.answer(request, found)


@get("/trends", sync_to_thread=True, opt={"answer": "trends"})
def trends(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """The declared trends, without their points."""

    def found() -> Mapping[str, Any]:
        lines = outcomes_of(request.app.state, desk).lines()
        return {"trends": [{**trend_summary(line), "points": len(line.points)} for line in lines]}

    return desk.answer(request, found)


@get("/trends/{trend:str}", sync_to_thread=True, opt={"answer": "trend", "also": (CSV, ARROW)})
def trend(
    desk: NamedDependency[Desk],
    request: Asked,
    trend: FromPath[str],
    vintage: Annotated[
        str | None,
        QueryParameter(
            max_length=10,
            description="Only this vintage; otherwise each step is from the newest that covers it.",
        ),
    ] = None,
    form: Annotated[
        Literal["json", "csv", "arrow"] | None,
        QueryParameter(name="format", description="The form of the answer; JSON unless given."),
    ] = None,
) -> Response[bytes] | Stream:
    """One trend with its points, as JSON, CSV or an Arrow stream."""

    def line() -> Line:
        try:
            return outcomes_of(request.app.state, desk).trend(trend, vintage)
        except UnknownName as error:
            raise NoSuchPath(str(error)) from error

    if form == "arrow" or (form is None and wants_arrow(request)):

        def columns() -> Any:
            found = trend_table(line(), exercise=desk.node.exercise)
            return found.schema, found.to_batches(), None

        return _named(desk.stream(request, columns), f"{trend}.arrow")
    if form == "csv":
        return _named(_csv(desk, request, line), f"{trend}.csv")
    return desk.answer(request, lambda: trend_document(line()))


@get("/commitments", sync_to_thread=True, opt={"answer": "commitments"})
def commitments_made(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """What was publicly undertaken, and what is known of it."""

    def found() -> Mapping[str, Any]:
        return {"commitments": [commitment_document(each) for each in commitments(desk.node)]}

    return desk.answer(request, found)


@get("/missing", sync_to_thread=True, opt={"answer": "missing"})
def missing(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """Which public data would settle each open claim, and from whom; which tables are not here."""

    def found() -> Mapping[str, Any]:
        outcomes = outcomes_of(request.app.state, desk)
        return {
            "missing": missing_document(outcomes.claims()),
            "tables": table_documents(outcomes.published()),
        }

    return desk.answer(request, found)


def _csv(desk: Desk, request: Asked, line: Any) -> Response[bytes]:
    by_chain = desk.freshness.tag(request) if desk.person is None else ""
    known = bool(by_chain) and is_known(request, by_chain)
    body = b"" if known else trend_csv(line(), exercise=desk.node.exercise).encode()
    tag = by_chain or f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept, Cookie"}
    if is_known(request, tag):
        return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(body, status_code=HTTP_200_OK, media_type=CSV, headers=headers)


def _named(answer: Answer, name: str) -> Answer:
    """Say under which name a browser may keep an answer; the name is one of ours, so it is plain."""
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


ROUTES = (claims, claim, trends, trend, commitments_made, missing)
