"""Decisions: what a named person did about a finding or a record.

A decision is never overwritten.  It is retracted by another one, which names it.
"""

import enum
from typing import ClassVar

from northline.records.record import Days, Id, Keep, KeyId, Record, Signature


class Verb(enum.StrEnum):
    """What may be decided."""

    ACKNOWLEDGE = "acknowledge"
    DISMISS = "dismiss"
    CONFIRM = "confirm"
    DISPATCH = "dispatch"
    APPROVE = "approve"
    AMEND = "amend"
    HAND_OVER = "hand-over"
    WITHDRAW = "withdraw"
    MATCH = "match"
    NO_MATCH = "no-match"
    CANNOT_TELL = "cannot-tell"
    RELEASE = "release"
    REFUSE = "refuse"
    RETRACT = "retract"

    @property
    def closes(self) -> bool:
        """Whether the matter leaves the queue by it."""
        return self not in {Verb.ACKNOWLEDGE, Verb.RETRACT, Verb.CANNOT_TELL}


class Decision(Record, frozen=True, kw_only=True):
    """What a named person decided, why, and under which authority.

    Attributes:
        verb: what was decided.
        about: the finding (this very revision), the record, or the decision that is retracted,
            or to which a second person says ``approve`` or ``refuse``.
        event_id: event of the finding, or None when it is about a record.
        revision: revision of the finding that the person saw, or None.
        by: the person's name on the account.
        agency: the agency the person acted for.
        role: the role the person acted in.
        reason: why, in the person's own words.
        authority: the lawful authority relied on, or None where none is needed.
        names: which line of a plan is taken up: the identity of the unit that is sent, or of the
            sensor that is to look.  Of an order of patrol that is handed over, who takes it.  Of a release that gives its record another marking, that marking
            in its canonical form.  None where neither is so.
        second: None: a second person signs a decision of their own, about this one.
        key: which personal key signed it.
        signature: Ed25519 over `northline.records.signed_record.signed_bytes`.
    """

    kind: ClassVar[str] = "decision"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    verb: Verb
    about: Id
    event_id: Id | None = None
    revision: int | None = None
    by: str
    agency: str
    role: str
    reason: str
    authority: str | None = None
    names: str | None = None
    second: str | None = None
    key: KeyId
    signature: Signature
