"""Whatever is killed, and however many do the same at once: each record and finding once."""

import os
import signal
import threading
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.app.runners import local
from northline.app.runners.local import Runner
from northline.engines.registry import ENGINES
from northline.records.errors import Conflict
from northline.records.protocols import Engine
from tests.app.lake import ids, log, write
from tests.app.processes import INGEST, RUN, ended, said, start

WHOLE = log(ships=8, reports=150)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "lake.nmea", WHOLE)


@pytest.fixture
def once(tmp_path: Path, path: Path) -> tuple[set[bytes], set[bytes]]:
    """Ids of records and of findings, of one ingest and one run."""
    with Node.open(tmp_path / "once") as node:
        node.ingest("ais", path)
        node.run()
        return ids(node), ids(node, "track", "crossing", "finding")


def test_after_a_kill_the_ingest_goes_on_and_gives_what_one_go_gives(
    tmp_path: Path, path: Path, once: tuple[set[bytes], set[bytes]]
) -> None:
    killed = start(INGEST, tmp_path / "ledger", path)
    said(killed, "open")
    assert killed.stdout is not None
    for _ in range(3):
        killed.stdout.readline()
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    with Node.open(tmp_path / "ledger") as node:
        before = len(ids(node))
        receipt = node.ingest("ais", path)
        assert 0 < before < len(once[0])
        assert receipt.known == before
        assert ids(node) == once[0]
        assert node.verify().ok


def test_two_ingests_of_one_file_at_once_keep_each_record_once(
    tmp_path: Path, path: Path, once: tuple[set[bytes], set[bytes]]
) -> None:
    Node.open(tmp_path / "ledger").close()
    both = [start(INGEST, tmp_path / "ledger", path) for _ in range(2)]
    told = [ended(each).splitlines()[-1].split() for each in both]
    with Node.open(tmp_path / "ledger") as node:
        assert ids(node) == once[0]
    assert sum(int(new) for _, new, _ in told) == len(once[0])
    assert all(int(new) + int(known) == len(once[0]) for _, new, known in told)


def test_two_runners_at_once_make_each_finding_once(
    tmp_path: Path, path: Path, once: tuple[set[bytes], set[bytes]]
) -> None:
    with Node.open(tmp_path / "ledger") as node:
        ingest_in_groups(node, path)
        both = [start(RUN, tmp_path / "ledger") for _ in range(2)]
        for each in both:
            said(each, "open")
        for each in both:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        for each in both:
            ended(each)
        assert ids(node, "track", "crossing", "finding") == once[1]


def test_after_a_kill_the_engines_go_on_and_give_what_one_go_gives(
    tmp_path: Path,
    path: Path,
    once: tuple[set[bytes], set[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Node.open(tmp_path / "ledger") as node:
        ingest_in_groups(node, path)
        killed = start(RUN, tmp_path / "ledger")
        assert killed.stdin is not None
        killed.stdin.write("go\n")
        killed.stdin.flush()
        for _ in range(3):
            said(killed, "step")
        os.kill(killed.pid, signal.SIGKILL)
        killed.communicate()
        before = node.count("track")
        node.run()
        assert 0 < before < node.count("track")
        assert ids(node, "track", "crossing", "finding") == once[1]


def ingest_in_groups(node: Node, path: Path) -> None:
    """Ingest with many small commits, so that there are many steps to take."""
    from northline.app import feeds
    from northline.transports.files import FileTransport

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds, "GROUP_RECORDS", 50)
        patch.setattr(
            "northline.app.ingesting.transport_at",
            lambda path, offset=0: FileTransport(path, offset=offset, chunk_bytes=4096),
        )
        node.ingest("ais", path)


def test_where_steps_end_changes_nothing_that_is_found(
    node: Node, path: Path, once: tuple[set[bytes], set[bytes]]
) -> None:
    ingest_in_groups(node, path)
    runs = node.run(step_rows=60)
    assert runs[0].steps > 5
    assert ids(node, "track", "crossing", "finding") == once[1]
    assert all(run.steps == 0 for run in node.run())


def test_a_runner_that_lost_its_lease_commits_nothing(node: Node, path: Path) -> None:
    ingest_in_groups(node, path)
    runner = Runner(node, ENGINES[0], 60)
    runner._load()
    assert node.ledger.lease("engine:tracking", "another", seconds=60)
    with pytest.raises(Conflict, match="run by another process"):
        runner.step("me")
    assert node.count("track") == 0


def test_a_runner_whose_engine_moved_on_commits_nothing(node: Node, path: Path) -> None:
    ingest_in_groups(node, path)
    late = Runner(node, ENGINES[0], 60)
    late._load()
    node.run("tracking")
    count = node.count("track")
    assert node.ledger.lease("engine:tracking", "me", seconds=60)
    with pytest.raises(Conflict, match="stands at"):
        late.step("me")
    assert node.count("track") == count


def test_runners_without_any_lease_still_make_each_finding_once(
    node: Node, path: Path, once: tuple[set[bytes], set[bytes]]
) -> None:
    """The position of the engine alone fences: who comes second starts again from there."""
    ingest_in_groups(node, path)
    for engine in ENGINES:
        if not node.ledger.changes(engine.reads, 0, limit=1):
            continue  # it reads what no ship says
        conflicts: list[Conflict] = []
        start_line = threading.Barrier(3)

        def work(
            engine: Engine = engine,
            conflicts: list[Conflict] = conflicts,
            start_line: threading.Barrier = start_line,
        ) -> None:
            runner = Runner(node, engine, 60)
            runner._load()
            start_line.wait()
            while runner.behind():
                try:
                    runner.step(None)
                except Conflict as conflict:
                    conflicts.append(conflict)
                    runner._load()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert conflicts
    assert ids(node, "track", "crossing", "finding") == once[1]


def test_records_that_a_service_may_not_see_are_passed_over(node: Node, path: Path) -> None:
    node.ingest("ais", path, marking="Protected B; owner=cbp")
    run = node.run()[0]
    assert (run.steps, run.rows) == (1, 0)
    assert node.run()[0].steps == 0


def test_a_runner_stops_politely_where_another_has_the_lease(
    node: Node, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "SECONDS", -0.8)
    node.ingest("ais", path)
    assert node.ledger.lease("engine:tracking", "another", seconds=60)
    run = node.run("tracking")[0]
    assert (run.steps, run.stopped) == (0, "another process runs it")
