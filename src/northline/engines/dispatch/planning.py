"""One plan: who can get there first, by which way, and where it may be met; who can look meanwhile."""

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from northline.engines.dispatch.air import Air
from northline.engines.dispatch.fitness import (
    IN_THE_AIR,
    LOOKS,
    ON_LAND,
    Placed,
    Unfit,
    boat,
    flyer,
    fuel_left,
    lander,
    unfit,
)
from northline.engines.dispatch.land import Land
from northline.engines.dispatch.looking import Look, looks
from northline.engines.dispatch.motion import Subject, ahead_of, chance
from northline.engines.dispatch.network import Network
from northline.engines.dispatch.params import DispatchParams, Territory
from northline.engines.dispatch.state import SensorKept
from northline.engines.dispatch.water import Water
from northline.engines.dispatch.way import Way, drawn, meets_the_line
from northline.engines.dispatch.window import Territories, Window, Windows
from northline.geo.distance import bearing, near_distance
from northline.geo.line import offsets
from northline.records.unit import CROSS_DESIGNATED, Mode

TOLD = 6
"""So many units that are left out are told of, the nearest first."""

NEARBY = 25_000.0
"""And only those within it, m."""

WORTH = 0.2
"""A meeting less likely than this decides nothing about who comes first."""

MORE = 2
"""So many more units of a group are looked for than are proposed: some have no fuel for it."""


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """Where a unit can meet the thing.

    Attributes:
        way: there.
        seconds: when the thing is there, after the beginning of the plan.
        slack: how long before it the unit is there, s.
        lon: of the thing then, degrees.
        lat: degrees.
        chance: probability that it is met, to 1e-6.
    """

    way: Way
    seconds: float
    slack: float
    lon: float
    lat: float
    chance: float


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that is proposed.

    Attributes:
        unit: by its place among the units of the plan.
        way: its way, as it is told: to the meeting where there is one, else to the place.
        arrival: when it is there, seconds after the beginning of the plan, turning out included.
        meeting: where it meets the thing, or None.
        left: what is left of its range, m, or None where it states none.
        over: whether its way goes over the line.
    """

    unit: int
    way: Way
    arrival: float
    meeting: Meeting | None
    left: float | None
    over: bool


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed.

    Attributes:
        begin: us.
        subject: for whom.
        units: all units that are known.
        proposals: the best first.
        looks: the earliest first.
        left_out: units near by that are not proposed, and why, the nearest first.
        territory: in which the place lies, or None.
        by_road: whether roads are known.
    """

    begin: int
    subject: Subject
    units: tuple[Placed, ...]
    proposals: tuple[Proposal, ...] = ()
    looks: tuple[Look, ...] = ()
    left_out: tuple[tuple[int, Unfit], ...] = ()
    territory: Territory | None = None
    by_road: bool = False


def plan_for(
    subject: Subject,
    begin: int,
    units: Sequence[Placed],
    sensors: Sequence[SensorKept],
    network: Network,
    windows: Windows,
    params: DispatchParams,
    territories: Territories,
) -> Plan:
    """Make a plan.

    Args:
        subject: for whom.
        begin: when it begins, us.
        units: all that are known, in their order.
        sensors: likewise.
        network: the roads.
        windows: the ground.
        params: of the engine.
        territories: of First Nations.
    """
    territory = territories.at(subject.lon, subject.lat)
    plan = Plan(
        begin=begin,
        subject=subject,
        units=tuple(units),
        territory=territory,
        by_road=len(network.side) > 0,
    )
    if territory is not None and not territory.protocol:
        return plan
    window = windows.around(subject.lon, subject.lat)
    return _Planning(plan, sensors, network, window, params, territories).done()


