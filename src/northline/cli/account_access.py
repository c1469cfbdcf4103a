"""Who is signed in, and the tokens that programs use; from a terminal."""

from cyclopts import App

from northline.cli.account_opening import changing, reading
from northline.cli.answer import answer, note
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table

token = App(name="token", help="Tokens of the API, for programs: add, list, revoke.", sort_key=99)


def sessions(name: str | None = None, /, *, options: Options = PLAIN) -> int:
    """Who is signed in.

    Args:
        name: Only this account.
    """
    from northline.app.accounts.told import document_of

    with reading() as accounts:
        if name is not None:
            accounts.get(name)
        found = [document_of(each) for each in accounts.sessions(name)]
    columns = ("id", "account", "purpose", "created", "seen", "until", "address", "agent")
    return answer(options, {"sessions": found, "count": len(found)}, table(found, columns))


def revoke(session: str, /, *, options: Options = PLAIN) -> int:
    """End a session.

    Args:
        session: Its id, as 'northline account sessions' shows it.
    """
    with changing(options) as accounts:
        accounts.revoke_session(session)
    return answer(options, {"revoked": session}, [f"session {session} is revoked"])


@token.command(name="add")
def add_token(
    name: str,
    /,
    *,
    label: str,
    scope: list[str],
    purpose: str,
    days: int = 90,
    options: Options = PLAIN,
) -> int:
    """Issue a token; its secret is shown this once.

    Args:
        name: Name of the account whose rights it has.
        label: What it is for.
        scope: What may be done with it: read, decide, ingest, administer or metrics; may be given
            again for more.
        purpose: One of the account's purposes; it stands on all that is done with the token.
        days: Days until it expires, 1 to 365.
    """
    from northline.app.accounts.told import document_of

    with changing(options) as accounts:
        secret, view = accounts.issue_token(name, label, scope, days, purpose)
    note("this secret is kept nowhere: keep it now, and send it as 'Authorization: Bearer ...'")
    told = {**document_of(view), "secret": secret}
    return answer(options, told, facts(told))


@token.command(name="list")
def list_tokens(name: str | None = None, /, *, options: Options = PLAIN) -> int:
    """The tokens there are, those that ended too.

    Args:
        name: Only those of this account.
    """
    from northline.app.accounts.told import document_of

    with reading() as accounts:
        if name is not None:
            accounts.get(name)
        found = [document_of(each) for each in accounts.tokens(name)]
    columns = ("id", "account", "label", "scopes", "purpose", "created", "until", "used", "ended")
    return answer(options, {"tokens": found, "count": len(found)}, table(found, columns))


@token.command(name="revoke")
def revoke_token(id: str, /, *, options: Options = PLAIN) -> int:
    """End a token for good.

    Args:
        id: Its id, as 'northline account token list' shows it.
    """
    with changing(options) as accounts:
        accounts.revoke_token(id)
    return answer(options, {"revoked": id}, [f"token {id} is revoked"])
