"""The ledger: append, plan, read, watch, mark, erase, compact, note, verify.

One folder: ``ledger.db`` (manifest, chain, small records) and ``segments/`` (immutable
Parquet).  Any number of processes may open it at once; they share nothing else.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from northline.ledger import (
    appending,
    chain,
    compaction,
    erasure,
    marks,
    notes,
    positions,
    retention,
    segments,
    verification,
)
from northline.ledger.appending import Receipt
from northline.ledger.compaction import Compacted
from northline.ledger.erasure import Erased
from northline.ledger.log import LAYOUT, Log
from northline.ledger.log_sqlite import SqliteLog
from northline.ledger.positions import EngineAdvance, StreamAdvance
from northline.ledger.reading import Reading, system_clock
from northline.ledger.verification import Proof
from northline.records.errors import LedgerDamaged, UsageError
from northline.records.marking import Marking, Viewer
from northline.records.signing import Signer
from northline.records.units import Micros


class Ledger(Reading):
    """A ledger that is open in this process."""

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        signer: Signer | None = None,
        create: bool = True,
        exercise: bool | None = None,
        founder: str = "",
        clock: Callable[[], Micros] = system_clock,
    ) -> "Ledger":
        """Open a ledger, or make it where there is none.

        Args:
            folder: its folder.
            signer: signs the chain; its key must lie outside the folder.
            create: whether to make it where there is none.
            exercise: whether it holds an exercise; an existing one must be the same, and None
                takes it as it is.  A new one is real unless this says otherwise.
            founder: the agency that keeps it, written into the first entry of a new one.
            clock: the present.

        Raises:
            UsageError: where there is none and ``create`` is off, or the folder holds
                something else, or an exercise ledger is asked for and this is a real one.
            LedgerDamaged: when it is no healthy ledger, or of a later release.
        """
        path = Path(folder)
        fresh = not (path / "ledger.db").exists()
        if fresh:
            if not create:
                raise UsageError(f"there is no ledger in {path}; ingest something, or name another")
            _prepare_folder(path)
        log = SqliteLog(path / "ledger.db")
        try:
            if not fresh and not _is_founded(log):
                _refuse_empty(path, create=create)
            _found(log, bool(exercise), founder, signer, clock)
            ledger = cls(path, log, signer=signer, clock=clock)
            if exercise is not None and ledger.exercise != exercise:
                real = "an exercise ledger" if ledger.exercise else "a real ledger"
                raise UsageError(f"{path} is {real}; exercise and real records are never mixed")
        except BaseException:
            log.close()
            raise
        return ledger

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- writing --------------------------------------------------------------------------

    def append(
        self,
        kind: str,
        batch: pa.RecordBatch,
        *,
        by: str,
        key: str | None = None,
        markings: Iterable[Marking] = (),
        stream: StreamAdvance | None = None,
    ) -> Receipt:
        """Append one batch of records.  See `append_all`."""
        return self.append_all([(kind, batch)], by=by, key=key, markings=markings, stream=stream)

    def append_all(
        self,
        batches: Sequence[tuple[str, pa.RecordBatch]],
        *,
        by: str,
        key: str | None = None,
        markings: Iterable[Marking] = (),
        stream: StreamAdvance | None = None,
        engine: EngineAdvance | None = None,
        blobs: Mapping[bytes, bytes] | None = None,
    ) -> Receipt:
        """Append batches of records, all of them or none; durable when it returns.

        Args:
            batches: pairs of kind and rows; columns a kind may leave null may be missing.
            by: who appends, for the chain.
            key: name of this append: given again, nothing is added.
            markings: markings used that the ledger may not know yet.
            stream: position of the stream these rows came from; moves with them.
            engine: position of the engine that derived them; moves with them.
            blobs: BLAKE2b-256 -> bytes, for the ``rejected`` records among them.

        Returns:
            What was new and what was known.  Without ``stream`` or ``engine``, a record whose
            id the ledger holds is known and not kept twice.

        Raises:
            Conflict: when stream or engine do not stand where they are said to.
            LedgerFull: when there is no space: nothing was kept.
            MarkingRefused: for a marking id nobody made known.
            UnknownName: for a kind or column there is not.
        """
        receipt = appending.append(
            self._store,
            batches,
            by=by,
            key=key,
            markings=markings,
            stream=stream,
            engine=engine,
            blobs=blobs,
        )
        for kind, count in receipt.new.items():
            if count:
                compaction.tidy(self._store, kind, by="northline")
        return receipt

    def mark(
        self, ids: Iterable[bytes], marking: Marking, *, viewer: Viewer, reason: str
    ) -> dict[str, int]:
        """Mark records anew, and with them what was derived from them.

        Returns:
            kind -> records marked, the derived ones included.

        Raises:
            NotPermitted: unless the viewer's agency owns each of them.
        """
        return marks.mark(self._store, ids, marking, viewer=viewer, reason=reason)

    def erase(self, ids: Iterable[bytes], *, rule: str, by: str) -> Erased:
        """Erase the bodies of records; the chain stays whole and says under which rule.

        Raises:
            BelowMinimum: when one of them must still be kept; nothing is erased then.
        """
        return erasure.erase(self._store, ids, rule=rule, by=by)

    def erasable(self, ids: Iterable[bytes]) -> dict[str, int]:
        """What `erase` would erase, as kind -> records; nothing is changed.

        Raises:
            BelowMinimum: when one of them must still be kept.
        """
        return erasure.erasable(self._store, ids)

    def due(self, kind: str, schedule: retention.Schedule = retention.DECLARED) -> list[bytes]:
        """Ids of records that are past their maximum and under no hold.

        Args:
            kind: record kind.
            schedule: how long kinds are kept where that is not as they declare it; within the
                declared minimum and maximum all the same.
        """
        return erasure.due(self._store, kind, schedule)

    def compact(self, *, by: str, kind: str | None = None) -> Compacted:
        """Merge small parts into large ones, sorted by hour and cell, and sweep files."""
        return compaction.compact(self._store, by=by, only=kind)

    def hold(self, name: str, ids: Iterable[bytes], *, reason: str, by: str) -> None:
        """Put records under a legal hold: no schedule and nobody erases them."""
        wanted = sorted(set(ids))
        with self._store.log.writing() as rows:
            entry = chain.add(
                rows,
                at=self._store.clock(),
                actor=by,
                operation="hold",
                count=len(wanted),
                facts={"name": name, "reason": reason, "holds": [i.hex() for i in wanted]},
                signer=self._store.signer,
            )
            retention.hold(rows, name, wanted, reason, entry.seq)

    def lift(self, name: str, *, reason: str, by: str) -> int:
        """Lift a legal hold; how many records it held."""
        with self._store.log.writing() as rows:
            entry = chain.add(
                rows,
                at=self._store.clock(),
                actor=by,
                operation="lift",
                facts={"name": name, "reason": reason},
                signer=self._store.signer,
            )
            return retention.lift(rows, name, entry.seq)

    def lease(self, name: str, holder: str, *, seconds: float) -> bool:
        """Take or renew a lease; whether this holder has it now."""
        now = self._store.clock()
        until = Micros(now + int(seconds * 1_000_000))
        with self._store.log.writing() as rows:
            return positions.lease(rows, name, holder, now, until)

    def release(self, name: str, holder: str) -> None:
        """Give a lease back, if this holder has it."""
        with self._store.log.writing() as rows:
            positions.release(rows, name, holder)

    # --- who works here -------------------------------------------------------------------

    def note(self, what: str, facts: Mapping[str, str], *, by: str) -> chain.Entry:
        """Put on the chain what happened to an account, such as a sign-in.  See `notes`.

        Args:
            what: what happened, as a slug.
            facts: what else is to be known of it; never a password, a secret or a digest of one.
            by: who did it.

        Raises:
            UsageError: for what is no slug, or more than an entry may say.
        """
        return notes.note(self._store, what, facts, by=by)

    # --- proof ----------------------------------------------------------------------------

    def verify(
        self,
        *,
        keys: Mapping[bytes, bytes] | None = None,
        anchor: tuple[int, bytes] | None = None,
    ) -> Proof:
        """Compare every entry, part and row with what was committed.

        Args:
            keys: key id -> public key, of the signers one trusts; None takes the ledger's own
                word for who signed, which shows accidents but not a forger.
            anchor: a head written down elsewhere; the chain must contain it.
        """
        return verification.verify(self._store, keys=keys, anchor=anchor)


def _prepare_folder(path: Path) -> None:
    """Make the folders of a new ledger, for its owner only.

    Raises:
        UsageError: when the place is taken, or cannot be used.
        LedgerDamaged: when a ledger's segments are here, and its log is gone.
    """
    inside = path / segments.FOLDER
    try:
        if path.exists() and any(path.iterdir()) and not inside.is_dir():
            raise UsageError(f"{path} holds something else; name an empty or new folder")
        if inside.is_dir() and any(inside.glob("*.parquet")):
            raise LedgerDamaged(
                f"{path} holds segments, but their log ledger.db is gone; restore it from a backup"
            )
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        inside.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise UsageError(f"{path} cannot be a ledger's folder: {error.strerror}") from error


def _is_founded(log: Log) -> bool:
    with log.reading() as rows:
        return bool(rows.run("select 1 from meta"))


def _refuse_empty(path: Path, *, create: bool) -> None:
    """Refuse a log without a ledger in it, unless it is being made this moment.

    Raises:
        LedgerDamaged: when segments show that a ledger stood here, or none may be made.
    """
    if not create or any((path / segments.FOLDER).glob("*.parquet")):
        raise LedgerDamaged(
            f"{path / 'ledger.db'} is empty: the ledger that stood here is gone. "
            "Restore it from a backup; nothing was changed."
        )


def _found(
    log: Log, exercise: bool, founder: str, signer: Signer | None, clock: Callable[[], Micros]
) -> None:
    """Write the first entry of a new ledger."""
    with log.reading() as rows:
        if rows.run("select 1 from meta"):
            return
    with log.writing() as rows:
        if rows.run("select 1 from meta"):
            return
        meta = {
            "id": secrets.token_hex(8),
            "layout": LAYOUT,
            "exercise": "yes" if exercise else "no",
            **({"founder": founder} if founder else {}),
        }
        for name, value in meta.items():
            rows.run("insert into meta values (?, ?)", name, value)
        chain.add(
            rows,
            at=clock(),
            actor="northline",
            operation="open",
            facts=meta,
            signer=signer,
        )
