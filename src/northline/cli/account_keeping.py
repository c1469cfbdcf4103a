"""Accounts from a terminal: made, changed, disabled, given a password or a key."""

from typing import TYPE_CHECKING, Any

from northline.cli.account_opening import changing, password_asked_for, reading
from northline.cli.answer import answer, note
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.tables import facts, table
from northline.records.errors import NotPermitted, UsageError

if TYPE_CHECKING:
    from northline.app.accounts import Account, Accounts

Words = list[str] | None


def setup(
    name: str,
    /,
    *,
    person: str | None = None,
    agency: str | None = None,
    country: str | None = None,
    clearance: str | None = None,
    role: Words = None,
    purpose: Words = None,
    password_stdin: Flag = False,
    options: Options = PLAIN,
) -> int:
    """Make the first account, an administrator; from then on the node asks who one is.

    Args:
        name: With which one signs in.
        person: The person's name, as it stands on decisions; otherwise the same.
        agency: The agency acted for; otherwise yours.
        country: Its country, as two capitals; otherwise yours.
        clearance: Highest level that may be seen, such as "Protected B"; otherwise Unclassified.
        role: A role beside administrator; may be given again for more.
        purpose: A purpose that may be declared; may be given again; otherwise administration.
        password_stdin: Read the password from the first line of standard input.
    """
    given = _given(person, agency, country, clearance, None, None, None, purpose)
    if role is not None:
        given["roles"] = ("administrator", *role)
    with changing(options) as accounts:
        if accounts.exist():
            raise NotPermitted("there are accounts already; 'northline account add' makes another")
        made = accounts.set_up(name, password_asked_for(stdin=password_stdin), **given)
        note("from now on the pages and the API of this node ask who one is")
        return _tell(options, accounts, made)


def add(
    name: str,
    /,
    *,
    person: str | None = None,
    agency: str | None = None,
    country: str | None = None,
    clearance: str | None = None,
    role: Words = None,
    group: Words = None,
    compartment: Words = None,
    purpose: Words = None,
    issuer: str = "",
    subject: str = "",
    no_password: Flag = False,
    password_stdin: Flag = False,
    options: Options = PLAIN,
) -> int:
    """Make an account; what is not said it may not do.

    Args:
        name: With which one signs in; nobody else is ever given it.
        person: The person's name, as it stands on decisions; otherwise the same.
        agency: The agency acted for; otherwise yours.
        country: Its country, as two capitals; otherwise yours.
        clearance: Highest level that may be seen, such as "Protected B"; otherwise Unclassified.
        role: A role; may be given again for more.
        group: A joint group sat in; may be given again.
        compartment: A compartment read into; may be given again.
        purpose: A purpose that may be declared at sign-in; may be given again.
        issuer: The identity provider that answers for it, with --subject; no password then.
        subject: That provider's own name for the person.
        no_password: For a program, which uses tokens only.
        password_stdin: Read the password from the first line of standard input.
    """
    given = _given(person, agency, country, clearance, role, group, compartment, purpose)
    bare = no_password or bool(issuer)
    if bare and password_stdin:
        raise UsageError("this account has no password; leave --password-stdin out")
    with changing(options) as accounts:
        if not accounts.exist():
            raise UsageError("there is no account yet; 'northline account setup' makes the first")
        made = accounts.add(
            name,
            password=None if bare else password_asked_for(stdin=password_stdin),
            issuer=issuer,
            subject=subject,
            **given,
        )
        return _tell(options, accounts, made)


def change(
    name: str,
    /,
    *,
    person: str | None = None,
    agency: str | None = None,
    country: str | None = None,
    clearance: str | None = None,
    role: Words = None,
    group: Words = None,
    compartment: Words = None,
    purpose: Words = None,
    issuer: str | None = None,
    subject: str | None = None,
    options: Options = PLAIN,
) -> int:
    """Change an account; what is not given stays, and its sessions end.

    Args:
        name: Name of the account.
        person: The person's name from now on.
        agency: The agency acted for.
        country: Its country, as two capitals.
        clearance: Highest level that may be seen, such as "Protected B".
        role: The roles from now on, each with its own --role; one empty --role= takes all away.
        group: The joint groups, in the same way.
        compartment: The compartments, in the same way.
        purpose: The purposes that may be declared, in the same way.
        issuer: The identity provider that answers for it from now on, with --subject; its password
            goes. Both empty: none does any more.
        subject: That provider's own name for the person.
    """
    given = _given(person, agency, country, clearance, role, group, compartment, purpose)
    with changing(options) as accounts:
        changed = accounts.change(name, issuer=issuer, subject=subject, **given)
        return _tell(options, accounts, changed)


def disable(name: str, /, *, options: Options = PLAIN) -> int:
    """Let nobody in with an account: its sessions end, its tokens open nothing, its key retires.

    Args:
        name: Name of the account.
    """
    with changing(options) as accounts:
        return _tell(options, accounts, accounts.disable(name))


def enable(name: str, /, *, options: Options = PLAIN) -> int:
    """Let somebody in again, with a new key.

    Args:
        name: Name of the account.
    """
    with changing(options) as accounts:
        return _tell(options, accounts, accounts.enable(name))


def password(name: str, /, *, password_stdin: Flag = False, options: Options = PLAIN) -> int:
    """Set somebody's password, which they must change when they sign in; their sessions end.

    Args:
        name: Name of the account.
        password_stdin: Read the password from the first line of standard input.
    """
    with changing(options) as accounts:
        accounts.get(name)
        changed = accounts.set_password(name, password_asked_for(stdin=password_stdin))
        return _tell(options, accounts, changed)


def rotate_key(name: str, /, *, options: Options = PLAIN) -> int:
    """Give an account a new signing key; what the old one signed can still be checked.

    Args:
        name: Name of the account.
    """
    with changing(options) as accounts:
        return _tell(options, accounts, accounts.rotate_key(name))


def list_accounts(*, options: Options = PLAIN) -> int:
    """The accounts there are."""
    from northline.app.accounts.told import document_of

    with reading() as accounts:
        found = [document_of(each) for each in accounts.list()]
    if not found:
        note("there is no account: whoever uses this machine works as the local operator")
    columns = ("name", "person", "agency", "clearance", "roles", "purposes", "disabled")
    return answer(options, {"accounts": found, "count": len(found)}, table(found, columns))


def show(name: str, /, *, options: Options = PLAIN) -> int:
    """One account, with its keys.

    Args:
        name: Name of the account.
    """
    with reading() as accounts:
        return _tell(options, accounts, accounts.get(name))


def _given(
    person: str | None,
    agency: str | None,
    country: str | None,
    clearance: str | None,
    role: Words = None,
    group: Words = None,
    compartment: Words = None,
    purpose: Words = None,
) -> dict[str, Any]:
    """What is said of an account; what is not said is not in it."""
    said = {
        "person": person,
        "agency": agency,
        "country": country,
        "clearance": clearance,
        "roles": _some(role),
        "groups": _some(group),
        "compartments": _some(compartment),
        "purposes": _some(purpose),
    }
    return {name: value for name, value in said.items() if value is not None}


def _some(words: Words) -> tuple[str, ...] | None:
    """The words; an empty one says that there are none."""
    return None if words is None else tuple(each for each in words if each.strip())


def _tell(options: Options, accounts: "Accounts", account: "Account") -> int:
    from northline.app.accounts.told import account_document

    told = account_document(account, accounts.keys(account.name))
    shown = {**told, "keys": [each["id"] for each in told["keys"] if each["until"] is None]}
    return answer(options, told, facts(shown))
