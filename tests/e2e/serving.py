"""A server in a process of its own over a ledger, to be asked, killed and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

PATIENCE = 60
"""Seconds it may take to start or to end."""

OPERATOR = "watch-1"
"""Who works there."""


class Served:
    """A server over a ledger; a context manager.

    Attributes:
        address: where it listens, as a URL without a path.
        log: file of what it says on standard error.
        ids: ids of what is in the ledger, by what it is called in the path of a page.
        visitors: how each page that was opened here is closed: before the server ends, since a
            page whose server ended rightly complains.
    """

    def __init__(self, ledger: Path, home: Path, operator: str = OPERATOR) -> None:
        self.address = ""
        self.ids: dict[str, str] = {}
        self.visitors: list[Callable[[], None]] = []
        self.log = ledger.with_suffix(".log")
        self._ledger = ledger
        self._home = home
        self._operator = operator
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for leave in self.visitors:
            leave()
        self.stop()
        if error is None:
            said = self.log.read_text()
            assert not said, f"the server complains:\n{said}"

    def start(self) -> None:
        """Start; where it ran before, on the same port."""
        port = urlsplit(self.address).port or 0
        command = [sys.executable, "-m", "northline.web", "serve", "--ledger", str(self._ledger)]
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(port)],
                env={
                    **os.environ,
                    "NORTHLINE_HOME": str(self._home),
                    "NORTHLINE_OPERATOR": self._operator,
                },
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.log.read_text()

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it without asking."""
        self._end(signal.SIGKILL)

    def resident(self) -> int:
        """Bytes of memory it holds (ps(1))."""
        assert self._process is not None
        command = ["ps", "-o", "rss=", "-p", str(self._process.pid)]
        return 1024 * int(subprocess.run(command, capture_output=True, check=True).stdout)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.communicate(timeout=PATIENCE)
        self._process = None
