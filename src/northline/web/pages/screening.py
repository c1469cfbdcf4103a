"""Screening: pairs that wait for an adjudicator, and one pair side by side, with its decision.

Birth date, birthplace and citizenship stand on the page of one pair alone, and only where they differ
may they clear.  Whoever has a second look before them is not shown what the first officer said: the first
look leads to theirs, and its state is in no list of theirs.
"""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_403_FORBIDDEN

from northline.app.permitting import may_here
from northline.app.screening.adjudicating import OPERATION, STATES, PairView, one_pair, pairs, told
from northline.app.screening.offering import next_after, verbs_for
from northline.records.errors import UsageError
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages import screening_words as words
from northline.web.pages.marking_words import marking_words
from northline.web.pages.screening_sides import papers, pieces
from northline.web.problems import Missing
from northline.web.rendering import page

Asking = Request[Any, Any, Any]

SHOWN = 200
"""Pairs on the page."""


@get("/screening", sync_to_thread=True, include_in_schema=False)
def queue(
    desk: NamedDependency[Desk],
    request: Asking,
    in_state: Annotated[str, QueryParameter(name="state", max_length=20)] = "open",
) -> Response[bytes]:
    """The queue."""
    language, node = wanted(request), desk.node
    if not may_here(node, OPERATION):
        return closed(desk, request, "/screening")
    state = in_state if in_state in STATES else "open"
    blind = blind_to(desk)
    found = [each for each in pairs(node, state=state) if each.candidate.id not in blind]
    return page(
        desk,
        request,
        "screening.html",
        **head(language, "/screening"),
        state=state,
        queues=words.queues(language),
        rows=[_row(language, each) for each in found[:SHOWN]],
        count=len(found),
        more=max(len(found) - SHOWN, 0),
        threshold=language.number(desk.screening.threshold, 2),
    )


@get("/screening/pairs/{id:str}", sync_to_thread=True, include_in_schema=False)
def one(
    desk: NamedDependency[Desk], request: Asking, id: FromPath[str]
) -> Response[bytes] | Redirect:
    """One pair, both sides beside each other."""
    language, node = wanted(request), desk.node
    if not may_here(node, OPERATION):
        return closed(desk, request, "/screening")
    try:
        view = one_pair(node, id)
    except UsageError as error:
        raise Missing from error
    mine = blind_to(desk).get(view.candidate.id)
    if mine is not None:
        return Redirect(f"/screening/pairs/{mine.hex()}")
    own, said = view.candidate, told(view)
    asked, listed = said["query_side"] or {}, said["listed_side"] or {}
    verbs = verbs_for(node, view)
    before, after = next_after([e for e in pairs(node) if verbs_for(node, e)], own.id)
    papers_said = [each for each in said["explanation"] if each["code"].endswith("-document")]
    return page(
        desk,
        request,
        "screening_pair.html",
        **head(language, "/screening"),
        pair=own,
        id=own.id.hex(),
        asked=asked,
        listed=listed,
        asked_schema=words.schemas(language).get(asked.get("schema", ""), ""),
        listed_schema=words.schemas(language).get(listed.get("schema", ""), ""),
        best=(pieces(own.asked, [own.name]), pieces(own.name, [own.asked])),
        names=_names(language, asked, listed),
        current=view.current,
        second_look=view.second_look,
        state=view.state.value,
        state_word=words.states(language)[view.state.value],
        sign=words.STATE_SIGNS[view.state.value],
        score=language.number(own.score, 2),
        reasons=[
            _reason(language, each) for each in said["explanation"] if each not in papers_said
        ],
        rank=words.signed(language, sum(each["share"] for each in said["explanation"])),
        papers=papers(asked.get("identifiers", ()), listed.get("identifiers", ())),
        papers_said=[_reason(language, each) for each in papers_said],
        schemes=words.schemes(language),
        clears=_clears(language, view, asked, listed),
        verbs=[(each, words.verbs(language)[each], words.KEYS[each]) for each in verbs],
        waits=view.waits,
        waits_word="" if view.waits is None else words.verbs(language)[view.waits.verb.value],
        decisions=[
            (words.verbs(language).get(each.verb.value, each.verb.value), each)
            for each in view.decisions
        ],
        before=None if before is None else before.hex(),
        after=None if after is None else after.hex(),
        marking=marking_words(
            language, node.ledger.markings_now({own.id: int(own.marking)})[own.id]
        ),
    )


def head(language: Language, tab: str) -> dict[str, Any]:
    """What every page of screening is told."""
    return {
        "here": "screening",
        "tabs": words.tabs(language),
        "tab": tab,
        "texts": words.browser_words(language),
    }


def closed(desk: Desk, request: Asking, tab: str) -> Response[bytes]:
    """To somebody who holds no role for it."""
    language = wanted(request)
    return page(
        desk,
        request,
        "screening_closed.html",
        status=HTTP_403_FORBIDDEN,
        **head(language, tab),
        why=language.say(
            "Screening is for analysts, adjudicators and watch supervisors. You hold none of these roles."
        ),
    )


def blind_to(desk: Desk) -> dict[bytes, bytes]:
    """Pairs that this person is to look at a second time without what was said -> their own look."""
    return {
        each.candidate.second_of: each.candidate.id
        for each in pairs(desk.node)
        if each.candidate.second_of is not None
    }


def _row(language: Language, each: PairView) -> dict[str, Any]:
    state = each.state.value
    return {
        "id": each.candidate.id.hex(),
        "asked": each.candidate.asked,
        "name": each.candidate.name,
        "caption": each.candidate.caption,
        "query_id": each.candidate.query_id,
        "list": each.candidate.list,
        "score": language.number(each.candidate.score, 2),
        "state": state,
        "sign": words.STATE_SIGNS[state],
        "word": words.states(language)[state],
        "waits": each.waits is not None,
        "second_look": each.second_look,
        "current": each.current,
    }


def _names(language: Language, asked: dict[str, Any], listed: dict[str, Any]) -> dict[str, Any]:
    """Every name of both sides in pieces."""
    ours = list(asked.get("names", ()))
    theirs = [(each["name"], each["sort"]) for each in listed.get("names", ())]
    called = words.sorts(language)
    return {
        "asked": [pieces(each, [name for name, _ in theirs]) for each in ours],
        "listed": [(pieces(name, ours), called.get(sort, sort)) for name, sort in theirs],
    }


def _reason(language: Language, each: dict[str, Any]) -> dict[str, Any]:
    share = each["share"]
    return {
        "share": words.signed(language, share),
        "way": language.say("for")
        if share > 0.0
        else language.say("against")
        if share < 0.0
        else language.say("neither"),
        "text": each["text"][language.code],
    }


def _clears(
    language: Language, view: PairView, asked: dict[str, Any], listed: dict[str, Any]
) -> list[dict[str, Any]]:
    differs = {each.what.value for each in view.may_clear}
    return [
        {
            "code": code,
            "title": title,
            "asked": asked.get(field, ()),
            "listed": listed.get(field, ()),
            "differs": code in differs,
        }
        for code, field, title in words.clears(language)
    ]


ROUTES = (queue, one)
"""The pages."""
