"""Feeds into the ledger, and what of them could not be read."""

import sys
from typing import Annotated

from cyclopts import Parameter

from northline.app.results import IngestReceipt
from northline.cli.answer import answer, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.signals import stopping
from northline.cli.tables import facts, table
from northline.records.errors import UsageError


def ingest(
    format: str,
    /,
    *inputs: Annotated[str, Parameter(allow_leading_hyphen=True)],
    source: str | None = None,
    marking: str | None = None,
    seconds: float | None = None,
    max_rejected: int | None = None,
    options: Options = PLAIN,
) -> int:
    """Read feeds into the ledger: files, standard input, or the network.

    The same bytes read twice add nothing.  Reading a feed without an end stops with Ctrl-C.

    Args:
        format: Name of the format; 'northline formats' lists them.
        inputs: Paths, - for standard input, tcp://HOST:PORT, tcp-listen://HOST:PORT or
            udp://HOST:PORT; listening is on 127.0.0.1 where no host is named.
        source: Who says it; the name of the format where you do not say.
        marking: Marking of every record, such as "Protected B; owner=opp; partners=rcmp".
        seconds: Stop after so many seconds.
        max_rejected: Stop with exit code 2 once so many units of one feed were rejected.
    """
    from northline.app.documents import document

    unknown = [each for each in inputs if each.startswith("-") and each != "-"]
    if unknown:
        raise UsageError(f"there is no option {unknown[0]}; see 'northline ingest --help'")
    if not inputs:
        raise UsageError("name what to read: a path, -, or an address such as udp://:10110")
    limits = {} if max_rejected is None else {"max_rejected": max_rejected}
    with opened(options, create=True) as node, stopping() as stop:
        try:
            receipt = node.ingest(
                format,
                list(inputs),
                source=source,
                marking=marking,
                seconds=seconds,
                stop=stop,
                progress=_progress,
                ready=lambda address, where: note(f"{address}: listening on {where[0]}:{where[1]}"),
                **limits,
            )
        finally:
            _end_line()
        done = document(receipt)
        shown = {name: value for name, value in done.items() if name != "streams"}
        return answer(options, done, facts(shown), exercise=node.exercise)


def rejected(
    *,
    retry: Flag = False,
    limit: int = 100,
    options: Options = PLAIN,
) -> int:
    """List units of feeds that could not be read, newest first; nothing is dropped.

    Args:
        retry: Read them again, after a fix.
        limit: At most so many; with --retry all are read.
    """
    from northline.app.documents import document
    from northline.records.time import format_instant

    with opened(options) as node:
        if retry:
            done = document(node.retry_rejected())
            return answer(options, done, facts(done), exercise=node.exercise)
        found = []
        for view in node.rejected(limit):
            raw = None if view.raw is None else view.raw.decode("utf-8", "replace")
            text = {"received": format_instant(view.received), "text": raw}  # type: ignore[arg-type]
            found.append({**document(view), **text})
        columns = ("received", "source", "format", "offset", "length", "reason", "text")
        return answer(options, {"rejected": found}, table(found, columns), exercise=node.exercise)


def _progress(receipt: IngestReceipt) -> None:
    """Show on a terminal how far the reading is; elsewhere keep quiet."""
    if sys.stderr.isatty():
        new = sum(receipt.new.values())
        sys.stderr.write(f"\r{receipt.read:,} read, {new:,} new, {receipt.rejected:,} rejected ")
        sys.stderr.flush()


def _end_line() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\n")
