"""Sign in: name, password and declared purpose, or an agency's own provider.

The page says nothing of who has an account, or of which purposes are whose: those it offers are
all that anybody here may declare.
"""

from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_303_SEE_OTHER

from northline.app.accounts import OWN, Accounts
from northline.app.settings_sign_in import SignInSettings
from northline.web.desk import Desk
from northline.web.door import Doorkeeper, said_of
from northline.web.language import Language, wanted
from northline.web.openid_routes import OpenId
from northline.web.pages.account_words import agency_name, purpose_name, sign_in_words
from northline.web.rendering import page

Asked = Request[Any, Any, Any]

PATH = "/sign-in"
USUAL = "/picture"
"""Where one comes to who was on the way to nowhere else."""

LONGEST = 2_000
"""Characters of the path that somebody was on the way to; a longer one is forgotten."""


@get(PATH, sync_to_thread=True, include_in_schema=False, opt={"open": True})
def sign_in(
    desk: NamedDependency[Desk],
    keeper: NamedDependency[Doorkeeper],
    openid: NamedDependency[OpenId],
    request: Asked,
    onward: Annotated[str, QueryParameter(name="next")] = "",
    why: Annotated[str, QueryParameter(max_length=20)] = "",
) -> Response[bytes]:
    """The page; who is signed in already goes on."""
    if desk.person is not None:
        usual = USUAL if desk.person.operator.roles else "/account"
        headers = {"Location": own_path(onward) or usual, "Cache-Control": "no-store"}
        return Response(b"", status_code=HTTP_303_SEE_OTHER, headers=headers)
    language = wanted(request)
    ways = openid.settings
    exist = keeper.accounts.exist()
    return page(
        desk,
        request,
        "sign_in.html",
        here="sign-in",
        texts=sign_in_words(language),
        exist=exist,
        local="local" in ways.methods,
        purposes=purposes(language, keeper.accounts, ways) if exist else [],
        providers=providers(language, ways, own_path(onward)),
        onward=own_path(onward),
        agency=agency_name(language, desk.node.host.agency),
        # A secret that opens nothing any more is one of a session that has ended.
        why=why if why in {"out", "ended"} else "ended" if said_of(request) else "",
    )


def own_path(text: str) -> str:
    r"""A path of this server that somebody was on the way to; empty where it is none.

    Browsers take a backslash for a slash and leave out what is no character, so that ``/\evil``
    and ``/<tab>/evil`` are other servers (WHATWG URL, 4.4).
    """
    plain = text.isascii() and text.isprintable() and "\\" not in text and " " not in text
    if not plain or not text.startswith("/") or text.startswith("//") or len(text) > LONGEST:
        return ""
    path = urlsplit(text).path
    return "" if path == PATH or path.startswith((f"{PATH}/", "/api/", "/static/")) else text


def purposes(language: Language, accounts: Accounts, ways: SignInSettings) -> list[tuple[str, str]]:
    """Every purpose that anybody may declare here, and what everybody may."""
    of_accounts = {
        purpose
        for account in accounts.list()
        if account.disabled is None
        for purpose in account.purposes
    }
    of_providers = {purpose for each in ways.openid for purpose in each.purposes}
    found = sorted(of_accounts | of_providers)
    return [(each, purpose_name(language, each)) for each in [*found, OWN]]


def providers(language: Language, ways: SignInSettings, onward: str) -> list[tuple[str, str]]:
    """The providers by which people may sign in: what each is called, and where that begins."""
    if "openid" not in ways.methods:
        return []
    return [
        (
            each.title[language.code],
            f"{PATH}/openid/{each.name}?{urlencode({'next': onward or USUAL})}",
        )
        for each in ways.openid
    ]


ROUTES = (sign_in,)
"""The page."""
