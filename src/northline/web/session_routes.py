"""Routes of whoever is signed in: their session, password, tokens and key.

Administrators keep the accounts of others with `northline account` and `web.account_routes`.
"""

from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.accounts import Person, SessionView, TokenView
from northline.app.documents import document
from northline.records.errors import SignInRefused
from northline.records.time import format_instant
from northline.web.aside import PASSWORDS
from northline.web.desk import Asked
from northline.web.door import Doorkeeper, SignInNeeded, cookie_of, person_of, said_of
from northline.web.problems import Missing

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Password = Annotated[str, msgspec.Meta(max_length=1024)]


class SigningIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who signs in, and to what purpose.

    Attributes:
        name: name of the account.
        password: its password.
        purpose: the purpose declared; it stands on everything that is done.
    """

    name: Word
    password: Password
    purpose: Word


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One's own password, and the next.

    Attributes:
        old: the one there is.
        new: the one there shall be.
    """

    old: Password
    new: Password


class TokenWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token for a program.

    Attributes:
        label: what it is for.
        scopes: what may be done with it.
        days: after how many days it expires.
        purpose: the purpose of what is done with it.
    """

    label: Word
    scopes: Annotated[tuple[Word, ...], msgspec.Meta(min_length=1, max_length=10)]
    days: Annotated[int, msgspec.Meta(ge=1, le=365)]
    purpose: Word


@post("/session", status_code=HTTP_201_CREATED, opt={"answer": "session", "open": True})
async def sign_in(
    request: Asked, keeper: NamedDependency[Doorkeeper], data: JSONBody[SigningIn]
) -> Response[bytes]:
    """Sign in; the session is a cookie, and the answer tells its own token (``csrf``)."""
    if not keeper.passwords:
        raise SignInRefused("people sign in at their agency's provider here, and by no password")
    address, agent = address_of(request), agent_of(request)

    def act() -> Response[bytes]:
        secret, person = keeper.accounts.sign_in(
            data.name, data.password, data.purpose, address=address, agent=agent
        )
        return with_session(request, keeper, secret, told(keeper, person), status=HTTP_201_CREATED)

    return await PASSWORDS.do(address, act)


@get("/session", sync_to_thread=True, opt={"answer": "session", "open": True})
def session(request: Asked, keeper: NamedDependency[Doorkeeper]) -> Response[bytes]:
    """Who is signed in, if anybody, and whether anybody has to."""
    return _answer(keeper, told(keeper, person_of(request)))


@post("/session/use", sync_to_thread=True, status_code=HTTP_200_OK,
      opt={"answer": "session", "scope": "read", "own": True, "always": True})  # fmt: skip
def use(request: Asked, keeper: NamedDependency[Doorkeeper]) -> Response[bytes]:
    """Say that somebody does something with the page that is open: the session is not idle."""
    return _answer(keeper, told(keeper, _signed_in(request)))


@delete("/session", sync_to_thread=True, status_code=HTTP_200_OK,
        opt={"answer": "session", "scope": "read", "own": True, "always": True})  # fmt: skip
def sign_out(request: Asked, keeper: NamedDependency[Doorkeeper]) -> Response[bytes]:
    """Sign out: the session ends, here and in every page that is open."""
    said = said_of(request)
    if said is not None and said[0] == "session":
        keeper.accounts.sign_out(said[1])
        keeper.forget()
    answer = _answer(keeper, told(keeper, None))
    name, secure = cookie_of(request.scope)
    answer.set_cookie(name, "", max_age=0, path="/", httponly=True, secure=secure, samesite="lax")
    return answer


@post("/session/password", sync_to_thread=True, status_code=HTTP_200_OK,
      opt={"answer": "session", "scope": "administer", "own": True, "always": True})  # fmt: skip
def change_password(
    request: Asked, keeper: NamedDependency[Doorkeeper], data: JSONBody[PasswordChange]
) -> Response[bytes]:
    """Change one's own password; one's other sessions end."""
    person = _signed_in(request)
    keeper.accounts.change_password(person, data.old, data.new)
    keeper.forget()
    said = said_of(request)
    return _answer(keeper, told(keeper, keeper.person(said)))


@get("/sessions", sync_to_thread=True, opt={"answer": "sessions", "own": True, "always": True})
def sessions(request: Asked, keeper: NamedDependency[Doorkeeper]) -> Response[bytes]:
    """One's own sessions that are open."""
    person = _signed_in(request)
    found = keeper.accounts.sessions(person.account)
    return _answer(
        keeper,
        {
            "sessions": [
                {**session_document(each), "this": each.id == person.session} for each in found
            ]
        },
    )


@delete("/sessions/{id:str}", sync_to_thread=True, status_code=HTTP_200_OK,
        opt={"answer": "sessions", "scope": "administer", "own": True, "always": True})  # fmt: skip
def revoke_session(
    request: Asked, keeper: NamedDependency[Doorkeeper], id: FromPath[str]
) -> Response[bytes]:
    """End one of one's own sessions."""
    person = _signed_in(request)
    if id not in {each.id for each in keeper.accounts.sessions(person.account)}:
        raise Missing
    keeper.accounts.revoke_session(id, by=person.account)
    keeper.forget()
    left = keeper.accounts.sessions(person.account)
    return _answer(
        keeper,
        {
            "sessions": [
                {**session_document(each), "this": each.id == person.session} for each in left
            ]
        },
    )


