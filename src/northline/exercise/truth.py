"""The hidden truth: who crossed the line where and when, judged on the true path by the second.

The line is the real one (`northline.geo.line`), met exactly.  Between two meetings a vessel is
on one side; that stretch *counts* when it lasts `Wobble.seconds` and goes `Wobble.metres`
deep.  From a stretch that counts to the next that counts on the other side is **one crossing**,
at the last meeting between them; ``since`` is the first.  All other meetings are **wobbles**:
the vessel was over the line, but too little or too shortly to ask an alert for it; a finding
on one is excused, neither found nor false.

A **detection** of a crossing is a position report of its vessel, fixed at most
`Scenario.detection_window` before or after it, not beyond that vessel's crossings next to it.
"""

import itertools

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise.scenario import Scenario
from northline.geo import line, ports
from northline.records.position import Craft
from northline.records.track import Direction
from northline.records.units import Degrees, Kilometres, Metres, Micros, Seconds

Floats = NDArray[np.float64]

ENOUGH = 3
"""Detections from which on a crossing must be found (BENCH.md, crossing alerts)."""

MODES: dict[Craft, tuple[ports.Mode, ...]] = {
    Craft.VESSEL: (ports.Mode.FERRY, ports.Mode.MARINE),
    Craft.AIRCRAFT: (ports.Mode.AIR,),
    Craft.VEHICLE: (ports.Mode.ROAD,),
    Craft.PERSON: (ports.Mode.ROAD, ports.Mode.PEDESTRIAN),
}
"""By which ports a craft of each sort may arrive."""


class Reports(msgspec.Struct, frozen=True):
    """Exercise seconds at which a vessel fixed the positions it sent, and those that arrived."""

    transmitted: tuple[int, ...] = ()
    delivered: tuple[int, ...] = ()


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """One true crossing.

    Attributes:
        vessel: number of the vessel in the exercise.
        mmsi: its identity, or None when it never transmits.
        role: its class.
        second: exercise second of the last meeting with the line.
        since: exercise second of the first meeting, where wobbles are merged into it.
        at: `second` as an instant.
        lon: where, degrees.
        lat: where, degrees.
        segment: segment of the line.
        km: kilometre along it.
        direction: which way.
        transmitted: position reports sent in the window around it.
        detections: those of them that reached the feed, undamaged.
        before: detections before it.
        after: detections after it.
        port: open port of entry so near that it is left out, or None.
    """

    vessel: int
    mmsi: int | None
    role: str
    second: Seconds
    since: Seconds
    at: Micros
    lon: Degrees
    lat: Degrees
    segment: str
    km: Kilometres
    direction: Direction
    transmitted: int = 0
    detections: int = 0
    before: int = 0
    after: int = 0
    port: str | None = None

    @property
    def eligible(self) -> bool:
        """Whether it has detections enough to be asked for."""
        return self.detections >= ENOUGH

    @property
    def observable(self) -> bool:
        """Whether it has enough of them, and at least one on either side."""
        return self.eligible and self.before > 0 and self.after > 0


class Excursion(msgspec.Struct, frozen=True, kw_only=True):
    """A wobble over the line that is no crossing: who, from when to when, where."""

    vessel: int
    mmsi: int | None
    role: str
    since: Seconds
    until: Seconds
    segment: str
    km: Kilometres


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """What really happened in an exercise, and what was said on the air.

    Attributes:
        scenario: name of the scenario.
        seed: its seed.
        start: instant of exercise second 0.
        duration: seconds.
        line_km: length of the line in the window.
        crossings: the true crossings, in order of time.
        excluded: those near an open port of entry; no alert is asked for, one is false.
        wobbles: excursions that are no crossing; an alert is excused.
        vessels: how many of each role.
        cast: identity of every vessel with a transponder -> its role.
        messages: messages sent to the feed, damaged ones and copies included.
        lines: sentences they make.
        damaged: how many of them a reader must reject.
    """

    scenario: str
    seed: int
    start: Micros
    duration: int
    line_km: Kilometres
    crossings: tuple[Passage, ...]
    excluded: tuple[Passage, ...] = ()
    wobbles: tuple[Excursion, ...] = ()
    vessels: dict[str, int] = {}
    cast: dict[int, str] = {}
    messages: int = 0
    lines: int = 0
    damaged: int = 0


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """One vessel's crossings and wobbles, in order of time."""

    crossings: tuple[Passage, ...]
    wobbles: tuple[Excursion, ...]


