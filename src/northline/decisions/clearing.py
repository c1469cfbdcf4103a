"""What may clear a person in the adjudicator's step, and do nothing else (LAW.md rule 9).

Birth date, birthplace and citizenship are compared where a person decides about a pair.  What comes of
it is "differs: may clear", or nothing at all: nothing here says that two people agree, nothing gives a
number, and no score is an argument of it.  So what is read here can only ever speak for a person.

::

    differs(field) <=> both sides state it, and no value of the one may be the same as one of the other

*May be the same* is taken widely, so that a slip of a clerk clears nobody:

* two dates, where one is the beginning of the other (``1971`` and ``1971-03-02``), where day and month
  changed places, where one of them is a year alone and lies one year from the other, where the years of
  a span (``1971/1975``) or within three of an approximate date (``1971~``) meet, and where either
  cannot be read;
* two places or citizenships, where two words of three letters or more begin alike, or they are
  written in different scripts, or one as a code and the other in words.
"""

import enum
import re
import unicodedata
from collections.abc import Sequence

import msgspec

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SHORTEST = 3
_BEGINNING = 4
_ENDS = 2
_ABOUT = 3
"""Years that an approximate date may be off by."""


class Cleared(enum.StrEnum):
    """What differs."""

    BORN = "born"
    BIRTH_PLACE = "birth-place"
    CITIZENSHIP = "citizenship"


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """What one side states: dates as prefixes of ISO 8601, places and citizenships as written."""

    born: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Something that differs, and so may clear.

    Attributes:
        what: which of the three.
        asked: what is stated of who was asked about.
        listed: what is stated of the listed entity.
    """

    what: Cleared
    asked: tuple[str, ...]
    listed: tuple[str, ...]


def differences(asked: Stated, listed: Stated) -> tuple[Difference, ...]:
    """What differs between who was asked about and a listed entity; empty says nothing at all."""
    fields = (
        (Cleared.BORN, asked.born, listed.born, _one_day),
        (Cleared.BIRTH_PLACE, asked.birth_places, listed.birth_places, _one_word),
        (Cleared.CITIZENSHIP, asked.citizenships, listed.citizenships, _one_word),
    )
    return tuple(
        Difference(what=what, asked=ours, listed=theirs)
        for what, ours, theirs, maybe in fields
        if ours and theirs and not any(maybe(one, two) for one in ours for two in theirs)
    )


def may_clear(cited: Sequence[str], found: Sequence[Difference]) -> tuple[str, ...]:
    """Of what an adjudicator cites, what does not differ: it cannot be cited."""
    there = {each.what.value for each in found}
    return tuple(each for each in cited if each not in there)


def _one_day(one: str, two: str) -> bool:
    """Whether two dates may be of one day."""
    first, second = _DATE.fullmatch(one.strip()), _DATE.fullmatch(two.strip())
    if first is None or second is None:
        return _years_meet(one, two)
    ours, theirs = (tuple(int(n) for n in each.groups() if n) for each in (first, second))
    if min(len(ours), len(theirs)) == 1:
        return abs(ours[0] - theirs[0]) <= 1
    if len(ours) == len(theirs) == 3 and ours[0] == theirs[0]:
        return ours[1:] in {theirs[1:], theirs[:0:-1]}
    shortest = min(len(ours), len(theirs))
    return ours[:shortest] == theirs[:shortest]


def _years_meet(one: str, two: str) -> bool:
    """Whether the years meet of dates of which one is a span or approximate; so they do unread."""
    spans = _span(one), _span(two)
    if None in spans:
        return True
    (first, last), (begin, end) = (each or (0, 9999) for each in spans)
    return first <= end and begin <= last


def _span(text: str) -> tuple[int, int] | None:
    """The years that a date may lie in: ``1971/1975``, ``1971~``, or a date as any other."""
    ends = [_DATE.fullmatch(each.strip().removesuffix("~")) for each in text.split("/")]
    if len(ends) > _ENDS or any(each is None for each in ends):
        return None
    years = [int(each.group(1)) for each in ends if each is not None]
    slack = _ABOUT if "~" in text else 1
    return min(years) - slack, max(years) + slack


def _one_word(one: str, two: str) -> bool:
    """Whether two places or citizenships may be one."""
    first, second = _words(one), _words(two)
    if not first or not second or _is_code(one) != _is_code(two):
        return True
    if _is_code(one):
        return first == second
    if _scripts(one) != _scripts(two):
        return True
    begun = ({each[:_BEGINNING] for each in words} for words in (first, second))
    return bool(set.intersection(*begun))


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    found = re.findall(r"[^\W\d_]+", letters)
    return frozenset(e for e in found if len(e) >= _SHORTEST or _is_code(text) or not e.isascii())


def _is_code(text: str) -> bool:
    bare = text.strip()
    return len(bare) in {2, 3} and bare.isascii() and bare.isalpha() and bare.isupper()


def _scripts(text: str) -> frozenset[str]:
    return frozenset(unicodedata.name(e, "?").partition(" ")[0] for e in text if e.isalpha())
