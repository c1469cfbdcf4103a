"""What came out of the system in an exercise, in the words that the score judges it by."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from northline.exercise.fields import field, field_if_any, hexadecimal, instant, word
from northline.exercise.overdue import Alarm, alarms_of
from northline.records.arrival import Arrival
from northline.records.finding import Finding
from northline.records.track import Crossing
from northline.records.units import Micros

WITHDRAWN = "line-touched"
"""Kind of finding of what seemed to cross, and turned back."""

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
        kind: what its last revision says, such as ``line-crossing``.
        lon: where it says the line was crossed, or None.
        lat: likewise.
        segment: segment of the line, or None.
        km: kilometre along it, or None.
        available: exercise second at which it stood in the ledger, or None.
        reported: exercise second of the newest report that it rested on when it was first told, or
            None.
    """

    event_id: str
    identity: str | None
    at: Micros
    direction: str
    at_sigma: float = 0.0
    gap: float = 0.0
    kind: str = ""
    lon: float | None = None
    lat: float | None = None
    segment: str | None = None
    km: float | None = None
    available: float | None = None
    reported: float | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether its last revision says that nothing crossed after all."""
        return self.kind == WITHDRAWN

    @property
    def tolerance(self) -> float:
        """Seconds by which it may be off."""
        return max(LEAST_SECONDS, 3.0 * self.at_sigma + 0.5 * self.gap)


class Trail(msgspec.Struct, frozen=True):
    """The track points of one identity, in order of time, (n,): us, degrees, degrees.

    ``tracks`` is how many tracks they belong to: one where nobody was lost on the way.
    """

    at: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    tracks: int = 1


class Nameless(msgspec.Struct, frozen=True, kw_only=True):
    """The points of all tracks without an identity, in order of time, (n,).

    Attributes:
        at: us.
        lon: degrees.
        lat: degrees.
        track: number of the track, from 0.
    """

    at: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    track: NDArray[np.int64]


def _none_nameless() -> Nameless:
    return Nameless(
        at=np.zeros(0, np.int64), lon=np.zeros(0), lat=np.zeros(0), track=np.zeros(0, np.int64)
    )


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What partners read.

    Attributes:
        rows: key of every track point and finding -> the identities and sensors it rests on.
        seen: partner -> keys of the rows that a read as them gives.
    """

    rows: Mapping[bytes, frozenset[str]] = MappingProxyType({})
    seen: Mapping[str, frozenset[bytes]] = MappingProxyType({})


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader took from one feed: units read, rejected ones included, and rejected ones."""

    read: int = 0
    rejected: int = 0


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """A report of arrival as the system has it; the fields are those of kind ``arrival``."""

    report: str
    at: Micros
    direction: str
    craft: str
    identity: str | None


class Observed(msgspec.Struct, frozen=True, kw_only=True):
    """What came out of the system.

    Attributes:
        findings: one per event; the last revision of each.
        trails: track points by identity.
        passed: identities and directions of the crossings on record, one entry for each.
        arrivals: the reports of arrival on record.
        feeds: what was read from each feed.
        nameless: points of tracks without an identity.
        plots: how many plots of each sensor are on record.
        shared: what partners read.
        alarms: alarms of overdue units, each as it was first raised.
    """

    findings: tuple[Observation, ...] = ()
    trails: Mapping[str, Trail] = MappingProxyType({})
    passed: tuple[tuple[str | None, str], ...] = ()
    arrivals: tuple[Announced, ...] = ()
    feeds: Mapping[str, Heard] = MappingProxyType({})
    nameless: Nameless = msgspec.field(default_factory=_none_nameless)
    plots: Mapping[str, int] = MappingProxyType({})
    shared: Shared = Shared()
    alarms: tuple[Alarm, ...] = ()

    @property
    def read(self) -> int:
        """Units read from all feeds together."""
        return sum(heard.read for heard in self.feeds.values())

    @property
    def rejected(self) -> int:
        """Units rejected of all feeds together."""
        return sum(heard.rejected for heard in self.feeds.values())


def observe(
    findings: Iterable[Finding | Mapping[str, Any]],
    crossings: Iterable[Crossing | Mapping[str, Any]],
    available: Mapping[str, float],
    *,
    feeds: Mapping[str, Heard],
    trails: Mapping[str, Trail] = MappingProxyType({}),
    arrivals: Iterable[Arrival | Mapping[str, Any]] = (),
    nameless: Nameless | None = None,
    plots: Mapping[str, int] = MappingProxyType({}),
    shared: Shared | None = None,
    reported: Mapping[str, float] = MappingProxyType({}),
) -> Observed:
    """Make what the score needs of findings and of the ``crossing`` records they are about.

    Args:
        findings: as records, or as rows with the same fields; of each event the last revision
            is taken.  Those that are about no crossing given here are left out.
        crossings: likewise.
        available: event id (hexadecimal) -> exercise second at which it first stood there.
        feeds: what was read from each feed.
        trails: track points by identity; `trails_of` makes them.
        arrivals: records of kind ``arrival``, or rows with the same fields.
        nameless: points of tracks without an identity.
        plots: how many plots of each sensor are on record.
        shared: what partners read.
        reported: event id -> exercise second of the newest report under its first revision.
    """
    by_id = {hexadecimal(field(crossing, "id")): crossing for crossing in crossings}
    last: dict[str, Any] = {}
    every = list(findings)
    for finding in every:
        event = hexadecimal(field(finding, "event_id"))
        if event not in last or field(finding, "revision") >= field(last[event], "revision"):
            last[event] = finding
    observations = []
    for event, finding in sorted(last.items()):
        about = [by_id[i] for i in map(hexadecimal, field(finding, "about") or ()) if i in by_id]
        if about:
            kind = str(field_if_any(finding, "finding") or "")
            one = _observation(event, about[-1], available.get(event), kind)
            observations.append(msgspec.structs.replace(one, reported=reported.get(event)))
    return Observed(
        findings=tuple(observations),
        trails=trails,
        passed=tuple((field(c, "identity"), word(field(c, "direction"))) for c in by_id.values()),
        arrivals=tuple(map(_announced, arrivals)),
        feeds=feeds,
        nameless=nameless or _none_nameless(),
        plots=plots,
        shared=shared or Shared(),
        alarms=alarms_of(every, available),
    )


def trails_of(
    identities: Sequence[str | None],
    at: ArrayLike,
    lon: ArrayLike,
    lat: ArrayLike,
    tracks: Sequence[bytes],
) -> dict[str, Trail]:
    """Track points by identity, in order of time.

    Args:
        identities: of each point; those without one are left out.
        at: (n,) instants, us.
        lon: (n,) degrees.
        lat: (n,) degrees.
        tracks: id of the track of each.
    """
    instants = np.asarray(at, np.int64)
    lons, lats = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    rows: dict[str, list[int]] = {}
    for row, identity in enumerate(identities):
        if identity is not None:
            rows.setdefault(identity, []).append(row)
    told = {}
    for identity, own in rows.items():
        mine, several = np.array(own), len({tracks[row] for row in own})
        mine = mine[np.argsort(instants[mine], kind="stable")]
        told[identity] = Trail(instants[mine], lons[mine], lats[mine], several)
    return told


def _announced(arrival: Any) -> Announced:
    return Announced(
        report=field(arrival, "report"),
        at=instant(field(arrival, "at")),
        direction=word(field(arrival, "direction")),
        craft=word(field(arrival, "craft")),
        identity=field(arrival, "identity"),
    )


def _observation(event: str, crossing: Any, available: float | None, kind: str) -> Observation:
    return Observation(
        event_id=event,
        identity=field(crossing, "identity"),
        at=instant(field(crossing, "at")),
        direction=word(field(crossing, "direction")),
        at_sigma=field(crossing, "at_sigma") or 0.0,
        gap=field(crossing, "gap") or 0.0,
        kind=kind,
        lon=field_if_any(crossing, "lon"),
        lat=field_if_any(crossing, "lat"),
        segment=field(crossing, "segment"),
        km=field(crossing, "km"),
        available=available,
    )
