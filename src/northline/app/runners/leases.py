"""Holding an engine's lease while it runs, so that one process at a time takes its steps.

The lease is short and renewed by a thread, however long a step takes: a runner that was killed
keeps nobody waiting for long.  Whoever lost the lease cannot commit (the ledger checks it).
"""

import os
import secrets
import socket
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

from northline.records.errors import LedgerError

if TYPE_CHECKING:
    from northline.ledger import Ledger

SECONDS = 15.0
"""How long a lease lasts without being renewed."""

RENEW_SECONDS = 4.0
WAIT_SECONDS = 0.25
"""How often a lease that another holder has is asked for again."""


class Lease:
    """An engine's lease; a context manager that gives it back.

    Attributes:
        holder: who holds it: unique to this object, or as it was told.
    """

    def __init__(self, ledger: "Ledger", engine: str, holder: str | None = None) -> None:
        """For an engine.

        Args:
            ledger: the ledger.
            engine: name of the engine.
            holder: who holds it, where a process is started again in place of one that is
                surely gone: it has the lease at once.
        """
        self.holder = holder or f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
        self._ledger = ledger
        self._name = f"engine:{engine}"
        self._done = threading.Event()
        self._renewer: threading.Thread | None = None

    def take(self, *, wait: float | None, stop: threading.Event | None = None) -> bool:
        """Take it, waiting for so many seconds (None: until ``stop``); whether it is ours."""
        ends = None if wait is None else time.monotonic() + wait
        while not self._ledger.lease(self._name, self.holder, seconds=SECONDS):
            if stop is not None and stop.is_set():
                return False
            if ends is not None and time.monotonic() >= ends:
                return False
            time.sleep(WAIT_SECONDS)
        self._renewer = threading.Thread(target=self._renew, daemon=True)
        self._renewer.start()
        return True

    def _renew(self) -> None:
        while not self._done.wait(RENEW_SECONDS):
            try:
                if not self._ledger.lease(self._name, self.holder, seconds=SECONDS):
                    return
            except LedgerError:
                return  # the next commit says what is wrong

    def __enter__(self) -> "Lease":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._renewer is not None:
            self._renewer.join()
            self._ledger.release(self._name, self.holder)
