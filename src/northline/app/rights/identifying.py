"""Which fields of a record say whom it is about, and whether one of them is who asks.

Equality is exact once written alike: Unicode NFKC, no distinction of case, white space collapsed.
"J. Roy" is not "John Roy"; every spelling that is to be found is given as an identifier.  A number
with a scheme (``imo:9074729``) is also looked for in the numeric field of that name.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

import pyarrow as pa

from northline.records.kinds import kind as kind_named
from northline.records.schema import FieldOf

NOT_OF_A_PERSON = frozenset(
    "source raw reason reasons text format stream engine engine_version segment status type how "
    "station port authority role by second agency team category eta destination feed verb about "
    "finding blob params".split()
)
"""Text fields that name no subject: who said, decided or built it, and free text."""

SUBJECTS = frozenset(
    "identity identities name names subject subjects person persons holder sender receiver "
    "requester owner_name alias aliases uid".split()
)
"""Fields that name somebody: another one in them than who asks is a third person."""

NOT_SUBJECTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "position": frozenset({"name"}),
        "particulars": frozenset({"name"}),
        "arrival": frozenset({"persons"}),
    }
)
"""Where a field of such a name names a vessel, or counts."""

FREE_TEXT = frozenset({"message", "rejected"})
"""Kinds that hold what somebody sent, word for word: others may be named anywhere in it."""


def alike(text: str) -> str:
    """A text as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def identity_fields(kind: str) -> tuple[str, ...]:
    """Text fields of a kind that may equal an identifier."""
    return tuple(
        each.name
        for each in kind_named(kind).fields
        if _is_text(each) and each.name not in NOT_OF_A_PERSON
    )


@cache
def number_fields(kind: str) -> tuple[str, ...]:
    """Numeric fields of a kind that identify, such as ``mmsi``."""
    return tuple(
        each.name for each in kind_named(kind).fields if each.name in {"mmsi", "imo", "icao"}
    )


def matches(kind: str, batch: pa.RecordBatch, identifiers: Iterable[str]) -> list[bytes]:
    """Ids of the rows in which a field equals one of the identifiers."""
    wanted = {alike(each) for each in identifiers}
    hit: dict[bytes, None] = {}
    ids = batch.column("id").to_pylist()
    for id in ids:
        if id.hex() in wanted:
            hit[id] = None
    for name in identity_fields(kind):
        distinct: dict[str, bool] = {}
        for id, value in zip(ids, batch.column(name).to_pylist(), strict=True):
            if any(_known(each, wanted, distinct) for each in _texts(value)):
                hit[id] = None
    for name in number_fields(kind):
        numbers = _numbers(name, wanted)
        if numbers:
            values = batch.column(name).to_pylist()
            hit.update(
                {id: None for id, value in zip(ids, values, strict=True) if str(value) in numbers}
            )
    return list(hit)


def names_another(kind: str, row: Mapping[str, object], identifiers: Iterable[str]) -> bool:
    """Whether a row may name somebody who is not who asks."""
    if kind in FREE_TEXT:
        return True
    wanted = {alike(each) for each in identifiers}
    subjects = SUBJECTS - NOT_SUBJECTS.get(kind, frozenset())
    return any(
        alike(each) not in wanted
        for name in identity_fields(kind)
        if name in subjects
        for each in _texts(row.get(name))
    )


def columns_of(kind: str) -> list[str]:
    """The columns that a search reads."""
    return ["id", *identity_fields(kind), *number_fields(kind)]


def _known(text: str, wanted: set[str], distinct: dict[str, bool]) -> bool:
    if text not in distinct:
        distinct[text] = alike(text) in wanted
    return distinct[text]


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    return tuple(filter(None, value)) if isinstance(value, (list, tuple)) else ()


def _numbers(name: str, wanted: set[str]) -> set[str]:
    """The numbers that an identifier gives with this scheme."""
    return {each.partition(":")[2].strip() for each in wanted if each.startswith(f"{name}:")}


def _is_text(field: FieldOf) -> bool:
    inner = field.type.value_type if pa.types.is_list(field.type) else field.type
    return bool(pa.types.is_string(inner)) and not field.words