@get("/tokens", sync_to_thread=True, opt={"answer": "tokens", "own": True})
def tokens(request: Asked, keeper: NamedDependency[Doorkeeper]) -> Response[bytes]:
    """One's own tokens."""
    return _answer(
        keeper,
        {
            "tokens": [
                token_document(t) for t in keeper.accounts.tokens(_signed_in(request).account)
            ]
        },
    )


@post("/tokens", sync_to_thread=True, status_code=HTTP_201_CREATED,
      opt={"answer": "token", "scope": "administer", "own": True})  # fmt: skip
def issue_token(
    request: Asked, keeper: NamedDependency[Doorkeeper], data: JSONBody[TokenWish]
) -> Response[bytes]:
    """Issue a token for a program, with no more than one's own rights; it is shown this once."""
    person = _signed_in(request)
    secret, made = keeper.accounts.issue_token(
        person.account, data.label, data.scopes, data.days, data.purpose, by=person.account
    )
    return _answer(
        keeper, {"secret": secret, "token": token_document(made)}, status=HTTP_201_CREATED
    )


@delete("/tokens/{id:str}", sync_to_thread=True, status_code=HTTP_200_OK,
        opt={"answer": "tokens", "scope": "administer", "own": True})  # fmt: skip
def revoke_token(
    request: Asked, keeper: NamedDependency[Doorkeeper], id: FromPath[str]
) -> Response[bytes]:
    """Revoke one of one's own tokens."""
    person = _signed_in(request)
    if id not in {each.id for each in keeper.accounts.tokens(person.account)}:
        raise Missing
    keeper.accounts.revoke_token(id, by=person.account)
    keeper.forget()
    return _answer(
        keeper, {"tokens": [token_document(t) for t in keeper.accounts.tokens(person.account)]}
    )


@post("/session/key", sync_to_thread=True, status_code=HTTP_200_OK,
      opt={"answer": "session", "scope": "administer", "own": True})  # fmt: skip
def rotate_key(request: Asked, keeper: NamedDependency[Doorkeeper]) -> Response[bytes]:
    """Take a new personal key; what the old one signed stays signed."""
    person = _signed_in(request)
    keeper.accounts.rotate_key(person.account, by=person.account)
    keeper.forget()
    return _answer(keeper, told(keeper, keeper.person(said_of(request))))


def told(keeper: Doorkeeper, person: Person | None) -> dict[str, Any]:
    """Who is signed in, for a program, and whether this node asks who one is."""
    asks = keeper.accounts.exist()
    if person is None:
        return {"signed_in": False, "accounts": asks, "person": None, "csrf": ""}
    operator = person.operator
    # Whoever may see nothing acts for no agency; which one the account is of is no secret to them.
    account = keeper.accounts.get(person.account)
    return {
        "signed_in": True,
        "accounts": asks,
        "person": {
            "account": person.account,
            "name": operator.name,
            "agency": account.agency,
            "country": account.country,
            "clearance": operator.clearance,
            "roles": list(operator.roles),
            "groups": list(operator.groups),
            "compartments": list(operator.compartments),
            "purpose": operator.purpose,
            "key": operator.key,
            "must_change": person.must_change,
        },
        "csrf": person.csrf,
    }


def with_session(
    request: Asked,
    keeper: Doorkeeper,
    secret: str,
    answered: dict[str, Any],
    *,
    status: int = HTTP_200_OK,
) -> Response[bytes]:
    """An answer that hands a browser its session."""
    answer = _answer(keeper, answered, status=status)
    set_session(request, keeper, answer, secret)
    return answer


def set_session(request: Asked, keeper: Doorkeeper, answer: Response[bytes], secret: str) -> None:
    """Have the browser keep a session: until it is closed, or the session ends.

    The one that it had ends: nothing would show it any more, and who has its secret would still be
    let in.
    """
    said = said_of(request)
    if said is not None and said[0] == "session":
        keeper.accounts.sign_out(said[1])
        keeper.forget()
    name, secure = cookie_of(request.scope)
    answer.set_cookie(name, secret, path="/", httponly=True, secure=secure, samesite="lax")


def address_of(request: Asked) -> str:
    """The address that a request came from."""
    return "" if request.client is None else request.client.host


def agent_of(request: Asked) -> str:
    """What a browser says of itself, cut to what is kept."""
    return request.headers.get("user-agent", "")[:200]


def session_document(view: SessionView) -> dict[str, Any]:
    """A session as plain data: instants in RFC 3339."""
    plain: dict[str, Any] = document(view)
    times = ("created", "seen", "until")
    return {**plain, **{name: format_instant(getattr(view, name)) for name in times}}


def token_document(view: TokenView) -> dict[str, Any]:
    """A token as plain data, without its secret: instants in RFC 3339."""
    plain: dict[str, Any] = document(view)
    times = {name: getattr(view, name) for name in ("created", "until", "used", "ended")}
    return {
        **plain,
        **{name: None if at is None else format_instant(at) for name, at in times.items()},
    }


def _signed_in(request: Asked) -> Person:
    person = person_of(request)
    if person is None:
        raise SignInNeeded(
            detail="nobody is signed in: this node has no accounts, and you are its local operator; "
            "'northline account setup' makes the first"
        )
    return person


def _answer(
    keeper: Doorkeeper, told: dict[str, Any], *, status: int = HTTP_200_OK
) -> Response[bytes]:
    return Response(
        msgspec.json.encode({"exercise": keeper.exercise, **told}),
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "private, no-store", "Vary": "Cookie, Authorization"},
    )


ROUTES = (
    sign_in,
    session,
    use,
    sign_out,
    change_password,
    sessions,
    revoke_session,
    tokens,
    issue_token,
    revoke_token,
    rotate_key,
)
