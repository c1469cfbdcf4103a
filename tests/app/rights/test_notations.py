"""Notations that stay with their records, corrections by the owner, and notices of decisions."""

from pathlib import Path

import msgspec
import pytest

from northline.app.node import Node
from northline.app.rights import steps
from northline.app.rights.correcting import correct
from northline.app.rights.disclosures import disclosures
from northline.app.rights.notations import notations
from northline.app.rights.notices import VERBS, notice
from northline.app.rights.queue import one
from northline.app.rights.steps import add_step
from northline.decisions.rights_steps import StepWish
from northline.records.arrival import Arrival
from northline.records.decision import Verb
from northline.records.errors import Conflict, NotPermitted, UnknownName, UsageError
from northline.records.marking import ANYONE, Grant, Level, marking
from northline.records.record import Id
from northline.records.redress_number import redress_number
from northline.records.rights_request import Regime, Right, StepSort
from tests.app.people import colleague
from tests.app.rights.asked import HERS, arrived, asks, crossed, verified

TEXT = "The person states that the boat was sold in May."


def note(node: Node, number: str, *cites: Id) -> None:
    wish = StepWish(
        step=StepSort.NOTATION_ATTACHED, reason="not corrected: the log says so", cites=cites,
        text=TEXT,
    )  # fmt: skip
    add_step(node, number, wish)


def other(node: Node, *, agency: str, roles: tuple[str, ...] = ("watch-officer",)) -> Node:
    who = msgspec.structs.replace(node.operator, name="P. Roy", agency=agency, roles=roles)
    return node.acting_as(who, node.key)


def test_whoever_reads_the_record_reads_the_notation(node: Node) -> None:
    id = arrived(node, HERS, "NL-1")
    made = verified(node, asks(node, Right.NOTATION))
    note(node, made.number, id)
    watch = other(node, agency=node.operator.agency)
    (found,) = notations(watch, [id])
    assert (found.text, found.number, found.record) == (TEXT, made.number, id.hex())
    assert not notations(watch, [Id(b"x" * 16)])
    assert "Test Person" not in str(watch.records("rights-step").to_pylist())


def test_a_notation_is_marked_as_its_record_and_shown_to_no_more_people(node: Node) -> None:
    own = node.operator.agency
    shared = marking(Level.UNCLASSIFIED, {own: Grant(partners=("opp",))})
    ids = arrived(node, HERS, "NL-1"), arrived(node, HERS, "NL-2", shared)
    made = verified(node, asks(node, Right.NOTATION))
    note(node, made.number, *ids)
    partner = other(node, agency="opp")
    assert [each.record for each in notations(partner, ids)] == [ids[1].hex()]
    assert len(notations(node, ids)) == 2
    assert [len(each.cites) for each in one(node, made.number).steps[1:]] == [1, 1]
    node.mark([ids[1]], f"Unclassified; owner={own}", "taken back")
    assert not notations(partner, ids)


def test_a_record_that_is_not_there_is_not_noted_on(node: Node) -> None:
    made = verified(node, asks(node, Right.NOTATION))
    with pytest.raises(UsageError, match="there is no record"):
        note(node, made.number, Id(b"x" * 16))
    assert len(one(node, made.number).steps) == 1


def test_a_node_without_requests_has_no_look_for_notations(node: Node) -> None:
    before = node.head()[0]
    assert not notations(node, [Id(b"x" * 16)])
    assert node.head()[0] == before


def test_a_correction_takes_the_place_of_the_record(node: Node) -> None:
    id = arrived(node, HERS, "NL-1")
    made = verified(node, asks(node, Right.CORRECTION))
    changes = {"craft_name": "SEA BREEZE", "persons": "3", "place": " "}
    new, step = correct(node, made.number, id, changes, "spelt wrongly")
    assert isinstance(new, Arrival)
    assert (new.craft_name, new.persons, new.place) == ("SEA BREEZE", 3, None)
    assert (new.supersedes, new.identity) == (id, HERS)
    assert step.cites == (id, new.id)
    (row,) = node.records("arrival").to_pylist()
    assert (row["id"], row["craft_name"]) == (new.id, "SEA BREEZE")
    assert one(node, made.number).steps[-1] == step
    assert node.verify().ok


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "what is wrong"),
        ({"persons": "many"}, "no arrival"),
        ({"craft": "hovercraft"}, "no arrival"),
        ({"report": ""}, "no arrival"),
    ],
)
def test_what_cannot_be_a_correction_changes_nothing(
    node: Node, changes: dict[str, str], why: str
) -> None:
    id = arrived(node, HERS, "NL-1")
    made = verified(node, asks(node, Right.CORRECTION))
    with pytest.raises(UsageError, match=why):
        correct(node, made.number, id, changes, "spelt wrongly")
    assert node.count("arrival") == 1
    assert len(one(node, made.number).steps) == 1


