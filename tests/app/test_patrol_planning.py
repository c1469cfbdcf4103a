"""Plans of patrol: what they are made from, what they say, that nobody foretells them, and that they replay."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.findings import listing
from northline.app.node import Node
from northline.app.patrol.orders import orders
from northline.app.patrol.plan_told import plan_by
from northline.app.patrol.planning import asked_of, find_plan, plan, plans, replanned
from northline.app.patrol.wishes import Wish
from northline.app.settings_patrol import PatrolSettings
from northline.engines.patrol.territories import Territory
from northline.geo.line import CANADA, side
from northline.records.errors import RoleNeeded, UsageError
from northline.records.patrol_order import AT_DEPOT, OrderState
from northline.records.unit import Mode
from tests.app.people import colleague
from tests.app.rostered import CARS, DAY, DRONES, of, planned, staffed


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as opened:
        staffed(opened)
        yield opened


def codes(node: Node) -> list[str]:
    (newest,) = plans(node)
    return [each.code for each in newest.explained()]


def test_every_unit_that_can_go_out_has_one_drafted_order(node: Node) -> None:
    made = planned(node)
    assert [each.order.state for each in orders(node)] == [OrderState.DRAFTED] * 8
    assert {each.name for each in made.orders} == {
        *(f"Boat {n}" for n in range(3)),
        *(f"Car {n}" for n in range(4)),
        "cot:DRONE-1",
    }
    assert all(each.plan == made.finding.event_id for each in made.orders)
    assert set(made.finding.about) == {each.id for each in made.orders}
    assert len(made.finding.evidence) == 9
    assert node.verify().ok


def test_way_points_begin_and_end_at_the_depot_and_never_lie_over_the_line(node: Node) -> None:
    for each in planned(node, to_km=2340.0).orders:
        assert each.point_stretch[0] == each.point_stretch[-1] == AT_DEPOT
        assert (each.point_after[0], each.point_at[-1]) == (0.0, each.until)
        assert list(each.point_after) == sorted(each.point_after)
        out = [n for n, stretch in enumerate(each.point_stretch) if stretch != AT_DEPOT]
        lon, lat = ([row[n] for n in out] for row in (each.point_lon, each.point_lat))
        assert set(side(lon, lat).tolist()) <= {CANADA}, each.name


def test_what_a_plan_says_is_said_in_both_languages(node: Node) -> None:
    planned(node, minimum=("2280-2285:9",), no_go=("2310-2320=school",), closed=("drone:06-08",))
    view = node.finding(plans(node)[0].id)
    said = {each.code: each for each in view.reasons}
    assert {
        "patrol-plan-value",
        "patrol-plan-policies",
        "patrol-plan-gap",
        "patrol-plan-reach",
    } <= set(said)
    assert said["patrol-plan-left-out"].en == (
        "cot:DRONE-2 is left out: a drone without authority over the airspace does not fly."
    )
    assert "ne vole pas" in said["patrol-plan-left-out"].fr
    assert "asks for 9.0 units" in said["patrol-plan-presence"].en
    assert "planned without the least presence km 2280-2285:9" in said["patrol-plan-without"].en
    assert all(each.en and each.fr and each.en != each.fr for each in view.reasons)
    assert sum(each.share for each in view.reasons) == pytest.approx(view.finding.score)
    assert 0.0 <= view.finding.score <= 1.0


def test_nobody_goes_where_nobody_may(node: Node) -> None:
    made = planned(node, no_go=("2300-2320=school",), control=0.0)
    assert {stretch for each in made.orders for stretch in each.point_stretch} <= {
        -1,
        *range(456, 460),
    }


def test_weather_keeps_a_mode_in(node: Node) -> None:
    made = planned(node, closed=("boat:00-24",), control=0.5)
    boats = [each for each in made.orders if each.mode is Mode.BOAT]
    assert boats
    assert all(set(each.point_stretch) == {AT_DEPOT} for each in boats)


def test_a_territory_without_a_protocol_is_barred_and_named(node: Node) -> None:
    lons, lats = (-82.95, -82.80, -82.80, -82.95), (42.30, 42.30, 42.40, 42.40)
    land = Territory(name="A territory", lons=lons, lats=lats)
    wish = Wish(from_km=2280.0, to_km=2320.0, day=DAY, seed=7)
    made = plan(node, wish, setting=PatrolSettings(territories=(land,)))
    inside = {461, 462, 463}
    assert inside.isdisjoint({s for each in made.orders for s in each.point_stretch})
    assert "patrol-plan-territory" in codes(node)
    agreed = Territory(name="A territory", lons=lons, lats=lats, protocol="2026-03")
    again = plan(node, wish, setting=PatrolSettings(territories=(agreed,)))
    assert not inside.isdisjoint({s for each in again.orders for s in each.point_stretch})


def test_control_units_are_placed_by_lot_and_which_ones_the_plan_does_not_say(node: Node) -> None:
    made = planned(node, control=0.5)
    placed = [each for each in made.orders if each.control]
    assert len(placed) == 4
    (said,) = [e for e in made.finding.explained() if e.code == "patrol-plan-control"]
    assert (said.args["count"], said.args["of"]) == (4, 8)
    names = {each.name for each in placed}
    text = " ".join(
        str(each.args) for each in made.finding.explained() if "left-out" not in each.code
    )
    assert not any(name in text for name in names)


def test_the_seed_is_told_to_whoever_plans_and_to_nobody_else(node: Node) -> None:
    made = planned(node, seed=987654321)
    assert asked_of(node, made.finding).seed == 987654321
    assert plan_by(node, made.finding.id.hex())["drawn"]["seed"] == "987654321"
    officer = colleague(node, "C. Roy", 3, roles=("watch-officer",))
    told = plan_by(officer, made.finding.id.hex())
    assert told["drawn"] is None
    assert "987654321" not in str(told)
    assert "987654321" not in str(made.finding)
    with pytest.raises(RoleNeeded):
        asked_of(officer, made.finding)


def test_without_a_seed_two_plans_are_drawn_apart(node: Node) -> None:
    one, two = (planned(node, seed=None) for _ in range(2))
    seeds = {asked_of(node, each.finding).seed for each in (one, two)}
    assert len(seeds) == 2
    assert one.finding.event_id != two.finding.event_id


def test_another_seed_draws_another_day(node: Node) -> None:
    one, other = planned(node, seed=1), planned(node, seed=2)
    ways = [{e.name: e.point_stretch for e in each.orders} for each in (one, other)]
    assert ways[0] != ways[1]


def test_a_plan_replays_and_says_so_under_a_rule_where_a_shift_was_erased(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = planned(node)
    assert node.replay(made.finding.id).same
    monkeypatch.setattr("northline.ledger.retention.check", lambda *_: None)
    node.ledger.erase([made.finding.evidence[0]], rule="7", by="an officer")
    told = node.replay(made.finding.id)
    assert (told.same, told.why) == (False, "evidence erased under rule 7")


def test_planned_again_it_is_a_new_revision_without_the_unit_that_is_out(node: Node) -> None:
    first = planned(node)
    out = next(each for each in first.orders if not each.control and each.mode is Mode.BOAT)
    again = replanned(
        node, first.finding.id, why="engine trouble", out=(out.identity,), closed=("drone:08-10",)
    )
    assert (again.finding.event_id, again.finding.revision) == (first.finding.event_id, 2)
    assert of(node, out.identity).order.state is OrderState.WITHDRAWN
    assert {each.order.revision for each in orders(node)} == {2}
    assert find_plan(node, first.finding.id).revision == 2
    said = [each for each in again.finding.explained() if each.code == "patrol-plan-again"]
    assert (said[0].args["number"], said[0].args["why"]) == (2, "engine trouble")
    assert node.replay(again.finding.id).same
    assert node.replay(first.finding.id).same
    third = replanned(node, first.finding.event_id, why="fog", closed=("boat:06-12",))
    assert third.finding.revision == 3
    assert node.replay(third.finding.id).same


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"day": "2026-08-01"}, "no shift begins on 2026-08-01"),
        ({"day": "soon"}, "'soon' is no day"),
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"minimum": ("2280:1",)}, "no least presence"),
        ({"minimum": ("1000-1010:1",)}, "none of the plan's stretches"),
        ({"no_go": ("2290-2280",)}, "no stretch of no-go"),
        ({"closed": ("tank:01-02",)}, "closes no mode"),
        ({"closed": ("boat:05-03",)}, "from less to more"),
        ({"control": 0.7}, "share of control"),
        ({"to_km": 2270.0}, "stretches lie between"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_a_sentence(
    node: Node, more: dict[str, object], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        planned(node, **more)
    assert plans(node) == []


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"why": " ", "out": ("cot:CAR-1",)}, "say why"),
        ({"why": "fog"}, "became otherwise"),
        ({"why": "x", "out": ("cot:CAR-77",)}, "is no unit of this plan"),
    ],
)
def test_planning_again_needs_a_reason_and_a_change(
    node: Node, more: dict[str, object], why: str
) -> None:
    made = planned(node)
    with pytest.raises(UsageError, match=why):
        replanned(node, made.finding.id, **more)  # type: ignore[arg-type]


def test_who_is_booked_twice_is_said_in_the_plan(node: Node, tmp_path: Path) -> None:
    with Node.open(tmp_path / "other", home=tmp_path / "home") as other:
        tight = CARS[0].replace("T10:00", "T02:00").replace("T16:00", "T08:00")
        staffed(other, CARS[0])
        from northline.app.patrol.shifts import state_roster
        from northline.decisions.rest import Rest
        from tests.app.rostered import roster

        state_roster(other, roster(tight), rest=Rest(), anyway=True)
        planned(other, control=0.0)
        assert "patrol-plan-rest" in codes(other)


def test_whoever_may_not_plan_plans_nothing_and_a_plan_is_no_alert(node: Node) -> None:
    analyst = colleague(node, "C. Roy", 3, roles=("analyst",))
    with pytest.raises(RoleNeeded):
        planned(analyst)
    planned(node)
    assert listing(node, state="open", kind=None, since=None)[0] == []
    found, _ = listing(node, state="open", kind="patrol-plan", since=None)
    assert [each.finding.finding for each in found] == ["patrol-plan"]


def test_units_that_have_nowhere_to_go_are_left_out_with_why(node: Node, tmp_path: Path) -> None:
    with Node.open(tmp_path / "other", home=tmp_path / "home") as other:
        far = CARS[1].replace("-83.04,42.3", "-80.0,43.6")
        short = CARS[2].replace("T16:00:00Z", "T10:40:00Z")
        staffed(other, CARS[0], far, short, DRONES[1])
        planned(other, control=0.0)
        said = plans(other)[0].explained()
        why = {e.args["unit"]: e.args["why"] for e in said if e.code == "patrol-plan-left-out"}
    assert why == {"Car 1": "too-far", "Car 2": "no-hours", "cot:DRONE-2": "no-airspace"}


def test_hours_at_the_depot_are_hours_on_no_stretch(node: Node) -> None:
    from northline.app.patrol.risk import Where, assess
    from northline.app.patrol.risk_patrols import hours_planned

    made = planned(node)
    hours = hours_planned(node, assess(node, Where(2280.0, 2320.0)))
    out = sum(
        (each.point_after[n + 1] - each.point_after[n]) / 3600.0
        for each in made.orders
        for n, stretch in enumerate(each.point_stretch[:-1])
        if stretch != AT_DEPOT
    )
    assert sum(hours.values()) == pytest.approx(out)
