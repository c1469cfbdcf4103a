"""Numbers of the chain that a page or program hands back: sealed, so that they tell nothing.

An entry's number counts everything that is recorded.  Whoever reads it twice knows how much
happened in between, whatever of it they may see.  The local operator sees the whole chain and is
given plain numbers; anybody else is given them encrypted (ChaCha20-Poly1305, RFC 8439), each time
anew, so that not even two equal ones look alike.
"""

import base64
import binascii
import hashlib
import secrets
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from northline.records.errors import UsageError
from northline.records.signing import PrivateKey

NONCE_BYTES = 12


class Seal(Protocol):
    """Packs bytes into text for a URL, and back."""

    def close(self, data: bytes) -> str:
        """The text."""

    def open(self, text: str) -> bytes:
        """The bytes.

        Raises:
            UsageError: for text that no answer gave.
        """


class Plain:
    """Packs them as they are (base64url, RFC 4648)."""

    def close(self, data: bytes) -> str:
        """The text."""
        return _text(data)

    def open(self, text: str) -> bytes:
        """The bytes."""
        return _bytes(text)


class Sealed:
    """Packs them so that only this node reads them, and only for the same account."""

    def __init__(self, key: PrivateKey, account: str) -> None:
        secret = hashlib.blake2b(key.secret, digest_size=32, person=b"northline.seal").digest()
        self._cipher = ChaCha20Poly1305(secret)
        self._account = account.encode()

    def close(self, data: bytes) -> str:
        """The text."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _text(nonce + self._cipher.encrypt(nonce, data, self._account))

    def open(self, text: str) -> bytes:
        """The bytes."""
        packed = _bytes(text)
        try:
            return self._cipher.decrypt(packed[:NONCE_BYTES], packed[NONCE_BYTES:], self._account)
        except (InvalidTag, ValueError) as error:
            raise UsageError(_WRONG) from error


_WRONG = "cursor is not one that an answer gave as 'next'"


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise UsageError(_WRONG) from error


def seal_number(seal: Seal, number: int) -> str:
    """A number of the chain as text: always of one length, that not even its size tells."""
    return seal.close(number.to_bytes(8, "big")) if isinstance(seal, Sealed) else str(number)


def open_number(seal: Seal, text: str) -> int:
    """Read one back.

    Raises:
        UsageError: for text that no answer gave.
    """
    if isinstance(seal, Sealed):
        return int.from_bytes(seal.open(text), "big")
    if not text.isdecimal() or len(text) > 18:
        raise UsageError(f"{text!r} is no number of an entry")
    return int(text)
