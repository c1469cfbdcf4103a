"""The API: every route under ``/api/v1``, over one open node.

docs/api.md says what each answers; `northline.web.description` says it to programs.
"""

from typing import Any

from litestar import Litestar, Request, Router, get
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from northline.app.node import Node
from northline.records.errors import NorthlineError, UsageError
from northline.web import catalogue_routes, findings_routes, ledger_routes, records_routes
from northline.web.description import describe, parameters
from northline.web.desk import Desk
from northline.web.guard import Guard
from northline.web.problems import answer_problem

ROOT = "/api/v1"

SMALL_BYTES = 64 * 1024
"""Bytes of any request that sends no feed."""


@get("/openapi.json", sync_to_thread=False, opt={"answer": "openapi"})
def openapi() -> dict[str, Any]:
    """This description."""
    return describe(router())


def router() -> Router:
    """Every route."""
    return Router(
        ROOT,
        route_handlers=[
            *ledger_routes.ROUTES,
            *catalogue_routes.ROUTES,
            *records_routes.ROUTES,
            *findings_routes.ROUTES,
            openapi,
        ],
    )


def api(node: Node) -> ASGIApp:
    """The API over an open node, behind its guard."""
    desk = Desk(node)
    known = parameters(router())

    def desk_of() -> Desk:
        return desk

    def refuse_unknown(request: Request[Any, Any, Any]) -> None:
        """A misspelt filter must not quietly give everything."""
        names = known.get((str(request.scope.get("path_template")), request.method))
        unknown = sorted(set(request.query_params) - (names or set()))
        if names is not None and unknown:
            raise UsageError(
                f"there is no parameter {', '.join(unknown)} here; there are "
                + (", ".join(sorted(names)) or "none")
            )

    served = Litestar(
        [router()],
        before_request=refuse_unknown,
        dependencies={"desk": Provide(desk_of, sync_to_thread=False)},
        exception_handlers={
            NorthlineError: answer_problem,
            HTTPException: answer_problem,
            Exception: answer_problem,
        },
        logging_config=None,
        openapi_config=None,
        request_max_body_size=SMALL_BYTES,
    )
    return Guard(served, exercise=node.exercise)
