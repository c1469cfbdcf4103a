"""Orders of patrol: approved, amended with what it costs, handed over by two, withdrawn; never overwritten."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.app.patrol.acting import approve, hand_over, withdraw
from northline.app.patrol.amending import amend, tried
from northline.app.patrol.orders import order_of, orders, revisions_of
from northline.app.patrol.planning import Planned
from northline.records.decision import Verb
from northline.records.errors import Conflict, NotPermitted, RoleNeeded, UsageError
from northline.records.patrol_order import AT_DEPOT, OrderState, PatrolOrder
from northline.records.unit import Mode
from tests.app.people import colleague
from tests.app.rostered import BOATS, CARS, DAY, of, planned, staffed

SPARE = (
    CARS[0].replace("CAR-0", "CAR-9").replace("Car 0", "Car 9").replace("Example 0", "Example 9")
)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as opened:
        staffed(opened, *BOATS, *CARS)
        yield opened


@pytest.fixture
def plan(node: Node) -> Planned:
    made = planned(node, control=0.0)
    staffed(node, SPARE)
    return made


@pytest.fixture
def second(node: Node) -> Node:
    return colleague(node, "B. Tran", 2)


def test_an_order_is_approved_by_a_signed_decision_of_a_patrol_supervisor(
    node: Node, plan: Planned
) -> None:
    chief = colleague(node, "P. Roy", 4, roles=("patrol-supervisor",))
    order = of(node, "Car 0").order
    (stands,) = approve(chief, order.id, why="agreed")
    assert (stands.order.state, stands.order.revision, stands.in_force) == ("approved", 2, True)
    (said,) = stands.decisions
    assert (said.verb, said.about, said.role, said.by) == (
        Verb.APPROVE, order.id, "patrol-supervisor", "P. Roy",
    )  # fmt: skip
    assert node.check_signature(said)
    assert stands.order.decision == said.id
    assert node.verify().ok
    assert plan.finding.about[0] != stands.order.id


def test_a_plan_is_approved_with_every_draft_of_it(node: Node, plan: Planned) -> None:
    approve(node, of(node, "Car 0").order.id, why="first")
    approve(node, plan.finding.id, why="agreed at the briefing")
    assert {each.order.state for each in orders(node)} == {OrderState.APPROVED}
    assert len(orders(node, state="in-force")) == 7
    assert node.finding(plan.finding.id).state == "approved"
    with pytest.raises(UsageError, match="approved already"):
        approve(node, plan.finding.id, why="again")
    with pytest.raises(UsageError, match="approved already"):
        approve(node, of(node, "Car 0").order.id, why="again")


def test_who_is_no_supervisor_approves_nothing(node: Node, plan: Planned) -> None:
    officer = colleague(node, "C. Roy", 3, roles=("watch-officer",))
    order = of(node, "Car 0").order
    for act in (approve, withdraw):
        with pytest.raises(RoleNeeded, match="patrol-supervisor"):
            act(officer, order.id, why="x")
    with pytest.raises(RoleNeeded):
        tried(officer, order.id, {f"{DAY}T12:00:00Z": "depot"})
    # Nor does a patrol supervisor approve what is dispatched.
    assert node.finding(plan.finding.id).state == "open"


def test_what_a_change_costs_is_told_and_nothing_is_kept(node: Node, plan: Planned) -> None:
    order = of(node, "Boat 1").order
    head = node.ledger.content_head()
    told = tried(node, order.id, {f"{DAY}T{h}:10:00Z": "depot" for h in (11, 12, 13, 14)})
    assert told.cost is not None
    assert told.cost.after == pytest.approx(told.cost.before + told.cost.cost)
    assert told.becomes.point_stretch != order.point_stretch
    assert node.ledger.content_head() == head
    assert of(node, "Boat 1").order == order


def test_to_call_every_unit_in_but_one_costs_the_worst_case(node: Node, plan: Planned) -> None:
    moves = {f"{DAY}T{h}:30:00Z": "depot" for h in range(10, 16)}
    costs = []
    for unit in ("Boat 0", "Boat 1", "Boat 2"):
        _, change = amend(node, of(node, unit).order.id, moves, why="a storm comes")
        assert change.cost is not None
        costs.append(change.cost)
    assert costs[0].after <= costs[1].after <= costs[2].after
    assert costs[1].before == pytest.approx(costs[0].after), "what was amended before counts"


def test_an_order_is_amended_as_a_new_revision_with_who_and_why(node: Node, plan: Planned) -> None:
    order = of(node, "Car 1").order
    at = f"{DAY}T12:20:00Z"
    stands, change = amend(node, order.id, {at: "depot"}, why="the crew is needed")
    assert (stands.order.state, stands.order.revision) == (OrderState.AMENDED, 2)
    assert (stands.order.by, stands.order.why) == (node.operator.name, "the crew is needed")
    assert change.cost is not None
    assert stands.order.cost == change.cost.cost
    there = [s for s, t in zip(stands.order.point_stretch, stands.order.point_at, strict=True)
             if t // 3_600_000_000 == change.becomes.since // 3_600_000_000 + 2]  # fmt: skip
    assert there == [AT_DEPOT]
    assert [each.revision for each in revisions_of(node, order.event_id)] == [2, 1]
    assert stands.in_force
    (back,) = approve(node, stands.order.id, why="seen")
    assert (back.order.state, back.order.revision) == (OrderState.APPROVED, 3)
    assert back.order.point_stretch == stands.order.point_stretch


def test_a_unit_is_not_moved_where_it_may_or_can_not_go(node: Node, plan: Planned) -> None:
    car = of(node, "Car 1").order
    for moves, why in (
        ({}, "say where the unit goes"),
        ({f"{DAY}T12:00:00Z": 2312.0}, "may not be in km 2310-2315"),
        ({f"{DAY}T12:00:00Z": 3000.0}, "not of this plan"),
        ({f"{DAY}T22:00:00Z": 2282.0}, "not out in that hour"),
        ({f"{DAY}T12:00:00Z": "north"}, "no kilometre"),
        ({"noon": 2282.0}, "not an instant"),
    ):
        with pytest.raises(UsageError, match=why):
            tried(node, car.id, moves)
    assert of(node, "Car 1").order == car


def test_a_unit_that_is_too_slow_for_a_move_is_named_with_the_hour(tmp_path: Path) -> None:
    with Node.open(tmp_path / "slow", home=tmp_path / "home") as node:
        staffed(node, CARS[0].replace("vehicle", "foot"))
        made = planned(node, control=0.0)
        with pytest.raises(
            UsageError, match=r"^Car 0 cannot be at km 2280-2285 in the hour of 2026"
        ):
            tried(node, made.orders[0].id, {f"{DAY}T12:00:00Z": 2281.0})


def test_an_order_is_handed_over_once_both_have_signed(
    node: Node, second: Node, plan: Planned
) -> None:
    order = of(node, "Car 0").order
    proposed = hand_over(node, order.id, "cot:CAR-9", why="flat tyre")
    assert proposed.waits is not None
    assert (proposed.order, proposed.waits.names) == (order, "cot:CAR-9")
    with pytest.raises(NotPermitted, match="your own"):
        approve(node, proposed.waits.id, why="me again")
    with pytest.raises(UsageError, match="waits for a second person"):
        withdraw(node, order.id, why="x")
    (stands,) = approve(second, proposed.waits.id, why="we take it")
    assert (stands.order.state, stands.order.revision) == (OrderState.HANDED_OVER, 2)
    assert (stands.order.identity, stands.order.handed_from) == ("cot:CAR-9", "cot:CAR-0")
    assert stands.order.officers == ("A. Example 9", "B. Example 9")
    assert stands.order.event_id == order.event_id
    assert stands.order.point_stretch == order.point_stretch
    assert [each.verb for each in stands.decisions] == [Verb.HAND_OVER, Verb.APPROVE]
    assert {each.by for each in stands.decisions} == {node.operator.name, "B. Tran"}
    # Whoever has it now goes elsewhere: that costs what it costs for the plan that it is of.
    _, change = amend(node, stands.order.id, {f"{DAY}T12:00:00Z": "depot"}, why="lunch")
    assert change.cost is not None


def test_a_hand_over_that_is_refused_leaves_the_order_as_it_was(
    node: Node, second: Node, plan: Planned
) -> None:
    order = of(node, "Car 0").order
    proposed = hand_over(node, order.id, "cot:CAR-9", why="flat tyre")
    assert proposed.waits is not None
    second.decide(proposed.waits.id, "refuse", reason="no", authority=None)
    stands = order_of(node, order.event_id)
    assert (stands.order, stands.waits) == (order, None)


def test_an_order_goes_to_a_hub_that_names_its_crew_itself(
    node: Node, second: Node, plan: Planned
) -> None:
    proposed = hand_over(node, of(node, "Car 0").order.id, "hub:windsor", why="shift change")
    assert proposed.waits is not None
    (stands,) = approve(second, proposed.waits.id, why="taken")
    assert (stands.order.identity, stands.order.officers) == ("hub:windsor", ())


def test_who_has_something_else_or_cannot_takes_no_order(node: Node, plan: Planned) -> None:
    order = of(node, "Car 0").order
    for to, why in (
        ("cot:CAR-1", r"booked twice: Car 1 .* and Car 1"),
        ("cot:BOAT-0", "goes about as boat"),
        ("cot:CAR-77", "no shift that spans"),
        ("cot:CAR-0", "has this order already"),
        ("windsor", "say who takes"),
    ):
        with pytest.raises(UsageError, match=why):
            hand_over(node, order.id, to, why="flat tyre")
    withdraw(node, of(node, "Car 1").order.id, why="make room")
    assert hand_over(node, order.id, "cot:CAR-1", why="flat tyre").waits is not None


def test_a_withdrawn_order_is_gone_by_no_more_and_its_retraction_brings_it_back(
    node: Node, plan: Planned
) -> None:
    order = approve(node, of(node, "Car 2").order.id, why="agreed")[0].order
    (gone,) = withdraw(node, order.id, why="snow")
    assert (gone.order.state, gone.in_force) == (OrderState.WITHDRAWN, False)
    for act in (approve, withdraw):
        with pytest.raises(UsageError, match="withdrawn"):
            act(node, gone.order.id, why="x")
    with pytest.raises(UsageError, match="withdrawn"):
        tried(node, gone.order.id, {f"{DAY}T12:00:00Z": "depot"})
    assert gone.order.decision is not None
    node.decide(gone.order.decision, "retract", reason="it melted")
    back = order_of(node, order.event_id)
    assert (back.order, back.in_force) == (order, True)
    withdraw(node, plan.finding.id, why="the whole day")
    assert orders(node, state="in-force") == []


def test_an_earlier_revision_is_not_decided_about(node: Node, plan: Planned) -> None:
    order = of(node, "Car 2").order
    approve(node, order.id, why="agreed")
    with pytest.raises((Conflict, UsageError)):
        node.decide(order.id, "withdraw", reason="late")


def test_a_plain_decision_amends_nothing_and_an_order_is_dispatched_by_none(
    node: Node, plan: Planned
) -> None:
    order = of(node, "Car 2").order
    with pytest.raises(UsageError, match="northline patrol amend"):
        node.decide(order.id, "amend", reason="x")
    with pytest.raises(UsageError, match="say who takes"):
        node.decide(order.id, "hand-over", reason="x")
    for verb in ("dispatch", "confirm", "dismiss"):
        with pytest.raises(UsageError, match="is about a"):
            node.decide(order.id, verb, reason="x")
    with pytest.raises(UsageError, match="is about a order"):
        node.decide(plan.finding.id, "amend", reason="x")


def test_a_unit_placed_by_lot_has_no_cost(node: Node) -> None:
    made = planned(node, control=0.5)
    placed = next(each for each in made.orders if each.control and each.mode is Mode.BOAT)
    told = tried(node, placed.id, {f"{DAY}T12:00:00Z": "depot"})
    assert told.cost is None


def test_records_of_orders_stand_in_the_ledger_with_every_revision(
    node: Node, plan: Planned
) -> None:
    approve(node, plan.finding.id, why="agreed")
    found = node.records(PatrolOrder.kind)
    assert found.num_rows == 14
