"""Names out of the running text of a regulation: what stands in brackets behind a name.

As the Regulations Establishing a List of Entities (SOR/2002-284) and the schedules of sanctions
regulations write, in English and French::

    Los Ejemplos (LEX) (also known among other names as the Examples, Los Muestras (the Samples) and LM)
    Les Exemples (EX) [connus notamment sous les noms suivants : Groupe A, Groupe B et GB]
    Ann EXAMPLE (born on June 22, 1987) (also known as Anna Example)

Only brackets that open with such words hold a list of aliases.  Its last two are joined by ``and``
or ``et``, as names are that have the word inside: of several in the last piece the middle one of an
odd number, the last of an even number parts two names.
"""

import re
from typing import NamedTuple

from northline.formats.listing_dates import written_date
from northline.records.listing import NameSort

_OPEN, _CLOSE = "([", ")]"
_KNOWN = re.compile(
    r"(?:(?:also|otherwise|formerly|previously) )?known (?:also )?(?:among other names )?as:? ?"
    r"|(?:également |aussi |anciennement )?connue?s?(?: également| aussi)?(?: notamment)?(?: aussi)?"
    r" (?:sous les? noms?(?: suivants?)?|comme) ?(?::|de |d['\u2019])? ?"
    r"|(?:a\.?k\.?a\.?|alias):? ?",
    re.I,
)
_FORMER = re.compile(
    r"formerly (?:known as )?|previously (?:known as )?|anciennement |f\.?k\.?a\.? ", re.I
)
_BORN = re.compile(
    r",? ?(?:born|née?|date of birth|date de naissance)\s?:?\s?(?:on |in |le |en )?(?=[A-Za-z0-9])",
    re.I,
)
_RANK = re.compile(
    r"general|général|colonel|major|brigadier|captain|admiral|lieutenant|including", re.I
)
_QUOTES = "\u201c\u201d\"\u00ab\u00bb\u2018\u2019' \u00a0"
_SHORT = re.compile(r"[^\W_][\w&.'\u2019/+%\u2013-]{0,14}")
_AND = re.compile(r",? (?:and|et) ")
_OR = re.compile(r" (?:or|ou) ")


class Told(NamedTuple):
    """What a text tells of an entity.

    Attributes:
        names: its names, each with its sort, the primary one first.
        born: dates of birth.
        rest: what else stands in brackets.
    """

    names: list[tuple[str, NameSort]]
    born: list[str]
    rest: list[str]


def told_by(text: str) -> Told:
    """Read what stands in an item of a list."""
    main, groups = bracketed(text)
    said = Told([], [], [])
    born = _BORN.search(main)
    if born and born.start() and main[born.start()] == ",":
        main, date = main[: born.start()], main[born.end() :]
        said.born.extend(filter(None, [written_date(date)]))
    said.names.append((main.strip(" ,;"), NameSort.PRIMARY))
    for group in groups:
        _group(group.strip(), said)
    return said


def _group(group: str, said: Told) -> None:
    """What one bracket behind the name tells."""
    if born := _BORN.match(group):
        date = written_date(group[born.end() :])
        (said.born if date else said.rest).append(date or group)
    elif former := _FORMER.match(group):
        said.names.extend((each, NameSort.FORMER) for each in _pieces(group[former.end() :]))
    elif known := _KNOWN.match(group):
        for each in _pieces(group[known.end() :]):
            _alias(each, said)
    elif _RANK.search(group):
        said.rest.append(group)
    else:
        for each in _OR.split(group):
            plain = _unquoted(each)
            sort = NameSort.ALIAS_GOOD if plain == each.strip() else NameSort.TRANSLATION
            said.names.append((plain, sort))


def _alias(text: str, said: Told) -> None:
    """One alias, and what stands in brackets behind it."""
    main, groups = bracketed(text)
    said.names.append((_unquoted(main), NameSort.ALIAS_GOOD))
    for group in groups:
        if "," in group:  # a single word is another spelling of one part: by itself hardly a name
            for each in map(str.strip, group.split(",")):
                low = " " not in each and not _is_short(each)
                said.names.append((each, NameSort.ALIAS_LOW if low else NameSort.ALIAS_GOOD))
        elif _is_short(group) or main.startswith(group):
            said.names.extend((each, NameSort.ALIAS_GOOD) for each in _OR.split(group))
        elif " " in group.strip():
            parts = [part for each in _OR.split(group) for part in each.split("/")]
            said.names.extend((_unquoted(each), NameSort.TRANSLATION) for each in parts)
        else:  # one word, such as a country: part of the name
            said.names[-1] = (f"{said.names[-1][0]} ({group})", NameSort.ALIAS_GOOD)


def _unquoted(text: str) -> str:
    """A name without the quotes around it; those around one of its words stay."""
    text = text.strip()
    inner = text.strip(_QUOTES)
    around = text[:1] in _QUOTES and text[-1:] in _QUOTES
    return inner if around and not set('“”"«»') & set(inner) else text


def _is_short(group: str) -> bool:
    """Whether every word in a bracket is an abbreviation: capitals or digits, no blanks."""
    words = _OR.split(group)
    return all(
        _SHORT.fullmatch(each) and sum(map(str.isupper, each)) + sum(map(str.isdigit, each)) > 1
        for each in words
    )


def _pieces(text: str) -> list[str]:
    """A list in running text, cut into its parts."""
    pieces = split_outside(text.strip(), ",;")
    last = pieces.pop().strip()
    for word in ("and ", "et "):
        if last.startswith(word) and pieces:
            return [each.strip() for each in [*pieces, last[len(word) :]] if each.strip()]
    places = [each for each in _AND.finditer(last) if _level(last, each.start()) == 0]
    if places:
        count = len(places)
        at = places[count // 2 if count % 2 else count - 1]
        pieces += [last[: at.start()], last[at.end() :]]
    else:
        pieces.append(last)
    return [each.strip() for each in pieces if each.strip()]


def bracketed(text: str) -> tuple[str, list[str]]:
    """What stands outside of brackets, and what inside of each outermost one."""
    outside, groups, depth, begin = list[str](), list[str](), 0, 0
    for place, each in enumerate(text):
        if each in _OPEN:
            if not depth:
                begin = place + 1
            depth += 1
        elif each in _CLOSE and depth:
            depth -= 1
            if not depth:
                groups.append(text[begin:place])
        elif not depth:
            outside.append(each)
    if depth:  # never closed: it is one all the same
        groups.append(text[begin:])
    return " ".join("".join(outside).split()), [each for each in groups if each.strip()]


def split_outside(text: str, marks: str) -> list[str]:
    """Cut at these marks where they stand outside of brackets; a comma in a number is none."""
    parts, depth, begin = [], 0, 0
    for place, each in enumerate(text):
        depth += (each in _OPEN) - (each in _CLOSE and depth > 0)
        if each in marks and not depth:
            parts.append(text[begin:place])
            begin = place + 1
    return [*parts, text[begin:]]


def _level(text: str, place: int) -> int:
    """How many brackets are open before a place."""
    return sum((each in _OPEN) - (each in _CLOSE) for each in text[:place])
