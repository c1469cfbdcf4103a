"""What a group of messages that was committed means for a relay.

Which of them are addressed, which is the newest of each uid, what is taken back, and who the
client says that it is.  Columns are looked through at once; only the few rows that matter
become Python objects.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.relay_memory import Held
from northline.app.relay_renditions import xml_of
from northline.formats.cot_addressing import (
    DELETED,
    MARK,
    Destination,
    destinations,
    taken_back,
)
from northline.formats.cot_types import FRIEND
from northline.records.marking import Viewer
from northline.records.message import Message, Wire
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.ledger import Ledger

TASKS = "t-x-"
"""Types of events that steer a network and show nothing."""

COLUMNS = ("id", "at", "uid", "type", "callsign", "stale", "wire", "raw")
"""The columns that are looked through."""

_MARK = re.compile(re.escape(MARK.encode()))

EARLIER_MOST = 20_000
"""Messages of before that a relay looks at when it begins, the newest."""


class Own(NamedTuple):
    """Who a client says that it is."""

    uid: str
    callsign: str


class Group(NamedTuple):
    """Messages of one client that were committed together.

    Attributes:
        connection: what they came by.
        append: the entry of the chain that holds them, each at its place in the batch.
        batch: the messages.
        addressed: row -> to whom it is addressed; the others are for everybody.
        newest: uid -> row and event to remember, of what is for everybody.
        gone: uid -> row of the event that takes it back.
        friends: uid -> who that is, the newest of each, in the order in which they first came.
    """

    connection: str
    append: int
    batch: pa.RecordBatch
    addressed: Mapping[int, tuple[Destination, ...]]
    newest: Mapping[str, tuple[int, Held]]
    gone: Mapping[str, int]
    friends: Mapping[str, Own]


def group_of(connection: str, append: int, batch: pa.RecordBatch) -> Group:
    """Look through the messages of a group."""
    addressed = _addressed(batch)
    gone = _gone(batch)
    newest, friends = {}, {}
    rows = _newest_rows(batch)
    instants = {
        name: batch.column(name).take(pa.array(rows)).cast(pa.int64()).to_pylist()
        for name in ("at", "stale")
    }
    some = batch.select(["id", "uid", "type", "callsign"]).take(pa.array(rows)).to_pylist()
    for row, at, stale, each in zip(rows, instants["at"], instants["stale"], some, strict=True):
        kind, uid, callsign = each["type"], each["uid"], each["callsign"]
        if kind.startswith(FRIEND) and callsign:
            friends[uid] = Own(uid, callsign)
        if stale is not None and row not in addressed and not kind.startswith(TASKS):
            newest[uid] = (row, Held(Message.kind, each["id"], at, stale))
    return Group(connection, append, batch, addressed, newest, gone, friends)


def earlier(
    ledger: "Ledger", viewer: Viewer, source: str, window: tuple[Micros, Micros]
) -> Group | None:
    """What was committed before a relay began, as far as its viewer may see it, or None."""
    columns = (*COLUMNS, "source")
    plan = ledger.plan(Message.kind, viewer, window=window, columns=columns, limit=EARLIER_MOST)
    table = ledger.read(plan, audited=False).read_all()
    table = table.filter(pc.equal(table.column("source"), source)).sort_by("at")
    batches = table.combine_chunks().to_batches()
    return group_of("", 0, batches[0]) if batches and batches[0].num_rows else None


def _newest_rows(batch: pa.RecordBatch) -> list[int]:
    """The last row of each uid, in the order in which the uids first come."""
    encoded = batch.column("uid").dictionary_encode()
    last = np.zeros(len(encoded.dictionary), np.int64)
    np.maximum.at(last, encoded.indices.to_numpy(), np.arange(batch.num_rows))
    rows: list[int] = last.tolist()
    return rows


def _addressed(batch: pa.RecordBatch) -> dict[int, tuple[Destination, ...]]:
    """Row -> to whom it is addressed."""
    raw = batch.column("raw")
    found = pc.equal(batch.column("wire"), Wire.PROTOBUF.value)
    # All texts stand in one buffer; one search through it costs a fifth of one through each.
    if raw.buffers()[2] is not None and _MARK.search(memoryview(raw.buffers()[2])):
        found = pc.or_(found, pc.match_substring(raw, MARK))
    rows = _events(batch, found)
    return {row: to for row, event in rows.items() if (to := destinations(event))}


def _gone(batch: pa.RecordBatch) -> dict[str, int]:
    """Uid -> row of the event that takes it back."""
    rows = _events(batch, pc.equal(batch.column("type"), DELETED))
    return {uid: row for row, event in rows.items() for uid in taken_back(event)}


def _events(batch: pa.RecordBatch, wanted: pa.Array) -> dict[int, bytes]:
    """Row -> its event as XML, of the wanted rows."""
    rows = np.flatnonzero(wanted.to_numpy(zero_copy_only=False)).tolist()
    if not rows:
        return {}
    some = batch.select(["raw", "wire"]).take(pa.array(rows)).to_pylist()
    return {row: xml_of(each["raw"], each["wire"]) for row, each in zip(rows, some, strict=True)}
