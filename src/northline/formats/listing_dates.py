"""Dates as lists write them, as prefixes of ISO 8601: no more of one than is stated.

======================  ================
``January 21, 1952``    ``1952-01-21``
``21 janvier 1952``     ``1952-01-21``
``10 Dec 1948``         ``1948-12-10``
``Dec 1948``            ``1948-12``
``circa 1971``          ``1971~``
``1965 to 1968``        ``1965/1968``
======================  ================
"""

import datetime
import re

_MONTHS = {
    name[:4]: number
    for number, names in enumerate(
        (
            ("jan", "janvier"), ("feb", "fév", "fevr", "févr"), ("mar", "mars"), ("apr", "avr"),
            ("may", "mai"), ("june", "jun", "juin"), ("july", "jul", "juil"), ("aug", "août", "aout"),
            ("sep", "sept"), ("oct",), ("nov",), ("dec", "déc"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T[\d:.]*Z?)?", re.ASCII)
_DAY_MONTH = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th)? )?([^\W\d_]{3,9})\.? (\d{4})")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,9})\.? (\d{1,2}), ?(\d{4})")
_NEAR = re.compile(r"(?:circa|approximately|about|environ|vers|c\.|ca\.) ?", re.I)
_SPAN = re.compile(r"(.+?) (?:to|à) (.+)")


def written_date(text: str) -> str:
    """A date in words or figures as an ISO prefix, or empty where it is none."""
    text = " ".join(text.split()).strip(" .,;)")
    if near := _NEAR.match(text):
        found = written_date(text[near.end() :])
        return f"{found}~" if found and found[-1] != "~" and "/" not in found else found
    if span := _SPAN.fullmatch(text):
        first, last = _one(span[1]), _one(span[2])
        return f"{first}/{last}" if first and last else ""
    return _one(text)


def _one(text: str) -> str:
    if found := _ISO.fullmatch(text):
        return _checked(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    if found := _MONTH_DAY.fullmatch(text):
        return _checked(int(found[3]), _month(found[1]), int(found[2])) if _month(found[1]) else ""
    if found := _DAY_MONTH.fullmatch(text):
        return (
            _checked(int(found[3]), _month(found[2]), int(found[1] or 0))
            if _month(found[2])
            else ""
        )
    return ""


def _month(word: str) -> int:
    word = word.casefold()
    return next((_MONTHS[word[:size]] for size in (4, 3) if word[:size] in _MONTHS), 0)


def _checked(year: int, month: int, day: int) -> str:
    """The prefix, where there is such a day."""
    try:
        whole = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return whole.isoformat()[: 10 if day else 7 if month else 4]


def day_of(text: str) -> datetime.date | None:
    """A whole day in ISO 8601, whatever the time behind it, or None."""
    found = _one(text.strip())
    return datetime.date.fromisoformat(found) if len(found) == 10 else None
