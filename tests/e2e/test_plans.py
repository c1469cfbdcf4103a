"""The plan for a finding: on its page, where a unit is sent, and on the picture, map and tables alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from northline.app.node import Node
from northline.records.track import Track
from tests.app.planned import keep, planned
from tests.e2e.conftest import aside
from tests.e2e.pages import Opener, until
from tests.e2e.serving import Served
from tests.e2e.test_accessible import violations
from tests.engines.dispatching import sailing

BOAT = "cot:EX BOAT 1"


def fill(folder: Path, home: Path) -> dict[str, str]:
    """A finding with a plan, and units that report where they are."""
    with Node.open(folder, home=home) as node:
        finding = planned(node)
        for name, lon, lat in (("BOAT 1", -83.115, 42.25), ("CAR 1", -83.085, 42.25)):
            keep(node, Track, sailing(f"cot:EX {name}", lon, lat, craft="unit", until=601.0)[:1])
        return {"finding": finding.id.hex(), "event": finding.event_id.hex()}


@pytest.fixture
def planning(tmp_path: Path, home: Path) -> Iterator[Served]:
    folder = tmp_path / "planned"
    ids = aside(fill, folder, home)
    with Served(folder, home) as served:
        served.ids.update(ids, folder=str(folder))
        yield served


def shown(served: Served, open_page: Opener, more: str = "") -> Page:
    """The picture with the alert chosen, once its plan is there."""
    path = f"/picture?lon=-83.11&lat=42.245&zoom=12.5&alert={served.ids['finding']}{more}"
    page = open_page(served, path).page
    until(page, "() => northline.map?.data.get('plan')?.features.length > 0")
    return page


def test_a_unit_is_sent_from_the_page_of_the_finding(planning: Served, open_page: Opener) -> None:
    page = open_page(planning, "/findings/{finding}").page
    rows = page.locator("#plan-units tbody tr")
    assert rows.count() >= 2
    assert violations(page) == []
    send = page.get_by_role("button", name="Send EX BOAT 1")
    send.focus()
    page.keyboard.press("Enter")
    assert page.locator("#decide-what").inner_text().startswith("EX BOAT 1: ")
    page.keyboard.type("the nearest boat")
    page.keyboard.press("Control+Enter")
    page.locator("#plan-units .tag").wait_for()
    assert "sent by" in page.locator("#plan-units").inner_text()
    assert page.get_by_role("button", name="Send EX CAR 1").is_visible()
    page.get_by_role("button", name="Have it look: camera:t1").click()
    page.locator("#decide-reason").fill("see what it is")
    page.locator("#decide-send").click()
    page.locator("#plan-looks .tag").wait_for()
    assert "asked to look by" in page.locator("#plan-looks").inner_text()


def test_the_picture_shows_the_ways_of_the_plan_and_who_is_free(
    planning: Served, open_page: Opener
) -> None:
    page = shown(planning, open_page)
    drawn = page.evaluate("() => northline.map.data.get('plan').features.map((e) => e.properties)")
    assert {each["is"] for each in drawn} == {"way", "meeting", "look"}
    until(page, "() => northline.map.map.getLayer('plan-way') !== undefined")
    told = page.locator("#chosen-plan li").all_inner_texts()
    assert any("EX BOAT 1 (boat): there in" in each for each in told)
    page.get_by_role("tab", name="Units").click()
    until(page, "() => /free/.test(document.getElementById('units').textContent)")
    assert "80" in page.locator("#units tbody tr", has_text="EX BOAT 1").inner_text()
    page.get_by_role("button", name="EX BOAT 1").first.click()
    assert "Officers" in page.locator("#chosen-facts").inner_text()
    assert page.evaluate("() => northline.map.data.get('plan').features.length") == 0
    assert violations(page) == []


def test_the_plan_is_told_in_french_as_well(planning: Served, open_page: Opener) -> None:
    page = shown(planning, open_page, "&lang=fr")
    told = page.locator("#chosen-plan").inner_text()
    assert "Qui peut s\N{RIGHT SINGLE QUOTATION MARK}y rendre" in told
    assert "sur place dans" in told
    page = open_page(planning, "/findings/{finding}?lang=fr").page
    assert "Envoyer" in page.locator("#plan-units").inner_text()
    assert "moins d'agents" in (page.locator("#plan details").text_content() or "")
