"""Lists of sanctions and of terrorist entities in a terminal: how old each is, and what changed."""

from collections.abc import Iterator
from typing import Annotated, Any

from cyclopts import Parameter

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import facts, table
from northline.records.errors import UsageError

VERSIONS = (
    "list",
    "edition",
    "language",
    "as_of",
    "dated",
    "entities",
    "names",
    "received",
    "marking",
)
ENTITIES = ("entity", "schema", "name", "names", "programme", "listed")
SHOWN = 50
"""Entities that people are shown unless they say otherwise; scripts get all."""


def lists(
    name: str | None = None,
    /,
    *,
    changes: Flag = False,
    before: Annotated[str | None, Parameter(name="--from")] = None,
    after: Annotated[str | None, Parameter(name="--to")] = None,
    language: str | None = None,
    entities: Flag = False,
    limit: int | None = None,
    options: Options = PLAIN,
) -> int:
    """List the lists that one may see, with their versions and how old each is.

    Args:
        name: Only this list.
        changes: Tell what its newest version changes: who came, who went, what is said otherwise.
        before: With --changes, the earlier version by its edition; otherwise the one before the later.
        after: With --changes, the later version; with --entities, which one; otherwise the newest.
        language: Of a list in several languages, which one; otherwise English, if it is held.
        entities: Show who stands on it.
        limit: At most so many entities.
    """
    from northline.app.screening.lists import (
        changes as changed,
    )
    from northline.app.screening.lists import (
        changes_told,
        entity_told,
        list_told,
        version_told,
    )
    from northline.app.screening.lists import entities as standing
    from northline.app.screening.lists import lists as every

    if (changes or entities or before or after or language) and name is None:
        raise UsageError("say of which list; 'northline lists' shows those there are")
    if before and not changes:
        raise UsageError("--from goes with --changes")
    with opened(options) as node:
        if changes and name is not None:
            found = changes_told(changed(node, name, before=before, after=after, language=language))
            return answer(options, found, _changes(found), exercise=node.exercise)
        views = every(node, name)
        if not entities:
            told = [list_told(each) for each in views]
            rows = [{"list": e["list"], **version} for e in told for version in e["versions"]]
            return answer(options, {"lists": told}, table(rows, VERSIONS), exercise=node.exercise)
        (view,) = views
        version = next(
            (
                each
                for each in sorted(view.versions, key=lambda v: (-v.at, v.language != "en"))
                if after in {None, each.edition} and language in {None, each.language}
            ),
            None,
        )
        if version is None:
            raise UsageError(
                f"there is no such version of {name}; 'northline lists {name}' shows them"
            )
        who = [entity_told(e) for e in standing(node, view.name, version.edition, version.language)]
        document = {"list": name, "version": version_told(version), "count": len(who)}
        shown = who[: SHOWN if limit is None and not options.json else limit]
        lines = table([_row(each) for each in shown], ENTITIES)
        return answer(options, {**document, "entities": shown}, lines, exercise=node.exercise)


def _row(told: dict[str, Any]) -> dict[str, Any]:
    """An entity as a line of a table."""
    said = {field: "; ".join(values) for field, values in told["facts"].items()}
    return {**said, "entity": told["entity"], "name": told["name"], "names": len(told["names"])}


def _changes(told: dict[str, Any]) -> Iterator[str]:
    yield from facts(
        {
            "list": told["list"],
            "from": f"{told['from']['edition']}: {told['from']['age']['en']}",
            "to": f"{told['to']['edition']}: {told['to']['age']['en']}",
        }
    )
    yield ""
    for part in ("added", "amended", "removed"):
        yield from (each["said"]["en"] for each in told[part])
    yield told["said"]["en"]
    if told["caution"] is not None:
        yield told["caution"]["en"]
