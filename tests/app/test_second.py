"""What is grave takes two people: proposed by one, approved or refused by another."""

from pathlib import Path

import msgspec
import pytest

from northline.app import deciding
from northline.app.node import Node
from northline.app.offered import Offer, offers
from northline.app.waiting import Wanted, queue
from northline.records.decision import Decision, Verb
from northline.records.errors import Conflict, NotPermitted, RoleNeeded, UsageError
from northline.records.finding import Finding
from northline.records.notation import parse_marking
from northline.records.record import Id
from tests.app.lake import log, write
from tests.app.people import colleague

WHY = "send the boat"


@pytest.fixture
def finding(node: Node, tmp_path: Path) -> Finding:
    """The less urgent of two crossings."""
    node.ingest("ais", write(tmp_path / "lake.nmea", log(ships=2, reports=90, static=False)))
    node.run()
    return node.findings()[1].finding


@pytest.fixture
def second(node: Node) -> Node:
    return colleague(node, "B. Tran", 2)


def state(node: Node, finding: Finding) -> str:
    return node.finding(finding.id).state


def offered(node: Node, finding: Finding) -> dict[str, Offer]:
    return {each.verb: each for each in offers(node, node.finding(finding.id))}


def test_a_dispatch_is_proposed_by_one_and_in_force_by_the_approval_of_another(
    node: Node, second: Node, finding: Finding
) -> None:
    first = node.decide(finding.id, "dispatch", reason=WHY)
    view = node.finding(finding.id)
    assert (view.state, view.latest) == ("proposed", first)
    assert node.findings()[0].finding.id == finding.id, "it waits, before all others"
    assert queue(node, Wanted(), first=0, limit=9).counts["proposed"] == 1
    yes = second.decide(first.id, "approve", reason="agreed, two officers aboard")
    assert (yes.by, yes.role, yes.about) == ("B. Tran", "watch-supervisor", first.id)
    assert (yes.event_id, yes.revision) == (finding.event_id, finding.revision)
    assert yes.key != first.key
    assert (state(node, finding), state(second, finding)) == ("dispatched", "dispatched")
    assert finding.id not in {each.finding.id for each in node.findings()}
    assert node.decisions(finding.id) == [first, yes]
    assert node.check_signature(yes)
    assert node.verify().ok
    assert node.replay(finding.id).same


def test_what_is_offered_to_each(node: Node, second: Node, finding: Finding) -> None:
    before = offered(node, finding)
    assert before["dispatch"].second
    assert not before["dispatch"].to
    first = node.decide(finding.id, "dispatch", reason=WHY)
    assert offered(node, finding) == {
        "retract": Offer(verb="retract", about=first.id.hex(), to=True)
    }
    assert offered(second, finding) == {
        verb: Offer(verb=verb, about=first.id.hex(), to=True, of="dispatch")
        for verb in ("approve", "refuse")
    }
    analyst = colleague(node, "C. Diaz", 3, roles=("analyst", "release-officer"))
    assert offered(analyst, finding) == {}
    yes = second.decide(first.id, "approve", reason="agreed")
    assert offered(second, finding)["retract"].about == yes.id.hex()
    assert "approve" not in offered(node, finding)


def test_a_refusal_leaves_it_as_it_was_and_on_record(
    node: Node, second: Node, finding: Finding
) -> None:
    node.decide(finding.id, "acknowledge", reason="seen")
    first = node.decide(finding.id, "dispatch", reason=WHY)
    no = second.decide(first.id, "refuse", reason="the ice is too thin")
    assert state(node, finding) == "acknowledged"
    assert [each.id for each in node.decisions(finding.id)][1:] == [first.id, no.id]
    node.decide(finding.id, "dispatch", reason="by helicopter, then")
    assert state(node, finding) == "proposed"


def test_either_may_be_retracted_and_undoes_it(node: Node, second: Node, finding: Finding) -> None:
    first = node.decide(finding.id, "dispatch", reason=WHY)
    yes = second.decide(first.id, "approve", reason="agreed")
    second.decide(yes.id, "retract", reason="the boat is out of order")
    assert state(node, finding) == "proposed"
    again = second.decide(first.id, "approve", reason="it is repaired")
    assert state(node, finding) == "dispatched"
    node.decide(first.id, "retract", reason="reported by telephone")
    assert state(node, finding) == "open"
    with pytest.raises(UsageError, match="retracted already"):
        second.decide(first.id, "approve", reason="and now?")
    assert again.id in {each.id for each in node.decisions(finding.id)}


