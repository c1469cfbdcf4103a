"""What a person asks of whoever holds information about them, and what is done about it.

A request is opened once and never changed; everything that follows is a step of its own, by a
named person, with a reason, signed.  Where a request stands is what its steps make of it
(`northline.decisions.rights_steps`), and when it is due its regime says (`northline.decisions.clocks`).
"""

import enum
from typing import ClassVar

from northline.records.record import Days, Id, Keep, KeyId, Record, Signature
from northline.records.units import Micros


class Right(enum.StrEnum):
    """What is asked for."""

    ACCESS = "access"
    CORRECTION = "correction"
    NOTATION = "notation"
    REDRESS = "redress"
    COMPLAINT = "complaint"


class Regime(enum.StrEnum):
    """The law that it is asked under; `northline.decisions.rights_limits` holds its limits."""

    PRIVACY_ACT_CA = "privacy-act-ca"
    """Privacy Act, R.S.C. 1985, c. P-21."""

    FIPPA_ON = "fippa-on"
    """Freedom of Information and Protection of Privacy Act, R.S.O. 1990, c. F.31."""

    MFIPPA_ON = "mfippa-on"
    """Municipal Freedom of Information and Protection of Privacy Act, R.S.O. 1990, c. M.56."""

    PRIVACY_ACT_US = "privacy-act-us"
    """Privacy Act of 1974, 5 U.S.C. 552a."""

    REDRESS = "redress"
    """A wrong match or referral, whatever the statute."""


class StepSort(enum.StrEnum):
    """What was done about a request."""

    ACKNOWLEDGED = "acknowledged"
    IDENTITY_VERIFIED = "identity-verified"
    EXTENDED = "extended"
    LOCATED = "located"
    TRANSFERRED = "transferred"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    NOTATION_ATTACHED = "notation-attached"
    NOTIFIED = "notified"
    COMPLAINED = "complained"
    CLOSED = "closed"


class Answer(enum.StrEnum):
    """What a request was answered with."""

    IN_FULL = "in-full"
    IN_PART = "in-part"
    REFUSED = "refused"
    NO_RECORDS = "no-records"
    WITHDRAWN = "withdrawn"


class RightsRequest(Record, frozen=True, kw_only=True):
    """A person's request for access, correction, a notation or redress, or their complaint.

    ``at`` is when it was received: the clock starts there.

    Information used to decide about somebody is kept at least two years after it was last used
    (Privacy Regulations, SOR/83-508, s. 4(1)(a)).  The third year is for the handling, at the end
    of which a request is last used; one that stays open longer is put under a hold.

    Attributes:
        number: its redress number (`northline.records.redress_number`).
        right: what is asked for.
        regime: the law it is asked under.
        zone: IANA time zone of the office, in which its days are counted.
        taken_by: who took it in.
        agency: the agency that it is made to.
        requester: name of the person, as given.
        contact: where an answer goes, as given.
        language: language of the answers, ``en`` or ``fr``.
        asks: what is asked, in the person's own words.
        identifiers: what to search for: names, identities (``mmsi:316001245``), ids of records.
        matter: redress number of the decision or earlier request that it is about, or None.
    """

    kind: ClassVar[str] = "rights-request"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(1095, 3650))

    number: str
    right: Right
    regime: Regime
    zone: str
    taken_by: str
    agency: str
    requester: str
    contact: str
    language: str
    asks: str
    identifiers: tuple[str, ...]
    matter: str | None = None


class RightsStep(Record, frozen=True, kw_only=True):
    """One step in the handling of a person's request; steps are added, never changed.

    A notation is marked as the records that it is attached to, so that whoever may see these sees
    it with them; every other step stays with the request.

    Attributes:
        request: the request.
        number: its redress number.
        step: what was done.
        by: who did it.
        agency: the agency they acted for.
        role: the role they acted in.
        reason: why, or how: of a verified identity, by which document.
        until: of an extension: the last day of the extended time, as its midnight in UTC.
        answer: what it was answered with.
        ground: of a refusal: the provision relied on; of an extension: why it may be extended.
        to: who was told, or to whom it went: the requester, agencies, bodies.
        cites: records that it is about: found, corrected, or noted on.
        text: what a notation says, in words that readers of these records see.
        key: which personal key signed it.
        signature: Ed25519 over `northline.records.signed_record.signed_bytes`.
    """

    kind: ClassVar[str] = "rights-step"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(1095, 3650))

    request: Id
    number: str
    step: StepSort
    by: str
    agency: str
    role: str
    reason: str
    until: Micros | None = None
    answer: Answer | None = None
    ground: str | None = None
    to: tuple[str, ...] = ()
    cites: tuple[Id, ...] = ()
    text: str | None = None
    key: KeyId
    signature: Signature
