"""Listings: who stands on a list of sanctions or of terrorist entities, in one version of it."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import Micros


class Schema(enum.StrEnum):
    """What a listed entity is.  The words are those of the FollowTheMoney schemata."""

    PERSON = "Person"
    ORGANIZATION = "Organization"
    VESSEL = "Vessel"
    AIRCRAFT = "Aircraft"
    UNKNOWN = "Unknown"
    """The list does not say."""


class NameSort(enum.StrEnum):
    """What a name is to the entity, as its publisher says."""

    PRIMARY = "primary"
    ALIAS_GOOD = "alias-good"
    """An alias that identifies (UN quality Good, OFAC strong)."""

    ALIAS_LOW = "alias-low"
    """An alias that hardly identifies by itself (UN quality Low, OFAC weak)."""

    FORMER = "former"
    ORIGINAL_SCRIPT = "original-script"
    TRANSLATION = "translation"


class Dated(enum.StrEnum):
    """Where the date of a version comes from."""

    STATED = "stated"
    """The file states it."""

    VINTAGE = "vintage"
    """Whoever read the file said so (``--vintage``, or the day in the name of the file)."""

    UNKNOWN = "unknown"
    """Nobody said so: the list may be of any age."""


class Listing(Record, frozen=True, kw_only=True):
    """One entity of one version of one list, as its publisher states it.

    Of a list that comes in several files (names in one, aliases in another) each file gives
    listings of its own; those of the same list, edition, language and entity belong together.
    ``at`` is the date of the version where it is known, else when it was received.

    What a list says about a person may have been acted upon, and is kept at least two years after
    (Privacy Regulations, SOR/83-508, s. 4(1)(a)).

    Attributes:
        list: name of the list: ``listed-entities``, ``un-list``, ``ofac``, ``ftm``, of sanctions
            regulations one each, such as ``sema-sor-2014-58``, or the name that a plain list is given.
        as_of: the list's own date, as its midnight in UTC; None where nobody knows it.
        dated: where that date comes from.
        edition: which version of the list this is: its day as ``YYYY-MM-DD``, or ``undated-``
            and the name of the stream that it came by.
        entity: the publisher's id of it, or one made from what is said of it.
        schema: what it is.
        name: the name that it stands under; of a file of aliases, the alias.
        names: every name that is stated, in the order of the file.
        name_sorts: beside each of ``names`` what it is: a word of `NameSort`.
        scripts: beside each of ``names`` its script as ISO 15924 has it, such as ``Latn``.
        identifiers: its papers and numbers as ``scheme:value``, such as ``imo:9187629``.
        born: dates of birth as prefixes of ISO 8601, such as ``1971`` or ``1971-03``; with ``~`` behind
            it where it is approximate, and ``1971/1975`` for a span.
        birth_places: places of birth, as stated.
        citizenships: citizenships or nationalities, as stated.  No engine that scores reads them.
        programme: under which programme or instrument it is listed.
        measure: what being listed entails, in the words of the list, or None.
        listed: since when it stands there, where the list says, as its midnight in UTC.
        item: where it stands in the publisher's document, such as ``Schedule 1, Part 1, 12``.
        remarks: what else is said of it, as stated.
        language: language of the version, as ISO 639-1 has it, or None.
        url: where the publisher says more, or None.
    """

    kind: ClassVar[str] = "listing"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    list: str
    as_of: Micros | None = None
    dated: Dated
    edition: str
    entity: str
    schema: Schema
    name: str
    names: tuple[str, ...]
    name_sorts: tuple[str, ...]
    scripts: tuple[str, ...]
    identifiers: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()
    programme: str | None = None
    measure: str | None = None
    listed: Micros | None = None
    item: str | None = None
    remarks: str | None = None
    language: str | None = None
    url: str | None = None
