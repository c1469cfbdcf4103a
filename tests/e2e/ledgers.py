"""The ledgers that pages are opened over."""

from pathlib import Path

from northline.app.node import Node
from northline.ledger.reading import system_clock
from northline.records.units import Micros
from tests.app.drilled import tell as tell_of
from tests.app.lake import BEGIN, log
from tests.app.sensed import (
    DARK,
    FENCE,
    GHOST,
    RADAR,
    SILENT,
    TOWER,
    bearing,
    look,
    plot,
    point,
    sensor,
    tell,
)
from tests.e2e.traffic import SECOND, Traffic

HOUR = 3600
SHIPS = 4
"""Ships that cross the line: so many findings."""
OTHERS = 60
"""Things that go about all the hour long."""
BUSY = 5_000

BEGINS = Micros(BEGIN * SECOND)
ENDS = Micros(BEGINS + HOUR * SECOND)


def drill(folder: Path, home: Path) -> dict[str, str]:
    """An exercise: an hour of ships and others, some of them units with callsigns, and findings.

    Returns:
        ids of what is in it.
    """
    feed = folder.with_suffix(".nmea")
    feed.write_bytes(log(ships=SHIPS, reports=HOUR // 10))
    traffic = Traffic(OTHERS, start=2280.0, over=120.0)
    with Node.open(folder, home=home, exercise=True) as node:
        node.ingest("ais", feed)
        node.run()
        traffic.introduce(node, BEGINS, callsign="PATROL")
        traffic.tell_span(node, BEGINS, seconds=HOUR, every=10)
        first, second, *_ = node.findings()
        node.decide(first.finding.id, "acknowledge", reason="seen by the watch")
        tell_of(node, finding=second.finding.id.hex())
    return {"finding": second.finding.id.hex(), "decided": first.finding.id.hex()}


DRONE = "klv:drone-7"
AT_LAST = HOUR - 1
"""Second of the newest report."""


def sensed(folder: Path, home: Path) -> dict[str, str]:
    """An exercise: sensors in every state, what they detected, things that do not report themselves.

    Returns:
        ids of what is in it.
    """
    feed = folder.with_suffix(".nmea")
    feed.write_bytes(log(ships=SHIPS, reports=HOUR // 10))
    here = {"lon": -83.05, "lat": 42.30}
    chance = ["walker/night=0.7@210", "boat/day=0.9"]
    sector = {"bearing_from": 350.0, "bearing_to": 80.0, "range": 5000.0, "revisit": 4.0}
    ship = {"identity": "mmsi:316000099", "craft": "vessel", "group": None}
    own = {**ship, "quality": None, "sensors": None}
    trip = {"sensor": FENCE, "measure": "trip", "azimuth": None, "test": True}
    with Node.open(folder, home=home, exercise=True) as node:
        node.ingest("ais", feed)
        find(node)
        tell(
            node,
            "sensor",
            sensor(TOWER, 0, name="Tower 4", sort="camera", detection=chance, **sector, **here),
            sensor(RADAR, 0, name="Radar 7", sort="radar", range=9000.0, **here),
            sensor(RADAR, 1800, state="down"),
            sensor(
                FENCE, 0, sort="ground-sensor", state="degraded", range=40.0, lon=-83, lat=42.31
            ),
            sensor(DRONE, 0, name="Drone 7", sort="drone", state="maintenance", **here),
        )
        tell(node, "footprint", look(DRONE, AT_LAST - 5, -83.1, 42.29, -83.08, 42.3, view="EO"))
        late = AT_LAST - 60
        tell(
            node,
            "plot",
            *(plot(n, late + n, lon=-83.05 + n * 1e-3) for n in range(40)),
            *(bearing(n, late + n) for n in range(50, 53)),
            plot(60, late, measure="place", azimuth=None, craft="person", group=3),
            plot(61, late, **trip),
            *(plot(100 + n, 600 + n) for n in range(20)),
        )
        tell(
            node,
            "track",
            point(DARK, AT_LAST - 9),
            point(DARK, AT_LAST),
            point(SILENT, AT_LAST, lon=-83.02, quality=0.4, **ship),
            point(GHOST, AT_LAST - 99, lon=-83.01, **{**ship, "identity": "mmsi:316000098"}),
            point(TOWER.encode().ljust(16), AT_LAST, **{**own, "identity": "mmsi:316000098"}),
        )
        (newest, *_) = sorted(node.findings(), key=lambda each: -each.finding.at)
    return {"finding": newest.finding.id.hex()}


def find(node: Node) -> None:
    """Crossings, and nothing that other engines find besides."""
    for engine in ("tracking", "crossing"):
        node.run(engine)


def busy(folder: Path, home: Path) -> Traffic:
    """No exercise: thousands of things that were seen just now; they move when they are told to."""
    traffic = Traffic(BUSY)
    with Node.open(folder, home=home) as node:
        traffic.tell(node, system_clock())
    return traffic


def empty(folder: Path, home: Path) -> None:
    """Nothing at all."""
    Node.open(folder, home=home).close()
