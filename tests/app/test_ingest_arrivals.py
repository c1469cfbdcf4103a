"""Reports of arrival into the ledger: each state of a report once, whatever file brings it."""

import json
from pathlib import Path
from typing import Any

from northline.app.node import Node
from tests.app.lake import write


def said(report: str, **more: Any) -> str:
    values = {
        "report": report,
        "authority": "cbsa",
        "channel": "telephone",
        "direction": "to-canada",
        "craft": "vessel",
        "outcome": "pending",
        "at": "2026-07-01T14:00:00Z",
    }
    return json.dumps({**values, **more}) + "\n"


def lines(path: Path, *reports: str) -> Path:
    return write(path, "".join(reports).encode())


def test_a_report_sent_again_in_another_file_adds_nothing(node: Node, tmp_path: Path) -> None:
    first = node.ingest("arrivals", lines(tmp_path / "1", said("A-1"), said("A-2"), said("A-1")))
    second = node.ingest("arrivals", lines(tmp_path / "2", said("A-2"), said("A-3")))
    third = node.ingest("arrivals", lines(tmp_path / "3", said("A-3"), said("A-1")))
    assert [first.new, second.new, third.new] == [{"arrival": 2}, {"arrival": 1}, {}]
    assert [first.known, second.known, third.known] == [1, 1, 2]
    assert node.count("arrival") == 3


def test_a_revision_hides_the_state_before_it(node: Node, tmp_path: Path) -> None:
    node.ingest("arrivals", lines(tmp_path / "1", said("A-1", revision=0)))
    before = node.head()[0]
    node.ingest("arrivals", lines(tmp_path / "2", said("A-1", revision=1, outcome="cleared")))
    assert node.records("arrival")["outcome"].to_pylist() == ["cleared"]
    assert node.records("arrival", as_of=before)["outcome"].to_pylist() == ["pending"]


def test_states_without_a_revision_stand_beside_each_other(node: Node, tmp_path: Path) -> None:
    node.ingest("arrivals", lines(tmp_path / "1", said("A-1")))
    node.ingest("arrivals", lines(tmp_path / "2", said("A-1", outcome="cleared")))
    assert sorted(node.records("arrival")["outcome"].to_pylist()) == ["cleared", "pending"]


def test_a_rejected_object_is_read_again_and_stays_what_it_is(node: Node, tmp_path: Path) -> None:
    node.ingest("arrivals", lines(tmp_path / "1", said("A-1", channel="fax"), said("A-2")))
    assert [each.reason.partition(";")[0] for each in node.rejected()] == ["channel is 'fax'"]
    assert (node.retry_rejected().still, node.count("arrival")) == (1, 1)
