"""Answers as OpenSanctions' yente gives them, so that a program which asks one can ask the other.

``{"responses": {"q1": {"status": 200, "results": [{"id", "caption", "schema", "properties", "datasets",
"score", "match", "explanations", ...}], "total", "query"}}, "limit"}``, and beside that what is ours: where
the screening is on record, its state, the lists that were asked, and what of the query was kept apart.
Source: the OpenAPI description of yente 4, https://api.opensanctions.org/openapi.json.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.screening.asking import Answer, ask
from northline.app.screening.explained import sentences
from northline.app.screening.held import DEFAULT, Listed
from northline.app.screening.params import ScreeningParams
from northline.app.screening.queries import KEPT_APART, Question, question
from northline.engines.screening.matching import Hit
from northline.records.errors import UsageError
from northline.records.listing import NameSort

if TYPE_CHECKING:
    from northline.app.opened import Opened

MOST_QUERIES = 200
"""Queries of one request; a file of more goes to ``screenings/bulk``."""

_ALIASES = {NameSort.ALIAS_LOW.value: "weakAlias", NameSort.FORMER.value: "previousName"}


class MatchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """One query of a request.

    Attributes:
        schema: of FollowTheMoney, such as ``Person``.
        properties: property -> values.
        id: a file number that names whoever is asked about for good, or None.
    """

    schema: str
    properties: dict[str, Any]
    id: str | None = None


class MatchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request: name of a query -> it.  Other members of yente's are taken and not used."""

    queries: dict[str, MatchQuery]


def match(
    node: "Opened", asked: MatchRequest, *, dataset: str = DEFAULT, params: ScreeningParams
) -> dict[str, Any]:
    """Ask the lists and answer as yente does; every answer is on record.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: for a query that cannot be asked, or a list that there is not for them.
    """
    if not 1 <= len(asked.queries) <= MOST_QUERIES:
        raise UsageError(f"a request has 1 to {MOST_QUERIES} queries")
    questions = []
    for name, each in asked.queries.items():
        named = (each.id or "").strip()
        try:
            made = question(named or name, each.schema, each.properties, lasting=bool(named))
        except UsageError as error:
            raise UsageError(f"query {name}: {error}") from error
        questions.append(made)
    answers = ask(node, questions, dataset=dataset, params=params)
    told = zip(asked.queries.items(), answers, strict=True)
    return {
        "responses": {name: _response(each, query, params) for (name, query), each in told},
        "limit": params.limit,
    }


def _response(each: Answer, query: MatchQuery, params: ScreeningParams) -> dict[str, Any]:
    said = each.screening
    results = [_result(hit, listed, params) for hit, listed in each.hits[: params.limit]]
    return {
        "status": 200,
        "results": results,
        "total": {"value": len(each.hits), "relation": "eq"},
        "query": {"id": query.id, "schema": query.schema, "properties": dict(query.properties)},
        "screening": said.id.hex(),
        "state": said.state.value,
        "reason": said.reason,
        "lists": dict(zip(said.lists, said.editions, strict=True)),
        "scored": said.scored,
        **apart(each.question),
    }


def apart(asked: Question) -> dict[str, Any]:
    """What of a question was kept apart, and what was of no use."""
    return {
        "kept_apart": {
            "properties": list(asked.apart),
            "text": dict(KEPT_APART) if asked.apart else {},
        },
        "ignored": list(asked.ignored),
    }


def _result(hit: Hit, listed: Listed, params: ScreeningParams) -> dict[str, Any]:
    reasons = {
        part.code: {
            "description": (text := sentences(part))["en"],
            "text": text,
            "score": part.share,
            "detail": _detail(part.args),
        }
        for part in hit.parts
    }
    return {
        "id": listed.key,
        "caption": listed.caption,
        "schema": listed.schema.value,
        "properties": _properties(listed),
        "datasets": [listed.list],
        "referents": [],
        "target": True,
        "score": hit.score,
        "rank": hit.rank,
        "match": hit.score >= params.threshold,
        "features": {part.code: part.share for part in hit.parts},
        "explanations": reasons,
    }


def _detail(args: Mapping[str, str | float]) -> str | None:
    told = [f"{name}: {value:g}" if isinstance(value, float) else f"{name}: {value}"
            for name, value in sorted(args.items())]  # fmt: skip
    return "; ".join(told) or None


def _properties(listed: Listed) -> dict[str, list[str]]:
    """What the list says, by properties of FollowTheMoney."""
    found: dict[str, list[str]] = {"name": [listed.caption]}
    for name, sort in listed.names:
        if name != listed.caption:
            found.setdefault(_ALIASES.get(sort, "alias"), []).append(name)
    rest = {
        "birthDate": listed.born,
        "birthPlace": listed.birth_places,
        "citizenship": listed.citizenships,
        "idNumber": listed.identifiers,
        "program": (listed.programme,) if listed.programme else (),
        "notes": (listed.remarks,) if listed.remarks else (),
        "sourceUrl": (listed.url,) if listed.url else (),
    }
    return found | {name: list(values) for name, values in rest.items() if values}
