"""A node that is really up, fed over TCP by a sender that resends what was not acknowledged."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from northline.app.health_status import Condition, ProcessState, Status, look
from northline.app.node import STEP_ROWS, Node
from northline.app.runners.local import run
from northline.engines.registry import ENGINES
from northline.records.protocols import Engine
from tests.web.asking import crossing

UP = """
import sys
from northline.cli import processes
processes.FIRST_PAUSE, processes.LONGEST_PAUSE, processes.TRIES = 0.1, 0.5, 1000
from northline.cli.program import run
sys.exit(run(sys.argv[1:]))
"""
"""`northline up` that starts its processes again without long pauses, however often."""

PATIENCE = 60.0


def until(is_so: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Wait until something is so; what it gave."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = is_so()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds:.0f} s in vain until {what}")


def lines(boats: int, reports: int = 60) -> list[bytes]:
    """Reports of boats that run over the line, one position each, taking turns."""
    each = [
        crossing(mmsi=316_000_100 + n).splitlines(keepends=True)[:reports] for n in range(boats)
    ]
    return [line for turn in zip(*each, strict=True) for line in turn]


def committed(node: Node) -> int:
    """Positions that the ledger has, which is what it acknowledges."""
    plan = node.ledger.plan("position", node.service_viewer("test"), columns=["id"])
    return sum(batch.num_rows for batch in node.ledger.read(plan, audited=False))


class Sender:
    """Sends lines at a pace to whoever connects, from the first that is not committed."""

    def __init__(self, node: Node, lines: list[bytes], a_second: float) -> None:
        self._node, self._lines, self._pause = node, lines, 1.0 / a_second
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self.connections = 0

    @property
    def address(self) -> str:
        host, port = self._listener.getsockname()
        return f"tcp://{host}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while not self._done.is_set():
            with contextlib.suppress(OSError):
                connection, _ = self._listener.accept()
                self.connections += 1
                with connection:
                    self._send(connection)

    def _send(self, connection: socket.socket) -> None:
        for line in self._lines[committed(self._node) :]:
            if self._done.is_set():
                return
            connection.sendall(line)
            time.sleep(self._pause)
        connection.settimeout(0.1)
        while not self._done.is_set():
            with contextlib.suppress(TimeoutError):
                if not connection.recv(1):
                    return  # the reader is gone: what it had not committed is sent again


@contextlib.contextmanager
def up(
    ledger: Path, *feeds: str, log: Path, settings: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """`northline up` over a ledger; killed at the end, should it still run."""
    words = ["up", "--port", "0", "--ledger", str(ledger)]
    words += [f"--feed=ais={feed}" for feed in feeds]
    words += [] if settings is None else [f"--settings={settings}"]
    with log.open("ab") as said:
        running = subprocess.Popen(
            [sys.executable, "-c", UP, *words], stdout=said, stderr=said, cwd=ledger.parent
        )
        try:
            until(lambda: look(ledger)[1] and processes(ledger), "up has started its processes")
            yield running
        finally:
            running.kill()
            running.wait()


def status(ledger: Path) -> Status:
    """What `up` says of itself."""
    found, _ = look(ledger)
    assert found is not None
    return found


def processes(ledger: Path) -> dict[str, ProcessState]:
    """Role -> its process, where all of them run."""
    found, _ = look(ledger)
    every = {} if found is None else {each.role.value: each for each in found.processes}
    runs = all(each.condition is Condition.RUNNING for each in every.values())
    return every if runs else {}


def kill(ledger: Path, *roles: str, pause: float = 0.0) -> None:
    """Kill processes with -9, one after the other, and wait until others have taken their place.

    Args:
        ledger: the ledger they work on.
        roles: which.
        pause: seconds from one to the next.
    """
    before = until(lambda: processes(ledger), "all run")
    for role in roles:
        pid = before[role].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        time.sleep(pause)

    def replaced() -> bool:
        now = processes(ledger)
        return bool(now) and all(
            now[role].pid != before[role].pid and now[role].restarts > before[role].restarts
            for role in roles
        )

    until(replaced, f"{', '.join(roles)} started again")


def is_gone(pid: int | None) -> bool:
    """Whether a process has ended; one that nobody has asked after yet has."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False)
    return not told.stdout.strip() or told.stdout.strip().startswith(b"Z")


def settled(node: Node, count: int) -> None:
    """Wait until so many positions are committed, and the engines have read everything."""
    until(lambda: committed(node) >= count, f"{count} positions are committed")
    until(
        lambda: not any(each["behind"] for each in node.status()["engines"]),
        "the engines have read everything",
    )


def end(running: "subprocess.Popen[bytes]") -> int:
    """Ask `up` to end; its exit code."""
    running.send_signal(signal.SIGTERM)
    return running.wait(PATIENCE)


def rows(node: Node, kind: str) -> list[dict[str, Any]]:
    """Every row of a kind, by id."""
    found: list[dict[str, Any]] = node.records(kind).to_pylist()
    return sorted(found, key=lambda row: bytes(row["id"]))


def undisturbed(
    node: Node, folder: Path, engines: Sequence[Engine]
) -> dict[str, list[dict[str, Any]]]:
    """What the engines give over the same positions, in another ledger and in one go."""
    plan = node.ledger.plan("position", node.service_viewer("test"), ordered=True)
    table = node.ledger.read(plan, audited=False).read_all().drop_columns(["_seq", "_ord"])
    with Node.open(folder) as other:
        for batch in table.combine_chunks().to_batches():
            other.ledger.append("position", batch, by="test", markings=[other.default_marking()])
        run(other, None, follow=False, step_rows=STEP_ROWS, engines=engines)
        return {kind: rows(other, kind) for kind in ("track", "crossing", "finding")}


def asked(ledger: Path, path: str) -> Any:
    """What the API of the node that is up answers."""
    with urllib.request.urlopen(f"{status(ledger).address}/api/v1{path}", timeout=10) as said:
        return json.load(said)


def check(node: Node, sent: list[bytes], tmp: Path, engines: Sequence[Engine] = ENGINES) -> None:
    """Every record once, the findings of an undisturbed run, and a ledger that is whole."""
    positions = rows(node, "position")
    assert len({row["id"] for row in positions}) == len(positions) == len(sent)
    assert len({(row["identity"], row["at"]) for row in positions}) == len(sent)
    for kind, wanted in undisturbed(node, tmp / "undisturbed", engines).items():
        assert rows(node, kind) == wanted, kind
        assert wanted, kind
    proof = node.verify()
    assert proof.ok, proof
