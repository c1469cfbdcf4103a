"""Records out of the ledger into a file of their own."""

from pathlib import Path

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts


def export(
    kind: str,
    /,
    *,
    to: Path,
    format: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
    options: Options = PLAIN,
) -> int:
    """Write records of a kind to a file, which must not exist yet.

    Args:
        kind: Kind of record.
        to: The file.
        format: jsonl, csv, parquet, arrow, cot, tak or gpx; by the ending of the file where you
            do not say.
        since: From this instant on.
        until: Before this instant.
        limit: At most so many, the newest.
    """
    written = format or to.suffix.lstrip(".") or "jsonl"
    with opened(options) as node:
        count = node.export(kind, to, written, since=since, until=until, limit=limit)
        told = {"kind": kind, "to": str(to), "format": written, "count": count}
        return answer(options, told, facts(told), exercise=node.exercise)
