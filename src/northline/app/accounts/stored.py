"""Accounts as they lie in the database."""

from typing import Any

import msgspec

from northline.app.accounts.account import GIVEN, LISTS, Account
from northline.app.accounts.database import Rows
from northline.decisions.roles import ADMINISTRATOR
from northline.decisions.standing import plain
from northline.records.errors import UnknownName, UsageError
from northline.records.units import Micros

_SELECT = (
    "select name, given, password is not null, password_at, must_change, disabled, created, rights, "
    "issuer, subject from accounts"
)


def every(rows: Rows) -> list[Account]:
    """All accounts, by name."""
    return [_made(each) for each in rows.run(f"{_SELECT} order by name")]


def find(rows: Rows, name: str) -> Account | None:
    """The account of that name, or None."""
    found = rows.run(f"{_SELECT} where name = ?", name)
    return _made(found[0]) if found else None


def get(rows: Rows, name: str) -> Account:
    """The account of that name.

    Raises:
        UnknownName: when there is none.
    """
    found = find(rows, name)
    if found is None:
        raise UnknownName(f"there is no account {name!r}; 'northline account list' shows them")
    return found


def linked(rows: Rows, issuer: str, subject: str) -> Account | None:
    """The account that an identity provider answers for, or None."""
    found = rows.run(f"{_SELECT} where issuer = ? and subject = ?", issuer, subject)
    return _made(found[0]) if found else None


def password_of(rows: Rows, name: str) -> str | None:
    """The hash kept for an account, or None where it has no password."""
    found = rows.run("select password from accounts where name = ?", name)
    return found[0][0] if found else None


def insert(rows: Rows, account: Account, password: str | None) -> None:
    """Keep a new account.

    Raises:
        UsageError: when somebody has, or had, one of its names.
    """
    _claim(rows, account)
    rows.run(
        "insert into accounts values (?,?,?,?,?,null,?,?,?,?)",
        account.name,
        _given(account),
        password,
        account.password_at,
        account.must_change,
        account.created,
        account.rights,
        account.issuer or None,
        account.subject or None,
    )


def update(rows: Rows, account: Account, *, last_may_go: bool = False) -> None:
    """Keep an account as it is now; its password stays.

    Args:
        rows: inside a transaction.
        account: as it is now.
        last_may_go: whether nobody has to be left who is an administrator.

    Raises:
        UsageError: when somebody else has, or had, its new name, or the last administrator went.
    """
    _claim(rows, account)
    before = _administrators(rows)
    rows.run(
        "update accounts set given = ?, must_change = ?, disabled = ?, rights = ?, issuer = ?, "
        "subject = ?, password_at = ? where name = ?",
        _given(account),
        account.must_change,
        account.disabled,
        account.rights,
        account.issuer or None,
        account.subject or None,
        account.password_at,
        account.name,
    )
    if before and not last_may_go and not _administrators(rows):
        raise UsageError(
            f"{account.name} is the last administrator; give somebody else that role first"
        )


def keep_password(rows: Rows, name: str, password: str | None) -> None:
    """Keep the hash of a password, or None for an account that has none."""
    rows.run("update accounts set password = ? where name = ?", password, name)


def owner_of(rows: Rows, name: str) -> str | None:
    """The account that a name stands for, or stood; None for a name that is free."""
    found = rows.run("select account from names where folded = ?", plain(name))
    return found[0][0] if found else None


def differences(before: Account, after: Account) -> dict[str, str]:
    """What changed of what is given, and of the link, as text for the chain."""
    found = {}
    for field in (*GIVEN, "issuer", "subject"):
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            found[f"set-{field}"] = f"{_text(old)} -> {_text(new)}"
    return found


def told(account: Account) -> dict[str, str]:
    """What is given of a new account, as text for the chain."""
    said = {field: getattr(account, field) for field in (*GIVEN, "issuer", "subject")}
    return {f"set-{field}": _text(value) for field, value in said.items() if value}


def _text(value: object) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return text[:900] if text else "-"


def _claim(rows: Rows, account: Account) -> None:
    """Take its names for good: a decision must never seem to be somebody else's."""
    for name in {plain(account.name), plain(account.person)}:
        rows.run("insert or ignore into names values (?, ?)", name, account.name)
        ((owner,),) = rows.run("select account from names where folded = ?", name)
        if owner != account.name:
            raise UsageError(
                f"the name {name!r} stands, or stood, for the account {owner}; take another"
            )


def _administrators(rows: Rows) -> int:
    return sum(ADMINISTRATOR in each.roles and each.disabled is None for each in every(rows))


def _given(account: Account) -> str:
    given = {field: getattr(account, field) for field in GIVEN}
    return msgspec.json.encode(given, order="sorted").decode()


def _said(given: str) -> dict[str, Any]:
    said = msgspec.json.decode(given)
    return {field: tuple(said[field]) if field in LISTS else said[field] for field in GIVEN}


def _made(values: tuple[Any, ...]) -> Account:
    name, given, has, at, must_change, disabled, created, rights, issuer, subject = values
    return Account(
        name=name,
        **_said(given),
        issuer=issuer or "",
        subject=subject or "",
        has_password=bool(has),
        password_at=None if at is None else Micros(at),
        must_change=bool(must_change),
        disabled=None if disabled is None else Micros(disabled),
        created=Micros(created),
        rights=rights,
    )
