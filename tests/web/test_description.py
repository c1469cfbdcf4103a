"""The description holds every route, points nowhere that is not there, and is documented."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from northline.records.kinds import kinds
from northline.web import api
from northline.web.api import router
from northline.web.description import describe
from northline.web.site import Site
from tests.web.asking import Api

METHODS = {"get", "post", "patch", "delete"}
DOCS = Path(__file__).parents[2] / "docs" / "api.md"


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for each in node.values():
            yield from references(each)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


def served(api: Api) -> set[tuple[str, str]]:
    site: Site = api._app
    guard: Any = site.app
    routes: Any = guard.app.app.app  # behind the guard stand the limits and the door
    return {
        (method.lower(), route.path_format)
        for route in routes.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods
        if method not in {"HEAD", "OPTIONS"} and route.path_format.startswith("/api/")
    }


def test_it_is_openapi_3_1_and_every_reference_resolves() -> None:
    document = json.loads(json.dumps(describe(router())))
    assert document["openapi"].startswith("3.1")
    for reference in references(document):
        target: Any = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        assert isinstance(target, dict)


def test_every_operation_has_a_name_a_text_and_its_path_parameters() -> None:
    found = list(operations(describe(router())))
    names = [operation["operationId"] for _, _, operation in found]
    assert len(names) == len(set(names))
    for method, path, operation in found:
        assert method in METHODS
        assert operation["description"].strip()
        named = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))
        good = [code for code in operation["responses"] if code.startswith("2")]
        assert len(good) == 1
        assert operation["responses"][good[0]]["content"]


def test_every_route_that_is_served_is_described_and_no_other(river: Api) -> None:
    described = {(method, path) for method, path, _ in operations(describe(router()))}
    assert served(river) == described
    assert river.document("/openapi.json")["paths"].keys() == describe(router())["paths"].keys()


def test_records_are_described_by_their_declarations() -> None:
    schemas = describe(router())["components"]["schemas"]
    for kind in kinds():
        assert set(schemas[kind.name]["properties"]) == set(kind.schema.names)


def test_every_route_and_parameter_is_documented() -> None:
    text = DOCS.read_text()
    for method, path, operation in operations(describe(router())):
        short = path.removeprefix("/api/v1")
        row = next((r for r in text.splitlines() if f"`{method.upper()} {short}`" in r), None)
        assert row is not None, f"{method.upper()} {short} is not in docs/api.md"
        for each in operation.get("parameters", ()):
            if each["in"] == "query":
                assert each["name"] in row, f"{each['name']} of {short} is not in docs/api.md"


def test_nothing_documented_is_missing() -> None:
    told = set(re.findall(r"`(GET|POST|PATCH|DELETE) (/[^`]+)`", DOCS.read_text()))
    there = {
        (method.upper(), path.removeprefix("/api/v1"))
        for method, path, _ in operations(describe(router()))
    }
    assert told == there


def test_there_is_no_page_that_loads_from_elsewhere(river: Api) -> None:
    for path in ("/schema", "/docs", "/openapi", "/"):
        assert river.get(path).status_code == 404


def test_it_is_made_once_and_sent_alike_to_everybody(
    asked: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked.get("/openapi.json")
    assert json.loads(first.content) == json.loads(json.dumps(describe(router())))
    monkeypatch.setattr(api, "describe", None)
    again = asked.get("/openapi.json")
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["content-type"] == "application/json"
