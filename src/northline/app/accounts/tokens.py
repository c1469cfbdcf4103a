"""Tokens of the API, for programs: a scope, a purpose, an end; never more than their account."""

from northline.app.accounts.account import Account, Scope, TokenView
from northline.app.accounts.database import Rows
from northline.app.accounts.policy import DAY, MINUTE
from northline.app.accounts.secret import TOKEN, digest_of, new_id, new_secret
from northline.decisions.roles import ADMINISTRATOR
from northline.records.errors import UsageError
from northline.records.units import Micros

MOST_DAYS = 365

_COLUMNS = "id, account, label, scopes, purpose, created, until, used, ended"


def issue(
    rows: Rows,
    account: Account,
    *,
    label: str,
    scopes: tuple[str, ...],
    days: int,
    purpose: str,
    now: Micros,
) -> tuple[str, TokenView]:
    """Issue a token; its secret, and what is kept.

    Raises:
        UsageError: when the account has not what it is asked for, or it would live too long.
    """
    _check(account, label, scopes, days, purpose)
    secret = new_secret(TOKEN)
    view = TokenView(
        id=new_id(),
        account=account.name,
        label=label.strip(),
        scopes=tuple(sorted({Scope(each).value for each in scopes})),
        purpose=purpose,
        created=now,
        until=Micros(now + days * DAY),
    )
    rows.run(
        f"insert into tokens (digest, {_COLUMNS}) values (?,?,?,?,?,?,?,?,null,null)",  # noqa: S608 - constants; values are bound
        digest_of(secret),
        view.id,
        view.account,
        view.label,
        " ".join(view.scopes),
        view.purpose,
        view.created,
        view.until,
    )
    return secret, view


def find(rows: Rows, digest: bytes) -> TokenView | None:
    """The token of a digest, or None."""
    return next(iter(_select(rows, "where digest = ?", digest)), None)


def named(rows: Rows, id: str) -> TokenView | None:
    """The token of a public id, or None."""
    return next(iter(_select(rows, "where id = ?", id)), None)


def every(rows: Rows, account: str | None) -> list[TokenView]:
    """All of them, or those of an account; the newest first."""
    if account is None:
        return _select(rows, "order by created desc, id")
    return _select(rows, "where account = ? order by created desc, id", account)


def is_live(token: TokenView, now: Micros) -> bool:
    """Whether it is neither revoked nor expired.

    A clock that went back is not believed where the last use shows that it was later already.
    """
    known = max(now, token.used or token.created)
    return token.ended is None and known < token.until


def is_due(token: TokenView, now: Micros) -> bool:
    """Whether its use is to be written down: once a minute is enough."""
    return token.used is None or now - token.used >= MINUTE


def touch(rows: Rows, id: str, now: Micros) -> None:
    """Write down that it was used."""
    rows.run("update tokens set used = max(coalesce(used, ?), ?) where id = ?", now, now, id)


def end(rows: Rows, id: str, now: Micros) -> None:
    """End a token: revoked, or found expired, it is so for good."""
    rows.run("update tokens set ended = coalesce(ended, ?) where id = ?", now, id)


def scopes_now(token: TokenView, account: Account) -> tuple[str, ...]:
    """What may be done with it, with the rights that its account has now."""
    if not account.roles:
        return ()
    administers = ADMINISTRATOR in account.roles
    return tuple(each for each in token.scopes if each != Scope.ADMINISTER or administers)


def _check(account: Account, label: str, scopes: tuple[str, ...], days: int, purpose: str) -> None:
    text = label.strip()
    if not text or len(text) > 100 or not text.isprintable():
        raise UsageError("label says what the token is for: 1 to 100 characters")
    known = [each.value for each in Scope]
    for scope in scopes:
        if scope not in known:
            raise UsageError(f"there is no scope {scope!r}; there are {', '.join(known)}")
    if not scopes:
        raise UsageError(f"name one scope at least, of {', '.join(known)}")
    if Scope.ADMINISTER in scopes and ADMINISTRATOR not in account.roles:
        raise UsageError(f"{account.name} is no administrator, and so cannot be one by a token")
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(f"a token lives from 1 to {MOST_DAYS} days, and not {days:,}")
    if purpose not in account.purposes:
        may = ", ".join(account.purposes) or "none"
        raise UsageError(f"{account.name} may not declare the purpose {purpose!r}; it may: {may}")


def _select(rows: Rows, rest: str, *values: object) -> list[TokenView]:
    found = []
    for each in rows.run(f"select {_COLUMNS} from tokens {rest}", *values):  # noqa: S608 - constants; values are bound
        fields = dict(zip(TokenView.__struct_fields__, each, strict=True))
        found.append(TokenView(**{**fields, "scopes": tuple(fields["scopes"].split())}))
    return found
