"""How a published number is meant, and how far ours may differ and still be the same."""

import enum
import math

import msgspec

from northline.records.errors import SettingsError


class Sense(enum.StrEnum):
    """How a published number is meant."""

    EXACT = "exact"
    ABOUT = "about"
    BELOW = "below"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


class Tolerance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far ours may differ and still be called the same; what is given must all hold.

    Attributes:
        digits: both are rounded to so many decimals (negative: to tens, hundreds, ...) and then
            equal; None where that is not the test.
        relative: they differ by at most this share of the published one.
        within: ours lies between these, both included: "well under one per cent" says
            ``[0, 0.5]``.
    """

    digits: int | None = None
    relative: float | None = None
    within: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        """Check that it can hold.

        Raises:
            SettingsError: for a share below zero, or ends in the wrong order.
        """
        if self.relative is not None and not self.relative >= 0.0:
            raise SettingsError(f"relative is {self.relative}; it must be 0 or more")
        if self.within is not None and not self.within[0] <= self.within[1]:
            raise SettingsError(f"within is {self.within}; the lower end stands first")

    @property
    def given(self) -> bool:
        """Whether it says anything."""
        return (self.digits, self.relative, self.within) != (None, None, None)

    def holds(self, sense: Sense, published: float, ours: float) -> bool:
        """Whether a figure of ours is what was said."""
        if not math.isfinite(ours) or not _on_its_side(sense, published, ours):
            return False
        if self.within is not None and not self.within[0] <= ours <= self.within[1]:
            return False
        if self.digits is not None and rounded(ours, self.digits) != rounded(
            published, self.digits
        ):
            return False
        if self.relative is not None:
            return abs(ours - published) <= self.relative * abs(published)
        return True


def _on_its_side(sense: Sense, published: float, ours: float) -> bool:
    if sense is Sense.BELOW:
        return ours < published
    if sense is Sense.AT_LEAST:
        return ours >= published
    if sense is Sense.AT_MOST:
        return ours <= published
    return True


def rounded(value: float, digits: int) -> float:
    """Round half away from zero, as figures in print are; ``digits`` may be negative.

    A binary fraction that stands for a printed one, such as 0.145, lies a little beside it; what
    is that near to a half counts as one.
    """
    scaled = abs(value) * 10.0**digits if digits >= 0 else abs(value) / 10.0**-digits
    whole = math.floor(scaled + 0.5 + 1e-9)
    return math.copysign(whole / 10.0**digits if digits >= 0 else whole * 10.0**-digits, value)
