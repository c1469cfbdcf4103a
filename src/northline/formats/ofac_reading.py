"""Reads the files of the Specially Designated Nationals list; see `northline.formats.ofac`."""

import re
from collections.abc import Iterator

from northline.formats.listing_dates import written_date
from northline.formats.listing_decoder import Found, Reading
from northline.formats.listing_said import Listed
from northline.formats.listing_table import EMPTY, HEADER, TextRow, text_rows
from northline.records.errors import RejectedUnit
from northline.records.listing import NameSort, Schema

LIST = "ofac"

NULL = "-0-"
"""What stands in a field that holds nothing."""

_END = "\x1a"
_SDN, _ADD, _ALT, _COMMENTS = 12, 6, 5, 2
_SCHEMAS = {
    "individual": Schema.PERSON,
    "vessel": Schema.VESSEL,
    "aircraft": Schema.AIRCRAFT,
    "": Schema.ORGANIZATION,
}
_ALIASES = {
    "aka": NameSort.ALIAS_GOOD,
    "nka": NameSort.ALIAS_GOOD,
    "fka": NameSort.FORMER,
}
_QUOTED = re.compile(r"(?:alt\. )?([afn]\.k\.a\.) '(.+)'", re.S)
_SCHEMES = (
    (r"Vessel Registration Identification IMO (\d{7})", "imo"),
    (r"MMSI (\d{9})", "mmsi"),
    (r"(?:Diplomatic |alt\. )?Passport (\S+)", "passport"),
    (r"(?:National ID No\.|National Foreign ID Number|Identification Number|Cedula No\.|C\.U\.R\.P\.|"
     r"D\.N\.I\.|Cartilla de Servicio Militar Nacional|SSN|Personal ID Card) (\S+)", "national-id"),
    (r"(?:Tax ID No\.|R\.F\.C\.|NIT #|RUC #|RIF #|C\.U\.I\.T\.|V\.A\.T\. Number) (\S+)", "tax"),
    (r"(?:Registration (?:ID|Number)|Business Registration Number|Commercial Registry Number|"
     r"Company Number|Matricula Mercantil No|Folio Mercantil No\.|Trade License No\.) (\S+)", "registration"),
    (r"SWIFT/BIC (\S+)", "bic"),
    (r"Aircraft Tail Number (\S+)", "tail"),
    (r"Aircraft Manufacturer's Serial Number \(MSN\) (\S+)", "msn"),
    (r"Digital Currency Address - (?:\S+) (\S+)", "wallet"),
)  # fmt: skip
_IDENTIFIERS = tuple((re.compile(pattern), scheme) for pattern, scheme in _SCHEMES)


def read(data: bytes, reading: Reading) -> Iterator[Found]:
    """Every row of one of the files.

    Raises:
        RejectedUnit: when its rows are of none of them.
    """
    width = 0
    for row in text_rows(data):
        fields = ["" if field.strip() == NULL else field.strip() for field in row.fields]
        if row.wrong:
            yield Found(row.start, row.stop, wrong=row.wrong)
        elif not any(field.strip(_END) for field in fields):
            yield Found(row.start, row.stop, other="end" if _END in fields else EMPTY)
        elif not width and not fields[0].isdecimal() and len(fields) in _READERS:
            yield Found(row.start, row.stop, other=HEADER)
        elif not width and len(fields) not in _READERS:
            raise RejectedUnit(
                f"its first row has {len(fields)} fields; SDN has {_SDN}, ALT {_ALT}, ADD {_ADD}"
            )
        elif len(fields) != (width or len(fields)) or not fields[0].isdecimal():
            yield Found(row.start, row.stop, wrong=_why(fields, width))
        else:
            width = len(fields)
            yield _found(row, fields, reading)


def _why(fields: list[str], width: int) -> str:
    if len(fields) != (width or len(fields)):
        return f"this row has {len(fields)} fields; the rows before it have {width}"
    return "its first field is no number of an entity"


def _found(row: TextRow, fields: list[str], reading: Reading) -> Found:
    said = Listed(of=LIST, edition=reading.edition, entity=fields[0], language="en", names=[])
    if other := _READERS[len(fields)](said, fields):
        return Found(row.start, row.stop, other=other)
    return Found(row.start, row.stop, said)


def _primary(said: Listed, fields: list[str]) -> str:
    """A row of SDN.CSV."""
    _, name, sort, programme, title, call, sort_of_ship, _, _, flag, owner, remarks = fields
    said.schema = _SCHEMAS.get(sort.lower(), Schema.UNKNOWN).value
    said.programme = "; ".join(filter(None, re.split(r"[\[\]\s]+", programme))) or None
    said.measure = "Specially Designated Nationals and Blocked Persons"
    said.add(name, NameSort.PRIMARY)
    if call:
        said.identifiers = [f"callsign:{call}"]
    said.born, said.birth_places, said.citizenships = [], [], []
    for each in _parts(remarks):
        _remark(said, each)
    more = [title, sort_of_ship, flag and f"flag {flag}", owner, remarks]
    said.remarks = "; ".join(filter(None, more)) or None
    return ""


def _parts(remarks: str) -> Iterator[str]:
    for each in remarks.split(";"):
        yield each.strip().removesuffix(".")


def _remark(said: Listed, text: str) -> None:
    """One of the remarks of a row, which are separated by semicolons."""
    if alias := _QUOTED.match(text):
        # In quotes among the remarks stand weak aliases (OFAC, frequently asked question 122).
        sort = NameSort.FORMER if alias[1] == "f.k.a." else NameSort.ALIAS_LOW
        said.add(alias[2], sort)
        return
    plain = text.removeprefix("alt. ")
    for word, field in (
        ("POB ", said.birth_places),
        ("nationality ", said.citizenships),
        ("citizen ", said.citizenships),
    ):
        if plain.startswith(word):
            field.append(plain[len(word) :])
            return
    if plain.startswith("DOB "):
        said.born += filter(None, [written_date(plain[4:])])
        return
    for pattern, scheme in _IDENTIFIERS:
        if found := pattern.match(plain):
            said.identifiers = [*said.identifiers, f"{scheme}:{found[1].rstrip(',')}"]
            return


def _alias(said: Listed, fields: list[str]) -> str:
    """A row of ALT.CSV: one alias of an entity that stands in SDN.CSV."""
    _, _, sort, name, remarks = fields
    said.add(name, _ALIASES.get(sort.lower(), NameSort.ALIAS_GOOD))
    said.remarks = remarks or None
    return ""


def _address(_: Listed, __: list[str]) -> str:
    """A row of ADD.CSV: where somebody lives is no name, and is not kept."""
    return "address"


def _comment(_: Listed, __: list[str]) -> str:
    """A row of SDN_COMMENTS.CSV: what did not fit among the remarks."""
    return "comment"


_READERS = {_SDN: _primary, _ALT: _alias, _ADD: _address, _COMMENTS: _comment}
