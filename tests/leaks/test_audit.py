"""The audit tells whoever may read it nothing of records that they may not see.

The operator is read into the compartment of the hidden boats; a colleague of the same agency, with
every role, is not.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from northline.app import audit_check, audit_export
from northline.app.audit import Wish, audit, document, entry
from northline.app.audit_entries import Told
from northline.app.audit_words import entry_words
from northline.app.node import Node
from northline.records.errors import NotPermitted
from northline.records.kinds import kind as kind_named
from northline.records.notation import parse_marking
from northline.records.position import Position
from northline.records.record import Id
from tests.app.people import colleague
from tests.leaks.agencies import HOST, OPERATOR, SECOND
from tests.leaks.node import operator
from tests.web.asking import crossing, feed, sentence

SECRET = f"Protected B; owner={HOST}; compartments={OPERATOR}"
EN = ["withheld: something that you may not see"]
FR = ["retenu : quelque chose que vous ne pouvez pas voir"]


class Two(NamedTuple):
    """The operator, who is read in, and a colleague who is not.

    Attributes:
        own: the operator's node.
        other: the colleague's.
        folder: where files may lie.
        ids: positions of the hidden boats; the third was erased.
        visible: a position that both may see.
    """

    own: Node
    other: Node
    folder: Path
    ids: list[bytes]
    visible: bytes


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("audit")
    home = operator(folder / "home", HOST, compartments=(OPERATOR,))
    with Node.open(folder / "ledger", home=home) as node:
        write(folder / "open.nmea", feed(3))
        node.ingest("ais", folder / "open.nmea")
        (visible,) = node.records("position", limit=1).column("id").to_pylist()
        write(folder / "money.nmea", crossing() + b"no sentence\n")
        node.ingest("ais", folder / "money.nmea", source="source-money", marking=SECRET)
        write(folder / "quiet.nmea", b"!AIVDM,1,1,,A,\n")
        node.ingest("ais", folder / "quiet.nmea", source="source-quiet", marking=SECRET)
        node.run()
        ids = [
            each["id"]
            for each in node.records("position").to_pylist()
            if each["source"] == "source-money"
        ]
        node.decide(node.findings()[0].finding.id, "acknowledge", reason="reason-money")
        node.hold("hold-money", ids[:1], "reason-money")
        node.lift("hold-money", "reason-money")
        node.mark(ids[1:2], SECRET.replace("Protected B", "Secret"), "reason-money")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("northline.ledger.retention.check", lambda *_: None)
            node.ledger.erase(ids[2:3], rule="rule-money", by="an officer")
        node.records("position", ids=ids[:3])
        node.compact("position")
        other = colleague(node, "b. other", 3, compartments=())
        yield Two(node, other, folder, ids, visible)


def write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def told(node: Node) -> dict[int, Told]:
    """Every entry, by number."""
    return {each.seq: each for each in audit(node, Wish(), limit=1000).entries}


def test_whoever_is_read_in_is_told_all_of_it(two: Two) -> None:
    every = told(two.own).values()
    assert not [each for each in every if each.withheld]
    assert {"mark", "hold", "lift", "erase", "compact", "append"} <= {each.what for each in every}


def test_of_entries_that_speak_of_hidden_records_number_time_hash_and_deed_are_left(
    two: Two,
) -> None:
    whole, some = told(two.own), told(two.other)
    hidden = [
        each for each in some.values() if each.withheld and each.what not in {"look", "audit"}
    ]
    assert {each.what for each in hidden} >= {
        "append", "engine", "decision", "mark", "hold", "lift", "erase", "compact",
    }  # fmt: skip
    for each in hidden:
        told_to_own = whole[each.seq]
        same = (each.at, each.who, each.what, each.hash)
        assert same == (told_to_own.at, told_to_own.who, told_to_own.what, told_to_own.hash)
        assert (each.kind, each.count, each.rule, each.facts, each.asked) == ("", 0, "", {}, ())
        if each.what != "decision":
            assert (entry_words(each, "en"), entry_words(each, "fr")) == (EN, FR)
        detail = entry(two.other, each.seq)
        assert detail is not None
        assert (detail.body, detail.digest) == ("", "")
        assert detail.whole
        assert detail.signed
    said = json.dumps(document(audit(two.other, Wish(), limit=1000)))
    words = ["source-money", "source-quiet", "reason-money", "hold-money", "rule-money"]
    assert not [word for word in (*words, *(each.hex() for each in two.ids)) if word in said]


def test_what_may_be_seen_is_told_as_before(two: Two) -> None:
    first = next(each for each in told(two.other).values() if each.facts.get("source") == "ais")
    assert (first.kind, first.count, first.withheld) == ("position", 3, False)


def test_no_filter_finds_by_what_is_withheld(two: Two) -> None:
    for kind in ("crossing", "finding", "decision", "rejected"):
        assert two.own.count(kind), "there are some"
        found = audit(two.other, Wish(kind=kind, what="append"), limit=1000)
        assert (found.entries, found.following) == ((), None)


def test_a_look_names_only_what_the_reader_might_look_at(two: Two) -> None:
    asked = [two.visible, two.ids[0]]
    two.own.records("position", ids=asked)
    two.own.records("position", ids=[two.visible])
    two.own.records("position", ids=[bytes(16)])
    nobody, seen, both = audit(two.other, Wish(what="look", person=two.own.operator.name)).entries[
        :3
    ]
    assert seen.asked[0].ids == (two.visible.hex(),)
    for each in (both, nobody):
        assert (each.asked[0].ids, each.asked[0].ids_count, each.withheld) == (None, 0, True)
        assert entry_words(each, "en") == EN, "an id that nothing has reads the same"


def test_a_look_at_the_past_of_a_hidden_thing_does_not_say_of_which(two: Two) -> None:
    from northline.app.picture import past

    tracks = two.own.records("track").to_pylist()
    hidden = next(each for each in tracks if each["identity"] == "mmsi:316009999")
    past(two.own, track=hidden["track"].hex())
    whole, some = (
        audit(node, Wish(kind="track"), limit=5).entries for node in (two.own, two.other)
    )
    assert hidden["track"].hex() in str(whole)
    assert hidden["track"].hex() not in str(some)


@pytest.mark.parametrize("place", [0, 2], ids=["there", "erased"])
def test_who_saw_a_hidden_record_is_answered_as_for_one_that_is_not_there(
    two: Two, place: int
) -> None:
    hidden, absent = two.ids[place].hex(), bytes([7 + place] * 16).hex()
    assert audit(two.own, Wish(record=hidden)).seen, "somebody looked at it"
    for _ in range(2):  # one's own question is told
        pages = [audit(two.other, Wish(record=each)) for each in (hidden, absent)]
        assert [each.subject for each in pages] == [None, None]
        assert pages[0].seen == pages[1].seen
        assert {each.who for page in pages for each in page.entries} <= {"b. other"}


def test_a_correction_that_may_not_be_seen_is_not_told_of(two: Two) -> None:
    position = kind_named(Position.kind).from_batch(two.own.records("position", ids=[two.visible]))[
        0
    ]
    assert isinstance(position, Position)
    marking = parse_marking(SECRET, owner=HOST)
    later = msgspec.structs.replace(
        position, id=Id(bytes([5] * 16)), marking=marking.id, supersedes=position.id
    )
    batch = kind_named(Position.kind).to_batch([later])
    two.own.ledger.append(Position.kind, batch, by="an officer", markings=[marking])
    two.own.records("position", ids=[two.visible])
    why = [each.why for each in audit(two.own, Wish(record=two.visible.hex())).seen]
    assert ("corrected",) in why
    page = audit(two.other, Wish(record=two.visible.hex()))
    assert page.subject is not None
    assert not page.subject.history.corrections
    assert not [each for each in page.seen if "corrected" in each.why]


def test_rights_are_those_of_today_for_the_entry_that_a_record_came_with(two: Two) -> None:
    path = two.folder / "later.nmea"
    boat = 316_008_000
    path.write_bytes(sentence(boat, -82.9, 42.3, SECOND))
    two.own.ingest("ais", path, source="source-later")
    came = two.own.head()[0]
    assert told(two.other)[came].facts["source"] == "source-later"
    (moved,) = [
        each["id"]
        for each in two.own.records("position").to_pylist()
        if each["identity"] == f"mmsi:{boat}"
    ]
    two.own.mark([moved], SECRET, "it came from an informer")
    assert told(two.other)[came].withheld
    assert not told(two.own)[came].withheld
    two.own.compact("position")
    assert told(two.other)[came].withheld, "wherever its part lies now"


# --- for a review body ---------------------------------------------------------------------


def test_an_export_withholds_what_its_maker_may_not_see_and_checks(two: Two) -> None:
    whole, some = two.folder / "whole.jsonl", two.folder / "some.jsonl"
    audit_export.export(two.own, whole)
    audit_export.export(two.other, some)
    words = (b"source-money", b"source-quiet", b"reason-money", b"hold-money", b"rule-money")
    assert all(word in whole.read_bytes() for word in words)
    assert not [word for word in words if word in some.read_bytes()]
    checked = audit_check.check(some, keys=[two.own.key.public, two.other.key.public])
    assert checked.ok, checked.faults
    assert checked.withheld > 5
    assert "the content is withheld" in checked.verdict
    assert audit_check.check(whole, keys=[two.own.key.public]).withheld == 0


@pytest.mark.parametrize("how", ["removed", "another hash", "another signature"])
def test_whatever_is_changed_of_a_withheld_entry_is_found(
    two: Two, how: str, tmp_path: Path
) -> None:
    path = tmp_path / "some.jsonl"
    audit_export.export(two.other, path)
    lines = [json.loads(each) for each in path.read_bytes().splitlines()]
    place = next(n for n, each in enumerate(lines) if each.get("withheld"))
    if how == "removed":
        del lines[place]
    else:
        field = how.removeprefix("another ")
        lines[place][field] = lines[place + 1][field]
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    assert not audit_check.check(path).ok


# --- what was concluded --------------------------------------------------------------------


def test_a_replay_names_no_rule_of_what_its_reader_could_not_have_seen(tmp_path: Path) -> None:
    home = operator(tmp_path / "home", HOST, compartments=(OPERATOR,))
    with Node.open(tmp_path / "ledger", home=home) as node:
        for name, mmsi, marking in (
            ("open", 316_000_001, f"Unclassified; owner={HOST}; partners=*"),
            ("money", 316_000_002, SECRET),
        ):
            write(tmp_path / f"{name}.nmea", crossing(mmsi=mmsi))
            node.ingest("ais", tmp_path / f"{name}.nmea", source=name, marking=marking)
        node.run()
        both = {each.finding.subject: each.finding.id for each in node.findings()}
        tracks = node.records("track").to_pylist()
        gone = next(each["id"] for each in tracks if each["identity"] == "mmsi:316000002")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("northline.ledger.retention.check", lambda *_: None)
            node.ledger.erase([gone], rule="rule-money", by="an officer")
        finding = both["mmsi:316000001"]
        other = colleague(node, "b. other", 3, compartments=())
        partner = colleague(node, "c. partner", 4, agency="rcmp")
        assert node.replay(finding).why == "evidence erased under rule rule-money"
        assert other.replay(finding).why == (
            "evidence erased under a rule that you may not be told of"
        )
        for each in (finding, both["mmsi:316000002"], bytes(16)):
            with pytest.raises(NotPermitted, match="for the agency that keeps this ledger"):
                partner.replay(each)
