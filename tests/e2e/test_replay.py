"""An hour gone by: loaded, dragged through, played, and left again."""

from typing import Any

from playwright.sync_api import Page

from tests.e2e.ledgers import OTHERS, SHIPS
from tests.e2e.pages import Opener, counted, tracks, until
from tests.e2e.serving import Served

PLACE = "name => northline.shown().filter((each) => each.name === name).map((e) => [e.lon, e.lat])"

DRAWN = """([name, place]) => northline.map.data.get("tracks").features.some(
  ({ properties, geometry }) => properties.name === name
    && String(geometry.coordinates) === String(place))"""


def drag(page: Page, second: int) -> None:
    """Put the slider somewhere, as a hand would."""
    page.locator("#slider").fill(str(second))
    until(page, "second => northline.clock.second === second", second)


def where(page: Page, name: str) -> Any:
    """Where the thing of this name is, once it is drawn there."""
    (found,) = page.evaluate(PLACE, name)
    until(page, DRAWN, [name, found])
    return found


def test_the_slider_moves_everything(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, OTHERS + SHIPS)
    page.fill("#hour", "2027-01-15T09:00")
    page.click("#load-hour")
    until(page, "() => !document.getElementById('slider').disabled")
    until(page, "() => northline.shown().length === 64")
    late = where(page, "SHIP 1")
    drag(page, 900)
    early = where(page, "SHIP 1")
    assert early[1] < late[1], "it sailed north"
    assert "08:15:00" in page.inner_text("#live-status")
    until(page, "() => document.getElementById('count-alerts').textContent === '4'")
    drag(page, 300)
    until(page, "() => document.getElementById('count-alerts').textContent === '0'")
    assert "08:05:00" in page.inner_text("#slider-time")


def test_before_it_began_nothing_is_shown(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, OTHERS + SHIPS)
    page.fill("#hour", "2027-01-15T08:30")
    page.press("#hour", "Enter")
    until(page, "() => northline.shown().length === 64 && northline.clock.past")
    drag(page, 1700)
    assert page.evaluate("() => northline.shown().length") == 0
    until(page, "() => document.getElementById('count-tracks').textContent === '0'")
    page.fill("#hour", "2020-01-01T00:00")
    page.click("#load-hour")
    until(
        page,
        "() => document.getElementById('slider-time').textContent"
        " === 'Nothing was seen in that hour.'",
    )


def test_it_plays_on_and_goes_back_to_now(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture?until=2027-01-15T09:00:00Z&second=600").page
    until(page, "() => northline.clock.past !== null")
    before = where(page, "SHIP 0")
    page.select_option("#pace", "300")
    page.click("#play")
    assert page.inner_text("#play") == "Pause"
    until(page, "() => northline.clock.second > 1500")
    page.click("#play")
    rest = page.evaluate("() => northline.clock.second")
    until(page, "() => document.getElementById('live-status').textContent.startsWith('Replay')")
    assert where(page, "SHIP 0")[1] > before[1]
    page.wait_for_timeout(400)
    assert page.evaluate("() => northline.clock.second") == rest, "it rests when it is told to"
    page.click("#live")
    until(page, "() => document.getElementById('live-status').textContent.includes('08:59:5')")
    assert page.get_attribute("#live", "aria-pressed") == "true"
    assert page.is_disabled("#slider")
    counted(page, OTHERS + SHIPS)


def test_playing_ends_where_the_hour_ends(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture?until=2027-01-15T09:00:00Z&second=3500").page
    until(page, "() => northline.clock.past !== null")
    page.select_option("#pace", "300")
    page.click("#play")
    until(page, "() => document.getElementById('play').getAttribute('aria-pressed') === 'false'")
    assert page.evaluate("() => northline.clock.second === northline.clock.past.seconds")
