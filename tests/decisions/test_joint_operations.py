"""Two approve, one gives and another receives, and nothing follows what is closed."""

import pytest

from northline.decisions.joint_operations import (
    OperationState,
    OperationWish,
    check_operation_step,
    standing,
)
from northline.records.errors import NotPermitted, UsageError
from northline.records.operation import OperationStep, OperationStepSort
from northline.records.units import Micros
from tests.decisions.operating import BEGIN, HOUR, key, operation, step

APPROVED, HANDED = OperationStepSort.APPROVED, OperationStepSort.HANDED_OVER
RECEIVED, CLOSED = OperationStepSort.RECEIVED, OperationStepSort.CLOSED
NOW = Micros(BEGIN)
JOINT = operation(agencies=("opp", "cbp", "caf"))


def state(*steps: OperationStep) -> OperationState:
    return standing(JOINT, steps, NOW).state


def test_two_persons_approve_and_one_is_not_two() -> None:
    first = step(APPROVED, "EX A", 1)
    assert state() is OperationState.PLANNED
    assert state(first) is OperationState.PLANNED
    assert state(first, step(APPROVED, "ex  a", 2)) is OperationState.PLANNED, "one name"
    assert state(first, step(APPROVED, "EX B", 1)) is OperationState.PLANNED, "one key"
    assert state(first, step(APPROVED, "EX B", 2, "cbp")) is OperationState.PLANNED, "a partner"
    assert state(first, step(APPROVED, "EX B", 2)) is OperationState.APPROVED


def test_it_closes_by_somebody_or_by_its_end() -> None:
    both = step(APPROVED, "EX A", 1), step(APPROVED, "EX B", 2)
    assert state(*both, step(CLOSED, "EX A", 1)) is OperationState.CLOSED
    assert state(*both, step(CLOSED, "EX C", 3, "cbp")) is OperationState.APPROVED
    assert standing(JOINT, both, Micros(BEGIN + 9 * HOUR)).state is OperationState.CLOSED


def test_it_is_led_from_where_it_was_received() -> None:
    given = step(HANDED, "EX A", 1, hub="desk 2", to_agency="cbp")
    waiting = standing(JOINT, [given], NOW)
    assert (waiting.lead, waiting.hub, waiting.pending) == ("opp", "desk 1", given)
    wrong = step(RECEIVED, "EX B", 2, "opp")
    assert standing(JOINT, [given, wrong], NOW).lead == "opp"
    taken = standing(JOINT, [given, step(RECEIVED, "EX C", 3, "cbp")], NOW)
    assert (taken.lead, taken.hub, taken.pending) == ("cbp", "desk 2", None)
    back = step(HANDED, "EX C", 3, "cbp", hub="desk 1", to_agency="opp")
    again = [given, step(RECEIVED, "EX C", 3, "cbp"), back, step(RECEIVED, "EX B", 2)]
    assert standing(JOINT, again, NOW).lead == "opp"


@pytest.mark.parametrize(
    ("wish", "who", "steps", "error"),
    [
        (OperationWish(step=APPROVED, reason=" "), ("EX B", "opp", 2), (), UsageError),
        (OperationWish(step=APPROVED, reason="C"), ("EX B", "cbp", 2), (), NotPermitted),
        (
            OperationWish(step=APPROVED, reason="C"),
            ("EX A", "opp", 9),
            (step(APPROVED, "EX A", 1),),
            NotPermitted,
        ),
        (
            OperationWish(step=APPROVED, reason="C"),
            ("EX Z", "opp", 1),
            (step(APPROVED, "EX A", 1),),
            NotPermitted,
        ),
        (OperationWish(step=HANDED, reason="C", hub="d"), ("EX C", "cbp", 3), (), NotPermitted),
        (OperationWish(step=HANDED, reason="C"), ("EX A", "opp", 1), (), UsageError),
        (
            OperationWish(step=HANDED, reason="C", hub="d", to_agency="sq"),
            ("EX A", "opp", 1),
            (),
            UsageError,
        ),
        (
            OperationWish(step=HANDED, reason="C", hub="d", to_agency="caf"),
            ("EX A", "opp", 1),
            (),
            UsageError,
        ),
        (OperationWish(step=RECEIVED, reason="C"), ("EX C", "cbp", 3), (), UsageError),
        (
            OperationWish(step=RECEIVED, reason="C"),
            ("EX A", "opp", 1),
            (step(HANDED, "EX A", 1, hub="desk 2", to_agency="opp"),),
            NotPermitted,
        ),
        (
            OperationWish(step=RECEIVED, reason="C"),
            ("EX B", "opp", 2),
            (step(HANDED, "EX A", 1, hub="desk 2", to_agency="cbp"),),
            NotPermitted,
        ),
        (OperationWish(step=CLOSED, reason="C"), ("EX C", "cbp", 3), (), NotPermitted),
        (
            OperationWish(step=APPROVED, reason="C"),
            ("EX B", "opp", 2),
            (step(CLOSED, "EX A", 1),),
            UsageError,
        ),
    ],
)
def test_what_may_not_follow_is_refused(
    wish: OperationWish,
    who: tuple[str, str, int],
    steps: tuple[OperationStep, ...],
    error: type[Exception],
) -> None:
    name, agency, number = who
    with pytest.raises(error):
        check_operation_step(wish, JOINT, standing(JOINT, steps, NOW), (name, agency, key(number)))
