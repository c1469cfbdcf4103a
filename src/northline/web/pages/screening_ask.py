"""Asking the lists on a page, and what one question was answered: its state kept apart from others."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from northline.app.permitting import may_here
from northline.app.screening.held import DEFAULT
from northline.app.screening.lists import lists
from northline.app.screening.pairs import candidates
from northline.app.screening.recorded import OPERATION, ScreeningView, one_screening, told
from northline.records.errors import UsageError
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages import screening_words as words
from northline.web.pages.marking_words import marking_words
from northline.web.pages.screening import blind_to, closed, head
from northline.web.problems import Missing
from northline.web.rendering import page

Asking = Request[Any, Any, Any]

REFERABLE = frozenset({"possible", "match", "cannot-tell"})
"""States on which somebody may be referred (`northline.app.screening.referrals` holds to it)."""


@get("/screening/ask", sync_to_thread=True, include_in_schema=False)
def ask(desk: NamedDependency[Desk], request: Asking) -> Response[bytes]:
    """The form."""
    language, node = wanted(request), desk.node
    if not may_here(node, OPERATION):
        return closed(desk, request, "/screening/ask")
    called, means = words.states(language), words.state_means(language)
    return page(
        desk,
        request,
        "screening_ask.html",
        **head(language, "/screening/ask"),
        schemas=list(words.schemas(language).items()),
        numbers=words.numbers(language),
        lists=[each.name for each in lists(node)],
        default=DEFAULT,
        threshold=language.number(desk.screening.threshold, 2),
        states=[(words.STATE_SIGNS[code], called[code], means[code]) for code in called],
    )


@get("/screening/asked/{id:str}", sync_to_thread=True, include_in_schema=False)
def answered(desk: NamedDependency[Desk], request: Asking, id: FromPath[str]) -> Response[bytes]:
    """What one question was answered."""
    language, node = wanted(request), desk.node
    if not may_here(node, OPERATION):
        return closed(desk, request, "/screening/ask")
    try:
        view = one_screening(node, id)
    except UsageError as error:
        raise Missing from error
    said, own, blind = told(view), view.screening, blind_to(desk)
    hidden = bool(blind.keys() & set(own.candidates))
    state = own.state.value if hidden else view.state.value
    reason = own.reason or ""
    return page(
        desk,
        request,
        "screening_answer.html",
        **head(language, "/screening/ask"),
        id=own.id.hex(),
        own=own,
        state=state,
        hidden=hidden,
        sign=words.STATE_SIGNS[state],
        word=words.states(language)[state],
        means=words.state_means(language)[state],
        reason=reason,
        reason_word=words.reasons_not(language, reason),
        schema=words.schemas(language)[own.schema.value],
        lists=list(zip(own.lists, own.editions, strict=True)),
        threshold=language.number(own.threshold, 2),
        scored=language.number(own.scored),
        apart=[title for _, field, title in words.clears(language) if getattr(own, field)],
        rows=_rows(desk, language, view, said, blind),
        may_refer=may_here(node, "referrals") and state in REFERABLE,
        marking=marking_words(
            language, node.ledger.markings_now({own.id: int(own.marking)})[own.id]
        ),
    )


def _rows(
    desk: Desk,
    language: Language,
    view: ScreeningView,
    said: dict[str, Any],
    blind: dict[bytes, bytes],
) -> list[dict[str, Any]]:
    """Candidates, the most likely first, each with its reasons."""
    own = view.screening
    captions = {each.id: each for each in candidates(desk.node)}
    rows = []
    for place, id in enumerate(own.candidates):
        pair, state = captions.get(id), view.pairs[place].value
        rows.append(
            {
                "id": blind.get(id, id).hex(),
                "shown": pair is not None,
                "caption": "" if pair is None else pair.caption,
                "name": "" if pair is None else pair.name,
                "entity": own.entities[place],
                "score": language.number(own.scores[place], 2),
                "sign": words.STATE_SIGNS[state],
                "state": words.states(language)[state],
                "blind": id in blind,
                "reasons": [
                    (words.signed(language, each["share"]), each["text"][language.code])
                    for each in said["explanations"][place]
                ],
            }
        )
    return rows


ROUTES = (ask, answered)
"""The pages."""
