"""Lookouts: whom an agency asks to be told of, why, and until when."""

from typing import ClassVar

from northline.records.listing import Schema
from northline.records.record import Days, Keep, Record
from northline.records.units import Micros


class Lookout(Record, frozen=True, kw_only=True):
    """One lookout; the newest record of an identity counts.

    It names somebody, and is screened against like a list.  After its end it never matches.

    Attributes:
        identity: its own name, such as ``cbsa:lookout-1f2e``.
        schema: what is looked out for.
        names: its names, the first the one it stands under.
        identifiers: papers and numbers as ``scheme:value``.
        born: dates of birth as prefixes of ISO 8601.  Read where a person decides, never scored.
        birth_places: likewise.
        citizenships: likewise.
        owner: the agency that answers for it.
        why: why it was placed, in words.
        authority: the lawful authority that it is placed under.
        since: from when it counts.
        expires: when it ends; it is placed anew by a person, or it is over.
        contact: whom to tell, or None.
        by: who placed it.
    """

    kind: ClassVar[str] = "lookout"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    identity: str
    schema: Schema
    names: tuple[str, ...]
    identifiers: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()
    owner: str
    why: str
    authority: str
    since: Micros
    expires: Micros
    contact: str | None = None
    by: str
