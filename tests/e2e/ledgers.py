"""The ledgers that pages are opened over."""

from pathlib import Path

from northline.app.node import Node
from northline.ledger.reading import system_clock
from northline.records.units import Micros
from tests.app.lake import BEGIN, log
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
    return {"finding": second.finding.id.hex(), "decided": first.finding.id.hex()}


def busy(folder: Path, home: Path) -> Traffic:
    """No exercise: thousands of things that were seen just now; they move when they are told to."""
    traffic = Traffic(BUSY)
    with Node.open(folder, home=home) as node:
        traffic.tell(node, system_clock())
    return traffic


def empty(folder: Path, home: Path) -> None:
    """Nothing at all."""
    Node.open(folder, home=home).close()
