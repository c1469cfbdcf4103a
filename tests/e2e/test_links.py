"""A link to the picture shows another person the same."""

import pytest
from playwright.sync_api import Page

from tests.e2e.pages import Opener, tracks, until, view
from tests.e2e.serving import Served
from tests.e2e.watching import REFUSED

UNTIL = "2027-01-15T09:00:00Z"


def place(page: Page) -> tuple[float, float, float]:
    """Middle and zoom of the map as they are drawn."""
    lon, lat, zoom = page.evaluate(
        "() => { const map = northline.map.map; const at = map.getCenter();"
        " return [at.lng, at.lat, map.getZoom()]; }"
    )
    return lon, lat, zoom


def test_a_place_is_shown_again(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture?lon=-82.41234&lat=42.56789&zoom=11.5").page
    tracks(page, 60)
    assert place(page) == pytest.approx((-82.41234, 42.56789, 11.5), abs=1e-4)
    page.evaluate("() => northline.map.map.jumpTo({center: [-81.5, 42.1], zoom: 8})")
    until(page, "() => new URLSearchParams(location.search).get('lon') === '-81.50000'")
    page.reload()
    tracks(page, 60)
    assert place(page) == pytest.approx((-81.5, 42.1, 8), abs=1e-4)


def test_a_place_that_is_none_is_passed_over(drill: Served, open_page: Opener) -> None:
    path = "/picture?lon=900&lat=x&zoom=&track=zz&until=never&second=-5"
    page = open_page(drill, path, expects=REFUSED).page
    until(page, "() => document.getElementById('live-status').textContent.length > 0")
    tracks(page, 60)
    assert page.is_hidden("#chosen")


def test_a_chosen_track_is_chosen_again(drill: Served, open_page: Opener) -> None:
    first = open_page(drill, "/picture").page
    tracks(first, 60)
    first.fill("#query", "SHIP 3")
    first.press("#query", "Enter")
    until(first, "() => new URLSearchParams(location.search).get('track')")
    link = first.url.removeprefix(drill.address)
    page = open_page(drill, link).page
    until(page, "() => document.getElementById('chosen-title').textContent === 'SHIP 3'")
    assert view(page)["track"] == view(first)["track"]
    assert page.is_visible("#follow")


def test_a_chosen_alert_is_chosen_again_and_leads_to_its_evidence(
    drill: Served, open_page: Opener
) -> None:
    page = open_page(drill, "/picture?alert={finding}").page
    until(page, "() => document.querySelectorAll('#chosen-facts dt').length > 0")
    href = page.get_attribute("#chosen-link", "href")
    assert href == f"/findings/{drill.ids['finding']}"
    assert page.locator("#alerts tr.chosen-row").count() == 1


def test_a_moment_of_an_hour_is_shown_again(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, f"/picture?until={UNTIL}&second=600").page
    until(page, "() => document.getElementById('live-status').textContent.includes('08:10:00')")
    assert page.inner_text("#slider-time").startswith("08:10:00 UTC")
    kept = view(page)
    assert (kept["until"], kept["second"]) == (UNTIL, "600")
    page.click("#live")
    until(page, "() => !new URLSearchParams(location.search).has('until')")
