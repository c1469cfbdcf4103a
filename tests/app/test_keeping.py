"""What goes out, what is taken back, what must stay, and what could not be read."""

import csv
import io
import json
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from northline.app import rejects
from northline.app.node import Node
from northline.app.results import Retried
from northline.formats.ais import AIS
from northline.ledger import reading
from northline.records.errors import BelowMinimum, NotPermitted, UnknownName, UsageError
from northline.records.protocols import Context, Decoded, Decoder
from northline.records.units import Micros
from tests.app.lake import BEGIN, ids, log, write

DATA = log(ships=2, reports=90)


@pytest.fixture
def filled(node: Node, tmp_path: Path) -> Node:
    node.ingest("ais", write(tmp_path / "lake.nmea", DATA))
    node.run()
    return node


def test_records_are_chosen_by_time_place_id_and_column(filled: Node) -> None:
    begin = "2027-01-15T08:00:00Z"
    assert filled.count("position", until=begin) == 0
    assert filled.count("position", since=begin, until="2027-01-15T08:01:40Z") == 20
    assert filled.count("position", since=(BEGIN + 100) * 1_000_000) == 160
    table = filled.records("position", limit=3, columns=["id", "cell"])
    assert table.column_names == ["id", "cell"]
    assert len(table) == 3
    one, cell = table.column("id")[0].as_py(), table.column("cell")[0].as_py()
    assert filled.count("position", ids=[one.hex(), one]) == 1
    assert filled.count("position", cells=[f"{cell:x}"]) == filled.count("position", cells=[cell])
    assert 0 < filled.count("position", cells=[cell]) < 180
    with pytest.raises(UsageError, match="not an instant"):
        filled.records("position", since="yesterday")
    with pytest.raises(UsageError, match="no H3 cell"):
        filled.records("position", cells=["here"])


def test_the_past_is_read_as_it_was(node: Node, tmp_path: Path) -> None:
    node.ingest("ais", write(tmp_path / "a", DATA[:3000].rpartition(b"\n")[0] + b"\n"))
    before, then = node.count("position"), node.head()[0]
    node.ingest("ais", write(tmp_path / "b", DATA))
    assert node.count("position") > before == node.count("position", as_of=then)


def test_every_export_holds_the_same_rows(filled: Node, tmp_path: Path) -> None:
    for form in ("jsonl", "csv", "parquet", "arrow"):
        assert filled.export("position", tmp_path / form, form, columns=["id", "lat"]) == 180
    lines = [json.loads(line) for line in (tmp_path / "jsonl").read_text().splitlines()]
    with (tmp_path / "csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    table = pq.read_table(tmp_path / "parquet")
    with pa.ipc.open_stream((tmp_path / "arrow").read_bytes()) as stream:
        stream_ids = stream.read_all().column("id").to_pylist()
    assert table.schema.field("lat").metadata == {b"unit": b"deg"}
    told = {row["id"] for row in lines}
    assert told == {row["id"] for row in rows} == {each.hex() for each in stream_ids}
    assert told == {each.hex() for each in table.column("id").to_pylist()}
    assert "exercise" not in lines[0]


def test_an_export_to_gpx_holds_each_track_with_its_points(filled: Node, tmp_path: Path) -> None:
    assert filled.export("position", tmp_path / "day.gpx", "gpx") == 180
    text = (tmp_path / "day.gpx").read_text()
    assert text.count("<trkpt ") == 180
    assert "EXERCISE" not in text


def test_an_export_never_replaces_a_file_and_leaves_no_half_of_one(
    filled: Node, tmp_path: Path
) -> None:
    path = write(tmp_path / "out.csv", b"mine")
    with pytest.raises(UsageError, match="exists"):
        filled.export("position", path, "csv")
    assert path.read_bytes() == b"mine"
    with pytest.raises(UnknownName, match="jsonl, csv, parquet, arrow"):
        filled.export("position", tmp_path / "x", "xlsx")
    with pytest.raises(UsageError, match="cannot be written"):
        filled.export("position", tmp_path / "missing" / "x.csv", "csv")
    with pytest.raises(UnknownName):
        filled.export("position", tmp_path / "x", "csv", columns=["colour"])
    assert {each.name for each in tmp_path.iterdir()} == {"ledger", "lake.nmea", "out.csv"}


def test_text_that_would_be_a_formula_is_led_by_an_apostrophe(node: Node, tmp_path: Path) -> None:
    from pyais import encode_dict

    said = encode_dict(
        {"msg_type": 5, "mmsi": 316000100, "shipname": "=HYPERLINK(A1)", "ship_type": 70},
        talker_id="AI",
        sentence_type="VDM",
    )
    node.ingest("ais", write(tmp_path / "a", "".join(f"{s}\r\n" for s in said).encode()))
    out = io.BytesIO()
    assert node.export("particulars", out, "csv", columns=["name", "mmsi"]) == 1
    assert out.getvalue().decode("utf-8-sig").splitlines()[1] == "'=HYPERLINK(A1),316000100"


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "arrow"])
def test_every_row_out_of_an_exercise_says_so(tmp_path: Path, form: str) -> None:
    with Node.open(tmp_path / "ledger", exercise=True) as node:
        node.ingest("ais", write(tmp_path / "a", DATA))
        node.export("position", tmp_path / "out", form, limit=2)
    raw = (tmp_path / "out").read_bytes()
    if form == "jsonl":
        assert [json.loads(line)["exercise"] for line in raw.splitlines()] == [True, True]
    elif form == "csv":
        told = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
        assert [row["exercise"] for row in told] == ["true", "true"]
    else:
        table = (
            pq.read_table(io.BytesIO(raw))
            if form == "parquet"
            else pa.ipc.open_stream(raw).read_all()
        )
        assert table.column("exercise").to_pylist() == [True, True]


