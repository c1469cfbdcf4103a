"""Pages with little to show, or a browser that can do little."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.e2e.browser import ARGS, NO_WEBGL
from tests.e2e.pages import Opener, opener, tracks, until
from tests.e2e.serving import Served

NONE = {
    "alerts": "Nothing waits for a decision.",
    "tracks": "No track was seen in the last half hour.",
    "units": "No unit has reported in the last half hour.",
}


def test_an_empty_ledger_shows_a_map_and_says_that_there_is_nothing(
    empty: Served, open_page: Opener
) -> None:
    page = open_page(empty, "/picture").page
    until(page, "() => document.getElementById('live-status').textContent.startsWith('0 tracks')")
    until(page, "() => document.getElementById('map-message').textContent === ''")
    for name, said in NONE.items():
        page.click(f"#tab-{name}")
        assert page.locator(f"#{name} .empty").inner_text() == said
        assert page.is_hidden(f"#{name} table")
    page.click("#load-hour")
    until(page, "() => document.getElementById('slider-time').textContent.includes('Nothing')")


@pytest.mark.parametrize("path", ["/findings", "/health"])
def test_the_other_pages_stand_over_an_empty_ledger(
    empty: Served, open_page: Opener, path: str
) -> None:
    page = open_page(empty, path).page
    assert page.locator("h1").count() == 1


def test_without_webgl_the_tables_work(
    chromium: Path, playwright: Playwright, drill: Served
) -> None:
    browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGS, *NO_WEBGL])
    with opener(browser) as opens:
        watched = opens(drill, "/picture", expects="WebGL")
        page = watched.page
        tracks(page, 60)
        message = page.locator("#map-message")
        assert message.inner_text() == (
            "This browser cannot draw the map. The tables hold the same."
        )
        page.click("#tab-tracks")
        page.locator("#tracks button.row").first.click()
        until(page, "() => document.querySelectorAll('#chosen-facts dt').length > 0")
        page.click("#load-hour")
        until(page, "() => !document.getElementById('slider').disabled")
        page.locator("#slider").fill("600")
        until(page, "() => document.getElementById('live-status').textContent.includes('08:09:5')")
    browser.close()
