"""Who asks: the local operator, somebody who signed in, or a program with a token.

Nothing is answered to nobody.  What a route says of itself in ``opt``:

* ``open``: answers anybody; every other route is for a person;
* ``scope``: which scope a token needs (`scope_of`);
* ``own``: about nothing but one's own account, so that no role is needed;
* ``always``: answers even who must change the password first.

* While a node has no account, whoever may pass the guard (`northline.web.guard`) is the local
  operator.  With the first account that ends, for good: the pages ask who one is.
* A session is a cookie that no script reads (``HttpOnly``) and no other site sends along with
  what changes something (``SameSite=Lax``); what changes something must carry the session's own
  token as well (header ``Northline-Csrf``; OWASP, synchroniser token).
* A token is sent as ``Authorization: Bearer`` (RFC 6750, 2.1), and never in an address.

Who it is, is asked of the accounts anew every second at the latest: a session that was revoked,
and rights that were taken away, end everywhere within that time, in open streams too.
"""

import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from northline.app.accounts import Accounts, Person
from northline.app.accounts import Scope as TokenScope
from northline.app.accounts.person import EVERYTHING
from northline.records.errors import NotPermitted

CSRF = "northline-csrf"
"""Header that carries a session's own token; the page tells it to its scripts."""

PERSON, SECRET = "northline.person", "northline.secret"
"""Where the door leaves who asks, in the scope of a connection: a `Person` or None, and how they
said it."""

KNOWN_SECONDS, MOST_KNOWN = 1.0, 1_000
"""How long, and of how many, the door knows who it is without asking again."""

_READS = frozenset({"GET", "HEAD", "OPTIONS"})

_BY_ITSELF = frozenset(
    {
        "/api/v1/health/page",
        "/api/v1/picture/alerts",
        "/api/v1/picture/stream",
        "/api/v1/session",
        "/findings/news",
        "/health/now",
    }
)
"""What an open page asks without anybody doing anything: no use of a session, which would then never
be idle.  A page says when somebody does something (`session_routes.use`)."""


class SignInNeeded(HTTPException):
    """Nobody is signed in, or not any more."""

    status_code = 401


class OutOfScope(HTTPException):
    """The token was not issued for this."""

    status_code = 403


class CsrfMissing(HTTPException):
    """What changes something came without the session's own token."""

    status_code = 403


class PasswordDue(HTTPException):
    """The password was set by somebody else, or has run out, and must be changed first."""

    status_code = 403


class Doorkeeper:
    """Knows who shows which secret; asks the accounts again after `KNOWN_SECONDS`.

    Attributes:
        accounts: the accounts of the node.
        exercise: whether its ledger is one of an exercise.
        passwords: whether people may sign in with a password, or only at a provider.
    """

    def __init__(
        self,
        accounts: Accounts,
        *,
        exercise: bool,
        passwords: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.accounts = accounts
        self.exercise = exercise
        self.passwords = passwords
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, Person | None, bool]] = OrderedDict()

    def person(self, said: tuple[str, str] | None, *, used: bool = False) -> Person | None:
        """Who says so, or None.

        Args:
            said: ``session`` or ``token``, and its secret.
            used: whether somebody does something with it; a page that asks by itself does not.
        """
        if said is None:
            return None
        how, secret = said
        digest = hashlib.blake2b(f"{how}:{secret}".encode(), digest_size=16).digest()
        now = self._clock()
        known = self._known.get(digest)
        if known is not None and 0 <= now - known[0] < KNOWN_SECONDS and (known[2] or not used):
            return known[1]
        if how == "token":
            found = self.accounts.person_of_token(secret)
        else:
            found = self.accounts.person_of_session(secret, used=used)
        self._known[digest] = now, found, used
        self._known.move_to_end(digest)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return found

    def forget(self) -> None:
        """Ask the accounts again about everybody: somebody signed out, or was signed out."""
        self._known.clear()


