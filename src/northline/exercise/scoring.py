r"""The score of an exercise: what was found of what was true, how soon, and what was made up.

**Pairs.** A finding may be paired with a true crossing of the same craft, within `NAMED_KM` along
the line (or, where the finding carries no identity, of any craft within `NEAR_KM`), in the same
direction, no further from it in time than

.. math:: \max(60\,\mathrm{s},\; 3\,\sigma_t + \tfrac12\,\mathrm{gap})

with :math:`\sigma_t` and gap as the finding states them; the true time is the span from the
first to the last meeting with the line.  Each is paired once: as many pairs as can be, then
the nearest in time.  A finding whose last revision says that nothing crossed after all is
*withdrawn*, and neither paired nor false.  One without a pair is *excused* when its craft did wobble over the
line then, be it without a crossing or around one; else it is *false*: also a second finding of
a plain crossing, and one of a crossing that is left out (near an open port, high above, by a
friendly unit).  Whose it is that carries no identity is told by who truly was nearest, within
`WHOSE` metres.

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
seconds_to_reports           of these, until the newest report that the finding rested on: what is
                             waited for however quick the machine is
by_class, by_craft           the same by role, and by sort of craft
by_sensing                   the same of those who say who they are, and of those who do not
by_sensor                    what each sensor truly saw, how much is on record, what went wrong
unheard                      how well those who transmit nothing were followed
sharing                      what partners may see, saw, and saw that they may not
aircraft, units              share of their reported seconds with a track in the right place
arrivals                     reports of arrival on record as they were made
overdue                      units that fell silent, and the alarms about them
patrol_hours                 hours by mode that units were out, and those that the log counts
screening                    what a desk answered that screens people against lists
rejected                     units the readers refused; `messages.expected_rejected` planted
by_feed                      the same feed by feed
===========================  ================================================================
"""

import math
from collections.abc import Sequence

from northline.exercise.figures import (
    Crossings,
    FalseFinding,
    Findings,
    Messages,
    Miss,
    Score,
    ToAlert,
)
from northline.exercise.following import arrivals, following, reporting
from northline.exercise.matching import pair
from northline.exercise.observed import Observation, Observed
from northline.exercise.overdue import overdue
from northline.exercise.shares import (
    Lone,
    bars,
    by_craft,
    by_feed,
    by_sensing,
    by_sensor,
    overdue_bars,
    part,
    share,
)
from northline.exercise.sharing import sharing
from northline.exercise.sighting import nearest, sighted
from northline.exercise.truth import Excursion, Passage, Truth
from northline.records.errors import UsageError
from northline.records.position import Craft
from northline.records.time import format_instant

NEAR_KM, NAMED_KM = 0.5, 3.0
WHOSE = 250.0
NO_DISPATCH = "not computable: nobody is dispatched in this exercise yet"


def score(truth: Truth, observed: Observed) -> Score:
    """Judge what was observed by the truth.

    Raises:
        UsageError: when two findings have one event id: give the last revision only.
    """
    findings = tuple(each for each in observed.findings if not each.withdrawn)
    if len({each.event_id for each in observed.findings}) != len(observed.findings):
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
    detection = share(len(found & eligible), len(eligible))
    missed = [i for i in range(len(truth.crossings)) if i not in found]
    lone_findings: Lone = [(findings[i], _whose(findings[i], truth)) for i in false]
    crafts = by_craft(truth, found, lone_findings)
    return Score(
        scenario=truth.scenario,
        seed=truth.seed,
        detection_rate=detection,
        observable_detection_rate=share(len(found & seen), len(seen)),
        overall_detection_rate=share(len(found), len(truth.crossings)),
        missed=len(missed),
        false_per_100km_hour=rate,
        seconds_to_alert=_waits(truth, findings, pairs, "available"),
        seconds_to_reports=_waits(truth, findings, pairs, "reported"),
        by_class={
            role: part(truth, {role}, truth.crafts[role].value, found, lone_findings)
            for role in truth.roles
        },
        by_craft=crafts,
        by_sensing=by_sensing(truth, found, lone_findings),
        by_feed=by_feed(truth, observed),
        by_sensor=by_sensor(truth, observed),
        aircraft=following(truth, observed, Craft.AIRCRAFT),
        units=following(truth, observed, Craft.UNIT),
        unheard=sighted(truth, observed),
        arrivals=arrivals(truth, observed),
        reporting=reporting(truth, findings, pairs),
        sharing=(shared := sharing(truth, observed.shared)),
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
            excluded_near_ports=sum(each.port is not None for each in truth.excluded),
            excluded_high=sum(each.high for each in truth.excluded),
            excluded_units=sum(each.craft is Craft.UNIT for each in truth.excluded),
            wobbles=len(truth.wobbles),
        ),
        findings=Findings(
            all=len(observed.findings),
            matched=len(pairs),
            excused=len(excused),
            false=len(false),
            withdrawn=len(observed.findings) - len(findings),
        ),
        messages=Messages(
            sent=truth.messages,
            lines=truth.lines,
            read=observed.read,
            rejected=observed.rejected,
            expected_rejected=truth.damaged,
        ),
        overdue=(silent := overdue(truth, observed.alarms)),
        bars={
            **bars(truth, observed, detection, rate, crafts, shared.leaked),
            **overdue_bars(silent),
        },
        misses=tuple(_miss(truth.crossings[i]) for i in missed),
        false_findings=tuple(_false(finding, role, truth) for finding, role in lone_findings),
    )


