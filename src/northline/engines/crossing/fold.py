"""Following tracks point by point: from surely on one side to surely on the other."""

import enum
import math
from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.engines.crossing.columns import Points
from northline.engines.crossing.link import Latest, Links, able
from northline.engines.crossing.state import WATCHED, Claimed, find, merge
from northline.engines.crossing.sure import Sure, remembered, sure
from northline.geo.distance import to_plane
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

MICROS = 1_000_000
SMOOTHED = 16
"""Number of gaps that the usual interval of a track goes back, about."""

LONGEST_COUNTED = 4.0
"""A gap counts for at most so many usual ones, so that one silence does not become usual."""

REMEMBERED = -1
"""In place of a row: the point that the state holds."""

NOTHING = -2
"""In place of a row: there is none."""


class Stage(enum.Enum):
    """How sure a passage is."""

    LIKELY = "likely"
    """The new side is likely, and not yet certain: told early."""

    SURE = "sure"
    """It is certain."""

    BACK = "back"
    """It was likely, and then the track was surely on the old side again."""


class Told(msgspec.Struct, frozen=True):
    """What was told early of a crossing: see `state.Claimed`, and the score stated."""

    claimed: Claimed
    score: float


class Passage(msgspec.Struct, frozen=True):
    """A track went from surely on one side to the other.

    Attributes:
        row: place of the later point among the `Points`.
        stage: how sure it is.
        before: last sure point on the old side, before any claim.
        after: the point that shows it.
        silence: longest gap between them, s.
        fastest: speed that a track of sensors had at least, m/s, in the fastest step between them.
        usual: usual gap of the track, s; 0 when it has had none before.
        claim: id of the point by which it was told early, or None.
        claim_marking: marking of that point.
        claim_received: when it was received, us.
        told: what was told then, where the state knows it: not where it was in this step.
    """

    row: int
    stage: Stage
    before: Sure
    after: Sure
    silence: float
    usual: float
    claim: bytes | None = None
    claim_marking: int = 0
    claim_received: int = 0
    told: Told | None = None
    fastest: float = 0.0


