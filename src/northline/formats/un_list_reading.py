"""Reads the consolidated list of the Security Council; see `northline.formats.un_list`."""

import re
from collections.abc import Iterator

from northline.formats.listing_dates import day_of, written_date
from northline.formats.listing_decoder import Found, Reading
from northline.formats.listing_said import Edition, Listed, day_micros, stated
from northline.formats.listing_xml import Element, document_of
from northline.records.listing import NameSort, Schema

LIST = "un-list"

_SORTS = {
    "good": NameSort.ALIAS_GOOD,
    "low": NameSort.ALIAS_LOW,
    "a.k.a.": NameSort.ALIAS_GOOD,
    "f.k.a.": NameSort.FORMER,
}
_SCHEMES = (
    (re.compile(r"pas+e?port|pasaporte", re.I), "passport"),
    (re.compile(r"national identification", re.I), "national-id"),
)
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_REMARKS = ("COMMENTS1", "TITLE", "DESIGNATION")
_IMO = re.compile(r"\bIMO(?: number| no\.?)?[ :#]*(\d{7})\b", re.I)


def read(data: bytes, reading: Reading) -> Iterator[Found]:
    """Every individual and entity; raises `RejectedUnit` when it is no such list."""
    root = document_of(data, "CONSOLIDATED_LIST")
    day = day_of(root.given.get("dateGenerated", "")[:10])
    edition = reading.edition if day is None else stated(day)
    for part, name, schema in (
        ("INDIVIDUALS", "INDIVIDUAL", Schema.PERSON),
        ("ENTITIES", "ENTITY", Schema.ORGANIZATION),
    ):
        for group in root.children(part):
            for each in group.children():
                if each.name == name:
                    yield _entry(each, name, schema, edition)
                else:
                    yield Found(each.start, each.stop, other=f"un-list {each.name.lower()[:40]}")


def _entry(entry: Element, name: str, schema: Schema, edition: Edition) -> Found:
    number = entry.text("REFERENCE_NUMBER") or entry.text("DATAID")
    since = day_of(entry.text("LISTED_ON"))
    said = Listed(
        of=LIST,
        edition=edition,
        entity=number,
        schema=schema.value,
        names=[],
        identifiers=_identifiers(entry, name),
        born=list(_born(entry)),
        birth_places=list(_places(entry)),
        citizenships=[each.text() for each in _all(entry, "NATIONALITY", "VALUE")],
        programme=entry.text("UN_LIST_TYPE") or None,
        measure="United Nations Security Council sanctions",
        listed=None if since is None else day_micros(since),
        item=entry.text("DATAID") or None,
        remarks=_remarks(entry, name),
        language="en",
    )
    said.add(" ".join(filter(None, map(entry.text, _NAMES))), NameSort.PRIMARY)
    for alias in entry.children(f"{name}_ALIAS"):
        quality = alias.text("QUALITY").lower()
        said.add(alias.text("ALIAS_NAME"), _SORTS.get(quality, NameSort.ALIAS_LOW))
    for original in entry.children("NAME_ORIGINAL_SCRIPT"):
        said.add(original.text(), NameSort.ORIGINAL_SCRIPT)
    return Found(entry.start, entry.stop, said)


def _all(entry: Element, name: str, *path: str) -> Iterator[Element]:
    for each in entry.children(name):
        yield from each.children(*path)


def _born(entry: Element) -> Iterator[str]:
    """Dates of birth, of entries and of aliases: year, day or span of years."""
    for each in entry.children("INDIVIDUAL_DATE_OF_BIRTH"):
        first, last = each.text("FROM_YEAR"), each.text("TO_YEAR")
        date = written_date(each.text("DATE")[:10]) or written_date(each.text("YEAR"))
        near = "~" if each.text("TYPE_OF_DATE") == "APPROXIMATELY" else ""
        if written_date(first) and written_date(last):
            yield f"{first}/{last}"
        elif date:
            yield date + near
    for each in _all(entry, "INDIVIDUAL_ALIAS", "DATE_OF_BIRTH"):
        if date := written_date(each.text()):
            yield date


def _places(entry: Element) -> Iterator[str]:
    for each in entry.children("INDIVIDUAL_PLACE_OF_BIRTH"):
        yield ", ".join(filter(None, map(each.text, ("CITY", "STATE_PROVINCE", "COUNTRY"))))
    for each in entry.children("INDIVIDUAL_ALIAS"):
        yield ", ".join(filter(None, map(each.text, ("CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"))))


def _identifiers(entry: Element, name: str) -> list[str]:
    found = []
    for each in entry.children(f"{name}_DOCUMENT"):
        number = each.text("NUMBER")
        sort = each.text("TYPE_OF_DOCUMENT") or each.text("TYPE_OF_DOCUMENT2")
        if number:
            scheme = next((s for pattern, s in _SCHEMES if pattern.search(sort)), "document")
            found.append(f"{scheme}:{number}")
    return found + [f"imo:{each}" for each in _IMO.findall(entry.text("COMMENTS1"))]


def _remarks(entry: Element, name: str) -> str | None:
    parts = [each.text() for field in _REMARKS for each in entry.children(field)]
    for address in entry.children(f"{name}_ADDRESS"):
        parts.append(", ".join(filter(None, (each.text() for each in address.children()))))
    return "; ".join(filter(None, parts)) or None
