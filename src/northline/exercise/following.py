r"""How well those who report were followed, and whether what was reported was read.

At a second at which a report of somebody was fixed and came through, the system *followed*
them when a point of a track of their identity lies within `LONGEST` seconds of it, and the
track, straight from point to point, lies within `NEAR` of where they truly were.  Reports are
late, lost and repeated, and positions off by metres, so a share of 1 is not given away.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from northline.exercise.figures import Arrivals, Following, Reporting
from northline.exercise.observed import Observation, Observed
from northline.exercise.truth import Passage, Route, Truth
from northline.geo.distance import distance
from northline.records.position import Craft

LONGEST = 15.0
"""Seconds from a report to the next track point, at most."""

NEAR = {Craft.AIRCRAFT: 300.0, Craft.UNIT: 100.0}
"""Metres by which a track may be off: aircraft go 200 m in a second."""

REPORTED, FAILURE = "reported-crossing", "failure-to-report"
"""Kinds of finding that say whether an arrival was reported."""

FOUND = 0.5
"""Share of the reported seconds from which on somebody counts as found."""


def following(truth: Truth, observed: Observed, craft: Craft) -> Following:
    """How well those of one sort of craft were followed."""
    routes = [route for route in truth.routes if route.craft is craft]
    hits = [int(_followed(route, observed, truth).sum()) for route in routes]
    shares = [hit / len(route.seconds) for hit, route in zip(hits, routes, strict=True)]
    seconds = sum(len(route.seconds) for route in routes)
    by_class = {}
    for role in dict.fromkeys(route.role for route in routes):
        own = [i for i, route in enumerate(routes) if route.role == role]
        whole = sum(len(routes[i].seconds) for i in own)
        by_class[role] = sum(hits[i] for i in own) / whole
    trails = [observed.trails[r.identity] for r in routes if r.identity in observed.trails]
    crossed, recorded = _recorded(truth, observed, craft)
    return Following(
        reporting=len(routes),
        found=sum(share >= FOUND for share in shares),
        reported_seconds=seconds,
        followed=sum(hits) / seconds if seconds else None,
        least=min(shares, default=None),
        tracks=sum(trail.tracks for trail in trails) / len(trails) if trails else None,
        by_class=by_class,
        crossings=crossed,
        recorded=recorded,
    )


def arrivals(truth: Truth, observed: Observed) -> Arrivals:
    """Which reports of arrival are on record as they were made."""
    arrived = [notice for notice in truth.notices if notice.arrived]
    known = {(a.report, a.at, a.direction, a.craft, a.identity) for a in observed.arrivals}
    read = sum(
        (n.report, n.at, n.direction.value, n.craft.value, n.identity) in known for n in arrived
    )
    return Arrivals(
        made=len(truth.notices),
        arrived=len(arrived),
        read=read,
        share=read / len(arrived) if arrived else None,
        misspelt=sum(notice.misspelt for notice in arrived),
        anonymous=sum(notice.identity is None for notice in arrived),
        strangers=sum(notice.by is None for notice in arrived),
    )


OWES_NOTHING = frozenset({"resident"})
"""Roles that go over the line and home and never land beyond: they have nothing to report."""


def reporting(truth: Truth, findings: Sequence[Observation], pairs: Mapping[int, int]) -> Reporting:
    """Whether what was reported is known to be, and nobody is said to have failed who did not."""
    told = {(n.by, n.crossed) for n in truth.notices if n.arrived and n.by is not None}
    known = {k for i, k in pairs.items() if _key(truth.crossings[i]) in told}
    free = {k for i, k in pairs.items() if truth.crossings[i].role in OWES_NOTHING}
    failures = {k for k, finding in enumerate(findings) if finding.kind == FAILURE}
    return Reporting(
        reported=len(known),
        closed=sum(findings[k].kind == REPORTED for k in known),
        failures=len(failures),
        wrongly=len(failures & (known | free)),
    )


def _key(crossing: Passage) -> tuple[int, float]:
    return crossing.number, crossing.second


def _followed(route: Route, observed: Observed, truth: Truth) -> NDArray[np.bool_]:
    """Whether a track was there at each reported second, (n,)."""
    trail = observed.trails.get(route.identity)
    if trail is None:
        return np.zeros(len(route.seconds), np.bool_)
    seconds = np.array(route.seconds)
    told = (trail.at - truth.start) / 1e6
    lon, lat = (np.interp(seconds, told, column) for column in (trail.lon, trail.lat))
    off = distance(np.array(route.lon), np.array(route.lat), lon, lat)
    held: NDArray[np.bool_] = (_wait(seconds, told) <= LONGEST) & (off <= NEAR[route.craft])
    return held


def _wait(seconds: NDArray[np.float64], told: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds from each to the nearest track point, (n,)."""
    after = np.clip(np.searchsorted(told, seconds), 0, len(told) - 1)
    before = np.maximum(after - 1, 0)
    return np.minimum(np.abs(told[after] - seconds), np.abs(told[before] - seconds))


def _recorded(truth: Truth, observed: Observed, craft: Craft) -> tuple[int, int]:
    """Crossings of such craft that are left out, and how many of them are on record."""
    crossed = Counter(
        (each.identity, each.direction.value) for each in truth.excluded if each.craft is craft
    )
    return crossed.total(), (crossed & Counter(observed.passed)).total()
