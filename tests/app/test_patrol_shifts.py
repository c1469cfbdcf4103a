"""Shifts are stated by hand or as a roster; nobody is booked twice, and rest is kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from northline.app.node import Node
from northline.app.patrol.shifts import shifts, state_roster, state_shift
from northline.app.settings_safety import SafetySettings
from northline.decisions.lone_officer import Exempt
from northline.decisions.rest import Rest
from northline.records.errors import RoleNeeded, UsageError
from northline.records.unit import Mode
from tests.app.people import colleague
from tests.app.rostered import BOATS, CARS, DAY, roster, staffed

SHIFT: dict[str, Any] = {
    "identity": "cot:ON-CAR-9",
    "mode": "vehicle",
    "side": "in-canada",
    "officers": ["G. Example"],
    "begins": f"{DAY}T10:00:00Z",
    "ends": f"{DAY}T18:00:00Z",
    "lon": -83.04,
    "lat": 42.3,
}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as opened:
        yield opened


def test_a_roster_is_taken_in_and_the_same_again_adds_nothing(node: Node) -> None:
    first, again = staffed(node), staffed(node)
    assert (len(first.stated), first.wrong, len(again.stated)) == (9, {}, 0)
    assert len(again.known) == 9
    assert [each.identity for each in shifts(node)][:2] == ["cot:BOAT-0", "cot:BOAT-1"]


def test_what_was_corrected_and_corrected_back_stands_as_it_was_said_last(node: Node) -> None:
    for officers in (["G. Example"], ["H. Example"], ["G. Example"]):
        state_shift(node, {**SHIFT, "officers": officers}, rest=Rest())
        (stands,) = shifts(node)
        assert list(stands.officers) == officers


def test_a_shift_called_off_is_no_duty_any_more(node: Node) -> None:
    state_shift(node, SHIFT, rest=Rest())
    made, _ = state_shift(node, {**SHIFT, "called_off": True}, rest=Rest())
    assert made.called_off
    assert shifts(node) == []
    assert len(shifts(node, called_off=True)) == 1
    other = {**SHIFT, "identity": "cot:ON-CAR-8"}
    assert state_shift(node, other, rest=Rest())[0].identity == "cot:ON-CAR-8"


def test_an_officer_is_not_booked_twice_and_the_sentence_names_both_shifts(node: Node) -> None:
    state_shift(node, SHIFT, rest=Rest())
    with pytest.raises(UsageError, match=r"(?i)G\. Example is booked twice: .*CAR-8.* and .*CAR-9"):
        state_shift(
            node, {**SHIFT, "identity": "cot:ON-CAR-8", "officers": ["g. EXAMPLE"]}, rest=Rest()
        )
    # Nor where whoever asks wants it anyway.
    with pytest.raises(UsageError, match="booked twice"):
        state_shift(node, {**SHIFT, "identity": "cot:ON-CAR-8"}, rest=Rest(), anyway=True)
    assert len(shifts(node)) == 1


def test_too_little_rest_is_refused_unless_somebody_wants_it_anyway(node: Node) -> None:
    state_shift(node, SHIFT, rest=Rest())
    soon = {**SHIFT, "begins": f"{DAY}T20:00:00Z", "ends": "2026-07-03T02:00:00Z"}
    with pytest.raises(UsageError, match=r"has 2 hours off .*set by the agency"):
        state_shift(node, soon, rest=Rest())
    _, held = state_shift(node, soon, rest=Rest(), anyway=True)
    assert [each.what for each in held] == ["rest"]
    assert len(shifts(node)) == 2
    # Another agency's bound is another bound.
    later = {**SHIFT, "begins": "2026-07-03T06:00:00Z", "ends": "2026-07-03T10:00:00Z"}
    state_shift(node, later, rest=Rest(least=4))


def test_of_a_roster_what_does_not_do_is_told_and_nothing_else_is_lost(node: Node) -> None:
    twice = CARS[0].replace("cot:CAR-0", "cot:CAR-7").replace("Car 0", "Car 7")
    bad = BOATS[0].replace("boat,in", "ship,in")
    taken = state_roster(node, roster(*CARS, twice, bad, *BOATS), rest=Rest())
    assert len(taken.stated) == 7
    assert set(taken.wrong) == {"line 6", "line 7"}
    assert "booked twice" in taken.wrong["line 6"]
    assert "mode is 'ship'" in taken.wrong["line 7"]
    assert len(shifts(node)) == 7


def test_another_agencys_unit_is_for_it_to_state(node: Node) -> None:
    staffed(node, *CARS)
    opp = colleague(node, "B. Tran", 2, agency="opp")
    taken = state_roster(opp, roster(CARS[0]), "Unclassified; owner=opp", rest=Rest())
    # The other agency sees nothing of ours, so it may have a unit of that name of its own.
    assert taken.wrong == {}
    marking = "Unclassified; owner=opp; partners=local; purposes=border-security"
    state_roster(opp, roster(BOATS[0]), marking, rest=Rest())
    seen = [each for each in shifts(node) if each.identity == "cot:BOAT-0"]
    if seen:
        changed = BOATS[0].replace("T16:00", "T15:00")
        assert "they state" in state_roster(node, roster(changed), rest=Rest()).wrong["line 2"]


def test_whoever_may_not_plan_states_no_shift(node: Node) -> None:
    analyst = colleague(node, "C. Roy", 3, roles=("analyst",))
    with pytest.raises(RoleNeeded, match="patrol-planning is for patrol-supervisor"):
        state_shift(analyst, SHIFT, rest=Rest())
    with pytest.raises(RoleNeeded):
        state_roster(analyst, roster(*CARS), rest=Rest())


def test_no_officer_goes_out_alone_unless_the_agency_says_so(node: Node) -> None:
    crews = SafetySettings()
    with pytest.raises(UsageError, match="has 1 officer, and a unit has at least 2"):
        state_shift(node, SHIFT, rest=Rest(), crews=crews)
    two = {**SHIFT, "officers": ["G. Example", "H. Example"]}
    assert state_shift(node, two, rest=Rest(), crews=crews)[1] == ()
    _, held = state_shift(node, SHIFT, rest=Rest(), crews=crews, anyway=True)
    assert [each.what for each in held] == ["too-few-officers"]
    drone = {**SHIFT, "identity": "cot:EYE", "mode": "drone", "officers": ["J. Example"]}
    assert state_shift(node, drone, rest=Rest(), crews=crews)[1] == ()
    exempt = SafetySettings(exempt=(Exempt(mode=Mode(SHIFT["mode"]), reason="by agreement"),))
    alone = {**SHIFT, "identity": "cot:ON-CAR-8", "officers": ["K. Example"]}
    assert state_shift(node, alone, rest=Rest(), crews=exempt)[1] == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"mode": "tank"}, "mode is 'tank'; it must be one of foot"),
        ({"nickname": "x"}, "there is no column 'nickname'"),
        ({"lon": None}, "lon is missing"),
        ({"officers": ";" * 3}, "officers is ';;;'"),
        ({"called_off": "perhaps"}, "called_off is 'perhaps'"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    node: Node, change: dict[str, Any], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        state_shift(node, {**SHIFT, **change}, rest=Rest())
