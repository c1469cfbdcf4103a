"""Signing in at a provider: the browser goes there, comes back, and has a session.

::

    GET /sign-in/openid/rcmp?purpose=border-watch&next=/findings    to the provider
    GET /sign-in/openid/rcmp/back?code=...&state=...                back, with a session
    GET /sign-in/openid/rcmp/leave                                  to sign out there as well

What was begun stays here (`northline.app.openid.pending`) under a ticket, a cookie that no script
reads and that goes to this provider's pages alone.  It is ``SameSite=Lax``, for the browser comes
back from another site.  Both ways lead over a page that refreshes itself, not a redirect: a policy
of ``form-action 'self'`` forbids the one out, and after the one back the browser would still say
that another site sent it.

No record is read and nothing of the node is said on these pages, for nobody is signed in yet.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from litestar import Response, Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_502_BAD_GATEWAY,
)

from northline.app.openid.discovery import Provider
from northline.app.openid.flow import MINUTES, begin, finish, leaving
from northline.app.openid.mapping import attributes_of
from northline.app.openid.pending import Kept, Pending
from northline.app.settings_sign_in import SignInSettings
from northline.records.errors import (
    InputError,
    MissingDependency,
    NorthlineError,
    SignInRefused,
    UsageError,
)
from northline.records.units import Micros
from northline.web.aside import PROVIDERS
from northline.web.desk import Asked
from northline.web.door import Doorkeeper, cookie_of
from northline.web.language import wanted
from northline.web.rendering import HTML, environment
from northline.web.session_routes import address_of, agent_of, set_session

PATH = "/sign-in/openid"

_AWAY = (MissingDependency, InputError)
"""What is the provider's fault, and no answer to who somebody is."""


