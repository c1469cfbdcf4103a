"""The site: pages, files, and the API, over one open node and behind its guard."""

from typing import Any
from urllib.parse import urlencode

from litestar import Litestar, Request, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_303_SEE_OTHER
from litestar.types import ASGIApp

from northline.app.accounts import Accounts
from northline.app.node import Node
from northline.app.settings_sign_in import SignInSettings
from northline.app.sign_in import accounts_of
from northline.records.errors import NorthlineError, UsageError
from northline.web import health_routes, map_routes, static_files
from northline.web.api import ROOT, router
from northline.web.description import parameters
from northline.web.desk import Desk
from northline.web.desks import Desks
from northline.web.door import (
    Door,
    Doorkeeper,
    PasswordDue,
    SignInNeeded,
    admission,
    person_of,
    said_of,
)
from northline.web.guard import LOCAL, Front, Guard
from northline.web.limits import Limits
from northline.web.openid_routes import OpenId
from northline.web.pages import ROUTES as PAGES
from northline.web.pages.errors import error_page
from northline.web.problems import answer_problem

SMALL_BYTES = 64 * 1024
"""Bytes of any request that sends no feed."""

Asked = Request[Any, Any, Any]


class Site:
    """An ASGI application; `close` ends its streams, so that the server can end.

    Attributes:
        desks: where requests are answered.
        accounts: who may sign in.
        app: the application.
    """

    def __init__(
        self,
        node: Node,
        accounts: Accounts | None = None,
        front: Front = LOCAL,
        sign_in: SignInSettings | None = None,
    ) -> None:
        self.accounts = accounts or accounts_of(node)
        self.desks = Desks(node)
        told = sign_in or SignInSettings()
        keeper = Doorkeeper(
            self.accounts, exercise=node.exercise, passwords="local" in told.methods
        )
        self.forget = keeper.forget
        openid = OpenId(told, node.folder)
        door = Door(_served(self.desks, keeper, openid), keeper)
        self.app: ASGIApp = Guard(
            Limits(door), exercise=node.exercise, front=front, asks_who=self.accounts.exist
        )

    @property
    def desk(self) -> Desk:
        """The desk of the local operator."""
        return self.desks.own

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one connection."""
        await self.app(scope, receive, send)

    def close(self) -> None:
        """End every stream."""
        self.desks.close()


def site(
    node: Node,
    accounts: Accounts | None = None,
    front: Front = LOCAL,
    sign_in: SignInSettings | None = None,
) -> Site:
    """The site over an open node.

    Args:
        node: the node, open for its local operator.
        accounts: who may sign in; None takes those of the node's home folder.
        front: under which names, and whether from elsewhere, it may be asked.
        sign_in: how people may sign in; with a password only, where nobody says.
    """
    return Site(node, accounts, front, sign_in)


def _served(desks: Desks, keeper: Doorkeeper, openid: OpenId) -> Litestar:
    known = parameters(router())

    def desk_of(request: Asked) -> Desk:
        return _desk(desks, keeper, request)

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
        return _page_of(error, desks, keeper, request)

    return Litestar(
        [
            router(),
            openid.router(),
            *health_routes.ROOT_ROUTES,
            *PAGES,
            *map_routes.ROUTES,
            *static_files.ROUTES,
        ],
        before_request=refuse_unknown,
        guards=[admission(keeper.accounts)],
        dependencies={
            "desk": Provide(desk_of, sync_to_thread=False),
            "keeper": Provide(lambda: keeper, sync_to_thread=False),
            "openid": Provide(lambda: openid, sync_to_thread=False),
        },
        exception_handlers={
            NorthlineError: answer_error,
            HTTPException: answer_error,
            Exception: answer_error,
        },
        logging_config=None,
        openapi_config=None,
        request_max_body_size=SMALL_BYTES,
    )


def _desk(desks: Desks, keeper: Doorkeeper, request: Asked) -> Desk:
    """The desk of who asks; of the local operator, while there is no account."""
    person, said, accounts = person_of(request), said_of(request), keeper.accounts

    def welcome() -> bool:
        return not accounts.exist() if person is None else keeper.person(said) == person

    return desks.of(person, welcome)


def _page_of(error: Exception, desks: Desks, keeper: Doorkeeper, request: Asked) -> Response[bytes]:
    """An error as a person sees it; who is not signed in is shown where that is done."""
    if isinstance(error, SignInNeeded):
        return _sent_on(f"/sign-in?{urlencode({'next': _here(request)})}")
    if isinstance(error, PasswordDue):
        return _sent_on("/account")
    if person_of(request) is None and keeper.accounts.exist():
        return answer_problem(request, error)  # a page would say who works here, and for whom
    return error_page(_desk(desks, keeper, request), request, error)


def _sent_on(path: str) -> Response[bytes]:
    return Response(
        b"", status_code=HTTP_303_SEE_OTHER, headers={"Location": path, "Cache-Control": "no-store"}
    )


def _here(request: Asked) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _is_page(request: Asked) -> bool:
    return "text/html" in request.headers.get("accept", "")
