"""What people type, as values: instants, ids, cells, markings, anchors.

Each reader takes the value as well, so that a call from Python needs no text.
"""

from collections.abc import Iterable

from northline.records.errors import UsageError
from northline.records.marking import Marking
from northline.records.notation import parse_marking
from northline.records.record import Id
from northline.records.time import parse_instant
from northline.records.units import Micros

FOREVER = 2**62


def instant(given: int | str | None) -> Micros | None:
    """Microseconds since 1970 UTC, or RFC 3339 text.

    Raises:
        UsageError: for text that is no instant.
    """
    if given is None or isinstance(given, int):
        return None if given is None else Micros(given)
    try:
        return parse_instant(given)
    except ValueError as error:
        raise UsageError(
            f"{given!r} is not an instant; write it like 2026-07-01T14:00:00Z"
        ) from error


def window(since: int | str | None, until: int | str | None) -> tuple[Micros, Micros] | None:
    """From (inclusive) until (exclusive); None where neither end is given.

    Raises:
        UsageError: for text that is no instant.
    """
    first, last = instant(since), instant(until)
    if first is None and last is None:
        return None
    return (
        Micros(-FOREVER) if first is None else first,
        Micros(FOREVER) if last is None else last,
    )


def record_id(given: bytes | str) -> Id:
    """16 bytes, or their 32 hexadecimal digits.

    Raises:
        UsageError: for anything else.
    """
    try:
        raw = bytes.fromhex(given) if isinstance(given, str) else bytes(given)
    except ValueError as error:
        raise UsageError(f"{given!r} is no id: an id has 32 hexadecimal digits") from error
    if len(raw) != 16:
        raise UsageError(f"{raw.hex()!r} is no id: an id has 32 hexadecimal digits")
    return Id(raw)


def record_ids(given: Iterable[bytes | str]) -> list[bytes]:
    """Ids, each once, in the order given."""
    return list(dict.fromkeys(record_id(each) for each in given))


def cell(given: int | str) -> int:
    """An H3 cell, as a number or as 15 or 16 hexadecimal digits.

    Raises:
        UsageError: for text that is none.
    """
    if isinstance(given, int):
        return given
    try:
        return int(given, 16)
    except ValueError as error:
        raise UsageError(f"{given!r} is no H3 cell; write it like 892ab2d6c47ffff") from error


def marking(given: Marking | str, owner: str) -> Marking:
    """A marking, or its text (`northline.records.notation`).

    Raises:
        UsageError: for text that cannot be read.
        MarkingRefused: for a marking that no record here may carry.
    """
    return parse_marking(given, owner=owner) if isinstance(given, str) else given


def anchor(given: str | tuple[int, bytes] | None) -> tuple[int, bytes] | None:
    """A head of the chain, as ``SEQ:HASH``.

    Raises:
        UsageError: for text that is none.
    """
    if not isinstance(given, str):
        return given
    seq, _, digest = given.partition(":")
    try:
        head = int(seq), bytes.fromhex(digest)
    except ValueError as error:
        raise UsageError(f"{given!r} is no head of a ledger; write SEQ:HASH") from error
    if head[0] < 1 or len(head[1]) != 32:
        raise UsageError(f"{given!r} is no head of a ledger; write SEQ:HASH")
    return head
