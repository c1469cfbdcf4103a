"""Numbers with their units, as Canada writes them in English and in French."""

import math
from functools import cache

from northline.measures.small import SMALLEST
from northline.measures.units import unit_words

BILLION = 1e9
SMALL = f"<{SMALLEST}"
"""What stands for a count too small to be shown."""


def number(value: float, digits: int, code: str, *, least: int | None = None) -> str:
    """A number as Canada writes it in a language.

    Args:
        value: the number.
        digits: decimals, at most.
        code: ``en`` or ``fr``.
        least: decimals, at least; all of them where nobody says.
    """
    from babel.numbers import format_decimal

    fixed = digits if least is None else least
    pattern = "#,##0" + ("." if digits else "") + "0" * fixed + "#" * (digits - fixed)
    return str(format_decimal(value, format=pattern, locale=_locale(code)))


@cache
def _locale(code: str) -> str:
    return "fr_CA" if code == "fr" else "en_CA"


def amount(value: float, unit: str, code: str, *, as_printed: bool = False) -> str:
    """A number with its unit.

    Args:
        value: the number, in the unit.
        unit: the unit, as claims and figures name it.
        code: ``en`` or ``fr``.
        as_printed: without noughts at the end of its decimals, as in a claim.
    """
    words = unit_words(unit)
    name = words.in_language(code)
    least = 0 if as_printed else None
    if unit.startswith("{CAD}") and abs(value) >= BILLION:
        digits = 1 if abs(value) >= 100 * BILLION else 2
        shown = number(value / BILLION, digits, code, least=least)
        if code != "fr":
            return f"{shown} billion {name}"
        return f"{shown} milliard{'s' if abs(value) >= 2 * BILLION else ''} de {name}"
    digits = _percent_digits(value) if unit == "%" else words.digits
    return f"{number(value, digits, code, least=least)} {name}".strip()


def unit_in(unit: str, code: str) -> str:
    """A unit as people read it."""
    return unit_words(unit).in_language(code)


def _percent_digits(value: float) -> int:
    """Decimals of a percentage: three significant digits, at least one decimal."""
    return 3 if abs(value) < 1.0 else 2 if abs(value) < 10.0 else 1


def finite(value: float | None) -> float | None:
    """The number, or None where it is none that JSON can hold."""
    return value if value is not None and math.isfinite(value) else None