def test_an_erasure_names_its_rule_and_keeps_its_minimum(filled: Node) -> None:
    positions = sorted(ids(filled, "position"))[:3]
    assert filled.erase(positions, "rule 7", dry_run=True).rows == {"position": 3}
    assert filled.count("position") == 180
    done = filled.erase([*positions, bytes(16)], "rule 7")
    assert (done.rows, done.unknown) == ({"position": 3}, 1)
    assert filled.count("position") == 177
    with pytest.raises(UsageError, match="without a rule"):
        filled.erase(positions, " ")
    finding = filled.findings()[0].finding.id
    for dry in (True, False):
        with pytest.raises(BelowMinimum, match="at least 730 days"):
            filled.erase([finding], "rule 7", dry_run=dry)
    assert filled.verify().ok


def test_what_was_erased_does_not_come_back_with_the_file(filled: Node, tmp_path: Path) -> None:
    positions = sorted(ids(filled, "position"))[:3]
    filled.erase(positions, "rule 7")
    filled.ingest("ais", tmp_path / "lake.nmea")
    assert filled.count("position") == 177


def test_a_hold_beats_every_schedule(filled: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    positions = sorted(ids(filled, "position"))
    assert filled.hold("case 12", positions[:4], "trial") == 4
    with pytest.raises(BelowMinimum, match="legal hold"):
        filled.erase(positions[:1], "rule 7")
    found = filled.count("finding")
    later = reading.system_clock() + 800 * 86_400_000_000
    due = later_node(filled, Micros(later))
    told = due.erase_due(dry_run=True)
    assert told.rows["position"] == 176
    assert told.dry
    assert due.count("position") == 180
    assert due.erase_due().rows["position"] == 176
    assert ids(due, "position") == set(positions[:4])
    assert due.count("finding") == found > 0, "kept longer than what they rest on"
    with pytest.raises(UsageError, match="there is no hold 'case 13'; there are: case 12"):
        filled.lift("case 13", "over")
    assert filled.lift("case 12", "trial is over") == 4
    assert due.erase_due().rows["position"] == 4


def test_a_hold_of_what_is_not_there_holds_nothing(filled: Node) -> None:
    position = sorted(ids(filled, "position"))[0]
    with pytest.raises(UsageError, match="1 of 2 ids are not there"):
        filled.hold("case 12", [position, bytes(16)], "trial")
    assert filled.erase([position], "rule 7").rows == {"position": 1}


def test_an_erasure_tells_of_what_was_derived_and_may_take_it_along(filled: Node) -> None:
    first, *_, last = filled.records("position", columns=["id", "at"]).sort_by("at")["id"]
    told = filled.erase([first.as_py()], "rule 7")
    assert (told.rows, told.derived) == ({"position": 1}, {"track": 1})
    again = filled.erase([first.as_py()], "rule 7", derived=True)
    assert (again.rows, again.unknown, again.derived) == ({"track": 1}, 1, {})
    whole = filled.erase([last.as_py()], "rule 7", derived=True)
    assert (whole.rows, whole.unknown) == ({"position": 1, "track": 1}, 0)
    evidence = filled.findings()[0].finding.evidence
    dry = filled.erase(evidence, "rule 7", dry_run=True)
    assert min(dry.derived["finding"], dry.derived["crossing"]) >= 1
    before = filled.count("position")
    with pytest.raises(BelowMinimum):
        filled.erase(evidence, "rule 7", derived=True)
    assert filled.count("position") == before
    assert filled.verify().ok


def later_node(node: Node, now: Micros) -> Node:
    """The same node at a later instant."""
    from northline.ledger import Ledger

    later = Ledger.open(node.folder, signer=node.key, clock=lambda: now)
    return Node(later, node.operator, node.key, home=node.home)


def test_a_marking_is_changed_by_the_owner_and_follows_what_was_derived(filled: Node) -> None:
    positions = sorted(ids(filled, "position"))
    marked = filled.mark(positions, "Protected B; owner=local; compartments=trace", "new rules")
    assert marked["position"] == 180
    assert marked["track"] > 0
    assert filled.count("position") == filled.count("track") == 0
    assert filled.findings(state="all") == []
    with pytest.raises(UsageError, match="needs a reason"):
        filled.mark(positions, "Unclassified", "")


def test_another_agency_marks_nothing(filled: Node) -> None:
    filled.viewer = msgspec.structs.replace(filled.viewer, agency="cbp")
    with pytest.raises(NotPermitted):
        filled.mark(sorted(ids(filled, "rejected"))[:1] or [bytes(16)], "Unclassified", "why")


class Fixed:
    """The AIS decoder after a fix: it takes what was refused only for its checksum."""

    def __init__(self, context: Context, offset: int, carry: bytes) -> None:
        self._decoder = AIS.open(context, offset, carry)

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        body = data.rpartition(b"!")[2].rpartition(b"*")[0]
        folded = 0
        for byte in body:
            folded ^= byte
        return self._decoder.decode(b"!%b*%02X" % (body, folded), received, end=end)


def test_rejected_units_are_read_again_after_a_fix(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = DATA.splitlines(keepends=True)
    damaged = lines[1][:-4] + b"00\r\n"
    path = write(tmp_path / "a", lines[0] + damaged + b"rubbish\n")
    assert node.ingest("ais", path).rejected == 2
    assert node.retry_rejected() == Retried(tried=2, read=0, still=2)

    def fixed(context: Context, offset: int, carry: bytes) -> Decoder:
        return Fixed(context, offset, carry)

    monkeypatch.setattr(rejects, "FORMATS", (msgspec.structs.replace(AIS, open=fixed),))
    head = node.head()[0]
    assert node.retry_rejected() == Retried(tried=2, read=1, new={"position": 1}, still=1)
    assert node.count("position") == 2
    assert [each.raw for each in node.rejected()] == [b"rubbish"]
    assert node.count("rejected", as_of=head) == 2
    assert node.retry_rejected() == Retried(tried=1, read=0, still=1)
    assert node.verify().ok


def test_status_says_who_works_here_and_which_engine_is_behind(node: Node, tmp_path: Path) -> None:
    assert not any(each["behind"] for each in node.status()["engines"])
    node.ingest("ais", write(tmp_path / "a", DATA))
    told = node.status()
    behind = {each["name"]: each["behind"] for each in told["engines"]}
    assert (behind["tracking"], behind["crossing"]) == (True, False)
    assert told["operator"]["agency"] == "local"
    assert msgspec.json.encode(told)
