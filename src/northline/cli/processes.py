"""The processes of a node that is up: each is a command of its own, and can be killed alone.

They share nothing but the ledger.  One that ends by itself, with whatever exit code, is started
again after a pause that doubles, unless it is a feed that was read to its end.  The others go
on meanwhile.  Only where one without which there is no node fails time after time do all end.
"""

import contextlib
import math
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from northline.cli.answer import note
from northline.records.errors import (
    MissingDependency,
    NorthlineError,
    NotPermitted,
    UsageError,
)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a process is started again: at first, and at most."""

PATIENCE = 10.0
"""Seconds that a process has to end when it is asked to."""

TRIES = 6
"""How often in a row a process that is needed may end by itself before all do."""

STEADY = 60.0
"""Seconds after which a process that was started again counts as well: it did not fail in a row."""


@dataclass
class Process:
    """One process of the node.

    Attributes:
        name: what it is called.
        command: its command line.
        may_end: whether it may have done its work, as a feed from a file has at its end.
        needed: whether there is no node without it; a feed may fail as often as it will.
        running: it, while it runs.
        pause: seconds until it is started again, should it end.
        again_at: when that will be, or never.
        began: when it was last started.
        failures: how often in a row it has ended by itself.
    """

    name: str
    command: Sequence[str]
    may_end: bool = False
    needed: bool = True
    running: subprocess.Popen[str] | None = None
    pause: float = FIRST_PAUSE
    again_at: float = 0.0
    began: float = field(default_factory=time.monotonic)
    failures: int = 0

    def start(self) -> None:
        """Start it; what it prints goes to standard error."""
        self.running = subprocess.Popen(  # noqa: S603 - a command of our own
            self.command, stdin=subprocess.DEVNULL, stdout=2, text=True, start_new_session=True
        )

    def ask_to_end(self) -> None:
        """Ask it to end."""
        if self.running is not None and self.running.poll() is None:
            self.running.terminate()

    def end(self) -> None:
        """Wait until it has ended; after `PATIENCE`, end it."""
        if self.running is None:
            return
        try:
            self.running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()


def northline(*words: str, ledger: Path) -> list[str]:
    """The command line of a command of ours."""
    return [sys.executable, "-m", "northline.cli", *words, "--ledger", str(ledger)]


def ask_api(*words: str) -> str:
    """What the program of the API prints when it is asked something.

    Raises:
        NorthlineError: with what it said, and its exit code.
    """
    command = [sys.executable, "-m", "northline.web", *words]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    if ended.returncode == UsageError.exit_code:
        raise UsageError(ended.stderr.strip().removeprefix("northline: "))
    if ended.returncode:
        raise NorthlineError(f"the API could not answer: {ended.stderr.strip()}")
    return ended.stdout


class Server(Process):
    """The process of the API, which says its address once it listens."""

    address: str = ""

    def __init__(self, *, ledger: Path, host: str, port: int) -> None:
        words = ["serve", "--ledger", str(ledger), "--host", host, "--port", str(port)]
        super().__init__("api", [sys.executable, "-m", "northline.web", *words])

    def start(self) -> None:
        """Start it and wait for its address.

        Raises:
            NorthlineError: when it ends before it listens; it has said why.
        """
        running = subprocess.Popen(  # noqa: S603 - a command of our own
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.running = running
        assert running.stdout is not None
        with running.stdout as said:
            self.address = said.readline().strip()
        if not self.address:
            code = running.wait()
            raise not_up(code, self.name)


def not_up(code: int, name: str) -> NorthlineError:
    """What to raise for a process that cannot be up: an error with the same exit code."""
    sort = {2: UsageError, 3: NotPermitted, 4: MissingDependency}.get(code, NorthlineError)
    return sort(f"{name} ended with exit code {code}; what it said stands above")


def keep_up(processes: Sequence[Process], stop: threading.Event) -> None:
    """Keep processes running until ``stop`` is set; then end them all.

    Args:
        processes: started ones; any of them may end.
        stop: ends them.

    Raises:
        NorthlineError: when one that is needed has ended `TRIES` times in a row.
    """
    try:
        while not stop.wait(0.2):
            for process in processes:
                _look_after(process, time.monotonic())
    finally:
        for process in processes:
            process.ask_to_end()
        for process in processes:
            process.end()


def _look_after(process: Process, now: float) -> None:
    if process.running is None:
        if now >= process.again_at:
            process.began = now
            with contextlib.suppress(NorthlineError):  # it has ended at once: seen next time
                process.start()
        return
    code = process.running.poll()
    if now - process.began >= STEADY:
        process.pause, process.failures = FIRST_PAUSE, 0
    if code is None:
        return
    process.running = None
    if code == 0 and process.may_end:
        process.again_at = math.inf
        note(f"{process.name} has ended")
        return
    process.failures += 1
    if process.needed and process.failures >= TRIES:
        raise not_up(code, process.name)
    process.again_at = now + process.pause
    note(f"{process.name} ended with exit code {code}; started again in {process.pause:.0f} s")
    process.pause = min(2 * process.pause, LONGEST_PAUSE)
