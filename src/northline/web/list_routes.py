"""Routes of lists of sanctions and of terrorist entities: how old each is, who stands there, what changed."""

from typing import Annotated, Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from northline.app.screening.lists import (
    Version,
    changes,
    changes_told,
    entities,
    entity_told,
    list_told,
    lists,
    version_told,
)
from northline.records.errors import UnknownName
from northline.web.desk import Asked, Desk
from northline.web.problems import Missing

Edition = Annotated[
    str | None, QueryParameter(max_length=100, description="Version of the list; the newest.")
]
Language = Annotated[
    str | None,
    QueryParameter(max_length=2, description="Of a list in several languages, which one."),
]
Most = Annotated[int, QueryParameter(ge=1, le=10_000, description="At most so many entities.")]
Skipped = Annotated[int, QueryParameter(ge=0, description="Entities that are passed over.")]


@get("/lists", sync_to_thread=True, opt={"answer": "lists"})
def held_lists(desk: NamedDependency[Desk], request: Asked) -> Response[bytes]:
    """Lists that one may see, each with its versions, the newest first, and how old each is."""

    def make() -> dict[str, Any]:
        return {"lists": [list_told(each) for each in lists(desk.node)]}

    return desk.answer(request, make)


@get("/lists/{name:str}", sync_to_thread=True, opt={"answer": "list"})
def held_list(
    desk: NamedDependency[Desk],
    request: Asked,
    name: FromPath[str],
    edition: Edition = None,
    language: Language = None,
    limit: Most = 100,
    offset: Skipped = 0,
) -> Response[bytes]:
    """A list: its versions, and who stands on one of them, by name."""

    def make() -> dict[str, Any]:
        try:
            (view,) = lists(desk.node, name)
        except UnknownName as error:
            raise Missing from error
        version = _version(view.versions, edition, language)
        who = entities(desk.node, name, version.edition, version.language)
        return {
            **list_told(view),
            "version": version_told(version),
            "count": len(who),
            "entities": [entity_told(each) for each in who[offset : offset + limit]],
        }

    return desk.answer(request, make)


@get("/lists/{name:str}/changes", sync_to_thread=True, opt={"answer": "list-changes"})
def list_changes(
    desk: NamedDependency[Desk],
    request: Asked,
    name: FromPath[str],
    before: Annotated[
        str | None,
        QueryParameter(name="from", max_length=100, description="The earlier version."),
    ] = None,
    after: Annotated[
        str | None,
        QueryParameter(name="to", max_length=100, description="The later version; the newest."),
    ] = None,
    language: Language = None,
) -> Response[bytes]:
    """What a version of a list changes: who came, who went, and what is said otherwise of whom."""

    def make() -> dict[str, Any]:
        try:
            found = changes(desk.node, name, before=before, after=after, language=language)
        except UnknownName as error:
            raise Missing from error
        return changes_told(found)

    return desk.answer(request, make)


def _version(versions: tuple[Version, ...], edition: str | None, language: str | None) -> Version:
    """The version that is asked for; raises `Missing`."""
    for each in sorted(versions, key=lambda version: (-version.at, version.language != "en")):
        if edition in {None, each.edition} and language in {None, each.language}:
            return each
    raise Missing


ROUTES = (held_lists, held_list, list_changes)
