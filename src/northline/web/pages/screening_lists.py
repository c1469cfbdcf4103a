"""Lists that one may see: how old each is, its versions, and what changed between two."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_400_BAD_REQUEST

from northline.app.screening.lists import (
    ListView,
    Version,
    changes,
    changes_told,
    lists,
    version_told,
)
from northline.records.errors import UnknownName, UsageError
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages import screening_words as words
from northline.web.pages.marking_words import marking_words
from northline.web.pages.screening import head
from northline.web.problems import Missing
from northline.web.rendering import page

Asking = Request[Any, Any, Any]
Edition = Annotated[str, QueryParameter(max_length=100)]

SHOWN = 200
"""Entities of each sort of change on the page."""


@get("/screening/lists", sync_to_thread=True, include_in_schema=False)
def held_lists(desk: NamedDependency[Desk], request: Asking) -> Response[bytes]:
    """The lists."""
    language = wanted(request)
    return page(
        desk,
        request,
        "screening_lists.html",
        **head(language, "/screening/lists"),
        rows=[
            {"name": each.name, "newest": _version(language, each.versions[0]), "count": len(each.versions)}
            for each in lists(desk.node)
        ],
    )  # fmt: skip


@get("/screening/lists/{name:str}", sync_to_thread=True, include_in_schema=False)
def one_list(
    desk: NamedDependency[Desk],
    request: Asking,
    name: FromPath[str],
    before: Annotated[str, QueryParameter(name="from", max_length=100)] = "",
    after: Annotated[str, QueryParameter(name="to", max_length=100)] = "",
    spoken: Annotated[str, QueryParameter(name="language", max_length=2)] = "",
) -> Response[bytes]:
    """One list: its versions, and what changed between two of them."""
    language = wanted(request)
    try:
        (view,) = lists(desk.node, name)
    except UnknownName as error:
        raise Missing from error
    spoken = spoken or _usual(language, view)
    changed: dict[str, Any] | None = None
    wrong = False
    try:
        found = changes(
            desk.node, name, before=before or None, after=after or None, language=spoken
        )
        changed = _changed(language, changes_told(found))
    except (UsageError, UnknownName):
        wrong = bool(before or after)
    return page(
        desk,
        request,
        "screening_list.html",
        status=HTTP_400_BAD_REQUEST if wrong else HTTP_200_OK,
        **head(language, "/screening/lists"),
        name=name,
        versions=[_version(language, each) for each in view.versions],
        editions=list(
            dict.fromkeys(e.edition for e in view.versions if (e.language or "") == spoken)
        ),
        languages=sorted({each.language or "" for each in view.versions}),
        spoken=spoken,
        wrong=wrong,
        changed=changed,
    )


def _usual(language: Language, view: ListView) -> str:
    """The reader's language where the list has it, else English, else the first."""
    spoken = sorted({each.language or "" for each in view.versions}, key=lambda w: (w != "en", w))
    return language.code if language.code in spoken else spoken[0]


def _version(language: Language, each: Version) -> dict[str, Any]:
    said = version_told(each)
    return {
        "edition": each.edition,
        "language": each.language or "",
        "age": said["age"][language.code],
        "undated": each.as_of is None,
        "received": words.clock(language, each.received),
        "sources": ", ".join(each.sources),
        "entities": language.number(each.entities),
        "names": language.number(each.names),
        "marking": "" if each.marking is None else marking_words(language, each.marking),
    }


def _changed(language: Language, said: dict[str, Any]) -> dict[str, Any]:
    code = language.code
    return {
        "from": said["from"]["edition"],
        "to": said["to"]["edition"],
        "said": said["said"][code],
        "caution": "" if said["caution"] is None else said["caution"][code],
        "sorts": [
            {
                "code": sort,
                "title": title,
                "lines": [each["said"][code] for each in said[sort][:SHOWN]],
                "more": max(len(said[sort]) - SHOWN, 0),
            }
            for sort, title in (
                ("added", language.say("Added")),
                ("amended", language.say("Amended")),
                ("removed", language.say("Removed")),
            )
        ],
    }


ROUTES = (held_lists, one_list)
"""The pages."""
