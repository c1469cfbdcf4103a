"""A node that is up loses nothing and finds nothing twice, whichever process is killed."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.health import Watch
from northline.app.health_status import look
from northline.app.node import Node
from northline.app.settings import engines_of
from northline.ledger.reading import system_clock
from tests.faults.up_node import (
    Sender,
    asked,
    check,
    committed,
    end,
    is_gone,
    kill,
    lines,
    settled,
    status,
    until,
    up,
)


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    monkeypatch.setenv("NORTHLINE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NORTHLINE_SETTINGS", raising=False)
    with Node.open(tmp_path / "ledger") as opened:
        yield opened


def test_each_process_that_is_killed_is_started_again_without_loss_or_duplicate(
    node: Node, tmp_path: Path
) -> None:
    """And with the settings with which the node was started, whatever became of the file."""
    settings = tmp_path / "northline.toml"
    settings.write_text("[engines.tracking]\ngate = 5.0\n[engines.crossing]\ncertainty = 0.99\n")
    engines, sent = engines_of(settings), lines(4)
    with (
        Sender(node, sent, a_second=150) as sender,
        up(node.folder, sender.address, log=tmp_path / "log", settings=settings) as running,
    ):
        settings.write_text("[engines.tracking]\ngate = 6.0\n")
        until(lambda: committed(node) > 0, "some is committed")
        kill(node.folder, "feed", "engines", "api", pause=0.1)
        settled(node, len(sent))
        told = asked(node.folder, "/engines")["engines"]
        assert [each["params"]["gate"] for each in told[:1]] == [5.0]
        assert end(running) == 0, (tmp_path / "log").read_text()
        assert sender.connections >= 2
    assert look(node.folder) == (None, False), "an up that ended in order leaves nothing"
    check(node, sent, tmp_path, engines)
    assert all(node.replay(view.finding.id).same for view in node.findings())


def test_an_up_that_is_killed_takes_its_processes_along_and_another_one_goes_on(
    node: Node, tmp_path: Path
) -> None:
    sent = lines(2)
    with Sender(node, sent, a_second=150) as sender:
        with up(node.folder, sender.address, log=tmp_path / "log") as running:
            until(lambda: committed(node) > 0, "some is committed")
            pids = [each.pid for each in status(node.folder).processes]
            assert len(pids) == 3
            os.kill(running.pid, signal.SIGKILL)
            until(lambda: all(map(is_gone, pids)), "its processes are gone", 20)
        told = Watch(node, system_clock()).health(system_clock())
        assert not told.up
        assert [each.code for each in told.troubles] == ["up-killed"]
        with up(node.folder, sender.address, log=tmp_path / "log") as running:
            settled(node, len(sent))
            assert end(running) == 0, (tmp_path / "log").read_text()
    check(node, sent, tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thirty_kills_at_random_moments_lose_and_repeat_nothing(
    node: Node, tmp_path: Path, seed: int
) -> None:
    sent, chance = lines(40), random.Random(seed)
    with (
        Sender(node, sent, a_second=80) as sender,
        up(node.folder, sender.address, log=tmp_path / "log") as running,
    ):
        until(lambda: committed(node) > 0, "some is committed")
        for _ in range(30):
            time.sleep(chance.uniform(0.0, 1.0))
            kill(node.folder, chance.choice(["feed", "feed", "engines", "engines", "api"]))
        settled(node, len(sent))
        assert end(running) == 0, (tmp_path / "log").read_text()
    check(node, sent, tmp_path)
