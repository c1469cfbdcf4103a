"""Outcomes: what was claimed and undertaken, beside what open data shows."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from northline.app.commitments import commitments
from northline.app.outcomes_told import table_documents
from northline.records.errors import UnknownName
from northline.web.desk import Desk
from northline.web.language import wanted
from northline.web.outcomes_routes import outcomes_of
from northline.web.pages.outcomes_claims import (
    claim_documents,
    claim_row,
    commitment_row,
    counts,
    missing_by_holder,
    pillars,
)
from northline.web.pages.outcomes_trends import trend_view
from northline.web.pages.outcomes_words import browser_words
from northline.web.rendering import page

Asked = Request[Any, Any, Any]


class Filter(msgspec.Struct, frozen=True):
    """What the address asks for; empty texts ask for everything."""

    verdict: str = ""
    document: str = ""

    def address(self, **other: str) -> str:
        """The address of this page with something of it otherwise."""
        asked = {**msgspec.structs.asdict(self), **other}
        kept = {name: value for name, value in asked.items() if value}
        return f"/outcomes?{urlencode(kept)}" if kept else "/outcomes"


@get("/outcomes", sync_to_thread=True, include_in_schema=False)
def outcomes(
    desk: NamedDependency[Desk],
    request: Asked,
    verdict: Annotated[str, QueryParameter(max_length=40)] = "",
    document: Annotated[str, QueryParameter(max_length=40)] = "",
) -> Response[bytes]:
    """The page."""
    language = wanted(request)
    found = outcomes_of(request.app.state, desk)
    every = found.claims()
    asked = Filter(verdict, document)
    try:
        shown = found.claims(verdict=verdict or None, document=document or None)
    except UnknownName:  # an address from elsewhere, or an old one: everything is shown
        asked, shown = Filter(), every
    published = found.published()
    tables = table_documents(published)
    filtered = asked != Filter()
    return page(
        desk,
        request,
        "outcomes.html",
        here="outcomes",
        texts=browser_words(language),
        asked=asked,
        filtered=filtered,
        every=len(every),
        counts=counts(language, every),
        documents=claim_documents(language),
        pillars=pillars(language),
        claims=[(each.claim.pillar, claim_row(language, each)) for each in shown],
        commitments=[]
        if filtered
        else [
            (each.known.pillar, commitment_row(language, each)) for each in commitments(desk.node)
        ],
        trends=[] if filtered else [trend_view(language, each) for each in found.lines()],
        missing=missing_by_holder(language, every),
        tables=tables,
        empty=published.empty,
    )


ROUTES = (outcomes,)
"""The page."""
