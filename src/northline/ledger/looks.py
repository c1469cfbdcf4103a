"""Looks: every read stands in the chain before its answer leaves.

Looks of one process that come while another is being committed are written together, so a
busy server pays for a few commits and not for one per look.
"""

import threading
from typing import Any

import msgspec

from northline.ledger import chain
from northline.ledger.store import Store
from northline.records.errors import LedgerError
from northline.records.marking import Viewer


class _Look(msgspec.Struct):
    """A look that waits to be written, and what came of it."""

    viewer: Viewer
    kind: str
    request: dict[str, Any]
    done: bool = False
    error: Exception | None = None


class Looks:
    """Writes looks to the chain, together where they come together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._waiting: list[_Look] = []

    def record(self, viewer: Viewer, kind: str, request: dict[str, Any]) -> None:
        """Put one look on the chain; returns once it is durable.

        Raises:
            LedgerError: when it could not be written: then the answer must not leave.
        """
        look = _Look(viewer, kind, request)
        with self._guard:
            self._waiting.append(look)
        with self._turn:
            if not look.done:
                self._commit_waiting()
        if look.error is not None:
            raise look.error

    def _commit_waiting(self) -> None:
        with self._guard:
            group, self._waiting = self._waiting, []
        by_viewer: dict[Viewer, list[tuple[str, dict[str, Any]]]] = {}
        for look in group:
            by_viewer.setdefault(look.viewer, []).append((look.kind, look.request))
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
                            "rights": _rights(viewer),
                            "rule": "marking",
                            "looks": [{"kind": kind, **request} for kind, request in asked],
                        },
                        signer=self._store.signer,
                    )
        except Exception as error:  # noqa: BLE001 - handed to each waiting caller
            for look in group:
                look.error = error
        except BaseException:
            # An interrupt is this thread's; the others learn that their look is not written.
            for look in group:
                look.error = LedgerError("the look could not be written; ask again")
            raise
        finally:
            for look in group:
                look.done = True


def _rights(viewer: Viewer) -> dict[str, object]:
    """With which rights it was asked: without them nobody could tell later what was shown."""
    told: dict[str, object] = {"country": viewer.country, "clearance": int(viewer.clearance)}
    for name in ("roles", "groups", "compartments"):
        if getattr(viewer, name):
            told[name] = list(getattr(viewer, name))
    return told
