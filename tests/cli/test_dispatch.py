"""The plan for a finding in a terminal, and sending a unit of it."""

from pathlib import Path

from northline.app.node import Node
from tests.app.planned import planned
from tests.cli.running import Command


def test_the_plan_is_shown_and_a_unit_of_it_is_sent(
    call: Command, tmp_path: Path, home: Path
) -> None:
    folder = tmp_path / "ledger"
    with Node.open(folder, home=home) as node:
        finding = planned(node).id.hex()
    ledger = ("--ledger", folder)
    shown = call("dispatch", finding, *ledger)
    assert shown.code == 0, shown.err
    assert "EX BOAT 1" in shown.out
    assert "EX CAR 2 is near and is not proposed" in shown.out
    plan = call("dispatch", finding, *ledger, "--json").document["plan"]
    names = plan["units"][0]["identity"]
    assert call("dispatch", finding, "--reason", "go", *ledger).code == 2
    assert call("dispatch", finding, "--send", names, *ledger).code == 2, "it needs a reason"
    sent = call("dispatch", finding, "--send", names, "--reason", "nearest", *ledger, "--json")
    assert [each["names"] for each in sent.document["plan"]["sent"]] == [names]
    listed = call("units", *ledger, "--json").document["units"]
    assert [each["identity"] for each in listed if each["sent"]] == [names]
