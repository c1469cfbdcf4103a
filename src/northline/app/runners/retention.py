"""Retention as ``northline.toml`` has it: what is past its maximum is erased, once an hour.

``python -m northline.app.runners.retention --ledger DIR --settings FILE`` is a process of
``northline up`` where the file has ``[retention]``.  A record with several owners is kept for
the longest minimum and the shortest maximum of theirs.  The ledger refuses whatever is under a
legal hold or below its minimum; those records stay, and the others go.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from northline.app.settings import retention_of
from northline.ledger.reading import system_clock
from northline.records.errors import BelowMinimum, NorthlineError
from northline.records.marking import MarkingId
from northline.records.record import Keep
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

EVERY_SECONDS = 3600.0
"""How often it looks."""

DAY = 86_400_000_000
"""Microseconds in a day."""

AT_ONCE = 10_000
"""Records in one erasure."""


def erase_past(node: "Opened", kept: Mapping[str, Keep], now: Micros) -> dict[str, int]:
    """Erase what is past its maximum; kind -> records erased.

    Args:
        node: the node.
        kept: kind -> how long it is kept.
        now: the present.
    """
    erased: dict[str, int] = {}
    for kind, keep in kept.items():
        past = _past(node, kind, keep, now)
        rule = f"retention of {kind} as northline.toml has it: past its maximum"
        for start in range(0, len(past), AT_ONCE):
            count = _erase(node, past[start : start + AT_ONCE], rule)
            if count:
                erased[kind] = erased.get(kind, 0) + count
    return erased


def _past(node: "Opened", kind: str, keep: Keep, now: Micros) -> list[bytes]:
    found: list[bytes] = []
    maximum: dict[int, int | None] = {}
    ends = [d.maximum for d in (keep.default, *dict(keep.by_agency).values()) if d.maximum]
    soonest = now - min(ends, default=0) * DAY
    viewer = node.service_viewer("retention")
    plan = node.ledger.plan(kind, viewer, columns=["id", "received", "marking"])
    for every in node.ledger.read(plan, audited=False):
        batch = every.filter(pc.less(every.column("received").cast(pa.int64()), soonest))
        received = batch.column("received").cast(pa.int64()).to_pylist()
        marked = batch.column("marking").to_pylist()
        ids = batch.column("id").to_pylist()
        for id, since, marking in zip(ids, received, marked, strict=True):
            if marking not in maximum:
                known = node.ledger.marking(MarkingId(marking))
                maximum[marking] = keep.of(known.owners if known else ()).maximum
            days = maximum[marking]
            if days is not None and now - since > days * DAY:
                found.append(id)
    return found


def _erase(node: "Opened", ids: list[bytes], rule: str) -> int:
    """Erase these, but for those that the ledger refuses; how many went."""
    try:
        return sum(node.ledger.erase(ids, rule=rule, by="service:retention").rows.values())
    except BelowMinimum:
        if len(ids) == 1:
            return 0
    half = len(ids) // 2
    return _erase(node, ids[:half], rule) + _erase(node, ids[half:], rule)


def main() -> int:
    """Look once an hour until asked to end; return the exit code."""
    from northline.app.node import Node

    parser = argparse.ArgumentParser(prog="python -m northline.app.runners.retention")
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--settings", type=Path, required=True)
    asked = parser.parse_args()
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    try:
        with Node.open(asked.ledger, create=False) as node:
            kept = retention_of(asked.settings, agency=node.operator.agency)
            while not stop.is_set():
                for kind, count in erase_past(node, kept, system_clock()).items():
                    sys.stderr.write(f"retention: {count:,} {kind} records erased\n")
                stop.wait(EVERY_SECONDS)
    except NorthlineError as error:
        sys.stderr.write(f"northline: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
