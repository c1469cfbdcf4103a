"""Parameters of screening: how much of a list is looked at closely, and what documents weigh."""

import msgspec

from northline.records.errors import SettingsError


class MatchingParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters that a settings file may change; what was fitted is in ``calibration``.

    Attributes:
        prior: probability, before any name is compared, that who is asked about is on the list,
            in [1e-6, 0.5].  It shifts every log odds alike and never their order.
        same_document: log odds added when a document of the same scheme has the same number, in
            [0, 20].
        other_document: log odds taken when one of the same scheme has another number, in [0, 20].
            People renew documents: it is evidence against, and never proof.
    """

    prior: float = 0.5
    same_document: float = 8.0
    other_document: float = 1.0

    def __post_init__(self) -> None:
        """Check the ranges."""
        ranges = (
            ("prior", self.prior, 1e-6, 0.5),
            ("same_document", self.same_document, 0.0, 20.0),
            ("other_document", self.other_document, 0.0, 20.0),
        )
        for name, value, least, most in ranges:
            if not least <= value <= most:
                raise SettingsError(
                    f"screening: {name} is {value}; it must lie in [{least:g}, {most:g}]"
                )
