"""The engines of an exercise, in a process of their own, as on a node that is up.

Beside feeds and speaker in one process they would all wait for one interpreter.  The process is made
while the day is rehearsed, and compiles what it will use over a ledger that is thrown away.
"""

import contextlib
import multiprocessing
import signal
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from northline.app.node import STEP_ROWS, Node
from northline.app.runners.local import run
from northline.engines.registry import ENGINES, engine_named
from northline.records.errors import LedgerError
from northline.records.protocols import Engine

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess
    from types import TracebackType

WARM, FOLLOW, STOP, DONE, FAILED = "warm", "follow", "stop", "done", "failed"
"""What both sides say to one another, with a word more."""

PATIENCE = 60.0
"""Seconds that the process has to finish the step under way when it is told to stop."""

Told = tuple[str, str]


class EngineProcess:
    """Runs engines over one exercise ledger until it is told to stop."""

    def __init__(self, home: Path | None, engines: Sequence[Engine] | None = None) -> None:
        """Begin the process; it loads while other things are done.

        Args:
            home: the operator's home folder.
            engines: engines with other parameters than the default ones; all of them by default.
        """
        self.names = frozenset(engine.name for engine in engines or ENGINES)
        told = {e.name: msgspec.json.encode(e.params).decode() for e in engines or ENGINES}
        spawn = multiprocessing.get_context("spawn")
        self._line, theirs = spawn.Pipe()
        self._process: SpawnProcess = spawn.Process(
            target=_work, args=(theirs, home, told), daemon=True, name="exercise-engines"
        )
        self._process.start()
        theirs.close()
        self._follows = False

    def __enter__(self) -> "EngineProcess":
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: "TracebackType | None",
    ) -> None:
        """End the process, whatever it does."""
        self._line.close()
        self._process.join(PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def warm(self, ledger: Path) -> None:
        """Run them over a small ledger, and wait for that.

        Raises:
            LedgerError: saying how they failed.
        """
        self._say(WARM, str(ledger))
        self._answer()

    def follow(self, ledger: Path) -> None:
        """Run them over this ledger as records come, from now on."""
        self._say(FOLLOW, str(ledger))
        self._follows = True

    def check(self) -> None:
        """Make sure that they run.

        Raises:
            LedgerError: saying how they failed.
        """
        if self._follows and (self._line.poll() or not self._process.is_alive()):
            self._follows = False
            self._answer()
            raise LedgerError("the engines of the exercise ended before it did")

    def stop(self) -> None:
        """End after the step under way, and wait for that.

        Raises:
            LedgerError: saying how they failed.
        """
        if self._follows:
            self._follows = False
            self._say(STOP, "")
            self._answer()

    def _say(self, what: str, more: str) -> None:
        with contextlib.suppress(OSError):  # it has ended: the answer says how
            self._line.send((what, more))

    def _answer(self) -> None:
        try:
            what, more = self._line.recv()
        except EOFError as error:
            self._process.join(PATIENCE)
            code = self._process.exitcode
            raise LedgerError(f"the engines of the exercise ended with exit code {code}") from error
        if what == FAILED:
            raise LedgerError(f"the engines of the exercise failed: {more}")


def _work(line: Connection, home: Path | None, told: dict[str, str]) -> None:
    """What the process does: as it is told over the line, until that is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the exercise, which tells this
    try:
        engines = tuple(_engine(name, params) for name, params in told.items())
        while True:
            what, folder = line.recv()
            if what == STOP:
                continue
            with Node.open(folder, home=home, exercise=True) as node:
                if what == WARM:
                    run(node, None, follow=False, step_rows=STEP_ROWS, engines=engines)
                else:
                    _follow(line, node, engines)
            line.send((DONE, ""))
    except (EOFError, BrokenPipeError):  # nobody is there any more
        return
    except Exception as error:  # noqa: BLE001 - said where the exercise is played
        with contextlib.suppress(OSError):
            line.send((FAILED, f"{type(error).__name__}: {error}"))


def _follow(line: Connection, node: Node, engines: Sequence[Engine]) -> None:
    """Run them until the line says something, or is closed."""
    stop, over = threading.Event(), threading.Event()

    def wait() -> None:
        while not over.is_set():
            with contextlib.suppress(EOFError, OSError):
                if not line.poll(0.1):
                    continue
                line.recv()
            stop.set()
            return

    waiting = threading.Thread(target=wait)
    waiting.start()
    try:
        run(node, None, follow=True, step_rows=STEP_ROWS, stop=stop, engines=engines)
    finally:
        over.set()
        waiting.join()


def _engine(name: str, params: str) -> Engine:
    """An engine with these parameters, in JSON."""
    known = engine_named(name)
    made: Engine = type(known)(msgspec.json.decode(params, type=type(known.params)))  # type: ignore[call-arg]
    return made
