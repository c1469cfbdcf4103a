"""The reading side of a ledger: plan, read, watch, and what stands beside the records."""

import functools
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from northline.ledger import chain, deduplication, parameters, planning, positions, visibility
from northline.ledger.identities import KnownIds
from northline.ledger.log import LAYOUT, Log
from northline.ledger.looks import Looks
from northline.ledger.marks import present
from northline.ledger.plan import GOOD_FOR, ScanPlan
from northline.ledger.positions import Checkpoint, Stream
from northline.ledger.review import Review
from northline.ledger.store import Moved, Store
from northline.ledger.visibility import visible_markings
from northline.records.errors import LedgerDamaged, NotPermitted
from northline.records.marking import Marking, MarkingId, Viewer, decode
from northline.records.marking import visibility as rule_of
from northline.records.signing import Signer
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.ledger.scan import Scanner

POLL_SECONDS = 0.02
"""How often `Ledger.watch` looks for something new."""

_RETRIES = 20


def system_clock() -> Micros:
    """The present, from the system's clock."""
    return Micros(time.time_ns() // 1000)


class Change(msgspec.Struct, frozen=True):
    """Something new: an append of a kind.

    Attributes:
        seq: its entry in the chain.
        kind: record kind.
        at: when it was committed.
    """

    seq: int
    kind: str
    at: Micros


class Reading:
    """A ledger as one reads it; `northline.ledger.Ledger` adds what changes it."""

    def __init__(
        self,
        folder: Path,
        log: Log,
        *,
        signer: Signer | None = None,
        clock: Callable[[], Micros] = system_clock,
    ) -> None:
        self._store = Store(folder, log, signer, clock, KnownIds())
        self._looks = Looks(self._store)
        self._meta = self._read_meta()

    @property
    def id(self) -> str:
        """Random name of the ledger, given when it was made."""
        return self._meta["id"]

    @property
    def exercise(self) -> bool:
        """Whether it holds exercise records only."""
        return self._meta["exercise"] == "yes"

    @property
    def founder(self) -> str:
        """The agency that founded it, or empty where an earlier release did not write it down."""
        return self._meta.get("founder", "")

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._store.folder

    def head(self) -> tuple[int, bytes]:
        """Sequence number and hash of the newest entry: what one anchors elsewhere."""
        with self._store.log.reading() as rows:
            return chain.head(rows)

    @functools.cached_property
    def _scanner(self) -> "Scanner":
        # Loading DuckDB takes longer than most commands that read nothing.
        from northline.ledger.scan import Scanner

        return Scanner(self._store.segments)

    @property
    def review(self) -> Review:
        """The chain as a review searches it."""
        return Review(self._store)

    def content_head(self) -> int:
        """The newest entry that is no look and no sign-in: it stays while only readers come by."""
        with self._store.log.reading() as rows:
            found = rows.run(
                "select seq from chain where operation not in ('look', 'account') "
                "order by seq desc limit 1"
            )
        newest: int = found[0][0] if found else 0
        return newest

    def close(self) -> None:
        """Let go of the files."""
        self._store.log.close()

    def plan(
        self,
        kind: str,
        viewer: Viewer,
        *,
        window: tuple[Micros, Micros] | None = None,
        cells: Iterable[int] | None = None,
        ids: Iterable[bytes] | None = None,
        columns: Sequence[str] | None = None,
        after: int = 0,
        as_of: int | None = None,
        ordered: bool = False,
        limit: int | None = None,
    ) -> ScanPlan:
        """Plan a read for a viewer.

        Args:
            kind: record kind.
            viewer: for whom; nothing else decides what is shown.
            window: from (inclusive) until (exclusive), on ``at``.
            cells: H3 cells of resolution 9 or coarser.
            ids: only these.
            columns: only these columns.
            after: only what was appended after this entry.
            as_of: as the ledger stood at this entry, with the rights of today.
            ordered: in commit order, with the columns ``_seq`` and ``_ord``.
            limit: at most so many rows; the newest, unless ``ordered``.

        Raises:
            UsageError: for an entry that is not there yet.
            UnknownName: for a kind or column there is not.
        """
        return planning.plan(
            self._store,
            self.id,
            kind,
            viewer,
            window=window,
            cells=cells,
            ids=ids,
            columns=columns,
            after=after,
            as_of=as_of,
            ordered=ordered,
            limit=limit,
        )

    def read(self, plan: ScanPlan, *, audited: bool = True) -> pa.RecordBatchReader:
        """The rows of a plan.  The look stands in the chain before the first row leaves.

        Args:
            plan: made by `plan`.
            audited: off only for services of this node, whose steps the chain holds anyway.

        Raises:
            NotPermitted: when the plan is another ledger's, or so old that rights may differ.
            LedgerDamaged: when a segment cannot be read.
        """
        if plan.ledger != self.id:
            raise NotPermitted("this plan was made for another ledger")
        if self._store.clock() - plan.made > GOOD_FOR:
            raise NotPermitted("this plan is too old to be read; plan again")
        if audited or not plan.viewer.name.startswith("service:"):
            self._looks.record(plan.viewer, plan.kind, plan.request)
        for _ in range(_RETRIES):
            try:
                return self._scanner.read(self._store, plan)
            except (FileNotFoundError, Moved):
                plan = self._again(plan)
        raise LedgerDamaged(f"segments of {plan.kind} are missing; run `northline verify`")

    def _again(self, plan: ScanPlan) -> ScanPlan:
        """The same read over the parts of now: some were compacted since it was planned."""
        fresh = self.plan(
            plan.kind,
            plan.viewer,
            window=plan.window,
            ids=plan.ids,
            columns=plan.columns,
            after=plan.after,
            as_of=plan.as_of,
            ordered=plan.ordered,
            limit=plan.limit,
        )
        return msgspec.structs.replace(fresh, cells=plan.cells)

    def changes(self, kinds: Sequence[str], after: int, *, limit: int = 1000) -> list[Change]:
        """Appends of these kinds after an entry of the chain.

        For services of this node only: what a person may learn comes from `plan` with ``after``.
        """
        slots = ",".join("?" * len(kinds))
        with self._store.log.reading() as rows:
            found = rows.run(
                f"select seq, kind, at from chain where operation = 'append' and seq > ? "
                f"and kind in ({slots}) order by seq limit ?",
                after,
                *kinds,
                limit,
            )
        return [Change(*values) for values in found]

    def rights_changed(self, after: int, viewer: Viewer | None = None) -> bool:
        """Whether anything was erased or marked anew after an entry: what one holds may be void.

        Args:
            after: the entry.
            viewer: only what this viewer might see before or since: that anything happened to the
                rest is nothing they may know.  None asks of everything.
        """
        with self._store.log.reading() as rows:
            found = rows.run(
                "select body from chain where seq > ? and operation in ('mark', 'erase')", after
            )
            if viewer is None or not found:
                return bool(found)
            seen = visible_markings(rows, rule_of(viewer, self._store.clock()))
        told = [json.loads(body) for (body,) in found]
        # Entries of an earlier release do not say whom they concern: everybody, then.
        return any("before" not in each or not seen.isdisjoint(_concerned(each)) for each in told)

    def look(self, viewer: Viewer, kind: str, request: dict[str, object]) -> None:
        """Put a look on the chain that is not one read: somebody begins or ends to watch.

        Raises:
            LedgerError: when it could not be written: then nothing may be shown.
        """
        self._looks.record(viewer, kind, request)

    def watch(
        self, kinds: Sequence[str], after: int, *, timeout: float | None = None
    ) -> Iterator[Change]:
        """Appends of these kinds as they come, beginning after an entry of the chain.

        Args:
            kinds: record kinds.
            after: entry to begin after.
            timeout: end after so many seconds without anything new; None waits for ever.
        """
        quiet_since = time.monotonic()
        while True:
            found = self.changes(kinds, after)
            for change in found:
                after = change.seq
                yield change
            if found:
                quiet_since = time.monotonic()
            elif timeout is not None and time.monotonic() - quiet_since >= timeout:
                return
            else:
                time.sleep(POLL_SECONDS)

    def stream(self, source: str, format: str, stream: str) -> Stream | None:
        """Where a stream stands, or None when nothing of it was read."""
        with self._store.log.reading() as rows:
            return positions.stream(rows, source, format, stream)

    def streams(self, source: str, format: str) -> list[Stream]:
        """Every stream of a source that was read with a format."""
        with self._store.log.reading() as rows:
            return positions.streams(rows, source, format)

    def checkpoint(self, engine: str, *, upto: int | None = None) -> Checkpoint | None:
        """The newest saved state of an engine, or the newest at or before an entry."""
        with self._store.log.reading() as rows:
            return positions.checkpoint(rows, engine, upto)

    def parameters(self, engine: str, digest: bytes) -> bytes | None:
        """The parameters of that digest with which an engine ran, as text, or None.

        Ledgers of before they were kept hold the digest alone.

        Raises:
            LedgerDamaged: when they are not those that were committed.
        """
        with self._store.log.reading() as rows:
            return parameters.find(rows, engine, digest)

    def marking(self, marking: MarkingId) -> Marking | None:
        """The marking of that id, or None when this ledger does not know it."""
        with self._store.log.reading() as rows:
            found = rows.run(
                "select content from markings where id = ?", visibility.text_of(marking)
            )
        return decode(found[0][0]) if found else None

    def markings_now(self, stored: Mapping[bytes, int]) -> dict[bytes, Marking]:
        """The markings that count today, of records by the marking each was stored with.

        For services of this node only: who may see a record is for a plan to say.
        """
        with self._store.log.reading() as rows:
            return {record: present(rows, record, marking) for record, marking in stored.items()}

    def unknown(self, kind: str, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows of a batch whose ids the ledger does not hold, erased ones left out too.

        For services of this node only: the answer does not ask who may see a record.
        """
        return deduplication.unknown(self._store, kind, batch, fenced=False)[0]

    def blob(self, digest: bytes) -> bytes | None:
        """The bytes of a rejected unit, or None when they are gone."""
        with self._store.log.reading() as rows:
            found = rows.run("select bytes from blobs where digest = ?", digest)
        return found[0][0] if found else None

    def erased(self, ids: Iterable[bytes]) -> dict[bytes, str]:
        """Of these ids, the erased ones and the rule they were erased under."""
        with self._store.log.reading() as rows:
            found = {
                record: rows.run("select rule from erased where id = ?", record)
                for record in set(ids)
            }
        return {record: rule[0][0] for record, rule in found.items() if rule}

    def entries(self, after: int = 0) -> Iterator[chain.Entry]:
        """The chain, entry by entry, for the review of what was done."""
        while True:
            with self._store.log.reading() as rows:
                page = chain.page(rows, after)
            yield from page
            if not page:
                return
            after = page[-1].seq

    def _read_meta(self) -> dict[str, str]:
        with self._store.log.reading() as rows:
            meta = dict(rows.run("select name, value from meta"))
        if meta.get("layout") != LAYOUT:
            raise LedgerDamaged(
                f"{self.folder} has layout {meta.get('layout')}, this release knows {LAYOUT}; "
                "use the release that wrote it, or a newer one"
            )
        missing = {"id", "exercise"} - meta.keys()
        if missing:
            raise LedgerDamaged(
                f"{self.folder} does not say its {' and '.join(sorted(missing))} any more: "
                "table meta was altered. Restore it from a backup."
            )
        return meta


def _concerned(facts: Mapping[str, Any]) -> Iterator[int]:
    """The markings that something was erased under, or that it had before or has since."""
    for text in (*facts["before"], *(each[2] for each in facts.get("marks", ()))):
        yield int(text, 16)
