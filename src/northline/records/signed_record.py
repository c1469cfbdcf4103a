"""Records that a named person signs: what the signature covers, making it, and checking it.

One rule for all of them: every field but the signature, the id of the key that signs included, so that
no other key's signature can be put in its place.
"""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from northline.records.decision import Decision
from northline.records.operation import Operation, OperationStep
from northline.records.record import Signature
from northline.records.referral import Referral, ReferralReply
from northline.records.request import Request, RequestStep
from northline.records.rights_request import RightsStep
from northline.records.signing import Signer, is_signed

Signed = (
    Decision
    | RightsStep
    | Operation
    | OperationStep
    | Request
    | RequestStep
    | Referral
    | ReferralReply
)
"""Records that a named person signs."""

Kind = TypeVar("Kind", bound=Signed)

SIGNED: tuple[type[Signed], ...] = (
    Decision,
    RightsStep,
    Operation,
    OperationStep,
    Request,
    RequestStep,
    Referral,
    ReferralReply,
)
"""The same as kinds."""

UNSIGNED = Signature(bytes(64))
"""What stands in such a record before it is signed."""


def signed_bytes(record: Signed) -> bytes:
    """JSON with sorted keys after the name of the kind; binary fields in hexadecimal.

    What a record does not say is left out, so that a field that is added later changes nothing.
    """
    fields = {
        name: _plain(value)
        for name in record.__struct_fields__
        if name != "signature" and (value := getattr(record, name)) not in (None, ())
    }
    return (
        f"northline.{record.kind}".encode() + b"\x00" + msgspec.json.encode(fields, order="sorted")
    )


def signed(record: Kind, signer: Signer) -> Kind:
    """The record, signed by the key that it then names."""
    named = msgspec.structs.replace(record, key=signer.key)
    return msgspec.structs.replace(named, signature=signer.sign(signed_bytes(named)))


def is_signed_by(record: Signed, keys: Mapping[bytes, bytes]) -> bool:
    """Whether one of these keys (id -> public key) signed this very record."""
    public = keys.get(record.key)
    return public is not None and is_signed(signed_bytes(record), record.signature, public)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.hex() if isinstance(value, bytes) else value
