"""Hours on patrol in an exercise: what was truly done by mode, and what the log of patrols counts.

The true hours of a unit are the time it was out, until its radio died where one did: of what nobody
could hear, no log tells.  The error of a mode is by how much the counted hours are off the true ones, as
a share of these; a message that came twice must not make it two.  The worst error of any mode is held
against `MOST_ERROR`, where units of every mode were out for `LEAST_SECONDS` each on average: over less,
the first and the last report weigh more than the log.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from northline.exercise.truth import TRACE_SECONDS, Truth
from northline.records.position import Craft
from northline.records.unit import Mode

MOST_ERROR = 0.05
LEAST_SECONDS = 1_800.0

MODES: Mapping[str, Mode] = MappingProxyType(
    {
        "patrol-boat": Mode.BOAT,
        "patrol-vehicle": Mode.VEHICLE,
        "foot-patrol": Mode.FOOT,
        "patrol-helicopter": Mode.HELICOPTER,
    }
)
"""How a unit of each role goes about."""


class ModeHours(msgspec.Struct, frozen=True, kw_only=True):
    """Hours of one mode: true, counted, and by what share these are off; None of no true ones."""

    units: int
    true: float
    counted: float
    error: float | None


class PatrolHours(msgspec.Struct, frozen=True, kw_only=True):
    """Hours of all units.

    Attributes:
        true: hours that they were out.
        counted: hours that the log counts.
        error: the worst of any mode, as a share; None where nobody was out.
        by_mode: the same by mode.
        asked: whether they were out for long enough to be held against the bar.
    """

    true: float
    counted: float
    error: float | None
    by_mode: dict[str, ModeHours]
    asked: bool

    @property
    def met(self) -> bool:
        """Whether every mode is near enough, and no hours are of a mode in which nobody was out."""
        alone = any(each.error is None and each.counted > 0 for each in self.by_mode.values())
        return self.error is None or (self.error <= MOST_ERROR and not alone)


def patrol_hours(truth: Truth, counted: Mapping[str, float]) -> PatrolHours:
    """Hold counted seconds by mode against the truth.

    Args:
        truth: what really happened.
        counted: mode -> seconds that the log counts.
    """
    died = {each.identity: each.second for each in truth.silent}
    seconds: dict[str, list[float]] = {}
    for trace in truth.traces:
        if trace.craft is not Craft.UNIT or trace.role not in MODES:
            continue
        out = float(len(trace.lon) * TRACE_SECONDS)
        if trace.identity in died:
            out = min(out, max(died[trace.identity] - trace.since, 0.0))
        seconds.setdefault(MODES[trace.role].value, []).append(out)
    by_mode = {}
    for mode in sorted({*seconds, *counted}):
        true, said = sum(seconds.get(mode, ())), counted.get(mode, 0.0)
        by_mode[mode] = ModeHours(
            units=len(seconds.get(mode, ())),
            true=true / 3600.0,
            counted=said / 3600.0,
            error=abs(said - true) / true if true else None,
        )
    errors = [each.error for each in by_mode.values() if each.error is not None]
    return PatrolHours(
        true=sum(each.true for each in by_mode.values()),
        counted=sum(each.counted for each in by_mode.values()),
        error=max(errors, default=None),
        by_mode=by_mode,
        asked=bool(seconds)
        and all(sum(each) / len(each) >= LEAST_SECONDS for each in seconds.values()),
    )
