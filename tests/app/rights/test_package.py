"""What is found for a person, what they are given, what is withheld, and who received it."""

import json
import re
import zipfile
from pathlib import Path

import msgspec
import pytest

from northline.app.audit import Wish, audit
from northline.app.node import Node
from northline.app.rights.giving import Choice
from northline.app.rights.identifying import alike, identity_fields, names_another
from northline.app.rights.locating import locate, located_document
from northline.app.rights.package import package
from northline.records.errors import NotPermitted, UnknownName, UsageError
from northline.records.kinds import KINDS
from northline.records.marking import ANYONE, Grant, Level, marking
from tests.app.relays import exactly, relay, settled
from tests.app.rights.asked import HERS, HIS, arrived, asks, crossed, verified
from tests.formats.cot_sample import BOAT


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def lake(node: Node, tmp_path: Path) -> Node:
    crossed(node, tmp_path)
    return node


def test_what_is_hers_is_found_and_nothing_of_his(lake: Node) -> None:
    findings = {each.finding.subject: each.finding.id for each in lake.findings()}
    lake.decide(findings[HERS], "dismiss", reason="reported from the marina")
    lake.decide(findings[HIS], "acknowledge", reason="looked into")
    found = {each.kind: each for each in locate(lake, asks(lake).number).kinds}
    assert set(found) == {"position", "arrival", "track", "crossing", "finding", "decision"}
    assert len(found["position"].named) == 90
    assert (len(found["arrival"].named), len(found["finding"].ids)) == (1, 1)
    assert found["finding"].ids == (findings[HERS],)
    assert len(found["decision"].resting) == 1
    theirs = lake.records("position", columns=["id", "identity"]).to_pylist()
    hers = {row["id"] for row in theirs if row["identity"] == HERS}
    assert set(found["position"].named) == hers


def test_identifiers_are_equal_once_written_alike_and_nothing_is_guessed(lake: Node) -> None:
    assert locate(lake, asks(lake, identifiers=("  MMSI:316000100 ",)).number).ids
    assert locate(lake, asks(lake, identifiers=("sea breze",)).number).ids
    assert not locate(lake, asks(lake, identifiers=("SEA BRE", "mmsi:31600010")).number).ids
    assert alike("Ｊｏｓé  ROY") == alike("josé roy")


def test_every_look_names_the_request_on_the_audit(lake: Node) -> None:
    made = asks(lake)
    before = lake.head()[0]
    locate(lake, made.number)
    kinds = {
        look["kind"]
        for entry in lake.ledger.entries(before)
        for look in entry.facts.get("looks", ())
        if look.get("rights") == made.number
    }
    assert kinds >= {"position", "arrival", "finding", "decision", "message"}
    told = [each for each in audit(lake, Wish(kind="arrival")).entries if each.asked]
    assert any(each.asked[0].other.get("rights") == made.number for each in told)


def test_every_personal_kind_is_searched_and_has_something_to_search_by(lake: Node) -> None:
    searched = locate(lake, asks(lake).number).searched
    personal = {each.kind for each in KINDS if each.personal}
    assert set(searched) == personal - {"rights-request", "rights-step"}
    assert identity_fields("position") == ("identity", "name")
    assert "callsign" in identity_fields("unit")
    assert "raw" not in identity_fields("message")


def test_what_was_found_is_told_in_counts_and_ids(lake: Node) -> None:
    told = located_document(locate(lake, asks(lake).number))
    assert told["records"] == sum(each["named"] + each["resting"] for each in told["kinds"])
    assert "SEA BREZE" not in json.dumps(told)


def test_a_package_holds_what_is_hers_and_says_so_in_words(lake: Node, tmp_path: Path) -> None:
    made = verified(lake, asks(lake))
    to = tmp_path / "package"
    summary = package(lake, made.number, to)
    assert sorted(each.name for each in to.iterdir()) == [
        "disclosures.jsonl", "index.html", "records.jsonl", "summary.json",
    ]  # fmt: skip
    rows = lines(to / "records.jsonl")
    assert len(rows) == summary["records"] == sum(summary["given"].values())
    assert {row["kind"] for row in rows} == {"position", "arrival", "track", "crossing", "finding"}
    assert not any(HIS in json.dumps(row) for row in rows)
    assert summary["withheld"] == []
    page = (to / "index.html").read_text()
    assert made.number in page
    assert "Nothing was withheld." in page
    assert "Privacy Commissioner of Canada" in page
    assert not re.search(r"<script|https?://|onload", page)


