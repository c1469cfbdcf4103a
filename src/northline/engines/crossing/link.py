r"""A track without identity that ends, and one that begins there a moment later: one thing.

A radar loses a boat and finds it again: its new track is of the same boat, and what the old one
was sure of still holds.  The new track takes over from the old one when

* neither carries an identity, the old one was no track of a few points itself, and it had its last point no more than ``link_seconds``
  before the first of the new one, by their own clocks;
* that first point lies within ``link_sigmas`` :math:`\sqrt{\sigma_0^2 + \sigma_1^2 + (w t)^2}` of
  where the old one would be by then at its last velocity (at its last place, where it had none),
  w being ``velocity_sigma`` and t the seconds between.

Of several it is the likeliest: by how near it is in these sigmas, and by how little that says
(:math:`d^2 + 4 \ln s`, s being the sigma).  The old one is then forgotten: it is not taken over
twice, and what it does afterwards begins anew.  A long silence is bridged so as well, since a radar
that fails is back after minutes; whether it was a crossing is settled by how both tracks move, see
`northline.engines.crossing.leap`.
"""

import math

import numpy as np
from numpy.typing import NDArray

from northline.engines.crossing.params import CrossingParams
from northline.geo.distance import to_plane

Latest = tuple[float, float, float, float, float]
"""Longitude, latitude, error (m), m/s east and north of a point."""

MICROS = 1_000_000


class Links:
    """Which of the tracks at hand a new one may take over from."""

    def __init__(self, params: CrossingParams) -> None:
        """With the parameters of the engine."""
        self._seconds = float(params.link_seconds)
        self._sigmas, self._wander = params.link_sigmas, float(params.velocity_sigma)
        self._least = params.points_least

    def reach(self) -> int:
        """Us of event time that it looks back."""
        return int(self._seconds * MICROS)

    def settled(self, gaps: int) -> bool:
        """Whether a track with so many gaps between its points may be taken over.

        One of a few points is not: one after the other they would lead anywhere.
        """
        return gaps + 1 >= self._least

    def taken(
        self, at: int, new: Latest, last: list[int], latest: list[Latest], able: list[int]
    ) -> int | None:
        """The track that a new one takes over from, by its place; None when there is none.

        Args:
            at: instant of the first point of the new one, us.
            new: that point.
            last: instant of the last point of each track, us.
            latest: that point of each.
            able: the tracks that carry no identity and are not taken over yet.
        """
        best, least = None, math.inf
        for k in able:
            seconds = (at - last[k]) / MICROS
            if not 0.0 <= seconds <= self._seconds:
                continue
            lon, lat, sigma, east, north = latest[k]
            x, y = (float(value[0]) for value in to_plane([new[0]], [new[1]], [lon], [lat]))
            if not math.isnan(east):
                x, y = x - east * seconds, y - north * seconds
            spread = math.hypot(sigma, new[2], self._wander * seconds)
            off = math.hypot(x, y) / spread
            if off < self._sigmas:  # False where not a number
                cost = off * off + 4.0 * math.log(spread)
                if cost < least:
                    best, least = k, cost
        return best


def able(
    watched: NDArray[np.void], tracks: NDArray[np.bytes_], since: int, until: int
) -> NDArray[np.bytes_]:
    """Tracks of the state that may be taken over in a step, but those in it already.

    Args:
        watched: rows of the state.
        tracks: ids of the tracks of the step.
        since: a new track's first point cannot be linked to what ended before, us.
        until: nor to what ended after, us.
    """
    last = watched["last"]
    close = (watched["dark"] == 1) & (watched["side"] != 0) & (last >= since) & (last <= until)
    ids: NDArray[np.bytes_] = watched["track"][close]
    return ids[~np.isin(ids, tracks)]
