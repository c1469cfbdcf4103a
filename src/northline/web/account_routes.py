"""Routes by which administrators keep the accounts of others.

To whoever is no administrator they are not there.  Nothing of a password, session or key is ever
answered but a temporary password, once, to the administrator who hands it on: whoever signs in
with it must change it first.
"""

import contextlib
import secrets
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import UNSET, UnsetType

from northline.app.accounts import Account, Accounts, Person, SessionView
from northline.app.accounts.account import GIVEN
from northline.app.documents import document
from northline.records.errors import UnknownName, UsageError
from northline.records.time import format_instant
from northline.web.desk import Desk
from northline.web.door import Doorkeeper, SignInNeeded
from northline.web.problems import Missing

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Words = Annotated[tuple[Word, ...], msgspec.Meta(max_length=100)]


class Rights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of an account; what is left out stays as it is.

    Attributes:
        person: the person's name, as it stands on decisions and in the audit.
        agency: the agency acted for.
        country: of that agency, as two capitals.
        clearance: the highest level that may be seen.
        roles: roles held.
        groups: joint groups sat in.
        compartments: compartments read into.
        purposes: purposes that may be declared.
    """

    person: Word | UnsetType = UNSET
    agency: Word | UnsetType = UNSET
    country: Word | UnsetType = UNSET
    clearance: Word | UnsetType = UNSET
    roles: Words | UnsetType = UNSET
    groups: Words | UnsetType = UNSET
    compartments: Words | UnsetType = UNSET
    purposes: Words | UnsetType = UNSET


class NewAccount(Rights, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account to be made; agency and country are those of this node unless said.

    Attributes:
        name: with which one signs in; it is never given to anybody else.
    """

    name: Word


@get("/accounts", sync_to_thread=True, opt={"answer": "accounts", "scope": "administer"})
def accounts(desk: NamedDependency[Desk], keeper: NamedDependency[Doorkeeper]) -> Response[bytes]:
    """All accounts, by name."""
    _administrator(desk)
    open_ones = keeper.accounts.sessions()
    found = keeper.accounts.list()
    return desk.tell({"accounts": [told(keeper.accounts, each, open_ones) for each in found]})


@post("/accounts", sync_to_thread=True, status_code=HTTP_201_CREATED,
      opt={"answer": "account-password", "scope": "administer"})  # fmt: skip
def make_account(
    desk: NamedDependency[Desk], keeper: NamedDependency[Doorkeeper], data: JSONBody[NewAccount]
) -> Response[bytes]:
    """Make an account with a temporary password, which is shown this once."""
    person = _administrator(desk)
    password = temporary(keeper.accounts.policy.minimum_length)
    made = keeper.accounts.add(data.name, password=password, by=person.account, **given(data))
    return desk.tell(
        {"account": told(keeper.accounts, made), "password": password}, status=HTTP_201_CREATED
    )


@get("/accounts/{name:str}", sync_to_thread=True,
     opt={"answer": "account-kept", "scope": "administer"})  # fmt: skip
def account(
    desk: NamedDependency[Desk], keeper: NamedDependency[Doorkeeper], name: FromPath[str]
) -> Response[bytes]:
    """One account."""
    _administrator(desk)
    return _kept(desk, keeper, _one(keeper, name))


@patch("/accounts/{name:str}", sync_to_thread=True, status_code=HTTP_200_OK,
       opt={"answer": "account-kept", "scope": "administer"})  # fmt: skip
def change_account(
    desk: NamedDependency[Desk],
    keeper: NamedDependency[Doorkeeper],
    name: FromPath[str],
    data: JSONBody[Rights],
) -> Response[bytes]:
    """Change what is said of an account; its sessions end, and what is left out stays."""
    person = _administrator(desk)
    _one(keeper, name)
    return _kept(desk, keeper, keeper.accounts.change(name, by=person.account, **given(data)))


@post("/accounts/{name:str}/password", sync_to_thread=True, status_code=HTTP_200_OK,
      opt={"answer": "account-password", "scope": "administer"})  # fmt: skip
def set_password(
    desk: NamedDependency[Desk], keeper: NamedDependency[Doorkeeper], name: FromPath[str]
) -> Response[bytes]:
    """Set a temporary password, which is shown this once; the account's sessions end."""
    person = _administrator(desk)
    _one(keeper, name)
    if name == person.account:
        raise UsageError("your own password you change with the old one: /account")
    password = temporary(keeper.accounts.policy.minimum_length)
    changed = keeper.accounts.set_password(name, password, by=person.account)
    keeper.forget()
    return desk.tell({"account": told(keeper.accounts, changed), "password": password})


