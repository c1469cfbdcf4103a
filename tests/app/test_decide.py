"""Decisions through the node: signed, kept, retracted; never overwritten."""

import sqlite3
from pathlib import Path

import msgspec
import pytest

from northline.app import deciding
from northline.app.node import Node
from northline.records.decision import Verb
from northline.records.errors import Conflict, NotPermitted, UnknownName, UsageError
from northline.records.finding import Finding
from northline.records.marking import unclassified
from tests.app.lake import log, write


@pytest.fixture
def finding(node: Node, tmp_path: Path) -> Finding:
    """One crossing, found."""
    node.ingest("ais", write(tmp_path / "lake.nmea", log(ships=2, reports=90, static=False)))
    node.run()
    assert len(node.findings()) == 2
    return node.findings()[0].finding


def test_a_finding_says_why_in_both_languages(node: Node, finding: Finding) -> None:
    (first, *_) = node.finding(finding.id).reasons
    assert first.en.startswith("Crossed the line into Canada at kilometre")
    assert first.fr.startswith("A franchi la ligne vers le Canada")
    assert node.finding(finding.id).title["en"] == first.en
    assert sum(each.share for each in node.finding(finding.id).reasons) == pytest.approx(
        finding.score
    )


def test_a_finding_carries_the_crossing_with_speed_and_uncertainty(
    node: Node, finding: Finding
) -> None:
    (crossing,) = node.finding(finding.id).stated
    assert crossing.id in finding.about
    assert crossing.speed_knots == pytest.approx(13.0, abs=0.5)
    assert crossing.sigma is not None
    assert crossing.at_sigma is not None


def test_a_decision_is_kept_signed_and_names_its_revision(node: Node, finding: Finding) -> None:
    made = node.decide(finding.id.hex(), "dismiss", reason="  a fishing boat  ")
    (kept,) = node.decisions(finding.id)
    assert kept == made
    assert (kept.about, kept.event_id, kept.revision) == (
        finding.id,
        finding.event_id,
        finding.revision,
    )
    assert (kept.reason, kept.role, kept.verb) == ("a fishing boat", "watch-officer", Verb.DISMISS)
    assert node.check_signature(kept)
    view = node.finding(finding.id)
    assert (view.state, view.latest) == ("dismissed", made)
    assert finding.id not in {each.finding.id for each in node.findings()}
    assert {each.finding.id for each in node.findings(state="dismissed")} == {finding.id}
    assert len(node.findings(state="all")) == 2


def test_a_retracted_decision_stays_and_the_finding_is_open_again(
    node: Node, finding: Finding
) -> None:
    made = node.decide(finding.id, Verb.DISMISS, reason="a fishing boat")
    with pytest.raises(UsageError, match="retract decision"):
        node.decide(finding.id, Verb.CONFIRM, reason="no")
    node.decide(made.id, Verb.RETRACT, reason="wrong boat")
    view = node.finding(finding.event_id)
    assert view.state == "open"
    assert [each.verb for each in view.decisions] == [Verb.DISMISS, Verb.RETRACT]
    node.decide(finding.id, Verb.CONFIRM, reason="seen")
    assert node.finding(finding.id).state == "confirmed"
    assert all(node.check_signature(each) for each in node.decisions())


def test_of_two_people_who_decide_at_once_one_is_told(
    node: Node, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = deciding.all_decisions(node)
    node.decide(finding.id, Verb.DISMISS, reason="a fishing boat")
    monkeypatch.setattr(deciding, "all_decisions", lambda _: blind)
    with pytest.raises(Conflict, match="somebody decided"):
        node.decide(finding.id, Verb.CONFIRM, reason="seen")
    monkeypatch.undo()
    assert [each.verb for each in node.decisions(finding.id)] == [Verb.DISMISS]


def test_a_decision_that_was_altered_is_not_signed(node: Node, finding: Finding) -> None:
    made = node.decide(finding.id, Verb.DISMISS, reason="a fishing boat")
    assert not node.check_signature(msgspec.structs.replace(made, by="somebody else"))
    trusting_nobody = msgspec.structs.replace(node.operator, trusted={})
    node.operator = node.host = trusting_nobody
    assert not node.check_signature(made)


def test_a_decision_is_marked_as_tightly_as_what_it_is_about(tmp_path: Path) -> None:
    with Node.open(tmp_path / "ledger") as node:
        node.ingest(
            "ais",
            write(tmp_path / "a", log(ships=1, reports=90, static=False)),
            marking="Protected B; owner=rcmp; partners=local",
        )
        node.run()
        (view,) = node.findings()
        made = node.decide(view.finding.id, "acknowledge", reason="seen")
        marking = node.ledger.marking(made.marking)
        assert marking is not None
        assert marking.owners == ("local", "rcmp")
        assert marking.level.label == "Protected B"
        assert node.ledger.marking(view.finding.marking) != unclassified("local")


def test_mistakes_are_named(node: Node, finding: Finding) -> None:
    with pytest.raises(UnknownName, match="no verb 'arrest'"):
        node.decide(finding.id, "arrest", reason="because")
    with pytest.raises(UsageError, match="needs a reason"):
        node.decide(finding.id, "dismiss", reason=" ")
    with pytest.raises(UsageError, match="32 hexadecimal digits"):
        node.decide("xyz", "dismiss", reason="because")
    with pytest.raises(UsageError, match="nothing of id 0000"):
        node.decide(bytes(16), "dismiss", reason="because")
    with pytest.raises(UsageError, match="this is a record"):
        node.decide(finding.evidence[0], "dismiss", reason="because")
    with pytest.raises(UnknownName, match="no state 'lost'"):
        node.findings(state="lost")
    node.viewer = msgspec.structs.replace(node.viewer, roles=("analyst",))
    with pytest.raises(NotPermitted, match="dismiss is for watch-officer"):
        node.decide(finding.id, "dismiss", reason="because")
    assert node.decisions() == []


def test_a_decision_altered_in_the_store_is_found(node: Node, finding: Finding) -> None:
    node.decide(finding.id, Verb.DISMISS, reason="a fishing boat")
    assert node.verify().ok
    with sqlite3.connect(node.folder / "ledger.db") as store:
        part, body = store.execute(
            "select part, body from parts where kind = 'decision'"
        ).fetchone()
        altered = body.replace(b"fishing", b"patrols")
        assert altered != body
        store.execute("update parts set body = ? where part = ?", (altered, part))
    assert not node.verify().ok


def test_a_decision_is_as_tight_as_the_marking_of_today(node: Node, finding: Finding) -> None:
    node.mark([finding.id], "Protected B; owner=local", "it names an informer's boat")
    made = node.decide(finding.id, "acknowledge", reason="seen")
    marking = node.ledger.marking(made.marking)
    assert marking is not None
    assert marking.level.name == "PROTECTED_B"
