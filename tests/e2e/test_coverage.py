"""Coverage in a browser: asked for without a mouse, and laid under the picture."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from tests.app.sensed import sensor, tell
from tests.app.test_coverage import LAT, LON, RADAR, noon
from tests.e2e.conftest import aside
from tests.e2e.pages import Opener, until
from tests.e2e.serving import Served
from tests.e2e.test_accessible import violations


def watched(folder: Path, home: Path) -> None:
    """A radar that works, on the 49th parallel."""
    with Node.open(folder, home=home, exercise=True) as node:
        told = {**RADAR, "detection": [*RADAR["detection"], "boat/day=0.9", "boat/night=0.9"]}  # type: ignore[misc]
        long_ago = noon() - 86_400.0 * 3_000
        tell(node, "sensor", sensor("radar:1", long_ago, name="EX RADAR", **told))


@pytest.fixture(scope="module")
def strip(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("coverage") / "ledger"
    aside(watched, folder, home)
    with Served(folder, home) as served:
        yield served


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_class_is_chosen_without_a_mouse(strip: Served, open_page: Opener, code: str) -> None:
    page = open_page(strip, f"/coverage?lang={code}").page
    assert page.locator("#coverage-strips tbody tr").count() == 19
    assert not violations(page)
    page.focus("#coverage-class")
    page.select_option("#coverage-class", "boat")
    page.locator("#coverage-form button").press("Enter")
    page.wait_for_url("**class=boat**")
    share = page.locator("#coverage-classes tr", has=page.locator("a[href*='class=boat']"))
    assert "0" not in share.inner_text().split()[1:2]
    page.focus(".strips")
    page.keyboard.press("End")
    page.locator("#coverage-bands summary").press("Enter")
    assert page.locator("#coverage-bands table").is_visible()
    assert not violations(page)


def test_a_gap_leads_to_its_place_on_the_picture(strip: Served, open_page: Opener) -> None:
    page = open_page(strip, "/coverage?class=walker").page
    first = page.locator("#coverage-gaps tbody tr").first
    assert "km" in first.inner_text()
    first.locator("a").press("Enter")
    page.wait_for_url("**/picture?lon=**")


def test_the_strip_lies_under_the_picture_while_its_box_is_ticked(
    strip: Served, open_page: Opener
) -> None:
    page = open_page(strip, f"/picture?lon={LON}&lat={LAT}&zoom=10").page
    until(page, "() => window.northline?.map?.map.isStyleLoaded()")
    page.click("#layers summary")
    page.check("#layers input[name=coverage]")
    shown = "() => window.northline.map.map.querySourceFeatures('coverage').length"
    until(page, f"() => document.getElementById('coverage-said').textContent && ({shown})() > 0")
    assert "UTC" in page.inner_text("#coverage-said")
    assert not violations(page)
    page.select_option("#coverage-class", "drone")
    gaps = (
        "() => window.northline.map.map.querySourceFeatures('coverage')"
        ".every((each) => each.properties.gap)"
    )
    until(page, gaps)
    page.uncheck("#layers input[name=coverage]")
    until(page, "() => !document.getElementById('coverage-said').textContent")
