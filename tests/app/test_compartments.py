"""A compartment through the node: what one is not read into does not exist for them, nor counts."""

from pathlib import Path

import pytest

from northline.app.node import Node
from northline.records.errors import NotPermitted, UsageError
from tests.app.lake import log, write
from tests.app.people import colleague

REPORT = "Unclassified; owner=local; partners=*; compartments=financial-report"
CLAIM = "Unclassified; owner=local; partners=*; caveats=ORIGIN US"


@pytest.fixture
def record(node: Node, tmp_path: Path) -> bytes:
    """One report among others, as somebody who is read in brought it."""
    node.ingest("ais", write(tmp_path / "open", log(ships=1, reports=3)))
    inside = colleague(node, "B. Tran", 2, compartments=("financial-report",))
    inside.ingest("ais", write(tmp_path / "kept", log(ships=2, reports=4)), source="kept",
                  marking=REPORT)  # fmt: skip
    kept = inside.records("position", columns=["id", "source"]).to_pylist()
    found: bytes = next(each["id"] for each in kept if each["source"] == "kept")
    return found


def test_whoever_is_not_read_in_sees_and_counts_nothing(node: Node, record: bytes) -> None:
    inside = colleague(node, "B. Tran", 2, compartments=("financial-report",))
    partner = colleague(node, "F. Stone", 3, agency="cbp", country="US")
    assert inside.count("position") == 3 + 8
    assert node.count("position") == 3
    assert partner.count("position") == 0
    for each in (node, partner):
        assert each.records("position", ids=[record]).num_rows == 0
        with pytest.raises(UsageError, match=f"nothing of id {record.hex()}"):
            each.decide(record, "release", reason="they asked", authority="s. 1")


def test_no_release_by_its_owner_opens_it(node: Node, record: bytes) -> None:
    inside = colleague(node, "B. Tran", 2, compartments=("financial-report",))
    partner = colleague(node, "F. Stone", 3, agency="cbp", country="US")
    inside.mark([record], f"{REPORT}; purposes=*", "they asked")
    assert partner.count("position") == 0
    for each, why in ((node, "only the owner"), (partner, "cannot name local as its owner")):
        for out in ("Unclassified; owner=local; partners=*", "Secret; owner=local; authority=x"):
            with pytest.raises(NotPermitted, match=why):
                each.mark([record], out, "take it out")
    assert node.count("position") == 3


def test_a_country_of_origin_gets_nothing_that_was_released_to_it(
    node: Node, tmp_path: Path
) -> None:
    node.ingest("ais", write(tmp_path / "a", log(ships=1, reports=3)), marking=CLAIM)
    american = colleague(node, "F. Stone", 3, agency="cbp", country="US")
    canadian = colleague(node, "G. Roy", 4, agency="cbsa")
    assert (node.count("position"), canadian.count("position")) == (3, 3)
    assert american.count("position") == 0
    assert american.records("position").num_rows == 0
