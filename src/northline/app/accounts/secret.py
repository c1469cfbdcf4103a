"""Secrets of sessions and tokens: 256 random bits, of which only a digest is kept.

A digest without a salt or a slow hash is enough: nobody can try 2 to the 256 of them.
"""

import hashlib
import secrets

TOKEN = "nlt_"  # noqa: S105 - how every token begins, so that scanners for leaked secrets know it

_LONGEST = 200


def new_secret(prefix: str = "") -> str:
    """A fresh secret, as text that may stand in a cookie or a header."""
    return prefix + secrets.token_urlsafe(32)


def new_id() -> str:
    """A fresh public id, which opens nothing."""
    return secrets.token_hex(8)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret; of what is far too long, nothing that any has."""
    if len(secret) > _LONGEST:
        return b""
    data = secret.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=32, person=b"northline.secret").digest()


def csrf_of(secret: str) -> str:
    """What the forms of a session send back: made of its secret, and not kept anywhere."""
    data = digest_of(secret)
    return hashlib.blake2b(b"csrf", key=data, digest_size=24, person=b"northline.csrf").hexdigest()
