"""Reads schedules of sanctions regulations, as XML or as a table; see `northline.formats.sema`."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from northline.formats.justice_laws import ROOTS, items_of, law_of
from northline.formats.listing_dates import day_of
from northline.formats.listing_decoder import Found, Reading
from northline.formats.listing_said import Edition, Listed, day_micros
from northline.formats.listing_table import rows_of
from northline.formats.listing_text import told_by
from northline.formats.listing_xml import document_of
from northline.records.errors import RejectedUnit
from northline.records.listing import NameSort, Schema
from northline.records.units import Micros

LIST = "sema"
"""What the names of these lists begin with: each regulation is one, with versions of its own."""

COLUMNS = ("regulation", "schedule", "text")
"""Columns that a table of items needs; ``title``, ``item`` and ``in_force_from`` may be there."""

GOODS = "item of goods"

NOTE = "item without a number"
"""A note to a schedule, or a code of goods: whoever is listed has a number."""

_PERSONS_IN = {"SOR/2014-58": frozenset({"1", "2", "3"})}
"""Where a regulation lists goods in schedules without a title: the schedules that name persons."""

_GOODS = re.compile(
    r"\b(?:goods|technolog\w*|services|products|luxury|equipment|aircraft parts|marchandises|produits|"
    r"articles de luxe)\b",
    re.I,
)
_PEOPLE = re.compile(
    r"individual|foreign national|foreign person|particulier|étranger|personnes? physique", re.I
)
_BODIES = re.compile(r"entit|organi[sz]ation|bank|banque", re.I)
_SHIPS = re.compile(r"\bships?\b|vessel|navire|bâtiment", re.I)
_IMO = re.compile(r"\bI?\.?M\.?O\.?(?: number| no\.?)?[ :#]*(\d{7})\b", re.I)
_SCHEDULE = re.compile(r"(?:SCHEDULE|ANNEXE)\s*([\d.]*)", re.I)


class _Item(NamedTuple):
    """An item, by whatever way it comes."""

    number: str
    language: str | None
    edition: Edition
    heads: str
    schedule: str
    label: str
    text: str
    since: Micros | None


def read(data: bytes, reading: Reading) -> Iterator[Found]:
    """Every item of every schedule; raises `RejectedUnit` where it is neither XML nor a table."""
    begins = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    yield from (_regulation if begins == b"<" else _table)(data, reading)


def _regulation(data: bytes, reading: Reading) -> Iterator[Found]:
    root = document_of(data, *ROOTS)
    law = law_of(root, reading.edition)
    if not law.number:
        raise RejectedUnit(
            "this is an instrument without a number: nobody could tell which list it is"
        )
    numbered: Counter[str] = Counter()
    none = True
    for schedule in root.children("Schedule"):
        label = schedule.text("ScheduleFormHeading", "Label")
        for each in items_of(schedule, label):
            none = False
            heads = "; ".join(each.heads)
            item = _Item(
                law.number,
                law.language,
                law.edition,
                heads,
                label,
                each.label,
                each.text,
                each.since,
            )
            yield _found(each.element.start, each.element.stop, item, numbered)
    if none:
        yield Found(0, len(data), other="instrument without listed items")


def _table(data: bytes, reading: Reading) -> Iterator[Found]:
    numbered: Counter[str] = Counter()
    for row in rows_of(data, needed=COLUMNS):
        if row.given is None:
            yield Found(row.start, row.stop, other=row.other, wrong=row.wrong)
            continue
        given = row.given
        day = day_of(given.get("in_force_from", ""))
        item = _Item(
            given["regulation"].replace("-", "/", 1),
            "en",
            reading.edition,
            given["schedule"],
            given["schedule"],
            given.get("item", ""),
            given["text"],
            None if day is None else day_micros(day),
        )
        yield _found(row.start, row.stop, item, numbered)


def _found(start: int, stop: int, item: _Item, numbered: Counter[str]) -> Found:
    if not item.text:
        return Found(start, stop, wrong="an item of a schedule without a text")
    if not item.label:
        return Found(start, stop, other=NOTE)
    if _is_goods(item):
        return Found(start, stop, other=GOODS)
    told = told_by(item.text)
    said = Listed(
        of=_list(item.number),
        edition=item.edition,
        entity=_id(item, told.names[0][0], numbered),
        schema=_schema(item, bool(told.born)),
        names=[],
        identifiers=[f"imo:{each}" for each in _IMO.findall(item.text)],
        born=told.born,
        programme=item.number,
        measure=_measure(item),
        listed=item.since,
        item=", ".join(filter(None, (item.heads, item.label))) or None,
        remarks=item.text,
        language=item.language,
    )
    for name, sort in told.names:
        said.add(_IMO.sub("", name).strip(" ,()") if sort is NameSort.PRIMARY else name, sort)
    return Found(start, stop, said)


def _list(number: str) -> str:
    """The list that a regulation is: by its English number, in small letters."""
    return f"{LIST}-{number.replace('DORS', 'SOR').replace('/', '-').lower()[:60]}"


def _measure(item: _Item) -> str:
    if item.language == "fr":
        return "personne inscrite à l'annexe d'un règlement de sanctions"
    return "listed in a schedule of sanctions regulations"


def _id(item: _Item, name: str, numbered: Counter[str]) -> str:
    """An id of the instrument and the name: numbers of items move when one before them goes."""
    folded = " ".join(name.casefold().split())
    digest = hashlib.blake2b(folded.encode(), digest_size=6).hexdigest()
    made = f"{item.number.replace('DORS', 'SOR')}:{digest}"
    numbered[made] += 1
    return made if numbered[made] == 1 else f"{made}-{numbered[made]}"


def _is_goods(item: _Item) -> bool:
    if _GOODS.search(item.heads) or not any(map(str.isalpha, item.text)):
        return True
    only = _PERSONS_IN.get(item.number.replace("DORS", "SOR"))
    found = _SCHEDULE.match(item.schedule)
    return only is not None and found is not None and found[1] not in only


def _schema(item: _Item, born: bool) -> str:
    if born:
        return Schema.PERSON.value
    for pattern, schema in (
        (_PEOPLE, Schema.PERSON),
        (_SHIPS, Schema.VESSEL),
        (_BODIES, Schema.ORGANIZATION),
    ):
        if pattern.search(item.heads):
            return schema.value
    return Schema.UNKNOWN.value
