"""Reads a plain list of names; see `northline.formats.names_csv`."""

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping

from northline.formats.listing_dates import day_of, written_date
from northline.formats.listing_decoder import Found, Reading
from northline.formats.listing_said import Listed, day_micros, stated
from northline.formats.listing_table import rows_of
from northline.formats.written_values import wrong
from northline.records.errors import RejectedUnit
from northline.records.listing import NameSort, Schema

NEEDED = ("name",)

_NAMES = {
    "aliases": NameSort.ALIAS_GOOD,
    "low_aliases": NameSort.ALIAS_LOW,
    "former_names": NameSort.FORMER,
    "original_script": NameSort.ORIGINAL_SCRIPT,
    "translations": NameSort.TRANSLATION,
}
KNOWN = (
    *("list", "as_of", "entity", "schema", *_NAMES, "identifiers", "born", "birth_places"),
    *("citizenships", "programme", "measure", "listed", "item", "remarks", "language", "url"),
)
"""Columns that may be there besides; several values of one are joined by semicolons."""

_LIST = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9-]{0,39}:\S.*")
_BORN = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?~?|\d{4}/\d{4}", re.ASCII)


def read(data: bytes, reading: Reading) -> Iterator[Found]:
    """Every row; raises `RejectedUnit` for a header that does not name the columns."""
    for row in rows_of(data, needed=NEEDED, known=KNOWN):
        if row.given is None:
            yield Found(row.start, row.stop, other=row.other, wrong=row.wrong)
            continue
        try:
            yield Found(row.start, row.stop, _listed(row.given, reading))
        except RejectedUnit as error:
            yield Found(row.start, row.stop, wrong=str(error))


def _listed(given: Mapping[str, str], reading: Reading) -> Listed:
    def several(name: str) -> list[str]:
        return [each.strip() for each in given.get(name, "").split(";") if each.strip()]

    as_of = _day(given, "as_of")
    said = Listed(
        of=_list(given.get("list", ""), reading.source),
        edition=reading.edition if as_of is None else stated(as_of),
        entity=given.get("entity") or _made(given),
        schema=_schema(given.get("schema", "")),
        names=[],
        identifiers=several("identifiers"),
        born=several("born"),
        birth_places=several("birth_places"),
        citizenships=several("citizenships"),
        programme=given.get("programme") or None,
        measure=given.get("measure") or None,
        item=given.get("item") or None,
        remarks=given.get("remarks") or None,
        language=_language(given.get("language", "")),
        url=given.get("url") or None,
    )
    listed = _day(given, "listed")
    said.listed = None if listed is None else day_micros(listed)
    for each in said.identifiers:
        if not _IDENTIFIER.fullmatch(each):
            raise wrong("identifiers", each, "scheme:value, such as imo:9074729")
    for each in said.born:
        if not _BORN.fullmatch(each) or not written_date(each.rstrip("~").partition("/")[0]):
            raise wrong("born", each, "YYYY, YYYY-MM or YYYY-MM-DD, with ~ behind it or YYYY/YYYY")
    said.add(given["name"], NameSort.PRIMARY)
    for column, sort in _NAMES.items():
        for each in several(column):
            said.add(each, sort)
    return said


def _made(given: Mapping[str, str]) -> str:
    """An id made of the name and what else tells two of one name apart."""
    told = "\n".join(given.get(name, "") for name in ("name", "born", "identifiers"))
    return hashlib.blake2b(told.casefold().encode(), digest_size=8).hexdigest()


def _list(text: str, source: str) -> str:
    """The name of the list: as the row says, else as who reads it calls the source."""
    if text and not _LIST.fullmatch(text):
        raise wrong("list", text, "a name of small letters, digits and hyphens")
    return text or source


def _schema(text: str) -> str:
    for each in Schema:
        if text.casefold() == each.value.casefold():
            return each.value
    if text:
        raise wrong("schema", text, f"one of {', '.join(each.value for each in Schema)}")
    return Schema.UNKNOWN.value


def _language(text: str) -> str | None:
    if text and not re.fullmatch(r"[a-z]{2}", text):
        raise wrong("language", text, "two letters of ISO 639-1, such as en")
    return text or None


def _day(given: Mapping[str, str], name: str) -> datetime.date | None:
    text = given.get(name, "")
    found = day_of(text) if text else None
    if text and found is None:
        raise wrong(name, text, "a day as YYYY-MM-DD")
    return found
