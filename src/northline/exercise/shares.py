"""A score in its parts: by class, craft, feed and sensor; and the bars that it must reach."""

from northline.exercise.figures import Bar, ByClass, ByFeed, BySensor
from northline.exercise.observed import Heard, Observation, Observed
from northline.exercise.overdue import Overdue
from northline.exercise.truth import Truth
from northline.records.position import Craft

ASKED_DETECTION = 0.95
ASKED_FALSE = 1.0
ASKED_ALERT, ASKED_ALERT_SPEED = 15.0, 10.0
"""Median seconds to an alert, and up to which speed that is asked."""

Lone = list[tuple[Observation, str | None]]
"""Findings without a pair, and the role of whom each is about."""


def part(
    truth: Truth,
    roles: set[str],
    craft: str,
    found: set[int],
    false: Lone,
    heard: bool | None = None,
) -> ByClass:
    """The share of those of some roles; ``heard``: only of those who say, or do not, who they are."""
    own = [
        i
        for i, c in enumerate(truth.crossings)
        if c.role in roles and heard in {None, c.identity is not None}
    ]
    eligible = [i for i in own if truth.crossings[i].eligible]
    hits = sum(i in found for i in own)
    hits_eligible = sum(i in found for i in eligible)
    return ByClass(
        craft=craft,
        count=sum(truth.roles[role] for role in roles),
        crossings=len(own),
        eligible=len(eligible),
        found=hits,
        found_eligible=hits_eligible,
        missed=len(own) - hits,
        detection_rate=share(hits_eligible, len(eligible)),
        false=sum(
            role in roles and heard in {None, each.identity is not None} for each, role in false
        ),
        observable=any(truth.crossings[i].observable for i in own) if own else None,
    )


def by_craft(truth: Truth, found: set[int], false: Lone) -> dict[str, ByClass]:
    """The share of each sort of craft that alerts are asked for."""
    told = {}
    for craft in dict.fromkeys(truth.crafts.values()):
        if craft not in {Craft.UNIT, Craft.UNKNOWN}:
            roles = {role for role in truth.roles if truth.crafts[role] is craft}
            told[craft.value] = part(truth, roles, craft.value, found, false)
    return told


def by_sensing(truth: Truth, found: set[int], false: Lone) -> dict[str, ByClass]:
    """The share of those who say who they are, and of those whom only sensors can see."""
    heard = {trace.role for trace in truth.traces if trace.identity is not None}
    quiet = {trace.role for trace in truth.traces if trace.identity is None}
    return {
        "reported": part(truth, heard or set(truth.roles), "any", found, false, heard=True),
        "unheard": part(truth, quiet, "any", found, false, heard=False),
    }


def by_sensor(truth: Truth, observed: Observed) -> dict[str, BySensor]:
    """What each sensor truly saw, and how much of it is on record."""
    told = {}
    for watch in truth.watches:
        told[watch.name] = BySensor(
            feed=watch.feed,
            detections=watch.detections,
            arrived=watch.arrived,
            false=watch.false,
            recorded=sum(observed.plots.get(name, 0) for name in watch.sensors),
            outages=len(watch.outages),
            silent=round(sum(until - since for since, until in watch.outages), 1),
            clock=max(abs(watch.clock), abs(watch.clock_at_end)),
        )
    return told


def by_feed(truth: Truth, observed: Observed) -> dict[str, ByFeed]:
    """What was said to each feed, and what was read."""
    told = {}
    for feed, sent in truth.feeds.items():
        heard = observed.feeds.get(feed, Heard())
        told[feed] = ByFeed(
            sent=sent.messages,
            lines=sent.lines,
            lost=sent.lost,
            duplicated=sent.duplicated,
            late=sent.late,
            read=heard.read,
            rejected=heard.rejected,
            expected_rejected=sent.damaged,
        )
    return told


def bars(
    truth: Truth,
    observed: Observed,
    detection: float | None,
    rate: float,
    by_craft: dict[str, ByClass],
    leaked: int,
) -> dict[str, Bar]:
    """What BENCH.md asks of crossing alerts, over all and by craft; and that no feed misreads."""
    told = {"detection_rate": _detection(detection)}
    if len(by_craft) > 1:
        told |= {
            f"detection_rate_{craft}": _detection(each.detection_rate)
            for craft, each in by_craft.items()
        }
    told["false_per_100km_hour"] = Bar(asked=f"< {ASKED_FALSE:g}", got=rate, met=rate < ASKED_FALSE)
    told["rejected"] = _exactly(truth.damaged, observed.rejected)
    if len(truth.feeds) > 1:
        for feed, sent in truth.feeds.items():
            heard = observed.feeds.get(feed, Heard())
            told[f"rejected_{feed}"] = _exactly(sent.damaged, heard.rejected)
    if truth.allies:
        told["leaked"] = _exactly(0, leaked)
    return told


def overdue_bars(told: Overdue) -> dict[str, Bar]:
    """Whoever falls silent is found, and nobody else; asked only where somebody does."""
    if not told.fell_silent:
        return {}
    return {
        "overdue": _exactly(told.fell_silent, told.found),
        "overdue_false": _exactly(0, told.false_alarms),
    }


def alert_bar(median: float | None, speed: float) -> dict[str, Bar]:
    """How soon alerts stand, at speeds at which that tells more of the software than of the machine.

    Args:
        median: exercise seconds from a true crossing to its finding, or None.
        speed: exercise seconds per second.
    """
    if speed > ASKED_ALERT_SPEED or median is None:
        return {}
    met = median <= ASKED_ALERT
    return {"seconds_to_alert": Bar(asked=f"<= {ASKED_ALERT:g}", got=median, met=met)}


def _detection(rate: float | None) -> Bar:
    return Bar(
        asked=f">= {ASKED_DETECTION:g}", got=rate, met=rate is None or rate >= ASKED_DETECTION
    )


def _exactly(asked: int, got: int) -> Bar:
    return Bar(asked=f"= {asked}", got=float(got), met=asked == got)


def share(part: int, whole: int) -> float | None:
    """A share, or None of nothing."""
    return part / whole if whole else None
