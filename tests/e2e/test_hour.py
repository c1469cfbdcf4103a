"""A page left open while things come and go for hours takes no more than it took."""

from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import CDPSession, Page

from northline.app.node import Node
from northline.records.units import Micros
from tests.e2e.pages import Opener, until
from tests.e2e.serving import Served
from tests.e2e.traffic import SECOND, Traffic

BEGIN = 1_800_000_000 * SECOND
STEP = 15
"""Seconds of the exercise between two reports of each thing."""

CROWD = 120
"""Things that come at a time."""

STAYS = 600
"""Seconds for which they report; then others come."""

SETTLED = 45 * 60
"""Seconds after which as many are dropped as come: what was not seen for half an hour goes."""

HOUR = 3600
MOST_SHOWN = CROWD * (1800 // STAYS + 2)
"""Things that were seen in any half hour, at most."""


class Held(NamedTuple):
    """What page and server hold.

    Attributes:
        heap: bytes of JavaScript objects that are in use, once all rubbish is collected.
        nodes: nodes of the document, and such that are kept though they left it.
        listeners: event listeners.
        tracks: tracks that the page keeps.
        resident: bytes of memory of the server.
    """

    heap: int
    nodes: int
    listeners: int
    tracks: int
    resident: int


def held(page: Page, inside: CDPSession, served: Served) -> Held:
    """What is held now."""
    for _ in range(2):
        inside.send("HeapProfiler.collectGarbage")
    counters = inside.send("Memory.getDOMCounters")
    return Held(
        heap=inside.send("Runtime.getHeapUsage")["usedSize"],
        nodes=counters["nodes"],
        listeners=counters["jsEventListeners"],
        tracks=page.evaluate("() => northline.live.size"),
        resident=served.resident(),
    )


ROWS = 60
"""Rows of a table of the picture, each with a listener (web/src/picture/tables.ts)."""


@pytest.mark.deep
def test_an_hour_of_coming_and_going_leaves_nothing_behind(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    folder = tmp_path / "ledger"
    with Node.open(folder, home=home, exercise=True) as node:
        Traffic(1).tell(node, Micros(BEGIN))
        with Served(folder, home) as served:
            page = open_page(served, "/picture?lon=-82.5&lat=42.5&zoom=8").page
            page.click("#tab-tracks")
            inside = page.context.new_cdp_session(page)
            inside.send("HeapProfiler.enable")
            found: dict[int, Held] = {}
            crowds: dict[int, Traffic] = {}
            for second in range(STEP, SETTLED + HOUR + STEP, STEP):
                turn = second // STAYS
                if turn not in crowds:
                    crowds = {turn: _crowd(turn, node, second)}
                crowds[turn].tell(node, Micros(BEGIN + second * SECOND), seconds=STEP)
                until(page, "ms => northline.live.time >= ms", (BEGIN + second * SECOND) // 1000)
                if second in {SETTLED, SETTLED + HOUR}:
                    found[second] = held(page, inside, served)
    before, after = found[SETTLED], found[SETTLED + HOUR]
    print(before, after, sep="\n")
    assert CROWD < before.tracks <= MOST_SHOWN
    assert CROWD < after.tracks <= MOST_SHOWN
    assert after.heap < before.heap * 1.15 + 1_000_000
    assert after.nodes < before.nodes * 1.1 + 200
    # The rows of one table may wait for the collector; a listener for each thing that came and
    # went would be thousands.
    assert after.listeners <= before.listeners * 1.1 + 2 * ROWS
    assert after.resident < before.resident * 1.15 + 10_000_000


def _crowd(turn: int, node: Node, second: int) -> Traffic:
    """Others than before, at the same place."""
    made = Traffic(CROWD, seed=turn, name=f"crowd-{turn}", start=2280.0, over=120.0)
    made.introduce(node, Micros(BEGIN + second * SECOND), callsign=f"TURN {turn} UNIT")
    return made
