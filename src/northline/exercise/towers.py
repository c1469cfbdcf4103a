"""What radar towers say: their plots, true and false, as ASTERIX, and what of it arrives.

A tower sends four datagrams in a turn of its antenna: each begins with a north marker or a sector
crossing (CAT034) and holds the plots of its quarter (CAT048), stamped by the tower's own clock.
While it is silent it sends nothing at all.
"""

import itertools

import numpy as np

from northline.exercise.captures import HEAD, captured
from northline.exercise.clutter import clutter
from northline.exercise.faults import Fault, befall
from northline.exercise.instruments import Tower
from northline.exercise.looks import Looks, look
from northline.exercise.movers import Movers
from northline.exercise.relay import Relay
from northline.exercise.river import River
from northline.exercise.scenario import Scenario
from northline.exercise.truth import Watching
from northline.exercise.watches import Dice, Watch
from northline.formats.asterix_writing import write_north, write_plots, write_sector
from northline.records.marking import MarkingId
from northline.records.plot import Measure, Plot
from northline.records.position import Craft
from northline.records.record import Id
from northline.records.sensor import Sensor, SensorSort, SensorState
from northline.records.units import Degrees, DegreesTrue, Metres, Micros, Seconds

QUARTERS = 4
"""Datagrams in a turn."""

NOBODY = Id(bytes(16))


def stand_watch(
    tower: Tower, movers: Movers, river: River, scenario: Scenario, relay: Relay, dice: Dice
) -> Watch:
    """Say all that a tower sees to the relay."""
    fault = befall(tower.faults, scenario.duration, dice.wrong)
    true = look(tower, movers, scenario.light, scenario.duration, dice.seen)
    false = clutter(tower, river, scenario.duration, dice.imagined)
    relay.send(HEAD, 0.0, hurt=b"", spare=True)
    detected: dict[int, list[float]] = {}
    plots = _Plots(tower, scenario, fault, true, false)
    sent = arrived = nothing = 0
    quarter = tower.period / QUARTERS
    for number in range(int(scenario.duration / quarter)):
        seen = plots.quarter(number)
        if fault.silent(np.array([number * quarter, (number + 1) * quarter])).any():
            continue
        datagram = _head(tower, scenario, fault, number) + b"".join(
            write_plots((plot, None) for plot, _, _ in seen)
        )
        at = (number + 1) * quarter
        stamp = Micros(scenario.begins + round(at * 1e6))
        hurt = captured(datagram[:-3], stamp)
        fate = relay.send(captured(datagram, stamp), at, hurt=hurt)
        movers_seen = [(mover, second) for _, mover, second in seen if mover >= 0]
        sent, nothing = sent + len(movers_seen), nothing + len(seen) - len(movers_seen)
        if fate.whole:
            arrived += len(movers_seen)
            for mover, second in movers_seen:
                detected.setdefault(mover, []).append(round(second, 3))
    truth = Watching(
        sensor=tower.identity,
        name=tower.name,
        feed=tower.feed,
        detections=sent,
        arrived=arrived,
        false=nothing,
        outages=fault.outages,
        clock=round(fault.clock, 3),
        clock_at_end=round(fault.off(scenario.duration), 3),
    )
    return Watch(truth=truth, detected=detected)


def sensor_of(tower: Tower, at: Micros) -> Sensor:
    """A tower as its north markers tell of it."""
    return Sensor(
        id=NOBODY,
        source="",
        at=at,
        received=at,
        marking=MarkingId(0),
        identity=tower.identity,
        sort=SensorSort.RADAR,
        state=SensorState.WORKING,
        lon=Degrees(tower.lon),
        lat=Degrees(tower.lat),
        altitude=Metres(tower.height),
        revisit=Seconds(tower.period),
        timed=True,
    )


class _Plots:
    """The plots of one tower by quarters of turns, each with its mover and its true second."""

    def __init__(
        self, tower: Tower, scenario: Scenario, fault: Fault, true: Looks, false: Looks
    ) -> None:
        self._tower, self._scenario, self._fault = tower, scenario, fault
        columns = [
            np.concatenate([getattr(true, name), getattr(false, name)])
            for name in ("mover", "second", "range", "azimuth")
        ]
        order = np.argsort(columns[1], kind="stable")
        rows = list(zip(*(column[order].tolist() for column in columns), strict=True))
        quarter = tower.period / QUARTERS
        self._rows = {
            number: list(group)
            for number, group in itertools.groupby(rows, key=lambda row: int(row[1] / quarter))
        }

    def quarter(self, number: int) -> list[tuple[Plot, int, float]]:
        """Those of a quarter, counted from the beginning of the day."""
        return [
            (self._plot(second, away, azimuth), mover, second)
            for mover, second, away, azimuth in self._rows.get(number, ())
        ]

    def _plot(self, second: float, away: float, azimuth: float) -> Plot:
        at = self._fault.stamp(self._scenario.begins, second)
        return Plot(
            id=NOBODY,
            source="",
            at=at,
            received=at,
            marking=MarkingId(0),
            sensor=self._tower.identity,
            measure=Measure.POLAR,
            craft=Craft.UNKNOWN,
            range=Metres(away),
            azimuth=DegreesTrue(azimuth),
            timed=True,
        )


def _head(tower: Tower, scenario: Scenario, fault: Fault, number: int) -> bytes:
    """The north marker or sector crossing that a quarter begins with."""
    quarter, second = number % QUARTERS, number * tower.period / QUARTERS
    at = fault.stamp(scenario.begins, second)
    if quarter == 0:
        return write_north(sensor_of(tower, at), at)
    return write_sector(tower.identity, at, DegreesTrue(360.0 / QUARTERS * quarter))
