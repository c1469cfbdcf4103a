"""The site: pages, files, and the API, over one open node and behind its guard."""

from typing import Any

from litestar import Litestar, Request, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from northline.app.node import Node
from northline.records.errors import NorthlineError, UsageError
from northline.web import health_routes, map_routes, static_files
from northline.web.api import ROOT, router
from northline.web.description import parameters
from northline.web.desk import Desk
from northline.web.guard import Guard
from northline.web.limits import Limits
from northline.web.pages import ROUTES as PAGES
from northline.web.pages.errors import error_page
from northline.web.problems import answer_problem

SMALL_BYTES = 64 * 1024
"""Bytes of any request that sends no feed."""

Asked = Request[Any, Any, Any]


class Site:
    """An ASGI application; `close` ends its streams, so that the server can end.

    Attributes:
        desk: where requests are answered.
        app: the application.
    """

    def __init__(self, node: Node) -> None:
        self.desk = Desk(node)
        self.app: ASGIApp = Guard(Limits(_served(self.desk)), exercise=node.exercise)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one connection."""
        await self.app(scope, receive, send)

    def close(self) -> None:
        """End every stream."""
        self.desk.close()


def site(node: Node) -> Site:
    """The site over an open node."""
    return Site(node)


def _served(desk: Desk) -> Litestar:
    known = parameters(router())

    def desk_of() -> Desk:
        return desk

    def refuse_unknown(request: Asked) -> None:
        """A misspelt filter must not quietly give everything."""
        names = known.get((str(request.scope.get("path_template")), request.method))
        unknown = sorted(set(request.query_params) - (names or set()))
        if names is not None and unknown:
            raise UsageError(
                f"there is no parameter {', '.join(unknown)} here; there are "
                + (", ".join(sorted(names)) or "none")
            )

    def answer_error(request: Asked, error: Exception) -> Response[bytes]:
        """To programs as problem details, to people as a page."""
        if request.url.path.startswith(f"{ROOT}/") or not _is_page(request):
            return answer_problem(request, error)
        return error_page(desk, request, error)

    return Litestar(
        [router(), *health_routes.ROOT_ROUTES, *PAGES, *map_routes.ROUTES, *static_files.ROUTES],
        before_request=refuse_unknown,
        dependencies={"desk": Provide(desk_of, sync_to_thread=False)},
        exception_handlers={
            NorthlineError: answer_error,
            HTTPException: answer_error,
            Exception: answer_error,
        },
        logging_config=None,
        openapi_config=None,
        request_max_body_size=SMALL_BYTES,
    )


def _is_page(request: Asked) -> bool:
    return "text/html" in request.headers.get("accept", "")
