"""A pair side by side: which words of one side the other has not, and what their papers say.

Words are told apart by what they say without case, accents and punctuation; a word that is only spelt
otherwise is told as one that differs, and the reasons of the score say how alike it is.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import msgspec

_PIECES = re.compile(r"(\s+)")


class Piece(msgspec.Struct, frozen=True):
    """Some text of a name, and whether the other side has no such word."""

    text: str
    differs: bool = False


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What both sides state of one sort of paper.

    Attributes:
        scheme: which sort.
        asked: numbers of who was asked about.
        listed: numbers of the listed entity.
        says: ``same``, ``other``, or ``nothing`` where one side states none.
    """

    scheme: str
    asked: tuple[str, ...]
    listed: tuple[str, ...]
    says: str


def pieces(name: str, others: Iterable[str]) -> list[Piece]:
    """A name in pieces, each told whether no name of the other side has such a word."""
    known = {word for each in others for word in _words(each)}
    found = []
    for text in _PIECES.split(name):
        words = _words(text)
        found.append(Piece(text, differs=bool(words) and not set(words) <= known))
    return found


def papers(asked: Sequence[str], listed: Sequence[str]) -> list[Paper]:
    """Papers and numbers of both sides by their sort."""
    ours, theirs = _by_scheme(asked), _by_scheme(listed)
    found = []
    for scheme in sorted({*ours, *theirs}):
        one, two = ours.get(scheme, ()), theirs.get(scheme, ())
        says = "nothing"
        if one and two:
            says = "same" if {*map(_bare, one)} & {*map(_bare, two)} else "other"
        found.append(Paper(scheme=scheme, asked=one, listed=two, says=says))
    return found


def _by_scheme(texts: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in texts:
        scheme, _, number = each.partition(":")
        found[scheme] = (*found.get(scheme, ()), number)
    return found


def _bare(number: str) -> str:
    return re.sub(r"[^a-z0-9]", "", number.casefold())


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    return re.findall(r"\w+", bare.replace("'", "").replace("\u2019", ""))
