"""Officer safety and joint operations in a terminal."""

from pathlib import Path

import pytest

from northline.app.node import Node
from northline.ledger.reading import system_clock
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.app.people import colleague
from tests.cli.running import Command


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    with Node.open(tmp_path / "ledger"):
        return tmp_path / "ledger"


def at(minutes: float) -> str:
    return format_instant(Micros(system_clock() + int(minutes * 60e6)))


def test_a_unit_is_checked_in_listed_overdue_and_back(call: Command, ledger: Path) -> None:
    on = ("--ledger", ledger)
    late = ("patrol", "check-in", "cot:CAR", "--at", at(-60), "--minutes", 5, "--officer", "EX A")
    made = call(*late, *on, "--json").document["check_in"]
    assert made["officers"] == ["EX A"]
    assert [e["id"] for e in call("patrol", "check-in", *on, "--json").document["check_ins"]] == [
        made["id"]
    ]
    told = call("patrol", "overdue", *on, "--json")
    assert (told.code, told.document["overdue"]) == (1, 1)
    (unit,) = told.document["units"]
    assert (unit["state"], unit["step"], unit["radio"]) == ("overdue", 4, "not-computable")
    assert "begin a search" in call("patrol", "overdue", *on).out
    assert call("patrol", "check-in", "cot:CAR", "--last", *on).code == 0
    assert call("patrol", "overdue", *on).code == 0
    assert (
        call("patrol", "overdue", "--every", *on, "--json").document["units"][0]["state"] == "back"
    )
    assert call("patrol", "check-in", "cot:CAR", "--minutes", 0, *on).code == 2


def test_the_settings_say_after_how_long_and_whom_to_call(
    call: Command, ledger: Path, tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[engines.safety]\ninterval = 60\ngrace = 0\nsupervisor = 'EX DESK'\n")
    said = ("--ledger", ledger, "--settings", file)
    call("patrol", "check-in", "cot:CAR", "--at", at(-2), *said)
    (unit,) = call("patrol", "overdue", *said, "--json").document["units"]
    assert unit["supervisor"] == "EX DESK"
    assert not call("patrol", "overdue", "--ledger", ledger, "--json").document["units"]


def test_dead_zones_are_not_computable_without_a_site_and_listed_with_one(
    call: Command, ledger: Path, tmp_path: Path
) -> None:
    on, near = ("--ledger", ledger), "--near=-97.6,49.0,12"
    assert "not computable" in call("patrol", "dead-zones", near, *on).out
    rows = tmp_path / "sites.csv"
    rows.write_text(
        "identity,at,sort,state,lon,lat,range,height\n"
        f"radio:ex-1,{at(-1)},radio,working,-97.6,49.0,5000,30\n"
    )
    assert call("ingest", "sensors", rows, *on).code == 0
    told = call("patrol", "dead-zones", near, *on, "--json").document
    assert told["computable"]
    assert {each["side"] for each in told["zones"]} == {"canada", "united-states"}


def test_an_operation_goes_its_way_in_a_terminal(call: Command, ledger: Path) -> None:
    on = ("--ledger", ledger)
    window = ("--since", at(60), "--until", at(600), "--hub", "desk 1", "--contact", "+1 555")
    planned = call("operations", "plan", "EX NIGHT", *window, "--km", "2280-2290", *on, "--json")
    id = planned.document["operation"]["id"]
    assert call("operations", "approve", id, "--reason", "agreed", *on).code == 0
    assert call("operations", "approve", id, "--reason", "agreed", *on).code == 3, "it takes two"
    with Node.open(ledger) as node:
        other = colleague(node, "EX B", 9)
        from northline.app.patrol.operation_steps import add_operation_step
        from northline.app.patrol.steps import OperationWish
        from northline.records.operation import OperationStepSort

        wish = OperationWish(step=OperationStepSort.APPROVED, reason="agreed")
        view = add_operation_step(other, id, wish)
        assert view.deconfliction == "clear"
    assert "EX NIGHT" in call("operations", "list", "--state", "all", *on).out
    assert call("operations", *on, "--json").document["operations"][0]["id"] == id
    handed = call("operations", "hand-over", id, "--hub", "desk 2", "--reason", "shift", *on)
    assert handed.code == 0
    assert call("operations", "receive", id, "--reason", "all well", *on).code == 3
    assert call("operations", "warnings", *on, "--json").document["warnings"] == []
    closed = call("operations", "close", id, "--reason", "done", *on, "--json").document
    assert closed["operation"]["state"] == "closed"
    assert call("operations", "show", "0" * 32, *on).code == 2


def test_resources_and_requests_in_a_terminal(call: Command, ledger: Path) -> None:
    on = ("--ledger", ledger)
    dog = ("canine-2", "--name", "EX DOG", "--capability", "canine", "--partner", "cbp")
    stated = call("operations", "resources", "state", *dog, *on, "--json").document["resource"]
    listed = call("operations", "resources", *on, "--json").document["resources"]
    assert [each["identity"] for each in listed] == [stated["identity"]]
    asked = (
        *("--to", "cbp", "--capability", "air", "--purpose", "a search", "--since", at(120)),
        *("--until", at(240), "--reply-by", at(60)),
    )
    made = call("operations", "requests", "ask", *asked, *on, "--json").document["request"]
    assert made["state"] == "asked"
    assert call("operations", "requests", "offer", made["id"], "--reason", "C", *on).code == 3
    shown = call("operations", "requests", "show", made["id"], *on)
    assert "a search" in shown.out
    assert call("operations", "requests", "ask", *on).code == 2
    assert call("operations", "requests", "accept", *on).code == 2
