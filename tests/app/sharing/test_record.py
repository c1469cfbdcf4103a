"""One record's sharing: who may see it, its history, what has gone, and a new marking's reach."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.app.sharing.partner import Assumed
from northline.app.sharing.record import Shared, shared
from northline.app.sharing.remarking import preview, remark, written
from northline.app.sharing.sent import connections, disclosed, relayed
from northline.records.decision import Verb
from northline.records.errors import NotPermitted, UsageError
from northline.records.marking import Level
from northline.records.notation import parse_marking
from tests.app.relays import exactly, relay, settled
from tests.app.sharing.sorts import HOST, ROLES, SORTS, as_, crossed, filled, one_of
from tests.formats.cot_sample import BOAT, FRIEND


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = filled(tmp_path)
    yield made
    made.ledger.close()


def seers(told: Shared) -> set[str]:
    return {f"{each.name}/{each.country}" for each in told.reached if each.seen}


def test_each_agency_and_group_is_told_and_why(node: Node) -> None:
    told = shared(node, one_of(node, "ibet"))
    assert seers(told) == {"cbsa/CA", "rcmp/CA", "ibet/CA", "ibet/US"}
    (cbp,) = [each for each in told.reached if each.name == "cbp"]
    assert [each.held for each in cbp.why_not] == [False]
    unsworn = shared(node, one_of(node, "ibet"), Assumed(sworn=False))
    assert seers(unsworn) == set()
    low = shared(node, one_of(node, "ibet"), Assumed(clearance=Level.PROTECTED_A))
    assert seers(low) == set()
    elsewhere = shared(node, one_of(node, "public"), Assumed(purpose="tourism"))
    assert seers(elsewhere) == {"cbsa/CA"}


def test_the_history_of_its_markings_is_told_with_who_and_why(node: Node) -> None:
    id = one_of(node, "own")
    node.mark([id], "Protected A; partners=cbp", "for the drill")
    node.mark([id], "Protected B", "the drill is over")
    past = shared(node, id).past
    assert [each.reason for each in past] == ["", "for the drill", "the drill is over"]
    assert [each.by for each in past[1:]] == ["Rita Release"] * 2
    assert all(each.entry for each in past[1:])
    assert past[1].marking.grants[HOST].partners == ("cbp",)


def test_the_reason_given_for_another_record_is_not_told(node: Node, tmp_path: Path) -> None:
    finding = crossed(node, tmp_path)
    cited = node.findings()[0].finding.evidence
    evidence = node.records("track", ids=cited).column("evidence").to_pylist()[0][0]
    node.mark([evidence], "Protected B", "about a position")
    position, found = shared(node, evidence), shared(node, finding)
    assert finding in position.derived["finding"]
    assert [each.reason for each in position.past] == ["", "about a position"]
    assert [(each.reason, each.by) for each in found.past] == [("", ""), ("", "")]


def test_decisions_to_release_and_what_became_of_them_are_told(node: Node, tmp_path: Path) -> None:
    finding = crossed(node, tmp_path)
    node.decide(finding, "acknowledge", reason="seen")
    made = node.decide(finding, "release", reason="for cbp", authority="Customs Act s. 107")
    as_(node, "Sam Second", 9, roles=ROLES).decide(made.id, "approve", reason="agreed")
    told = shared(node, finding)
    assert [each.verb for each in told.decisions] == [Verb.RELEASE, Verb.APPROVE]
    assert seers(told) == {"cbsa/CA"}, "a decision shows it to nobody; the marking does"


@pytest.mark.parametrize(
    ("source", "agency", "roles", "release", "recall"),
    [
        ("own", HOST, ROLES, ["mark", "decide"], ["tighten", "erase", "sent"]),
        ("own", HOST, ("reviewer",), ["mark-by-role", "decide"], ["tighten", "erase", "sent"]),
        ("opp", HOST, ROLES, ["ask-owner"], ["erase", "sent"]),
        ("opp", "opp", ROLES, ["mark", "decide"], ["tighten", "sent"]),
    ],
)
def test_what_to_do_depends_on_whose_it_is_and_who_asks(
    node: Node,
    source: str,
    agency: str,
    roles: tuple[str, ...],
    release: list[str],
    recall: list[str],
) -> None:
    told = shared(as_(node, "Somebody", agency=agency, roles=roles), one_of(node, source))
    assert (list(told.to_release), list(told.to_recall)) == (release, recall)
    assert told.may_mark == (release[0] == "mark")


def test_who_neither_owns_it_nor_keeps_the_ledger_is_told_nothing_of_it(node: Node) -> None:
    other = as_(node, "Olga", agency="opp", roles=ROLES)
    public, own = one_of(node, "public"), one_of(node, "own")
    assert other.count("position", ids=[public]) == 1
    with pytest.raises(NotPermitted, match="told to its owners"):
        shared(other, public)
    with pytest.raises(UsageError, match="there is no record"):
        shared(other, own)
    with pytest.raises(NotPermitted, match="keeps this ledger"):
        disclosed(other, one_of(node, "opp"))


def test_what_a_new_marking_would_change_is_told_and_is_what_it_changes(node: Node) -> None:
    id = one_of(node, "ibet")
    marking = "Protected A; partners=ibet,opp; caveats=CANADIAN EYES ONLY; authority=an act"
    before = seers(shared(node, id))
    told = preview(node, id, marking)
    assert seers(shared(node, id)) == before, "nothing is done by a preview"
    assert {each.name for each in told.gains} == {"opp"}
    assert {(each.name, each.country) for each in told.loses} == {("rcmp", "CA"), ("ibet", "US")}
    assert told.yourself
    done = remark(node, id, marking, "asked for by opp")
    assert (done.gains, done.loses, done.second) == (told.gains, told.loses, True)
    assert seers(shared(node, id)) == before, "nor by one person, where it takes two"
    second = as_(node, "Sam Second", 8, roles=ROLES)
    second.decide(node.decisions(id)[-1].id, "approve", reason="agreed")
    after = shared(node, id)
    assert seers(after) == (before | {"opp/CA"}) - {"rcmp/CA", "ibet/US"}
    assert after.marking == told.after


def test_only_an_owner_with_the_role_marks_anew_with_a_reason(node: Node) -> None:
    id = one_of(node, "own")
    with pytest.raises(UsageError, match="needs a reason"):
        remark(node, id, "Unclassified", "  ")
    with pytest.raises(NotPermitted, match="mark is for records-officer"):
        preview(as_(node, "R", roles=("reviewer",)), id, "Unclassified")
    with pytest.raises(NotPermitted, match="only the owner"):
        preview(node, one_of(node, "opp"), "Unclassified; partners=*")
    assert not preview(node, id, "Secret; caveats=BURN").yourself


@pytest.mark.parametrize("text", [*SORTS.values(), "Secret; purposes=a,b; caveats=LES|NOFORN; "
                                  "compartments=x; expires=2027-01-01T00:00:00Z"])  # fmt: skip
def test_a_marking_is_written_as_it_is_read(text: str) -> None:
    made = parse_marking(text, owner=HOST)
    assert parse_marking(written(made, made.owners[0]), owner="another") == made


def test_a_look_of_another_agency_is_a_disclosure_and_the_owners_own_is_none(
    node: Node,
) -> None:
    id = one_of(node, "ibet")
    node.records("position", ids=[id])
    assert disclosed(node, id).sent == ()
    mountie = as_(node, "Moe", agency="rcmp", roles=ROLES, purpose="border-security")
    assert mountie.count("position", ids=[id]) == 1
    (sent,) = disclosed(node, id).sent
    assert (sent.how, sent.to, sent.who, sent.purpose) == ("look", "rcmp", "Moe", "border-security")
    assert sent.authority == ("Customs Act s. 107",)
    assert sent.sure
    hidden = as_(node, "Hal", agency="hsi", country="US", roles=ROLES, purpose="border-security")
    assert hidden.count("position", ids=[id]) == 0
    assert len(disclosed(node, id).sent) == 1, "what could not be shown did not go"


def test_to_whom_a_relay_sent_it_is_told(tmp_path: Path) -> None:
    with contextlib.closing(filled(tmp_path).ledger) as _:
        pass
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        with relay(node) as running, running.client() as one, running.client() as two:
            settled(running, one, two)
            one.sendall(FRIEND + BOAT)
            exactly(two, len(FRIEND + BOAT))
            address = "{}:{}".format(*two.getsockname())
        (boat,) = [r["id"] for r in node.records("message").to_pylist() if r["uid"] == "boat-1"]
        (sent,) = relayed(node, boat)
        assert (sent.how, sent.to, sent.who) == ("relay", HOST, address)
        assert [each.how for each in disclosed(node, boat).sent] == ["relay"]
        assert address in {each.address for each in connections(node)}
        assert all(each.until is not None for each in connections(node))
