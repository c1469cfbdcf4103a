"""The queue: findings by urgency, filtered, page by page, and what is new in it."""

import re
from collections.abc import Iterable
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED, HTTP_400_BAD_REQUEST

from northline.app.findings import first_sentence
from northline.app.offered import Offer, offers
from northline.app.results import FindingView
from northline.app.waiting import Queue, Wanted, present, queue, stirred
from northline.app.words import instant, record_ids
from northline.records.errors import UsageError
from northline.records.time import format_instant
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.findings_words import (
    ALWAYS,
    ago,
    browser_words,
    held_back,
    kind_name,
    likely,
    lists,
    place,
    states,
    subject_name,
)
from northline.web.rendering import page
from northline.web.seal import open_number, seal_number

ROWS = 50
"""Findings of a page."""

_FIELD = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
"""What a browser's date field gives."""

Asked = Request[Any, Any, Any]
State = Annotated[str, QueryParameter(name="state")]
Kind = Annotated[str, QueryParameter(max_length=100)]
Since = Annotated[str, QueryParameter(max_length=40)]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as a row of the queue, in words.

    Attributes:
        id: of its newest revision, in hexadecimal.
        event: of its event.
        title: what it is, in one sentence.
        kind: what kind it is.
        state: where it stands, as a code.
        standing: the same in words.
        by: who made it so, or empty.
        at: when, us.
        ago: how long ago.
        km: kilometre of the line, or None.
        place: its position, or empty.
        subject: what it is about.
        score: how sure the engine is that it took place.
        likely: the same in words.
        held: why it is held back, or empty.
        offers: what the operator may decide about it, as JSON for the browser code.
    """

    id: str
    event: str
    title: str
    kind: str
    state: str
    standing: str
    by: str
    at: Micros
    ago: str
    km: float | None
    place: str
    subject: str
    score: float
    likely: str
    held: str
    offers: str


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What the address asks for.

    Attributes:
        state: which list.
        kind: only this kind, or empty.
        since: only events from then on, as it stands in the address, or empty.
        page: which page, from 1.
    """

    state: str = "open"
    kind: str = ""
    since: str = ""
    page: int = 1

    def address(self, path: str = "/findings", **other: object) -> str:
        """The address of this list, or with something of it otherwise."""
        asked = {**msgspec.structs.asdict(self), **other}
        usual = msgspec.structs.asdict(Filter())
        kept = {name: value for name, value in asked.items() if value != usual.get(name)}
        return f"{path}?{urlencode(kept)}" if kept else path

    def wanted(self) -> Wanted:
        """The same for the queue.

        Raises:
            UsageError: when ``since`` is no instant.
        """
        return Wanted(state=self.state, kind=self.kind or None, since=_instant(self.since))


@get("/findings", sync_to_thread=True, include_in_schema=False)
def findings(
    desk: NamedDependency[Desk],
    request: Asked,
    in_state: State = "open",
    kind: Kind = "",
    since: Since = "",
    number: Annotated[int, QueryParameter(name="page", ge=1, le=1_000_000)] = 1,
) -> Response[bytes]:
    """The queue as a page."""
    language = wanted(request)
    asked = Filter(state=in_state, kind=kind, since=since, page=number)
    wrong = False
    try:
        meant = asked.wanted()
    except UsageError:
        wrong, meant = True, msgspec.structs.replace(asked, since="").wanted()
    found = queue(desk.node, meant, first=(number - 1) * ROWS, limit=ROWS)
    now = present(desk.node)
    return page(
        desk,
        request,
        "findings.html",
        status=HTTP_400_BAD_REQUEST if wrong else HTTP_200_OK,
        here="findings",
        texts=browser_words(language),
        asked=asked,
        wrong=wrong,
        since_field=_field(meant.since),
        lists=_lists(language, asked, found),
        kinds=_kinds(language, asked, found),
        rows=[row(desk, language, each, now) for each in found.shown],
        found=found,
        head=seal_number(desk.seal, found.head),
        first=(number - 1) * ROWS + 1,
        size=ROWS,
        now=now,
        news=asked.address("/findings/news", page=1, since="" if wrong else since),
    )


