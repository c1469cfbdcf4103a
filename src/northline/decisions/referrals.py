"""Where a referral stands, and who may say what of it.

::

    awaiting --no-concern, concern--> answered
       +--information-needed--> awaiting, and its clock goes on
       +--withdrawn--> withdrawn

The agency that it went to replies; the one that referred withdraws.  Until it is answered or withdrawn
it is overdue from its *reply by* on, and shown so.
"""

import enum
from collections.abc import Sequence

import msgspec

from northline.decisions.standing import plain
from northline.records.errors import NotPermitted, UsageError
from northline.records.referral import Referral, ReferralReply, ReplySort
from northline.records.screening import ScreeningState
from northline.records.units import Micros

REFERABLE = frozenset({ScreeningState.POSSIBLE, ScreeningState.MATCH, ScreeningState.CANNOT_TELL})
"""States of a screening on which somebody may be referred."""


class ReferralState(enum.StrEnum):
    """Where it stands."""

    AWAITING = "awaiting"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class ReferralStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Where a referral stands.

    Attributes:
        state: where.
        overdue: whether a reply is awaited and its time has passed.
        seconds_left: until it is due, negative once it has passed; None when none is awaited.
        reply: what was said last, or None.
    """

    state: ReferralState
    overdue: bool
    seconds_left: float | None
    reply: ReplySort | None


def referral_standing(
    referral: Referral, replies: Sequence[ReferralReply], now: Micros
) -> ReferralStanding:
    """Where a referral stands.

    Args:
        referral: it.
        replies: what was said of it, the oldest first: only what is believed.
        now: the present.
    """
    state, said = ReferralState.AWAITING, None
    for each in replies:
        if state is ReferralState.AWAITING and each.agency == speaker(referral, each.reply):
            said = each.reply
            if said is ReplySort.WITHDRAWN:
                state = ReferralState.WITHDRAWN
            elif said is not ReplySort.INFORMATION_NEEDED:
                state = ReferralState.ANSWERED
    waits = state is ReferralState.AWAITING
    return ReferralStanding(
        state=state,
        overdue=waits and now > referral.reply_by,
        seconds_left=(referral.reply_by - now) / 1e6 if waits else None,
        reply=said,
    )


def speaker(referral: Referral, reply: ReplySort) -> str:
    """The agency of which somebody says this."""
    withdrawn = reply is ReplySort.WITHDRAWN
    return referral.from_agency if withdrawn else referral.to_agency


def check_referral(referral: Referral, state: ScreeningState) -> None:
    """Whether a referral is one.

    Args:
        referral: it.
        state: where the screening stands that it rests on.

    Raises:
        UsageError: saying what is wrong.
    """
    for name in ("ground", "authority", "reason"):
        if not getattr(referral, name).strip():
            raise UsageError(f"a referral needs its {name}, in words")
    if state not in REFERABLE:
        raise UsageError(
            f"the screening is {state.value}: nobody is referred on that. It must be possible, match "
            "or cannot-tell"
        )
    if referral.reply_by <= referral.at:
        raise UsageError("a reply is due (reply_by) after the referral is made")


def check_reply(
    reply: ReplySort,
    reason: str,
    who: tuple[str, str],
    referral: Referral,
    stands: ReferralStanding,
) -> None:
    """Whether somebody may say this of a referral.

    Args:
        reply: what.
        reason: why.
        who: their name and agency.
        referral: it.
        stands: where it stands.

    Raises:
        UsageError: without a reason, or when it is answered or withdrawn.
        NotPermitted: when it is another agency's to say, or their own referral.
    """
    name, agency = who
    if not reason.strip():
        raise UsageError("a reply needs a reason, in your own words")
    if stands.state is not ReferralState.AWAITING:
        raise UsageError(f"{reply.value} cannot follow: the referral is {stands.state.value}")
    able = speaker(referral, reply)
    if agency != able:
        raise NotPermitted(f"{reply.value} is for {able} to say")
    own = (plain(name), agency) == (plain(referral.by), referral.from_agency)
    if own and reply is not ReplySort.WITHDRAWN:
        raise NotPermitted("this referral is your own: somebody else replies to it")
