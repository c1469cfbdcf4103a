"""What a relay shows to a client that connects late: the newest of everything that still holds.

Only ids are remembered.  The events are read from the ledger when somebody comes, so that what
was erased, marked anew or has expired meanwhile is not shown: the rights of today (LAW.md, 1).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from northline.app.relay_renditions import Rendition, rendition_of_events, rendition_of_messages
from northline.records.kinds import kind as kind_named
from northline.records.marking import Viewer
from northline.records.message import Message
from northline.records.record import Record
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.ledger import Ledger

MOST = 10_000
"""Uids that are remembered; of more, those that were last heard of longest ago are forgotten."""


class Held(NamedTuple):
    """An event that is remembered: its record, its time, and until when it holds."""

    kind: str
    id: bytes
    at: Micros
    stale: Micros


class Shown(NamedTuple):
    """Records of one kind that are shown again, and how they are sent."""

    kind: str
    ids: tuple[bytes, ...]
    rendition: Rendition


class Memory:
    """The newest event of each uid, those heard of last at the end."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: dict[str, Held] = {}

    def note(self, uid: str, held: Held) -> None:
        """Remember an event as the newest of its uid."""
        self._held.pop(uid, None)
        self._held[uid] = held
        if len(self._held) > self._most:
            del self._held[next(iter(self._held))]

    def take(self, newest: Mapping[str, tuple[int, Held]], gone: Mapping[str, int]) -> None:
        """Remember the newest of a group, each with its row, but for what was taken back later."""
        for uid, (row, held) in newest.items():
            if gone.get(uid, -1) < row:
                self.note(uid, held)
        for uid, row in gone.items():
            if uid not in newest or newest[uid][0] < row:
                self._held.pop(uid, None)

    def fresh(self, now: Micros) -> list[Held]:
        """What holds still; the rest is forgotten."""
        self._held = {uid: held for uid, held in self._held.items() if held.stale > now}
        return list(self._held.values())


def read_again(
    ledger: "Ledger",
    viewer: Viewer,
    held: Sequence[Held],
    write: Callable[[Record], bytes],
    *,
    exercise: bool,
) -> list[Shown]:
    """What the viewer may see of it today, kind by kind.  The look is for the caller to record.

    Args:
        ledger: where it lies.
        viewer: for whom.
        held: what to read.
        write: makes the event of a record that is no message.
        exercise: whether the ledger holds an exercise.
    """
    shown = []
    for kind in dict.fromkeys(each.kind for each in held):
        some = [each for each in held if each.kind == kind]
        batch = _in_order(_rows(ledger, viewer, kind, some), some)
        if not batch.num_rows:
            continue
        if kind == Message.kind:
            rendition = rendition_of_messages(batch, exercise=exercise)
        else:
            records = kind_named(kind).from_batch(batch)
            rendition = rendition_of_events([write(each) for each in records])
        shown.append(Shown(kind, tuple(batch.column("id").to_pylist()), rendition))
    return shown


def _rows(ledger: "Ledger", viewer: Viewer, kind: str, held: Iterable[Held]) -> pa.Table:
    held = list(held)
    window = Micros(min(each.at for each in held)), Micros(max(each.at for each in held) + 1)
    columns = ["id", "raw", "wire"] if kind == Message.kind else None
    ids = [each.id for each in held]
    plan = ledger.plan(kind, viewer, window=window, ids=ids, columns=columns)
    # Who is shown what of it is recorded before it leaves, by id.
    return ledger.read(plan, audited=False).read_all()


def _in_order(table: pa.Table, held: Sequence[Held]) -> pa.RecordBatch:
    """The rows in the order in which they are held, as one batch."""
    place = {record: row for row, record in enumerate(table.column("id").to_pylist())}
    rows = [place[each.id] for each in held if each.id in place]
    return (
        table.take(pa.array(rows, pa.int64())).combine_chunks().to_batches()[0]
        if rows
        else (pa.RecordBatch.from_pylist([], schema=table.schema))
    )
