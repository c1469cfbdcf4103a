"""Referrals of somebody's admissibility, signed, with a clock; and what is replied to them.

A referral is owned by the agency that refers and released to the one it goes to; a reply is its agency's
own, and released to the other.  It says nothing of any list: whom it goes to need not be one who may see it.
"""

from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.documents import document
from northline.app.permitting import require
from northline.app.screening.recorded import one_screening
from northline.app.signed_records import (
    marking_of_step,
    own_key,
    signed,
    signed_records,
)
from northline.app.waiting import present
from northline.app.words import instant, record_id
from northline.decisions.referrals import (
    ReferralStanding,
    ReferralState,
    check_referral,
    check_reply,
    referral_standing,
)
from northline.ledger.reading import system_clock
from northline.records.errors import Conflict, UnknownName, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Grant, Level, marking
from northline.records.referral import Referral, ReferralReply, ReplySort
from northline.records.signed_record import UNSIGNED

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "referrals"

STATES = ("all", "overdue", *(each.value for each in ReferralState))


class ReferralMade(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A referral as somebody makes it.

    Attributes:
        screening: id of the screening that it rests on.
        to_agency: the agency that looks into it.
        ground: the ground of inadmissibility, in words.
        authority: the provision that it is referred under.
        reply_by: until when a reply is awaited, an instant.
        reason: why, in one's own words.
    """

    screening: str
    to_agency: str
    ground: str
    authority: str
    reply_by: str
    reason: str


class ReferralView(msgspec.Struct, frozen=True, kw_only=True):
    """A referral, what was said of it, where it stands, and what no believed key signed."""

    referral: Referral
    replies: tuple[ReferralReply, ...]
    standing: ReferralStanding
    unsigned: tuple[str, ...] = ()


def refer(node: "Opened", made: ReferralMade) -> ReferralView:
    """Refer somebody's admissibility to those who look into it; signed by who refers.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when there is no such screening for them, or on it nobody is referred.
    """
    role = require(node.viewer, OPERATION)
    view = one_screening(node, made.screening)
    agency, to, now = node.operator.agency, made.to_agency.strip(), system_clock()
    due = instant(made.reply_by)
    if not to or due is None:
        raise UsageError(
            "a referral names whom it goes to (to_agency) and when a reply is due (reply_by)"
        )
    partners = () if to == agency else (to,)
    marked = marking(Level.PROTECTED_B, {agency: Grant(partners=partners)})
    referral = Referral(
        id=Origin(Referral.kind, agency).derived(
            view.screening.id, node.operator.name.encode(), now.to_bytes(8, "big")
        ),
        source=agency,
        at=now,
        received=now,
        marking=marked.id,
        screening=view.screening.id,
        query_id=view.screening.query_id,
        names=view.screening.names,
        from_agency=agency,
        to_agency=to,
        ground=made.ground.strip(),
        authority=made.authority.strip(),
        reply_by=due,
        reason=made.reason.strip(),
        by=node.operator.name,
        role=role,
        key=own_key(node),
        signature=UNSIGNED,
    )
    check_referral(referral, view.state)
    referral = signed(node, referral)
    node.ledger.append(
        Referral.kind,
        kind_named(Referral.kind).to_batch([referral]),
        by=node.operator.name,
        markings=(marked,),
    )
    return one_referral(node, referral.id)


def reply_to(node: "Opened", given: bytes | str, reply: ReplySort, reason: str) -> ReferralView:
    """Reply to a referral, or withdraw one's own; signed.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when there is none of that id for them, or it cannot follow.
        NotPermitted: when it is another agency's to say, or their own referral.
        Conflict: when somebody said something meanwhile.
    """
    role = require(node.viewer, OPERATION)
    view = one_referral(node, given)
    referral, operator = view.referral, node.operator
    check_reply(reply, reason, (operator.name, operator.agency), referral, view.standing)
    of = node.ledger.markings_now({referral.id: int(referral.marking)})[referral.id]
    marked, now = marking_of_step(of, operator.agency), system_clock()
    made = signed(
        node,
        ReferralReply(
            id=Origin(ReferralReply.kind, operator.agency).derived(
                referral.id, reply.value.encode(), operator.name.encode(), now.to_bytes(8, "big")
            ),
            source=operator.agency,
            at=now,
            received=now,
            marking=marked.id,
            referral=referral.id,
            reply=reply,
            reason=reason.strip(),
            by=operator.name,
            agency=operator.agency,
            role=role,
            key=own_key(node),
            signature=UNSIGNED,
        ),
    )
    receipt = node.ledger.append(
        ReferralReply.kind,
        kind_named(ReferralReply.kind).to_batch([made]),
        by=operator.name,
        key=f"referral:{referral.id.hex()}:{len(view.replies)}",
        markings=(marked,),
    )
    if receipt.repeated:
        raise Conflict("somebody replied to this a moment ago; look at it again first")
    return one_referral(node, referral.id)


def referrals(node: "Opened", *, state: str = "all") -> list[ReferralView]:
    """Referrals that this person may see: those first that are overdue, then by when they are due.

    Args:
        node: an open node.
        state: one of `STATES`.

    Raises:
        RoleNeeded: when this person may not.
        UnknownName: for a state there is not.
    """
    require(node.viewer, OPERATION)
    if state not in STATES:
        raise UnknownName(f"there is no state {state!r}; there are {', '.join(STATES)}")
    found = [
        each
        for each in _views(node)
        if state in {"all", each.standing.state.value}
        or (state == "overdue" and each.standing.overdue)
    ]
    return sorted(
        found,
        key=lambda each: (not each.standing.overdue, each.referral.reply_by, each.referral.id),
    )


def one_referral(node: "Opened", given: bytes | str) -> ReferralView:
    """One referral.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when there is none of that id for them.
    """
    require(node.viewer, OPERATION)
    wanted = record_id(given)
    for each in _views(node):
        if each.referral.id == wanted:
            return each
    raise UsageError("there is no referral of that id")


def told(view: ReferralView) -> dict[str, Any]:
    """A referral ready for JSON."""
    stands = view.standing
    return {
        **document(view.referral),
        "replies": [document(each) for each in view.replies],
        "state": stands.state.value,
        "overdue": stands.overdue,
        "seconds_left": stands.seconds_left,
        "reply": None if stands.reply is None else stands.reply.value,
        "unsigned": list(view.unsigned),
    }


def _views(node: "Opened") -> list[ReferralView]:
    now = present(node)
    kept, said = signed_records(node, Referral), signed_records(node, ReferralReply)
    unsigned = kept.unsigned | said.unsigned
    of: dict[bytes, list[ReferralReply]] = {}
    for each in said.records:
        if isinstance(each, ReferralReply):
            of.setdefault(each.referral, []).append(each)
    found = []
    for referral in kept.records:
        if not isinstance(referral, Referral):
            continue
        replies = of.get(referral.id, [])
        believed = [each for each in replies if each.id not in unsigned]
        found.append(
            ReferralView(
                referral=referral,
                replies=tuple(replies),
                standing=referral_standing(referral, believed, now),
                unsigned=tuple(e.id.hex() for e in (referral, *replies) if e.id in unsigned),
            )
        )
    return found
