"""Bodies over HTTP into the ledger: what is acknowledged is committed, whatever is killed."""

import http.client
import os
import signal
import socket
import threading
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.ledger import Ledger
from northline.records.errors import LedgerFull
from tests.app.lake import ids, log
from tests.app.listening import PATIENCE, ingesting, post, until
from tests.app.processes import said, start

LINES = log(ships=1, reports=20, static=False)
HERE = "http-listen://127.0.0.1:0/ais"


def test_an_answer_of_200_says_that_the_records_are_in_the_ledger(node: Node) -> None:
    with ingesting(node, "ais", HERE) as running:
        status, told = post(running.where, LINES, "/ais")
        assert (status, told) == (
            200,
            {"kept": True, "units": 20, "records": 20, "rejected": 0},
        )
        assert node.count("position") == 20
    assert running.receipt.new == {"position": 20}
    assert [each.connection for each in running.receipt.streams] == [HERE]


def test_a_body_sent_again_adds_nothing_and_another_one_does(node: Node) -> None:
    with ingesting(node, "ais", HERE) as running:
        for _ in range(3):
            assert post(running.where, LINES, "/ais")[0] == 200
        assert node.count("position") == 20
        assert post(running.where, LINES + LINES, "/ais")[0] == 200
    with ingesting(node, "ais", HERE) as again:
        assert post(again.where, LINES, "/ais")[0] == 200
    assert len(ids(node, "position")) == 60
    assert again.receipt.known == 20


def test_a_body_of_which_some_cannot_be_read_is_kept_and_says_how_much(node: Node) -> None:
    with ingesting(node, "ais", HERE) as running:
        status, told = post(running.where, LINES + b"rubbish\r\n", "/ais")
        assert (status, told["units"], told["rejected"]) == (200, 21, 1)
        assert told["reason"]
    assert [each.raw for each in node.rejected()] == [b"rubbish"]


@pytest.mark.parametrize(
    ("body", "says", "rejected"),
    [
        (b"rubbish\n", "nothing of this body could be read", 1),
        (b"# a comment\nrubbish\n", "nothing of this body could be read", 1),
        (b"rubbish\n" * 300, "Nothing was kept", 0),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_in_a_sentence(
    node: Node, body: bytes, says: str, rejected: int
) -> None:
    with ingesting(node, "ais", HERE, max_rejected=100) as running:
        status, told = post(running.where, body, "/ais")
    assert status == 422
    assert says in told["error"]
    assert node.count("rejected") == rejected


def test_a_full_ledger_asks_to_send_again_and_goes_on(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise LedgerFull("no space is left")

    with ingesting(node, "ais", HERE) as running:
        with monkeypatch.context() as patched:
            patched.setattr(Ledger, "append_all", full)
            status, told = post(running.where, LINES, "/ais")
        assert status == 503
        assert "send the same again later" in told["error"]
        assert node.count("position") == 0
        assert post(running.where, LINES, "/ais")[0] == 200
    assert running.told == ["no space is left. Nothing was kept: send the same again later"]


def test_many_devices_at_once_are_all_heard(node: Node) -> None:
    bodies = [log(ships=1, reports=5, static=False) + b"# %d\n" % number for number in range(30)]
    answers: list[int] = []
    with ingesting(node, "ais", HERE) as running:
        senders = [
            threading.Thread(
                target=lambda b=each: answers.append(post(running.where, b, "/ais")[0])
            )
            for each in bodies
        ]
        for each in senders:
            each.start()
        for each in senders:
            each.join(PATIENCE)
    assert answers == [200] * 30
    assert len(ids(node, "position")) == 150


def test_a_client_that_stops_in_mid_body_leaves_nothing_and_harms_nobody(node: Node) -> None:
    head = b"POST /ais HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n" % len(LINES)
    with ingesting(node, "ais", HERE) as running:
        with socket.create_connection(running.where) as slow:
            slow.sendall(head + LINES[:500])
            assert post(running.where, LINES, "/ais")[0] == 200
        with socket.create_connection(running.where) as gone:
            gone.sendall(head + LINES[:700])
        assert post(running.where, LINES, "/ais")[0] == 200
    assert node.count("position") == 20
    assert not node.rejected()


def test_a_token_is_never_told(node: Node) -> None:
    heard: list[str] = []
    address = "http-listen://127.0.0.1:0/?token=hush"
    node.ingest("ais", address, seconds=0.2, ready=lambda name, _: heard.append(name))
    assert heard == ["http-listen://127.0.0.1:0/?token=..."]
    with ingesting(node, "ais", address) as running:
        assert post(running.where, LINES)[0] == 401
        assert post(running.where, LINES, Authorization="Bearer hush")[0] == 200


LISTEN = """
import os, sys, time
from northline.app import bodies
from northline.app.node import Node
if sys.argv[2] != "never":
    before, plain = sys.argv[2] == "before", bodies.Bodies.keep
    def keep(self, chunks):
        settled = None if before else plain(self, chunks)
        print("now", flush=True)
        time.sleep(600)
        return settled
    bodies.Bodies.keep = keep
with Node.open(sys.argv[1]) as node:
    ready = lambda _, where: print("listens", *where, flush=True)
    node.ingest("ais", "http-listen://127.0.0.1:0/ais", ready=ready)
"""
"""Waits to be killed, with a whole body in hand, before or after it commits it."""


@pytest.mark.parametrize(("moment", "kept"), [("before", 0), ("after", 20)])
def test_whoever_was_not_answered_sends_again_and_nothing_stands_twice(
    tmp_path: Path, moment: str, kept: int
) -> None:
    folder = tmp_path / "ledger"
    with Node.open(folder):
        pass
    dies = start(LISTEN, folder, moment)
    where = said(dies, "listens").split()
    connection = http.client.HTTPConnection(where[1], int(where[2]), timeout=PATIENCE)
    connection.request("POST", "/ais", LINES)
    said(dies, "now")
    os.kill(dies.pid, signal.SIGKILL)
    dies.communicate()
    with pytest.raises((http.client.HTTPException, OSError)):
        connection.getresponse()
    connection.close()
    with Node.open(folder) as node:
        assert node.count("position") == kept
        with ingesting(node, "ais", HERE) as running:
            assert post(running.where, LINES, "/ais")[0] == 200
        assert len(ids(node, "position")) == 20
        assert node.verify().ok


def test_who_waits_when_we_stop_is_told_the_truth(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.app.bodies import Bodies

    begun, go = threading.Event(), threading.Event()
    plain = Bodies.keep

    def slow(self: Bodies, chunks: object) -> object:
        begun.set()
        go.wait(PATIENCE)
        return plain(self, chunks)  # type: ignore[arg-type]

    monkeypatch.setattr(Bodies, "keep", slow)
    answers: list[int] = []
    with ingesting(node, "ais", HERE) as running:
        sender = threading.Thread(
            target=lambda: answers.append(post(running.where, LINES, "/ais")[0])
        )
        sender.start()
        assert begun.wait(PATIENCE)
        running.stop.set()
        threading.Timer(0.3, go.set).start()
    sender.join(PATIENCE)
    assert answers == [200]
    assert node.count("position") == 20
    until(lambda: not sender.is_alive())
