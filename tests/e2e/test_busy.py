"""Thousands of things on the move: all are shown, and the page keeps drawing."""

from pathlib import Path

import pytest

from northline.app.node import Node
from northline.ledger.reading import system_clock
from tests.e2e import ledgers
from tests.e2e.pages import Opener, count, counted, tracks, until
from tests.e2e.serving import Served
from tests.e2e.traffic import CRAFT

ROUNDS = 3


def test_five_thousand_move_and_all_are_drawn(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    folder = tmp_path / "ledger"
    traffic = ledgers.busy(folder, home)
    with Served(folder, home) as served, Node.open(folder, home=home) as node:
        watched = open_page(served, "/picture")
        page = watched.page
        tracks(page, ledgers.BUSY)
        assert page.locator(".exercise").count() == 0, "it is no exercise"
        for _ in range(ROUNDS):
            drawn = page.evaluate("() => northline.map.data.get('tracks')")
            before = page.evaluate("() => northline.live.time")
            traffic.tell(node, system_clock(), seconds=60)
            until(page, "before => northline.live.time > before", before)
            lons = {
                f["properties"]["track"]: f["geometry"]["coordinates"] for f in drawn["features"]
            }
            until(
                page,
                """before => northline.map.data.get('tracks').features.every(
                     ({ properties, geometry }) =>
                       String(before[properties.track]) !== String(geometry.coordinates))""",
                lons,
            )
        assert page.evaluate("() => northline.live.size") == ledgers.BUSY
        until(page, "() => document.getElementById('live-status').textContent.includes('5,000')")
        counted(page, ledgers.BUSY)
        assert count(page, "units") == pytest.approx(ledgers.BUSY / len(CRAFT), rel=0.1)
        shown = page.evaluate("() => northline.map.map.querySourceFeatures('tracks').length")
        assert shown, "the map has taken them"
        watched.check(served.address)
