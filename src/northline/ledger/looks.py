"""Looks: every read stands in the chain before its answer leaves.

Looks of one process that come while another is being committed are written together, so a
busy server pays for a few commits and not for one per look.
"""

import threading
from collections.abc import Callable
from typing import Any

from northline.ledger import chain
from northline.ledger.store import Store
from northline.records.marking import Viewer

Look = tuple[Viewer, str, dict[str, Any]]


class Looks:
    """Writes looks to the chain, together where they come together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._waiting: list[tuple[Look, threading.Event]] = []
        self._failed: dict[int, BaseException] = {}

    def record(self, viewer: Viewer, kind: str, request: dict[str, Any]) -> None:
        """Put one look on the chain; returns once it is durable.

        Raises:
            LedgerError: when it could not be written: then the answer must not leave.
        """
        done = threading.Event()
        look: Look = (viewer, kind, request)
        with self._guard:
            self._waiting.append((look, done))
        with self._turn:
            if not done.is_set():
                self._commit_waiting()
        error = self._failed.pop(id(done), None)
        if error is not None:
            raise error

    def _commit_waiting(self) -> None:
        with self._guard:
            group, self._waiting = self._waiting, []
        by_viewer: dict[Viewer, list[tuple[str, dict[str, Any]]]] = {}
        for (viewer, kind, request), _ in group:
            by_viewer.setdefault(viewer, []).append((kind, request))
        try:
            with self._store.log.writing() as rows:
                for viewer, asked in by_viewer.items():
                    chain.add(
                        rows,
                        at=self._store.clock(),
                        actor=viewer.name,
                        operation="look",
                        kind=asked[0][0] if len({k for k, _ in asked}) == 1 else "",
                        count=len(asked),
                        facts={
                            "agency": viewer.agency,
                            "purpose": viewer.purpose,
                            "rule": "marking",
                            "looks": [{"kind": kind, **request} for kind, request in asked],
                        },
                        signer=self._store.signer,
                    )
        except BaseException as error:  # noqa: BLE001 - handed to each waiting caller
            for _, done in group:
                self._failed[id(done)] = error
        finally:
            for _, done in group:
                done.set()


Recorder = Callable[[Viewer, str, dict[str, Any]], None]
