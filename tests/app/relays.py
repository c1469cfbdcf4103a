"""A relay that runs in a thread on a ledger, and what its clients do."""

import contextlib
import datetime
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from northline.app.node import Node
from northline.app.results import IngestReceipt
from tests.formats.cot_sample import event

PING = event("ANDROID-5f3a-ping", "t-x-c-t")


class Running:
    """A relay that runs in a thread.

    Attributes:
        address: where it listens.
        told: what it said.
        offers: whether it says that it speaks the TAK protocol.
        receipt: what it did, once it has ended.
    """

    def __init__(self, node: Node, address: str, format: str, marking: str | None) -> None:
        self.told: list[str] = []
        self.offers = format == "cot"
        self.receipt: IngestReceipt | None = None
        self._stop, listens = threading.Event(), threading.Event()

        def ready(_: str, where: tuple[str, int]) -> None:
            self.address = where
            listens.set()

        def read() -> None:
            self.receipt = node.ingest(
                format,
                address,
                marking=marking,
                stop=self._stop,
                ready=ready,
                trouble=self.told.append,
            )

        self._thread = threading.Thread(target=read)
        self._thread.start()
        assert listens.wait(30)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(30)
        assert not self._thread.is_alive()

    def client(self) -> socket.socket:
        opened = socket.create_connection(self.address)
        opened.settimeout(30)
        if self.offers:
            assert etree.fromstring(one_event(opened)).get("type") == "t-x-takp-v"
        return opened


@contextlib.contextmanager
def relay(
    node: Node,
    address: str = "relay://127.0.0.1:0",
    *,
    format: str = "cot",
    marking: str | None = None,
) -> Iterator[Running]:
    running = Running(node, address, format, marking)
    try:
        yield running
    finally:
        running.stop()


def exactly(client: socket.socket, count: int) -> bytes:
    got = bytearray()
    while len(got) < count:
        piece = client.recv(count - len(got))
        assert piece, f"the relay closed after {bytes(got)!r}"
        got += piece
    return bytes(got)


def one_event(client: socket.socket) -> bytes:
    """The next XML event, to its end and no further."""
    got = bytearray()
    while not got.endswith(b"</event>"):
        piece = client.recv(1)
        assert piece, f"the relay closed after {bytes(got)!r}"
        got += piece
    return bytes(got)


def silent(client: socket.socket, seconds: float = 0.6) -> bool:
    """Whether nothing comes for a while."""
    client.settimeout(seconds)
    try:
        return not client.recv(1)
    except TimeoutError:
        return True
    finally:
        client.settimeout(30)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def settled(running: Running, *clients: socket.socket) -> None:
    """Each client has had an answer, so that the relay knows them all."""
    for client in clients:
        client.sendall(PING)
        assert etree.fromstring(one_event(client)).get("type") == "t-x-c-t-r"


def fresh(uid: str, type: str = "a-u-S-X", *, seconds: float = 600, detail: str = "") -> bytes:
    """An event of now that holds for so many seconds."""
    moment = datetime.datetime.now(datetime.UTC)

    def instant(at: datetime.datetime) -> str:
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    stale = instant(moment + datetime.timedelta(seconds=seconds))
    made = event(uid, type, time=instant(moment), detail=detail)
    return made.replace(b'stale="2026-07-01T14:06:15Z"', f'stale="{stale}"'.encode())


def person(callsign: str, uid: str) -> bytes:
    """What a client says of itself."""
    return fresh(uid, "a-f-G-U-C", detail=f'<contact callsign="{callsign}" endpoint="*:-1:stcp"/>')


def told(node: Node) -> list[dict[str, Any]]:
    """All that the chain tells of relays, in order, each with the agency and its entry."""
    return [
        {**each, "agency": entry.facts["agency"], "entry": entry.seq, "kind": look["kind"]}
        for entry in node.ledger.entries()
        if entry.operation == "look" and entry.actor == "service:relay"
        for look in entry.facts["looks"]
        for each in look.get("told", ())
    ]
