"""Referrals: somebody's admissibility is referred to those who look into it, and what they reply."""

import enum
from typing import ClassVar

from northline.records.record import Days, Id, Keep, KeyId, Record, Signature
from northline.records.units import Micros


class ReplySort(enum.StrEnum):
    """What was replied."""

    NO_CONCERN = "no-concern"
    CONCERN = "concern"
    INFORMATION_NEEDED = "information-needed"
    """No reply yet: the clock goes on."""

    WITHDRAWN = "withdrawn"
    """By whoever referred it."""


class Referral(Record, frozen=True, kw_only=True):
    """A person refers somebody's admissibility; ``at`` is when: its clock starts there.

    It holds what the agency that refers knows of the person, and nothing that a list says: who may
    see the referral need not be one who may see the list.  Nothing follows from it by itself.

    Attributes:
        screening: the screening that it rests on.
        query_id: file number of the person, as the screening has it.
        names: the person's names, as asked.
        from_agency: the agency that refers.
        to_agency: the agency that looks into it.
        ground: the ground of inadmissibility that is to be looked into, in words.
        authority: the provision that it is referred under.
        reply_by: until when a reply is awaited.
        reason: why, in the words of whoever refers.
        by: who refers.
        role: the role they act in.
        key: which personal key signed it.
        signature: Ed25519 over `northline.records.signed_record.signed_bytes`.
    """

    kind: ClassVar[str] = "referral"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    screening: Id
    query_id: str
    names: tuple[str, ...]
    from_agency: str
    to_agency: str
    ground: str
    authority: str
    reply_by: Micros
    reason: str
    by: str
    role: str
    key: KeyId
    signature: Signature


class ReferralReply(Record, frozen=True, kw_only=True):
    """What a named person said about a referral.

    Attributes:
        referral: the referral.
        reply: what was said.
        reason: why, in their own words.
        by: who said it.
        agency: the agency that they acted for.
        role: the role they acted in.
        key: which personal key signed it.
        signature: Ed25519 over `northline.records.signed_record.signed_bytes`.
    """

    kind: ClassVar[str] = "referral-reply"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    referral: Id
    reply: ReplySort
    reason: str
    by: str
    agency: str
    role: str
    key: KeyId
    signature: Signature
