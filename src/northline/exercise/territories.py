"""Territories of First Nations in a scenario: nothing stands in one, and no sensor looks into one.

Sensors and patrols on a territory are the decision of its council and its police, by a recorded protocol
(LAW.md rule 6).  A scenario draws the territory wide, as a ring of its own that claims to be no
boundary, and is refused when a tower, camera, ground sensor, drone or patrol would stand, go or
see within it, unless it names the protocol.
"""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import msgspec
import shapely

from northline.exercise.looks import SHIP_REACH
from northline.exercise.parts import Lat, Lon, Part

if TYPE_CHECKING:
    from northline.exercise.scenario import Scenario

METRES_IN_A_DEGREE = 111_320.0


class Territory(Part, frozen=True, kw_only=True):
    """A territory, as a scenario draws it.

    Attributes:
        name: of the community.
        ring: corners, longitude and latitude in degrees; the first is not repeated.
        protocol: under which sensors and patrols are agreed there, or None: there are none.
    """

    name: Annotated[str, msgspec.Meta(min_length=1)]
    ring: Annotated[tuple[tuple[Lon, Lat], ...], msgspec.Meta(min_length=3)]
    protocol: str | None = None

    def __post_init__(self) -> None:
        """Refuse a ring that crosses itself."""
        if not shapely.Polygon(self.ring).is_valid:
            raise ValueError(f"ring: the corners of {self.name} make no simple ring")

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place lies within it or on its edge."""
        return self.metres(lon, lat) == 0.0

    def metres(self, lon: float, lat: float) -> float:
        """How far a place lies from it, metres, to about 1 % within 50 km; 0 within."""
        east = METRES_IN_A_DEGREE * math.cos(math.radians(lat))
        plane = [((x - lon) * east, (y - lat) * METRES_IN_A_DEGREE) for x, y in self.ring]
        return float(shapely.Polygon(plane).distance(shapely.Point(0.0, 0.0)))


def check(scenario: "Scenario") -> None:
    """Refuse a scenario that has something in a territory without a protocol.

    Raises:
        ValueError: naming what, and the territory.
    """
    for territory in scenario.territories:
        if territory.protocol is not None:
            continue
        for what, lon, lat, reach in _reaching(scenario):
            if territory.metres(lon, lat) <= reach:
                raise ValueError(
                    f"territories: {what} stands in {territory.name} or reaches into it, and no "
                    "protocol with its council and police is named"
                )


def _reaching(scenario: "Scenario") -> Iterator[tuple[str, float, float, float]]:
    """What is where, degrees, and how far it goes or sees around, metres."""
    for tower in scenario.towers:
        yield tower.name, tower.lon, tower.lat, tower.range * SHIP_REACH
    for camera in scenario.cameras:
        yield camera.name, camera.lon, camera.lat, camera.range
    inland = (
        max((c.inland[1] for c in scenario.patrols.cast), default=0.0) if scenario.patrols else 0
    )
    drone = scenario.drone
    looks = abs(drone.off) + drone.range if drone else 0.0
    for reach in scenario.reaches:
        wide = max(reach.american, reach.canadian)
        yield f"the reach {reach.name}", reach.lon, reach.lat, max(wide + inland, looks)