@pytest.mark.parametrize("field", ["id", "marking", "at", "lon", "supersedes", "colour"])
def test_where_it_came_from_is_not_corrected(node: Node, field: str) -> None:
    id = arrived(node, HERS, "NL-1")
    made = verified(node, asks(node, Right.CORRECTION))
    with pytest.raises(UnknownName, match="craft_name"):
        correct(node, made.number, id, {field: "1"}, "wrong")


def test_only_its_owner_corrects_a_record_and_nobody_a_conclusion(
    node: Node, tmp_path: Path
) -> None:
    theirs = marking(Level.UNCLASSIFIED, {"rcmp": Grant(partners=(ANYONE,))})
    id = arrived(node, HERS, "NL-9", theirs)
    made = verified(node, asks(node, Right.CORRECTION))
    with pytest.raises(NotPermitted, match="rcmp"):
        correct(node, made.number, id, {"craft_name": "X"}, "wrong")
    crossed(node, tmp_path)
    finding = node.findings()[0].finding.id
    with pytest.raises(UsageError, match="not corrected by hand"):
        correct(node, made.number, finding, {"subject": "X"}, "wrong")
    with pytest.raises(UsageError, match="there is no record"):
        correct(node, made.number, b"x" * 16, {"craft_name": "X"}, "wrong")


def test_partners_to_tell_are_those_who_received_the_record(node: Node) -> None:
    shared = marking(Level.UNCLASSIFIED, {node.operator.agency: Grant(partners=("opp", "cbp"))})
    id = arrived(node, HERS, "NL-1", shared)
    other(node, agency="opp").records("arrival", ids=[id])
    found = disclosures(node, asks(node).number, [("arrival", [id])])
    assert found.told_since(None) == ["opp"]
    assert not found.told_since(node.records("arrival").column("at")[0].value + 10**15)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_notice_says_what_was_decided_on_what_by_which_office(
    node: Node, tmp_path: Path, language: str
) -> None:
    crossed(node, tmp_path)
    decision = node.decide(node.findings()[0].finding.id, "confirm", reason="SECRET REASON")
    told = notice(node, decision.id.hex(), language=language, contact="privacy@example.test")
    text = "\n".join(told.text)
    assert told.number == redress_number(decision.id)
    assert told.number in text
    assert node.operator.agency in text
    assert "privacy@example.test" in text
    assert {"en": "tracks", "fr": "pistes"}[language] in text
    assert {"en": "watch officer", "fr": "officier de quart"}[language] in text
    assert {"en": "A person took this decision", "fr": "par une personne"}[language] in text
    assert {"en": "Privacy Commissioner", "fr": "Commissaire"}[language] in text
    assert "SECRET REASON" not in text
    assert HERS not in text
    assert "{" not in text


def test_a_notice_names_the_authority_where_one_was_relied_on(node: Node, tmp_path: Path) -> None:
    crossed(node, tmp_path)
    id = node.findings()[0].finding.id
    made = node.decide(id, "refuse", reason="not theirs", authority="Privacy Act, s. 8")
    text = "\n".join(notice(node, made.id, regime=Regime.FIPPA_ON).text)
    assert "Authority relied on: Privacy Act, s. 8." in text
    assert "Information and Privacy Commissioner of Ontario" in text


def test_there_are_words_for_every_verb_and_no_notice_of_what_is_not_there(node: Node) -> None:
    assert set(VERBS) == set(Verb)
    with pytest.raises(UsageError, match="no decision"):
        notice(node, "ab" * 16)
    with pytest.raises(UnknownName, match="language"):
        notice(node, "ab" * 16, language="de")
    with pytest.raises(NotPermitted):
        notice(other(node, agency=node.operator.agency), "ab" * 16)


def test_a_notation_that_an_officer_may_not_see_is_neither_counted_nor_told_by_a_conflict(
    node: Node,
) -> None:
    own = node.operator.agency
    grave = marking(Level.SECRET, {own: Grant()})
    ids = arrived(node, HERS, "NL-1"), arrived(node, HERS, "NL-2", grave)
    made = verified(node, asks(node, Right.NOTATION))
    lower = colleague(node, "B. Tran", 2, clearance="Protected B")
    note(node, made.number, ids[1])
    assert len(one(lower, made.number).steps) == 1
    note(lower, made.number, ids[0])
    wish = StepWish(step=StepSort.NOTIFIED, reason="a letter", to=("opp",))
    add_step(lower, made.number, wish)
    assert len(one(lower, made.number).steps) == 3
    assert len(one(node, made.number).steps) == 4


def test_of_two_who_note_on_one_record_at_once_one_is_taken(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = arrived(node, HERS, "NL-1")
    made = verified(node, asks(node, Right.NOTATION))
    stale = one(node, made.number)
    note(node, made.number, id)
    monkeypatch.setattr(steps, "one", lambda *_: stale)
    with pytest.raises(Conflict, match="a moment ago"):
        note(node, made.number, id)
    monkeypatch.undo()
    note(node, made.number, id)
