"""Messages of a broker into the ledger: acknowledged when they are committed, and kept once."""

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from northline.app.node import Node
from northline.ledger import Ledger
from northline.records.errors import LedgerFull
from northline.transports import mqtt
from tests.app.listening import ingesting, until
from tests.app.processes import said, start
from tests.formats.sensing_sample import observation
from tests.transports.brokers import Loop, broker, publishing
from tests.transports.scripted_broker import ScriptedBroker, scripted

TOPIC = "v1.1/Datastreams(7)/Observations"
TIMED = json.dumps(observation(True)).encode()
LATER = "2026-07-01T14:00:01Z"
UNTIMED = b'{"result": true}'

READ = """
import sys
from northline.app.node import Node
from northline.transports.mqtt import MqttClient
MqttClient.settle = lambda self, connection, settled: print("kept", flush=True)
with Node.open(sys.argv[1]) as node:
    node.ingest("sensorthings", sys.argv[2], source="posts")
"""
"""Keeps what comes and never acknowledges it."""


class Remote:
    """A scripted broker in a thread of its own."""

    def __init__(self, loop: Loop, there: ScriptedBroker) -> None:
        self._loop, self.there = loop, there
        self.address = f"mqtt://127.0.0.1:{there.port}/v1.1/%23?client=reader"

    def publish(self, data: bytes) -> None:
        async def work() -> None:
            await self.there.subscribed()
            self.there.publish(TOPIC, data)

        self._loop.run(work())

    def cut(self) -> None:
        self._loop.loop.call_soon_threadsafe(self.there.cut)


@pytest.fixture
def remote() -> Iterator[Remote]:
    loop = Loop()
    opened = contextlib.AsyncExitStack()
    made = Remote(loop, loop.run(opened.enter_async_context(scripted())))
    yield made
    loop.run(opened.aclose())
    loop.stop()


def read(node: Node, address: str, **more: Any) -> Any:
    return ingesting(node, "sensorthings", address, listens=False, source="posts", **more)


def plots(node: Node) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = node.records("plot").to_pylist()
    return found


def test_observations_of_a_real_broker_become_plots_of_the_topics_datastream(node: Node) -> None:
    with broker() as port, publishing(port) as publish:
        address = f"mqtt://127.0.0.1:{port}/v1.1/+/Observations"
        with read(node, address) as running:

            def kept() -> bool:
                publish(TOPIC, TIMED)
                return node.count("plot") > 0

            until(kept)
            publish(TOPIC, b'{"result": 21.5}')
            publish(TOPIC, b"rubbish")
            until(lambda: node.count("rejected") > 0)
    (plot,) = plots(node)
    assert (plot["sensor"], plot["measure"]) == ("sta:posts/7", "trip")
    assert running.receipt.new == {"plot": 1}
    assert running.receipt.other == {"observation: of a property that was not told": 1}
    assert [each.raw for each in node.rejected()] == [b"rubbish"]
    assert node.verify().ok


def test_a_device_that_states_no_time_and_trips_twice_has_tripped_twice(
    node: Node, remote: Remote
) -> None:
    with read(node, remote.address):
        for _ in range(3):
            remote.publish(UNTIMED)
        for _ in range(3):
            remote.publish(TIMED)
        until(lambda: len(remote.there.heard) == 6)
    found = plots(node)
    assert [each["timed"] for each in found].count(False) == 3
    assert [each["timed"] for each in found].count(True) == 1


def test_what_was_committed_and_not_acknowledged_is_kept_once_when_it_comes_again(
    node: Node, remote: Remote, tmp_path: Path
) -> None:
    process = start(READ, tmp_path / "ledger", remote.address)
    try:
        remote.publish(TIMED)
        said(process, "kept")
        assert remote.there.heard == []
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    assert node.count("plot") == 1
    with read(node, remote.address) as running:
        until(lambda: remote.there.heard == [1])
    assert node.count("plot") == 1
    assert running.receipt.known == 1


def test_a_full_ledger_acknowledges_nothing_until_there_is_room(
    node: Node, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt, "AGAIN_SECONDS", 0.05)

    def full(*_: object, **__: object) -> None:
        raise LedgerFull("no space is left")

    with read(node, remote.address) as running:
        with monkeypatch.context() as patched:
            patched.setattr(Ledger, "append_all", full)
            remote.publish(TIMED)
            until(lambda: bool(running.told))
            assert remote.there.heard == []
        until(lambda: remote.there.heard == [1])
    assert node.count("plot") == 1
    assert "no space is left" in running.told[0]


def test_a_cut_is_told_of_and_nothing_is_lost(node: Node, remote: Remote) -> None:
    with read(node, remote.address) as running:
        remote.publish(TIMED)
        until(lambda: node.count("plot") == 1)
        remote.cut()
        until(lambda: bool(running.told))
        remote.publish(json.dumps(observation(True, phenomenonTime=LATER)).encode())
        until(lambda: len(remote.there.heard) == 2)
    assert "the connection to the broker ended" in running.told[0]
    assert running.told[0].endswith("trying again")
