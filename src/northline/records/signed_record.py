"""What a person's signature covers of a record that carries one: every field but the signature."""

from collections.abc import Mapping

import msgspec

from northline.records.operation import Operation, OperationStep
from northline.records.record import Signature
from northline.records.referral import Referral, ReferralReply
from northline.records.request import Request, RequestStep
from northline.records.signing import Signer, is_signed

Signed = Operation | OperationStep | Request | RequestStep | Referral | ReferralReply
"""Records that a named person signs, beside decisions and the steps of people's requests."""

SIGNED: tuple[type[Signed], ...] = (
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


def signed_record_bytes(record: Signed) -> bytes:
    """JSON with sorted keys after the name of the kind; binary fields in hexadecimal."""
    fields = {
        name: _plain(value)
        for name in record.__struct_fields__
        if name != "signature" and (value := getattr(record, name)) not in (None, ())
    }
    return (
        f"northline.{record.kind}".encode() + b"\x00" + msgspec.json.encode(fields, order="sorted")
    )


def sign_record(record: Signed, signer: Signer) -> Signed:
    """The record, signed; the signature covers the id of the key that signs."""
    named = msgspec.structs.replace(record, key=signer.key)
    return msgspec.structs.replace(named, signature=signer.sign(signed_record_bytes(named)))


def is_record_signed(record: Signed, keys: Mapping[bytes, bytes]) -> bool:
    """Whether one of these keys (id -> public key) signed this very record."""
    public = keys.get(record.key)
    if public is None:
        return False
    return is_signed(signed_record_bytes(record), record.signature, public)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.hex() if isinstance(value, bytes) else value
