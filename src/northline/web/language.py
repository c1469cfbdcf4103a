"""In which language a page speaks, and how it writes numbers and instants there.

English and French are complete (`TONGUES`); a test fails when a sentence lacks one of them.
The texts of pages stand in the templates in English; ``locale/fr`` holds the French ones.
"""

import datetime
import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_decimal
from litestar import Request

DOMAIN = "northline"
FOLDER = Path(__file__).parent / "locale"
COOKIE = "northline-language"

TONGUES: Mapping[str, Locale] = MappingProxyType(
    {"en": Locale("en", "CA"), "fr": Locale("fr", "CA")}
)
"""The languages there are, each with how Canada writes numbers and dates in it."""

USUAL = "en"


class Language:
    """One language of the pages.

    Attributes:
        code: ``en`` or ``fr``.
        other: the other one.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.other = next(each for each in TONGUES if each != code)
        self._locale = TONGUES[code]
        # The words in the templates are the English ones, so English needs no catalogue; a
        # package built without its French one must not quietly speak English.
        self.texts: gettext.NullTranslations = (
            gettext.NullTranslations()
            if code == USUAL
            else gettext.translation(DOMAIN, FOLDER, languages=[code])
        )

    def say(self, text: str, /, **values: object) -> str:
        """A text of a template in this language, with its values put in."""
        said = self.texts.gettext(text)
        return said % values if values else said

    def number(self, value: float, digits: int = 0) -> str:
        """A number with so many decimals."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(value, format=pattern, locale=self._locale))

    def size(self, count: float) -> str:
        """So many bytes, in the largest unit that gives a number of at least one."""
        letter = "o" if self.code == "fr" else "B"
        step = next((n for n in range(4) if count < 1000.0 ** (n + 1)), 4)
        shown = self.number(count / 1000.0**step, 1 if step else 0)
        return f"{shown}\u00a0{' kMGT'[step].strip()}{letter}"

    def instant(self, micros: int, *, seconds: bool = True) -> str:
        """An instant in UTC, as ``2026-08-15 18:13:45`` in both languages (ISO 8601)."""
        moment = datetime.datetime.fromtimestamp(micros / 1e6, datetime.UTC)
        return moment.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")

    def day(self, micros: int) -> str:
        """The day of an instant in UTC, in words."""
        moment = datetime.datetime.fromtimestamp(micros / 1e6, datetime.UTC)
        return str(format_datetime(moment, "d MMMM y", locale=self._locale))


@cache
def language(code: str) -> Language:
    """The language of that code; the usual one where there is no such."""
    return Language(code if code in TONGUES else USUAL)


def wanted(request: Request[Any, Any, Any]) -> Language:
    """Which language a request wants: by its address, by an earlier choice, by the browser's."""
    for given in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if given in TONGUES:
            return language(str(given))
    for each in request.headers.get("accept-language", "").split(","):
        code = each.split(";")[0].strip()[:2].casefold()
        if code in TONGUES:
            return language(code)
    return language(USUAL)
