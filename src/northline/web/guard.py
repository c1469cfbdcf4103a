"""Who may ask: programs on this machine, and pages that this server itself handed out.

* The server binds loopback addresses only; others only where there are accounts, TLS and a name
  (`Front`); anything else is refused before it listens.
* While there is no account, and where the system tells whose program asks (Linux), it must be the
  same user's, or root's: it acts as the local operator.
* ``Host`` must name this machine or, where people sign in, be a name that the settings give it: a
  page elsewhere whose name was pointed at 127.0.0.1 (DNS rebinding) is refused, and so is, without
  accounts, whoever comes by way of a proxy.
* A path is taken as the router takes it, whatever slashes it holds too many, before any rule here or
  behind looks at how it begins or ends.
* ``Origin`` and ``Sec-Fetch-Site``, which a page cannot forge, must be this server's own.  A link
  on another site that somebody followed by their own hand shows them a page, in a window that the
  other site loses hold of; it never asks the API.
* What changes something must carry the header ``Northline-Client``.  A form or script of
  another site can send such a header only after asking (CORS preflight), and nobody is told
  yes: no CORS header is ever sent.

Every answer says in ``Northline-Exercise`` whether it comes from an exercise (LAW.md rule 12).
"""

import ipaddress
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from northline.records.errors import UsageError
from northline.web.neighbours import owner_of
from northline.web.problems import TYPE, Problem

CLIENT = "northline-client"
"""Header that every request which changes something must carry; any text."""

EXERCISE = b"northline-exercise"

_READS = frozenset({"GET", "HEAD", "OPTIONS"})

_FOR_PROGRAMS = ("/api/", "/metrics", "/map/", "/static/")
"""How the paths begin of what pages and programs ask for, and nobody opens by a link."""

_ALWAYS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

_TLS_ONLY = (b"strict-transport-security", b"max-age=31536000")
"""For a year, a browser that came by TLS comes by nothing else (RFC 6797, 7.2)."""

_NOTHING = b"default-src 'none'; frame-ancestors 'none'"
_OF_A_PAGE = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    b"connect-src 'self'; worker-src 'self'; font-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load and run: only what this server has, and no script inside the page (CSP 3).
Images of ``data:`` and ``blob:`` are those that the map draws itself."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine and no other."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """How a node is reached from other machines.

    Attributes:
        names: names of the node, as they stand in its certificate; none for this machine only.
        certificate: file of its certificate and those above it (PEM), or None.
        key: file of the certificate's key (PEM), or None.
    """

    names: tuple[str, ...] = ()
    certificate: str | None = None
    key: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether other machines may ask."""
        return bool(self.names) and self.certificate is not None and self.key is not None


LOCAL = Front()
"""This machine only."""


def bindable(host: str, front: Front = LOCAL, *, accounts: bool = False) -> str:
    """The host to listen on.

    Args:
        host: name or address.
        front: how the node may be reached.
        accounts: whether anybody has an account on it.

    Raises:
        UsageError: for any address that another machine can reach, unless people sign in there
            and nobody on the way can listen.
    """
    if is_loopback(host):
        return host
    if not accounts:
        raise UsageError(
            f"the pages are not served on {host!r}: without accounts, whoever reaches them acts as "
            "the local operator, so they are served on this machine only (127.0.0.1, ::1 or "
            "localhost). Make the first account with 'northline account setup'"
        )
    if not front.is_open:
        raise UsageError(
            f"the pages are not served on {host!r} without TLS: give [node] names, certificate and "
            "key in northline.toml, or serve this machine only (127.0.0.1, ::1 or localhost)"
        )
    return host


class Guard:
    """An ASGI application that lets through what may pass, and marks every answer.

    Attributes:
        app: the application behind it.
        exercise: whether the ledger is one of an exercise.
        front: how the node may be reached.
        asks_who: tells whether people sign in here; until then it is the local operator who asks.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        exercise: bool,
        front: Front = LOCAL,
        asks_who: Callable[[], bool] = lambda: False,
    ) -> None:
        self.app = app
        self.exercise = exercise
        self.front = front
        self.asks_who = asks_who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != ScopeType.HTTP:
            return  # no WebSocket is spoken here, and the server runs without a lifespan

        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        lasting = (_TLS_ONLY,) if self._is_by_name(scope, headers) else ()

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = (EXERCISE, b"true" if self.exercise else b"false")
                before = list(message.get("headers", []))
                policy = (b"content-security-policy", _policy(before))
                told = [*before, said, policy, *_ALWAYS, *lasting]
                message = {**message, "headers": told}
            await send(message)

        scope["path"] = plain_path(scope["path"])
        signed_in = self.asks_who()
        stranger = None if signed_in else _stranger(scope)
        names = self.front.names if signed_in else ()
        refused = stranger or refusal(str(scope["method"]), headers, scope["path"], names)
        if refused is None:
            await self.app(scope, receive, marked)
        else:
            await _refuse(refused, marked)

    def _is_by_name(self, scope: HTTPScope, headers: Mapping[str, str]) -> bool:
        """Whether it came by TLS to a name of the node.

        Not of this machine: browsers would take every other server on it for one with TLS, too.
        """
        name = _name(f"//{headers.get('host', '')}")
        own = {each.casefold() for each in self.front.names}
        by_tls = self.front.is_open and scope["scheme"] == "https"
        return by_tls and name.casefold() in own and not is_loopback(name)


