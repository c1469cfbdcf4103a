"""Replay: the same bytes again, or the reason why not, and nothing else."""

import sqlite3
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

from northline.app import replaying
from northline.app.node import Node
from northline.app.runners import local
from northline.engines.registry import ENGINES
from northline.ledger.store import pack, unpack
from northline.records.errors import UsageError
from tests.app.lake import ids, log, write
from tests.app.test_side_by_side import ingest_in_groups


@pytest.fixture
def played(node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    """A ledger with findings of many steps, and states kept now and then."""
    monkeypatch.setattr(local, "KEEP_EVERY", 8)
    ingest_in_groups(node, write(tmp_path / "lake.nmea", log(ships=4, reports=100)))
    node.run(step_rows=60)
    assert node.count("finding") == 4
    return node


def test_every_finding_is_given_again_byte_for_byte(played: Node) -> None:
    for finding in sorted(ids(played, "finding")):
        replay = played.replay(finding)
        assert replay.same, replay.why
        assert replay.steps >= 1
        assert replay.why is None


def test_a_replay_begins_at_the_nearest_state_kept(played: Node) -> None:
    last = max(view.finding.at for view in played.findings())
    found = next(v.finding for v in played.findings() if v.finding.at == last)
    near = played.replay(found.id).steps
    with sqlite3.connect(played.folder / "ledger.db") as log:
        log.execute("delete from checkpoints")
    far = played.replay(found.id)
    assert far.same
    assert far.steps > near


def test_a_finding_is_given_again_after_compaction(played: Node) -> None:
    played.compact()
    assert all(played.replay(finding).same for finding in ids(played, "finding"))


def test_where_evidence_was_erased_the_rule_is_all_that_is_said(played: Node) -> None:
    found = played.findings()[0].finding
    (track,) = ids(played, "track") & set(found.evidence[:1])
    played.erase([track], "Privacy Act s. 6(3)")
    replay = played.replay(found.id)
    assert replay == type(replay)(
        same=False, steps=0, why="evidence erased under rule Privacy Act s. 6(3)"
    )


def test_a_finding_that_was_tampered_with_is_not_given_again(played: Node) -> None:
    found = played.findings()[0].finding
    with sqlite3.connect(played.folder / "ledger.db") as log:
        parts = log.execute("select part, body from parts where kind = 'finding'").fetchall()
        for part, body in parts:
            table = unpack(body)
            scores = [
                0.5 if each == found.id else score
                for each, score in zip(
                    table.column("id").to_pylist(), table.column("score").to_pylist(), strict=True
                )
            ]
            place = table.schema.get_field_index("score")
            table = table.set_column(place, table.schema.field("score"), pa.array(scores))
            log.execute("update parts set body = ? where part = ?", (pack(table), part))
    replay = played.replay(found.id)
    assert not replay.same
    assert replay.why == "the steps give this finding with other content"


def test_evidence_that_was_tampered_with_gives_another_state(played: Node) -> None:
    found = played.findings()[0].finding
    with sqlite3.connect(played.folder / "ledger.db") as log:
        log.execute("delete from checkpoints")
        part, body = log.execute(
            "select part, body from parts where kind = 'track' order by part limit 1"
        ).fetchone()
        table = unpack(body)
        moved = pa.chunked_array([[lat - 0.01 for lat in table.column("lat").to_pylist()]])
        place = table.schema.get_field_index("lat")
        table = table.set_column(place, table.schema.field("lat"), moved)
        log.execute("update parts set body = ? where part = ?", (pack(table), part))
    replay = played.replay(found.id)
    assert not replay.same
    assert "leaves another state than it did" in (replay.why or "")


def test_another_version_or_other_parameters_are_not_computable(
    played: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = played.findings()[0].finding
    engine = type(ENGINES[1])()
    engine.version = "99"
    monkeypatch.setattr(replaying, "ENGINES", (ENGINES[0], engine))
    assert "not computable with this release" in (played.replay(found.id).why or "")
    engine.version = ENGINES[1].version
    engine.params = msgspec.structs.replace(engine.params, certainty=0.9)
    assert "other parameters" in (played.replay(found.id).why or "")
    monkeypatch.setattr(replaying, "ENGINES", ENGINES[:1])
    assert "not here" in (played.replay(found.id).why or "")


def test_a_finding_that_is_not_there_is_named(node: Node) -> None:
    with pytest.raises(UsageError, match="there is no finding 0000"):
        node.replay(bytes(16))
