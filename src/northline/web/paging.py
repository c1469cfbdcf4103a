"""Pages: how a long answer is asked for piece by piece, each row once.

A cursor is opaque text.  For records it pins the entry of the chain at which the first page
was read, so that what is appended meanwhile neither shifts nor repeats a row; within that
state rows stand newest first, by (``at`` descending, ``id``).
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.node import Node
from northline.records.errors import UsageError
from northline.records.units import Micros
from northline.web.seal import Plain, Seal

T = TypeVar("T")

USUAL, MOST = 100, 10_000
"""Rows of a page unless asked otherwise, and at most."""

ORDER = ("at", "id")


class RecordCursor(msgspec.Struct, frozen=True, array_like=True):
    """Where the next page of records begins.

    Attributes:
        as_of: entry of the chain at which the first page was read.
        at: instant of the last row given.
        id: its id.
        skip: rows of that very instant given so far.
    """

    as_of: int
    at: int
    id: bytes
    skip: int


class ListCursor(msgspec.Struct, frozen=True, array_like=True):
    """Where the next page of a list begins.

    Attributes:
        id: id of the last thing given.
        given: how many were given so far, for when that one has left the list.
    """

    id: str
    given: int


PLAIN = Plain()

LONGEST = 200
"""Bytes of a sealed cursor, which is always as long: its length must not tell what is in it."""


def encode(cursor: RecordCursor | ListCursor, seal: Seal = PLAIN) -> str:
    """The cursor as text for a URL."""
    packed = msgspec.msgpack.encode(cursor)
    return seal.close(packed if isinstance(seal, Plain) else packed.ljust(LONGEST, b"\xc1"))


def decode(text: str, cursor: type[T], seal: Seal = PLAIN) -> T:
    """Read a cursor back.

    Raises:
        UsageError: for text that no answer gave.
    """
    packed = seal.open(text)
    if not isinstance(seal, Plain):
        packed = packed.rstrip(b"\xc1")  # which no MessagePack ends with
    try:
        return msgspec.msgpack.decode(packed, type=cursor)
    except (ValueError, msgspec.DecodeError) as error:
        raise UsageError("cursor is not one that an answer gave as 'next'") from error


def page_of_records(
    node: Node,
    kind: str,
    ask: dict[str, Any],
    *,
    columns: Sequence[str] | None,
    limit: int,
    cursor: str | None,
    seal: Seal = PLAIN,
) -> tuple[pa.Table, str | None]:
    """One page of records, and the cursor of the next one or None.

    Args:
        node: the node.
        kind: record kind.
        ask: ``since``, ``until``, ``cells`` and ``as_of`` as `Node.records` takes them.
        columns: only these columns.
        limit: rows of the page.
        cursor: where it begins; None begins at the newest.
        seal: what cursors are packed with.

    Raises:
        UsageError: for a wrong cursor or instant.
    """
    wanted = None if columns is None else list(dict.fromkeys((*columns, *ORDER)))
    before = None if cursor is None else decode(cursor, RecordCursor, seal)
    skip = 0
    if before is None:
        ask = {**ask, "as_of": node.head()[0] if ask.get("as_of") is None else ask["as_of"]}
    else:
        skip = before.skip
        ask = {**ask, "as_of": before.as_of, "until": Micros(before.at + 1)}
    found = node.records(kind, **ask, columns=wanted, limit=limit + skip + 1)
    if before is not None:
        found = _behind(found, before)
    more = len(found) > limit
    found = found.slice(0, limit)
    following = encode(_cursor(found, ask["as_of"], before), seal) if more else None
    return (found if columns is None else found.select(columns)), following


def page_of_list(
    found: Sequence[T], key: Callable[[T], str], *, limit: int, cursor: str | None
) -> tuple[Sequence[T], str | None]:
    """One page of a list that is held already, and the cursor of the next one or None.

    Raises:
        UsageError: for a wrong cursor.
    """
    start = 0
    if cursor is not None:
        last = decode(cursor, ListCursor)
        places = {key(each): place for place, each in enumerate(found)}
        start = places[last.id] + 1 if last.id in places else last.given
    shown = found[start : start + limit]
    if not shown or start + limit >= len(found):
        return shown, None
    return shown, encode(ListCursor(key(shown[-1]), start + limit))


def _behind(found: pa.Table, before: RecordCursor) -> pa.Table:
    """Of rows that are not newer than a cursor, those that it has not given yet."""
    at = found.column("at").cast(pa.int64())
    fixed = pa.scalar(before.id, pa.binary())
    later_id = pc.greater(found.column("id").cast(pa.binary()), fixed)
    return found.filter(pc.or_(pc.less(at, before.at), later_id))


def _cursor(shown: pa.Table, as_of: int, before: RecordCursor | None) -> RecordCursor:
    instants = shown.column("at").cast(pa.int64())
    last = instants[-1].as_py()
    same = pc.sum(pc.equal(instants, last)).as_py()
    if before is not None and before.at == last:
        same += before.skip
    return RecordCursor(as_of, last, shown.column("id")[-1].as_py(), same)