def plain_path(path: str) -> str:
    """A path with one slash between its parts and none at its end, as the router takes it."""
    return "/" + "/".join(filter(None, path.split("/")))


def _policy(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The policy of an answer with these headers.

    A script has that of a page: where it runs as a worker, its own policy holds and not the page's.
    """
    acts = any(
        name.lower() == b"content-type" and value.startswith((b"text/html", b"text/javascript"))
        for name, value in headers
    )
    return _OF_A_PAGE if acts else _NOTHING


def refusal(
    method: str, headers: Mapping[str, str], path: str = "/", names: Collection[str] = ()
) -> Problem | None:
    """Why a request may not pass, or None.

    Args:
        method: the HTTP method.
        headers: its headers, names in lower case.
        path: what is asked for.
        names: names of the node beside those of this machine.
    """
    host = headers.get("host", "")
    name = _name(f"//{host}")
    if not is_loopback(name) and name.casefold() not in {each.casefold() for each in names}:
        return _problem(421, "misdirected", "the Host header must name this machine")
    site = headers.get("sec-fetch-site", "none")
    origin = headers.get("origin")
    if (site not in {"none", "same-origin"} and not _followed(method, headers, path)) or (
        origin is not None and urlsplit(origin).netloc.casefold() != host.casefold()
    ):
        return _problem(403, "another site", "pages of other sites may not ask this server")
    if method not in _READS and not headers.get(CLIENT, "").strip():
        return _problem(
            403,
            "no client header",
            "what changes something must carry the header Northline-Client, such as "
            "'Northline-Client: curl'; pages of other sites cannot send it",
        )
    return None


def _followed(method: str, headers: Mapping[str, str], path: str) -> bool:
    """Whether somebody followed a link to a page, by their own hand (Fetch Metadata, 2).

    A script of the other site that opens pages here by itself would have people look, on the
    audit, at what they never asked for.
    """
    return (
        method == "GET"
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
        and (headers.get("sec-fetch-user") == "?1" or _BACK.fullmatch(path) is not None)
        and not path.startswith(_FOR_PROGRAMS)
    )


_BACK = re.compile(r"/sign-in/openid/[a-z0-9-]+/back")
"""Where a provider sends people back to, sometimes by itself: without the ticket that their browser
was given when it left, nothing happens there (`northline.web.openid_routes`)."""


def _stranger(scope: HTTPScope) -> Problem | None:
    """Refuse the programs of other users of this machine, where the system tells whose it is."""
    client, server = scope["client"], scope["server"]
    if client is None or server is None or server[1] is None:
        return None
    owner = owner_of(client, (server[0], server[1]))
    if owner in {None, 0, os.getuid()}:
        return None
    return _problem(403, "another user", "only programs of the user who runs this server may ask")


def _name(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return ""
    return "" if "@" in parts.netloc else parts.hostname or ""


def _problem(status: int, title: str, detail: str) -> Problem:
    name = title.replace(" ", "-")
    return Problem(type=f"urn:northline:problem:{name}", title=title, status=status, detail=detail)


async def _refuse(problem: Problem, send: Send) -> None:
    body = msgspec.json.encode(problem)
    headers: list[tuple[bytes, bytes]] = [
        (b"content-type", TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    start: Any = {"type": "http.response.start", "status": problem.status, "headers": headers}
    end: Any = {"type": "http.response.body", "body": body, "more_body": False}
    await send(start)
    await send(end)
