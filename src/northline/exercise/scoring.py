r"""The score of an exercise: what was found of what was true, how soon, and what was made up.

**Pairs.** A finding may be paired with a true crossing of the same vessel (or, where the
finding carries no identity, of any vessel within `NEAR_KM` along the line), in the same
direction, no further from it in time than

.. math:: \max(60\,\mathrm{s},\; 3\,\sigma_t + \tfrac12\,\mathrm{gap})

with :math:`\sigma_t` and gap as the finding states them; the true time is the span from the
first to the last meeting with the line.  Each is paired once: as many pairs as can be, then
the nearest in time.  A finding without a pair is *excused* when its vessel did wobble over the
line then, be it without a crossing or around one; else it is *false*: also a second finding of
a plain crossing, and one near an open port.

===========================  ================================================================
figure                       definition
===========================  ================================================================
detection_rate               found of the crossings with three or more detections (BENCH.md)
observable_detection_rate    found of those that also have a detection on either side
overall_detection_rate       found of all true crossings, those that nothing could see too
missed                       true crossings not found, those that nothing could see too
false_per_100km_hour         false findings / (km of line in the window / 100) / hours
seconds_to_alert             from the true crossing (last meeting) to when the finding stood
                             in the ledger, exercise seconds; median and 95th percentile
rejected                     units the reader refused; `messages.expected_rejected` planted
===========================  ================================================================
"""

import math
from collections.abc import Sequence

import msgspec

from northline.exercise.matching import pair
from northline.exercise.observed import Observation, Observed
from northline.exercise.truth import Excursion, Passage, Truth
from northline.records.errors import UsageError
from northline.records.time import format_instant

NEAR_KM = 0.5
ASKED_DETECTION = 0.95
ASKED_FALSE = 1.0
NO_DISPATCH = "not computable: nobody is dispatched in this exercise yet"


class ToAlert(msgspec.Struct, frozen=True, kw_only=True):
    """Exercise seconds from true crossings to their findings; None without any."""

    median: float | None
    p95: float | None


class ByClass(msgspec.Struct, frozen=True, kw_only=True):
    """One role's share of the score.

    Attributes:
        vessels: how many sailed.
        crossings: their true crossings.
        eligible: those with three or more detections.
        found: those found.
        found_eligible: those found among the eligible.
        missed: those not found.
        detection_rate: of the eligible, or None without any.
        false: false findings that name such a vessel.
        observable: whether any of them could be seen at all; None when none crossed.
    """

    vessels: int
    crossings: int
    eligible: int
    found: int
    found_eligible: int
    missed: int
    detection_rate: float | None
    false: int
    observable: bool | None


