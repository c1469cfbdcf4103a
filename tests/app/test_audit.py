"""The audit: who did what, who saw which record, the export and its check, anchors."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from northline.app import audit_anchors, audit_check, audit_export
from northline.app.audit import Page, Wish, audit, entry
from northline.app.audit_seen import WHY as CODES
from northline.app.audit_words import HOW, SHOWN, WHAT, WHY, entry_words, seen_words
from northline.app.node import Node
from northline.app.picture import Picture
from northline.ledger import Ledger
from northline.ledger.reading import system_clock
from northline.ledger.review import WHAT as WHATS
from northline.records.errors import UnknownName, UsageError
from northline.records.marking import Level, Viewer
from northline.records.notation import parse_marking
from northline.records.signing import PrivateKey
from northline.records.units import Micros
from tests.app.lake import log, write

DOCS = Path(__file__).parents[2] / "docs" / "audit.md"
PARTNER = Viewer(
    name="b. partner", agency="cbp", country="US", clearance=Level.SECRET, purpose="border-security"
)


@pytest.fixture
def lake(node: Node, tmp_path: Path) -> Node:
    """Two boats that cross the line, and the findings about them."""
    node.ingest("ais", write(tmp_path / "lake.nmea", log(ships=2, reports=90, static=False)))
    node.run()
    return node


def one(node: Node, kind: str = "position") -> Any:
    """The newest record of a kind, read without anybody's look."""
    viewer = node.service_viewer("tests")
    plan = node.ledger.plan(kind, viewer, limit=1)
    return node.ledger.read(plan, audited=False).read_all().to_pylist()[0]


def look(node: Node, viewer: Viewer, kind: str = "position", **asked: Any) -> int:
    """A viewer reads; how many rows it was."""
    rows: int = node.ledger.read(node.ledger.plan(kind, viewer, **asked)).read_all().num_rows
    return rows


