"""Made-up lists as files: spoken as the Security Council and as the U.S. Treasury speak theirs.

::

    <INDIVIDUAL><DATAID>7</DATAID><FIRST_NAME>Zuvor Qantik</FIRST_NAME><UN_LIST_TYPE>EXERCISE</UN_LIST_TYPE>
    <REFERENCE_NUMBER>EXi.007</REFERENCE_NUMBER> ...
    7,"QANTIK, Zuvor","individual","EXERCISE",-0- ,...,"DOB 1971; Passport EX1234567; a.k.a. 'Lum'."

Vessels stand with the Treasury only, for the other list has none.
"""

import datetime
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from northline.exercise.list_names import turned
from northline.exercise.lists import MadeUp, Versions
from northline.records.listing import Schema

EXERCISE = "EXERCISE"
NULL = "-0- "
_SORTS = {Schema.PERSON: "individual", Schema.VESSEL: "vessel"}


def files(versions: Versions, first: datetime.date, later: datetime.date) -> Mapping[str, bytes]:
    """Name of a file -> what is in it: both versions in both formats.

    Args:
        versions: the list and its later version.
        first: day of the earlier version.
        later: day of the later one.
    """
    found = {}
    for day, entities in ((first, versions.first), (later, versions.later)):
        found[f"exercise-un-list-{day}.xml"] = un_list(entities, day)
        found[f"exercise-sdn-{day}.csv"] = sdn(entities)
        found[f"exercise-alt-{day}.csv"] = alt(entities)
    return found


def un_list(entities: Iterable[MadeUp], day: datetime.date) -> bytes:
    """A consolidated list, generated on a day."""
    persons, bodies = [], []
    for each in entities:
        if each.schema is Schema.PERSON:
            persons.append(_entry(each, "INDIVIDUAL", "EXi"))
        elif each.schema is Schema.ORGANIZATION:
            bodies.append(_entry(each, "ENTITY", "EXe"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<CONSOLIDATED_LIST dateGenerated="{day}T00:00:00Z">\n<INDIVIDUALS>\n'
        f"{''.join(persons)}</INDIVIDUALS>\n<ENTITIES>\n{''.join(bodies)}</ENTITIES>\n"
        "</CONSOLIDATED_LIST>\n"
    ).encode()


def _entry(entity: MadeUp, name: str, prefix: str) -> str:
    aliases = [*(("Good", each) for each in entity.aliases), *(("Low", e) for e in entity.weak)]
    aliases += [("f.k.a.", each) for each in entity.former]
    parts = [
        _tag("DATAID", str(entity.number)),
        _tag("FIRST_NAME", entity.name),
        _tag("UN_LIST_TYPE", EXERCISE),
        _tag("REFERENCE_NUMBER", f"{prefix}.{entity.number:03d}"),
        _tag("NAME_ORIGINAL_SCRIPT", entity.original or ""),
        *(
            f"<{name}_ALIAS>{_tag('QUALITY', quality)}{_tag('ALIAS_NAME', alias)}</{name}_ALIAS>"
            for quality, alias in aliases
        ),
    ]
    if entity.born is not None:
        year = _tag("TYPE_OF_DATE", "EXACT") + _tag("YEAR", str(entity.born))
        parts.append(f"<INDIVIDUAL_DATE_OF_BIRTH>{year}</INDIVIDUAL_DATE_OF_BIRTH>")
    if entity.passport is not None:
        paper = _tag("TYPE_OF_DOCUMENT", "Passport") + _tag("NUMBER", entity.passport)
        parts.append(f"<INDIVIDUAL_DOCUMENT>{paper}</INDIVIDUAL_DOCUMENT>")
    return f"<{name}>{''.join(parts)}</{name}>\n"


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def sdn(entities: Iterable[MadeUp]) -> bytes:
    """A file of designations."""
    return b"".join(_row(_designation(each)) for each in entities) + b"\x1a"


def _designation(entity: MadeUp) -> list[str]:
    remarks = []
    if entity.born is not None:
        remarks.append(f"DOB {entity.born}")
    if entity.passport is not None:
        remarks.append(f"Passport {entity.passport}")
    if entity.imo is not None:
        remarks.append(f"Vessel Registration Identification IMO {entity.imo}")
    remarks += [f"a.k.a. '{each}'" for each in entity.weak]
    person = entity.schema is Schema.PERSON
    name = turned(entity.name) if person else entity.name.upper()
    sort = _SORTS.get(entity.schema, "")
    return [
        *(str(entity.number), name, sort, EXERCISE),
        *("" for _ in range(7)),
        f"{'; '.join(remarks)}." if remarks else "",
    ]


def alt(entities: Iterable[MadeUp]) -> bytes:
    """A file of aliases; its remarks say that it is of an exercise, for it has no programme."""
    rows, number = [], 0
    for each in entities:
        for sort, names in (("aka", each.aliases), ("fka", each.former)):
            for name in names:
                number += 1
                rows.append(_row([str(each.number), str(number), sort, name, EXERCISE]))
    return b"".join(rows) + b"\x1a"


def _row(fields: list[str]) -> bytes:
    told = [
        NULL
        if not each
        else each
        if each.isdecimal()
        else f'"{each.replace(chr(34), chr(34) * 2)}"'
        for each in fields
    ]
    return (",".join(told) + "\r\n").encode()
