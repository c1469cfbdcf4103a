"""Why a hit ranks where it does: the share of each feature, which add up to its log odds."""

from northline.engines.screening.answers import Part
from northline.engines.screening.calibration import CONSTANT, FEATURES
from northline.engines.screening.identifiers import SILENT
from northline.engines.screening.latin import ABJAD

SAID = "screen-"
"""Before the name of a feature in the code of its part, so that no other engine has that code."""
START = SAID + "start"
"""Code of what stands before anything is compared."""


def pairs_told(pairs: tuple[tuple[str, str, float], ...]) -> str:
    """Each word asked, what it was found as, and how alike: ``karim = kareem 0.87, said -``."""
    told = []
    for asked, listed, how in pairs:
        found = f"= {listed.lstrip(ABJAD)} {how:.2f}" if listed else "-"
        told.append(f"{asked.lstrip(ABJAD)} {found}")
    return ", ".join(told)


def parts(
    features: tuple[float, ...],
    pairs: tuple[tuple[str, str, float], ...],
    document: tuple[str, str, float],
    shift: float,
) -> tuple[Part, ...]:
    """The parts of a rank, the start first; a feature that says nothing is left out.

    Args:
        features: in the order of `FEATURES`.
        pairs: each word asked, its word found or nothing, and how alike.
        document: what documents say, see `identifiers.evidence`.
        shift: log odds of the prior.
    """
    told = [Part(START, {}, CONSTANT + shift)]
    for feature, value in zip(FEATURES, features, strict=True):
        share = feature.beta * value
        if share:
            args: dict[str, str | float] = {"value": 100.0 * value}
            if feature.name == "both-found":
                args["pairs"] = pairs_told(pairs)
            told.append(Part(SAID + feature.name, args, share))
    code, scheme, share = document
    if code != SILENT:
        told.append(Part(SAID + code, {"scheme": scheme}, share))
    return tuple(told)
