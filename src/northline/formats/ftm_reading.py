"""Reads entities as FollowTheMoney has them; see `northline.formats.ftm`."""

from collections.abc import Iterator
from typing import Any

import msgspec

from northline.formats.listing_dates import day_of
from northline.formats.listing_decoder import Found, Reading
from northline.formats.listing_said import Listed, day_micros
from northline.records.errors import RejectedUnit
from northline.records.listing import NameSort, Schema

LIST = "ftm"

LONGEST_LINE = 4 * 1024 * 1024

SCHEMAS = {
    "Person": Schema.PERSON,
    "Organization": Schema.ORGANIZATION,
    "Company": Schema.ORGANIZATION,
    "PublicBody": Schema.ORGANIZATION,
    "Asset": Schema.UNKNOWN,
    "LegalEntity": Schema.UNKNOWN,
    "Vessel": Schema.VESSEL,
    "Airplane": Schema.AIRCRAFT,
}
"""Schemata that are somebody or something that can be met; others are counted.  What a
``LegalEntity`` is, a person or a body, its publisher does not know."""

_NAMES = (
    ("name", NameSort.PRIMARY),
    ("alias", NameSort.ALIAS_GOOD),
    ("abbreviation", NameSort.ALIAS_GOOD),
    ("weakAlias", NameSort.ALIAS_LOW),
    ("previousName", NameSort.FORMER),
)
_IDENTIFIERS = {
    "passportNumber": "passport", "idNumber": "national-id", "socialSecurityNumber": "national-id",
    "registrationNumber": "registration", "taxNumber": "tax", "innCode": "tax", "ogrnCode": "registration",
    "vatCode": "tax", "leiCode": "lei", "swiftBic": "bic", "imoNumber": "imo", "mmsi": "mmsi",
    "callSign": "callsign", "serialNumber": "msn", "icaoCode": "icao", "cryptoWallets": "wallet",
}  # fmt: skip


class _Entity(msgspec.Struct):
    """One line; what the field is called there."""

    id: str
    schema: str
    properties: dict[str, list[Any]]
    datasets: list[str] = []
    first_seen: str | None = None


def read(data: bytes, reading: Reading) -> Iterator[Found]:
    """Every entity, one in a line."""
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while start < len(data):
        newline = data.find(b"\n", start)
        stop = len(data) if newline < 0 else newline
        yield _line(data[start:stop], start, reading)
        start = stop + 1


def _line(raw: bytes, start: int, reading: Reading) -> Found:
    stop = start + len(raw)
    if not raw.strip():
        return Found(start, stop, other="empty")
    if len(raw) > LONGEST_LINE:
        return Found(start, stop, wrong=f"a line of more than {LONGEST_LINE:,} bytes")
    try:
        entity = msgspec.json.decode(raw, type=_Entity)
    except (ValueError, RecursionError) as error:  # of msgspec, or of what is no UTF-8
        said = ascii(str(error))[1:-1][:200]
        return Found(
            start, stop, wrong=f"this line is no entity with id, schema and properties: {said}"
        )
    schema = SCHEMAS.get(entity.schema)
    if schema is None:
        return Found(start, stop, other=f"ftm {entity.schema[:40]}")
    try:
        return Found(start, stop, _listed(entity, schema, reading))
    except RejectedUnit as error:
        return Found(start, stop, wrong=str(error))


def _listed(entity: _Entity, schema: Schema, reading: Reading) -> Listed:
    def texts(name: str) -> list[str]:
        return [each for each in entity.properties.get(name, []) if isinstance(each, str)]

    since = day_of((entity.first_seen or "")[:10])
    said = Listed(
        of=LIST,
        edition=reading.edition,
        entity=entity.id.strip(),
        schema=schema.value,
        names=[],
        identifiers=[f"{s}:{each}" for name, s in _IDENTIFIERS.items() for each in texts(name)],
        born=texts("birthDate"),
        birth_places=texts("birthPlace"),
        citizenships=[*texts("nationality"), *texts("citizenship")],
        programme="; ".join([*texts("programId"), *texts("program")] or entity.datasets) or None,
        measure="; ".join(texts("topics")) or None,
        listed=None if since is None else day_micros(since),
        remarks="; ".join([*texts("notes"), *texts("summary")]) or None,
        url=next(iter(texts("sourceUrl")), None),
    )
    for name, sort in _NAMES:
        for order, each in enumerate(texts(name)):
            # Of several names, in several scripts and spellings, the first is the one it goes by.
            good = sort is NameSort.PRIMARY and order
            said.add(each, NameSort.ALIAS_GOOD if good else sort)
    return said
