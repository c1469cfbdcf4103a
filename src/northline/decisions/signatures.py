"""Signatures of decisions: a personal key signs every field of it."""

from collections.abc import Mapping

import msgspec

from northline.records.decision import Decision, signed_bytes
from northline.records.record import Signature
from northline.records.signing import Signer, is_signed

UNSIGNED = Signature(bytes(64))
"""What stands in a decision before it is signed."""


def signed(decision: Decision, signer: Signer) -> Decision:
    """The decision, signed; the signer's key must be the one that it names.

    The signature covers the key's id, so no other key's signature can be put in its place.
    """
    named = msgspec.structs.replace(decision, key=signer.key)
    return msgspec.structs.replace(named, signature=signer.sign(signed_bytes(named)))


def is_signed_by(decision: Decision, keys: Mapping[bytes, bytes]) -> bool:
    """Whether one of these keys (id -> public key) signed this very decision."""
    public = keys.get(decision.key)
    if public is None:
        return False
    return is_signed(signed_bytes(decision), decision.signature, public)