class Crossings(msgspec.Struct, frozen=True, kw_only=True):
    """How many true crossings there were, and of which sort."""

    true: int
    eligible: int
    observable: int
    found: int
    excluded_near_ports: int
    wobbles: int


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """How many findings there were, and what became of them."""

    all: int
    matched: int
    excused: int
    false: int


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """Messages sent to the feed and read from it."""

    sent: int
    lines: int
    read: int
    rejected: int
    expected_rejected: int


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that must be reached: in words what is asked, what came, whether it is met."""

    asked: str
    got: float | None
    met: bool


class Miss(msgspec.Struct, frozen=True, kw_only=True):
    """A true crossing that was not found."""

    role: str
    identity: str | None
    at: str
    km: float
    direction: str
    detections: int
    before: int
    after: int
    observable: bool


class FalseFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that nothing true stands behind."""

    event_id: str
    identity: str | None
    role: str | None
    at: str
    direction: str
    why: str


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The score; the module says what each figure means.  It encodes to the documented JSON."""

    scenario: str
    seed: int
    exercise: bool = True
    detection_rate: float | None
    observable_detection_rate: float | None
    overall_detection_rate: float | None
    missed: int
    false_per_100km_hour: float
    seconds_to_alert: ToAlert
    by_class: dict[str, ByClass]
    rejected: int
    interception_rate: float | None
    interception_rate_reason: str
    line_km: float
    hours: float
    crossings: Crossings
    findings: Findings
    messages: Messages
    bars: dict[str, Bar]
    misses: tuple[Miss, ...]
    false_findings: tuple[FalseFinding, ...]

    @property
    def passed(self) -> bool:
        """Whether every bar is met."""
        return all(bar.met for bar in self.bars.values())


def score(truth: Truth, observed: Observed) -> Score:
    """Judge what was observed by the truth.

    Raises:
        UsageError: when two findings have one event id: give the last revision only.
    """
    findings = observed.findings
    if len({each.event_id for each in findings}) != len(findings):
        raise UsageError("two findings have one event id: give the last revision of each event")
    pairs = matched(truth, findings)
    found = set(pairs)
    lone = sorted(set(range(len(findings))) - set(pairs.values()))
    excused = {i for i in lone if _excused(findings[i], truth)}
    false = [i for i in lone if i not in excused]
    hours = truth.duration / 3600.0
    rate = len(false) / (truth.line_km / 100.0) / hours
    eligible = {i for i, c in enumerate(truth.crossings) if c.eligible}
    seen = {i for i, c in enumerate(truth.crossings) if c.observable}
    detection = _share(len(found & eligible), len(eligible))
    waits = sorted(
        max(available - truth.crossings[i].second, 0.0)
        for i, k in pairs.items()
        if (available := findings[k].available) is not None
    )
    missed = [i for i in range(len(truth.crossings)) if i not in found]
    return Score(
        scenario=truth.scenario,
        seed=truth.seed,
        detection_rate=detection,
        observable_detection_rate=_share(len(found & seen), len(seen)),
        overall_detection_rate=_share(len(found), len(truth.crossings)),
        missed=len(missed),
        false_per_100km_hour=rate,
        seconds_to_alert=ToAlert(median=quantile(waits, 0.5), p95=quantile(waits, 0.95)),
        by_class=_by_class(truth, found, [findings[i] for i in false]),
        rejected=observed.rejected,
        interception_rate=None,
        interception_rate_reason=NO_DISPATCH,
        line_km=truth.line_km,
        hours=hours,
        crossings=Crossings(
            true=len(truth.crossings),
            eligible=len(eligible),
            observable=len(seen),
            found=len(found),
            excluded_near_ports=len(truth.excluded),
            wobbles=len(truth.wobbles),
        ),
        findings=Findings(
            all=len(findings), matched=len(pairs), excused=len(excused), false=len(false)
        ),
        messages=Messages(
            sent=truth.messages,
            lines=truth.lines,
            read=observed.read,
            rejected=observed.rejected,
            expected_rejected=truth.damaged,
        ),
        bars={
            "detection_rate": Bar(
                asked=f">= {ASKED_DETECTION:g}",
                got=detection,
                met=detection is None or detection >= ASKED_DETECTION,
            ),
            "false_per_100km_hour": Bar(
                asked=f"< {ASKED_FALSE:g}", got=rate, met=rate < ASKED_FALSE
            ),
            "rejected": Bar(
                asked=f"= {truth.damaged}",
                got=float(observed.rejected),
                met=observed.rejected == truth.damaged,
            ),
        },
        misses=tuple(_miss(truth.crossings[i]) for i in missed),
        false_findings=tuple(_false(findings[i], truth) for i in false),
    )


def matched(truth: Truth, findings: Sequence[Observation]) -> dict[int, int]:
    """Pair true crossings with findings: place in ``truth.crossings`` -> place in ``findings``."""
    costs = {}
    for i, crossing in enumerate(truth.crossings):
        for k, finding in enumerate(findings):
            off = _off(crossing, finding, truth)
            if off is not None:
                costs[i, k] = off
    return pair(costs)


def _off(crossing: Passage, finding: Observation, truth: Truth) -> float | None:
    """Seconds between a crossing and a finding of it, or None when it cannot be of it."""
    if crossing.direction != finding.direction or not _same(crossing, finding):
        return None
    off = _apart(crossing.since, crossing.second, finding, truth)
    if off > finding.tolerance:
        return None
    # Of two crossings that both fit, the one whose last meeting is nearer is meant.
    return off + 1e-3 * abs(_second(finding, truth) - crossing.second)


def _excused(finding: Observation, truth: Truth) -> bool:
    """Whether its vessel went to and fro over the line at the time."""
    spans: list[tuple[Passage | Excursion, float, float]] = [
        (w, w.since, w.until) for w in truth.wobbles
    ]
    spans += [(c, c.since, c.second) for c in truth.crossings if c.second > c.since]
    return any(
        _same(true, finding) and _apart(since, until, finding, truth) <= finding.tolerance
        for true, since, until in spans
    )


def _same(true: Passage | Excursion, finding: Observation) -> bool:
    """Whether a finding names the vessel, or no vessel and the place."""
    if finding.identity is not None:
        return true.mmsi is not None and finding.identity == f"mmsi:{true.mmsi}"
    return (
        finding.km is not None
        and finding.segment in {None, true.segment}
        and abs(finding.km - true.km) <= NEAR_KM
    )


def _apart(since: float, until: float, finding: Observation, truth: Truth) -> float:
    second = _second(finding, truth)
    return max(since - second, second - until, 0.0)


def _second(finding: Observation, truth: Truth) -> float:
    return (finding.at - truth.start) / 1e6


def _by_class(truth: Truth, found: set[int], false: list[Observation]) -> dict[str, ByClass]:
    roles = _roles(truth)
    told = {}
    for role, vessels in truth.vessels.items():
        own = [i for i, c in enumerate(truth.crossings) if c.role == role]
        eligible = [i for i in own if truth.crossings[i].eligible]
        hits = sum(i in found for i in own)
        hits_eligible = sum(i in found for i in eligible)
        told[role] = ByClass(
            vessels=vessels,
            crossings=len(own),
            eligible=len(eligible),
            found=hits,
            found_eligible=hits_eligible,
            missed=len(own) - hits,
            detection_rate=_share(hits_eligible, len(eligible)),
            false=sum(f.identity is not None and roles.get(f.identity) == role for f in false),
            observable=any(truth.crossings[i].observable for i in own) if own else None,
        )
    return told


def _roles(truth: Truth) -> dict[str, str]:
    return {f"mmsi:{mmsi}": role for mmsi, role in truth.cast.items()}


def _miss(crossing: Passage) -> Miss:
    return Miss(
        role=crossing.role,
        identity=None if crossing.mmsi is None else f"mmsi:{crossing.mmsi}",
        at=format_instant(crossing.at),
        km=round(crossing.km, 3),
        direction=crossing.direction.value,
        detections=crossing.detections,
        before=crossing.before,
        after=crossing.after,
        observable=crossing.observable,
    )


def _false(finding: Observation, truth: Truth) -> FalseFinding:
    if any(_off(each, finding, truth) is not None for each in truth.excluded):
        why = "near an open port of entry"
    elif any(_off(each, finding, truth) is not None for each in truth.crossings):
        why = "a second finding of one crossing"
    elif any(
        _same(each, finding)
        and _apart(each.since, each.second, finding, truth) <= finding.tolerance
        for each in truth.crossings
    ):
        why = "the wrong way"
    elif any(_same(each, finding) for each in truth.crossings):
        why = "at another time or place than its vessel crossed"
    else:
        why = "its vessel did not cross"
    return FalseFinding(
        event_id=finding.event_id,
        identity=finding.identity,
        role=_roles(truth).get(finding.identity or ""),
        at=format_instant(finding.at),
        direction=finding.direction,
        why=why,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """The quantile of sorted values, interpolated (Hyndman and Fan's type 7); None of none."""
    if not values:
        return None
    place = share * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])
