"""Pages from templates: one environment for each language, everything escaped."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.status_codes import HTTP_200_OK

from northline.web.desk import Desk
from northline.web.language import COOKIE, TONGUES, Language, wanted
from northline.web.static_files import asset

TEMPLATES = Path(__file__).parent / "templates"
HTML = "text/html"
YEAR = 365 * 24 * 3600

AT_HAND = 6
"""Pages that stand in the bar themselves; the others stand under *More*, so that it keeps to one line."""


@cache
def environment(language: Language) -> Environment:
    """The templates in one language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(language.texts, newstyle=True)  # type: ignore[attr-defined]
    # Jinja's own `_` takes every % for a place to put something in; ours only where it is given one.
    made.globals.update(
        _=language.say,
        language=language,
        asset=asset,
        pages=lambda: _pages(language),
        at_hand=AT_HAND,
    )
    made.filters.update(
        instant=language.instant, number=language.number, size=language.size, words=_words
    )
    return made


def page(
    desk: Desk,
    request: Request[Any, Any, Any],
    template: str,
    *,
    status: int = HTTP_200_OK,
    **context: Any,
) -> Response[bytes]:
    """A page, or a part of one, in the language that is wanted.

    Args:
        desk: where requests are answered.
        request: what was asked.
        template: name of the template.
        status: the HTTP status.
        context: what the template is told.
    """
    language = wanted(request)
    told = {
        "path": request.url.path,
        "other_language": _in_other_language(request, language),
        "exercise": desk.node.exercise,
        "operator": desk.node.operator,
        "person": desk.person,
        "csrf": desk.person.csrf if desk.person else "",
        **context,
    }
    text = environment(language).get_template(template).render(told)
    answer = Response(
        text.encode(),
        status_code=status,
        media_type=HTML,
        headers={
            "Content-Language": language.code,
            "Cache-Control": "private, no-store",
            "Vary": "Accept-Language, Cookie",
        },
    )
    if request.query_params.get("lang") in TONGUES:
        answer.set_cookie(
            COOKIE, language.code, max_age=YEAR, path="/", httponly=True, samesite="lax"
        )
    return answer


def _pages(language: Language) -> list[tuple[str, str]]:
    """The pages in the order of a watch: path and title."""
    return [
        ("picture", language.say("Picture")),
        ("findings", language.say("Findings")),
        ("patrol", language.say("Patrol")),
        ("sensors", language.say("Sensors")),
        ("units", language.say("Units")),
        ("coverage", language.say("Coverage")),
        ("outcomes", language.say("Outcomes")),
        ("screening", language.say("Screening")),
        ("health", language.say("Health")),
        ("sharing", language.say("Sharing")),
        ("audit", language.say("Audit")),
        ("rights", language.say("Requests")),
        ("exercise", language.say("Exercise")),
    ]


def _in_other_language(request: Request[Any, Any, Any], language: Language) -> str:
    """The address of this page in the other language, whatever else it names."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{request.url.path}?{urlencode([*kept, ('lang', language.other)])}"


def _words(texts: Mapping[str, str]) -> str:
    """Texts for the browser code, as JSON that may stand inside a script element."""
    return json.dumps(texts, ensure_ascii=True).replace("<", "\\u003c")
