"""What came out of the system in an exercise, in the words that the score judges it by."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from northline.records.finding import Finding
from northline.records.time import parse_instant
from northline.records.track import Crossing
from northline.records.units import Micros

LEAST_SECONDS = 60.0
"""The least by which a finding's time may be off."""


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One finding of a crossing, as the exercise judges it.

    Attributes:
        event_id: of the finding, hexadecimal.
        identity: such as ``mmsi:316900123``, or None.
        at: when it says the line was crossed.
        direction: ``to-canada`` or ``to-united-states``.
        at_sigma: 1-sigma error of `at`, seconds.
        gap: seconds between the track points around the line.
        segment: segment of the line, or None.
        km: kilometre along it, or None.
        available: exercise second at which it stood in the ledger, or None.
    """

    event_id: str
    identity: str | None
    at: Micros
    direction: str
    at_sigma: float = 0.0
    gap: float = 0.0
    segment: str | None = None
    km: float | None = None
    available: float | None = None

    @property
    def tolerance(self) -> float:
        """Seconds by which it may be off."""
        return max(LEAST_SECONDS, 3.0 * self.at_sigma + 0.5 * self.gap)


class Observed(msgspec.Struct, frozen=True, kw_only=True):
    """What came out of the system.

    Attributes:
        findings: one per event; the last revision of each.
        read: messages that the reader took, rejected ones included.
        rejected: units that it refused.
    """

    findings: tuple[Observation, ...] = ()
    read: int = 0
    rejected: int = 0


def observe(
    findings: Iterable[Finding | Mapping[str, Any]],
    crossings: Iterable[Crossing | Mapping[str, Any]],
    available: Mapping[str, float],
    *,
    read: int,
    rejected: int,
) -> Observed:
    """Make what the score needs of findings and of the ``crossing`` records they are about.

    Args:
        findings: as records, or as rows with the same fields; of each event the last revision
            is taken.  Those that are about no crossing given here are left out.
        crossings: likewise.
        available: event id (hexadecimal) -> exercise second at which it first stood there.
        read: messages read, rejected ones included.
        rejected: units rejected.
    """
    by_id = {_hex(_get(crossing, "id")): crossing for crossing in crossings}
    last: dict[str, Any] = {}
    for finding in findings:
        event = _hex(_get(finding, "event_id"))
        if event not in last or _get(finding, "revision") >= _get(last[event], "revision"):
            last[event] = finding
    observations = []
    for event, finding in sorted(last.items()):
        about = [by_id[i] for i in map(_hex, _get(finding, "about") or ()) if i in by_id]
        if about:
            observations.append(_observation(event, about[-1], available.get(event)))
    return Observed(findings=tuple(observations), read=read, rejected=rejected)


def _observation(event: str, crossing: Any, available: float | None) -> Observation:
    at, direction = _get(crossing, "at"), _get(crossing, "direction")
    return Observation(
        event_id=event,
        identity=_get(crossing, "identity"),
        at=parse_instant(at) if isinstance(at, str) else at,
        direction=str(getattr(direction, "value", direction)),
        at_sigma=_get(crossing, "at_sigma") or 0.0,
        gap=_get(crossing, "gap") or 0.0,
        segment=_get(crossing, "segment"),
        km=_get(crossing, "km"),
        available=available,
    )


def _get(thing: Any, field: str) -> Any:
    return thing.get(field) if isinstance(thing, Mapping) else getattr(thing, field)


def _hex(value: bytes | str) -> str:
    return value.hex() if isinstance(value, bytes) else value
