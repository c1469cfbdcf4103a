"""Whether patrol falls on a territory of a First Nation more than its part of the line does."""

from collections.abc import Sequence

import msgspec

from northline.engines.patrol.risk import Risk


class Disparity(msgspec.Struct, frozen=True, kw_only=True):
    """One territory beside the ground that was looked at.

    Attributes:
        territory: its name.
        protocol: recorded protocol with its council and police, or None.
        line: its share of the stretches.
        risk: its share of the expected crossings.
        found: its share of what was found, which is not learned from; None where nothing was.
        patrolled: its share of the hours that patrols were on stretches; None where none is known.
        events: how many were found there.
        factor: share of risk over share of line, or None where it has no part of this line.
    """

    territory: str
    protocol: str | None
    line: float
    risk: float
    found: float | None
    patrolled: float | None
    events: int
    factor: float | None


def disparities(
    risk: Risk,
    numbers: Sequence[int],
    hours: Sequence[int],
    territories: Sequence[tuple[str, str | None]],
    found_in: Sequence[str | None],
    patrolled: dict[int, float] | None = None,
) -> tuple[Disparity, ...]:
    """Each territory's shares.

    Args:
        risk: what is believed.
        numbers: stretches that are looked at.
        hours: watch hours.
        territories: names and protocols.
        found_in: of every event found on these stretches that was not dismissed, its territory.
        patrolled: hours of patrol by stretch, planned or done.

    Raises:
        UsageError: for a stretch that is not of the ground.
    """
    mean = risk.rates(numbers, hours)[0].sum(axis=1)
    closed = [risk.ground.closed[risk.place[each]] for each in numbers]
    driven = [(patrolled or {}).get(each, 0.0) for each in numbers]
    made = []
    for name, protocol in territories:
        own = [each == name for each in closed]
        line = sum(own) / len(own) if own else 0.0
        share = float(mean[own].sum() / mean.sum()) if len(mean) else 0.0
        events = sum(each == name for each in found_in)
        hours_there = sum(each for each, here in zip(driven, own, strict=True) if here)
        made.append(
            Disparity(
                territory=name,
                protocol=protocol,
                line=line,
                risk=share,
                found=events / len(found_in) if found_in else None,
                patrolled=hours_there / sum(driven) if sum(driven) > 0.0 else None,
                events=events,
                factor=share / line if line else None,
            )
        )
    return tuple(made)