def erased_at_once(node: Node, record: bytes) -> None:
    """Erase a record as though it were past its minimum."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("northline.ledger.retention.check", lambda *_: None)
        node.ledger.erase([record], rule="rule 7", by="keeper")


def saw(node: Node, record: bytes, *, who: str = "") -> list[tuple[str, str, tuple[str, ...]]]:
    """How each look of somebody had to do with a record, the newest first."""
    page = audit(node, Wish(record=record.hex(), person=who))
    return [(each.how, each.shown, each.why) for each in page.seen]


# --- entries as people read them ----------------------------------------------------------


def test_every_operation_is_told_in_both_languages(lake: Node, tmp_path: Path) -> None:
    finding = lake.findings()[0].finding
    lake.decide(finding.id, "acknowledge", reason="seen by the watch")
    held = one(lake)["id"]
    lake.hold("case-1", [held], "disclosure")
    lake.lift("case-1", "closed")
    lake.mark([held], "Protected A", "reviewed")
    more = log(ships=1, reports=9, static=False, crossing=False)
    lake.ingest("ais", write(tmp_path / "more.nmea", more))
    lake.ledger.compact(by="keeper")
    erased_at_once(lake, held)
    audit(lake, Wish())
    told = audit(lake, Wish(), limit=1000).entries
    assert {each.what for each in told} >= {
        "open", "append", "engine", "look", "decision", "hold", "lift", "mark", "compact", "audit",
        "erase",
    }  # fmt: skip
    assert WHATS.keys() == WHAT.keys()
    for each in told:
        for language in ("en", "fr"):
            assert all(line.strip() and "{" not in line for line in entry_words(each, language))
    decision = next(each for each in told if each.what == "decision")
    assert decision.agency == lake.operator.agency
    (words,) = entry_words(decision, "en")
    assert words == f"acknowledge about {finding.id.hex()}: seen by the watch"


def test_a_decision_shows_its_authority_as_the_rule_and_its_text_only_to_who_may_see_it(
    lake: Node,
) -> None:
    finding = lake.findings()[0].finding
    lake.decide(finding.id, "refuse", reason="not this partner", authority="Privacy Act, s. 8")
    (told,) = audit(lake, Wish(what="decision")).entries
    assert told.rule == "Privacy Act, s. 8"
    lake.ledger.mark(
        [lake.decisions()[0].id],
        parse_marking(f"Secret; owner={lake.operator.agency}; compartments=X", owner="x"),
        viewer=lake.viewer,
        reason="closed circle",
    )
    (told,) = audit(lake, Wish(what="decision")).entries
    assert (told.decisions, told.rule, told.agency) == ((), "", "")
    assert entry_words(told, "en") == ["a decision that you may not see, or that was erased"]


def test_a_look_says_what_was_asked_and_with_which_rights(lake: Node) -> None:
    record = one(lake)
    look(lake, PARTNER, ids=[record["id"]], columns=["id", "at"], limit=5)
    (told,) = audit(lake, Wish(person="PARTNER")).entries
    assert (told.who, told.agency, told.purpose) == ("b. partner", "cbp", "border-security")
    assert (told.what, told.kind, told.rule, told.count) == ("look", "position", "marking", 1)
    (words,) = entry_words(told, "en")
    assert words == f"id {record['id'].hex()}; at most 5 rows; columns id, at"
    found = lake.ledger.review.entry(told.seq)
    assert found is not None
    assert found.facts["rights"] == {"country": "US", "clearance": 5}


def test_a_watch_without_an_end_says_so(lake: Node) -> None:
    picture = Picture(lake)
    picture.opened("stream", "aa11")
    picture.opened("stream", "bb22")
    picture.closed("stream", "aa11")
    picture.opened("once")
    told = audit(lake, Wish(what="look", kind="track"), limit=4).entries
    once, closed, left, ended = (each.asked[0] for each in told)
    assert (once.open, left.open, ended.open) == (False, True, False)
    assert entry_words(told[2], "en") == [
        "opened the picture; NO END IN THE CHAIN: still open, or the server was ended"
    ]
    assert entry_words(told[1], "fr") == ["fermeture de la vue d'ensemble"]
    assert ended.ended is not None
    assert ended.ended[0] == told[1].seq
    assert closed.begins is False


# --- searching ----------------------------------------------------------------------------


def test_each_filter_finds_its_entries_and_no_others(lake: Node) -> None:
    look(lake, PARTNER)
    look(lake, msgspec.structs.replace(PARTNER, name="other", agency="rcmp", purpose="customs"))
    lake.findings()

    def found(**wish: str) -> list[str]:
        return [each.who for each in audit(lake, Wish(**wish), limit=1000).entries]

    assert found(person="b. PART") == ["b. partner"]
    assert found(agency="rcmp") == ["other"]
    assert found(agency="rc") == []
    assert found(purpose="customs") == ["other"]
    assert set(found(kind="finding", what="look")) == {lake.operator.name}
    assert found(kind="position", what="look") == ["other", "b. partner"]
    assert found(what="open") == ["northline"]
    assert found(since="2100-01-01") == []
    assert found(until="1990-01-01") == []
    assert len(found(since="2000-01-01", what="open")) == 1
    with pytest.raises(UnknownName, match="look, audit"):
        audit(lake, Wish(what="nothing"))
    with pytest.raises(UsageError, match="instant"):
        audit(lake, Wish(since="yesterday"))
    with pytest.raises(UsageError, match="limit"):
        audit(lake, Wish(), limit=0)


def test_pages_hold_each_entry_once_newest_first(lake: Node) -> None:
    for _ in range(7):
        look(lake, PARTNER)
    pages: list[Page] = []
    before = None
    while True:
        pages.append(audit(lake, Wish(agency="cbp"), before=before, limit=3))
        before = pages[-1].following
        if before is None:
            break
    found = [each.seq for page in pages for each in page.entries]
    assert len(found) == 7
    assert found == sorted(set(found), reverse=True)


def test_looks_of_several_kinds_in_one_entry_are_found_by_each_kind(lake: Node) -> None:
    asked = [("position", {"as_of": 1}), ("unit", {"as_of": 1})]
    looks = lake.ledger._looks
    for kind, request in asked[1:]:
        looks._waiting.append(_waiting(lake.viewer, kind, request))
    looks.record(lake.viewer, *asked[0])
    for kind in ("position", "unit"):
        (told,) = audit(lake, Wish(kind=kind, what="look")).entries
        assert told.kind == "position,unit"
        assert told.count == 2
    assert not audit(lake, Wish(kind="track", what="look")).entries


def _waiting(viewer: Viewer, kind: str, request: dict[str, Any]) -> Any:
    from northline.ledger.looks import _Look

    return _Look(viewer, kind, request)


def test_reading_the_audit_is_itself_on_the_audit(lake: Node) -> None:
    record = one(lake)["id"]
    audit(lake, Wish(person="somebody"))
    audit(lake, Wish(record=record.hex()))
    entry(lake, 1)
    told = audit(lake, Wish(what="audit")).entries
    assert [each.asked[0].other for each in told] == [
        {"entry": "1"}, {"record": record.hex()}, {"person": "somebody"},
    ]  # fmt: skip
    assert all(each.who == lake.operator.name for each in told)
    assert saw(lake, record)[0] == ("audit", "could", ())


# --- who saw a record ---------------------------------------------------------------------


def test_a_look_by_id_is_told_from_one_that_held_the_record(lake: Node) -> None:
    record = one(lake)
    owner = msgspec.structs.replace(lake.viewer, name="c. owner")
    at = int(record["at"].timestamp() * 1_000_000)
    look(lake, owner, ids=[record["id"]])
    look(lake, owner, window=(at, at + 1))
    look(lake, owner, window=(at - 5, at))
    look(lake, owner, cells=[record["cell"]], columns=["id"])
    look(lake, owner, cells=[0x892AB21304FFFFF])
    look(lake, owner, kind="track")
    look(lake, owner, limit=1)
    look(lake, owner, as_of=1)
    look(lake, owner, after=lake.head()[0])
    look(lake, owner, ids=[bytes(16)])
    assert saw(lake, record["id"], who="c. owner") == [
        ("among", "may", ("limit",)),
        ("among", "could", ()),
        ("among", "could", ()),
        ("id", "could", ()),
    ]
    page = audit(lake, Wish(record=record["id"].hex(), person="c. owner"))
    assert page.seen[1].columns == ("id",)
    assert page.subject is not None
    assert page.subject.kind == "position"


def test_who_could_not_see_it_is_named_only_where_it_was_asked_for_by_id(lake: Node) -> None:
    record = one(lake)["id"]
    assert look(lake, PARTNER) == 0
    assert look(lake, PARTNER, ids=[record]) == 0
    assert saw(lake, record, who="partner") == [("id", "no", ("not-allowed",))]


def test_the_marking_of_that_moment_counts_and_not_that_of_today(lake: Node) -> None:
    record = one(lake)["id"]
    assert look(lake, PARTNER, ids=[record]) == 0
    lake.mark([record], "Unclassified; partners=cbp", "released")
    assert look(lake, PARTNER) == 1
    lake.mark([record], "Unclassified", "recalled")
    (among,) = [each for each in saw(lake, record, who="partner") if each[0] == "among"]
    # All of it happened within a minute: a plan may be as old as that.
    assert among == ("among", "may", ("rights-moved",))


def test_a_minute_later_the_marking_of_the_look_is_certain(lake: Node) -> None:
    record = one(lake)["id"]
    minutes = 0

    def clock() -> Micros:
        return Micros(system_clock() + minutes * 60_000_000)

    ledger = Ledger.open(lake.folder, signer=lake.key, clock=clock)
    with Node(ledger, lake.operator, lake.key, home=lake.home) as node:
        node.mark([record], "Unclassified; partners=cbp", "released")
        minutes = 2
        look(node, PARTNER)
        minutes = 4
        node.mark([record], "Unclassified", "recalled")
        minutes = 6
        look(node, PARTNER)
        look(node, PARTNER, ids=[record])
        assert saw(node, record, who="partner") == [
            ("id", "no", ("not-allowed",)),
            ("among", "could", ()),
        ]


def test_of_an_erased_record_only_looks_that_name_it_are_known(lake: Node) -> None:
    record = one(lake)["id"]
    owner = msgspec.structs.replace(lake.viewer, name="c. owner")
    look(lake, owner, ids=[record])
    look(lake, owner)
    lake.ledger.mark([record], lake.default_marking(), viewer=lake.viewer, reason="again")
    erased_at_once(lake, record)
    look(lake, owner, ids=[record])
    assert saw(lake, record, who="c. owner") == [
        ("id", "no", ("erased",)),
        ("id", "may", ("content-gone",)),
    ]
    subject = audit(lake, Wish(record=record.hex())).subject
    assert subject is not None
    assert subject.history.gone is not None
    assert subject.history.gone.rule == "rule 7"


def test_more_ids_than_the_chain_keeps_leave_it_open(lake: Node) -> None:
    record = one(lake)["id"]
    owner = msgspec.structs.replace(lake.viewer, name="c. owner")
    look(lake, owner, ids=[*(n.to_bytes(16, "big") for n in range(100)), record])
    look(lake, owner, ids=[b"\xff" * 14 + n.to_bytes(2, "big") for n in range(150)])
    assert saw(lake, record, who="c. owner") == [("among", "may", ("more-ids",))]


def test_what_is_not_there_and_what_may_not_be_seen_are_answered_alike(lake: Node) -> None:
    record = one(lake)["id"]
    lake.mark([record], f"Secret; owner={lake.operator.agency}; compartments=X", "closed circle")
    answers = [audit(lake, Wish(record=each)) for each in (record.hex(), "ab" * 16)]
    assert [each.subject for each in answers] == [None, None]


def test_a_watch_of_the_picture_may_have_shown_what_came_before_its_end(
    node: Node, tmp_path: Path
) -> None:
    picture = Picture(node)
    picture.opened("stream", "before")
    picture.closed("stream", "before")
    picture.opened("stream", "left open")
    node.ingest("ais", write(tmp_path / "lake.nmea", log(ships=1, reports=9, static=False)))
    node.run()
    track = one(node, "track")["id"]
    picture.opened("stream", "after")
    picture.closed("stream", "after")
    picture.opened("once")
    found = saw(node, track, who=node.operator.name)
    assert [each for each in found if each[0] != "audit"] == [
        ("picture", "may", ("picture",)),
        ("picture", "may", ("picture",)),
        ("picture", "may", ("picture", "no-end")),
    ]
    reports = saw(node, one(node)["id"], who=node.operator.name)
    assert {each[0] for each in reports} == {"audit"}, "the picture shows no single reports"


def test_what_a_relay_sent_is_told_with_the_clients_it_went_to(lake: Node) -> None:
    record = one(lake)
    viewer = lake.service_viewer("tests")
    plan = lake.ledger.plan("position", viewer, ids=[record["id"]], ordered=True)
    (row,) = lake.ledger.read(plan, audited=False).read_all().to_pylist()
    places = [
        {"connected": 1, "address": "10.0.0.7:50312"},
        {"to": [1, 3], "rows": [[row["_seq"], row["_ord"], 1]]},
        {"to": [2], "rows": [[row["_seq"], row["_ord"] + 1, 5]]},
        {"left": 1, "passed_on": 1},
    ]
    lake.ledger.look(lake.viewer, "position", {"relay": "127.0.0.1:8087/1", "told": places})
    ids = [{"to": [4], "ids": [record["id"].hex()]}]
    lake.ledger.look(lake.viewer, "position", {"relay": "127.0.0.1:8087/1", "told": ids})
    page = audit(lake, Wish(record=record["id"].hex(), what="look"))
    assert [(each.how, each.clients) for each in page.seen] == [("relay", (4,)), ("relay", (1, 3))]
    assert entry_words(page.entries[1], "en") == ["relay 127.0.0.1:8087/1: 4 things"]


def test_every_code_has_its_words() -> None:
    assert set(CODES) == WHY.keys()
    assert {"id", "among", "picture", "relay", "audit"} == HOW.keys()
    assert SHOWN.keys() == {"could", "may", "no"}
    for texts in (WHAT, HOW, SHOWN, WHY):
        assert all(
            english != french or english == "compaction" for english, french in texts.values()
        )


def test_how_it_was_seen_is_said_in_words(lake: Node) -> None:
    record = one(lake)["id"]
    look(lake, PARTNER, ids=[record])
    (seen,) = audit(lake, Wish(record=record.hex(), person="partner")).seen
    assert seen_words(seen, "en") == (
        "asked for by id; could not be shown: its marking did not allow this viewer to see it"
    )
    assert seen_words(seen, "fr").startswith("demandé par son identifiant; ne pouvait pas")


# --- one entry ----------------------------------------------------------------------------


def test_one_entry_shows_what_proves_it_and_those_around_it(lake: Node) -> None:
    detail = entry(lake, 2)
    assert detail is not None
    assert [each.seq for each in detail.around] == [1, 2, 3, 4, 5]
    assert detail.whole
    assert detail.signed
    assert json.loads(detail.body)
    assert entry(lake, 10**9) is None


# --- the export and its check -------------------------------------------------------------


def exported(node: Node, to: Path, **period: str) -> audit_export.Exported:
    return audit_export.export(node, to, **period)


def test_an_exported_stretch_checks_without_the_ledger(lake: Node, tmp_path: Path) -> None:
    told = exported(lake, tmp_path / "audit.jsonl")
    checked = audit_check.check(tmp_path / "audit.jsonl", keys=[lake.key.public])
    assert checked.ok, checked.faults
    assert (checked.first, checked.last, checked.entries) == (1, told.last, told.entries)
    assert checked.trusted
    assert checked.head == told.head
    assert checked.keys == (lake.key.public.hex(),)
    own = audit_check.check(tmp_path / "audit.jsonl")
    assert own.ok
    assert not own.trusted
    assert "cannot show" in own.verdict


def test_the_export_holds_no_content_of_records(lake: Node, tmp_path: Path) -> None:
    lake.decide(lake.findings()[0].finding.id, "dismiss", reason="a fishing boat")
    exported(lake, tmp_path / "audit.jsonl")
    text = (tmp_path / "audit.jsonl").read_text()
    assert "316000100" not in text
    assert "fishing" not in text


def test_the_export_stands_in_the_audit_itself(lake: Node, tmp_path: Path) -> None:
    told = exported(lake, tmp_path / "audit.jsonl", since="2000-01-01")
    last = json.loads((tmp_path / "audit.jsonl").read_text().splitlines()[-2])
    assert last["seq"] == told.last
    assert json.loads(last["body"])["looks"][0]["audit"] == {"export": "", "since": "2000-01-01"}
    with pytest.raises(UsageError, match="exists"):
        exported(lake, tmp_path / "audit.jsonl")
    with pytest.raises(UsageError, match="no entry"):
        exported(lake, tmp_path / "none.jsonl", until="1990-01-01")
    assert not (tmp_path / "none.jsonl").exists()


Change = Callable[[list[str]], list[str]]


def _altered(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[3].replace('"rows":', '"rows":1'), *lines[4:]]


def _rehashed(lines: list[str]) -> list[str]:
    told = json.loads(lines[3])
    told["actor"] = "somebody else"
    return [*lines[:3], json.dumps(told), *lines[4:]]


CHANGES: dict[str, tuple[Change, str]] = {
    "altered": (_altered, "entry 3 was altered"),
    "another actor": (_rehashed, "entry 3 was altered"),
    "removed": (lambda lines: lines[:3] + lines[4:], "entry 3 is missing"),
    "cut off": (lambda lines: lines[:-3], "no proper end"),
    "cut off and ended": (lambda lines: lines[:-3] + lines[-1:], "ends before"),
    "first removed": (lambda lines: lines[:1] + lines[2:], "entry 1 is missing"),
    "swapped": (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "missing"),
    "added": (lambda lines: [*lines, lines[-2]], "no proper end"),
    "garbled": (lambda lines: [*lines[:4], "{", *lines[5:]], "cannot be read"),
    "renamed": (
        lambda lines: [lines[0].replace('"by":"', '"by":"x'), *lines[1:]],
        "not as it was written",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_is_changed_in_an_exported_file_is_found(
    name: str, lake: Node, tmp_path: Path
) -> None:
    change, said = CHANGES[name]
    path = tmp_path / "audit.jsonl"
    exported(lake, path)
    lines = change(path.read_text().splitlines())
    path.write_text("".join(f"{line}\n" for line in lines))
    checked = audit_check.check(path)
    assert not checked.ok
    assert any(said in fault for fault in checked.faults), checked.faults


def test_another_key_than_the_trusted_one_is_found(lake: Node, tmp_path: Path) -> None:
    exported(lake, tmp_path / "audit.jsonl")
    checked = audit_check.check(tmp_path / "audit.jsonl", keys=[PrivateKey.generate().public])
    assert not checked.ok
    assert "not trusted" in checked.faults[0]


def test_anchored_heads_are_held_against_the_exported_stretch(lake: Node, tmp_path: Path) -> None:
    head = lake.head()
    exported(lake, tmp_path / "audit.jsonl")
    fits = audit_check.check(tmp_path / "audit.jsonl", anchors=[head])
    assert (fits.ok, fits.anchors) == (True, 1)
    other = audit_check.check(tmp_path / "audit.jsonl", anchors=[(head[0], bytes(32))])
    assert not other.ok
    assert f"{head[0]}:{bytes(32).hex()} does not fit" in other.faults[0]


def test_what_is_no_exported_audit_is_refused(tmp_path: Path) -> None:
    for text in ("", "hello\n", '{"northline-audit":9}\n', "[1]\n"):
        with pytest.raises(UsageError, match="no exported audit"):
            audit_check.check(write(tmp_path / "a.jsonl", text.encode()))
    with pytest.raises(UsageError, match="cannot be read"):
        audit_check.check(tmp_path / "nothing.jsonl")


def test_the_program_in_the_docs_checks_a_file_with_nothing_of_ours(
    lake: Node, tmp_path: Path
) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert "northline" not in re.sub(r'"northline[.\w-]*"', "", program)
    path = tmp_path / "audit.jsonl"
    exported(lake, path)
    script = write(tmp_path / "check.py", program.encode())
    run = [sys.executable, str(script), str(path)]
    good = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    path.write_text("\n".join(_rehashed(path.read_text().splitlines())) + "\n")
    assert subprocess.run(run, capture_output=True, check=False).returncode != 0


# --- anchors ------------------------------------------------------------------------------


def test_heads_are_written_down_outside_and_the_ledger_is_held_to_all_of_them(
    lake: Node, tmp_path: Path
) -> None:
    path = tmp_path / "anchors.txt"
    for _ in range(3):
        audit_anchors.write_down(lake, path)
        look(lake, PARTNER)
    assert len(path.read_text().splitlines()) == 3
    held = audit_anchors.verify(lake, path)
    assert (held.count, held.fit, held.misfit) == (3, 3, None)
    assert held.proof.ok
    assert held.proof.anchored
    lines = path.read_text().splitlines()
    lines[1] = lines[1][:-70].split(":")[0] + ":" + "00" * 32
    path.write_text("\n".join(["# heads", *lines, ""]))
    held = audit_anchors.verify(lake, path)
    assert held.misfit is not None
    assert (held.misfit.line, held.fit) == (3, 2)
    assert not held.proof.ok


def test_a_file_of_heads_lies_outside_and_is_of_one_ledger(lake: Node, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="inside the ledger"):
        audit_anchors.write_down(lake, lake.folder / "anchors.txt")
    with pytest.raises(UsageError, match="inside the ledger"):
        audit_anchors.write_down(lake, lake.folder / "segments" / ".." / "anchors.txt")
    path = tmp_path / "anchors.txt"
    with pytest.raises(UsageError, match="cannot be read"):
        audit_anchors.verify(lake, path)
    path.write_text("1:" + "00" * 32 + " 2026-01-01T00:00:00Z 0011223344556677\n")
    for act in (audit_anchors.write_down, audit_anchors.verify):
        with pytest.raises(UsageError, match="line 1: this head is of ledger 0011223344556677"):
            act(lake, path)
    path.write_text("not a head\n")
    with pytest.raises(UsageError, match="line 1"):
        audit_anchors.verify(lake, path)
    assert path.read_text() == "not a head\n"
    path.write_text("# nothing yet\n")
    with pytest.raises(UsageError, match="holds no head"):
        audit_anchors.verify(lake, path)
