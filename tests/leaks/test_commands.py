"""What commands print to a partner's operator, over a ledger that another agency founded.

Whoever may read the folder has the files (docs/threat-model.md); here it is what the program says.
Each command is run over the ledger as it stood, and over one in which much went on since that the
partner may not see; and once more with ids that nothing has in the place of ids of hidden records.
"""

import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from northline.app.node import Node
from northline.cli.program import COMMANDS
from tests.cli.running import LINES, Command, Ended, Kept, command, fill
from tests.leaks.node import operator
from tests.web.asking import crossing

HOME = "NORTHLINE_HOME"
NOT_HERE = {"exercise": "has a ledger of its own"} | dict.fromkeys(
    ("formats", "engines", "ports", "line", "basemap", "openapi"), "opens no ledger"
)
"""Commands that are not run here, and why."""

MORE: Mapping[str, str] = {
    "records, of an entry to come": "records position --as-of 999999 --json",
    "records, counted": "records finding --count",
    "records, by id": "records position --id {position}",
    "findings, all": "findings --state all --json",
    "rejected, again": "rejected --retry",
    "decisions, about one": "decisions {decided}",
    "decide, about a decision": "decide {decision} retract --reason mistake",
    "audit, one entry": "audit --entry 3",
    "audit, taken out": "audit --export {tmp}/audit.jsonl",
    "hold, lifted": "hold hold-hidden --lift --reason closed",
    "erase, by id": "erase --id {position} --rule 7",
    "head, written down": "head --anchor-file {tmp}/heads",
    "sharing, of one": "sharing --record {position}",
    "sharing, what has gone": "sharing --record {position} --disclosures",
    "patrol, why": "patrol risk --explain 457@2026-07-01T02:00:00Z --json",
    "patrol, how good": "patrol risk --calibration --json",
    "patrol, by lot": "patrol risk --control --json",
    "patrol, shifts": "patrol shifts --json",
    "patrol, plans": "patrol plan --json",
    "patrol, a plan": "patrol plan {finding} --json",
    "patrol, orders": "patrol orders --json",
    "patrol, an order": "patrol orders {position} --json",
    "patrol, approving": "patrol approve {finding} --reason race",
    "patrol, a calendar": "patrol calendar --out {tmp}/patrol.ics",
    "patrol, legs": "patrol legs --json",
    "patrol, hours": "patrol hours --by mode --by stretch --by week --json",
    "patrol, unvisited": "patrol hours --unvisited 7 --from-km 2250 --to-km 2300 --json",
    "patrol, targets": "patrol targets --json",
    "lists, for scripts": "lists --json",
    "lists, one that is hidden": "lists list-hidden",
    "lists, who stands there": "lists list-hidden --entities --json",
    "lists, what changed": "lists list-hidden --changes --json",
    "rights, a notice": "rights notice {decision}",
}
"""Further lines of commands that can be asked for more than one thing."""

EVERY = {name: line for name, line in {**LINES, **MORE}.items() if name not in NOT_HERE}

FOR_THE_KEEPER = frozenset(
    {"health", "run", "replay", "verify", "head", "audit", "backup", "compact", "erase", "hold"}
)
"""What concerns the ledger as a whole: refused, whatever is in it."""


