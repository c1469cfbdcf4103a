"""Row by row: each stored row must still open the commitment that was made to it."""

import hashlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from northline.ledger import commitments
from northline.ledger.log import Rows
from northline.ledger.plan import Part
from northline.ledger.store import ORD, SEQ, Store, load
from northline.ledger.told import AppendTold, Fault, Report, Told
from northline.records.errors import LedgerDamaged


def recall(rows: Rows, told: Told, seq: int, report: Report) -> AppendTold | None:
    """An append with its commitments and salts at hand, or None when it cannot be used."""
    append = told.appends.get(seq)
    if append is None:
        return None
    if append.seen is None:
        append.seen = np.zeros(append.count, dtype=np.bool_)
        found = rows.run("select commitments, salt_key, salts from appends where seq = ?", seq)
        if not found:
            return append
        committed, key, salts = found[0]
        if len(committed) != 16 * append.count or (
            hashlib.blake2b(committed, digest_size=32).digest() != append.digest
        ):
            report(
                Fault(what="altered", where=f"commitments of append {seq}", append=seq, entry=seq)
            )
            return append
        append.commitments = np.frombuffer(committed, dtype=np.uint8).reshape(-1, 16)
        if salts is not None:
            append.salts = np.frombuffer(salts, dtype=np.uint8).reshape(-1, 16)
        elif key is not None:
            append.salts = commitments.salts_of(key, append.count)
    return append


def check_rows(
    store: Store,
    rows: Rows,
    told: Told,
    kind: str,
    part: Part,
    superseded: set[tuple[bytes, bytes]],
    report: Report,
) -> int:
    """Compare every row of a part with its commitment; how many there were.

    Args:
        store: the ledger.
        rows: an open transaction.
        told: what the chain says; the rows seen are ticked off in it.
        kind: kind of the part.
        part: which part.
        superseded: takes the pairs of corrected and correcting ids met.
        report: takes what is wrong.
    """
    where = f"part {part.part}"
    try:
        table = load(store, rows, kind, part, raw=True)
    except (LedgerDamaged, pa.ArrowException) as error:
        report(Fault(what="unreadable", where=f"{where}: {error}", kind=kind, part=part.part))
        return 0
    if len(table) != part.rows:
        text = f"{where} holds {len(table)} rows, not {part.rows}"
        report(Fault(what="altered", where=text, kind=kind, part=part.part))
    check = _PartCheck(table, kind, part, report)
    for seq, group in check.by_append():
        check.tick_off(recall(rows, told, seq, report), group)
    check.open_commitments()
    later = table.column("supersedes")
    if later.null_count < len(later):
        pairs = zip(later.to_pylist(), check.ids, strict=True)
        superseded.update((earlier, new) for earlier, new in pairs if earlier is not None)
    return len(table)


class _PartCheck:
    """The rows of one part, with the salt and commitment that each should have."""

    def __init__(self, table: pa.Table, kind: str, part: Part, report: Report) -> None:
        self.ids: list[bytes] = table.column("id").to_pylist()
        self._table, self._kind, self._part, self._report = table, kind, part, report
        self._seqs = table.column(SEQ).to_numpy()
        self._ords = table.column(ORD).to_numpy()
        self._salts = np.zeros((len(table), 16), dtype=np.uint8)
        self._expected = np.zeros((len(table), 16), dtype=np.uint8)
        self._placed = np.zeros(len(table), dtype=np.bool_)

    def by_append(self) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
        """The rows of each append in this part."""
        if not len(self._table):
            return
        order = np.argsort(self._seqs, kind="stable")
        cuts = np.flatnonzero(np.diff(self._seqs[order])) + 1
        for group in np.split(order, cuts):
            yield int(self._seqs[group[0]]), group

    def tick_off(self, append: AppendTold | None, group: npt.NDArray[np.int64]) -> None:
        """Tick off rows of one append; a row nobody appended, or twice here, was added."""
        if append is None or append.seen is None or append.kind != self._kind:
            for row in group:
                self._at(int(row), "added")
            return
        for row in group:
            place = int(self._ords[row])
            if not 0 <= place < append.count or append.seen[place] or place in append.erased:
                self._at(int(row), "added")
            else:
                append.seen[place] = True
                self._placed[row] = True
        if append.commitments is None or append.salts is None:
            self._placed[group] = False
            return
        good = group[self._placed[group]]
        self._salts[good] = append.salts[self._ords[good]]
        self._expected[good] = append.commitments[self._ords[good]]

    def open_commitments(self) -> None:
        """Recompute each commitment; a row that does not open its own was altered."""
        batches = self._table.drop_columns([SEQ, ORD]).combine_chunks().to_batches()
        if batches:
            actual = commitments.commit(batches[0], self._salts)
            for row in np.flatnonzero(self._placed & (actual != self._expected).any(axis=1)):
                self._at(int(row), "altered")

    def _at(self, row: int, what: str) -> None:
        seq, place = int(self._seqs[row]), int(self._ords[row])
        self._report(
            Fault(
                what=what,
                where=f"row {place} of append {seq}, in part {self._part.part}",
                kind=self._kind,
                part=self._part.part,
                append=seq,
                ord=place,
                id=self.ids[row].hex(),
            )
        )
