"""A key is believed for what came while it was in force: by the chain, not by what is claimed."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from northline.app import signatures
from northline.app.accounts import Accounts, Person
from northline.app.node import Node
from northline.app.rights.queue import one
from northline.app.rights.steps import add_step
from northline.app.sign_in import accounts_of
from northline.decisions.rights_steps import StepWish
from northline.records.decision import Decision
from northline.records.errors import NotPermitted
from northline.records.finding import Finding
from northline.records.kinds import kind as kind_named
from northline.records.record import Id
from northline.records.rights_request import StepSort
from northline.records.signed_record import signed
from northline.records.units import Micros
from tests.app.lake import log, write
from tests.app.people import colleague
from tests.app.rights.asked import asks

PASSWORD = "four words no one joins"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node with a home of its own, in which there are accounts."""
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def accounts(node: Node) -> Iterator[Accounts]:
    with accounts_of(node) as opened:
        agency = node.operator.agency
        opened.set_up("root", PASSWORD, person="Rosa Root", agency=agency, country="CA")
        opened.add(
            "a.watch",
            password=PASSWORD,
            must_change=False,
            person="A. Watch",
            agency=agency,
            country="CA",
            clearance="Protected B",
            roles=("watch-supervisor", "privacy-officer"),
            purposes=("border-watch",),
        )
        yield opened


@pytest.fixture
def finding(node: Node, tmp_path: Path) -> Finding:
    node.ingest("ais", write(tmp_path / "lake.nmea", log(ships=1, reports=90, static=False)))
    node.run()
    return node.findings()[0].finding


def enter(accounts: Accounts) -> Person:
    _, person = accounts.sign_in(
        "a.watch", PASSWORD, "border-watch", address="192.0.2.7", agent="a browser"
    )
    return person


def at_desk(node: Node, person: Person) -> Node:
    return node.acting_as(person.operator, person.key)


def test_a_decision_stays_valid_when_the_key_that_signed_it_is_replaced(
    node: Node, accounts: Accounts, finding: Finding
) -> None:
    first = at_desk(node, enter(accounts)).decide(finding.id, "dispatch", reason="send the boat")
    accounts.rotate_key("a.watch")
    assert node.check_signature(first)
    assert node.verify().ok
    node.decide(first.id, "approve", reason="agreed")
    accounts.disable("a.watch")
    assert node.check_signature(first)
    assert node.verify().ok


def test_a_key_that_was_replaced_signs_nothing_more(
    node: Node, accounts: Accounts, finding: Finding
) -> None:
    stale = at_desk(node, enter(accounts))
    request = asks(node)
    accounts.rotate_key("a.watch")
    head = node.head()
    with pytest.raises(NotPermitted, match="not in force any more"):
        stale.decide(finding.id, "dispatch", reason="send the boat")
    wish = StepWish(step=StepSort.ACKNOWLEDGED, reason="letter sent")
    with pytest.raises(NotPermitted, match="not in force any more"):
        add_step(stale, request.number, wish)
    assert not [e for e in node.ledger.entries(head[0]) if e.operation == "append"]
    fresh = at_desk(node, enter(accounts)).decide(finding.id, "dispatch", reason="send the boat")
    assert node.check_signature(fresh)


def test_what_an_old_key_signs_later_is_believed_by_nobody_whatever_time_it_claims(
    node: Node, accounts: Accounts, finding: Finding
) -> None:
    person = enter(accounts)
    first = at_desk(node, person).decide(finding.id, "dispatch", reason="send the boat")
    accounts.rotate_key("a.watch")
    claimed = msgspec.structs.replace(first, id=Id(b"f" * 16), at=Micros(first.at + 1))
    forged = signed(claimed, person.key)
    node.ledger.append(Decision.kind, kind_named(Decision.kind).to_batch([forged]), by="A. Watch")
    assert node.check_signature(first)
    assert not node.check_signature(forged)
    with pytest.raises(NotPermitted, match="not signed with a key that is trusted"):
        node.decide(forged.id, "approve", reason="agreed")
    proof = node.verify()
    assert [(each.what, each.id) for each in proof.faults] == [("retired-key", forged.id.hex())]
    assert (proof.ok, proof.faults_count) == (False, 1)
    assert "1 faults" in proof.verdict


def test_a_step_that_an_old_key_signed_is_told_of(
    node: Node, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asks(node)
    stale = at_desk(node, enter(accounts))
    (good,) = add_step(stale, request.number, StepWish(step=StepSort.ACKNOWLEDGED, reason="letter"))
    accounts.rotate_key("a.watch")
    monkeypatch.setattr("northline.app.rights.steps.check_own_key", lambda _: None)
    wish = StepWish(step=StepSort.IDENTITY_VERIFIED, reason="passport shown")
    (late,) = add_step(stale, request.number, wish)
    assert one(node, request.number).unsigned == (late.id.hex(),)
    assert [(each.what, each.id) for each in node.verify().faults] == [
        ("retired-key", late.id.hex())
    ]
    assert good.id != late.id


def test_a_signature_under_a_known_key_that_did_not_make_it_is_a_fault(
    node: Node, accounts: Accounts, finding: Finding
) -> None:
    first = at_desk(node, enter(accounts)).decide(finding.id, "dispatch", reason="send the boat")
    forged = msgspec.structs.replace(first, id=Id(b"f" * 16), reason="send two boats")
    node.ledger.append(Decision.kind, kind_named(Decision.kind).to_batch([forged]), by="A. Watch")
    assert [(each.what, each.id) for each in node.verify().faults] == [("altered", forged.id.hex())]


def test_a_key_that_nobody_here_knows_is_told_with_its_decision_and_is_no_fault(
    node: Node, finding: Finding
) -> None:
    stranger = colleague(node, "S. Stranger", 9, trusted=False)
    made = stranger.decide(finding.id, "dispatch", reason="send the boat")
    assert not node.check_signature(made)
    assert node.verify().ok


def test_whose_account_is_gone_from_here_is_believed_as_far_as_who_works_here_trusts(
    node: Node, finding: Finding
) -> None:
    made = node.decide(finding.id, "dispatch", reason="send the boat")
    with signatures.believing(node) as key_at:
        assert key_at(made.key, made.at)
    node.operator = node.host = msgspec.structs.replace(node.operator, trusted={})
    with signatures.believing(node) as key_at:
        assert key_at(made.key, made.at) is None
