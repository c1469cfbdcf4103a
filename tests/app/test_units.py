"""Units as their newest records state them: field by field, by rights, free or sent."""

import json
from pathlib import Path
from typing import Any

import pytest

from northline.app.dispatch_plans import plan_of
from northline.app.node import Node
from northline.app.sensors import near
from northline.app.units import UnitNow, told, units
from northline.app.units_stating import state_unit
from northline.ledger.reading import system_clock
from northline.records.errors import NotPermitted, RoleNeeded, UsageError
from northline.records.marking import Grant, Level, marking
from northline.records.time import format_instant
from northline.records.unit import Unit
from northline.records.units import Micros
from tests.app.people import colleague
from tests.app.planned import keep, planned
from tests.engines.dispatching import unit


def ago(minutes: float) -> str:
    return format_instant(Micros(system_clock() - round(minutes * 60e6)))


def listed(node: Node, folder: Path, *rows: dict[str, Any]) -> None:
    path = folder / f"shift-{len(list(folder.iterdir()))}.json"
    path.write_text(json.dumps(rows))
    receipt = node.ingest("units", path)
    assert receipt.rejected == 0


def one(node: Node) -> UnitNow:
    (found,) = units(node)
    return found


CAR: dict[str, Any] = {"identity": "cot:EX-CAR-4", "callsign": "EX Car 4", "mode": "vehicle"}


def test_the_list_of_a_shift_and_its_own_reports_make_one_unit(node: Node, tmp_path: Path) -> None:
    listed(node, tmp_path, {**CAR, "at": ago(30), "crew": 2, "range": 300_000, "speed_road": 33})
    listed(node, tmp_path, {"identity": "cot:EX-CAR-4", "at": ago(1), "lon": -83.0, "lat": 42.3})
    found = one(node)
    assert (found.name, found.mode, found.crew, found.range) == ("EX Car 4", "vehicle", 2, 300_000)
    assert (found.lon, found.speed_road, found.sent) == (-83.0, 33.0, None)
    assert found.placed_at == found.at


def test_a_list_that_comes_late_gives_back_no_authority_that_was_taken(
    node: Node, tmp_path: Path
) -> None:
    listed(node, tmp_path, {**CAR, "at": ago(5), "authority": "none"})
    listed(node, tmp_path, {**CAR, "at": ago(60), "authority": "host-direction", "crew": 3})
    found = one(node)
    assert (found.authority, found.crew) == ((), 3)


def test_what_was_stated_longer_than_a_day_ago_counts_no_more(node: Node, tmp_path: Path) -> None:
    listed(node, tmp_path, {**CAR, "at": ago(25 * 60)})
    assert units(node) == []


def test_it_shows_what_the_viewer_may_see_and_is_marked_as_tightly(
    node: Node, tmp_path: Path
) -> None:
    listed(node, tmp_path, {**CAR, "at": ago(30)})
    secret = marking(Level.PROTECTED_B, {node.operator.agency: Grant()})
    keep(node, Unit, [unit("EX-CAR-4", "vehicle", -83.0, 42.3, second=590.0, crew=4)], secret)
    assert one(node).crew == 4
    assert told(one(node))["marking"] == Level.PROTECTED_B.label
    partner = colleague(node, "P. Partner", 9, agency="cbp", country="US", clearance="Unclassified")
    assert [each.crew for each in units(partner)] in ([], [None])


def test_a_unit_that_was_sent_is_not_free_until_it_is_taken_back(node: Node) -> None:
    plan = plan_of(node, planned(node).id)
    assert plan is not None
    made = node.decide(plan.id, "dispatch", reason="nearest", names="cot:EX CAR 1")
    by_name = {each.identity: each for each in units(node)}
    sent = by_name["cot:EX CAR 1"].sent
    assert sent is not None
    assert (sent.by, sent.plan) == (node.operator.name, plan.id)
    assert by_name["cot:EX BOAT 1"].sent is None
    assert [each.identity for each in units(node, around=near("-83.085,42.25,1"))] == [
        "cot:EX CAR 1",
        "cot:EX CAR 2",
    ]
    node.decide(made.id, "retract", reason="called back")
    assert all(each.sent is None for each in units(node))


def test_a_named_person_states_a_unit_and_only_one_of_their_own(node: Node) -> None:
    state_unit(node, {**CAR, "crew": 2})
    assert one(node).source == node.operator.name
    with pytest.raises(UsageError, match="there is no column 'colour'"):
        state_unit(node, {**CAR, "colour": "blue"})
    with pytest.raises(UsageError, match="crew is 'two'"):
        state_unit(node, {**CAR, "crew": "two"})
    officer = colleague(node, "C. Roy", 3, roles=("watch-officer",))
    with pytest.raises(RoleNeeded):
        state_unit(officer, {**CAR, "crew": 9})
    other = colleague(node, "D. Ames", 4, agency="cbp")
    with pytest.raises((NotPermitted, UsageError)):
        state_unit(other, {**CAR, "crew": 9}, "Unclassified; owner=local")
    assert one(node).crew == 2
