"""What a reader of a published table must remember, and what a vintage may be."""

import datetime
import re

import msgspec

from northline.records.errors import InputError

_VINTAGE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?", re.ASCII)


class Carry(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a decoder remembers besides its place: nothing at the beginning of a stream.

    Attributes:
        line: lines before this place.
        header: the columns; None before the header.
        vintage: the vintage of the rows read so far.
        wrong: why nothing more of this stream is read, or empty.
    """

    line: int = 0
    header: tuple[str, ...] | None = None
    vintage: str = ""
    wrong: str = ""


def carried(carry: bytes) -> Carry:
    """What another decoder left.

    Raises:
        InputError: when it is nothing of the kind.
    """
    try:
        return msgspec.msgpack.decode(carry, type=Carry) if carry else Carry()
    except msgspec.MsgspecError as error:
        raise InputError(f"this carry is of no published table: {error}") from error


def vintage_of(told: str) -> str:
    """A vintage that whoever reads has told, or empty where nobody has.

    Raises:
        InputError: when it is neither a day nor a month.
    """
    if not told:
        return ""
    try:
        if _VINTAGE.fullmatch(told):
            datetime.date.fromisoformat(f"{told}-01"[:10])
            return told
    except ValueError:
        pass  # thirty days and the like: said below
    raise InputError(
        f"vintage is {told[:40]!a}; it must be the day of publication as YYYY-MM-DD, or the "
        "last month covered as YYYY-MM"
    )
