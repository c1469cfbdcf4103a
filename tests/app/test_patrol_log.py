"""The log of patrols: tracks, reports and forms make legs; a moment of a unit counts once."""

from pathlib import Path
from typing import Any

import pytest

from northline.app.node import Node
from northline.app.patrol.forms import log_form
from northline.app.patrol.hours import hours, unvisited
from northline.app.patrol.log import legs, told
from northline.app.patrol.targets import set_target, targets
from northline.app.patrol.tracks import log_track
from northline.app.units_stating import state_unit
from northline.measures.patrol_hours import By
from northline.records.errors import NotPermitted, RoleNeeded, UsageError
from northline.records.patrol_order import OrderState, PatrolOrder
from northline.records.record import Id
from northline.records.schema import kind_of
from northline.records.shift import Side
from northline.records.time import parse_instant
from northline.records.unit import Mode
from northline.records.units import Kilometres, Micros
from tests.app.patrolled import BEGAN, at, gpx, heard, steady
from tests.app.people import colleague

BOAT = {"unit": "cot:EX-BOAT-1", "mode": "boat"}
FORM: dict[str, Any] = {
    "unit": "cot:EX-CAR-4", "mode": "vehicle", "from": at(0), "until": at(10_800),
    "stretches": "455-457", "officers": 2, "note": "Rounds",
}  # fmt: skip


def order(node: Node) -> bytes:
    """An order of three hours, drawn as a control."""
    made = PatrolOrder(
        id=Id(b"o" * 16), source="patrol", at=Micros(BEGAN), received=Micros(BEGAN),
        marking=node.default_marking().id, event_id=Id(b"e" * 16), revision=1,
        state=OrderState.DRAFTED, plan=Id(b"p" * 16), shift=Id(b"s" * 16), identity=FORM["unit"],
        mode=Mode.VEHICLE, side=Side.IN_CANADA, since=Micros(BEGAN),
        until=Micros(BEGAN + 10_800_000_000), point_after=(), point_lon=(), point_lat=(),
        point_stretch=(), stretch_km=Kilometres(5.0), control=True,
    )  # fmt: skip
    batch = kind_of(PatrolOrder).to_batch([made])
    node.ledger.append(PatrolOrder.kind, batch, by="tests", markings=(node.default_marking(),))
    return made.id


def counted(node: Node) -> float:
    found: float = hours(node)["hours"]
    return found


def test_a_track_makes_legs_that_say_where_when_and_on_what_they_rest(node: Node) -> None:
    logged = log_track(node, gpx(steady(1_800)), {**BOAT, "officers": 3, "note": "Quiet"})
    (leg,) = (each.leg for each in legs(node))
    assert [leg.id] == [each.id for each in logged.legs]
    assert (leg.unit, leg.mode, leg.reported, leg.officers, leg.note) == (
        "cot:EX-BOAT-1", "boat", "gpx", 3, "Quiet",
    )  # fmt: skip
    assert (leg.since, leg.until) == (BEGAN, BEGAN + 1_800_000_000)
    assert set(leg.stretches) == {457, 458}
    assert leg.counted == sum(leg.seconds) == 1_800.0
    assert leg.metres == pytest.approx(3_600, rel=0.02)
    assert logged.points == 181
    assert told(legs(node)[0])["along"] == "km 2285-2295"


def test_the_same_track_twice_is_one(node: Node) -> None:
    first = log_track(node, gpx(steady(1_800)), BOAT)
    again = log_track(node, gpx(steady(1_800)), BOAT)
    assert [each.id for each in first.legs] == [each.id for each in again.legs]
    assert len(legs(node)) == 1
    assert again.ingest.new.get("position", 0) == 0


def test_a_track_that_is_brought_again_with_another_mode_is_corrected(node: Node) -> None:
    log_track(node, gpx(steady(1_800)), BOAT)
    log_track(node, gpx(steady(1_800)), {**BOAT, "mode": "foot"})
    (line,) = hours(node, by=[By.MODE])["lines"]
    assert (line["mode"], line["hours"]) == ("foot", 0.5)


def test_one_patrol_by_track_and_by_its_own_reports_counts_once(node: Node, tmp_path: Path) -> None:
    heard(node, tmp_path, BOAT["unit"], steady(1_800))
    assert counted(node) == 0.5
    log_track(node, gpx(steady(2_700)), BOAT)
    document = hours(node)
    assert document["hours"] == 0.75
    assert document["denominators"]["repeated_hours"] == pytest.approx(0.5)


def test_what_is_under_way_is_counted_at_once_and_becomes_a_leg_on_record(
    node: Node, tmp_path: Path
) -> None:
    heard(node, tmp_path, "cot:EX-BOAT-1", steady(900))
    (now,) = legs(node)
    assert now.under_way
    assert told(now)["id"] is None
    heard(node, tmp_path, "cot:EX-BOAT-1", steady(4_500, since=910))
    assert [each.under_way for each in legs(node)] == [False, True]
    assert counted(node) == pytest.approx(5_410 / 3_600)


def test_a_form_makes_a_leg_and_the_same_form_twice_is_one(node: Node) -> None:
    leg = log_form(node, FORM)
    log_form(node, FORM)
    assert [each.leg.id for each in legs(node)] == [leg.id]
    assert leg.seconds == (3_600.0, 3_600.0, 3_600.0)
    assert hours(node)["hours"] == 3.0


