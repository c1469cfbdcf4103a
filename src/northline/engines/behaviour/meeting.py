r"""Two things that meet near the line: they come from apart, slow down, and lie side by side.

Goods and people change boats so.  Two tracks meet when

* both go no faster than ``meet_knots`` and lie within ``meet_metres`` of each other, as far as their
  errors allow, for ``meet_seconds``;
* each had come ``meet_moved`` by itself within the last ``meet_history``, so that neither was moored
  there; and they were then ``meet_apart`` from each other, so that they did not come together.

Belief: :math:`\Phi((m - r) / \sqrt{\sigma_0^2 + \sigma_1^2})` with r their distance, as the mean over
the points of both.  It is told when it has lasted, and again when it has lasted twice as long.
"""

import math

from northline.engines.behaviour.columns import below
from northline.engines.behaviour.params import BehaviourParams
from northline.engines.behaviour.state import Pair, Point, Spell, Watched
from northline.engines.behaviour.watching import EVERY, MICROS, Join, begun, gone_on, metres

LATELY = 180 * MICROS
"""So long after its last point a thing may still be where that was, us."""

CELL = 0.004
"""Degrees of a cell in which neighbours are looked for: 300 m or more."""

FARTHEST = 200.0
"""Metres beyond which no errors make two things lie together."""


class Meetings:
    """The pairs under way, and where everybody is.

    Attributes:
        pairs: by the ids of both, in order.
    """

    def __init__(
        self, watched: dict[bytes, Watched], pairs: tuple[Pair, ...], params: BehaviourParams
    ) -> None:
        """With what was known before; ``watched`` is kept up to date by whoever gave it."""
        self._watched, self._params = watched, params
        self.pairs = {(pair.one, pair.other): pair for pair in pairs}
        self._of: dict[bytes, set[bytes]] = {}
        for one, other in self.pairs:
            self._tie(one, other)
        self._cells: dict[tuple[int, int], set[bytes]] = {}
        for track, each in watched.items():
            self._cells.setdefault(_cell(each.last), set()).add(track)

    def moved(self, before: Point | None, now: Point) -> None:
        """Somebody is elsewhere now."""
        if before is not None:
            self._cells[_cell(before)].discard(now.track)
        self._cells.setdefault(_cell(now), set()).add(now.track)

    def see(self, point: Point, join: Join) -> list[tuple[Spell, Point]]:
        """What is to be told after this point: with whom it is together, and since when."""
        told = []
        for other in sorted(self._of.get(point.track, set())):
            spell = self._together(point, self._watched.get(other), join)
            if spell is not None:
                told.append((spell, self._watched[other].last))
        if point.craft in self._params.surface and self._slow(point):
            self._begin(point, join)
        return told

    def _together(self, point: Point, other: Watched | None, join: Join) -> Spell | None:
        """One more point of a pair: its spell where it is to be told."""
        key = (point.track, b"") if other is None else _key(point.track, other.last.track)
        pair = self.pairs.get(key)
        if other is None or pair is None or not self._near(point, other.last):
            if pair is not None:
                self._part(key)
            return None
        apart = metres(point.lon, point.lat, other.last.lon, other.last.lat)
        sigma = math.hypot(point.sigma, other.last.sigma)
        belief = below(apart, self._params.meet_metres, sigma)
        spell, tell = gone_on(pair.spell, point, belief, apart, join)
        self.pairs[key] = Pair(one=key[0], other=key[1], spell=spell)
        return spell if tell else None

    def _begin(self, point: Point, join: Join) -> None:
        mine = self._came_from(self._watched[point.track], point.at)
        if mine is None:
            return
        for track in sorted(self._neighbours(point)):
            other = self._watched.get(track)
            key = _key(point.track, track)
            if other is None or track == point.track or key in self.pairs:
                continue
            last = other.last
            alike = point.identity is not None and point.identity == last.identity
            if alike or last.craft not in self._params.surface or not self._slow(last):
                continue
            theirs = self._came_from(other, point.at)
            if theirs is None or not self._near(point, last):
                continue
            if metres(*mine, *theirs) < self._params.meet_apart:
                continue
            first, second = sorted((point, last), key=lambda each: each.track)
            spell = begun(point, float(self._params.meet_seconds))
            spell = Spell(
                since=spell.since,
                first=first.id,
                lon=point.lon,
                lat=point.lat,
                marking=join(first.marking, second.marking),
                received=max(first.received, second.received),
                next=spell.next,
            )
            self.pairs[key] = Pair(one=key[0], other=key[1], spell=spell)
            self._tie(*key)

    def _came_from(self, each: Watched, at: int) -> tuple[float, float] | None:
        """Where it was ``meet_history`` ago or less, if it has come far enough since."""
        oldest = at - int(self._params.meet_history * MICROS)
        past = [place for place in each.past if oldest <= place[0] <= at - 2 * EVERY]
        if not past:
            return None
        _, lon, lat = past[0]
        came = metres(lon, lat, each.last.lon, each.last.lat)
        return (lon, lat) if came >= self._params.meet_moved else None

    def _slow(self, point: Point) -> bool:
        return point.knots is None or point.knots <= self._params.meet_knots

    def _near(self, point: Point, other: Point) -> bool:
        if abs(point.at - other.at) > LATELY or not (self._slow(point) and self._slow(other)):
            return False
        apart = metres(point.lon, point.lat, other.lon, other.lat)
        most = self._params.meet_metres + math.hypot(point.sigma, other.sigma)
        return apart <= max(min(most, FARTHEST), self._params.meet_metres)

    def _neighbours(self, point: Point) -> set[bytes]:
        x, y = _cell(point)
        found: set[bytes] = set()
        for i in (x - 1, x, x + 1):
            for j in (y - 1, y, y + 1):
                found |= self._cells.get((i, j), set())
        return found

    def _tie(self, one: bytes, other: bytes) -> None:
        self._of.setdefault(one, set()).add(other)
        self._of.setdefault(other, set()).add(one)

    def _part(self, key: tuple[bytes, bytes]) -> None:
        self.pairs.pop(key, None)
        one, other = key
        self._of.get(one, set()).discard(other)
        self._of.get(other, set()).discard(one)


def _key(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    return (one, other) if one < other else (other, one)


def _cell(point: Point) -> tuple[int, int]:
    return math.floor(point.lon / CELL), math.floor(point.lat / CELL)