class Two(NamedTuple):
    """A ledger as it stood, and as it stands after much went on in it; and a partner's home."""

    quiet: Kept
    busy: Path
    partner: Path
    canaries: list[str]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    folder = tmp_path_factory.mktemp("commands")
    home, partner = operator(folder / "home", "cbsa"), operator(folder / "partner", "rcmp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME, str(home))
        quiet = fill(folder / "ledger", home)
        busy = quiet.copy(folder / "busy")
        feed = folder / "busy.nmea"
        feed.write_bytes(crossing(mmsi=316_777_000) + b"no sentence at all\n")
        names = folder / "busy.csv"
        names.write_text("name,list,as_of\nZuvorn Qan,list-hidden,2026-03-01\n")
        with Node.open(busy, home=home) as node:
            node.ingest("ais", feed, source="source-hidden")
            node.ingest("names-csv", names, source="source-hidden")
            node.run()
            found = [e.finding for e in node.findings() if e.finding.subject == "mmsi:316777000"]
            node.decide(found[0].id, "acknowledge", reason="reason-hidden")
            ids = [each.hex() for each in node.records("position").column("id").to_pylist()]
            node.hold("hold-hidden", ids[:1], "reason-hidden")
            node.mark(ids[1:2], "Protected B", "reason-hidden")
            with pytest.MonkeyPatch.context() as erasing:
                erasing.setattr("northline.ledger.retention.check", lambda *_: None)
                node.ledger.erase([bytes.fromhex(ids[2])], rule="rule-hidden", by="an officer")
            node.compact()
    words = ["source-hidden", "reason-hidden", "hold-hidden", "rule-hidden", "316777000", "Zuvorn"]
    words += ["316009999", "316000500", found[0].id.hex(), *ids]
    return Two(quiet, busy, partner, words)


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, two: Two) -> Command:
    for name in ("LEDGER", "SETTINGS", "DEBUG", "AGENCY", "OPERATOR", "LANG"):
        monkeypatch.delenv(f"NORTHLINE_{name}", raising=False)
    monkeypatch.setenv(HOME, str(two.partner))
    return command(capfd)


def ended(call: Command, name: str, ledger: Path, ids: Mapping[str, str], to: Path) -> Ended:
    """How a command ends over a copy of a ledger."""
    to.mkdir()
    place = to / "ledger"
    if name != "restore":
        shutil.copytree(ledger, place)
    words = EVERY[name].format(**ids, tmp=to).split()
    told: Ended = call(*words, "--ledger", place)
    return told


def plain(told: Ended, to: Path, ids: Mapping[str, str]) -> tuple[int, str, str]:
    """What of it is the same whenever, wherever and with whichever id it ran."""

    def say(text: str) -> str:
        text = text.replace(str(to), "FOLDER")
        for each in sorted(ids.values(), key=len, reverse=True):
            text = text.replace(each, "THING")
        text = re.sub(r"NL(-[0-9A-Z]{4}){2}", "NUMBER", text)
        text = re.sub(r"[0-9a-f]{32,64}", "ID", text)
        text = re.sub(r"\d{4}-\d\d-\d\d[T ][\d:.]+Z?", "AT", text)
        return re.sub(r"(seconds|free|free space)( +)\S+( \w+)?", r"\1", text)

    return told.code, say(told.out), say(told.err)


def test_every_command_is_run_here_or_opens_no_ledger() -> None:
    assert {name for name, _ in COMMANDS} == {*LINES} >= {*NOT_HERE}


@pytest.mark.parametrize("name", EVERY)
def test_a_partner_s_operator_is_told_nothing(
    name: str, call: Command, two: Two, tmp_path: Path
) -> None:
    ids = two.quiet.ids
    absent = {
        key: secrets.token_hex(16) if re.fullmatch("[0-9a-f]{32}", value) else value
        for key, value in ids.items()
    }
    first, second, third = (
        plain(ended(call, name, ledger, named, tmp_path / str(place)), tmp_path / str(place), named)
        for place, (ledger, named) in enumerate(
            ((two.quiet.folder, ids), (two.busy, ids), (two.busy, absent))
        )
    )
    assert first == second
    assert second == third
    said = second[1] + second[2]
    assert not [word for word in two.canaries if word in said]
    if name.partition(",")[0] in FOR_THE_KEEPER:
        assert second[0] == 3
        assert "for the agency that keeps" in said or "to the agency that keeps" in said
    assert second[0] in {0, 2, 3}, said


def test_what_the_keeper_may_do_is_done(
    call: Command, two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands that refused everybody would pass the test above."""
    monkeypatch.setenv(HOME, str(two.partner.parent / "home"))
    for name in sorted(FOR_THE_KEEPER - {"health"}):
        told = ended(call, name, two.quiet.folder, two.quiet.ids, tmp_path / name)
        assert told.code == 0, (name, told.err)
