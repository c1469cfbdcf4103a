"""The authorization code flow, both halves (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9207).

::

    begin    browser -> provider   ?response_type=code&state=...&nonce=...&code_challenge=...
    finish   browser <- provider   ?code=...&state=...&iss=...
             node   <-> provider   code + code_verifier -> ID token

`Begun` stays on the server, under a name that only the browser that began knows
(`northline.app.openid.pending`).  Its state ties the answer to that browser, its nonce ties the
token to it, and its verifier makes a code useless to whoever else gets hold of it.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import msgspec

from northline.app.openid.discovery import Metadata, Provider
from northline.app.openid.exchange import error_of, exchanged, refused
from northline.app.openid.tokens import LONGEST, Expected, verified
from northline.records.units import Micros

MINUTES = 10
"""How long somebody may take to sign in at the provider."""

_MINUTE = 60 * 1_000_000


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in under way.

    Attributes:
        provider: name of the provider.
        url: where the browser goes.
        redirect_uri: where it comes back to.
        state: what the answer must carry.
        nonce: what the ID token must carry.
        code_verifier: what the code is exchanged with (RFC 7636, 4.1).
        began: when it began.
        expires: until when it may be finished.
    """

    provider: str
    url: str
    redirect_uri: str
    state: str
    nonce: str
    code_verifier: str
    began: Micros
    expires: Micros

    def __repr__(self) -> str:
        """Without the secrets in it."""
        return f"Begun(provider={self.provider!r}, began={self.began}, expires={self.expires})"


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """Who the provider says somebody is.

    Attributes:
        issuer: who says so.
        subject: the provider's own name for the person, for ever the same.
        said: all that its ID token says, checked but not yet meant (`app.openid.mapping`).
    """

    issuer: str
    subject: str
    said: dict[str, Any]


def begin(provider: Provider, redirect_uri: str, now: Micros) -> Begun:
    """Begin a sign-in.

    Args:
        provider: where.
        redirect_uri: where the browser is to come back to, as the provider has it registered.
        now: the present.

    Raises:
        MissingDependency: when the provider does not answer.
        InputError: when what it says of itself cannot be used.
    """
    settings = provider.settings
    metadata = provider.metadata(now)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(settings.scopes),
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    if settings.max_age_minutes is not None:
        asked["max_age"] = str(settings.max_age_minutes * 60)
    return Begun(
        provider=settings.name,
        url=with_query(metadata.authorization_endpoint, asked),
        redirect_uri=redirect_uri,
        state=state,
        nonce=nonce,
        code_verifier=verifier,
        began=now,
        expires=Micros(now + MINUTES * _MINUTE),
    )


def finish(
    provider: Provider, begun: Begun, query: Iterable[tuple[str, str]], now: Micros
) -> Claims:
    """Finish a sign-in, and learn who it is.

    Args:
        provider: where it was begun.
        begun: what was begun, taken from where it was kept, so that nobody finishes it twice.
        query: parameters of the address to which the browser came back, in their order.
        now: the present.

    Raises:
        SignInRefused: when the answer is not the answer to this, saying why in one sentence,
            without code, token or secret.
        MissingDependency: when the provider does not answer.
        InputError: when what it answers cannot be used.
        SettingsError: when the client's secret cannot be read.
    """
    metadata = provider.metadata(now)
    code = _code(provider, metadata, begun, list(query), now)
    token, access = exchanged(
        provider,
        metadata,
        code,
        redirect_uri=begun.redirect_uri,
        code_verifier=begun.code_verifier,
    )
    settings = provider.settings
    expected = Expected(
        issuer=settings.issuer,
        client_id=settings.client_id,
        nonce=begun.nonce,
        began=begun.began,
        code=code,
        access_token=access,
        max_age=None if settings.max_age_minutes is None else settings.max_age_minutes * 60,
    )
    said = verified(token, lambda kid, how: provider.key(kid, how, now), expected, now)
    return Claims(issuer=settings.issuer, subject=said["sub"], said=said)


def leaving(provider: Provider, back: str, now: Micros) -> str | None:
    """Where a browser signs out of the provider too, or None where it offers nothing.

    RP-Initiated Logout 1.0, 2.  The person is named by no token, for none is kept: the provider
    asks whether they mean it.

    Args:
        provider: by whom the person signed in.
        back: where the browser is to come back to, as the provider has it registered.
        now: the present.

    Raises:
        MissingDependency: when the provider does not answer.
        InputError: when what it says of itself cannot be used.
    """
    endpoint = provider.metadata(now).end_session_endpoint
    asked = {"client_id": provider.settings.client_id, "post_logout_redirect_uri": back}
    return None if endpoint is None else with_query(endpoint, asked)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def with_query(address: str, asked: dict[str, str]) -> str:
    """An address with these parameters behind its own."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


# --- the browser's answer -----------------------------------------------------------------


def _code(
    provider: Provider,
    metadata: Metadata,
    begun: Begun,
    query: list[tuple[str, str]],
    now: Micros,
) -> str:
    """The code of an answer that is the answer to this, from whom it must be."""
    name = provider.settings.name
    if begun.provider != name or not begun.began <= now < begun.expires:
        raise refused(name, f"it took longer than {MINUTES} minutes; begin again")
    told = dict(query)
    if len(told) < len(query):
        raise refused(name, "the answer says something twice")
    state = told.get("state", "").encode(errors="replace")
    if not hmac.compare_digest(state, begun.state.encode()):
        raise refused(name, "the answer is to another sign-in than this browser's (state)")
    issuer = told.get("iss")
    if issuer != provider.settings.issuer and (issuer is not None or metadata.names_itself):
        raise refused(name, "the answer is another provider's (iss)")
    if "error" in told:
        raise refused(name, f"the provider says {error_of(told['error'])}")
    code = told.get("code", "")
    if not 0 < len(code) <= LONGEST or not code.isascii() or not code.isprintable():
        raise refused(name, "the answer holds no code")
    return code
