"""Questions as people and programs ask them: what of a query is scored, kept apart, refused, ignored.

A query has a schema and properties, as FollowTheMoney names them (https://followthemoney.tech).  Names
and numbers are scored.  Birth date, birthplace and citizenship are kept apart: they are shown to the
person who decides and may only clear.  What is nobody's business here is refused with a sentence.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from northline.records.errors import UsageError
from northline.records.listing import Schema

REFUSED = frozenset(
    {
        "gender",
        "sex",
        "religion",
        "ethnicity",
        "race",
        "colour",
        "politicalAffiliation",
        "political",
    }
)
"""Properties that no query may hold (LAW.md rule 9)."""

APART: Mapping[str, str] = MappingProxyType(
    {
        "birthDate": "born",
        "birthPlace": "birth_places",
        "birthCountry": "birth_places",
        "nationality": "citizenships",
        "citizenship": "citizenships",
        "country": "citizenships",
    }
)
"""Properties that are kept apart -> as what; ``country`` is, of a person."""

NAMES = ("name", "alias", "weakAlias", "previousName")

GIVEN = ("firstName", "secondName", "middleName", "fatherName", "lastName")
"""Of these a name is made where none is given whole."""

NUMBERS: Mapping[str, str] = MappingProxyType(
    {
        "passportNumber": "passport",
        "idNumber": "national-id",
        "taxNumber": "tax",
        "registrationNumber": "registration",
        "leiCode": "lei",
        "swiftBic": "bic",
        "imoNumber": "imo",
        "mmsi": "mmsi",
        "callSign": "callsign",
    }
)
"""Properties that are papers and numbers -> scheme."""

_SCHEMAS: Mapping[str, Schema] = MappingProxyType(
    {
        "Person": Schema.PERSON,
        "Organization": Schema.ORGANIZATION,
        "Company": Schema.ORGANIZATION,
        "PublicBody": Schema.ORGANIZATION,
        "Vessel": Schema.VESSEL,
        "Aircraft": Schema.AIRCRAFT,
        "Airplane": Schema.AIRCRAFT,
        "LegalEntity": Schema.UNKNOWN,
        "Thing": Schema.UNKNOWN,
        "Unknown": Schema.UNKNOWN,
    }
)

LONGEST, MOST = 400, 50
"""Characters of a value, and values of a property."""

KEPT_APART = MappingProxyType(
    {
        "en": "Kept apart: compared with nothing here and in no score. They are shown to the person "
        "who decides, and may only clear.",
        "fr": "Conservé à part : comparé à rien ici et absent de tout score. La personne qui décide "
        "le voit, et cela ne peut servir qu'à mettre hors de cause.",
    }
)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody or something to be asked of the lists.

    Attributes:
        query_id: how whoever asks names it.
        lasting: whether that names one person or thing for good, such as a file number; only then
            do decisions hold for the next time, and is it asked again when a list changes.
        schema: what it is.
        names: the names.
        identifiers: ``scheme:value``.
        born: kept apart, as the next two.
        birth_places: likewise.
        citizenships: likewise.
        apart: the properties that were kept apart.
        ignored: properties that are of no use here.
        row: which row of its file, or None.
        given: the row as it came, or None.
        wrong: why it cannot be asked, or None.
    """

    query_id: str
    lasting: bool = False
    schema: Schema = Schema.PERSON
    names: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    row: int | None = None
    given: str | None = None
    wrong: str | None = None


def question(
    query_id: str, schema: str, properties: Mapping[str, Any], *, lasting: bool = False
) -> Question:
    """A question of a schema and properties.

    Args:
        query_id: how whoever asks names it.
        schema: of FollowTheMoney, such as ``Person``.
        properties: property -> a value or several.
        lasting: see `Question`.

    Raises:
        UsageError: for a schema there is not, a property that is refused, no name, or a wrong value.
    """
    check_properties(properties)
    if schema not in _SCHEMAS:
        raise UsageError(f"there is no schema {schema!r}; there are {', '.join(_SCHEMAS)}")
    kind = _SCHEMAS[schema]
    values = {name: _values(name, given) for name, given in properties.items()}
    names = [text for name in NAMES for text in values.get(name, ())]
    parts = [text for name in GIVEN for text in values.get(name, ())[:1]]
    names = names or ([" ".join(parts)] if parts else [])
    if not names:
        raise UsageError("there is no name in it; give one as the property name")
    apart = {name: field for name, field in APART.items() if values.get(name)}
    fields: dict[str, dict[str, None]] = {field: {} for field in APART.values()}
    for name, field in apart.items():
        fields[field] |= dict.fromkeys(values[name])
    known = {*NAMES, *GIVEN, *NUMBERS, *APART}
    return Question(
        query_id=query_id,
        lasting=lasting,
        schema=kind,
        names=tuple(dict.fromkeys(names)),
        identifiers=tuple(
            f"{scheme}:{text}" for name, scheme in NUMBERS.items() for text in values.get(name, ())
        ),
        apart=tuple(apart),
        ignored=tuple(sorted(name for name in values if name not in known)),
        born=tuple(fields["born"]),
        birth_places=tuple(fields["birth_places"]),
        citizenships=tuple(fields["citizenships"]),
    )


def check_properties(names: Sequence[str] | Mapping[str, Any]) -> None:
    """Refuse what no query may hold.

    Raises:
        UsageError: naming it.
    """
    held = sorted(REFUSED & set(names))
    if held:
        raise UsageError(
            f"{', '.join(held)} is refused: nobody is screened by what they are. Leave it out; names "
            "and numbers are compared, and birthDate, birthPlace and nationality are kept apart"
        )


def _values(name: str, given: Any) -> tuple[str, ...]:
    several = given if isinstance(given, list | tuple) else [given]
    if len(several) > MOST:
        raise UsageError(f"{name} has {len(several)} values; at most {MOST} are read")
    found = []
    for each in several:
        if each is None:
            continue
        if not isinstance(each, str | int):
            raise UsageError(f"{name} holds something that is no text")
        text = " ".join(str(each).split())
        if len(text) > LONGEST:
            raise UsageError(f"{name} has a value of more than {LONGEST} characters")
        if text:
            found.append(text)
    return tuple(found)
