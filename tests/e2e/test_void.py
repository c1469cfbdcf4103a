"""What is erased or marked anew is gone from pages that stand open, and nothing of it stays there."""

from pathlib import Path

from playwright.sync_api import Page

from northline.app.node import Node
from northline.records.units import Micros
from tests.app.lake import BEGIN, log, write
from tests.e2e.conftest import aside
from tests.e2e.pages import Opener, tracks, until
from tests.e2e.serving import Served
from tests.e2e.traffic import SECOND, Traffic

HIDDEN = "Protected B; owner=local; compartments=trace"
DRAWN = """name => JSON.stringify((northline.map?.data.get(name)?.features ?? [])
  .map((each) => each.geometry.coordinates))"""


def at(second: float) -> Micros:
    return Micros(int((BEGIN + second) * SECOND))


def points(node: Node, upto: float) -> tuple[list[bytes], list[float]]:
    """Ids and longitudes of the track points before a second."""
    rows = node.records("track", until=at(upto), columns=["id", "lon"]).to_pylist()
    return [row["id"] for row in rows], [round(row["lon"], 5) for row in rows]


def holds(page: Page, what: str, lons: list[float]) -> bool:
    """Whether any of these longitudes is drawn."""
    text: str = page.evaluate(DRAWN, what)
    return any(str(lon) in text for lon in lons)


def wait_until_gone(page: Page, what: str, lons: list[float]) -> None:
    for _ in range(100):
        if not holds(page, what, lons):
            return
        page.wait_for_timeout(100)
    assert not holds(page, what, lons), f"{what} still shows it"


def test_points_that_were_erased_leave_trails_and_ways(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    traffic = Traffic(1)
    with Node.open(tmp_path / "ledger", home=home, exercise=True) as node:
        traffic.tell_span(node, at(0), seconds=600, every=20)
        with Served(tmp_path / "ledger", home) as served:
            page = open_page(served, "/picture").page
            tracks(page, 1)
            page.evaluate("track => northline.choose({track})", traffic.tracks[0])
            ids, lons = points(node, 500)
            for what in ("trails", "chosen"):
                until(page, f"name => ({DRAWN})(name).length > 50", what)
                assert holds(page, what, lons)
            node.erase(ids, "Privacy Act s. 6(3)")
            for what in ("trails", "chosen"):
                wait_until_gone(page, what, lons)
                until(page, f"name => ({DRAWN})(name).length > 50", what)


def test_what_is_hidden_meanwhile_leaves_the_hour_that_is_shown(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    stays, goes = Traffic(2, name="stays"), Traffic(2, name="goes", seed=2)
    with Node.open(tmp_path / "ledger", home=home, exercise=True) as node:
        for each in (stays, goes):
            each.tell_span(node, at(0), seconds=600, every=20)
        with Served(tmp_path / "ledger", home) as served:
            page = open_page(served, "/picture?until=2027-01-15T08:08:00Z&second=3500").page
            until(page, "() => northline.clock.past && northline.shown().length === 4")
            rows = node.records("track", columns=["id", "source"]).to_pylist()
            node.mark([row["id"] for row in rows if row["source"] == "goes"], HIDDEN, "a case")
            until(page, "() => northline.shown().length === 2")
            assert page.evaluate("() => northline.clock.second") == 3500
            shown = page.evaluate("() => northline.shown().map((each) => each.track)")
            assert sorted(shown) == sorted(stays.tracks)


def test_evidence_and_findings_leave_the_page_that_shows_them(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    with Node.open(tmp_path / "ledger", home=home, exercise=True) as node:
        aside(node.ingest, "ais", write(tmp_path / "lake.nmea", log(ships=1, reports=100)))
        aside(node.run)
        (view,) = node.findings()
        id = view.finding.id
        with Served(tmp_path / "ledger", home) as served:
            page = open_page(served, f"/findings/{id.hex()}").page
            links = page.locator("table.evidence th a[href*='/records/']")
            before = [each.get_attribute("href") or "" for each in links.all()]
            (gone, *_) = [each for each in before if "/records/track/" in each]
            page.locator("#show-keys").focus()
            node.erase([gone.rpartition("/")[2]], "Privacy Act s. 6(3)")
            page.wait_for_selector("p.erased")
            assert gone not in page.content()
            assert "Privacy Act s. 6(3)" in page.inner_text("p.erased")
            assert page.evaluate("() => document.activeElement.id") == "finding-title"
            title = page.inner_text("#finding-title")
            page.keyboard.press("a")
            page.fill("#decide-reason", "what I had written")
            assert page.inner_text("#decide-what") == title
            node.mark([id], HIDDEN, "a case")
            page.wait_for_selector("#finding-gone")
            assert title not in page.content()
            assert id.hex() not in page.inner_html("main")
            assert page.title() == "Northline"
            assert page.input_value("#decide-reason") == "what I had written"
            page.keyboard.press("Escape")
            page.click("#back")
            page.wait_for_selector("#queue-empty")