def test_it_is_written_in_the_language_of_the_request_and_as_one_file(
    lake: Node, tmp_path: Path
) -> None:
    made = verified(lake, asks(lake, language="fr"))
    to = tmp_path / "dossier.zip"
    package(lake, made.number, to)
    with zipfile.ZipFile(to) as archive:
        page = archive.read("index.html").decode()
    assert '<html lang="fr">' in page
    assert "Commissaire à la protection de la vie privée du Canada" in page


def test_nothing_is_put_together_before_the_identity_is_verified(
    lake: Node, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="identity"):
        package(lake, asks(lake).number, tmp_path / "package")
    assert not (tmp_path / "package").exists()


def test_a_place_that_is_taken_is_left_alone(lake: Node, tmp_path: Path) -> None:
    made = verified(lake, asks(lake))
    (tmp_path / "taken").mkdir()
    with pytest.raises(UsageError, match="exists"):
        package(lake, made.number, tmp_path / "taken")
    with pytest.raises(UsageError, match="cannot be written"):
        package(lake, made.number, tmp_path / "none" / "package")


def test_what_the_officer_withholds_is_counted_by_ground_and_told_no_further(
    lake: Node, tmp_path: Path
) -> None:
    made = verified(lake, asks(lake))
    (finding,) = (e.finding for e in lake.findings() if e.finding.subject == HERS)
    choice = Choice(withhold={"crossing": "law-enforcement", finding.id.hex(): "safety"})
    summary = package(lake, made.number, tmp_path / "package", choice)
    assert summary["withheld"] == [
        {"ground": "law-enforcement", "count": 1, "provision": "Privacy Act, s. 22(1)"},
        {"ground": "safety", "count": 1, "provision": "Privacy Act, s. 25"},
    ]
    written = "".join(each.read_text() for each in (tmp_path / "package").iterdir())
    assert finding.id.hex() not in written
    assert finding.event_id.hex() not in written
    assert '"kind": "crossing"' not in written


def test_another_agencys_record_and_a_classified_one_are_not_the_officers_to_give(
    lake: Node, tmp_path: Path
) -> None:
    own = lake.operator.agency
    theirs = marking(Level.UNCLASSIFIED, {"rcmp": Grant(partners=(ANYONE,))})
    secret = marking(Level.SECRET, {own: Grant()})
    ids = [arrived(lake, HERS, "X-1", theirs), arrived(lake, HERS, "X-2", secret)]
    made = verified(lake, asks(lake))
    choice = Choice(give=tuple(each.hex() for each in ids))
    summary = package(lake, made.number, tmp_path / "package", choice)
    told = {each["ground"]: each["count"] for each in summary["withheld"]}
    assert told == {"originator": 1, "classified": 1}
    assert summary["given"]["arrival"] == 1


def test_a_report_of_a_transaction_is_neither_given_nor_counted(lake: Node, tmp_path: Path) -> None:
    held = marking(
        Level.PROTECTED_B, {lake.operator.agency: Grant()}, compartments=("financial-report",)
    )
    id = arrived(lake, HERS, "F-1", held)
    made = verified(lake, asks(lake))
    assert id not in locate(lake, made.number).ids
    who = msgspec.structs.replace(lake.operator, compartments=("financial-report",))
    officer = lake.acting_as(who, lake.key)
    assert id in locate(officer, made.number).ids
    summary = package(officer, made.number, tmp_path / "package")
    assert (summary["withheld"], summary["given"]["arrival"]) == ([], 1)
    written = "".join(each.read_text() for each in (tmp_path / "package").iterdir())
    assert id.hex() not in written


def test_a_record_that_names_a_third_person_is_withheld_unless_stated(
    lake: Node, tmp_path: Path
) -> None:
    # She named only how the boat is called; the record also names its radio: somebody's number.
    made = verified(lake, asks(lake, identifiers=("SEA BREZE",)))
    summary = package(lake, made.number, tmp_path / "one")
    assert {e["ground"]: e["count"] for e in summary["withheld"]} == {"third-person": 2}
    ids = locate(lake, made.number).ids
    summary = package(
        lake, made.number, tmp_path / "two", Choice(give=tuple(each.hex() for each in ids))
    )
    assert (summary["withheld"], summary["records"]) == ([], 2)


