"""The scripted duty officer of an exercise: sends whom plans propose, by the real path."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.dispatch_plans import plan_of
from northline.app.exercise_duty import NAME, DutyOfficer, dispatched
from northline.app.node import Node
from tests.app.planned import JOINT, planned
from tests.engines.dispatching import unit

AMERICAN = (-83.135, 42.245)
TURNOUT = 120.0


@pytest.fixture
def drill(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "drill", home=tmp_path / "home", exercise=True) as node:
        yield node


def test_it_sends_the_first_unit_that_can_meet_it_as_a_named_exercise_person(drill: Node) -> None:
    finding = planned(drill)
    DutyOfficer(drill).look()
    plan = plan_of(drill, finding.id)
    assert plan is not None
    (sent,) = plan.sent
    assert (sent.by, sent.names, sent.waits) == (NAME, "cot:EX BOAT 1", False)
    assert sent.reason.startswith("EXERCISE")
    (made,) = drill.decisions()
    assert made.role == "dispatcher"
    assert drill.check_signature(made)
    assert drill.verify().ok


def test_what_was_sent_is_told_for_the_score(drill: Node) -> None:
    finding = planned(drill)
    (nobody,) = dispatched(drill, 0, TURNOUT)
    assert (nobody.unit, nobody.proposed) == (None, 2)
    DutyOfficer(drill).look()
    plan = plan_of(drill, finding.id)
    assert plan is not None
    (told,) = dispatched(drill, plan.since, TURNOUT)
    boat = plan.units[0]
    assert (told.unit, told.mode, told.begins, told.leaves) == (boat.identity, "boat", 0.0, TURNOUT)
    assert told.way == boat.route
    assert told.pace == pytest.approx(13.0, rel=0.05), "as fast as a boat goes that does not say"


def test_a_plan_that_somebody_took_is_left_to_them(drill: Node) -> None:
    plan = plan_of(drill, planned(drill).id)
    assert plan is not None
    drill.decide(plan.id, "dispatch", reason="mine", names="cot:EX CAR 1")
    DutyOfficer(drill).look()
    (told,) = dispatched(drill, plan.since, TURNOUT)
    assert told.unit == "cot:EX CAR 1"


def test_who_goes_over_the_line_is_left_to_two_people(drill: Node) -> None:
    crew = [unit("EX JOINT 1", "boat", -83.115, 42.25, authority=list(JOINT), range=80_000.0)]
    planned(drill, who=crew, place=AMERICAN)
    DutyOfficer(drill).look()
    assert drill.decisions() == []


def test_on_duty_it_looks_by_itself_and_tells_what_kept_it(drill: Node) -> None:
    with DutyOfficer(drill) as officer:
        planned(drill)
    officer.check()
    assert len(drill.decisions()) == 1
