"""A text in both languages of this software."""

import msgspec


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in English and in French."""

    en: str
    fr: str

    def in_language(self, code: str) -> str:
        """The text in ``en`` or ``fr``."""
        return self.fr if code == "fr" else self.en
