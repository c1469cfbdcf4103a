"""Asked, offered, accepted, returned: each by the agency whose turn it is; the forces in support only."""

from typing import Any

import pytest

from northline.decisions.joint_requests import (
    RequestState,
    check_request,
    check_request_step,
    request_standing,
)
from northline.records.errors import NotPermitted, UsageError
from northline.records.request import Request, RequestStepSort, Support
from northline.records.resource import Capability
from northline.records.units import Micros
from tests.decisions.operating import BEGIN, HOUR, answer, request

OFFERED, ACCEPTED = RequestStepSort.OFFERED, RequestStepSort.ACCEPTED
REFUSED, RETURNED = RequestStepSort.REFUSED, RequestStepSort.RETURNED
NOW = Micros(BEGIN)


def test_it_goes_from_asked_to_returned_each_by_whose_turn_it_is() -> None:
    said = [answer(OFFERED, "sq"), answer(ACCEPTED, "opp"), answer(RETURNED, "sq")]
    states = [request_standing(request(), said[:n], NOW).state.value for n in range(4)]
    assert states == ["asked", "offered", "accepted", "returned"]
    wrong = [answer(OFFERED, "opp"), answer(ACCEPTED, "sq"), answer(RETURNED, "opp")]
    assert request_standing(request(), wrong, NOW).state is RequestState.ASKED


def test_what_was_asked_may_be_refused_and_an_offer_by_who_asked() -> None:
    assert request_standing(request(), [answer(REFUSED, "sq")], NOW).state is RequestState.REFUSED
    offered = [answer(OFFERED, "sq"), answer(REFUSED, "sq")]
    assert request_standing(request(), offered, NOW).state is RequestState.OFFERED
    declined = [answer(OFFERED, "sq"), answer(REFUSED, "opp")]
    assert request_standing(request(), declined, NOW).state is RequestState.REFUSED


def test_its_clock_runs_until_somebody_answers() -> None:
    late = Micros(BEGIN + 11 * HOUR)
    waits = request_standing(request(), [], late)
    assert waits.overdue
    assert waits.seconds_left == pytest.approx(-3_600.0)
    assert not request_standing(request(), [], NOW).overdue
    answered = request_standing(request(), [answer(OFFERED, "sq")], late)
    assert not answered.overdue
    assert answered.seconds_left is None


FORCES: dict[str, Any] = {
    "to": "caf",
    "capability": Capability.MILITARY_SUPPORT,
    "support": Support.LIFT,
    "authority": "EX Act, s. 1",
}


def test_the_forces_are_asked_for_support_of_a_closed_list_under_an_authority() -> None:
    check_request(request(**FORCES))
    for wrong in (
        {"support": None},
        {"authority": " "},
        {"capability": Capability.CANINE},
        {"capability": Capability.INVESTIGATION, "support": None},
    ):
        with pytest.raises(UsageError):
            check_request(request(**{**FORCES, **wrong}))
    acts = {"arrest", "search", "seize", "stop", "detain", "question", "pursue"}
    assert not acts & {each.value for each in Support}


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "opp"},
        {"purpose": " "},
        {"reply_by": Micros(BEGIN)},
        {"reply_by": Micros(BEGIN + 31 * HOUR)},
        {"until": Micros(BEGIN + 20 * HOUR)},
        {"support": Support.LIFT},
    ],
)
def test_what_is_no_request_is_refused(wrong: dict[str, Any]) -> None:
    made: Request = request(**wrong)
    with pytest.raises(UsageError):
        check_request(made)


def test_what_is_anothers_to_say_or_cannot_follow_is_refused() -> None:
    asked = request_standing(request(), [], NOW)
    with pytest.raises(NotPermitted):
        check_request_step(OFFERED, "C", "opp", request(), asked)
    with pytest.raises(UsageError):
        check_request_step(ACCEPTED, "C", "opp", request(), asked)
    with pytest.raises(UsageError):
        check_request_step(OFFERED, " ", "sq", request(), asked)
    check_request_step(OFFERED, "C", "sq", request(), asked)
