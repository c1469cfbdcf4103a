"""Records exported as Cursor on Target and as the TAK protocol, and read in again."""

from pathlib import Path

import pytest

from northline.app.node import Node
from northline.records.errors import UnknownName, UsageError
from tests.app.lake import log, write
from tests.formats.cot_sample import SAMPLE
from tests.formats.tak_sample import SAMPLE as TAK_SAMPLE


def raws(node: Node) -> set[str]:
    return set(node.records("message").column("raw").to_pylist())


def test_messages_come_back_byte_for_byte(node: Node, tmp_path: Path) -> None:
    node.ingest("cot", write(tmp_path / "in.cot", SAMPLE))
    count = node.export("message", tmp_path / "out.cot", "cot")
    assert count == node.count("message") > 8
    with Node.open(tmp_path / "second") as second:
        second.ingest("cot", tmp_path / "out.cot")
        assert raws(second) == raws(node)
        assert second.count("rejected") == 0


def test_messages_go_through_the_tak_protocol_and_come_back(node: Node, tmp_path: Path) -> None:
    node.ingest("tak", write(tmp_path / "in.tak", TAK_SAMPLE))
    assert node.export("message", tmp_path / "out.tak", "tak") == node.count("message")
    with Node.open(tmp_path / "second") as second:
        second.ingest("tak", tmp_path / "out.tak")
        protobuf = {each for each in raws(node) if not each.startswith("<")}
        assert protobuf <= raws(second)
        assert second.count("message") == node.count("message")
        assert second.count("unit") == node.count("unit")
    assert node.export("message", tmp_path / "out.cot", "cot") == node.count("message")
    with Node.open(tmp_path / "third") as third:
        third.ingest("cot", tmp_path / "out.cot")
        assert third.count("rejected") == 0
        assert third.count("position") == node.count("position")


@pytest.mark.parametrize("format", ["cot", "tak"])
@pytest.mark.parametrize("exercise", [False, True])
def test_whatever_is_on_a_map_is_exported_and_says_exercise_where_it_is_one(
    tmp_path: Path, format: str, exercise: bool
) -> None:
    with Node.open(tmp_path / "ledger", exercise=exercise) as node:
        node.ingest("ais", write(tmp_path / "lake.nmea", log(ships=1)), source="lake")
        node.run()
        for kind in ("position", "track", "crossing", "finding"):
            out = tmp_path / f"{kind}.{format}"
            assert node.export(kind, out, format) == node.count(kind) > 0
            assert (b"EXERCISE" in out.read_bytes()) is exercise
        with Node.open(tmp_path / "second", exercise=exercise) as second:
            second.ingest(format, tmp_path / f"finding.{format}")
            (finding,) = second.records("message").to_pylist()
    assert finding["type"] == "b-l-l-l"
    assert "Crossed the line into Canada" in finding["text"]


def test_what_cannot_be_written_says_so_and_leaves_no_file(node: Node, tmp_path: Path) -> None:
    out = tmp_path / "out.cot"
    with pytest.raises(UnknownName, match="no Cursor on Target of decision"):
        node.export("decision", out, "cot")
    with pytest.raises(UsageError, match="needs the columns"):
        node.export("position", out, "cot", columns=["id", "lon", "lat"])
    assert not out.exists()
    with pytest.raises(UnknownName, match="cot, tak"):
        node.export("position", out, "kml")
