"""Records in and records out."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from northline.app.opened import Opened
from northline.app.results import IngestReceipt, RejectedView, Retried
from northline.records.marking import Marking
from northline.records.units import Micros

if TYPE_CHECKING:
    import pyarrow as pa

    from northline.ledger import Change

Instant = Micros | int | str
"""An instant: microseconds since 1970 UTC, or RFC 3339 text."""

RecordId = bytes | str
"""An id: 16 bytes, or their 32 hexadecimal digits."""


class Archive(Opened):
    """A node as one reads feeds into it and records out of it."""

    # --- records in -----------------------------------------------------------------------

    def ingest(
        self,
        format: str,
        inputs: str | Path | Iterable[str | Path],
        *,
        source: str | None = None,
        marking: Marking | str | None = None,
        vintage: str | None = None,
        progress: Callable[[IngestReceipt], None] | None = None,
        seconds: float | None = None,
        max_rejected: int | None = None,
        stop: threading.Event | None = None,
        ready: Callable[[str, tuple[str, int]], None] | None = None,
        trouble: Callable[[str], None] | None = None,
    ) -> IngestReceipt:
        """Read feeds into the ledger; see `northline.app.ingesting.ingest`.

        Args:
            format: name of the format.
            inputs: a path, ``-`` or an address, or several (`northline.transports.addresses`).
            source: who says it; the format's name where nobody says.
            marking: a marking, or its text; `default_marking` where nobody says.
            vintage: of which state of a published table it is: the day it was published as
                ``YYYY-MM-DD``, or the last month it covers; where nobody says, the day in the
                name of a file, else what the table itself tells (docs/published-tables.md).
            progress: called after every commit, and at the end, with the receipt so far.
            seconds: stop after so many seconds; None reads to the end, or for ever.
            max_rejected: units of one stream that may be rejected, in this and earlier runs;
                where nobody says, it is their share that counts (`northline.app.tally.Cap`).
            stop: set from elsewhere, ends the reading after the next commit.
            ready: told address and (host, port) of each listener once it listens.
            trouble: told, in a sentence, why a connection failed and is tried again, or why it
                is read no further.

        Raises:
            TooManyRejected: when too many units of a file or pipe were rejected; and at the
                end, when a connection was read no further for it while others were.  What was
                read stays, and the last receipt that ``progress`` was given says how much.
            UnknownName: for a format there is not.
            UsageError: for an address or file that cannot be opened.
            InputError: for a damaged compressed file; what stands before the damage stays.
        """
        from northline.app.ingesting import ingest

        return ingest(
            self,
            format,
            inputs,
            source=source,
            marking=marking,
            vintage=vintage,
            progress=progress,
            seconds=seconds,
            max_rejected=max_rejected,
            stop=stop,
            ready=ready,
            trouble=trouble,
        )

    def rejected(self, limit: int | None = 100) -> list[RejectedView]:
        """Units that could not be read and still cannot, the newest first."""
        from northline.app.rejects import rejected

        return rejected(self, limit)

    def retry_rejected(self) -> Retried:
        """Read rejected units again, after a fix; see `northline.app.rejects.retry`."""
        from northline.app.rejects import retry

        return retry(self)

    # --- records out ----------------------------------------------------------------------

    def records(
        self,
        kind: str,
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        cells: Iterable[int | str] | None = None,
        ids: Iterable[RecordId] | None = None,
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        as_of: int | None = None,
        after: int = 0,
    ) -> "pa.Table":
        """Records of a kind that the operator may see, the newest first where there is a limit.

        Args:
            kind: record kind.
            since: from this instant on (of ``at``).
            until: before this instant.
            cells: H3 cells of resolution 9 or coarser, as numbers or hexadecimal text.
            ids: only these.
            columns: only these columns.
            limit: at most so many.
            as_of: as the ledger stood at this entry of the chain, with the rights of today.
            after: only what was appended after this entry.

        Raises:
            UnknownName: for a kind or column there is not.
            UsageError: for an instant, cell or id that cannot be read.
        """
        from northline.app.reading import Ask, read_table

        return read_table(self, Ask(kind, since, until, cells, ids, columns, limit, as_of, after))

    def batches(
        self,
        kind: str,
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        cells: Iterable[int | str] | None = None,
        ids: Iterable[RecordId] | None = None,
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        as_of: int | None = None,
        after: int = 0,
    ) -> "pa.RecordBatchReader":
        """As `records`, batch by batch, so that a million rows need no memory."""
        from northline.app.reading import Ask, read

        return read(self, Ask(kind, since, until, cells, ids, columns, limit, as_of, after))

    def count(
        self,
        kind: str,
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        cells: Iterable[int | str] | None = None,
        ids: Iterable[RecordId] | None = None,
        as_of: int | None = None,
    ) -> int:
        """How many records of a kind the operator may see; see `records`."""
        from northline.app.reading import Ask, count

        return count(self, Ask(kind, since, until, cells, ids, None, None, as_of, 0))

    def export(
        self,
        kind: str,
        to: Path | str | BinaryIO,
        format: str = "jsonl",
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        cells: Iterable[int | str] | None = None,
        ids: Iterable[RecordId] | None = None,
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        as_of: int | None = None,
    ) -> int:
        """Write records of a kind to a file or stream; how many.

        Args:
            kind: record kind.
            to: a path, which must not exist yet, or an open binary stream.
            format: ``jsonl``, ``csv``, ``parquet``, ``arrow`` (an IPC stream), ``cot``, ``tak`` or
                ``gpx``.
            since: as in `records`; so are the others.
            until: as in `records`.
            cells: as in `records`.
            ids: as in `records`.
            columns: as in `records`.
            limit: as in `records`.
            as_of: as in `records`.

        Raises:
            UsageError: for an unknown format, or a file that exists or cannot be written.
        """
        from northline.app.exporting import export
        from northline.app.reading import Ask

        ask = Ask(kind, since, until, cells, ids, columns, limit, as_of, 0)
        return export(self, ask, to, format)

    def watch(
        self, kinds: Sequence[str], after: int | None = None, *, timeout: float | None = None
    ) -> "Iterator[Change]":
        """Appends of these kinds as they come; what may be shown of them comes from `records`.

        Args:
            kinds: record kinds.
            after: entry of the chain to begin after; None begins after the newest.
            timeout: end after so many seconds without anything new; None waits for ever.
        """
        return self.ledger.watch(kinds, self.head()[0] if after is None else after, timeout=timeout)
