"""Requests of one agency to another for a resource, and what each said about it."""

import enum
from typing import ClassVar

from northline.records.record import Days, Id, Keep, KeyId, Record, Signature
from northline.records.resource import Capability
from northline.records.units import Micros


class Support(enum.StrEnum):
    """What armed forces may be asked for: support, and never to stop, search or arrest anybody."""

    LIFT = "lift"
    LOGISTICS = "logistics"
    MEDICAL = "medical"
    ENGINEERING = "engineering"
    COMMUNICATIONS = "communications"
    OBSERVATION = "observation"


class RequestStepSort(enum.StrEnum):
    """What was said about a request."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETURNED = "returned"


class Request(Record, frozen=True, kw_only=True):
    """One agency asks another for a resource; ``at`` is when: its clock starts there.

    It is signed by the named person who asks, never changed, and followed by steps.

    Attributes:
        capability: what is asked for.
        resource: identity of the resource, where a certain one is meant, or None.
        from_agency: the agency that asks.
        to_agency: the agency that is asked.
        operation: the operation that it is for, or None.
        purpose: what it is for, in words.
        since: from when it is needed.
        until: until when.
        reply_by: until when an answer is awaited: the end of its clock.
        support: of armed forces: which support.
        authority: the lawful authority that it is asked under, or None.
        by: who asks.
        role: the role they act in.
        key: which personal key signed it.
        signature: Ed25519 over `northline.records.signed_record.signed_bytes`.
    """

    kind: ClassVar[str] = "request"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    capability: Capability
    resource: str | None = None
    from_agency: str
    to_agency: str
    operation: Id | None = None
    purpose: str
    since: Micros
    until: Micros
    reply_by: Micros
    support: Support | None = None
    authority: str | None = None
    by: str
    role: str
    key: KeyId
    signature: Signature


class RequestStep(Record, frozen=True, kw_only=True):
    """What a named person of one of the two agencies said about a request.

    Attributes:
        request: the request.
        step: what was said.
        resource: identity of what is offered, or None.
        by: who said it.
        agency: the agency that they acted for.
        role: the role they acted in.
        reason: why, in their own words.
        key: which personal key signed it.
        signature: Ed25519 over `northline.records.signed_record.signed_bytes`.
    """

    kind: ClassVar[str] = "request-step"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    request: Id
    step: RequestStepSort
    resource: str | None = None
    by: str
    agency: str
    role: str
    reason: str
    key: KeyId
    signature: Signature
