"""Account: who one is on this node, what one may do here, and one's sessions, tokens and key."""

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency

from northline.app.accounts import Account, Person
from northline.app.accounts.tokens import MOST_DAYS
from northline.app.health import present
from northline.app.home import Operator
from northline.app.powers import ADMINISTRATOR
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.door import Doorkeeper
from northline.web.language import Language, wanted
from northline.web.pages.account_words import (
    RoleWords,
    agency_name,
    browser_words,
    group_name,
    level_name,
    purpose_name,
    role_words,
    scope_words,
)
from northline.web.rendering import page

Asked = Request[Any, Any, Any]


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, in words; what they have not is empty, and not said.

    Attributes:
        name: the person's name.
        account: name of the account, or empty.
        agency: the agency acted for.
        clearance: the highest level that may be seen.
        roles: the roles held.
        groups: the joint groups sat in.
        compartments: the compartments read into.
        purpose: the purpose declared.
    """

    name: str
    account: str
    agency: str
    clearance: str
    roles: list[RoleWords]
    groups: list[str]
    compartments: tuple[str, ...]
    purpose: str


class TokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A token as a row, in words.

    Attributes:
        id: its public id.
        label: what it is for.
        scopes: what may be done with it.
        purpose: the purpose of what is done with it.
        until: when it expires, us.
        used: when it was last used, us, or None.
        state: ``open``, ``revoked`` or ``expired``.
    """

    id: str
    label: str
    scopes: list[str]
    purpose: str
    until: Micros
    used: Micros | None
    state: str


@get("/account", sync_to_thread=True, include_in_schema=False, opt={"own": True, "always": True})
def account(
    desk: NamedDependency[Desk], keeper: NamedDependency[Doorkeeper], request: Asked
) -> Response[bytes]:
    """The page; with nothing but the form for who must change the password first."""
    language, person = wanted(request), desk.person
    kept = None if person is None else keeper.accounts.get(person.account)
    return page(
        desk,
        request,
        "account.html",
        here="account",
        texts=browser_words(language),
        who=who_of(language, desk.node.operator, kept),
        kept=kept,
        least=keeper.accounts.policy.minimum_length,
        most_days=MOST_DAYS,
        **(_kept(language, keeper, person, kept) if person and kept else {}),
    )


def _kept(language: Language, keeper: Doorkeeper, person: Person, kept: Account) -> dict[str, Any]:
    """What there is of an account besides itself."""
    if person.must_change:
        return {}
    scopes = scope_words(language)
    is_administrator = ADMINISTRATOR in kept.roles
    return {
        "sessions": [
            (each, purpose_name(language, each.purpose))
            for each in keeper.accounts.sessions(kept.name)
        ],
        "tokens": token_rows(language, keeper, kept.name),
        "scopes": [each for each in scopes if each[0] != "administer" or is_administrator],
        "purposes": [(each, purpose_name(language, each)) for each in kept.purposes],
        "keys": keeper.accounts.keys(kept.name),
        "is_administrator": is_administrator,
    }


def who_of(language: Language, operator: Operator, kept: Account | None) -> Who:
    """Somebody in words: of an account what stands in it, else the local operator."""
    source = operator if kept is None else kept
    return Who(
        name=operator.name if kept is None else kept.person,
        account="" if kept is None else kept.name,
        agency=agency_name(language, source.agency),
        clearance=level_name(language, source.clearance),
        roles=[role_words(language, each) for each in source.roles],
        groups=[group_name(language, each) for each in source.groups],
        compartments=source.compartments,
        purpose=purpose_name(language, operator.purpose),
    )


def token_rows(language: Language, keeper: Doorkeeper, name: str) -> list[TokenRow]:
    """The tokens of an account as rows, those that open something first."""
    now = present()
    rows = [
        TokenRow(
            id=each.id,
            label=each.label,
            scopes=[said for scope, said in scope_words(language) if scope in each.scopes],
            purpose=purpose_name(language, each.purpose),
            until=each.until,
            used=each.used,
            state="expired" if each.until <= now else "revoked" if each.ended else "open",
        )
        for each in keeper.accounts.tokens(name)
    ]
    return sorted(rows, key=lambda row: row.state != "open")


ROUTES = (account,)
"""The page."""