def test_nobody_is_their_own_second_person(node: Node, finding: Finding) -> None:
    first = node.decide(finding.id, "dispatch", reason=WHY)
    with pytest.raises(NotPermitted, match="your own"):
        node.decide(first.id, "approve", reason="I agree with myself")
    with_another_key = colleague(node, node.operator.name.upper(), 5)
    with pytest.raises(NotPermitted, match="your own"):
        with_another_key.decide(first.id, "approve", reason="I agree with myself")
    under_another_name = node.acting_as(
        msgspec.structs.replace(node.operator, name="Somebody Else"), node.key
    )
    with pytest.raises(NotPermitted, match="another key"):
        under_another_name.decide(first.id, "approve", reason="I agree with myself")
    assert state(node, finding) == "proposed"


def test_the_second_holds_a_role_that_may_and_trusts_the_first(
    node: Node, finding: Finding
) -> None:
    first = node.decide(finding.id, "dispatch", reason=WHY)
    officer = colleague(node, "C. Diaz", 3, roles=("watch-officer", "release-officer"))
    with pytest.raises(RoleNeeded, match="approve is for watch-supervisor or dispatcher"):
        officer.decide(first.id, "approve", reason="agreed")
    second = colleague(node, "B. Tran", 2)
    second.host = msgspec.structs.replace(second.host, trusted={})
    with pytest.raises(NotPermitted, match="not signed with a key that is trusted here"):
        second.decide(first.id, "approve", reason="agreed")


def test_nothing_else_is_decided_while_it_waits(node: Node, second: Node, finding: Finding) -> None:
    first = node.decide(finding.id, "dispatch", reason=WHY)
    for verb in ("dismiss", "confirm", "dispatch"):
        with pytest.raises(UsageError, match=f"waits for a second person.*{first.id.hex()}"):
            second.decide(finding.id, verb, reason="otherwise")
    light = [second.decide(node.findings()[1].finding.id, "confirm", reason="seen")]
    with pytest.raises(UsageError, match="cannot be about a decision to confirm"):
        node.decide(light[0].id, "approve", reason="indeed")


def test_a_release_takes_the_authority_that_the_first_named(
    node: Node, second: Node, finding: Finding
) -> None:
    record = finding.evidence[0]
    with pytest.raises(UsageError, match="lawful authority"):
        node.decide(record, "release", reason="they asked")
    first = node.decide(record, "release", reason="they asked", authority="Privacy Act s. 8(2)(f)")
    assert (first.event_id, first.authority) == (None, "Privacy Act s. 8(2)(f)")
    yes = second.decide(first.id, "approve", reason="agreed")
    assert yes.authority == first.authority
    assert node.decisions(record) == [first, yes]
    own = second.decide(yes.id, "retract", reason="wrong paragraph")
    assert node.decisions(record) == [first, yes, own]
    other = second.decide(first.id, "approve", reason="agreed", authority="Customs Act s. 107(8)")
    assert other.authority == "Customs Act s. 107(8)"


# --- at once --------------------------------------------------------------------------------


