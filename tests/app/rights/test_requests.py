"""Requests of a person: who may take them in and see them, their steps and clocks."""

from pathlib import Path

import msgspec
import pytest

from northline.app.node import Node
from northline.app.reading import Ask, read_table
from northline.app.rights.access import COMPARTMENT, may_read
from northline.app.rights.opening import Asked, open_request
from northline.app.rights.queue import one, requests, view_document
from northline.app.rights.steps import add_step
from northline.decisions.rights_steps import StepWish
from northline.records.errors import BelowMinimum, Conflict, NotPermitted, UnknownName, UsageError
from northline.records.kinds import kind as kind_named
from northline.records.record import Id
from northline.records.redress_number import redress_number
from northline.records.rights_request import Answer, Regime, Right, StepSort
from northline.records.units import Micros
from tests.app.rights.asked import asks, verified

YEAR = 365 * 86_400_000_000


def acting(node: Node, *roles: str, agency: str | None = None) -> Node:
    """The same node for somebody who holds these roles."""
    who = msgspec.structs.replace(
        node.operator, name="B. Roy", roles=roles, agency=agency or node.operator.agency
    )
    return node.acting_as(who, node.key)


def test_a_request_has_a_number_of_its_own_and_a_clock(node: Node) -> None:
    made = asks(node, received="2026-01-05T15:00:00Z")
    assert made.number == redress_number(made.id)
    view = one(node, made.number.lower())
    assert view.request == made == one(node, made.id.hex()).request
    assert made.regime is Regime.PRIVACY_ACT_CA
    told = view_document(view)
    assert told["clock"]["due_day"] == "2026-02-04"
    assert told["clock"]["provision"].startswith("Privacy Act")
    assert told["notify_since"] == "2024-01-05T05:00:00Z"
    numbers = {asks(node).number for _ in range(3)}
    assert len(numbers) == 3