def test_where_form_and_track_disagree_the_track_counts_and_the_difference_is_shown(
    node: Node,
) -> None:
    log_form(node, {**FORM, "unit": BOAT["unit"], "mode": "boat"})
    log_track(node, gpx(steady(1_800)), BOAT)
    document = hours(node)
    assert document["hours"] == 0.5
    (difference,) = document["differences"]
    assert (difference["form_hours"], difference["track_hours"]) == (3.0, 0.5)
    assert difference["difference_hours"] == 2.5


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"until": at(-60)}, "until must be after from"),
        ({"until": at(90_000)}, "at most 24 hours"),
        ({"until": "2100-01-01T00:00:00Z", "from": "2099-12-31T23:00:00Z"}, "still to come"),
        ({"stretches": "99999"}, "there is no stretch 99999"),
        ({"stretches": "between"}, "stretches is"),
        ({"mode": "horse"}, "mode is"),
        ({"unit": "boat one"}, "unit is"),
        ({"order": "ab" * 16}, "there is no order"),
        ({"weather": "fine"}, "there is no field 'weather'"),
        ({"stretches": ""}, "stretches is missing"),
    ],
)
def test_a_wrong_form_is_refused_in_words(node: Node, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        log_form(node, {**FORM, **changed})
    assert not legs(node)


def test_a_document_without_a_track_is_refused(node: Node) -> None:
    with pytest.raises(UsageError, match="no track point"):
        log_track(node, b"<gpx version='1.1'></gpx>", BOAT)


def test_who_may_log_and_of_whose_units(node: Node, tmp_path: Path) -> None:
    analyst = colleague(node, "analyst", 2, roles=("analyst",))
    with pytest.raises(RoleNeeded, match="patrol-supervisor"):
        log_form(analyst, FORM)
    with pytest.raises(RoleNeeded, match="patrol-supervisor"):
        set_target(analyst, {"hours": 10, "why": "because"})
    heard(node, tmp_path, "cot:EX-CAR-4", steady(60))
    partner = colleague(node, "partner", 3, agency="rcmp", roles=("patrol-supervisor",))
    assert not legs(partner), "nothing of it is released to them"
    shared = "Unclassified; owner=cbsa; partners=rcmp"
    state_unit(node, {"identity": "cot:EX-CAR-5", "mode": "vehicle"}, shared)
    with pytest.raises(NotPermitted, match="cot:EX-CAR-5"):
        log_form(partner, {**FORM, "unit": "cot:EX-CAR-5"})


def test_a_partner_sees_the_legs_that_are_released_to_them_and_no_hours_of_others(
    node: Node,
) -> None:
    partner = colleague(node, "partner", 3, agency="rcmp")
    log_form(node, FORM)
    assert hours(partner)["hours"] == 0.0
    log_form(
        node,
        {**FORM, "unit": "cot:EX-CAR-9"},
        f"Unclassified; owner={node.operator.agency}; partners=rcmp",
    )
    assert hours(partner)["hours"] == 3.0
    assert hours(node)["hours"] == 6.0


def test_targets_are_set_with_a_reason_held_by_week_and_taken_back(node: Node) -> None:
    log_form(node, FORM)
    set_target(
        node, {"hours": 12, "why": "two nights", "stretches": "455-457", "from": at(-86_400 * 7)}
    )
    set_target(node, {"hours": 5, "why": "on foot", "mode": "foot"})
    assert [(each.mode, each.hours) for each in targets(node)] == [(None, 12.0), ("foot", 5.0)]
    until = Micros(parse_instant("2026-08-03T00:00:00Z"))
    (_, week) = (each for each in hours(node, until=until)["targets"] if each["mode"] is None)
    assert (week["week"], week["wanted"], week["done"], week["set_by"], week["why"]) == (
        "2026-W31", 12.0, 3.0, node.operator.name, "two nights",
    )  # fmt: skip
    set_target(node, {"hours": 0, "why": "no snow", "mode": "foot"})
    assert [each.hours for each in targets(node)] == [12.0]
    assert len(targets(node, every=True)) == 3
    with pytest.raises(UsageError, match="one range"):
        set_target(node, {"hours": 5, "why": "gaps", "stretches": "455,457"})


def test_stretches_that_nobody_visits_are_listed(node: Node) -> None:
    log_form(node, FORM)
    a_week_on = Micros(BEGAN + 8 * 86_400_000_000)
    found = unvisited(node, days=7, from_km=2_275, to_km=2_295, at=a_week_on)
    assert [each["stretch"] for each in found["unvisited"]] == [455, 456, 457, 458]
    assert found["unvisited"][3]["last"] is None
    assert unvisited(node, days=30, at=a_week_on)["unvisited"] == []


def test_the_measure_says_what_it_counts_and_from_what(node: Node) -> None:
    log_form(node, FORM)
    document = hours(node, by=[By.WEEK, By.STRETCH])
    assert sum(each["hours"] for each in document["lines"]) == pytest.approx(3.0)
    assert document["lineage"]["legs_by_report"] == {"form": 1}
    assert document["filter"]["by"] == ["week", "stretch"]
    assert document["definition"] != document["definition_fr"]
    assert document["claim"]["verdict"] == "other scope"
    assert document["control_share"] == 0.0


def test_without_a_leg_the_claim_is_not_computable(node: Node) -> None:
    document = hours(node)
    assert (document["hours"], document["control_share"]) == (0.0, None)
    assert (document["claim"]["verdict"], document["claim"]["ours"]) == ("not computable", None)


def test_time_that_followed_an_order_drawn_as_a_control_is_a_share_of_all(node: Node) -> None:
    made = order(node)
    log_form(node, {**FORM, "order": made.hex()})
    log_form(node, {**FORM, "unit": "cot:EX-CAR-9"})
    document = hours(node)
    assert document["control_share"] == 0.5
    assert document["planned"] == {"orders": 1, "hours": {"vehicle": 3.0}}
