"""The sensors of a day: each watches everybody, with random numbers and faults of its own."""

from collections.abc import Iterator

import numpy as np

from northline.exercise import cameras, drone, inventory, towers, trips
from northline.exercise.channels import CAMERAS, DRONE, GROUND_SENSORS, SENSORS
from northline.exercise.movers import Movers
from northline.exercise.parts import Wire
from northline.exercise.relay import Relay
from northline.exercise.river import River
from northline.exercise.scenario import Scenario
from northline.exercise.watches import Dice, Watch

Generators = list[np.random.Generator]


def sensors(scenario: Scenario) -> int:
    """How many take random numbers: towers, cameras, strings, the drone and the registry."""
    several = len(scenario.towers) + len(scenario.cameras) + len(scenario.ground_sensors)
    return several + (scenario.drone is not None) + (scenario.registry is not None)


def watch(
    scenario: Scenario, river: River, everybody: Movers, seeds: Generators
) -> tuple[list[Watch], list[Relay]]:
    """What the sensors see of everybody, and what of it arrives; four streams for each sensor."""
    work = _Work(scenario, river, everybody, seeds)
    return list(work.watches()), list(work.relays.values())


class _Work:
    def __init__(
        self, scenario: Scenario, river: River, everybody: Movers, seeds: Generators
    ) -> None:
        self.relays: dict[str, Relay] = {}
        self._scenario, self._river, self._everybody = scenario, river, everybody
        self._seeds = iter(seeds)

    def watches(self) -> Iterator[Watch]:
        scenario, river, everybody = self._scenario, self._river, self._everybody
        told: list[Watch] = []
        for tower in scenario.towers:
            dice, relay = self._next(tower.feed, tower.wire)
            told.append(towers.stand_watch(tower, everybody, river, scenario, relay, dice))
        for camera in scenario.cameras:
            dice, relay = self._next(CAMERAS, camera.wire)
            told.append(cameras.film(camera, everybody, scenario, relay, dice))
        first = 1
        for string in scenario.ground_sensors:
            dice, relay = self._next(GROUND_SENSORS, string.wire)
            told.append(trips.listen(string, first, everybody, river, scenario, relay, dice))
            first += string.count
        if scenario.drone is not None:
            dice, relay = self._next(DRONE, scenario.drone.wire)
            told.append(drone.fly(scenario.drone, everybody, river, scenario, relay, dice))
        if scenario.registry is not None:
            _, relay = self._next(SENSORS, scenario.registry.wire)
            inventory.tell(scenario, [each.truth for each in told], relay)
        yield from told

    def _next(self, feed: str, wire: Wire) -> tuple[Dice, Relay]:
        """Random numbers for the next sensor, and the way to its feed; several may share one."""
        seen, imagined, wrong, air = (next(self._seeds) for _ in range(4))
        relay = self.relays.setdefault(feed, Relay(feed, wire, self._scenario.duration, air))
        return Dice(seen, imagined, wrong), relay
