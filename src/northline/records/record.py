"""What every record has, whatever its kind.

A kind is declared once, as a frozen `msgspec.Struct` under `Record`, and nowhere else.  The
Arrow schema, the table, JSON Schema, OpenAPI and the documentation come from that
declaration (`northline.records.schema`).  Allowed field types: scalar, enum, fixed binary,
optional of these, and a flat tuple of these.  Fields are only ever added, as optional.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, NewType

import msgspec

from northline.records.marking import MarkingId
from northline.records.units import Cell, Degrees, Metres, Micros

Id = NewType("Id", bytes)
"""16 bytes: BLAKE2b-128 over where a record came from.  See `northline.records.ids`."""

Digest = NewType("Digest", bytes)
"""32 bytes: BLAKE2b-256 of some content."""

Signature = NewType("Signature", bytes)
"""64 bytes: an Ed25519 signature (RFC 8032)."""

KeyId = NewType("KeyId", bytes)
"""16 bytes: BLAKE2b-128 of an Ed25519 public key."""

FIXED: Mapping[object, int] = MappingProxyType({Id: 16, Digest: 32, Signature: 64, KeyId: 16})
"""Width in bytes of each fixed binary type."""


class Days(msgspec.Struct, frozen=True):
    """How long a kind is kept: at least ``minimum`` days, at most ``maximum`` (None: no end)."""

    minimum: int
    maximum: int | None = None


class Keep(msgspec.Struct, frozen=True):
    """Retention of a kind, and where an owner agency's own law says otherwise.

    A legal hold beats both bounds.  Several owners: the longest minimum, the shortest maximum
    that is not below it.
    """

    default: Days
    by_agency: tuple[tuple[str, Days], ...] = ()

    def of(self, owners: tuple[str, ...]) -> Days:
        """The bounds for a record with these owners."""
        own = dict(self.by_agency)
        bounds = [own.get(owner, self.default) for owner in owners] or [self.default]
        minimum = max(b.minimum for b in bounds)
        ends = [b.maximum for b in bounds if b.maximum is not None]
        return Days(minimum, max(minimum, min(ends)) if ends else None)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One immutable statement, by a source, of something at a time and mostly a place.

    Attributes:
        id: see `northline.records.ids`; the same bytes read twice have the same id.
        source: who said it: a sensor, a feed, an agency, a person.
        at: when it was so, by the source where it says, else when it was received.
        received: when it reached us.
        marking: id of the marking it was received under.
        lon: longitude, WGS 84, or None without a place.
        lat: latitude, WGS 84, or None without a place.
        sigma: 1-sigma error of the position, or None when the source states none.
        cell: H3 cell at resolution 9, or None without a place.
        supersedes: the record that this one corrects, or None.
    """

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(0))

    id: Id
    source: str
    at: Micros
    received: Micros
    marking: MarkingId
    lon: Degrees | None = None
    lat: Degrees | None = None
    sigma: Metres | None = None
    cell: Cell | None = None
    supersedes: Id | None = None
