"""The feeds of an exercise: which format each speaks, by which way, and how it is marked."""

from typing import Literal

import msgspec

from northline.exercise.scenario import Scenario

AIS, ADSB, COT, ARRIVALS, ASTERIX = "ais", "adsb", "cot", "arrivals", "asterix"
CAMERAS, DRONE, GROUND_SENSORS, SENSORS = "cameras", "drone", "ground-sensors", "sensors"

FORMATS = {
    "roads": "edge-list",
    CAMERAS: "detections",
    DRONE: "klv",
    GROUND_SENSORS: "sensorthings",
}
"""What a feed speaks that is not named after its format."""

WAYS: "dict[str, Way]" = {DRONE: "udp", GROUND_SENSORS: "http"}
"""How a feed comes that does not come over TCP."""

Way = Literal["tcp", "udp", "http"]

HOST = "{host}"
"""What stands in a marking for the node's own agency."""


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """One feed.

    Attributes:
        name: of the feed.
        format: that is spoken.
        way: how it comes.
        marking: of all that it brings, as text with `HOST` in it; None: what the node gives.
    """

    name: str
    format: str
    way: Way = "tcp"
    marking: str | None = None

    def marked(self, agency: str) -> str | None:
        """The marking at a node of this agency."""
        return None if self.marking is None else self.marking.replace(HOST, agency)


def channels(scenario: Scenario) -> dict[str, Channel]:
    """The feeds of a scenario by name."""
    formats = FORMATS | {tower.feed: ASTERIX for tower in scenario.towers}
    markings = {each.feed: each.marking for each in scenario.channels}
    return {
        feed: Channel(
            name=feed,
            format=formats.get(feed, feed),
            way=WAYS.get(feed, "tcp"),
            marking=markings.get(feed),
        )
        for feed in scenario.feeds
    }