def _now() -> Micros:
    return Micros(time.time_ns() // 1000)


class OpenId:
    """The providers of a node, and the sign-ins under way.

    Attributes:
        settings: by what people sign in.
        providers: by name.
        pending: the sign-ins under way.
        clock: tells the present.
    """

    def __init__(
        self, settings: SignInSettings, ledger: Path | None, clock: Callable[[], Micros] = _now
    ) -> None:
        self.settings = settings
        told = settings.openid if "openid" in settings.methods else ()
        self.providers = {each.name: Provider(each, ledger) for each in told}
        self.pending = Pending()
        self.clock = clock

    def router(self) -> Router:
        """The routes; there are none of a provider that is not set up."""
        return Router(
            PATH,
            route_handlers=[to_provider, from_provider, out_of_provider],
            dependencies={"openid": Provide(lambda: self, sync_to_thread=False)},
        )


@get("/{name:str}", opt={"open": True})
async def to_provider(
    request: Asked,
    openid: NamedDependency[OpenId],
    keeper: NamedDependency[Doorkeeper],
    name: FromPath[str],
    purpose: Annotated[str, QueryParameter(max_length=200)] = "",
    onward: Annotated[str, QueryParameter(name="next", max_length=2_000)] = "/",
) -> Response[bytes]:
    """Begin a sign-in; without a purpose, to the first that the provider's people may declare."""
    return await PROVIDERS.do(
        address_of(request), lambda: _out(request, openid, keeper, name, purpose, onward)
    )


@get("/{name:str}/back", opt={"open": True})
async def from_provider(
    request: Asked,
    openid: NamedDependency[OpenId],
    keeper: NamedDependency[Doorkeeper],
    name: FromPath[str],
) -> Response[bytes]:
    """Finish a sign-in: the session is the same cookie that a password gives."""
    return await PROVIDERS.do(address_of(request), lambda: _in(request, openid, keeper, name))


@get("/{name:str}/leave", opt={"open": True})
async def out_of_provider(
    request: Asked,
    openid: NamedDependency[OpenId],
    keeper: NamedDependency[Doorkeeper],
    name: FromPath[str],
) -> Response[bytes]:
    """Sign out at the provider too, which asks whether that is meant; the session here is over."""
    return await PROVIDERS.do(address_of(request), lambda: _leave(request, openid, keeper, name))


def _out(
    request: Asked, openid: OpenId, keeper: Doorkeeper, name: str, purpose: str, onward: str
) -> Response[bytes]:
    provider = openid.providers.get(name)
    if provider is None:
        return _missing(request, keeper, name)
    try:
        if not keeper.accounts.exist():
            raise SignInRefused(
                "there is no account on this node yet; make the first administrator with "
                "'northline account setup'"
            )
        begun = begin(provider, _here(request, f"{PATH}/{name}/back"), openid.clock())
    except NorthlineError as error:
        return _refused(request, keeper, provider, error)
    declared = purpose or provider.settings.purposes[0]
    ticket = openid.pending.keep(Kept(begun, declared, onward if _is_ours(onward) else "/"))
    answer = _page(request, keeper, provider, "leaving", onward=begun.url)
    _set_ticket(request, answer, name, ticket, MINUTES * 60)
    return answer


def _in(request: Asked, openid: OpenId, keeper: Doorkeeper, name: str) -> Response[bytes]:
    provider = openid.providers.get(name)
    if provider is None:
        return _missing(request, keeper, name)
    now = openid.clock()
    try:
        kept = openid.pending.take(request.cookies.get(_ticket_of(request)[0], ""), name, now)
        claims = finish(provider, kept.begun, request.query_params.multi_items(), now)
        secret, _ = keeper.accounts.sign_in_by(
            claims.issuer,
            claims.subject,
            attributes_of(provider.settings, claims).given(),
            kept.purpose,
            address=address_of(request),
            agent=agent_of(request),
        )
    except NorthlineError as error:
        answer = _refused(request, keeper, provider, error)
    else:
        keeper.forget()
        answer = _page(request, keeper, provider, "back", onward=kept.onward)
        set_session(request, keeper, answer, secret)
    _set_ticket(request, answer, name, "", 0)
    return answer


def _leave(request: Asked, openid: OpenId, keeper: Doorkeeper, name: str) -> Response[bytes]:
    provider = openid.providers.get(name)
    if provider is None:
        return _missing(request, keeper, name)
    try:
        url = leaving(provider, _here(request, "/sign-in"), openid.clock())
        if url is None:
            raise InputError(f"provider {name} offers no way to sign out of it from here")
    except NorthlineError as error:
        return _refused(request, keeper, provider, error)
    return _page(request, keeper, provider, "leaving", onward=url)


def _here(request: Asked, path: str) -> str:
    """The address of a page of this server, under the name that the browser knows it by."""
    return f"{request.url.scheme}://{request.url.netloc}{path}"


def _is_ours(path: str) -> bool:
    """Whether a page that was wanted is one of this server's."""
    return (
        path.startswith("/")
        and not path.startswith(("//", "/\\", f"{PATH}/"))
        and path.isascii()
        and path.isprintable()
        and not set(path) & set("\\\"'<> ")
    )


def _ticket_of(request: Asked) -> tuple[str, bool]:
    """Name of the ticket's cookie, and whether only TLS may carry it (see `door.cookie_of`)."""
    name, secure = cookie_of(request.scope)
    return f"{'__Secure-' if secure else ''}{name.removeprefix('__Host-')}-openid", secure


def _set_ticket(
    request: Asked, answer: Response[bytes], provider: str, ticket: str, seconds: int
) -> None:
    name, secure = _ticket_of(request)
    path = f"{PATH}/{provider}"
    answer.set_cookie(
        name, ticket, max_age=seconds, path=path, httponly=True, secure=secure, samesite="lax"
    )


def _refused(
    request: Asked, keeper: Doorkeeper, provider: Provider, error: NorthlineError
) -> Response[bytes]:
    away = isinstance(error, _AWAY)
    status = HTTP_502_BAD_GATEWAY if away else HTTP_403_FORBIDDEN
    state = "away" if away else "refused"
    detail = str(error)
    if isinstance(error, UsageError):  # it may name files, and nobody is signed in
        detail = "its settings are wrong: 'northline up --check' says how"
    return _page(request, keeper, provider, state, status=status, detail=detail)


def _missing(request: Asked, keeper: Doorkeeper, name: str) -> Response[bytes]:
    detail = "there is no provider of this name in northline.toml"
    return _page(request, keeper, None, "refused", status=HTTP_404_NOT_FOUND, detail=detail)


def _page(
    request: Asked,
    keeper: Doorkeeper,
    provider: Provider | None,
    state: str,
    *,
    status: int = HTTP_200_OK,
    **context: Any,
) -> Response[bytes]:
    language = wanted(request)
    told = {
        "state": state,
        "provider": "" if provider is None else provider.settings.title[language.code],
        "exercise": keeper.exercise,
        "onward": "",
        "detail": "",
        **context,
    }
    text = environment(language).get_template("openid.html").render(told)
    headers = {"Content-Language": language.code, "Cache-Control": "no-store"}
    return Response(text.encode(), status_code=status, media_type=HTML, headers=headers)