@get("/findings/news", sync_to_thread=True, include_in_schema=False)
def news(
    desk: NamedDependency[Desk],
    request: Asked,
    after: Annotated[str, QueryParameter(max_length=100)],
    in_state: State = "open",
    kind: Kind = "",
    since: Since = "",
    events: Annotated[str, QueryParameter(max_length=33 * ROWS)] = "",
    read: Annotated[int, QueryParameter(description="Stretch of time of the page.")] = 0,
) -> Response[bytes]:
    """What has changed for somebody who has the queue or a finding open: asked every few seconds.

    Whoever holds what has not changed is told so without a look at any record.
    """
    language = wanted(request)
    entry = open_number(desk.seal, after)
    headers = {}
    if desk.person is None:  # a tag of the chain tells of what not everybody may see
        tag = _tag(desk, request, language)
        headers = {"ETag": f'"{desk.node.content_head()}-{tag}"'}
        if _holds(desk, request, tag):
            return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
    asked = Filter(state=in_state, kind=kind, since=since)
    found = queue(
        desk.node,
        asked.wanted(),
        first=0,
        limit=0,
        after=entry,
        events=record_ids(filter(None, events.split(","))),
    )
    now = present(desk.node)
    answer = page(
        desk,
        request,
        "findings_news.html",
        asked=asked,
        lists=_lists(language, asked, found),
        rows=[row(desk, language, each, now) for each in found.again],
        found=found,
        void=desk.freshness.is_void(entry, read),
        now=now,
    )
    answer.headers.update(headers)
    return answer


def row(desk: Desk, language: Language, view: FindingView, now: int) -> Row:
    """A finding as a row, in words."""
    found = view.finding
    return Row(
        id=found.id.hex(),
        event=found.event_id.hex(),
        title=title(language, view),
        kind=kind_name(language, found.finding),
        state=view.state,
        standing=states(language).get(view.state, view.state),
        by=view.latest.by if view.latest else "",
        at=found.at,
        ago=ago(language, found.at, now),
        km=found.km,
        place=place(language, found.lon, found.lat),
        subject=subject_name(language, found.subject),
        score=found.score,
        likely=likely(language, found.score),
        held=held_back(language, view.held_back),
        offers=offered(offers(desk.node, view)),
    )


def offered(given: Iterable[Offer]) -> str:
    """Offers as JSON for the browser code."""
    return msgspec.json.encode(list(given)).decode()


def title(language: Language, view: FindingView) -> str:
    """What a finding is, in one sentence."""
    said = view.title.get(language.code, "")
    return first_sentence(said) or kind_name(language, view.finding.finding)


def _lists(language: Language, asked: Filter, found: Queue) -> list[dict[str, Any]]:
    """The lists with how many stand in each."""
    return [
        {
            "state": state,
            "name": name,
            "count": found.counts.get(state, 0),
            "address": asked.address(state=state, page=1),
        }
        for state, name in lists(language).items()
        if state in ALWAYS or found.counts.get(state) or state == asked.state
    ]


def _kinds(language: Language, asked: Filter, found: Queue) -> list[tuple[str, str]]:
    """The kinds there are, and the one that is asked for."""
    there: Iterable[str] = {*found.kinds, *([asked.kind] if asked.kind else [])}
    return sorted((each, kind_name(language, each)) for each in there)


def _instant(text: str) -> Micros | None:
    """An instant of the address; what a date field gives (``2026-08-15T18:00``) is UTC.

    Raises:
        UsageError: when it is none.
    """
    return instant(f"{text}Z" if _FIELD.fullmatch(text) else text) if text else None


def _field(since: Micros | None) -> str:
    """The same as a date field wants it."""
    return "" if since is None else format_instant(since)[:16]


def _tag(desk: Desk, request: Asked, language: Language) -> str:
    """What the answer depends on, other than the ledger."""
    return desk.freshness.digest(request.url.query, language.code)


def _holds(desk: Desk, request: Asked, tag: str) -> bool:
    """Whether the asker has this already, and nothing has happened to it since."""
    held = request.headers.get("if-none-match", "").removeprefix("W/").strip('"')
    head, _, known = held.partition("-")
    return known == tag and head.isdigit() and not stirred(desk.node, int(head))


ROUTES = (findings, news)
