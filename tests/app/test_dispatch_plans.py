"""The plan for a finding: what it says, who is sent by whom, and what the rules hold."""

from typing import Any

import pytest

from northline.app.audit import Wish, audit
from northline.app.dispatch_plans import plan_of
from northline.app.node import Node
from northline.app.waiting import Wanted, queue
from northline.records.errors import Conflict, NotPermitted, UsageError
from northline.records.finding import Finding
from tests.app.people import colleague
from tests.app.planned import JOINT, keep, planned
from tests.engines.dispatching import RIVER, found, sailing, unit

AMERICAN = (-83.135, 42.245)
"""On the Detroit River, beyond the line."""


def test_a_plan_names_units_ways_meetings_and_who_may_look(node: Node) -> None:
    plan = plan_of(node, planned(node).id)
    assert plan is not None
    assert plan.stands
    assert plan.roads
    assert plan.finding == "dark-crossing"
    assert [each.rank for each in plan.units] == list(range(1, len(plan.units) + 1))
    boat = next(each for each in plan.units if each.mode == "boat")
    assert boat.identity == "cot:EX BOAT 1"
    assert boat.meeting is not None
    assert boat.meeting.percent > 0
    assert boat.at == plan.since + round(boat.minutes * 60e6)
    assert len(boat.route) >= 2
    assert boat.range_left_km is not None
    assert not boat.over
    assert {each.identity for each in plan.looks} == {"camera:t1", "cot:EX DRONE 1"}
    (why,) = [each for each in plan.left_out if each.unit == "EX CAR 2"]
    assert why.why == "too-few-officers"
    assert "EX CAR 2" in why.en
    assert "moins d'agents" in why.fr


def test_a_plan_stands_with_its_finding_and_takes_no_place_among_alerts(node: Node) -> None:
    finding = planned(node)
    assert [each.finding.id for each in node.findings()] == [finding.id]
    assert len(node.findings(kind="dispatch-plan")) == 1
    asked = queue(node, Wanted(), first=0, limit=9)
    assert (asked.found, asked.counts["all"], asked.kinds) == (
        1,
        1,
        ("dark-crossing", "dispatch-plan"),
    )
    assert queue(node, Wanted(kind="dispatch-plan"), first=0, limit=9).found == 1


def test_one_person_sends_a_unit_that_the_plan_proposes_and_may_take_it_back(node: Node) -> None:
    plan = plan_of(node, planned(node).id)
    assert plan is not None
    made = node.decide(plan.id, "dispatch", reason="the nearest", names=plan.units[0].identity)
    assert (made.names, made.revision) == (plan.units[0].identity, plan.revision)
    assert node.check_signature(made)
    assert node.finding(plan.id).state == "dispatched"
    (sent,) = plan_of(node, plan.id).sent  # type: ignore[union-attr]
    assert (sent.names, sent.waits, sent.reason) == (made.names, False, "the nearest")
    node.decide(made.id, "retract", reason="called back")
    assert plan_of(node, plan.id).sent == ()  # type: ignore[union-attr]
    assert node.finding(plan.id).state == "open"


def test_another_unit_is_sent_besides_and_a_camera_asked_to_look(node: Node) -> None:
    plan = plan_of(node, planned(node).id)
    assert plan is not None
    for name in ("cot:EX BOAT 1", "cot:EX CAR 1", "camera:t1"):
        node.decide(plan.id, "dispatch", reason="go and look", names=name)
    told = plan_of(node, plan.id)
    assert told is not None
    assert [each.names for each in told.sent] == ["cot:EX BOAT 1", "cot:EX CAR 1", "camera:t1"]


