"""Parameters of screening on a node."""

import msgspec

from northline.records.errors import SettingsError


class ScreeningParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With what a node screens.

    Attributes:
        threshold: score from which a listed entity is a candidate that a person decides about,
            in (0, 1].  What lies below it is ``no-hit``, and the screening says at which threshold.
        cutoff: score from which an entity is told at all, in [0, threshold].
        limit: entities that are told at most, in [1, 100].
        second_share: share of pairs that another officer looks at blindly, in [0, 1].
        seed: what the drawing of these begins with.
    """

    threshold: float = 0.7
    cutoff: float = 0.5
    limit: int = 5
    second_share: float = 0.1
    seed: str = "northline"

    def __post_init__(self) -> None:
        """Check the ranges."""
        if not 0.0 < self.threshold <= 1.0:
            raise SettingsError(f"threshold is {self.threshold}; it must lie in (0, 1]")
        if not 0.0 <= self.cutoff <= self.threshold:
            raise SettingsError(
                f"cutoff is {self.cutoff}; it must lie in [0, {self.threshold}], up to the threshold"
            )
        if not 1 <= self.limit <= 100:
            raise SettingsError(f"limit is {self.limit}; it must lie in [1, 100]")
        if not 0.0 <= self.second_share <= 1.0:
            raise SettingsError(f"second_share is {self.second_share}; it must lie in [0, 1]")

    def with_asked(
        self,
        *,
        threshold: float | None = None,
        cutoff: float | None = None,
        limit: int | None = None,
    ) -> "ScreeningParams":
        """These, with what somebody asks for in their stead; a cutoff is never above the threshold.

        Raises:
            SettingsError: for what lies outside its range.
        """
        above = self.threshold if threshold is None else threshold
        return ScreeningParams(
            threshold=above,
            cutoff=min(self.cutoff if cutoff is None else cutoff, above),
            limit=self.limit if limit is None else limit,
            second_share=self.second_share,
            seed=self.seed,
        )
