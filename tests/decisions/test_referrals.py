"""A referral has a reply and a clock: until it is answered it is overdue from its day on."""

import msgspec
import pytest

from northline.decisions.referrals import (
    ReferralState,
    check_referral,
    check_reply,
    referral_standing,
)
from northline.records.errors import NotPermitted, UsageError
from northline.records.record import Id, KeyId, Signature
from northline.records.referral import Referral, ReferralReply, ReplySort
from northline.records.screening import ScreeningState
from northline.records.units import Micros

DAY = 86_400_000_000
MADE = Referral(
    id=Id(bytes(16)), source="cic", at=Micros(0), received=Micros(0), marking=1,  # type: ignore[arg-type]
    screening=Id(bytes(16)), query_id="F-1", names=("Velmora Quenstadt",), from_agency="cic",
    to_agency="cbsa", ground="security", authority="a provision", reply_by=Micros(DAY),
    reason="a near name", by="A. Roy", role="adjudicator", key=KeyId(bytes(16)),
    signature=Signature(bytes(64)),
)  # fmt: skip


def reply(sort: ReplySort, agency: str = "cbsa") -> ReferralReply:
    return ReferralReply(
        id=Id(bytes(16)), source=agency, at=Micros(1), received=Micros(1), marking=1,  # type: ignore[arg-type]
        referral=MADE.id, reply=sort, reason="looked into", by="B. Cook", agency=agency,
        role="analyst", key=KeyId(bytes(16)), signature=Signature(bytes(64)),
    )  # fmt: skip


def test_it_is_overdue_until_somebody_replies() -> None:
    late = Micros(2 * DAY)
    assert not referral_standing(MADE, [], Micros(DAY)).overdue
    stands = referral_standing(MADE, [], late)
    assert (stands.overdue, stands.seconds_left) == (True, -86_400.0)
    answered = referral_standing(MADE, [reply(ReplySort.NO_CONCERN)], late)
    assert (answered.state, answered.overdue) == (ReferralState.ANSWERED, False)


def test_to_ask_for_more_stops_no_clock() -> None:
    asked = [reply(ReplySort.INFORMATION_NEEDED)]
    stands = referral_standing(MADE, asked, Micros(2 * DAY))
    assert (stands.state, stands.overdue) == (ReferralState.AWAITING, True)
    assert stands.reply is ReplySort.INFORMATION_NEEDED


def test_only_whom_it_went_to_answers_and_only_who_referred_withdraws() -> None:
    for sort, agency in ((ReplySort.NO_CONCERN, "cic"), (ReplySort.WITHDRAWN, "cbsa")):
        stands = referral_standing(MADE, [reply(sort, agency)], Micros(1))
        assert stands.state is ReferralState.AWAITING
        with pytest.raises(NotPermitted):
            check_reply(sort, "why", ("B. Cook", agency), MADE, stands)
    gone = referral_standing(MADE, [reply(ReplySort.WITHDRAWN, "cic")], Micros(1))
    assert gone.state is ReferralState.WITHDRAWN
    with pytest.raises(UsageError):
        check_reply(ReplySort.CONCERN, "why", ("B. Cook", "cbsa"), MADE, gone)


def test_nobody_replies_to_their_own_referral() -> None:
    within = msgspec.structs.replace(MADE, to_agency="cic")
    stands = referral_standing(within, [], Micros(1))
    with pytest.raises(NotPermitted):
        check_reply(ReplySort.NO_CONCERN, "why", ("a. roy", "cic"), within, stands)
    check_reply(ReplySort.NO_CONCERN, "why", ("B. Cook", "cic"), within, stands)


@pytest.mark.parametrize("state", list(ScreeningState))
def test_nobody_is_referred_on_what_is_no_candidate(state: ScreeningState) -> None:
    able = {ScreeningState.POSSIBLE, ScreeningState.MATCH, ScreeningState.CANNOT_TELL}
    if state in able:
        check_referral(MADE, state)
    else:
        with pytest.raises(UsageError, match=state.value):
            check_referral(MADE, state)


@pytest.mark.parametrize("field", ["ground", "authority", "reason"])
def test_a_referral_says_why_and_under_what(field: str) -> None:
    with pytest.raises(UsageError, match=field):
        check_referral(msgspec.structs.replace(MADE, **{field: " "}), ScreeningState.POSSIBLE)
