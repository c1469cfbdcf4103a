"""The node goes away and comes back: the page says so, and is right again by itself."""

from pathlib import Path

from northline.app.node import Node
from northline.records.units import Micros
from tests.e2e.pages import Opener, tracks, until
from tests.e2e.serving import Served
from tests.e2e.traffic import SECOND, Traffic
from tests.e2e.watching import LOST

BEGIN = Micros(1_800_000_000 * SECOND)
PLACES = "() => northline.map.data.get('tracks').features.map((f) => f.geometry.coordinates)"
BANNER = "() => document.getElementById('offline').hidden"


def test_the_page_says_when_the_node_is_away_and_when_it_is_back(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    folder, traffic = tmp_path / "ledger", Traffic(20)
    with Node.open(folder, home=home, exercise=True) as node:
        traffic.tell(node, BEGIN)
        with Served(folder, home) as served:
            page = open_page(served, "/picture?lang=fr", expects=LOST).page
            tracks(page, 20)
            assert page.is_hidden("#offline")
            served.kill()
            until(page, f"() => !({BANNER})()")
            assert "La liaison avec le nœud est rompue" in page.inner_text("#offline")
            assert page.locator("body.old").count() == 1
            assert page.evaluate("() => northline.shown().length") == 20, "what is old stays"
            traffic.tell(node, Micros(BEGIN + 600 * SECOND), seconds=600)
            Traffic(5, name="newcomers").tell(node, Micros(BEGIN + 600 * SECOND))
            served.start()
            until(page, BANNER)
            tracks(page, 25)
            assert page.evaluate("() => northline.live.size") == 25
            stands = page.request.get(f"{served.address}/api/v1/picture").json()
            moves = zip(stands["moves"]["lon"], stands["moves"]["lat"], strict=True)
            assert sorted(page.evaluate(PLACES)) == sorted([lon, lat] for lon, lat in moves)
            assert page.locator("body.old").count() == 0


def test_a_server_that_is_asked_to_end_ends_though_a_page_is_open(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    folder = tmp_path / "ledger"
    with Node.open(folder, home=home, exercise=True) as node:
        Traffic(3).tell(node, BEGIN)
    with Served(folder, home) as served:
        page = open_page(served, "/picture", expects=LOST).page
        tracks(page, 3)
        until(page, "() => northline.map?.map.loaded()")
        served.stop()
        until(page, f"() => !({BANNER})()")