def test_nobody_is_sent_whom_the_plan_does_not_propose(node: Node) -> None:
    finding = planned(node)
    plan = plan_of(node, finding.id)
    assert plan is not None
    with pytest.raises(UsageError, match="does not propose cot:EX CAR 2; it proposes"):
        node.decide(plan.id, "dispatch", reason="go", names="cot:EX CAR 2")
    with pytest.raises(UsageError, match="about a plan"):
        node.decide(finding.id, "dispatch", reason="go", names="cot:EX CAR 1")
    with pytest.raises(UsageError, match="about a plan"):
        node.decide(plan.id, "acknowledge", reason="go", names="cot:EX CAR 1")
    with pytest.raises(UsageError, match="no authority is named for it"):
        node.decide(plan.id, "dispatch", reason="go", names="cot:EX CAR 1", authority="any act")


def test_what_nothing_has_checked_still_takes_two_people(node: Node) -> None:
    finding = planned(node)
    node.decide(finding.id, "dispatch", reason="send somebody")
    assert node.finding(finding.id).state == "proposed"


def test_a_joint_crew_goes_over_under_a_named_authority_and_a_second_signature(node: Node) -> None:
    crew = [unit("EX JOINT 1", "boat", -83.115, 42.25, authority=list(JOINT), range=80_000.0)]
    plan = plan_of(node, planned(node, who=crew, place=AMERICAN).id)
    assert plan is not None
    (boat,) = plan.units
    assert boat.over
    with pytest.raises(UsageError, match="name the authority of the joint crew"):
        node.decide(plan.id, "dispatch", reason="go", names=boat.identity)
    first = node.decide(
        plan.id, "dispatch", reason="go", names=boat.identity, authority="joint crew agreement"
    )
    told = plan_of(node, plan.id)
    assert told is not None
    assert told.sent[0].waits
    assert node.finding(plan.id).state == "proposed"
    assert queue(node, Wanted(state="proposed"), first=0, limit=9).found == 1
    colleague(node, "B. Tran", 2).decide(first.id, "approve", reason="agreed")
    told = plan_of(node, plan.id)
    assert told is not None
    assert not told.sent[0].waits


def test_a_plan_that_was_revised_is_looked_at_first(node: Node) -> None:
    finding: Finding = planned(node)
    plan = plan_of(node, finding.id)
    assert plan is not None
    lon, lat = RIVER
    again = found(lon, lat, event=finding.event_id, revision=2, second=610.0, score=0.98, about=[])
    keep(node, type(finding), [again])
    from northline.records.track import Track

    keep(node, Track, sailing("mmsi:316000001", lon, lat, until=615.0))
    node.run()
    with pytest.raises(Conflict, match="there is revision 2"):
        node.decide(plan.id, "dispatch", reason="go", names=plan.units[0].identity)


def test_who_may_not_dispatch_sends_nobody(node: Node) -> None:
    plan = plan_of(node, planned(node).id)
    assert plan is not None
    officer = colleague(node, "C. Roy", 3, roles=("watch-officer",))
    with pytest.raises(NotPermitted, match="dispatch is for"):
        officer.decide(plan.id, "dispatch", reason="go", names=plan.units[0].identity)


def test_without_a_plan_there_is_none(node: Node) -> None:
    keep(node, Finding, [found(*RIVER, finding="line-crossing", about=[])])
    (alert,) = node.findings(state="all")
    assert plan_of(node, alert.finding.id) is None


def test_every_steer_that_a_plan_proposes_stands_on_the_audit(node: Node) -> None:
    """LAW.md rule 7."""
    plan = plan_of(node, planned(node).id)
    assert plan is not None
    made = node.decide(plan.id, "dispatch", reason="see what it is", names="camera:t1")
    (line,) = [each for each in audit(node, Wish()).entries if made.id in _decided(each)]
    assert line.who == node.operator.name
    assert _decided(line)[made.id].names == "camera:t1"


def _decided(line: Any) -> dict[bytes, Any]:
    return {each.id: each for each in line.decisions}


def test_a_plan_is_replayed_to_the_byte(node: Node) -> None:
    plan = plan_of(node, planned(node).id)
    assert plan is not None
    assert node.replay(plan.id).same