def test_the_federal_statute_is_that_of_the_country(node: Node) -> None:
    there = msgspec.structs.replace(node.operator, country="US")
    assert asks(node.acting_as(there, node.key)).regime is Regime.PRIVACY_ACT_US


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"requester": " "}, "requester"),
        ({"contact": ""}, "contact"),
        ({"asks": ""}, "asks"),
        ({"language": "de"}, "language"),
        ({"received": "2999-01-01T00:00:00Z"}, "after now"),
        ({"received": "yesterday"}, "instant"),
        ({"zone": "Nowhere"}, "time zone"),
        ({"matter": "NL-1111-1112"}, "redress number"),
        ({"regime": Regime.REDRESS}, "statute"),
    ],
)
def test_what_is_missing_or_wrong_is_said(node: Node, wrong: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        asks(node, Right.ACCESS, **wrong)


def test_no_list_search_or_count_of_others_shows_a_request(node: Node) -> None:
    verified(node, asks(node))
    for kind in ("rights-request", "rights-step"):
        for other in (node, acting(node, "watch-officer"), acting(node, "reviewer", agency="opp")):
            assert read_table(other, Ask(kind)).num_rows == 0
            assert other.count(kind) == 0
    assert len(requests(acting(node, "privacy-officer"))) == 1
    assert not requests(acting(node, "privacy-officer", agency="opp"))


def test_a_reviewer_reads_and_writes_nothing(node: Node) -> None:
    made = asks(node)
    reviewer = acting(node, "reviewer")
    assert one(reviewer, made.number).request == made
    with pytest.raises(NotPermitted, match="privacy-officer"):
        add_step(reviewer, made.number, StepWish(step=StepSort.ACKNOWLEDGED, reason="seen"))
    with pytest.raises(NotPermitted):
        asks(reviewer)


def test_nobody_else_reads_anything(node: Node) -> None:
    made = asks(node)
    watch = acting(node, "watch-officer")
    assert not may_read(watch)
    for act in (lambda: requests(watch), lambda: one(watch, made.number), lambda: asks(watch)):
        with pytest.raises(NotPermitted):
            act()


def test_every_look_at_requests_is_on_the_chain_with_the_compartment(node: Node) -> None:
    asks(node)
    before = node.head()[0]
    requests(node)
    looks = [each for each in node.ledger.entries(before) if each.operation == "look"]
    assert {look["kind"] for each in looks for look in each.facts["looks"]} == {
        "rights-request",
        "rights-step",
    }
    assert all(COMPARTMENT in each.facts["rights"]["compartments"] for each in looks)


def test_steps_are_signed_and_make_the_state(node: Node) -> None:
    made = verified(node, asks(node))
    assert one(node, made.number).state == "open"
    answer = StepWish(step=StepSort.ANSWERED, answer=Answer.IN_FULL, reason="copy handed over")
    (step,) = add_step(node, made.number, answer)
    view = one(node, made.number)
    assert (view.state, view.identified, view.unsigned) == ("answered", True, ())
    assert view.steps[-1] == step
    assert (step.by, step.role) == (node.operator.name, "privacy-officer")
    add_step(node, made.number, StepWish(step=StepSort.CLOSED, reason="nothing more is asked"))
    assert one(node, made.number).state == "closed"
    assert node.verify().ok


def test_a_step_that_was_altered_is_told_of(node: Node) -> None:
    made = verified(node, asks(node))
    stranger = msgspec.structs.replace(node.operator, trusted={})
    view = one(node.acting_as(stranger, node.key), made.number)
    assert view.unsigned == ()
    forged = msgspec.structs.replace(
        view.steps[0], id=Id(b"f" * 16), reason="nothing was shown", step=StepSort.ACKNOWLEDGED
    )
    batch = kind_named("rights-step").to_batch([forged])
    node.ledger.append("rights-step", batch, by="somebody")
    assert one(node, made.number).unsigned == (forged.id.hex(),)
    proof = node.verify()
    assert [(each.what, each.id) for each in proof.faults] == [("altered", forged.id.hex())]


def test_of_two_who_saw_the_same_state_one_is_taken(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asks(node)
    stale = one(node, made.number)
    wish = StepWish(step=StepSort.ACKNOWLEDGED, reason="letter sent")
    add_step(node, made.number, wish)
    from northline.app.rights import steps

    monkeypatch.setattr(steps, "one", lambda *_: stale)
    with pytest.raises(Conflict, match="a moment ago"):
        add_step(node, made.number, wish)
    assert len(one(node, made.number).steps) == 1


def test_what_is_overdue_longest_stands_first(node: Node) -> None:
    young = asks(node)
    old = asks(node, received="2025-01-05T15:00:00Z")
    older = asks(node, received="2024-01-05T15:00:00Z")
    done = verified(node, asks(node, received="2023-01-05T15:00:00Z"))
    add_step(
        node,
        done.number,
        StepWish(step=StepSort.ANSWERED, answer=Answer.IN_FULL, reason="copy handed over"),
    )
    assert [each.request.id for each in requests(node)] == [older.id, old.id, young.id]
    assert [each.request.id for each in requests(node, state="overdue")] == [older.id, old.id]
    assert [each.request.id for each in requests(node, state="answered")] == [done.id]
    assert len(requests(node, state="all")) == 4
    assert one(node, done.number).clock.late
    with pytest.raises(UnknownName, match="overdue"):
        requests(node, state="late")


def test_the_clock_runs_with_the_time_that_it_is_told(node: Node) -> None:
    made = asks(node)
    (later,) = requests(node, now=Micros(made.at + YEAR))
    assert (later.state, later.clock.deemed_refused) == ("overdue", True)


def test_there_is_no_request_of_a_number_that_nobody_has(node: Node) -> None:
    asks(node)
    with pytest.raises(UsageError, match="no request"):
        one(node, redress_number(b"x" * 16))
    with pytest.raises(UsageError):
        one(node, "Test Person")


def test_a_request_is_kept_at_least_three_years(node: Node) -> None:
    made = asks(node)
    assert not node.erase_due().rows
    assert not node.ledger.due("rights-request")
    with pytest.raises(BelowMinimum, match="1095 days"):
        node.ledger.erase([made.id], rule="tidy", by="tests")


def test_a_request_in_an_exercise_stays_there(tmp_path: Path) -> None:
    with Node.open(tmp_path / "drill", exercise=True) as drill:
        made = open_request(
            drill, Asked(right=Right.ACCESS, requester="T", contact="c", asks="what is held?")
        )
        assert drill.exercise
        assert one(drill, made.number).request == made
