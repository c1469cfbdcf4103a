"""Retention as ``northline.toml`` has it: what is past its maximum is erased, once an hour.

``python -m northline.app.runners.retention --ledger DIR --settings FILE`` is a process of
``northline up`` where the file has ``[retention]``.  A record with several owners is kept for
the longest minimum and the shortest maximum of theirs.  The ledger refuses whatever is under a
legal hold or below its minimum; those records stay, and the others go.  ``northline erase
--due`` erases by the same schedule, and besides what is past the maximum that its kind declares
where the file says nothing of it.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from northline.app.keeping import erase_due
from northline.app.settings import retention_of
from northline.records.errors import NorthlineError
from northline.records.record import Keep

if TYPE_CHECKING:
    from northline.app.opened import Opened

EVERY_SECONDS = 3600.0
"""How often it looks."""


def erase_past(node: "Opened", schedule: Mapping[str, Keep]) -> dict[str, int]:
    """Erase what is past its maximum, of the kinds of a schedule; kind -> records erased."""
    done = erase_due(node, dry_run=False, schedule=schedule, kinds=schedule, by="service:retention")
    return done.rows


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
            schedule = retention_of(asked.settings, agency=node.operator.agency)
            while not stop.is_set():
                for kind, count in erase_past(node, schedule).items():
                    sys.stderr.write(f"retention: {count:,} {kind} records erased\n")
                stop.wait(EVERY_SECONDS)
    except NorthlineError as error:
        sys.stderr.write(f"northline: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