@pytest.mark.parametrize("late", ["approve", "refuse", "retract"])
def test_of_two_who_sign_at_once_one_is_told(
    node: Node, second: Node, finding: Finding, late: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = node if late == "retract" else colleague(node, "C. Diaz", 3)
    first = node.decide(finding.id, "dispatch", reason=WHY)
    blind = deciding.all_decisions(node)
    second.decide(first.id, "approve", reason="agreed")
    monkeypatch.setattr(deciding, "all_decisions", lambda _: blind)
    with pytest.raises(Conflict, match="somebody decided"):
        third.decide(first.id, late, reason="otherwise")
    monkeypatch.undo()
    assert state(node, finding) == "dispatched"


def test_a_retraction_between_proposal_and_approval_is_seen(
    node: Node, second: Node, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = node.decide(finding.id, "dispatch", reason=WHY)
    blind = deciding.all_decisions(node)
    node.decide(first.id, "retract", reason="reported by telephone")
    monkeypatch.setattr(deciding, "all_decisions", lambda _: blind)
    with pytest.raises(Conflict, match="somebody decided"):
        second.decide(first.id, "approve", reason="agreed")
    monkeypatch.undo()
    assert state(node, finding) == "open"


# --- who releases ---------------------------------------------------------------------------


@pytest.fixture
def rcmp(node: Node) -> Node:
    return colleague(node, "D. Roy", 7, agency="rcmp")


@pytest.mark.parametrize("caveats", ["", "; caveats=ORCON", "; caveats=THIRD PARTY RULE"])
def test_a_holder_neither_releases_nor_marks_anew(
    node: Node, rcmp: Node, tmp_path: Path, caveats: str
) -> None:
    marking = f"Protected A; owner=rcmp; partners=local{caveats}"
    node.ingest("ais", write(tmp_path / "a", log(ships=1, reports=2)), marking=marking)
    record = node.records("position").column("id")[0].as_py()
    asked = {"reason": "they asked", "authority": "Privacy Act s. 8(2)(f)"}
    with pytest.raises(NotPermitted, match="only its originator releases it"):
        node.decide(record, "release", **asked)
    with pytest.raises(NotPermitted, match="only the owner"):
        node.mark([record], "Unclassified; owner=local; partners=*", "sanitised")
    first = rcmp.decide(record, "release", **asked)
    with pytest.raises(UsageError, match="nothing of id"):
        node.decide(first.id, "approve", reason="agreed")
    shared = Id(record)
    assert rcmp.mark([shared], marking.replace("local", "local,opp"), "released")["position"] == 1
    colleague(node, "E. Roy", 8, agency="rcmp").decide(first.id, "approve", reason="agreed")
    assert rcmp.decisions(record)[-1].verb is Verb.APPROVE


@pytest.mark.parametrize("caveat", ["ORCON", "FOUO"])
def test_under_originator_control_what_has_two_owners_is_loosened_by_neither(
    node: Node, rcmp: Node, tmp_path: Path, caveat: str
) -> None:
    own = parse_marking("Unclassified; partners=rcmp", owner="local")
    theirs = parse_marking(f"Unclassified; partners=local; caveats={caveat}", owner="rcmp")
    node.ingest("ais", write(tmp_path / "a", log(ships=1, reports=2)), marking=own.join(theirs))
    record = node.records("position").column("id")[0].as_py()
    for each in (node, rcmp):
        if caveat == "ORCON":
            with pytest.raises(NotPermitted, match="only the owner"):
                each.mark([record], "Unclassified", "ours for nobody")
            with pytest.raises(NotPermitted, match="only its originator"):
                each.decide(record, "release", reason="they asked", authority="s. 8(2)(f)")
        else:
            each.mark([record], "Unclassified", "ours for nobody")


# --- marked anew ----------------------------------------------------------------------------


@pytest.fixture
def partner(node: Node) -> Node:
    return colleague(node, "F. Stone", 9, agency="cbp", country="US")


def test_a_decision_is_never_read_under_a_looser_marking_than_what_it_is_about(
    node: Node, second: Node, partner: Node, tmp_path: Path
) -> None:
    node.ingest(
        "ais",
        write(tmp_path / "lake.nmea", log(ships=1, reports=90, static=False)),
        marking="Unclassified; owner=local; partners=cbp",
    )
    node.run()
    finding = node.findings()[0].finding
    first = node.decide(finding.id, "dispatch", reason="the informant says so")
    yes = second.decide(first.id, "approve", reason="agreed")
    open_to_cbp = "Unclassified; owner=local; partners=cbp"
    for each in (first, yes):
        node.mark([each.id], open_to_cbp, "they work on it with us")
    assert [each.id for each in partner.decisions()] == [first.id, yes.id]
    counts = node.mark([finding.evidence[0]], "Protected B; owner=local", "a life is in danger")
    assert counts["decision"] == 2
    assert partner.decisions() == []
    assert partner.findings(state="all") == []
    assert partner.count("decision") == partner.count("finding") == 0
    with pytest.raises(UsageError, match="nothing of id"):
        partner.decide(first.id, "retract", reason="mine now")
    assert [each.id for each in node.decisions(finding.id)] == [first.id, yes.id]
    late = node.decide(first.id, "retract", reason="over")
    assert partner.count("decision") == 0
    kept = node.ledger.markings_now({late.id: late.marking})[late.id]
    assert kept.level.name == "PROTECTED_B"
    assert node.verify().ok


def test_a_decision_that_was_made_while_its_finding_was_marked_anew_is_as_tight(
    node: Node, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = node.ledger.markings_now({finding.id: finding.marking})
    node.mark([finding.id], "Secret; owner=local", "a life is in danger")
    monkeypatch.setattr(node.ledger, "markings_now", lambda _: stale)
    made: Decision = node.decide(finding.id, "acknowledge", reason="seen")
    monkeypatch.undo()
    now = node.ledger.markings_now({made.id: made.marking})[made.id]
    assert now.level.name == "SECRET"
