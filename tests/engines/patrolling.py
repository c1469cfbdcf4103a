"""Small borders for patrol plans, and every way on them counted by hand."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from northline.engines.patrol.access import IN_THE_AIR
from northline.engines.patrol.plan import AT_DEPOT
from northline.engines.patrol.problem import Closure, NoGo, Patroller, PatrolProblem, Terrain
from northline.records.unit import AIRSPACE, IN_CANADA, IN_UNITED_STATES, Mode


def border(value: Any, units: tuple[Patroller, ...], **more: Any) -> PatrolProblem:
    """A border of 5 km stretches, with land and water everywhere and chances of 0.6."""
    worth = np.array(value, float)
    count = len(worth)
    everywhere = Terrain(np.ones(count, bool), np.ones(count, bool))
    given: dict[str, Any] = {
        "names": tuple(f"km {5 * n}-{5 * n + 5}" for n in range(count)),
        "gap_km": np.full(count - 1, 5.0),
        "value": worth,
        "detection": {mode: np.full(worth.shape, 0.6) for mode in Mode},
        "terrain": {IN_CANADA: everywhere, IN_UNITED_STATES: everywhere},
        "units": units,
    }
    return PatrolProblem(**(given | more))


def unit(shift: str, depot: int, periods: tuple[int, int], **more: Any) -> Patroller:
    """A vehicle in Canada that makes 20 km/h: two stretches in half an hour."""
    given: dict[str, Any] = {
        "shift": shift, "unit": shift, "mode": Mode.VEHICLE, "depot": depot, "periods": periods,
        "speed": 20.0, "side": IN_CANADA, "authority": (AIRSPACE,),
    }  # fmt: skip
    return Patroller(**(given | more))


Watched = Iterator[tuple[tuple[int, ...], Any]]


def ways(problem: PatrolProblem, who: Patroller) -> Watched:
    """Every lawful way of a unit that does not sweep, with what it watches (S, T), by plain rules."""
    yield from _Plain(problem, who).idle((), np.zeros(problem.shape))


def _within(period: int, span: tuple[int, int] | None) -> bool:
    return span is None or span[0] <= period < span[1]


class _Plain:
    def __init__(self, problem: PatrolProblem, who: Patroller) -> None:
        self.problem, self.who = problem, who
        outer = problem.ways.get(who.mode, problem.gap_km)
        self.along = np.concatenate([[0.0], np.cumsum(outer)])

    def barred(self, stretch: int, period: int) -> bool:
        who = self.who
        bars = any(
            stretch in bar.stretches
            and _within(period, bar.periods)
            and bar.side in (None, who.side)
            and bar.unit in (None, who.unit)
            for bar in self.problem.no_go
        )
        weather = any(
            shut.mode is who.mode
            and _within(period, shut.periods)
            and (shut.stretches is None or stretch in shut.stretches)
            for shut in self.problem.closures
        )
        return bars or weather or (who.mode is Mode.DRONE and AIRSPACE not in who.authority)

    def there(self, stretch: int, period: int) -> bool:
        ground = self.problem.terrain[self.who.side]
        fits = ground.water if self.who.mode is Mode.BOAT else ground.land
        flies = self.who.mode in IN_THE_AIR
        return (flies or bool(fits[stretch])) and not self.barred(stretch, period)

    def spent(self, one: int, other: int, period: int) -> float | None:
        """Share of a period that a move takes, or None where it cannot be made."""
        water = self.problem.terrain[self.who.side].water
        for between in range(min(one, other), max(one, other) + 1):
            dry = self.who.mode is Mode.BOAT and not water[between]
            if dry or self.barred(between, period):
                return None
        took = abs(self.along[one] - self.along[other]) / self.who.speed / self.problem.hours
        return float(took) if took <= 0.5 else None

    def idle(self, way: tuple[int, ...], seen: Any) -> Watched:
        period = self.who.periods[0] + len(way)
        if period == self.who.periods[1]:
            yield way, seen
            return
        yield from self.idle((*way, AT_DEPOT), seen)
        for to in range(self.problem.shape[0]):
            yield from self.out(way, seen, self.who.depot, to, 1)

    def out(self, way: tuple[int, ...], seen: Any, start: int, to: int, time: int) -> Watched:
        """Go on to a stretch, where that can be done, in a period of which ``time`` is out."""
        period = self.who.periods[0] + len(way)
        inside = 0 <= to < self.problem.shape[0]
        if inside and self.there(to, period):
            took = self.spent(start, to, period)
            if took is not None:
                on = seen.copy()
                on[to, period] += 1 - took
                yield from self.home((*way, to), on)
                yield from self.onward((*way, to), on, time + 1)

    def onward(self, way: tuple[int, ...], seen: Any, time: int) -> Watched:
        ends = self.who.periods[0] + len(way) == self.who.periods[1]
        if not ends and time <= (self.who.endurance or 99):
            for to in sorted({way[-1] + sign * step for step in (0, 1, 2, 4) for sign in (1, -1)}):
                yield from self.out(way, seen, way[-1], to, time)

    def home(self, way: tuple[int, ...], seen: Any) -> Watched:
        end, period = self.who.periods[1], self.who.periods[0] + len(way)
        back = self.spent(way[-1], self.who.depot, period - 1)
        if back is not None:
            left = seen.copy()
            left[way[-1], period - 1] -= back
            rest = min(self.who.turn_round, end - period)
            yield from self.idle(way + (AT_DEPOT,) * rest, left)


def least(problem: PatrolProblem) -> float:
    """The value of the game over all ways, each a column of one plain linear programme."""
    columns, owner = [], []
    for number, who in enumerate(problem.units):
        for _, seen in ways(problem, who):
            columns.append((seen * problem.detection[who.mode] * problem.value).ravel())
            owner.append(number)
    table = np.array(columns).T
    cells = table.shape[0]
    above = np.hstack([-table, -np.ones((cells, 1))])
    whole = np.array([[own == n for own in owner] + [False] for n in range(len(problem.units))])
    found = linprog(
        np.append(np.zeros(len(columns)), 1.0), above, -problem.value.ravel(),
        whole.astype(float), np.ones(len(problem.units)),
    )  # fmt: skip
    return float(found.fun)


@st.composite
def borders(draw: Any) -> PatrolProblem:
    """Four or five stretches, three or four hours, one to three units, and what bars them."""
    stretches, periods = draw(st.integers(3, 5)), draw(st.integers(2, 4))
    cells = st.lists(st.floats(0.0, 1.0), min_size=periods, max_size=periods)
    value = draw(st.lists(cells, min_size=stretches, max_size=stretches))
    flags = st.lists(st.booleans(), min_size=stretches, max_size=stretches)
    ground = {
        side: Terrain(np.array(draw(flags)), np.array(draw(flags)))
        for side in (IN_CANADA, IN_UNITED_STATES)
    }
    units = []
    for number in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, periods - 1))
        units.append(
            unit(
                f"unit-{number}", draw(st.integers(0, stretches - 1)),
                (begin, draw(st.integers(begin + 1, periods))),
                mode=draw(st.sampled_from([Mode.VEHICLE, Mode.BOAT, Mode.DRONE, Mode.FOOT])),
                speed=draw(st.sampled_from([4.0, 10.0, 25.0])),
                endurance=draw(st.sampled_from([None, 1, 2])),
                turn_round=draw(st.integers(1, 2)),
                authority=draw(st.sampled_from([(AIRSPACE,), ()])),
                side=draw(st.sampled_from([IN_CANADA, IN_UNITED_STATES])),
            )
        )  # fmt: skip
    place = st.integers(0, stretches - 1)
    bars = [
        NoGo(
            name=f"bar-{n}", stretches=(draw(place),), unit=draw(st.sampled_from([None, "unit-0"]))
        )
        for n in range(draw(st.integers(0, 1)))
    ]
    shut = [
        Closure(name=f"shut-{n}", mode=Mode.BOAT, periods=(0, 1))
        for n in range(draw(st.integers(0, 1)))
    ]
    return border(
        value, tuple(units), terrain=ground, no_go=tuple(bars), closures=tuple(shut)
    )  # fmt: skip
