"""Which step may follow in a person's request, and what each must say."""

from datetime import date

import msgspec
import pytest

from northline.decisions.rights_grounds import GROUNDS, ground_of
from northline.decisions.rights_steps import StepWish, check_step
from northline.records.errors import UnknownName, UsageError
from northline.records.record import Id
from northline.records.rights_request import (
    Answer,
    Regime,
    RightsStep,
    StepSort,
)
from northline.records.signed_record import signed_bytes
from tests.decisions.asking import at, request, step

NOW = at("2026-03-10T15:00:00Z")
VERIFIED = step(StepSort.IDENTITY_VERIFIED, "2026-03-03T15:00:00Z")
ANSWERED = step(StepSort.ANSWERED, "2026-03-09T15:00:00Z", answer=Answer.IN_FULL)
CLOSED = step(StepSort.CLOSED, "2026-03-09T16:00:00Z")
CITES = (Id(b"c" * 16),)


def wish(sort: StepSort, **more: object) -> StepWish:
    return msgspec.convert({"step": sort, "reason": "so it was", **more}, StepWish)


GOOD = [
    wish(StepSort.ACKNOWLEDGED),
    wish(StepSort.IDENTITY_VERIFIED),
    wish(StepSort.EXTENDED, until=date(2026, 5, 1), ground="consultation"),
    wish(StepSort.EXTENDED, until=date(2026, 9, 1), ground="translation"),
    wish(StepSort.LOCATED),
    wish(StepSort.TRANSFERRED, to=("opp",)),
    wish(StepSort.ANSWERED, answer=Answer.IN_FULL),
    wish(StepSort.ANSWERED, answer=Answer.REFUSED, ground="Privacy Act, s. 22(1)(b)"),
    wish(StepSort.ANSWERED, answer=Answer.WITHDRAWN),
    wish(StepSort.CORRECTED, cites=CITES),
    wish(StepSort.NOTATION_ATTACHED, cites=CITES, text="The person says that it was not them."),
    wish(StepSort.NOTIFIED, to=("cbp",)),
    wish(StepSort.COMPLAINED),
]

WRONG = [
    (wish(StepSort.ACKNOWLEDGED, reason="  "), "reason"),
    (wish(StepSort.ACKNOWLEDGED, answer=Answer.IN_FULL), "only an answer"),
    (wish(StepSort.ACKNOWLEDGED, until=date(2026, 5, 1)), "only an extension"),
    (wish(StepSort.EXTENDED, ground="consultation"), "last day"),
    (wish(StepSort.EXTENDED, until=date(2026, 4, 1), ground="consultation"), "last day"),
    (wish(StepSort.EXTENDED, until=date(2026, 5, 2), ground="consultation"), "2026-05-01"),
    (wish(StepSort.EXTENDED, until=date(2026, 4, 20), ground="busy"), "ground"),
    (wish(StepSort.TRANSFERRED), "to whom"),
    (wish(StepSort.NOTIFIED, to=(" ",)), "to whom"),
    (wish(StepSort.ANSWERED), "which"),
    (wish(StepSort.ANSWERED, answer=Answer.REFUSED), "provision"),
    (wish(StepSort.ANSWERED, answer=Answer.IN_PART, ground=" "), "provision"),
    (wish(StepSort.CORRECTED), "records"),
    (wish(StepSort.NOTATION_ATTACHED, cites=CITES), "text"),
    (wish(StepSort.CLOSED), "neither answered"),
]


@pytest.mark.parametrize("each", GOOD)
def test_what_says_enough_may_follow(each: StepWish) -> None:
    check_step(each, request(), [VERIFIED], NOW)


@pytest.mark.parametrize(("each", "why"), WRONG)
def test_what_says_too_little_may_not(each: StepWish, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        check_step(each, request(), [VERIFIED], NOW)


@pytest.mark.parametrize(
    "each",
    [
        wish(StepSort.ANSWERED, answer=Answer.IN_FULL),
        wish(StepSort.ANSWERED, answer=Answer.IN_PART, ground="s. 26"),
        wish(StepSort.CORRECTED, cites=CITES),
        wish(StepSort.NOTATION_ATTACHED, cites=CITES, text="not so"),
    ],
)
def test_nothing_is_given_before_the_identity_is_verified(each: StepWish) -> None:
    with pytest.raises(UsageError, match="identity"):
        check_step(each, request(), [], NOW)


def test_a_refusal_needs_no_identity() -> None:
    check_step(wish(StepSort.ANSWERED, answer=Answer.NO_RECORDS), request(), [], NOW)


def test_after_the_end_only_a_complaint_follows() -> None:
    steps = [VERIFIED, ANSWERED, CLOSED]
    check_step(wish(StepSort.CLOSED), request(), steps[:2], NOW)
    check_step(wish(StepSort.COMPLAINED), request(), steps, NOW)
    with pytest.raises(UsageError, match="closed"):
        check_step(wish(StepSort.NOTIFIED, to=("cbp",)), request(), steps, NOW)


def test_nothing_is_extended_twice_or_too_late() -> None:
    again = wish(StepSort.EXTENDED, until=date(2026, 5, 1), ground="consultation")
    once = step(StepSort.EXTENDED, "2026-03-05T15:00:00Z", until=date(2026, 4, 20))
    with pytest.raises(UsageError, match="cannot be extended"):
        check_step(again, request(), [once], NOW)
    with pytest.raises(UsageError, match="cannot be extended"):
        check_step(again, request(), [], at("2026-04-02T15:00:00Z"))


def test_every_sort_of_step_is_tried_here() -> None:
    tried = {each.step for each in (*GOOD, *(each for each, _ in WRONG))}
    assert tried == set(StepSort)


def test_grounds_name_provisions_only_where_their_text_was_read() -> None:
    assert ground_of("third-person").provision(Regime.PRIVACY_ACT_CA) == "Privacy Act, s. 26"
    assert not ground_of("third-person").provision(Regime.FIPPA_ON)
    with pytest.raises(UnknownName, match="third-person"):
        ground_of("because")
    assert len({each.code for each in GROUNDS}) == len(GROUNDS)


def test_a_signature_covers_every_field_but_itself() -> None:
    signed = signed_bytes(VERIFIED)
    changed: dict[str, object] = {
        "reason": "another",
        "by": "B. Roy",
        "cites": CITES,
        "text": "other words",
        "to": ("cbp",),
        "answer": Answer.IN_FULL,
        "ground": "s. 26",
        "until": 5,
        "request": Id(b"x" * 16),
    }
    for name, value in changed.items():
        other = msgspec.structs.replace(VERIFIED, **{name: value})
        assert isinstance(other, RightsStep)
        assert signed_bytes(other) != signed, name
