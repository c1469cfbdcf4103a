"""Reads the Regulations Establishing a List of Entities; see `northline.formats.listed_entities`."""

from collections.abc import Iterator

from northline.formats.justice_laws import ROOTS, items_of, law_of
from northline.formats.listing_decoder import Found, Reading
from northline.formats.listing_said import Listed
from northline.formats.listing_text import told_by
from northline.formats.listing_xml import document_of
from northline.records.errors import RejectedUnit
from northline.records.listing import Schema

LIST = "listed-entities"

NUMBERS = frozenset({"SOR/2002-284", "DORS/2002-284"})
"""The instrument, in English and French."""

MEASURE = {
    "en": "listed entity, Criminal Code, s. 83.05",
    "fr": "entité inscrite, Code criminel, art. 83.05",
}


def read(data: bytes, reading: Reading) -> Iterator[Found]:
    """Every entity of the list.

    Raises:
        RejectedUnit: when it is no such regulation.
    """
    root = document_of(data, *ROOTS)
    law = law_of(root, reading.edition)
    if law.number not in NUMBERS:
        raise RejectedUnit(
            f"this is {law.number.encode('ascii', 'replace').decode() or 'an instrument without a number'}; "
            "the list of entities is SOR/2002-284, in French DORS/2002-284"
        )
    for body in root.children("Body", "Schedule"):
        for item in items_of(body):
            place = item.element.start, item.element.stop
            if not item.text:
                yield Found(*place, wrong="an item of the list without a text")
                continue
            told = told_by(item.text)
            said = Listed(
                of=LIST,
                edition=law.edition,
                entity=item.element.given.get("fid", ""),
                schema=Schema.UNKNOWN.value,
                names=[],
                programme=law.number,
                measure=MEASURE.get(law.language or "en"),
                listed=item.since,
                item=item.label or None,
                born=told.born,
                remarks=item.text,
                language=law.language,
                url="https://laws-lois.justice.gc.ca/" + _page(law.language),
            )
            for name, sort in told.names:
                said.add(name, sort)
            yield Found(*place, said)
    for section in root.within("HistoricalNoteSubItem"):
        yield Found(section.start, section.stop, other="historical note")


def _page(language: str | None) -> str:
    return "fra/reglements/DORS-2002-284/" if language == "fr" else "eng/regulations/SOR-2002-284/"
