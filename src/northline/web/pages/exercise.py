"""The exercise: a console while it is played, its score when it is over, and the day played again."""

from collections import Counter
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_403_FORBIDDEN

from northline.app.exercise_told import known, may_see, score_of, state_of, truth_of
from northline.records.time import parse_instant
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.exercise_views import bar_rows, blocks, rows, strip
from northline.web.pages.exercise_words import browser_words, roles, stages, why_missed
from northline.web.rendering import page

Asked = Request[Any, Any, Any]

RUNNING = frozenset({"ready", "playing", "settling", "scored"})
"""Stages in which the console asks for itself again."""


@get("/exercise", sync_to_thread=True, include_in_schema=False)
def exercise(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """The console, and the score when it is over."""
    return _console(desk, request, "exercise.html")


@get("/exercise/now", sync_to_thread=True, include_in_schema=False)
def exercise_now(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """What the console holds, as it is now: asked for by the page itself."""
    return _console(desk, request, "exercise_now.html")


def _console(desk: Desk, request: Asked, template: str) -> Response[bytes]:
    if desk.node.exercise and not may_see(desk.node):
        return _closed(desk, request)
    language = wanted(request)
    state, score = state_of(desk.node), score_of(desk.node)
    return page(
        desk,
        request,
        template,
        here="exercise",
        state=state,
        stage=None if state is None else stages(language).get(state.stage, state.stage),
        running=state is not None and state.stage in RUNNING,
        clock=None if state is None else _clock(language, state.start, state.second),
        updated=None if state is None else language.instant(parse_instant(state.updated)),
        score=score,
        bars=[] if score is None else bar_rows(language, score),
        blocks=[] if score is None else blocks(language, score),
        counts=_counts(desk, language),
        scenarios=[(each.name, each.fr if language.code == "fr" else each.en) for each in known()],
        title=None if state is None else (state.fr if language.code == "fr" else state.en),
    )


@get("/exercise/after", sync_to_thread=True, include_in_schema=False)
def exercise_after(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """The day again: what was true beside what was found, only when it is over."""
    if desk.node.exercise and not may_see(desk.node):
        return _closed(desk, request)
    language = wanted(request)
    state, truth = state_of(desk.node), truth_of(desk.node)
    if state is None or truth is None:
        return page(desk, request, "exercise_hidden.html", here="exercise", state=state)
    left_out = Counter((each["role"], each["why"]) for each in truth["left_out"])
    return page(
        desk,
        request,
        "exercise_after.html",
        here="exercise",
        texts=browser_words(language),
        state=state,
        title=state.fr if language.code == "fr" else state.en,
        truth=truth,
        strip=strip(language, truth),
        rows=rows(language, truth),
        counts=_counts(desk, language),
        left_out=[
            (roles(language).get(role, role), why_missed(language).get(why, why), count)
            for (role, why), count in left_out.items()
        ],
        wobbles=len(truth["wobbles"]),
    )


def _counts(desk: Desk, language: Language) -> dict[str, int]:
    """How many rows of each sort the after-action page has; nothing before the end."""
    truth = truth_of(desk.node)
    return {} if truth is None else Counter(row.sort for row in rows(language, truth))


def _clock(language: Language, start: str, second: float) -> str:
    return language.instant(Micros(parse_instant(start) + round(second) * 10**6))


def _closed(desk: Desk, request: Asked) -> Response[bytes]:
    return page(desk, request, "exercise_closed.html", status=HTTP_403_FORBIDDEN, here="exercise")


ROUTES = (exercise, exercise_now, exercise_after)
"""The pages."""
