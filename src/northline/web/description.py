"""The description of the API to programs: OpenAPI 3.1, with schemas from the declarations.

Litestar describes paths and parameters from the handlers; the shapes of answers come from the
record kinds themselves (`northline.records.schema.json_schema`) and the node's results.
"""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig

from northline.records.errors import NorthlineError
from northline.web.desk import ARROW, JSON, Desk
from northline.web.door import Doorkeeper
from northline.web.problems import TYPE
from northline.web.shapes import Shape, answer_shape, components, ref

TEXT = """\
One ledger of what was seen, what follows, and who decided. Answers are JSON; records also come as
an Arrow stream. Every answer carries Northline-Exercise. Errors are problem details (RFC 9457).
What may not be seen does not exist: it is answered 404."""

_NOT_MODIFIED = {"description": "What If-None-Match names is still the answer."}
_PROBLEM = {
    "description": "What is wrong, and what to do about it.",
    "content": {TYPE: {"schema": ref("Problem")}},
}
_CLIENT = {
    "name": "Northline-Client",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1},
    "description": "Who asks; a page of another site cannot send it.",
}
_MARK = {
    "Northline-Exercise": {
        "description": "Whether the answer comes from an exercise.",
        "schema": {"type": "string", "enum": ["true", "false"]},
    }
}


def describe(router: Router) -> dict[str, Any]:
    """The OpenAPI document of a router's routes."""
    app = _bare(router)
    document: dict[str, Any] = app.openapi_schema.to_schema()
    handlers = _handlers(app)
    for path, item in document["paths"].items():
        for method, operation in item.items():
            _complete(operation, handlers[path, method.upper()], method)
    shapes = document.setdefault("components", {}).setdefault("schemas", {})
    shapes.update(components())
    return document


def parameters(router: Router) -> dict[tuple[str, str], set[str]]:
    """(path, method) -> names of its query parameters."""
    app = _bare(router)
    document = app.openapi_schema.to_schema()
    return {
        (path, method.upper()): {
            each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"
        }
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def release() -> str:
    """The release that is running."""
    try:
        return version("northline")
    except PackageNotFoundError:
        return "0"


def _bare(router: Router) -> Litestar:
    """The routes with nothing behind them, only to be described."""
    config = OpenAPIConfig(
        title="Northline",
        version=release(),
        description=TEXT,
        use_handler_docstrings=True,
        render_plugins=(),
    )
    return Litestar(
        [router],
        dependencies={
            "desk": Provide(_nobody, sync_to_thread=False),
            "keeper": Provide(_no_keeper, sync_to_thread=False),
        },
        openapi_config=config,
        logging_config=None,
    )


def _nobody() -> Desk:
    raise NorthlineError("these routes are only described; nobody answers")


def _no_keeper() -> Doorkeeper:
    raise NorthlineError("these routes are only described; nobody answers")


def _complete(operation: dict[str, Any], handler: HTTPRouteHandler, method: str) -> None:
    """Say what an operation answers, and what it must be sent."""
    name = str(handler.opt["answer"])
    media = str(handler.opt.get("media", JSON))
    content: dict[str, Shape] = {media: {"schema": answer_shape(name)}}
    if name == "records":
        content[ARROW] = {"schema": {"type": "string", "format": "binary"}}
    for other in handler.opt.get("also", ()):
        content[str(other)] = {"schema": {"type": "string", "format": "binary"}}
    code = str(handler.status_code)
    operation["operationId"] = str(handler.handler_name).rpartition(".")[2]
    operation["responses"] = {
        code: {"description": "The answer.", "headers": _MARK, "content": content},
        "4XX": _PROBLEM,
        "5XX": _PROBLEM,
    }
    if "request" in handler.parsed_fn_signature.parameters and method == "get":
        operation["responses"]["304"] = _NOT_MODIFIED
    if method not in {"get", "head"}:
        operation.setdefault("parameters", []).append(_CLIENT)
    if "body" in handler.opt:
        media = str(handler.opt["body"])
        operation["requestBody"] = {
            "required": True,
            "content": {media: {"schema": {"type": "string", "format": "binary"}}},
        }
    del operation["deprecated"]


def _handlers(app: Litestar) -> dict[tuple[str, str], HTTPRouteHandler]:
    return {
        (path, method): handler
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods
        for path in [route.path_format]
    }
