"""A patrol supervisor's day in a terminal."""

from pathlib import Path
from typing import Any

import pytest

from northline.app.node import Node
from tests.app.rostered import BOATS, CARS, DAY, roster
from tests.cli.running import Command, command


@pytest.fixture
def call(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Command:
    monkeypatch.setenv("NORTHLINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NORTHLINE_LEDGER", str(tmp_path / "ledger"))
    monkeypatch.chdir(tmp_path)
    return command(capfd)


@pytest.fixture
def plan(call: Command) -> Any:
    Path("roster.csv").write_bytes(roster(*BOATS, *CARS))
    assert call("patrol", "shifts", "roster.csv").code == 0
    made = call(
        *("patrol", "plan", "--from-km", 2280, "--to-km", 2320, "--day", DAY),
        *("--seed", 7, "--control", 0, "--minimum", "2280-2300:1@06-12", "--json"),
    )
    assert made.code == 0, made.err
    return made.document["plan"]


def test_a_bad_row_is_told_with_its_line_and_the_others_are_kept(call: Command) -> None:
    Path("roster.csv").write_bytes(roster(*BOATS, BOATS[0].replace("boat,", "ship,"), *CARS))
    ended = call("patrol", "shifts", "roster.csv", "--json")
    assert ended.code == 2
    assert "roster.csv, line 5: mode is 'ship'; it must be one of foot" in ended.err
    assert (len(ended.document["stated"]), list(ended.document["wrong"])) == (7, ["line 5"])
    assert call("patrol", "shifts", "--json").document["count"] == 7
    Path("roster.csv").write_bytes(roster(*BOATS, *CARS))
    again = call("patrol", "shifts", "roster.csv", "--json")
    assert (again.code, len(again.document["known"])) == (0, 7)


def test_what_is_no_roster_is_refused_and_nothing_is_kept(call: Command) -> None:
    Path("roster.csv").write_bytes(b"name,when\nCar 4,tomorrow\n")
    ended = call("patrol", "shifts", "roster.csv")
    assert (ended.code, "names 'name'; there are identity" in ended.err) == (2, True)
    missing = call("patrol", "shifts", "nowhere.csv")
    assert (missing.code, "cannot be read" in missing.err) == (2, True)


def test_a_day_is_planned_approved_and_taken_along(call: Command, plan: Any) -> None:
    shown = call("patrol", "plan", plan["id"])
    assert "Who knows this plan but not its draw" in shown.out
    assert call("patrol", "plan", "--json").document["count"] == 1
    approved = call("patrol", "approve", plan["id"], "--reason", "agreed", "--json")
    assert {each["state"] for each in approved.document["orders"]} == {"approved"}
    assert (
        call("patrol", "orders", "--state", "in-force", "--day", DAY, "--json").document["count"]
        == 7
    )
    order = approved.document["orders"][0]["event_id"]
    for form, begins in (
        ("pdf", b"%PDF"),
        ("html", b"<!DOCTYPE"),
        ("gpx", b"<?xml"),
        ("cot", b"<?xml"),
    ):
        ended = call(
            "patrol", "sheet", order, "--as", form, "--language", "fr", "--out", f"s.{form}"
        )
        assert ended.code == 0, ended.err
        assert Path(f"s.{form}").read_bytes().startswith(begins)
    assert call("patrol", "sheet", order, "--out", "s.ics").code == 0
    exists = call("patrol", "sheet", order, "--out", "s.ics")
    assert (exists.code, "exists" in exists.err) == (2, True)
    assert call("patrol", "calendar", "--day", DAY, "--out", "day.ics").code == 0
    assert Path("day.ics").read_bytes().count(b"BEGIN:VEVENT") == 7
    assert call("replay", plan["id"]).code == 0


def test_a_unit_is_moved_after_its_cost_was_looked_at(call: Command, plan: Any) -> None:
    boat = next(each for each in plan["orders"] if each["name"] == "Boat 1")
    move = ("--move", f"{DAY}T12:00:00Z=depot")
    tried = call("patrol", "amend", boat["id"], *move, "--try", "--json")
    assert (tried.code, set(tried.document["cost"])) == (
        0, {"before", "after", "cost", "stretch", "at"},
    )  # fmt: skip
    assert call("patrol", "amend", boat["id"], *move).code == 2, "a decision needs a reason"
    made = call("patrol", "amend", boat["id"], *move, "--reason", "fog", "--json")
    assert (made.document["order"]["state"], made.document["order"]["why"]) == ("amended", "fog")
    shown = call("patrol", "orders", made.document["order"]["id"])
    assert "amended" in shown.out
    odd = call("patrol", "amend", boat["event_id"], "--move", "noon", "--reason", "x")
    assert (odd.code, "is no move" in odd.err) == (2, True)
    gone = call("patrol", "withdraw", boat["event_id"], "--reason", "storm", "--json")
    assert gone.document["orders"][0]["state"] == "withdrawn"


def test_a_hand_over_says_who_signs_next(call: Command, plan: Any) -> None:
    car = next(each for each in plan["orders"] if each["name"] == "Car 0")
    ended = call(
        "patrol", "hand-over", car["id"], "--to", "hub:windsor", "--reason", "late", "--json"
    )
    assert ended.code == 0, ended.err
    waits = ended.document["orders"][0]["waits"]
    assert f"northline patrol approve {waits['decision']}" in ended.err
    own = call("patrol", "approve", waits["decision"], "--reason", "me again")
    assert own.code == 3


def test_planned_again_it_is_the_next_revision(call: Command, plan: Any) -> None:
    again = call(
        *("patrol", "plan", plan["id"], "--why", "engine trouble", "--out", "cot:BOAT-2"),
        *("--closed", "vehicle:06-08", "--json"),
    )
    assert again.code == 0, again.err
    assert (again.document["plan"]["revision"], again.document["plan"]["drawn"]["out"]) == (
        2, ["cot:BOAT-2"],
    )  # fmt: skip
    assert call("replay", again.document["plan"]["id"]).code == 0


def test_half_a_wish_is_no_plan(call: Command, plan: Any) -> None:
    ended = call("patrol", "plan", "--day", DAY)
    assert (ended.code, "needs --from-km, --to-km and --day" in ended.err) == (2, True)


def test_an_exercise_says_so_on_everything(
    call: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Node.open(tmp_path / "drill", home=tmp_path / "home", exercise=True):
        pass
    monkeypatch.setenv("NORTHLINE_LEDGER", str(tmp_path / "drill"))
    Path("roster.csv").write_bytes(roster(*BOATS, *CARS))
    assert call("patrol", "shifts", "roster.csv").out.startswith("EXERCISE")
    made = call(*("patrol", "plan", "--from-km", 2280, "--to-km", 2320, "--day", DAY, "--json"))
    assert made.document["exercise"] is True
    order = made.document["plan"]["orders"][0]["id"]
    for form in ("html", "gpx", "cot", "ics"):
        call("patrol", "sheet", order, "--out", f"e.{form}")
        assert b"EXERCISE" in Path(f"e.{form}").read_bytes()