class _Planning:
    """A plan in the making."""

    def __init__(
        self, plan: Plan, sensors: Sequence[SensorKept], network: Network, window: Window,
        params: DispatchParams, territories: Territories,
    ) -> None:  # fmt: skip
        self._plan, self._sensors, self._params, self._territories = (
            plan, sensors, params, territories,
        )  # fmt: skip
        subject, units = plan.subject, plan.units
        self._window = window
        self._why = {
            k: why
            for k, each in enumerate(units)
            if (why := unfit(each, plan.begin, params, territories)) is not None
        }
        fit = [k for k in range(len(units)) if k not in self._why]
        self._land = Land(
            network, self._window, params,
            [lander(k, units[k], params) for k in fit if units[k].mode in ON_LAND],
        )  # fmt: skip
        self._water = Water(
            self._window, params, [boat(k, units[k], params) for k in fit if units[k].mode is Mode.BOAT],
            subject.lon, subject.lat,
        )  # fmt: skip
        flyers = [flyer(k, units[k], params) for k in fit if units[k].mode in IN_THE_AIR]
        self._air = Air(self._window, params, territories, flyers)
        self._ahead = ahead_of(subject, plan.begin, params, self._window.is_water)

    def done(self) -> Plan:
        """The plan."""
        subject, params = self._plan.subject, self._params
        there = self._ways(subject.lon, subject.lat, params.beside, params.longest)
        meetings = self._meetings(there)
        order = sorted(
            {*there, *meetings},
            key=lambda k: (
                *_rank(meetings.get(k), there.get(k)),
                self._plan.units[k].kept.identity,
            ),
        )
        proposals: list[Proposal] = []
        for k in order:
            if self._plan.units[k].mode in LOOKS or len(proposals) == params.units:
                continue
            proposal = self._proposal(k, there.get(k), meetings.get(k))
            if proposal is not None:
                proposals.append(proposal)
        return msgspec.structs.replace(
            self._plan,
            proposals=tuple(proposals),
            looks=tuple(self._looks(meetings, there)),
            left_out=tuple(self._left_out({each.unit for each in proposals}, order)),
        )

    def _ways(self, lon: float, lat: float, within: float, limit: float) -> dict[int, Way]:
        """The quickest way of each unit that can come to a place."""
        wanted = self._params.units + MORE
        return _quickest(
            [
                *self._land.ways(lon, lat, within, wanted, limit),
                *self._water.ways(lon, lat, within, limit),
                *self._air.ways(lon, lat, within, limit),
            ]
        )

    def _meetings(self, there: dict[int, Way]) -> dict[int, Meeting]:
        """The earliest meeting of each unit that can make one."""
        ahead, params, subject = self._ahead, self._params, self._plan.subject
        if subject.speed == 0.0:
            return {
                k: self._met(way, way.seconds + params.turnout, 0.0, 0)
                for k, way in there.items()
                if way.gap <= params.meet
            }
        closed = self._territories.closed_to(ahead.lon, ahead.lat)
        found: dict[int, Meeting] = {}
        for j, seconds in enumerate(ahead.seconds.tolist()):
            limit = seconds - params.turnout
            if limit < 0.0 or closed[j]:
                continue
            lon, lat = float(ahead.lon[j]), float(ahead.lat[j])
            for k, way in self._ways(lon, lat, params.meet, limit).items():
                if k not in found:
                    found[k] = self._met(way, seconds, limit - way.seconds, j)
        return found

    def _met(self, way: Way, seconds: float, slack: float, j: int) -> Meeting:
        """A meeting at the place j on the way of the thing."""
        ahead, params, subject = self._ahead, self._params, self._plan.subject
        sigma = float(ahead.sigma[j])
        if subject.speed == 0.0:
            sigma = float(np.sqrt(sigma**2 + params.wander * seconds**3 / 3.0))
        return Meeting(
            way=way,
            seconds=seconds,
            slack=slack,
            lon=float(ahead.lon[j]),
            lat=float(ahead.lat[j]),
            chance=chance(sigma, subject.speed, slack, way.gap, float(params.meet)),
        )

    def _proposal(self, k: int, way: Way | None, meeting: Meeting | None) -> Proposal | None:
        """A unit as it is proposed; None, with the reason, where it may not be."""
        unit = self._plan.units[k]
        if meeting is not None:
            way = meeting.way
        assert way is not None
        afloat = unit.mode is Mode.BOAT
        side = int(offsets(*np.array(way.places[:1]).T).side[0])
        home = afloat and side != unit.kept.home
        told = drawn(way, self._territories, over=afloat and unit.joint, home=home)
        if told is None:
            self._why[k] = Unfit.WAY
            return None
        left, enough = fuel_left(unit, way.metres, self._params)
        if not enough:
            self._why[k] = Unfit.FUEL
            return None
        return Proposal(
            unit=k,
            way=told,
            arrival=way.seconds + self._params.turnout,
            meeting=meeting,
            left=left,
            over=unit.joint and meets_the_line(told.places),
        )

    def _looks(self, meetings: dict[int, Meeting], there: dict[int, Way]) -> Iterable[Look]:
        """Who can look: sensors where they are, and what flies there to look."""
        plan, params = self._plan, self._params
        found = looks(self._sensors, plan.units, self._ahead, plan.begin, params, self._territories)
        for k in sorted({*meetings, *there}):
            unit, meeting = plan.units[k], meetings.get(k)
            way = there.get(k) if meeting is None else meeting.way
            if unit.mode not in LOOKS or way is None:
                continue
            told = drawn(way, self._territories)
            _, enough = fuel_left(unit, way.metres, params)
            if told is None or not enough:
                self._why[k] = Unfit.WAY if told is None else Unfit.FUEL
                continue
            place = told.places[-1]
            towards = float(bearing(*told.places[0], *place)[0])
            found.append(
                Look(
                    name=unit.kept.name,
                    begin=way.seconds + params.turnout,
                    end=max(float(self._ahead.seconds[-1]), way.seconds + params.turnout),
                    bearing=round(towards, 1) % 360.0,
                    metres=way.metres,
                    way=told,
                    unit=k,
                    records=unit.records,
                    markings=unit.markings,
                    received=unit.received,
                )
            )
        found.sort(key=lambda each: (each.begin, each.begin - each.end, each.name))
        return found[: params.looks]

    def _left_out(self, proposed: set[int], order: Sequence[int]) -> Iterable[tuple[int, Unfit]]:
        """Units near by that are not proposed, and why."""
        plan = self._plan
        away: list[tuple[float, int]] = []
        for k, unit in enumerate(plan.units):
            if unit.lon is None or unit.lat is None or k in proposed:
                continue
            metres = float(near_distance(unit.lon, unit.lat, plan.subject.lon, plan.subject.lat)[0])
            if metres <= NEARBY and (k in self._why or k not in order):
                away.append((metres, k))
        side = int(offsets([plan.subject.lon], [plan.subject.lat]).side[0])
        for _, k in sorted(away)[:TOLD]:
            unit = plan.units[k]
            why = self._why.get(k, Unfit.WAY)
            if why is Unfit.WAY and CROSS_DESIGNATED in unit.kept.authority and not unit.joint:
                why = Unfit.HOST if side != unit.kept.home else why
            yield k, why


def _quickest(ways: Iterable[Way]) -> dict[int, Way]:
    found: dict[int, Way] = {}
    for way in ways:
        if way.unit not in found or way.seconds < found[way.unit].seconds:
            found[way.unit] = way
    return found


def _rank(meeting: Meeting | None, way: Way | None) -> tuple[float, float]:
    """Who comes first: by when it meets the thing, else by when it is there."""
    likely = meeting is not None and meeting.chance >= WORTH
    arrival = way.seconds if way is not None else float("inf")
    return (meeting.seconds if meeting is not None and likely else float("inf"), arrival)
