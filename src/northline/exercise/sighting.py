r"""How well those who transmit nothing were followed, by place and time alone.

Every `TRACE_SECONDS` somebody who was detected at most `FRESH` seconds before or after is asked for:
*followed* when a point of a track without an identity lies at most `LONGEST` seconds and `NEAR`
metres from where they truly were then.  A track *follows nobody* when no body at all, heard or not,
was within `FAR` metres of half of its points or more.
"""

import numpy as np
from numpy.typing import NDArray

from northline.exercise.figures import Sighted
from northline.exercise.observed import Nameless, Observed
from northline.exercise.truth import ENOUGH, TRACE_SECONDS, Trace, Truth
from northline.geo.distance import near_distance

Floats = NDArray[np.float64]

FRESH = 15.0
LONGEST, NEAR = 10.0, 120.0
FAR = 250.0
FOUND = 0.5
"""Share of what is asked for from which on somebody counts as found."""


def sighted(truth: Truth, observed: Observed) -> Sighted:
    """How well those who transmit nothing were followed, and how many tracks follow nobody."""
    points = observed.nameless
    quiet = [trace for trace in truth.traces if trace.identity is None]
    known = [trace for trace in quiet if len(trace.detected) >= ENOUGH]
    told = [(trace, *_followed(trace, points, truth)) for trace in known]
    told = [each for each in told if each[1]]
    asked, hits = sum(each[1] for each in told), sum(each[2] for each in told)
    by_class = {}
    for role in dict.fromkeys(trace.role for trace, *_ in told):
        own = [(a, h) for trace, a, h, _ in told if trace.role == role]
        by_class[role] = sum(h for _, h in own) / sum(a for a, _ in own)
    tracks = [many for _, _, hit, many in told if hit]
    return Sighted(
        quiet=len(quiet),
        detected=len(known),
        found=sum(hit >= FOUND * wanted for _, wanted, hit, _ in told),
        asked=asked,
        followed=hits / asked if asked else None,
        tracks=sum(tracks) / len(tracks) if tracks else None,
        by_class=by_class,
        nobodys=_nobodys(truth, points),
        all_tracks=len(np.unique(points.track)),
    )


def nearest(truth: Truth, second: float, lon: float, lat: float, metres: float) -> Trace | None:
    """Who was nearest to a place at an exercise second, within so many metres, or nobody."""
    best, found = metres, None
    for trace in truth.traces:
        place = _at(trace, np.array([second]))
        if place is not None:
            off = float(near_distance(lon, lat, *place)[0])
            if off <= best:
                best, found = off, trace
    return found


def _at(trace: Trace, seconds: Floats) -> tuple[Floats, Floats] | None:
    """Where somebody was at seconds, NaN where they were not there; None: never there."""
    since, until = trace.since, trace.since + TRACE_SECONDS * (len(trace.lon) - 1)
    there = (seconds >= since - 1.0) & (seconds <= until + TRACE_SECONDS)
    if not there.any():
        return None
    own = since + TRACE_SECONDS * np.arange(len(trace.lon))
    lon, lat = (np.where(there, np.interp(seconds, own, c), np.nan) for c in (trace.lon, trace.lat))
    return lon, lat


def _followed(trace: Trace, points: Nameless, truth: Truth) -> tuple[int, int, int]:
    """How often asked for, how often followed, and by how many tracks."""
    detected = np.array(trace.detected)
    seconds = trace.since + TRACE_SECONDS * np.arange(len(trace.lon), dtype=np.float64)
    after = np.clip(np.searchsorted(detected, seconds), 0, len(detected) - 1)
    before = np.maximum(after - 1, 0)
    wait = np.minimum(np.abs(detected[after] - seconds), np.abs(detected[before] - seconds))
    told = (points.at - truth.start) / 1e6
    asked, hits, tracks = 0, 0, set[int]()
    for k in np.flatnonzero(wait <= FRESH):
        first, last = np.searchsorted(told, (seconds[k] - LONGEST, seconds[k] + LONGEST))
        near = slice(first, last)
        off = near_distance(trace.lon[k], trace.lat[k], points.lon[near], points.lat[near])
        close = np.flatnonzero(off <= NEAR) if last > first else np.zeros(0, np.int64)
        asked += 1
        hits += bool(len(close))
        tracks.update(points.track[near][close].tolist())
    return asked, hits, len(tracks)


def _nobodys(truth: Truth, points: Nameless) -> int:
    """Tracks that follow nobody."""
    if not len(points.at):
        return 0
    seconds = (points.at - truth.start) / 1e6
    near = np.zeros(len(seconds), np.bool_)
    for trace in truth.traces:
        place = _at(trace, seconds)
        if place is not None:
            with np.errstate(invalid="ignore"):
                near |= near_distance(points.lon, points.lat, *place) <= FAR
    many = np.bincount(points.track)
    close = np.bincount(points.track, weights=near.astype(float), minlength=len(many))
    return int(np.count_nonzero((many > 0) & (close < FOUND * many)))
