"""Operations that agencies plan and lead together, their steps, and what deconfliction said of them."""

import enum
from typing import ClassVar

from northline.records.record import Days, Id, Keep, KeyId, Record, Signature
from northline.records.units import Degrees, Kilometres, Micros


class OperationStepSort(enum.StrEnum):
    """What was done about an operation."""

    APPROVED = "approved"
    HANDED_OVER = "handed-over"
    RECEIVED = "received"
    CLOSED = "closed"


class Operation(Record, frozen=True, kw_only=True):
    """An operation as it was planned; it is never changed: another plan is another operation.

    Where it stands is what its steps make of it (`northline.decisions.joint_operations`).

    Attributes:
        name: what it is called.
        agency: the agency that plans it and owns the record.
        agencies: all that take part.
        lead: which of them leads.
        hub: the desk that it is led from, at first.
        contact: how whoever leads it is reached.
        targets: what they look for together, each ``stretch:FROM-TO`` (kilometres),
            ``subject:ID`` (an identity, a track, a case) or ``place:LON,LAT``; never what somebody
            is.
        since: when it begins.
        until: when it ends.
        lons: corners of its area in their order, WGS 84, the last not the first again; empty where
            it is a range of the line.
        lats: their latitudes.
        segment: of the line, with the two below; None where it has corners.
        from_km: kilometre of the line at which its area begins.
        to_km: where it ends.
        by: who planned it.
        role: the role they acted in.
        key: which personal key signed it.
        signature: Ed25519 over `northline.records.signed_record.signed_bytes`.
    """

    kind: ClassVar[str] = "operation"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    name: str
    agency: str
    agencies: tuple[str, ...]
    lead: str
    hub: str
    contact: str
    targets: tuple[str, ...] = ()
    since: Micros
    until: Micros
    lons: tuple[Degrees, ...] = ()
    lats: tuple[Degrees, ...] = ()
    segment: str | None = None
    from_km: Kilometres | None = None
    to_km: Kilometres | None = None
    by: str
    role: str
    key: KeyId
    signature: Signature


class OperationStep(Record, frozen=True, kw_only=True):
    """One step of an operation, by a named person, signed.

    Attributes:
        operation: the operation.
        step: what was done.
        hub: of a hand-over: the desk that is to lead it from now on.
        to_agency: of a hand-over: the agency whose desk that is.
        by: who did it.
        agency: the agency that they acted for.
        role: the role they acted in.
        reason: why, in their own words.
        key: which personal key signed it.
        signature: Ed25519 over `northline.records.signed_record.signed_bytes`.
    """

    kind: ClassVar[str] = "operation-step"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    operation: Id
    step: OperationStepSort
    hub: str | None = None
    to_agency: str | None = None
    by: str
    agency: str
    role: str
    reason: str
    key: KeyId
    signature: Signature


class Deconfliction(Record, frozen=True, kw_only=True):
    """What a check of an operation beside all others says to its own agencies, and nothing more.

    It is marked as that operation is.  It holds nothing that is not of the operation itself but a
    reference, and whether anybody is to be called.

    Attributes:
        operation: the operation.
        warned: whether another agency asks to be called before they act.
        reference: what to say when calling; None where nobody is to be called.
        contact: whom to call; None where nobody is to be called.
        west: the operation's own area, in whole tenths of a degree outwards.
        south: likewise.
        east: likewise.
        north: likewise.
    """

    kind: ClassVar[str] = "deconfliction"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = False
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    operation: Id
    warned: bool
    reference: str | None = None
    contact: str | None = None
    west: Degrees
    south: Degrees
    east: Degrees
    north: Degrees
