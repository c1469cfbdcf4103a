"""Row by row: each stored row must still open the commitment that was made to it."""

import hashlib
from collections import Counter
from collections.abc import Iterator

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from northline.ledger import commitments
from northline.ledger.log import Rows
from northline.ledger.plan import Part
from northline.ledger.store import ORD, SEQ, parsed
from northline.ledger.told import AppendTold, Fault, Report, Told
from northline.ledger.visibility import text_of
from northline.records.errors import LedgerDamaged
from northline.records.marking import MarkingId


class Met(msgspec.Struct):
    """What the rows themselves say should stand in the tables beside the chain.

    Attributes:
        superseded: corrected and correcting id -> kind, marking and append of the correction.
        markings: ids of the markings that rows carry.
        blobs: digest of rejected bytes -> rows that speak of them.
        rows: rows met.
    """

    superseded: dict[tuple[bytes, bytes], tuple[str, str, int]] = {}
    markings: set[str] = set()
    blobs: Counter[bytes] = msgspec.field(default_factory=Counter)
    rows: int = 0


def recall(rows: Rows, told: Told, seq: int, report: Report) -> AppendTold | None:
    """An append with its commitments and salts at hand, or None when nobody told of it."""
    append = told.appends.get(seq)
    if append is None or append.seen is not None:
        return append
    append.seen = np.zeros(append.count, dtype=np.bool_)
    append.gone = np.zeros(append.count, dtype=np.bool_)
    append.gone[sorted(p for p in append.erased if 0 <= p < append.count)] = True
    found = rows.run("select commitments, salt_key, salts from appends where seq = ?", seq)
    if not found:
        return append
    committed, key, salts = found[0]
    if (
        not isinstance(committed, bytes)
        or len(committed) != 16 * append.count
        or (hashlib.blake2b(committed, digest_size=32).digest() != append.digest)
    ):
        report(Fault(what="altered", where=f"commitments of append {seq}", append=seq, entry=seq))
        return append
    append.commitments = np.frombuffer(committed, dtype=np.uint8).reshape(-1, 16)
    append.salts = _salts(append, key, salts)
    if append.salts is None:
        report(Fault(what="altered", where=f"salts of append {seq}", append=seq, entry=seq))
    elif append.erased and append.salts[append.gone].any():
        where = f"salts of append {seq}: those of erased rows are here"
        report(Fault(what="added", where=where, append=seq, entry=seq))
    return append


def _salts(append: AppendTold, key: object, salts: object) -> commitments.Commitments | None:
    """The salts of an append; None unless they are kept as they should be after erasures."""
    if not append.erased and salts is None:
        if isinstance(key, bytes) and len(key) == commitments.KEY_BYTES:
            return commitments.salts_of(key, append.count)
        return None
    if append.erased and key is None and isinstance(salts, bytes):
        whole = len(salts) == 16 * append.count
        return np.frombuffer(salts, dtype=np.uint8).reshape(-1, 16) if whole else None
    return None


def check_rows(
    rows: Rows, told: Told, kind: str, part: Part, data: bytes, met: Met, report: Report
) -> None:
    """Compare every row of a part with its commitment.

    Args:
        rows: an open transaction.
        told: what the chain says; the rows seen are ticked off in it.
        kind: kind of the part.
        part: which part.
        data: its bytes.
        met: takes down what the rows say of other tables.
        report: takes what is wrong.
    """
    where = f"part {part.part}"
    try:
        table = parsed(data, kind, part)
        if len(table) != part.rows:
            text = f"{where} holds {len(table)} rows, not {part.rows}"
            report(Fault(what="altered", where=text, kind=kind, part=part.part))
        check = _PartCheck(table, kind, part, report)
        for seq, group in check.by_append():
            check.tick_off(recall(rows, told, seq, report), group)
        check.open_commitments()
        _meet(table, kind, met)
    except (LedgerDamaged, pa.ArrowException, KeyError, TypeError, ValueError) as error:
        report(Fault(what="unreadable", where=f"{where}: {error}", kind=kind, part=part.part))


def _meet(table: pa.Table, kind: str, met: Met) -> None:
    met.rows += len(table)
    met.markings.update(text_of(MarkingId(m)) for m in table.column("marking").unique().to_pylist())
    if kind == "rejected":
        met.blobs.update(table.column("blob").to_pylist())
    later = table.column("supersedes")
    if later.null_count < len(later):
        some = table.filter(later.is_valid())
        columns = (some.column(n).to_pylist() for n in ("supersedes", "id", "marking", SEQ))
        for earlier, new, marking, seq in zip(*columns, strict=True):
            met.superseded.setdefault((earlier, new), (kind, text_of(marking), seq))


class _PartCheck:
    """The rows of one part, with the salt and commitment that each should have."""

    def __init__(self, table: pa.Table, kind: str, part: Part, report: Report) -> None:
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
        if append is None or append.seen is None or append.gone is None:
            self._faults(group, "added")
            return
        if append.kind != self._kind:
            self._faults(group, "added")
            return
        places = self._ords[group]
        good = (places >= 0) & (places < append.count)
        free = ~(append.seen | append.gone)
        good[good] = free[places[good]]
        first = np.zeros(len(group), dtype=np.bool_)
        first[np.unique(np.where(good, places, -1), return_index=True)[1]] = True
        good &= first
        self._faults(group[~good], "added")
        append.seen[places[good]] = True
        if append.commitments is None or append.salts is None:
            return
        rows = group[good]
        self._placed[rows] = True
        self._salts[rows] = append.salts[self._ords[rows]]
        self._expected[rows] = append.commitments[self._ords[rows]]

    def open_commitments(self) -> None:
        """Recompute each commitment; a row that does not open its own was altered."""
        start = 0
        for batch in self._table.drop_columns([SEQ, ORD]).to_batches():
            some = slice(start, start + batch.num_rows)
            actual = commitments.commit(batch, self._salts[some])
            wrong = self._placed[some] & (actual != self._expected[some]).any(axis=1)
            self._faults(start + np.flatnonzero(wrong), "altered")
            start += batch.num_rows

    def _faults(self, rows: npt.NDArray[np.int64], what: str) -> None:
        if not len(rows):
            return
        ids = self._table.column("id").take(pa.array(rows)).to_pylist()
        for row, record in zip(rows, ids, strict=True):
            seq, place = int(self._seqs[row]), int(self._ords[row])
            self._report(
                Fault(
                    what=what,
                    where=f"row {place} of append {seq}, in part {self._part.part}",
                    kind=self._kind,
                    part=self._part.part,
                    append=seq,
                    ord=place,
                    id=record.hex() if isinstance(record, bytes) else None,
                )
            )
