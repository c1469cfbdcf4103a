"""What a list says of one entity, which version says it, and both as one row of a ``listing``."""

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from northline.records.errors import InputError, RejectedUnit
from northline.records.listing import Dated, NameSort, Schema
from northline.records.protocols import Context
from northline.records.units import Micros

LONGEST_NAME = 500
"""Characters in the longest name taken; the longest on a list of 2026 has 240."""

LONGEST_TEXT = 20_000
"""Characters in the longest remark taken; what is longer is cut, and ends with three dots."""

MOST_NAMES = 1_000
"""Names of one entity; the most on a list of 2026 are 90."""

_DAY_US = 86_400_000_000
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_VINTAGE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)
_SCRIPTS = {
    "LATIN": "Latn", "ARABIC": "Arab", "CYRILLIC": "Cyrl", "CJK": "Hani", "HANGUL": "Hang",
    "HIRAGANA": "Hira", "KATAKANA": "Kana", "HEBREW": "Hebr", "GREEK": "Grek", "THAI": "Thai",
    "DEVANAGARI": "Deva", "BENGALI": "Beng", "TAMIL": "Taml", "GURMUKHI": "Guru", "KHMER": "Khmr",
    "GEORGIAN": "Geor", "ARMENIAN": "Armn", "ETHIOPIC": "Ethi", "MYANMAR": "Mymr", "LAO": "Laoo",
    "SINHALA": "Sinh", "TIBETAN": "Tibt", "MONGOLIAN": "Mong",
}  # fmt: skip


class Edition(NamedTuple):
    """Which version of a list something stands in; the names are those of `Listing`."""

    as_of: Micros | None
    dated: str
    name: str


def day_micros(day: datetime.date) -> Micros:
    """Midnight of a day in UTC."""
    return Micros((day.toordinal() - _EPOCH) * _DAY_US)


def stated(day: datetime.date) -> Edition:
    """The version that a file says it is."""
    return Edition(day_micros(day), Dated.STATED.value, day.isoformat())


def told(context: Context) -> Edition:
    """The version that whoever reads says it is; without a word it is undated.

    Raises:
        InputError: when the vintage is neither a day, a month nor a year.
    """
    vintage = context.vintage or ""
    if not vintage:
        return Edition(None, Dated.UNKNOWN.value, f"undated-{context.stream}")
    try:
        if _VINTAGE.fullmatch(vintage):
            day = datetime.date.fromisoformat(f"{vintage}-01-01"[:10])
            return Edition(day_micros(day), Dated.VINTAGE.value, vintage)
    except ValueError:
        pass  # thirty days and the like: said below
    raise InputError(
        f"vintage is {vintage[:40]!a}; it must be the day of the list as YYYY-MM-DD, or only its "
        "month as YYYY-MM or its year as YYYY"
    )


class Listed(msgspec.Struct, kw_only=True):
    """One entity as a file says it, of the list ``of``; what each other field means `Listing` says."""

    of: str
    edition: Edition
    entity: str
    schema: str = Schema.UNKNOWN.value
    names: list[tuple[str, str]] = []
    identifiers: list[str] = []
    born: list[str] = []
    birth_places: list[str] = []
    citizenships: list[str] = []
    programme: str | None = None
    measure: str | None = None
    listed: Micros | None = None
    item: str | None = None
    remarks: str | None = None
    language: str | None = None
    url: str | None = None

    def add(self, name: str, sort: NameSort) -> None:
        """Add a name, unless it is empty or stands there already."""
        clean = one_line(name)
        if clean and all(clean != each for each, _ in self.names):
            self.names.append((clean, sort.value))


COLUMNS = (
    *("at", "list", "as_of", "dated", "edition", "entity", "schema", "name", "names"),
    *("name_sorts", "scripts", "identifiers", "born", "birth_places", "citizenships"),
    *("programme", "measure", "listed", "item", "remarks", "language", "url"),
)
"""Columns of a listing that a file fills, in the order of `row_of`."""


def row_of(said: Listed, received: Micros) -> tuple[tuple[Any, ...], str]:
    """A row in the order of `COLUMNS`, and what numbers it among all of its source.

    The number is made of the list, the version, the entity and all that is said of it: the same
    version read twice gives the same, by whatever file it comes.

    Raises:
        RejectedUnit: when it has no name, no id, or more than a listing holds.
    """
    if not said.names:
        raise RejectedUnit("it has no name")
    if not said.entity or len(said.entity) > LONGEST_NAME:
        raise RejectedUnit("it has no id that could be kept")
    if len(said.names) > MOST_NAMES:
        raise RejectedUnit(f"it has {len(said.names)} names; at most {MOST_NAMES} are taken")
    for name, _ in said.names:
        if len(name) > LONGEST_NAME:
            raise RejectedUnit(
                f"one of its names has {len(name)} characters; at most {LONGEST_NAME} are taken"
            )
    names = [name for name, _ in said.names]
    primary = next((n for n, sort in said.names if sort == NameSort.PRIMARY), names[0])
    edition = said.edition
    body = (
        said.entity, said.schema, primary, names, [sort for _, sort in said.names],
        [script_of(name) for name in names], _distinct(said.identifiers), _distinct(said.born),
        _distinct(said.birth_places), _distinct(said.citizenships), said.programme, said.measure,
        said.listed, said.item, said.remarks and cut(said.remarks), said.language, said.url,
    )  # fmt: skip
    digest = hashlib.blake2b(repr(body).encode(), digest_size=16).hexdigest()
    head = (edition.as_of if edition.as_of is not None else received, said.of, *edition)
    number = "\n".join((said.of, edition.name, said.language or "", said.entity, digest))
    return (*head, *body), number


def one_line(text: str) -> str:
    """A text on one line, without what does not print."""
    kept = "".join(
        each if each.isprintable() else " " for each in unicodedata.normalize("NFC", text)
    )
    return " ".join(kept.split())


def cut(text: str) -> str:
    """A remark on one line, and not too long."""
    line = one_line(text)
    return line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 3] + "..."


def script_of(name: str) -> str:
    """The script of a name as ISO 15924 has it: that of most of its letters; ``Zyyy`` without any."""
    if name.isascii():
        return "Latn" if any(map(str.isalpha, name)) else "Zyyy"
    found: dict[str, int] = {}
    for each in name:
        if each.isalpha():
            word = unicodedata.name(each, "").partition(" ")[0]
            script = _SCRIPTS.get(word, "Zzzz")
            found[script] = found.get(script, 0) + 1
    return max(found, key=lambda script: (found[script], script)) if found else "Zyyy"


def _distinct(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(map(one_line, texts)) if text]
