"""Accounts: where an administrator keeps the accounts of everybody on this node."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from northline.app.accounts import Account
from northline.app.powers import AGENCIES, GROUPS, ROLES
from northline.records.errors import UnknownName
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.door import Doorkeeper
from northline.web.language import Language, wanted
from northline.web.pages.account import token_rows
from northline.web.pages.account_words import (
    agency_name,
    browser_words,
    group_name,
    levels,
    purpose_name,
    role_words,
)
from northline.web.problems import Missing
from northline.web.rendering import page

Asked = Request[Any, Any, Any]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An account as a row, in words.

    Attributes:
        name: with which one signs in.
        person: the person's name.
        agency: the agency acted for.
        roles: what the roles held are called.
        seen: when a session that is open was last used, us, or None.
        state: ``open``, ``disabled``, or ``due`` where the password must be changed first.
    """

    name: str
    person: str
    agency: str
    roles: list[str]
    seen: Micros | None
    state: str


@get("/accounts", sync_to_thread=True, include_in_schema=False, opt={"scope": "administer"})
def accounts(
    desk: NamedDependency[Desk], keeper: NamedDependency[Doorkeeper], request: Asked
) -> Response[bytes]:
    """All accounts, and the form for another."""
    if desk.person is None:  # there are none to keep; Account says what that means
        return _to_own()
    language = wanted(request)
    seen: dict[str, Micros] = {}
    for each in keeper.accounts.sessions():
        seen[each.account] = max(each.seen, seen.get(each.account, each.seen))
    return page(
        desk,
        request,
        "account_list.html",
        here="accounts",
        texts=browser_words(language),
        rows=[_row(language, each, seen) for each in keeper.accounts.list()],
        local=desk.node.host,
        **_choices(language),
    )


@get("/accounts/{name:str}", sync_to_thread=True, include_in_schema=False,
     opt={"scope": "administer"})  # fmt: skip
def one(
    desk: NamedDependency[Desk],
    keeper: NamedDependency[Doorkeeper],
    request: Asked,
    name: FromPath[str],
) -> Response[bytes]:
    """One account, and what can be done with it."""
    if desk.person is None:
        return _to_own()
    language = wanted(request)
    try:
        kept = keeper.accounts.get(name)
    except UnknownName as error:
        raise Missing from error
    return page(
        desk,
        request,
        "account_one.html",
        here="accounts",
        texts=browser_words(language),
        kept=kept,
        own=name == desk.person.account,
        state=_state(kept),
        sessions=[
            (each, purpose_name(language, each.purpose)) for each in keeper.accounts.sessions(name)
        ],
        tokens=[each for each in token_rows(language, keeper, name) if each.state == "open"],
        keys=keeper.accounts.keys(name),
        **_choices(language),
    )


def _choices(language: Language) -> dict[str, Any]:
    """What can be said of an account."""
    return {
        "roles": [role_words(language, role.slug) for role in ROLES if role.people],
        "levels": levels(language),
        "agencies": [(each.slug, agency_name(language, each.slug)) for each in AGENCIES],
        "groups": [(each.slug, group_name(language, each.slug)) for each in GROUPS],
    }


def _row(language: Language, account: Account, seen: dict[str, Micros]) -> Row:
    return Row(
        name=account.name,
        person=account.person,
        agency=agency_name(language, account.agency),
        roles=[role_words(language, each).name for each in account.roles],
        seen=seen.get(account.name),
        state=_state(account),
    )


def _state(account: Account) -> str:
    if account.disabled is not None:
        return "disabled"
    return "due" if account.must_change else "open"


def _to_own() -> Response[bytes]:
    answer: Response[Any] = Redirect("/account", status_code=HTTP_303_SEE_OTHER)
    return answer


ROUTES = (accounts, one)
"""The pages."""
