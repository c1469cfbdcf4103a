"""Judging true paths, second by second: which meetings with the line are crossings.

The line is the real one (`northline.geo.line`), met exactly; the rule stands in
`northline.exercise.truth`.
"""

import itertools
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise.scenario import Scenario
from northline.exercise.truth import Excursion, Passage, Reports, Who
from northline.geo import line, ports
from northline.records.position import Craft
from northline.records.track import Direction
from northline.records.units import Degrees, Kilometres, Metres, Micros, Seconds

Floats = NDArray[np.float64]

MODES: dict[Craft, tuple[ports.Mode, ...]] = {
    Craft.VESSEL: (ports.Mode.FERRY, ports.Mode.MARINE),
    Craft.AIRCRAFT: (ports.Mode.AIR,),
    Craft.VEHICLE: (ports.Mode.ROAD,),
    Craft.PERSON: (ports.Mode.ROAD, ports.Mode.PEDESTRIAN),
}
"""By which ports a craft of each sort may arrive."""


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """One craft's crossings and wobbles, in order of time."""

    crossings: tuple[Passage, ...]
    wobbles: tuple[Excursion, ...]


def meet(
    lon: Floats, lat: Floats, here: NDArray[np.bool_], who: list[Who], of: Scenario
) -> list[Met]:
    """Find every crossing and wobble of n craft on their true paths.

    Args:
        lon: (n, t) degrees, one row per craft, one column per second.
        lat: likewise.
        here: whether the craft is there.
        who: who they are.
        of: the scenario.
    """
    found = [Met(crossings=(), wobbles=()) for _ in who]
    rows, columns = np.nonzero(here[:, :-1] & here[:, 1:])
    met = line.crossings(
        lon[rows, columns], lat[rows, columns], lon[rows, columns + 1], lat[rows, columns + 1]
    )
    owner = rows[met.leg]
    for row in np.unique(owner).tolist():
        mine = np.flatnonzero(owner == row)
        seconds = columns[met.leg[mine]] + met.fraction[mine]
        present = np.flatnonzero(here[row])
        depth = np.abs(line.offsets(lon[row, present], lat[row, present]).distance)
        found[row] = _judge(who[row], seconds, mine, met, present, depth, of)
    return found


def _judge(
    who: Who,
    seconds: Floats,
    mine: NDArray[np.intp],
    met: line.Crossings,
    present: NDArray[np.intp],
    depth: Floats,
    of: Scenario,
) -> Met:
    """Tell crossings from wobbles among one craft's meetings with the line."""
    edges = np.concatenate([[present[0]], seconds, [present[-1]]])
    counts = []
    for start, end in itertools.pairwise(edges.tolist()):
        inside = depth[(present >= start) & (present <= end)]
        deep = len(inside) > 0 and float(np.nanmax(inside)) >= of.wobble.metres
        counts.append(deep and end - start >= of.wobble.seconds)
    told = _Told(who, seconds, mine, met, of)
    crossings, wobbles = [], []
    before = None  # the last stretch that counts
    for stretch in [*np.flatnonzero(counts).tolist(), None]:
        # The meetings between it and the next one that counts.
        first = 0 if before is None else before
        last = len(seconds) - 1 if stretch is None else stretch - 1
        if before is not None and stretch is not None and (stretch - before) % 2 == 1:
            crossings.append(told.passage(first, last))
        elif first <= last:
            wobbles.append(told.excursion(first, last))
        before = stretch
    return Met(crossings=tuple(crossings), wobbles=tuple(wobbles))


class _Told:
    """Puts a run of one craft's meetings, from the first to the last, into words."""

    def __init__(
        self,
        who: Who,
        seconds: Floats,
        mine: NDArray[np.intp],
        met: line.Crossings,
        of: Scenario,
    ) -> None:
        self.who = who
        self.seconds, self.mine, self.met, self.of = seconds.tolist(), mine, met, of

    def passage(self, first: int, last: int) -> Passage:
        row, met, second = self.mine[last], self.met, self.seconds[last]
        north = met.direction[row] == line.CANADA
        return Passage(
            number=self.who.number,
            identity=self.who.identity,
            role=self.who.role,
            craft=self.who.craft,
            second=Seconds(second),
            since=Seconds(self.seconds[first]),
            at=Micros(self.of.begins + round(second * 1e6)),
            lon=Degrees(float(met.lon[row])),
            lat=Degrees(float(met.lat[row])),
            segment=line.SEGMENTS[int(met.segment[row])],
            km=Kilometres(float(met.km[row])),
            direction=Direction.TO_CANADA if north else Direction.TO_UNITED_STATES,
        )

    def excursion(self, first: int, last: int) -> Excursion:
        row = self.mine[first]
        return Excursion(
            number=self.who.number,
            identity=self.who.identity,
            role=self.who.role,
            since=Seconds(self.seconds[first]),
            until=Seconds(self.seconds[last]),
            segment=line.SEGMENTS[int(self.met.segment[row])],
            km=Kilometres(float(self.met.km[row])),
        )


def witnessed(
    met: Met, reports: Reports, of: Scenario, heights: Floats | None = None
) -> tuple[Passage, ...]:
    """One craft's crossings with their detections counted, and why one is left out.

    Args:
        met: its crossings.
        reports: its reports.
        of: the scenario.
        heights: (t,) metres of pressure altitude at each second, of an aircraft.
    """
    ceiling = of.aircraft.ceiling if of.aircraft else np.inf
    told = []
    sent, came = np.array(reports.transmitted), np.array(reports.delivered)
    for i, each in enumerate(met.crossings):
        start, end = each.since - of.detection_window, each.second + of.detection_window
        if i > 0:
            start = max(start, met.crossings[i - 1].second)
        if i + 1 < len(met.crossings):
            end = min(end, met.crossings[i + 1].since)
        height = None if heights is None else float(heights[round(each.second)])
        radius = Metres(of.ports.around(each.craft))
        told.append(
            msgspec.structs.replace(
                each,
                transmitted=_count(sent, start, end),
                detections=_count(came, start, end),
                before=_count(came, start, each.since),
                after=_count(came, each.second, end),
                port=open_port(each.lon, each.lat, each.at, each.craft, radius),
                height=None if height is None else Metres(height),
                high=height is not None and height > ceiling,
            )
        )
    return tuple(told)


def open_port(lon: Degrees, lat: Degrees, at: Micros, craft: Craft, radius: Metres) -> str | None:
    """The open port of entry for such a craft within so many metres, or None."""
    for mode in MODES.get(craft, ()):
        near = ports.nearest_port([lon], [lat], mode)
        if near.metres[0] <= radius and ports.is_open(ports.port(near.ids[0]), at):
            return str(near.ids[0])
    return None


def line_in(of: Scenario) -> Kilometres:
    """Kilometres of the line inside the window of a scenario, to about 10 m."""
    box, total = of.window, 0.0
    for segment in line.SEGMENTS:
        lon, lat = line.point_at(segment, np.arange(0.0, line.length(segment), 0.01))
        inside = (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
        total += 0.01 * float(np.count_nonzero(inside))
    return Kilometres(total)


def _count(seconds: NDArray[np.number[Any]], start: float, end: float) -> int:
    return int(np.count_nonzero((seconds >= start) & (seconds <= end)))