class Door:
    """An ASGI application that finds out who asks, and hands on to another.

    Attributes:
        app: the application behind it.
        keeper: knows who it is.
    """

    def __init__(self, app: ASGIApp, keeper: Doorkeeper) -> None:
        self.app = app
        self.keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == ScopeType.HTTP:
            kept: Any = scope
            kept[SECRET] = said = _said(Request(scope))
            kept[PERSON] = self.keeper.person(said, used=scope["path"] not in _BY_ITSELF)
        await self.app(scope, receive, send)


def cookie_of(scope: Scope) -> tuple[str, bool]:
    """Name of the session's cookie, and whether only TLS may carry it.

    Browsers send the cookies of every server on a machine to each of them, whatever its port, so
    the port stands in the name; over TLS ``__Host-`` holds it to this very host (RFC 6265bis).
    """
    server = scope["server"]
    port = 0 if server is None else server[1]
    if scope["scheme"] == "https":
        return f"__Host-northline-{port}", True
    return f"northline-{port}", False


def person_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Person | None:
    """Who asks, as the door found out."""
    found: Person | None = dict(connection.scope).get(PERSON)  # type: ignore[assignment]
    return found


def said_of(connection: ASGIConnection[Any, Any, Any, Any]) -> tuple[str, str] | None:
    """The secret of the session or token that was shown, and which of the two it is."""
    found: Any = dict(connection.scope).get(SECRET)
    return None if found is None else (found[0], found[1])


def admission(accounts: Accounts) -> Callable[[Any, BaseRouteHandler], None]:
    """What every route asks before it answers: whether it may answer who asks.

    Args:
        accounts: the accounts of the node; while there is none, the local operator may.
    """

    def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        if handler.opt.get("open"):
            return
        person = person_of(connection)
        if person is None:
            if accounts.exist():
                raise SignInNeeded(
                    detail="sign in first, or send a token as 'Authorization: Bearer nlt_...'",
                    headers={"WWW-Authenticate": 'Bearer realm="northline"'},
                )
            return
        if person.must_change and not handler.opt.get("always"):
            raise PasswordDue(detail="change your password first: /account")
        method = str(connection.scope["method"])  # type: ignore[typeddict-item]
        _check_scope(person, handler, scope_of(handler, method))
        if person.session and method not in _READS:
            told = connection.headers.get(CSRF, "")
            if not hmac.compare_digest(told.encode(), person.csrf.encode()):
                raise CsrfMissing(
                    detail="what changes something must carry the session's own token in the "
                    "header Northline-Csrf; GET /api/v1/session tells it"
                )

    return admit


def _check_scope(person: Person, handler: BaseRouteHandler, scope: str) -> None:
    """Whether this may be asked at all; what may be seen of it, roles and markings say."""
    if EVERYTHING not in person.scopes and scope not in person.scopes:
        raise OutOfScope(
            detail=f"this needs a token with the scope {scope}; this one has "
            + (", ".join(person.scopes) or "none")
        )
    if handler.opt.get("own"):
        return
    if not person.operator.roles:
        raise NotPermitted(
            "your account holds no role on this node, so that it sees nothing but itself; ask an "
            "administrator for one"
        )
    if scope == TokenScope.ADMINISTER and not person.may(scope):
        raise NotPermitted("this is for an administrator")


def scope_of(handler: BaseRouteHandler, method: str) -> str:
    """The scope that a token needs for a route: ``read`` to ask, and what the route names to do.

    A route that changes something and names no scope is for nobody but an administrator's token.
    """
    named = handler.opt.get("scope")
    return str(named) if named else "read" if method in _READS else "administer"


def _said(request: Request[Any, Any, Any]) -> tuple[str, str] | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        # Whoever shows a token is not taken for whose cookie a browser may send along.
        return ("token", token.strip()) if scheme.lower() == "bearer" else ("token", "")
    secret = request.cookies.get(cookie_of(request.scope)[0])
    return ("session", secret) if secret else None