class Followed:
    """What came of following p points of m tracks.

    Attributes:
        passages: those seen, in the order of the points that show them.
        late: how many points came late.
        linked: how many tracks took over from one that had ended.
    """

    def __init__(
        self,
        watched: NDArray[np.void],
        points: Points,
        links: Links,
        *,
        settle: int,
        soon: int,
        progress: float,
        forget: int,
        newest: int,
    ) -> None:
        """Take the points in order.

        Args:
            watched: rows of the state before.
            points: the points.
            links: which tracks one that begins may take over from.
            settle: sure points in a row beyond the line by which a track of sensors has crossed.
            soon: us by which a passage is told before it is likely.
            progress: sigmas that a track must have come nearer where it leans eagerly.
            forget: us of received time after which a track is as good as new.
            newest: latest received instant so far, these points included, us.
        """
        self._soon, self._progress = soon, progress
        self._watched, self._points, self._oldest = watched, points, newest - 2 * forget
        self._tracks = points.tracks
        self._row, self._there = find(watched, self._tracks)
        self._more(links)
        self._touched = touched = np.zeros(len(self._tracks), WATCHED)
        touched[self._there] = watched[self._row[self._there]]
        self._side = touched["side"].tolist()
        self.late = self.linked = 0
        self._sure = [REMEMBERED] * len(touched)
        self._claim = np.where(touched["claimed"] > 0, REMEMBERED, NOTHING).tolist()
        self._newest = [REMEMBERED] * len(touched)
        self._places = _places(points)
        self._streak = touched["streak"].tolist()
        self._fastest = touched["fastest"].tolist()
        self._known: list[bool] = self._there.tolist()
        self.passages = self._follow(links, settle, forget)

    def _more(self, links: Links) -> None:
        """Add the tracks of the state that a track which begins here may take over from."""
        points, m = self._points, len(self._tracks)
        first = np.full(m, -1, np.int64)
        first[points.code[::-1]] = np.arange(len(points.code))[::-1]
        begun = first[~self._there & (first >= 0)]
        begun = begun[points.dark[begun]]
        if not len(begun) or not links.reach():
            return
        at = points.at[begun]
        others = able(self._watched, self._tracks, int(at.min()) - links.reach(), int(at.max()))
        if len(others):
            self._tracks = np.concatenate([self._tracks, others])
            self._row, self._there = find(self._watched, self._tracks)

    def _follow(self, links: Links, settle: int, forget: int) -> list[Passage]:
        points, touched = self._points, self._touched
        known, side = self._known, self._side
        last, heard = touched["last"].tolist(), touched["heard"].tolist()
        gaps, usual, longest = (touched[name].tolist() for name in ("gaps", "usual", "longest"))
        sure, claim, newest = self._sure, self._claim, self._newest
        streak, fastest, sensed = self._streak, self._fastest, points.sensed
        seen: list[tuple[int, int, Stage, int, int, float, float, float]] = []
        columns = (
            points.code, points.at, points.received, points.side, points.lean, points.eager,
            points.young,
        )  # fmt: skip
        for i, (k, at, received, here, lean, eager, young) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        ):
            if not known[k] or received - heard[k] > forget:
                other = self._taken(links, k, i, last, gaps) if points.dark[i] else None
                known[k], gaps[k], usual[k], longest[k] = True, 0, 0.0, 0.0
                if other is None:
                    last[k], heard[k], newest[k] = at, received, i
                    side[k], sure[k], claim[k], streak[k], fastest[k] = here, i, NOTHING, 0, 0.0
                    continue
                self._take_over(k, other)
                last[k], heard[k] = last[other], received
                longest[k] = longest[other]
            gap = (at - last[k]) / MICROS
            if gap < 0.0 or (gap == 0.0 and newest[k] != NOTHING):
                self.late += 1
                continue
            if sensed[i] and side[k] != 0 and here != side[k]:
                fastest[k] = max(fastest[k], self._step(k, i, gap))
            last[k], heard[k], newest[k] = at, max(heard[k], received), i
            longest[k] = max(longest[k], gap)
            if here != 0 and side[k] == -here and young:
                pass  # decides nothing yet
            elif here != 0 and side[k] == -here and sensed[i] and streak[k] + 1 < settle:
                streak[k] += 1
            elif here != 0:
                if side[k] == -here:
                    seen.append(
                        (k, i, Stage.SURE, sure[k], claim[k], longest[k], usual[k], fastest[k])
                    )
                elif claim[k] != NOTHING:
                    seen.append(
                        (k, i, Stage.BACK, sure[k], claim[k], longest[k], usual[k], fastest[k])
                    )
                side[k], sure[k], claim[k], longest[k] = here, i, NOTHING, 0.0
                streak[k], fastest[k] = 0, 0.0
            elif (
                lean != 0
                and side[k] == -lean
                and claim[k] == NOTHING
                and (not eager or self._progressed(k, i))
            ):
                seen.append(
                    (k, i, Stage.LIKELY, sure[k], NOTHING, longest[k], usual[k], fastest[k])
                )
                claim[k] = i
            gaps[k] = min(gaps[k] + 1, SMOOTHED)
            counted = min(gap, LONGEST_COUNTED * usual[k]) if gaps[k] > 1 else gap
            usual[k] += (counted - usual[k]) / gaps[k]
        passages = [self._passage(*each) for each in seen]
        touched["track"] = self._tracks
        touched["last"], touched["heard"] = last, heard
        touched["gaps"], touched["usual"], touched["longest"] = gaps, usual, longest
        return passages

    def _taken(self, links: Links, k: int, i: int, last: list[int], gaps: list[int]) -> int | None:
        """The track that one which begins at point i takes over from."""
        known, many = self._known, len(self._known)
        others = [
            other
            for other in range(many)
            if other != k
            and known[other]
            and self._side[other] != 0
            and links.settled(gaps[other])
            and self._dark(other)
        ]
        if not others:
            return None
        latest = [self._latest(other) for other in range(many)]
        return links.taken(int(self._points.at[i]), self._place(i), last, latest, others)

    def _dark(self, k: int) -> bool:
        i = self._newest[k]
        return bool(self._touched["dark"][k] == 1 if i < 0 else self._points.dark[i])

    def _latest(self, k: int) -> Latest:
        i = self._newest[k]
        if i >= 0:
            return self._place(i)
        lon, lat, sigma, east, north = self._touched["latest"][k].tolist()
        return lon, lat, sigma, east, north

    def _step(self, k: int, i: int, gap: float) -> float:
        """How fast, m/s, a track went at least from its last point to point i, both errors apart."""
        if gap <= 0.0 or self._newest[k] == NOTHING:
            return 0.0
        lon, lat, sigma, _, _ = self._latest(k)
        new_lon, new_lat, new_sigma, _, _ = self._place(i)
        x, y = (float(value[0]) for value in to_plane([new_lon], [new_lat], [lon], [lat]))
        metres = math.hypot(x, y) - 3.0 * math.hypot(sigma, new_sigma)
        return max(metres / gap, 0.0)  # 0 where not a number

    def _progressed(self, k: int, i: int) -> bool:
        """Whether a track came far nearer to the new side since its last sure point, errors apart."""
        place = self._sure[k]
        old = self._touched["reals"][k] if place == REMEMBERED else self._points.reals[place]
        new = self._points.reals[i]
        return bool(abs(new[3] - old[3]) >= self._progress * math.hypot(new[2], old[2]))

    def _place(self, i: int) -> Latest:
        lon, lat, sigma, east, north = self._places[i].tolist()
        return lon, lat, sigma, east, north

    def _take_over(self, k: int, other: int) -> None:
        """What the other track was sure of holds for this one; the other begins anew."""
        self._touched[k] = self._touched[other]
        for kept in (self._side, self._sure, self._claim, self._streak, self._fastest):
            kept[k] = kept[other]
        self._side[other], self._claim[other] = 0, NOTHING
        self._newest[k] = NOTHING
        self.linked += 1

    def _passage(
        self, k: int, i: int, stage: Stage, before: int, claim: int, silence: float, usual: float,
        fastest: float,
    ) -> Passage:  # fmt: skip
        points = self._points
        old = remembered(self._touched[k]) if before == REMEMBERED else sure(points, before)
        new = sure(points, i)
        if stage is Stage.LIKELY:
            new = self._leaning(new, i)
        passage = Passage(i, stage, old, new, silence, usual, fastest=fastest)
        if claim == NOTHING:
            return passage
        if claim == REMEMBERED:
            row = self._touched[k]
            return msgspec.structs.replace(
                passage,
                claim=row["claim"].tobytes(),
                claim_marking=int(row["claim_marking"]),
                claim_received=int(row["claim_received"]),
                told=Told(Claimed(int(row["claimed"])), float(row["claim_score"])),
            )
        return msgspec.structs.replace(
            passage,
            claim=points.ids[claim].tobytes(),
            claim_marking=int(points.marking[claim]),
            claim_received=int(points.received[claim]),
        )

    def _leaning(self, point: Sure, i: int) -> Sure:
        """A point that makes a passage likely, on the side that it leans to and where it soon is."""
        side = int(self._points.lean[i])
        lon, lat, sigma, distance = self._points.soon[i].tolist()
        if math.isnan(distance):
            return msgspec.structs.replace(point, side=side)
        return msgspec.structs.replace(
            point,
            side=side,
            at=point.at + self._soon,
            lon=lon,
            lat=lat,
            sigma=sigma,
            distance=distance,
        )

    def packed(self, told: Mapping[bytes, Told]) -> bytes:
        """All rows after the step.

        Args:
            told: what was told early in this step, by the point that made it likely.
        """
        touched, points = self._touched, self._points
        touched["side"], touched["streak"] = self._side, self._streak
        touched["fastest"] = self._fastest
        _keep(touched, points, np.array(self._sure, np.int64))
        claim = np.array(self._claim, np.int64)
        touched["claimed"][claim == NOTHING] = Claimed.NOTHING
        for k in np.flatnonzero(claim >= 0).tolist():
            point = points.ids[claim[k]].tobytes()
            touched["claim"][k] = points.ids[claim[k]]
            touched["claim_marking"][k] = points.marking[claim[k]]
            touched["claim_received"][k] = points.received[claim[k]]
            touched["claimed"][k] = told[point].claimed
            touched["claim_score"][k] = told[point].score
        newest = np.array(self._newest, np.int64)
        new = np.flatnonzero(newest >= 0)
        touched["dark"][new] = points.dark[newest[new]]
        touched["latest"][new] = self._places[newest[new]]
        return merge(self._watched, touched, self._row, self._there, self._oldest)


def _places(points: Points) -> NDArray[np.float64]:
    """Where each point is, and its velocity: (p, 5), the columns of `link.Latest`."""
    lon, lat, sigma, _, speed, course, _, _ = points.reals.T
    angle, metres = np.radians(course), speed * METRES_PER_SECOND_IN_A_KNOT
    return np.column_stack([lon, lat, sigma, metres * np.sin(angle), metres * np.cos(angle)])


def _keep(touched: NDArray[np.void], points: Points, sure: NDArray[np.int64]) -> None:
    """Write the points at ``sure`` (m,) into the rows as their last sure ones."""
    new = np.flatnonzero(sure >= 0)
    place = sure[new]
    evidence = [points.evidence_of(i) for i in place.tolist()]
    width = WATCHED["evidence"].itemsize
    touched["at"][new], touched["received"][new] = points.at[place], points.received[place]
    touched["marking"][new], touched["point"][new] = points.marking[place], points.ids[place]
    touched["reals"][new] = points.reals[place]
    touched["cited"][new] = [len(each) // 16 for each in evidence]
    packed = b"".join(each.ljust(width, b"\0") for each in evidence)
    touched["evidence"][new] = np.frombuffer(packed, WATCHED["evidence"])
