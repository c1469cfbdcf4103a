"""Reasons into sentences: the one mechanism by which any face says why, in either language.

An engine keeps its texts as plain data: code -> language -> text, and words -> language ->
text.  ``northline.engines.registry`` lists them.  In a text, ``{km:1}`` is the argument ``km``
as a number with one decimal, ``{port}`` an argument that is a word.  French is said with the
typographic apostrophe, however it is typed.
"""

import re
from collections.abc import Mapping
from functools import partial

import msgspec

from northline.records.errors import UnknownName, UsageError
from northline.records.finding import Reason

LANGUAGES = ("en", "fr")
"""Every text exists in each of them."""

Texts = Mapping[str, Mapping[str, str]]
"""Something by language: ``texts[code]["fr"]``."""

_PLACE = re.compile(r"\{(\w+)(?::(\d))?\}")
_NARROW_SPACE = "\u202f"
_APOSTROPHE = "\u2019"


class Wording(msgspec.Struct, frozen=True):
    """What one engine can say.

    Attributes:
        engine: its name.
        texts: text of each reason code, by language.
        words: arguments that are words of its own, by language.
    """

    engine: str
    texts: Texts
    words: Texts


def number(value: float, decimals: int, language: str) -> str:
    """A number as the language writes it: ``1,234.5`` and ``1 234,5`` (narrow space)."""
    text = f"{value:,.{decimals}f}"
    if language == "fr":
        return text.replace(",", _NARROW_SPACE).replace(".", ",")
    return text


def arguments(text: str) -> set[str]:
    """Names of the arguments that a text needs."""
    return {name for name, _ in _PLACE.findall(text)}


def say(reason: Reason, language: str, wordings: tuple[Wording, ...]) -> str:
    """A reason as sentences.

    Raises:
        UnknownName: when no engine knows the code, or there is no such language.
        UsageError: when the reason lacks an argument that its text needs.
    """
    if language not in LANGUAGES:
        raise UnknownName(f"there is no language {language!r}; there are {', '.join(LANGUAGES)}")
    for wording in wordings:
        if reason.code in wording.texts:
            said = partial(_said, reason, language, wording)
            text = wording.texts[reason.code][language]
            return _PLACE.sub(said, text.replace("'", _APOSTROPHE) if language == "fr" else text)
    known = ", ".join(code for wording in wordings for code in wording.texts)
    raise UnknownName(f"there is no reason {reason.code!r}; there are {known}")


def _said(reason: Reason, language: str, wording: Wording, place: re.Match[str]) -> str:
    name, decimals = place.groups()
    value = reason.args.get(name)
    if value is None:
        raise UsageError(f"reason {reason.code} lacks its argument {name}")
    if isinstance(value, str):
        return wording.words.get(value, {}).get(language, value)
    return number(value, int(decimals or 0), language)
