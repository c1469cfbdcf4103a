"""What is grave is shown to more people only once two have signed for it."""

from pathlib import Path

import msgspec
import pytest

from northline.app.node import Node
from northline.app.sharing.remarking import preview, remark
from northline.records.decision import Verb
from northline.records.errors import NotPermitted, RoleNeeded, UsageError
from northline.records.marking import Level
from northline.records.notation import parse_marking
from tests.app.lake import log, write
from tests.app.people import colleague

WIDER = "Protected B; partners=cbp; authority=an agreement"


@pytest.fixture
def record(node: Node, tmp_path: Path) -> bytes:
    node.ingest("ais", write(tmp_path / "a", log(ships=1, reports=2)), marking="Protected B")
    found: bytes = node.records("position").column("id").to_pylist()[0]
    return found


@pytest.fixture
def second(node: Node) -> Node:
    return colleague(node, "B. Tran", 2)


@pytest.fixture
def partner(node: Node) -> Node:
    return colleague(node, "Pat", 7, agency="cbp", country="US")


def test_it_is_proposed_by_one_and_done_by_the_approval_of_another(
    node: Node, second: Node, partner: Node, record: bytes
) -> None:
    assert node.mark([record], WIDER, "they work on it with us") == {"proposed release": 1}
    assert not partner.count("position", ids=[record])
    (first,) = node.decisions(record)
    assert (first.verb, first.authority) == (Verb.RELEASE, "an agreement")
    assert first.names is not None
    assert '"partners":["cbp"]' in first.names
    assert node.check_signature(first)
    with pytest.raises(NotPermitted, match="your own"):
        node.decide(first.id, "approve", reason="agreed")
    assert not partner.count("position", ids=[record])
    second.decide(first.id, "approve", reason="agreed")
    assert partner.count("position", ids=[record]) == 1
    meant = parse_marking(WIDER, owner=node.operator.agency)
    assert node.ledger.review.effective([record]) == {record: meant}
    (entry,) = (each for each in node.ledger.entries() if each.operation == "mark")
    assert entry.actor == "B. Tran"
    assert first.id.hex() in entry.facts["reason"]
    assert node.verify().ok


def test_refused_it_stays_as_it_was(node: Node, second: Node, partner: Node, record: bytes) -> None:
    node.mark([record], WIDER, "they work on it with us")
    (first,) = node.decisions(record)
    second.decide(first.id, "refuse", reason="no agreement covers it", authority="an act")
    assert not partner.count("position", ids=[record])


def test_to_narrow_it_takes_one_and_to_widen_it_again_takes_two_again(
    node: Node, second: Node, partner: Node, record: bytes
) -> None:
    node.mark([record], WIDER, "they work on it with us")
    second.decide(node.decisions(record)[-1].id, "approve", reason="agreed")
    assert node.mark([record], "Protected B", "the case is closed")["position"] == 1
    assert not partner.count("position", ids=[record])
    assert node.mark([record], WIDER, "it is opened again") == {"proposed release": 1}
    assert not partner.count("position", ids=[record])
    second.decide(node.decisions(record)[-1].id, "approve", reason="agreed")
    assert partner.count("position", ids=[record]) == 1


def test_a_preview_says_that_it_takes_two_and_asking_for_it_changes_nothing(
    node: Node, record: bytes
) -> None:
    assert preview(node, record, WIDER).second
    assert not preview(node, record, "Secret").second
    told = remark(node, record, "Protected A; authority=an act", "it is less than it was")
    assert (told.second, told.yourself, told.after.level) == (True, True, Level.PROTECTED_A)
    assert node.ledger.review.effective([record])[record].level is Level.PROTECTED_B


def test_out_of_a_compartment_takes_two(node: Node, second: Node, record: bytes) -> None:
    for each in (node, second):
        each.viewer = msgspec.structs.replace(each.viewer, compartments=("customs",))
    node.mark([record], "Protected B; compartments=customs", "it is of customs")
    out = "Protected B; authority=an act"
    assert node.mark([record], out, "it is not") == {"proposed release": 1}
    assert node.ledger.review.effective([record])[record].compartments == ("customs",)
    second.decide(node.decisions(record)[-1].id, "approve", reason="it is not")
    assert node.ledger.review.effective([record])[record].compartments == ()


def test_it_needs_an_authority_and_a_release_officer(node: Node, record: bytes) -> None:
    head = node.head()
    with pytest.raises(UsageError, match="under which authority"):
        node.mark([record], "Protected B; partners=cbp", "they work on it with us")
    records = colleague(node, "R. Cords", 4, roles=("records-officer",))
    with pytest.raises(RoleNeeded, match="release"):
        records.mark([record], WIDER, "they work on it with us")
    written = [e for e in node.ledger.entries(head[0]) if e.operation != "look"]
    assert not written


def test_some_that_take_two_and_some_that_do_not_are_marked_apart(
    node: Node, tmp_path: Path, record: bytes
) -> None:
    node.ingest("ais", write(tmp_path / "b", log(ships=1, reports=3)), source="open")
    (open_, *_) = (
        row["id"] for row in node.records("position").to_pylist() if row["source"] == "open"
    )
    with pytest.raises(UsageError, match="mark them apart"):
        node.mark([record, open_], WIDER, "they work on it with us")
    assert node.mark([open_], WIDER, "they work on it with us") == {"position": 1}


def test_the_part_of_an_agency_is_widened_by_two_of_that_agency(node: Node, tmp_path: Path) -> None:
    own = parse_marking("Protected B; partners=rcmp", owner="local")
    joint = own.join(parse_marking("Protected B; partners=local", owner="rcmp"))
    file = write(tmp_path / "c", log(ships=1, reports=1))
    node.ingest("ais", file, source="joint", marking=joint)
    (record,) = node.records("position").column("id").to_pylist()
    node.mark([record], "Protected B; partners=*; authority=an act", "everybody works on it")
    (first,) = node.decisions(record)
    other = colleague(node, "R. Cmp", 5, agency="rcmp")
    with pytest.raises((NotPermitted, UsageError)):
        other.decide(first.id, "approve", reason="agreed")
    assert node.ledger.review.effective([record])[record].grants["local"].partners == ("rcmp",)
    colleague(node, "B. Tran", 2).decide(first.id, "approve", reason="agreed")
    marked = node.ledger.review.effective([record])[record]
    assert {owner: grant.partners for owner, grant in marked.grants.items()} == {
        "local": ("*",), "rcmp": ("local",),
    }  # fmt: skip


def test_an_alert_that_a_partner_may_now_see_waits_as_it_waited(
    node: Node, second: Node, partner: Node, tmp_path: Path
) -> None:
    crossed = write(tmp_path / "d", log(ships=1, reports=90, static=False))
    node.ingest("ais", crossed, marking="Protected B")
    node.run()
    finding = node.findings()[0].finding.id
    node.decide(finding, "acknowledge", reason="looked at")
    node.mark([finding], WIDER, "they work on it with us")
    assert node.finding(finding).state == "proposed"
    (*_, first) = node.decisions(finding)
    second.decide(first.id, "approve", reason="agreed")
    assert node.finding(finding).state == "acknowledged"
    assert partner.count("finding", ids=[finding]) == 1
    node.mark([finding], "Protected B", "the case is closed")
    node.mark([finding], WIDER, "it is opened again")
    (*_, again) = node.decisions(finding)
    second.decide(again.id, "refuse", reason="not again", authority="an act")
    assert node.finding(finding).state == "acknowledged"
    node.decide(finding, "dispatch", reason="send the boat")
