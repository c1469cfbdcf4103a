"""Feeds into the ledger, and what of them could not be read."""

import sys
from typing import Annotated

from cyclopts import Parameter

from northline.app.results import IngestReceipt
from northline.cli.answer import answer, error_document, note
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Flag, Options
from northline.cli.relisted import Relisted
from northline.cli.signals import stopping
from northline.cli.tables import facts, table
from northline.records.errors import InputError, UsageError

_SHOWN = tuple(name for name in IngestReceipt.__struct_fields__ if name != "streams")

_WHO = {
    ("operator",): "you",
    ("engines",): "the engines of your agency, which make no tracks of them",
    ("operator", "engines"): "you, nor by the engines of your agency: no tracks come of them",
}


def ingest(
    format: str,
    /,
    *inputs: Annotated[str, Parameter(allow_leading_hyphen=True)],
    source: str | None = None,
    marking: str | None = None,
    vintage: str | None = None,
    seconds: float | None = None,
    max_rejected: int | None = None,
    options: Options = PLAIN,
) -> int:
    """Read feeds into the ledger: files, standard input, or the network.

    The same bytes read twice add nothing.  Reading a feed without an end stops with Ctrl-C.

    Args:
        format: Name of the format; 'northline formats' lists them.
        inputs: Paths, - for standard input, folder://PATH?pattern=*.nmea, tcp://HOST:PORT,
            tcp-listen://, udp://, tls://, tls-listen://, http-listen://, https-listen:// or mqtt://;
            docs/cli.md has their options. Listening is on 127.0.0.1 where no host is named.
        source: Who says it; the name of the format where you do not say.
        marking: Marking of every record, such as "Protected B; owner=opp; partners=rcmp".
        vintage: Of which state of a published table or list it is: the day it was published, as YYYY-MM-DD.
            Where you do not say, the day in the name of a file.
        seconds: Stop after so many seconds.
        max_rejected: Stop a file, pipe or connection once more than so many of its units were
            rejected; otherwise once 10,000 were and they are more than 10 %. Ends with exit code 2.
    """
    from northline.app.documents import document
    from northline.app.sight import unseen_by
    from northline.app.vintage import vintages_named

    unknown = [each for each in inputs if each.startswith("-") and each != "-"]
    if unknown:
        raise UsageError(f"there is no option {unknown[0]}; see 'northline ingest --help'")
    if not inputs:
        raise UsageError("name what to read: a path, -, or an address such as udp://:10110")
    limits = {} if max_rejected is None else {"max_rejected": max_rejected}
    so_far = IngestReceipt()

    def progress(receipt: IngestReceipt) -> None:
        nonlocal so_far
        so_far = receipt
        _progress(receipt)
        if live:
            relisted.look(receipt)

    live = any("://" in each for each in inputs)
    with opened(options, create=True) as node, stopping() as stop:
        relisted = Relisted(node)
        blind = unseen_by(node, marking)
        if blind:
            note(
                f"northline: records marked {marking!r} will not be seen by {_WHO[tuple(blind)]}; "
                "'northline account' shows clearance and compartments"
            )
        if vintage is None:
            for name, day in vintages_named(format, inputs).items():
                note(f"northline: vintage {day}, from the name of {name}; --vintage says another")
        try:
            receipt = node.ingest(
                format,
                list(inputs),
                source=source,
                marking=marking,
                vintage=vintage,
                seconds=seconds,
                stop=stop,
                progress=progress,
                ready=lambda address, where: note(f"{address}: listening on {where[0]}:{where[1]}"),
                trouble=lambda text: note(f"northline: {text}"),
                **limits,
            )
        except InputError as error:
            # What stood before it was kept: say how much, beside what is wrong.
            _end_line()
            note(f"northline: {error}")
            relisted.look(so_far)
            done = {**error_document(error), **document(so_far), "unseen_by": blind}
            done |= {} if relisted.done is None else {"rescreened": relisted.done}
            lines = facts({name: done[name] for name in _SHOWN})
            return answer(options, done, lines, exercise=node.exercise, code=error.exit_code)
        _end_line()
        relisted.look(receipt)
        code = 0
        if _unreadable(receipt):
            note(
                f"northline: nothing in this input could be read as {format}: "
                f"{receipt.rejected:,} units were rejected and kept. Is it another format, "
                "compressed, or not plain text? 'northline rejected' shows them."
            )
            code = InputError.exit_code
        done = {**document(receipt), "unseen_by": blind}
        done |= {} if relisted.done is None else {"rescreened": relisted.done}
        lines = facts({name: done[name] for name in _SHOWN})
        return answer(options, done, lines, exercise=node.exercise, code=code)


def _unreadable(receipt: IngestReceipt) -> bool:
    """Whether all that was in the input, but for comments and the like, was rejected."""
    kept = sum(receipt.new.values()) + receipt.known
    return receipt.rejected > sum(receipt.other.values()) and not kept


def rejected(
    *,
    retry: Flag = False,
    limit: int = 100,
    options: Options = PLAIN,
) -> int:
    """List units of feeds that could not be read, newest first; nothing is dropped.

    Args:
        retry: Read them again, after a fix.
        limit: At most so many; with --retry all are read. The answer tells how many there are.
    """
    from northline.app.documents import document
    from northline.records.time import format_instant

    with opened(options) as node:
        if retry:
            done = document(node.retry_rejected())
            return answer(options, done, facts(done), exercise=node.exercise)
        found = []
        every = node.rejected(None)
        for view in every[:limit]:
            raw = None if view.raw is None else view.raw.decode("utf-8", "replace")
            text = {"received": format_instant(view.received), "text": raw}  # type: ignore[arg-type]
            found.append({**document(view), **text})
        columns = ("received", "source", "format", "offset", "length", "reason", "text")
        if len(every) > len(found):
            note(f"the newest {len(found):,} of {len(every):,} are shown; --limit N shows more")
        told = {"rejected": found, "count": len(every)}
        return answer(options, told, table(found, columns), exercise=node.exercise)


def _progress(receipt: IngestReceipt) -> None:
    """Show on a terminal how far the reading is; elsewhere keep quiet."""
    if sys.stderr.isatty():
        new = sum(receipt.new.values())
        sys.stderr.write(f"\r{receipt.read:,} read, {new:,} new, {receipt.rejected:,} rejected ")
        sys.stderr.flush()


def _end_line() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\n")
