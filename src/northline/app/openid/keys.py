"""The keys a provider signs with (RFC 7517), and by which algorithms it may.

Only public keys of signatures are taken: a key for HMAC or encryption is left out, and so is an
RSA key shorter than 2048 bits (NIST SP 800-131A).  So no token can choose to be checked in a way
that anybody could forge: neither ``none``, nor HS256 with the public key as its secret.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

ALGORITHMS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
"""Algorithm -> family of its keys (RFC 7518, 3.1; RFC 8037, 3.1; RFC 9864, 2.2)."""

MOST_KEYS = 100
"""Keys of one provider; what comes behind is left out."""

LEAST_RSA_BITS = 2_048
MOST_RSA_BITS = 8_192

PublicKey = RSAKey | ECKey | OKPKey

_FAMILIES: dict[str, type[RSAKey] | type[ECKey] | type[OKPKey]] = {
    "RSA": RSAKey,
    "EC": ECKey,
    "OKP": OKPKey,
}
_PUBLIC = ("kty", "kid", "alg", "n", "e", "crv", "x", "y")
"""Members that a public key consists of; nothing else is handed on."""


class SigningKey(msgspec.Struct, frozen=True):
    """One key.

    Attributes:
        kid: what it is called, or None.
        family: ``RSA``, ``EC`` or ``OKP``.
        algorithm: the only one it is for, or None.
        key: the key itself.
    """

    kid: str | None
    family: str
    algorithm: str | None
    key: Any


def signing_keys(document: dict[str, Any]) -> tuple[SigningKey, ...]:
    """The keys of a JWK set with which a provider may sign; whatever else is in it is left out."""
    rows = document.get("keys")
    found = [] if not isinstance(rows, list) else [_key(row) for row in rows[:MOST_KEYS]]
    return tuple(key for key in found if key is not None)


def fitting(keys: Iterable[SigningKey], kid: str | None, algorithm: str) -> PublicKey | None:
    """The one key that a token of this header was signed with, or None.

    Without a name there must be one key only that could be meant (OpenID Connect Core 1.0, 10.1).
    """
    meant = [
        each.key
        for each in keys
        if each.family == ALGORITHMS.get(algorithm)
        and each.algorithm in {None, algorithm}
        and kid in {None, each.kid}
    ]
    return meant[0] if len(meant) == 1 else None


def _key(row: object) -> SigningKey | None:
    if not isinstance(row, dict) or row.get("use", "sig") != "sig":
        return None
    told = {name: row[name] for name in _PUBLIC if isinstance(row.get(name), str)}
    family = told.get("kty", "")
    operations = row.get("key_ops", ["verify"])
    if family not in _FAMILIES or not isinstance(operations, list) or "verify" not in operations:
        return None
    if family == "RSA" and not LEAST_RSA_BITS <= _bits(told.get("n", "")) <= MOST_RSA_BITS:
        return None
    try:
        key = _FAMILIES[family].import_key(told)
        key.get_op_key("verify")
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return SigningKey(told.get("kid"), family, told.get("alg"), key)


def _bits(number: str) -> int:
    """About how many bits a number in base64url has: whole bytes."""
    return len(number.rstrip("=").lstrip("A")) * 6 // 8 * 8
