"""Rejected input: bytes that could not be read.  They are kept, and can be read again."""

from typing import ClassVar

from northline.records.record import Days, Digest, Keep, Record


class Rejected(Record, frozen=True, kw_only=True):
    """One unit of a feed that could not be taken, with the reason.

    Attributes:
        format: the format that refused it.
        stream: which stream of the source it stood in (see `northline.records.ids`).
        offset: place in that stream: byte, datagram or message number.
        length: number of bytes of the unit.
        reason: what was wrong, in a sentence.
        blob: digest of the bytes, which the ledger keeps once however often they come.
    """

    kind: ClassVar[str] = "rejected"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(0, 90))

    format: str
    stream: str
    offset: int
    length: int
    reason: str
    blob: Digest
