"""What deconfliction takes for near, and how much of it an agency may have checked."""

import msgspec

from northline.records.errors import SettingsError


class DeconflictionParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is near, and how much may be checked.

    Attributes:
        near_km: how near two areas are, km, in [0, 200].
        near_hours: how near two windows are, hours, in [0, 168].
        widest_km: how wide an area may be, km, in [1, 500].
        longest_days: how long a window may be, days, in [0.04, 90].
        most_a_day: operations of one agency that are approved, and so checked, in 24 hours,
            in [1, 100].
        contact: whom to call after a warning, as it is shown.
    """

    near_km: float = 10.0
    near_hours: float = 6.0
    widest_km: float = 200.0
    longest_days: float = 14.0
    most_a_day: int = 10
    contact: str = "the duty supervisor of the agency that keeps this node"

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            SettingsError: naming the parameter, its value and its range.
        """
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise SettingsError(f"{name} is {value}; it must lie in [{least:g}, {most:g}]")
        if not self.contact.strip() or len(self.contact) > 200:
            raise SettingsError("contact must say whom to call, in 200 characters")


_RANGES: dict[str, tuple[float, float]] = {
    "near_km": (0.0, 200.0),
    "near_hours": (0.0, 168.0),
    "widest_km": (1.0, 500.0),
    "longest_days": (0.04, 90.0),
    "most_a_day": (1, 100),
}