@post("/accounts/{name:str}/disable", sync_to_thread=True, status_code=HTTP_200_OK,
      opt={"answer": "account-kept", "scope": "administer"})  # fmt: skip
def disable(
    desk: NamedDependency[Desk], keeper: NamedDependency[Doorkeeper], name: FromPath[str]
) -> Response[bytes]:
    """Let nobody in with an account any more, at once: its sessions end, its tokens open nothing."""
    person = _administrator(desk)
    _one(keeper, name)
    return _kept(desk, keeper, keeper.accounts.disable(name, by=person.account))


@post("/accounts/{name:str}/enable", sync_to_thread=True, status_code=HTTP_200_OK,
      opt={"answer": "account-kept", "scope": "administer"})  # fmt: skip
def enable(
    desk: NamedDependency[Desk], keeper: NamedDependency[Doorkeeper], name: FromPath[str]
) -> Response[bytes]:
    """Let somebody in again, with a new key."""
    person = _administrator(desk)
    _one(keeper, name)
    return _kept(desk, keeper, keeper.accounts.enable(name, by=person.account))


@post("/accounts/{name:str}/sessions/end", sync_to_thread=True, status_code=HTTP_200_OK,
      opt={"answer": "account-sessions", "scope": "administer"})  # fmt: skip
def end_sessions(
    desk: NamedDependency[Desk], keeper: NamedDependency[Doorkeeper], name: FromPath[str]
) -> Response[bytes]:
    """End every session of an account; its tokens go on."""
    person = _administrator(desk)
    _one(keeper, name)
    found = keeper.accounts.sessions(name)
    for each in found:
        with contextlib.suppress(UnknownName):  # it has ended by itself meanwhile
            keeper.accounts.revoke_session(each.id, by=person.account)
    keeper.forget()
    return desk.tell({"account": told(keeper.accounts, _one(keeper, name)), "ended": len(found)})


@post("/accounts/{name:str}/key", sync_to_thread=True, status_code=HTTP_200_OK,
      opt={"answer": "account-kept", "scope": "administer"})  # fmt: skip
def rotate_account_key(
    desk: NamedDependency[Desk], keeper: NamedDependency[Doorkeeper], name: FromPath[str]
) -> Response[bytes]:
    """Give an account a new key; what the old one signed stays signed."""
    person = _administrator(desk)
    _one(keeper, name)
    return _kept(desk, keeper, keeper.accounts.rotate_key(name, by=person.account))


def told(
    accounts: Accounts, account: Account, open_ones: list[SessionView] | None = None
) -> dict[str, Any]:
    """An account as plain data, and its sessions that are open: how many, and the last use.

    Args:
        accounts: the accounts of the node.
        account: the account.
        open_ones: all sessions that are open, where somebody asked already.
    """
    mine = accounts.sessions(account.name) if open_ones is None else open_ones
    seen = [each.seen for each in mine if each.account == account.name]
    plain: dict[str, Any] = document(account)
    del plain["rights"]
    times = {name: getattr(account, name) for name in ("password_at", "disabled", "created")}
    times["seen"] = max(seen, default=None)
    return {
        **plain,
        **{name: None if at is None else format_instant(at) for name, at in times.items()},
        "key": next((k.id for k in accounts.keys(account.name) if k.until is None), None),
        "sessions": len(seen),
    }


def given(data: Rights) -> Mapping[str, Any]:
    """What is said of an account, without what was left out."""
    said = {field: getattr(data, field) for field in GIVEN}
    return {field: value for field, value in said.items() if value is not UNSET}


def temporary(least: int) -> str:
    """A password to begin with, which can be read out: groups of four letters and digits.

    Each is one of 31 that are not taken for another, so that four groups hold 79 bits.

    Args:
        least: how long it must be.
    """
    groups = max(4, -(-(least + 1) // 5))
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(groups))


_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def _administrator(desk: Desk) -> Person:
    """Who keeps the accounts; that it is an administrator, the door has seen to."""
    if desk.person is None:
        raise SignInNeeded(
            detail="nobody is signed in: this node has no accounts, and you are its local operator; "
            "'northline account setup' makes the first"
        )
    return desk.person


def _one(keeper: Doorkeeper, name: str) -> Account:
    try:
        return keeper.accounts.get(name)
    except UnknownName as error:
        raise Missing from error


def _kept(desk: Desk, keeper: Doorkeeper, account: Account) -> Response[bytes]:
    """The account as it is now, and asks anew who everybody is."""
    keeper.forget()
    return desk.tell({"account": told(keeper.accounts, account)})


ROUTES = (
    accounts,
    make_account,
    account,
    change_account,
    set_password,
    disable,
    enable,
    end_sessions,
    rotate_account_key,
)