def test_a_finding_that_rests_on_somebody_elses_records_is_withheld(
    lake: Node, tmp_path: Path
) -> None:
    from northline.records.finding import Finding
    from northline.records.ids import Origin
    from northline.records.kinds import kind

    ours, other = (e.finding for e in lake.findings(state="all"))
    both = msgspec.structs.replace(
        ours,
        id=Origin("finding", "tests").sequenced("1"),
        subject=None,
        evidence=(*ours.evidence, *other.evidence),
    )
    batch = kind(Finding.kind).to_batch([both])
    lake.ledger.append("finding", batch, by="tests")
    made = verified(lake, asks(lake))
    summary = package(lake, made.number, tmp_path / "package")
    assert {e["ground"]: e["count"] for e in summary["withheld"]} == {"third-person": 1}
    assert both.id.hex() not in (tmp_path / "package" / "records.jsonl").read_text()


def test_messages_are_word_for_word_and_may_name_anybody() -> None:
    assert names_another("message", {"uid": "boat-1"}, ["boat-1"])
    assert not names_another("position", {"identity": HERS, "name": "SEA BREZE"}, [HERS])
    assert names_another("arrival", {"identity": HIS}, [HERS])


def test_what_is_stated_about_a_record_that_was_not_found_is_refused(
    lake: Node, tmp_path: Path
) -> None:
    made = verified(lake, asks(lake))
    (his,) = (e.finding.id.hex() for e in lake.findings() if e.finding.subject == HIS)
    for choice in (Choice(give=(his,)), Choice(withhold={his: "safety"})):
        with pytest.raises(UsageError, match="was not found"):
            package(lake, made.number, tmp_path / "package", choice)
    with pytest.raises(UnknownName, match="third-person"):
        package(lake, made.number, tmp_path / "package", Choice(withhold={"track": "because"}))


def test_who_received_a_record_is_in_the_package(node: Node, tmp_path: Path) -> None:
    with relay(node) as running, running.client() as one, running.client() as two:
        settled(running, one, two)
        one.sendall(BOAT)
        exactly(two, len(BOAT))
    made = verified(node, asks(node, identifiers=("boat-1", "cot:boat-1")))
    message = next(e for e in locate(node, made.number).kinds if e.kind == "message")
    choice = Choice(give=tuple(each.hex() for each in message.ids))
    summary = package(node, made.number, tmp_path / "package", choice)
    told = lines(tmp_path / "package" / "disclosures.jsonl")
    sent = [each for each in told if each["how"] == "relay"]
    assert summary["disclosures"] == len(told)
    assert {each["record"] for each in sent} == {each.hex() for each in message.ids}
    assert {each["to"] for each in sent} == {node.operator.agency}
    connected = str(next(e.body for e in node.ledger.entries() if '"connected":' in e.body))
    assert "127.0.0.1:" in connected, "the audit keeps where a client was"
    for file in (tmp_path / "package").iterdir():
        assert "127.0.0.1" not in file.read_text(), "and the person is not told of it"


def test_another_agencys_look_is_a_disclosure(lake: Node, tmp_path: Path) -> None:
    shared = marking(Level.UNCLASSIFIED, {lake.operator.agency: Grant(partners=("opp",))})
    id = arrived(lake, HERS, "S-1", shared)
    partner = msgspec.structs.replace(lake.operator, name="P. Roy", agency="opp")
    lake.acting_as(partner, lake.key).records("arrival", ids=[id])
    made = verified(lake, asks(lake))
    package(lake, made.number, tmp_path / "package")
    told = lines(tmp_path / "package" / "disclosures.jsonl")
    assert [(e["to"], e["record"], e["sure"]) for e in told] == [("opp", id.hex(), True)]
    assert "entry" not in told[0], "a number of the chain counts what others did"


def test_only_who_answers_requests_finds_and_gives(lake: Node, tmp_path: Path) -> None:
    made = verified(lake, asks(lake))
    who = msgspec.structs.replace(lake.operator, roles=("reviewer",))
    reviewer = lake.acting_as(who, lake.key)
    with pytest.raises(NotPermitted):
        locate(reviewer, made.number)
    with pytest.raises(NotPermitted):
        package(reviewer, made.number, tmp_path / "package")


def test_a_package_of_an_exercise_says_so_on_every_record(tmp_path: Path) -> None:
    with Node.open(tmp_path / "drill", exercise=True) as drill:
        arrived(drill, HERS, "NL-1")
        made = verified(drill, asks(drill))
        package(drill, made.number, tmp_path / "package")
    assert all(row["exercise"] is True for row in lines(tmp_path / "package" / "records.jsonl"))
    assert "EXERCISE" in (tmp_path / "package" / "index.html").read_text()
