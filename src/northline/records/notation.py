"""A marking as one line of text, the way people type it on a command line.

::

    Protected B; owner=opp; partners=rcmp,cbp; purposes=border-security; caveats=LES
    Secret; caveats=REL TO USA, CAN|LES; compartments=trace; expires=2027-01-01T00:00:00Z
    Unclassified

Parts are separated by ``;``, words of a part by ``,`` (caveats by ``|``, for they may hold
commas themselves).
"""

import datetime

from northline.records.errors import UsageError
from northline.records.marking import ANYONE, Grant, Level, Marking, marking
from northline.records.time import parse_instant
from northline.records.units import Micros

_PARTS = ("owner", "partners", "purposes", "caveats", "compartments", "expires", "authority")


def parse_marking(text: str, *, owner: str) -> Marking:
    """Read a marking from one line of text.

    Args:
        text: the level, then parts as shown above.
        owner: the owner agency where the text names none.

    Raises:
        UsageError: for text that cannot be read, saying which word is wrong and which are known.
        MarkingRefused: for a marking that no record here may carry, such as Top Secret.
    """
    head, *rest = [part.strip() for part in text.split(";")]
    words: dict[str, str] = {}
    for part in filter(None, rest):
        name, equals, value = part.partition("=")
        if not equals or name.strip() not in _PARTS:
            raise UsageError(
                f"{part!r} is not a part of a marking; write NAME=VALUE with NAME one of "
                + ", ".join(_PARTS)
            )
        words[name.strip()] = value.strip()
    grant = Grant(
        partners=_list(words.get("partners", "")),
        purposes=_list(words.get("purposes", ANYONE)),
        expiry=_expiry(words.get("expires")),
        authority=(words["authority"],) if words.get("authority") else (),
    )
    return marking(
        Level.parse(head),
        {words.get("owner", owner): grant},
        caveats=_list(words.get("caveats", ""), "|"),
        compartments=_list(words.get("compartments", "")),
    )


def _list(text: str, separator: str = ",") -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(separator) if word.strip())


def _expiry(text: str | None) -> Micros | None:
    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError as error:
        today = datetime.date(2027, 1, 1).isoformat()
        raise UsageError(
            f"expires={text!r} is not an instant; write it like {today}T00:00:00Z"
        ) from error
