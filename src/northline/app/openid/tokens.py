"""ID tokens: whether one is the answer to our question, from whom we asked (Core 1.0).

    header.payload.signature      three parts in base64url (RFC 7515, 7.1)

Checked in this order, and nothing of the payload is believed before its signature (3.1.3.7):
algorithm, key, signature; issuer, audience and authorized party; times; nonce; the hashes of the
access token and the code (3.1.3.6, 3.3.2.11); when the person signed in.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from joserfc.util import json_b64decode

from northline.app.openid.keys import ALGORITHMS, PublicKey
from northline.records.errors import SignInRefused
from northline.records.units import Micros

SKEW_SECONDS = 60
"""How far the provider's clock may be from ours."""

LONGEST = 64 * 1024
"""Characters of a token."""

LONGEST_SUBJECT = 255
"""Characters of a subject (Core 1.0, 2)."""

_FAR = 1e12
"""Seconds after 1970, beyond any date."""

Find = Callable[[str | None, str], PublicKey | None]
"""Gives the provider's key of a ``kid`` and an algorithm, or None."""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a token must be.

    Attributes:
        issuer: who must have issued it.
        client_id: whom it must be for.
        nonce: what we asked with.
        began: when we asked; it cannot be older.
        code: the code it came for.
        access_token: the token that came with it, or None.
        max_age: seconds since the person signed in at the provider; None asks nothing.
    """

    issuer: str
    client_id: str
    nonce: str
    began: Micros
    code: str
    access_token: str | None = None
    max_age: int | None = None

    def __repr__(self) -> str:
        """Without the secrets in it."""
        return f"Expected(issuer={self.issuer!r}, client_id={self.client_id!r})"


def verified(token: str, find: Find, expected: Expected, now: Micros) -> dict[str, Any]:
    """What a token says, once all of it has been checked.

    Raises:
        SignInRefused: for a token that is not the answer, saying why and nothing of what is in it.
    """
    claims, algorithm = _signed(token, find)
    at = now / 1_000_000
    _whose(claims, expected)
    _when(claims, expected, at)
    if not _same(claims.get("nonce"), expected.nonce):
        raise _refused("it answers another question (nonce)")
    _bound(claims, "at_hash", expected.access_token, algorithm)
    _bound(claims, "c_hash", expected.code, algorithm)
    if expected.max_age is not None:
        since = _number(claims, "auth_time")
        if at - since > expected.max_age + SKEW_SECONDS:
            raise _refused("the person signed in there too long ago (auth_time)")
    return claims


# --- the signature ------------------------------------------------------------------------


class _Registry(JWSRegistry):
    """The algorithms of `ALGORITHMS`; ``EdDSA`` is what its old name means here, Ed25519."""

    max_header_length = 8 * 1024

    def get_alg(self, name: str) -> Any:
        return super().get_alg("Ed25519" if name == "EdDSA" else name)


# Header parameters that nobody here knows are ignored (RFC 7515, 4); critical ones are refused.
_registry = _Registry(algorithms=list(ALGORITHMS), strict_check_header=False)


def _signed(token: str, find: Find) -> tuple[dict[str, Any], str]:
    """The payload of a token whose signature is good, and its algorithm."""
    header = _header(token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise _refused(f"it is not signed by one of {', '.join(ALGORITHMS)}")
    if "crit" in header or "b64" in header:
        raise _refused("it asks for an extension that nobody here knows (crit)")
    if kid is not None and not isinstance(kid, str):
        raise _refused("it names its key by what is no name (kid)")
    key = find(kid, algorithm)
    if key is None:
        raise _refused("the provider has no key of that name and algorithm (kid)")
    try:
        payload = jws.deserialize_compact(token, key, registry=_registry).payload
        claims = msgspec.json.decode(payload or b"")
    except (JoseError, msgspec.DecodeError, ValueError, TypeError, RecursionError):
        raise _refused("its signature is not the provider's") from None
    if not isinstance(claims, dict):
        raise _refused("it says nothing")
    return claims, algorithm


def _header(token: str) -> dict[str, Any]:
    parts = token.split(".")
    try:
        if len(token) > LONGEST or len(parts) != 3 or not token.isascii():
            raise ValueError
        header = json_b64decode(parts[0].encode())
    except (ValueError, TypeError, RecursionError):
        raise _refused("it is no signed token of three parts") from None
    return header if isinstance(header, dict) else {}


# --- what it says -------------------------------------------------------------------------


def _whose(claims: dict[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise _refused("another issuer issued it (iss)")
    # Core 1.0, 3.1.3.7, 3: audiences beside us would be ones we trust, and we trust none.
    if claims.get("aud") not in (expected.client_id, [expected.client_id]):
        raise _refused("it is not for this node alone (aud)")
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise _refused("another program asked for it (azp)")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise _refused("it names nobody (sub)")
    if not subject.isascii() or not subject.isprintable():
        raise _refused("it names nobody (sub)")


def _when(claims: dict[str, Any], expected: Expected, at: float) -> None:
    if at >= _number(claims, "exp") + SKEW_SECONDS:
        raise _refused("it has expired (exp)")
    issued = _number(claims, "iat")
    if issued > at + SKEW_SECONDS:
        raise _refused("it is from the future (iat): do both clocks go right?")
    if issued < expected.began / 1_000_000 - SKEW_SECONDS:
        raise _refused("it is older than this sign-in (iat)")
    if "nbf" in claims and _number(claims, "nbf") > at + SKEW_SECONDS:
        raise _refused("it does not hold yet (nbf)")


def _bound(claims: dict[str, Any], name: str, value: str | None, algorithm: str) -> None:
    """Check the hash of what came with it, where it has one."""
    if name not in claims:
        return
    strong = ALGORITHMS[algorithm] == "OKP"  # Ed25519 hashes by SHA-512 (RFC 8032, 5.1)
    digest = (hashlib.sha512 if strong else hashlib.sha256)((value or "").encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    if value is None or not _same(claims[name], half):
        raise _refused(f"it belongs to another answer ({name})")


def _number(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _FAR:
        raise _refused(f"it does not say when ({name})")
    return float(value)


def _same(said: object, wanted: str) -> bool:
    return isinstance(said, str) and hmac.compare_digest(said.encode(), wanted.encode())


def _refused(why: str) -> SignInRefused:
    return SignInRefused(f"the provider's ID token is refused: {why}")
