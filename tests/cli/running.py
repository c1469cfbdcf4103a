"""Running commands in this process, over a ledger with a little of everything in it."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from northline.app.backup import back_up
from northline.app.node import Node
from northline.cli.program import run
from tests.web.asking import crossing, feed


class Ended(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as its one JSON document."""
        found, end = json.JSONDecoder().raw_decode(self.out)
        assert self.out[end:] == "\n", f"more than one document: {self.out[end:][:200]!r}"
        return found


Command = Callable[..., Ended]


def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """A function that runs a command line and gives what came of it."""

    def call(*words: object) -> Ended:
        capfd.readouterr()
        code = run([str(each) for each in words])
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return call


class Kept(NamedTuple):
    """A ledger on disk, and ids of what is in it."""

    folder: Path
    ids: Mapping[str, str]

    def copy(self, to: Path) -> Path:
        """A copy that may be changed."""
        shutil.copytree(self.folder, to)
        return to


def fill(folder: Path, home: Path, *, exercise: bool = False) -> Kept:
    """A ledger with positions, a rejected unit, tracks, a crossing, a finding and a decision."""
    feeds = folder.with_suffix(".nmea")
    feeds.write_bytes(crossing() + crossing(mmsi=316_000_500) + feed(4) + b"no sentence\n")
    with Node.open(folder, home=home, exercise=exercise) as node:
        node.ingest("ais", feeds)
        node.run()
        first, second = node.findings()
        made = node.decide(first.finding.id, "acknowledge", reason="seen by the watch")
        ids = {
            "finding": second.finding.id.hex(),
            "decided": first.finding.id.hex(),
            "decision": made.id.hex(),
            "position": node.records("position", limit=1).column("id")[0].as_py().hex(),
            "feed": str(feeds),
            "backup": str(back_up(node, folder.with_suffix(".backup")).generation),
        }
    return Kept(folder, ids)


LINES: Mapping[str, str] = {
    "exercise": "exercise detroit --headless",
    "up": "up --check --port 0 --feed ais=udp://:0",
    "health": "health",
    "ingest": "ingest ais {feed}",
    "records": "records position --limit 3",
    "formats": "formats",
    "engines": "engines",
    "run": "run",
    "findings": "findings",
    "finding": "finding {finding}",
    "decide": "decide {finding} dismiss --reason race",
    "decisions": "decisions",
    "replay": "replay {finding}",
    "claims": "claims",
    "measures": "measures",
    "commitments": "commitments",
    "sensors": "sensors --near=-83.05,42.32,50",
    "coverage": "coverage --hours 2 --near=-83.05,42.32,5",
    "units": "units --near=-83.05,42.32,50",
    "dispatch": "dispatch {finding}",
    "operations": "operations",
    "patrol": "patrol risk --from-km 2280 --to-km 2290 --hours 2",
    "lists": "lists",
    "screen": "screen Example Name",
    "screenings": "screenings",
    "lookouts": "lookouts",
    "referrals": "referrals",
    "rejected": "rejected",
    "verify": "verify",
    "head": "head",
    "audit": "audit --record {position}",
    "rights": "rights open --right access --requester Test --contact Street --asks What",
    "sharing": "sharing --viewer agency=cbp,role=law-enforcement,group=ibet",
    "backup": "backup --to {tmp}/backups",
    "restore": "restore {backup}",
    "compact": "compact",
    "erase": "erase --due --dry-run",
    "hold": "hold case-1 --id {position} --reason disclosure",
    "mark": "mark Unclassified --id {position} --reason reviewed",
    "export": "export position --to {tmp}/out.jsonl",
    "ports": "ports --open-at 2026-07-01T14:00:00Z",
    "line": "line -83.05 42.32",
    "basemap": "basemap",
    "account": "account",
    "openapi": "openapi",
}
"""A line for each command; a test holds this equal to the commands there are."""


def place(name: str, kept: Kept, to: Path) -> Path:
    """The ledger of a command's line: a copy that it may change, or a place that is empty yet."""
    return to.with_name(f"{to.name}-restored") if name == "restore" else kept.copy(to)


def words(name: str, kept: Kept, tmp: Path) -> list[str]:
    """The words of a command's line."""
    return LINES[name].format(**kept.ids, tmp=tmp).split()
