"""How units are written for people, in both languages."""

from functools import cache

import msgspec

from northline.measures.declared import read, shipped


class UnitWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a unit is written.

    Attributes:
        en: in English.
        fr: in French.
        digits: decimals of a number in it.
    """

    en: str
    fr: str
    digits: int = 0

    def in_language(self, code: str) -> str:
        """The unit in ``en`` or ``fr``."""
        return self.fr if code == "fr" else self.en


class _Units(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    units: dict[str, UnitWords]


@cache
def units() -> dict[str, UnitWords]:
    """UCUM code, or words in braces -> how it is written."""
    return read(shipped("units.toml"), _Units, "units").units


def unit_words(unit: str) -> UnitWords:
    """How a unit is written; one that is not declared as it stands, without its braces."""
    plain = unit.replace("{", "").replace("}", "")
    return units().get(unit, UnitWords(en=plain, fr=plain))