def _waits(
    truth: Truth, findings: Sequence[Observation], pairs: dict[int, int], until: str
) -> ToAlert:
    """From true crossings to this instant of their findings."""
    ends = ((truth.crossings[i].second, getattr(findings[k], until)) for i, k in pairs.items())
    waits = sorted(max(end - second, 0.0) for second, end in ends if end is not None)
    return ToAlert(median=quantile(waits, 0.5), p95=quantile(waits, 0.95))


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
    """Whether its craft went to and fro over the line at the time."""
    spans: list[tuple[Passage | Excursion, float, float]] = [
        (w, w.since, w.until) for w in truth.wobbles
    ]
    spans += [(c, c.since, c.second) for c in truth.crossings if c.second > c.since]
    return any(
        _same(true, finding) and _apart(since, until, finding, truth) <= finding.tolerance
        for true, since, until in spans
    )


def _same(true: Passage | Excursion, finding: Observation) -> bool:
    """Whether a finding names the craft, or no craft and the place."""
    if finding.segment not in {None, true.segment}:
        return False
    if finding.identity is not None:
        near = finding.km is None or abs(finding.km - true.km) <= NAMED_KM
        return near and finding.identity == true.identity
    return finding.km is not None and abs(finding.km - true.km) <= NEAR_KM


def _whose(finding: Observation, truth: Truth) -> str | None:
    """Role of whom a finding is about: by its identity, else by who truly was nearest; or None."""
    if finding.identity is not None:
        return truth.cast.get(finding.identity)
    if finding.lon is None or finding.lat is None:
        return None
    trace = nearest(truth, _second(finding, truth), finding.lon, finding.lat, WHOSE)
    return None if trace is None else trace.role


def _apart(since: float, until: float, finding: Observation, truth: Truth) -> float:
    second = _second(finding, truth)
    return max(since - second, second - until, 0.0)


def _second(finding: Observation, truth: Truth) -> float:
    return (finding.at - truth.start) / 1e6


def _miss(crossing: Passage) -> Miss:
    return Miss(
        role=crossing.role,
        identity=crossing.identity,
        at=format_instant(crossing.at),
        km=round(crossing.km, 3),
        direction=crossing.direction.value,
        detections=crossing.detections,
        before=crossing.before,
        after=crossing.after,
        observable=crossing.observable,
    )


def _false(finding: Observation, role: str | None, truth: Truth) -> FalseFinding:
    left_out = [
        c
        for c in truth.excluded
        if _off(c, finding, truth) is not None and (finding.identity or c.role == role)
    ]
    if left_out:
        why = _why_left_out(left_out[0])
    elif any(_off(each, finding, truth) is not None for each in truth.crossings):
        why = "a second finding of one crossing"
    elif any(
        _same(each, finding)
        and _apart(each.since, each.second, finding, truth) <= finding.tolerance
        for each in truth.crossings
    ):
        why = "the wrong way"
    elif finding.identity is None and role is None and truth.traces:
        why = "nobody was there"
    elif finding.identity and any(_same(each, finding) for each in truth.crossings):
        why = "at another time or place than its craft crossed"
    else:
        why = "its craft did not cross"
    return FalseFinding(
        event_id=finding.event_id,
        identity=finding.identity,
        role=role,
        at=format_instant(finding.at),
        direction=finding.direction,
        why=why,
    )


def _why_left_out(crossing: Passage) -> str:
    if crossing.craft is Craft.UNIT:
        return "a friendly unit"
    return "high above the line" if crossing.high else "near an open port of entry"


def quantile(values: Sequence[float], share: float) -> float | None:
    """The quantile of sorted values, interpolated (Hyndman and Fan's type 7); None of none."""
    if not values:
        return None
    place = share * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])