def meet(
    lon: Floats, lat: Floats, here: NDArray[np.bool_], who: list[tuple[int, str]], of: Scenario
) -> list[Met]:
    """Find every vessel's crossings and wobbles on its true path.

    Args:
        lon: (n, t) degrees, one row per vessel, one column per second.
        lat: likewise.
        here: whether the vessel is there.
        who: MMSI (0: none) and role of each.
        of: the scenario.
    """
    found = [Met(crossings=(), wobbles=()) for _ in who]
    rows, columns = np.nonzero(here[:, :-1] & here[:, 1:])
    met = line.crossings(
        lon[rows, columns], lat[rows, columns], lon[rows, columns + 1], lat[rows, columns + 1]
    )
    owner = rows[met.leg]
    for vessel in np.unique(owner).tolist():
        mine = np.flatnonzero(owner == vessel)
        seconds = columns[met.leg[mine]] + met.fraction[mine]
        present = np.flatnonzero(here[vessel])
        depth = np.abs(line.offsets(lon[vessel, present], lat[vessel, present]).distance)
        found[vessel] = _judge(vessel, who[vessel], seconds, mine, met, present, depth, of)
    return found


def _judge(
    vessel: int,
    who: tuple[int, str],
    seconds: Floats,
    mine: NDArray[np.intp],
    met: line.Crossings,
    present: NDArray[np.intp],
    depth: Floats,
    of: Scenario,
) -> Met:
    """Tell crossings from wobbles among one vessel's meetings with the line."""
    edges = np.concatenate([[present[0]], seconds, [present[-1]]])
    counts = []
    for start, end in itertools.pairwise(edges.tolist()):
        inside = depth[(present >= start) & (present <= end)]
        deep = len(inside) > 0 and float(np.nanmax(inside)) >= of.wobble.metres
        counts.append(deep and end - start >= of.wobble.seconds)
    told = _Told(vessel, who, seconds, mine, met, of)
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
    """Puts a run of one vessel's meetings, from the first to the last, into words."""

    def __init__(
        self,
        vessel: int,
        who: tuple[int, str],
        seconds: Floats,
        mine: NDArray[np.intp],
        met: line.Crossings,
        of: Scenario,
    ) -> None:
        self.vessel, self.mmsi, self.role = vessel, who[0] or None, who[1]
        self.seconds, self.mine, self.met, self.of = seconds.tolist(), mine, met, of

    def passage(self, first: int, last: int) -> Passage:
        row, met, second = self.mine[last], self.met, self.seconds[last]
        north = met.direction[row] == line.CANADA
        return Passage(
            vessel=self.vessel,
            mmsi=self.mmsi,
            role=self.role,
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
            vessel=self.vessel,
            mmsi=self.mmsi,
            role=self.role,
            since=Seconds(self.seconds[first]),
            until=Seconds(self.seconds[last]),
            segment=line.SEGMENTS[int(self.met.segment[row])],
            km=Kilometres(float(self.met.km[row])),
        )


def witnessed(met: Met, reports: Reports, of: Scenario) -> tuple[Passage, ...]:
    """One vessel's crossings with their detections counted, and the open port named."""
    told = []
    sent, came = np.array(reports.transmitted), np.array(reports.delivered)
    for i, each in enumerate(met.crossings):
        start, end = each.since - of.detection_window, each.second + of.detection_window
        if i > 0:
            start = max(start, met.crossings[i - 1].second)
        if i + 1 < len(met.crossings):
            end = min(end, met.crossings[i + 1].since)
        told.append(
            msgspec.structs.replace(
                each,
                transmitted=_count(sent, start, end),
                detections=_count(came, start, end),
                before=_count(came, start, each.since),
                after=_count(came, each.second, end),
                port=open_port(each.lon, each.lat, each.at, of.craft, Metres(of.ports.radius)),
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


def _count(seconds: NDArray[np.int64], start: float, end: float) -> int:
    return int(np.count_nonzero((seconds >= start) & (seconds <= end)))
