"""Replay: the same bytes again, or the reason why not, and nothing else."""

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from northline.app import replaying
from northline.app.node import Node
from northline.app.runners import local
from northline.app.runners.steps import params_digest, params_text
from northline.engines.registry import configured, engine_named
from northline.ledger.parameters import digest_of
from northline.ledger.store import pack, unpack
from northline.records.errors import LedgerDamaged
from northline.records.protocols import Engine
from tests.app.lake import ids, log, write
from tests.app.test_side_by_side import ingest_in_groups

ENGINES = (engine_named("tracking"), engine_named("crossing"))
"""The engines that are run and taken again here."""

TRACKING: dict[str, Any] = msgspec.to_builtins(ENGINES[0].params)

OTHERS = (
    configured("tracking", {"gate": 5.0, "vessel": {**TRACKING["vessel"], "max_gap": 900.0}}),
    configured("crossing", {"certainty": 0.99999, "likely": 0.999999, "line_sigma": 100.0}),
)
"""The engines with parameters that are not the usual ones."""


@pytest.fixture
def played(node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    """A ledger with findings of many steps, and states kept now and then."""
    monkeypatch.setattr(local, "KEEP_EVERY", 8)
    ingest_in_groups(node, write(tmp_path / "lake.nmea", log(ships=4, reports=100)))
    run(node, ENGINES)
    assert len(node.findings(state="all", kind="line-crossing")) == 4
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


def test_another_version_is_not_computable(played: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    found = played.findings()[0].finding
    monkeypatch.setattr(replaying, "ENGINES", (ENGINES[0], versioned("99")))
    why = played.replay(found.id).why or ""
    assert re.match(r"not computable with this release: crossing \d+ took .*, this is 99$", why), (
        why
    )
    monkeypatch.setattr(replaying, "ENGINES", ENGINES[:1])
    assert "; it is not here" in (played.replay(found.id).why or "")


# --- parameters of a settings file ------------------------------------------------------------


def test_findings_of_other_parameters_are_given_again_without_any_settings(
    node: Node, tmp_path: Path
) -> None:
    ingest_in_groups(node, write(tmp_path / "lake.nmea", log(ships=2, reports=100)))
    run(node, OTHERS)
    found = ids(node, "finding")
    assert len(found) == 2
    digest = params_digest(OTHERS[1])
    assert (
        {view.finding.params for view in node.findings()} == {digest} != {params_digest(ENGINES[1])}
    )
    assert node.ledger.parameters("crossing", digest) == params_text(OTHERS[1])
    assert [node.replay(each).why for each in sorted(found)] == [None, None]
    assert node.verify().ok


def test_where_the_usual_parameters_change_later_those_of_the_step_are_taken(
    played: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a later release may have it: the ledger's own word comes before what is usual now."""
    monkeypatch.setattr(replaying, "ENGINES", OTHERS)
    assert all(played.replay(each).same for each in ids(played, "finding"))


def test_findings_before_and_after_a_change_of_parameters_are_given_again(
    node: Node, tmp_path: Path
) -> None:
    before = half_and_half(node, tmp_path, ENGINES, OTHERS)
    after = sorted(ids(node, "finding") - set(before))
    assert min(len(before), len(after)) >= 2
    near = [node.replay(each) for each in (*before, *after)]
    assert [each.why for each in near] == [None] * len(near)
    with sqlite3.connect(node.folder / "ledger.db") as log:
        log.execute("delete from checkpoints")
    far = [node.replay(each) for each in (*before, *after)]
    assert [each.why for each in far] == [None] * len(far)
    half = len(before)
    assert [each.steps for each in near[:half]] == [each.steps for each in far[:half]]
    assert all(one.steps < other.steps for one, other in zip(near[half:], far[half:], strict=True))


def test_a_replay_begins_where_the_version_changed_and_says_so_before_it(
    node: Node, tmp_path: Path
) -> None:
    old = half_and_half(node, tmp_path, (ENGINES[0], versioned("1-old")), ENGINES)
    crossings = node.findings(state="all", kind="line-crossing")
    new = sorted({view.finding.id for view in crossings} - set(old))
    assert [node.replay(each).why for each in new] == [None, None], "the state there is kept"
    assert "crossing 1-old took the step" in (node.replay(old[0]).why or "")
    with sqlite3.connect(node.folder / "ledger.db") as log:
        log.execute("delete from checkpoints")
    assert "crossing 1-old took the step" in (node.replay(new[0]).why or "")


def test_a_ledger_of_before_holds_digests_alone(node: Node, tmp_path: Path) -> None:
    """The usual parameters are known by their digest; others are missing, and named by it."""
    half_and_half(node, tmp_path, ENGINES, OTHERS)
    with sqlite3.connect(node.folder / "ledger.db") as log:
        log.execute("delete from parameters")
    digest = params_digest(OTHERS[1])
    for view in node.findings(state="all"):
        replay = node.replay(view.finding.id)
        assert replay.same is (view.finding.params != digest)
        assert replay.same or digest.hex() in (replay.why or "")
        assert replay.same or "are not in this ledger" in (replay.why or "")


def test_parameters_that_were_tampered_with_are_not_taken(node: Node, tmp_path: Path) -> None:
    half_and_half(node, tmp_path, OTHERS, OTHERS)
    with sqlite3.connect(node.folder / "ledger.db") as log:
        log.execute("update parameters set content = replace(content, '0.99999', '0.9')")
    with pytest.raises(LedgerDamaged, match="northline verify"):
        node.replay(node.findings()[0].finding.id)


def test_parameters_that_this_release_does_not_take_are_named(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "params_text", lambda engine: b'{"certainty":0.9,"gone":1}')
    monkeypatch.setattr(
        local, "params_digest", lambda engine: digest_of(b'{"certainty":0.9,"gone":1}')
    )
    half_and_half(node, tmp_path, ENGINES, ENGINES)
    why = node.replay(node.findings()[0].finding.id).why or ""
    assert why.startswith("not computable with this release: crossing")
    assert "gone" in why


def versioned(version: str) -> Engine:
    """The crossing engine as another release would have it."""
    engine = type(ENGINES[1])()
    engine.version = version
    return engine


def run(node: Node, engines: Sequence[Engine]) -> None:
    local.run(node, None, follow=False, step_rows=60, engines=engines)


def half_and_half(
    node: Node, folder: Path, first: Sequence[Engine], then: Sequence[Engine]
) -> list[bytes]:
    """Two ships cross the line, then two others, before and after a change of engines.

    Returns:
        The findings of before.
    """
    lines = log(ships=4, reports=100, static=False).splitlines(keepends=True)
    before: list[bytes] = []
    for late, engines in ((False, first), (True, then)):
        some = [line for place, line in enumerate(lines) if (place % 4 >= 2) is late]
        ingest_in_groups(node, write(folder / f"{late}.nmea", b"".join(some)))
        run(node, engines)
        before = before or sorted(ids(node, "finding"))
    assert len(node.findings(state="all", kind="line-crossing")) == 4
    return before
