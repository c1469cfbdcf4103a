"""Ed25519 signatures (RFC 8032) of heads and decisions.  Keys are handed in, never found here."""

import hashlib
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from northline.records.record import KeyId, Signature


class Signer(Protocol):
    """Something that signs with one key."""

    @property
    def key(self) -> KeyId:
        """Which key it is."""
        ...

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""
        ...

    def sign(self, message: bytes) -> Signature:
        """Sign these bytes."""
        ...


class PrivateKey:
    """A signer that holds an Ed25519 private key in memory."""

    def __init__(self, secret: bytes) -> None:
        """Take the 32 secret bytes of a key.

        Raises:
            ValueError: when there are not 32.
        """
        self._private = Ed25519PrivateKey.from_private_bytes(secret)
        self._public = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> "PrivateKey":
        """A new key from the system's own randomness."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def secret(self) -> bytes:
        """The 32 secret bytes, for whoever stores the key."""
        return self._private.private_bytes_raw()

    @property
    def key(self) -> KeyId:
        """Which key it is."""
        return key_id(self._public)

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""
        return self._public

    def sign(self, message: bytes) -> Signature:
        """Sign these bytes."""
        return Signature(self._private.sign(message))


def key_id(public: bytes) -> KeyId:
    """BLAKE2b-128 of a public key."""
    return KeyId(hashlib.blake2b(public, digest_size=16, person=b"northline.key").digest())


def is_signed(message: bytes, signature: bytes, public: bytes) -> bool:
    """Whether this signature over these bytes was made by that key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
