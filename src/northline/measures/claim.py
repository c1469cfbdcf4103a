"""Claims: figures somebody published, each with how it may be checked, declared beforehand.

A claim is data (``data/claims.toml``), under review like code.  What it is checked by is written
down before anything is computed: which public table, which filter, which period, and how far the
two may differ.  The code that computes knows no claim by its name.
"""

import enum
import math
import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from northline.measures.formula import Formula
from northline.records.errors import SettingsError


class Sense(enum.StrEnum):
    """How a published number is meant."""

    EXACT = "exact"
    ABOUT = "about"
    BELOW = "below"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages."""

    en: str
    fr: str

    def in_language(self, code: str) -> str:
        """The text in ``en`` or ``fr``."""
        return self.fr if code == "fr" else self.en


class Tolerance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far ours may differ and still be called the same.

    Attributes:
        digits: both are rounded to so many decimals (negative: to tens, hundreds, ...) and then
            equal; None where that is not the test.
        relative: they differ by at most this share of the published one.
        within: for *below*, *at least* and *at most*: how far on the right side is still what was
            said; "well under one per cent" says ``[0, 0.005]``.
    """

    digits: int | None = None
    relative: float | None = None
    within: tuple[float, float] | None = None


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to compute a figure.

    Attributes:
        formula: how.
        scope: None where it is the scope that the claim itself has; otherwise what the scope is.
        note: what a reader should know of it, or None.
    """

    formula: Formula
    scope: Text | None = None
    note: Text | None = None


class Missing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Public data that would settle a claim, and who has it."""

    what: Text
    holder: str


class Claim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A published figure.

    Attributes:
        claim: its stable name.
        title: what it is about.
        pillar: pillar of the plan.
        document: where it stands.
        speaker: who says it.
        date: when, as exactly as is known: ``2025``, ``2025-03`` or ``2025-03-04``.
        words: the exact words.
        published: the number in them, in ``unit``; None where they hold none.
        unit: UCUM code, or words in braces; ``%`` means that numbers are shares shown as percent.
        sense: how the number is meant.
        definition: what exactly would have to be counted.
        tolerance: how far ours may differ.
        ways: how it can be computed, those of its own scope first.
        missing: what public data would settle it, where none at hand does.
    """

    claim: str
    title: Text
    pillar: str
    document: str
    speaker: str
    date: str
    words: str
    published: float | None = None
    unit: str
    sense: Sense
    definition: Text
    tolerance: Tolerance = Tolerance()
    ways: tuple[Way, ...] = ()
    missing: tuple[Missing, ...] = ()

    def __post_init__(self) -> None:
        """Check that it can be judged.

        Raises:
            SettingsError: when it neither can be computed nor says what is missing, or has a
                number that nothing says how to compare.
        """
        if not self.ways and not self.missing:
            raise SettingsError(f"claim {self.claim}: it says neither how nor why not")
        compares = (self.tolerance.digits, self.tolerance.relative, self.tolerance.within)
        if self.ways and self.sense in {Sense.EXACT, Sense.ABOUT} and compares == (None,) * 3:
            raise SettingsError(f"claim {self.claim}: nothing says how far ours may differ")

    def holds(self, ours: float) -> bool:
        """Whether a figure of ours is what the claim says, by its tolerance."""
        published = self.published
        if published is None:
            return False
        if self.sense is Sense.BELOW and not ours < published:
            return False
        if self.sense is Sense.AT_LEAST and not ours >= published:
            return False
        if self.sense is Sense.AT_MOST and not ours <= published:
            return False
        allowed = self.tolerance
        if allowed.within is not None and not allowed.within[0] <= ours <= allowed.within[1]:
            return False
        if allowed.digits is not None:
            return rounded(ours, allowed.digits) == rounded(published, allowed.digits)
        if allowed.relative is not None:
            return abs(ours - published) <= allowed.relative * abs(published)
        return True


def rounded(value: float, digits: int) -> float:
    """Round half away from zero, as figures in print are; ``digits`` may be negative."""
    step = 10.0**-digits
    return math.copysign(math.floor(abs(value) / step + 0.5 + 1e-9) * step, value)


class _Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    claims: tuple[Claim, ...]


def read_claims(text: str) -> tuple[Claim, ...]:
    """Read declared claims.

    Raises:
        SettingsError: saying what in them is wrong.
    """
    try:
        found = msgspec.convert(tomllib.loads(text), _Claims).claims
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SettingsError(f"the claims cannot be read: {error}") from error
    names = [each.claim for each in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingsError(f"two claims are called {', '.join(twice)}")
    return found


@cache
def claims() -> tuple[Claim, ...]:
    """The claims that come with the package."""
    return read_claims((files("northline.measures") / "data" / "claims.toml").read_text("utf-8"))
