"""The processes of a node that is up: each is a command of its own, and can be killed alone.

They share nothing but the ledger.  One that ends by itself, with whatever exit code, is started
again after a pause that doubles, unless it is a feed that was read to its end.  The others go
on meanwhile.  Only where one without which there is no node fails time after time do all end.

They end in turns: feeds keep what they have, then engines finish their step, then the API
answers what it was asked.  Where this process itself is killed they end too
(`northline.cli.tied`).
"""

import contextlib
import functools
import math
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from northline.app.health_status import Condition, ProcessState, Role
from northline.cli.answer import note
from northline.cli.tied import Tie
from northline.records.errors import (
    MissingDependency,
    NorthlineError,
    NotPermitted,
    UsageError,
)
from northline.records.units import Micros

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a process is started again: at first, and at most."""

PATIENCE = 10.0
"""Seconds that a process has to end when it is asked to."""

TRIES = 6
"""How often in a row a process that is needed may end by itself before all do."""

STEADY = 60.0
"""Seconds after which a process that was started again counts as well: it did not fail in a row."""

TURNS: tuple[tuple[Role, ...], ...] = ((Role.FEED,), (Role.ENGINES, Role.RETENTION), (Role.API,))
"""Who is asked to end, and waited for, before whom."""

Told = Callable[[tuple[ProcessState, ...]], None]
"""Is told how the processes are, whenever that has changed."""


@functools.cache
def _tie() -> Tie:
    """What is started here ends when this process does."""
    return Tie()


def _now() -> Micros:
    return Micros(time.time_ns() // 1000)


@dataclass
class Process:
    """One process of the node.

    Attributes:
        name: what it is called.
        command: its command line.
        role: what it is there for.
        may_end: whether it may have done its work, as a feed from a file has at its end.
        needed: whether there is no node without it; a feed may fail as often as it will.
        running: it, while it runs.
        pause: seconds until it is started again, should it end.
        again_at: when that will be, or never.
        began: when it was last started.
        failures: how often in a row it has ended by itself.
        starts: how often it was started.
        exit_code: how it last ended.
        since: when it came into the condition it is in.
    """

    name: str
    command: Sequence[str]
    role: Role = Role.ENGINES
    may_end: bool = False
    needed: bool = True
    running: subprocess.Popen[str] | None = None
    pause: float = field(default_factory=lambda: FIRST_PAUSE)
    again_at: float = 0.0
    began: float = field(default_factory=time.monotonic)
    failures: int = 0
    starts: int = 0
    exit_code: int | None = None
    since: Micros = field(default_factory=_now)

    def start(self) -> None:
        """Start it; what it prints goes to standard error."""
        self.began_now()
        self.running = subprocess.Popen(  # noqa: S603 - a command of our own
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=2,
            text=True,
            start_new_session=True,
            env=_tie().environment,
            pass_fds=_tie().handed_on,
        )

    def began_now(self) -> None:
        """It is started, once more."""
        self.starts += 1
        self.began, self.since = time.monotonic(), _now()

    def state(self) -> ProcessState:
        """How it is."""
        runs = self.running is not None and self.running.poll() is None
        ended = self.again_at == math.inf or self.starts == 0
        rests = Condition.ENDED if ended else Condition.RESTARTING
        return ProcessState(
            name=self.name,
            role=self.role,
            condition=Condition.RUNNING if runs else rests,
            pid=self.running.pid if runs and self.running is not None else None,
            since=self.since,
            restarts=max(0, self.starts - 1),
            exit_code=self.exit_code,
        )

    def ask_to_end(self) -> None:
        """Ask it to end."""
        if self.running is not None and self.running.poll() is None:
            self.running.terminate()

    def end(self) -> None:
        """Wait until it has ended; after `PATIENCE`, end it."""
        self.again_at = math.inf
        if self.running is None:
            return
        try:
            self.exit_code = self.running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            note(f"{self.name} has not ended {PATIENCE:.0f} s after it was asked to; it is killed")
            self.running.kill()
            self.exit_code = self.running.wait()
        self.since = _now()


def program(module: str, *words: str) -> list[str]:
    """The command line of a module of ours that ends when this process does."""
    return [sys.executable, "-m", "northline.cli.tied", module, *words]


def northline(*words: str, ledger: Path) -> list[str]:
    """The command line of a command of ours."""
    return program("northline.cli", *words, "--ledger", str(ledger))


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

    def __init__(self, *, ledger: Path, host: str, port: int, settings: Path | None = None) -> None:
        """The API over a ledger.

        Args:
            ledger: its folder.
            host: where it listens; this machine only.
            port: its port; 0 takes a free one.
            settings: the settings file of the node; None looks for the usual one.
        """
        told = [] if settings is None else ["--settings", str(settings)]
        self._words = ["serve", "--ledger", str(ledger), *told, "--host", host, "--port"]
        command = program("northline.web", *self._words, str(port))
        super().__init__("api", command, role=Role.API)

    def start(self) -> None:
        """Start it and wait for its address.

        Raises:
            NorthlineError: when it ends before it listens; it has said why.
        """
        self.began_now()
        running = subprocess.Popen(  # noqa: S603 - a command of our own
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=_tie().environment,
            pass_fds=_tie().handed_on,
        )
        self.running = running
        assert running.stdout is not None
        with running.stdout as said:
            self.address = said.readline().strip()
        if not self.address:
            code = running.wait()
            raise not_up(code, self.name)
        # Started again, it listens where it did, also where the system chose the port.
        self.command = program("northline.web", *self._words, str(urlsplit(self.address).port))


def not_up(code: int, name: str) -> NorthlineError:
    """What to raise for a process that cannot be up: an error with the same exit code."""
    sort = {2: UsageError, 3: NotPermitted, 4: MissingDependency}.get(code, NorthlineError)
    return sort(f"{name} ended with exit code {code}; what it said stands above")


def keep_up(
    processes: Sequence[Process], stop: threading.Event, told: Told = lambda _: None
) -> None:
    """Keep processes running until ``stop`` is set; then end them all, in turns.

    Args:
        processes: started ones; any of them may end.
        stop: ends them.
        told: is told how they are, whenever that has changed.

    Raises:
        NorthlineError: when one that is needed has ended `TRIES` times in a row.
    """
    said: tuple[ProcessState, ...] = ()
    try:
        while not stop.wait(0.2):
            for process in processes:
                _look_after(process, time.monotonic())
            now = tuple(process.state() for process in processes)
            if now != said:
                told(now)
                said = now
    finally:
        for turn in TURNS:
            several = [process for process in processes if process.role in turn]
            for process in several:
                process.ask_to_end()
            for process in several:
                process.end()
            if several:
                told(tuple(process.state() for process in processes))


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
    process.running, process.exit_code, process.since = None, code, _now()
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
