"""An ingest that runs beside a test, and what is sent to it."""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from northline.app.node import Node
from northline.app.results import IngestReceipt

PATIENCE = 30.0


class Running:
    """An ingest under way.

    Attributes:
        where: host and port, once it listens.
        told: what it said of trouble.
        receipt: what it did, once it has ended.
    """

    def __init__(self) -> None:
        self.where: tuple[str, int] = ("", 0)
        self.told: list[str] = []
        self.receipt = IngestReceipt()
        self.error: BaseException | None = None
        self.stop = threading.Event()
        self.listens = threading.Event()


@contextlib.contextmanager
def ingesting(
    node: Node, format: str, address: str, *, listens: bool = True, **more: Any
) -> Iterator[Running]:
    running = Running()

    def ready(_: str, where: tuple[str, int]) -> None:
        running.where = where
        running.listens.set()

    def work() -> None:
        try:
            running.receipt = node.ingest(
                format,
                address,
                stop=running.stop,
                ready=ready,
                trouble=running.told.append,
                **more,
            )
        except BaseException as error:  # noqa: BLE001  the test asks for it
            running.error = error

    thread = threading.Thread(target=work)
    thread.start()
    try:
        if listens:
            assert running.listens.wait(PATIENCE), running.error
        yield running
    finally:
        running.stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def until(happened: Callable[[], bool]) -> None:
    """Wait until it has happened."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it has not happened"
        time.sleep(0.02)


def post(
    where: tuple[str, int], body: bytes, path: str = "/", **headers: str
) -> tuple[int, dict[str, Any]]:
    """Status and document of the answer to one body."""
    connection = http.client.HTTPConnection(*where, timeout=PATIENCE)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()
