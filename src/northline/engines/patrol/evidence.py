"""What the model learns from: a closed list of columns, and events weighed by what people decided.

LAW.md rule 9: where and when something crossed, how sure that is, and what a person decided about it.
Nothing of who it was: no subject, identity or name is among the inputs, and a column that is or stands
for a protected attribute is refused (`northline.engines.inputs`).
"""

from typing import Any

import msgspec

from northline.engines.inputs import check_inputs
from northline.records.errors import UsageError
from northline.records.units import Degrees, Micros, Probability

INPUTS: tuple[str, ...] = (
    "finding.id",
    "finding.event_id",
    "finding.revision",
    "finding.finding",
    "finding.received",
    "finding.since",
    "finding.until",
    "finding.lon",
    "finding.lat",
    "finding.score",
    "decision.verb",
    "track.at",
)
"""The closed list.  Of coverage it takes probabilities by stretch and light, which name nobody."""

NO_FEED: tuple[str, ...] = ("seizure",)
"""Evidence that the model would take and of which there is no kind of record yet: it is told."""

CONFIRMED, DISMISSED = "confirmed", "dismissed"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A crossing that was found.

    Attributes:
        id: id of its event, hexadecimal.
        at: the middle of its time window, us.
        lon: where, degrees.
        lat: where, degrees.
        stretch: number of its stretch.
        weight: what it counts before decay, in [0, 1].
        state: where it stands by the decisions about it.
    """

    id: str
    at: Micros
    lon: Degrees
    lat: Degrees
    stretch: int
    weight: Probability
    state: str


class _Declared(msgspec.Struct, frozen=True):
    """The list as a check of inputs takes it."""

    inputs: tuple[str, ...]
    name: str = "patrol-risk"
    reads: tuple[str, ...] = ("finding", "decision", "track")


def closed(inputs: tuple[str, ...] = INPUTS) -> tuple[str, ...]:
    """The list, once nothing on it is refused.

    Raises:
        UsageError: for a column that says who a person is, one named twice, or a kind not read.
        UnknownName: for a column that there is not.
    """
    declared: Any = _Declared(inputs)
    check_inputs(declared)
    return inputs


def columns(kind: str) -> list[str]:
    """Columns of a kind that are on the list."""
    return [each.partition(".")[2] for each in closed() if each.startswith(f"{kind}.")]


def weight(state: str, score: float) -> Probability:
    """What an event counts: 1 confirmed, 0 dismissed, otherwise how sure the engine is that it was.

    Raises:
        UsageError: for a score that is no probability.
    """
    if not 0.0 <= score <= 1.0:
        raise UsageError(f"a score lies in 0 to 1, not {score}.")
    if state == CONFIRMED:
        return Probability(1.0)
    return Probability(0.0 if state == DISMISSED else score)
