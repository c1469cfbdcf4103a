"""The picture shows sensors, what they detect, and what does not report itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from northline.app.node import Node
from northline.decisions.triage import MOST_AN_HOUR
from tests.app.lake import BEGIN
from tests.app.sensed import DARK, FENCE, GHOST, RADAR, SILENT, TOWER, plot, tell
from tests.e2e import ledgers
from tests.e2e.conftest import aside
from tests.e2e.pages import Opener, count, focused, tracks, until, view
from tests.e2e.serving import Served
from tests.e2e.test_accessible import violations
from tests.e2e.test_language import TEXTS, catalogue
from tests.web.asking import crossing

UNTIL = "2027-01-15T09:00:00Z"
SHOWN = ledgers.SHIPS + 3
"""Ships, and three of those that sensors saw: the track of one that reports itself again is not shown."""

DRAWN = "name => northline.map.data.get(name).features.map((each) => each.properties)"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("sensed") / "ledger"
    ids = aside(ledgers.sensed, folder, home)
    with Served(folder, home) as served:
        served.ids.update(ids, folder=str(folder))
        yield served


def opened(served: Served, open_page: Opener, more: str = "") -> Page:
    """The picture near Windsor, once its sensors and alerts are there."""
    page = open_page(served, f"/picture?lon=-83.05&lat=42.3&zoom=11&{more}").page
    tracks(page, SHOWN)
    until(page, "() => document.getElementById('count-sensors').textContent === '4'")
    until(page, "n => document.getElementById('count-alerts').textContent === n", "4")
    until(page, "() => northline.map?.data.get('areas')?.features.length > 0")
    return page


def drawn(page: Page, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(DRAWN, name)
    return found


def facts(page: Page) -> dict[str, str]:
    """What stands in the card of the chosen thing."""
    found: dict[str, str] = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('#chosen-facts dt')]"
        ".map((each) => [each.textContent, each.nextElementSibling.textContent]))"
    )
    return found


def test_sensors_are_drawn_by_sort_and_state_with_what_they_cover(
    watched: Served, open_page: Opener
) -> None:
    page = opened(watched, open_page)
    signs = {each["sensor"]: (each["icon"], each["name"]) for each in drawn(page, "sensors")}
    assert signs == {
        TOWER: ("sensor-mast-working", "Tower 4"),
        RADAR: ("sensor-dish-down", "Radar 7 (down)"),
        FENCE: ("sensor-box-degraded", f"{FENCE} (degraded)"),
        ledgers.DRONE: ("sensor-wing-maintenance", "Drone 7 (in maintenance)"),
    }
    assert page.evaluate(
        "icons => icons.every((each) => northline.map.map.hasImage(each))",
        [icon for icon, _ in signs.values()],
    )
    areas = sorted((each["state"], each["look"]) for each in drawn(page, "areas"))
    assert areas == [
        ("degraded", False),
        ("down", False),
        ("maintenance", True),
        ("working", False),
    ]
    shown = "id => northline.map.map.getLayoutProperty(id, 'visibility')"
    page.click("#layers summary")
    page.uncheck("#layers input[name=sensors]")
    for layer in ("sensors-sign", "sensors-area", "sensors-edge-down"):
        assert page.evaluate(shown, layer) == "none"
    assert page.evaluate(shown, "vessels") == "visible"


def test_a_sensor_is_chosen_by_keyboard_and_a_link_shows_it_again(
    watched: Served, open_page: Opener
) -> None:
    page = opened(watched, open_page)
    page.focus("#tab-units")
    page.keyboard.press("ArrowRight")
    until(page, "() => document.querySelectorAll('#sensors tbody tr').length === 4")
    while focused(page) != "Tower 4":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, "() => document.getElementById('chosen-title').textContent === 'Tower 4'")
    told = facts(page)
    assert told["State"] == "working"
    assert told["Sector"] == "350\u201380°"
    assert told["Detects"] == (
        "on foot, by night: 0.70 (measured on 210 looks); boat, by day: 0.90 (the maker's word)"
    )
    assert "Unclassified" in told["Marking"]
    assert told["Since, UTC"] == "08:00:00"
    assert view(page)["sensor"] == TOWER
    link = page.url.removeprefix(watched.address)
    again = open_page(watched, link).page
    until(again, "() => document.getElementById('chosen-title').textContent === 'Tower 4'")
    again.keyboard.press("Escape")
    assert "sensor" not in view(again)
    again.fill("#query", "radar")
    again.press("#query", "Enter")
    until(again, "() => document.getElementById('chosen-title').textContent === 'Radar 7'")
    assert facts(again)["State"] == "down"


def test_an_hour_gone_by_has_the_sensors_of_its_time(watched: Served, open_page: Opener) -> None:
    page = open_page(watched, f"/picture?until={UNTIL}&second=900&sensor={RADAR}").page
    until(page, "() => document.getElementById('chosen-title').textContent === 'Radar 7'")
    until(page, "() => document.getElementById('chosen-facts').textContent.includes('working')")
    page.wait_for_timeout(1000)
    assert facts(page)["State"] == "working", "and it stays so"
    page.locator("#slider").fill("2400")
    until(page, "() => document.getElementById('chosen-facts').textContent.includes('down')")


def detect(folder: Path, home: Path) -> None:
    """Something is seen elsewhere, while somebody looks there."""
    with Node.open(folder, home=home, exercise=True) as node:
        tell(node, "plot", plot("elsewhere", ledgers.AT_LAST - 30, lon=-75.0, lat=45.0))


def test_plots_are_there_only_while_somebody_asks_for_them(
    watched: Served, home: Path, open_page: Opener
) -> None:
    page = opened(watched, open_page)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/plots" in request.url else None
    )
    page.wait_for_timeout(1500)
    assert asked == [], "they are many, and nobody asked"
    assert count(page, "plots") == 0
    page.click("#layers summary")
    page.check("#layers input[name=plots]")
    until(page, "() => document.getElementById('plots-said').textContent === 'Plots in view: 45'")
    measures = [each["measure"] for each in drawn(page, "plots")]
    assert {name: measures.count(name) for name in set(measures)} == {
        "polar": 40, "bearing": 3, "place": 1, "trip": 1,
    }  # fmt: skip
    assert all("bbox=" in each and "minutes=5" in each for each in asked)
    page.click("#tab-plots")
    until(page, "() => document.querySelectorAll('#plots tbody tr').length === 45")
    assert "test target" in page.inner_text("#plots tbody")
    page.select_option("#plots-minutes", "60")
    until(page, "() => document.getElementById('plots-said').textContent === 'Plots in view: 65'")
    page.evaluate("() => northline.map.map.jumpTo({center: [-75, 45], zoom: 11})")
    until(page, "() => document.getElementById('plots-said').textContent === 'Plots in view: 0'")
    aside(detect, Path(watched.ids["folder"]), home)
    until(page, "() => document.getElementById('plots-said').textContent === 'Plots in view: 1'")
    page.uncheck("#layers input[name=plots]")
    until(page, "() => northline.map.data.get('plots').features.length === 0")
    assert page.inner_text("#plots-said") == ""
    before = len(asked)
    page.wait_for_timeout(2500)
    assert len(asked) == before


def test_each_question_for_plots_is_one_look(watched: Served, open_page: Opener) -> None:
    def looks() -> int:
        entries = httpx.get(f"{watched.address}/api/v1/audit?kind=plot&limit=200").json()["entries"]
        return sum(each["kind"] == "plot" for each in entries)

    page = opened(watched, open_page)
    before = looks()
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/plots" in request.url else None
    )
    page.click("#layers summary")
    page.check("#layers input[name=plots]")
    until(page, "() => document.getElementById('plots-said').textContent === 'Plots in view: 45'")
    page.uncheck("#layers input[name=plots]")
    page.wait_for_timeout(500)
    for _ in range(100):  # looks are written in groups, after the answers
        if looks() - before == len(asked):
            break
        page.wait_for_timeout(100)
    assert looks() - before == len(asked)


def test_plots_of_an_hour_gone_by_go_with_the_slider(watched: Served, open_page: Opener) -> None:
    page = open_page(watched, f"/picture?lon=-83.05&lat=42.3&zoom=11&until={UNTIL}&second=700").page
    until(page, "() => northline.clock.past !== null")
    page.click("#layers summary")
    page.check("#layers input[name=plots]")
    until(page, "() => northline.map.data.get('plots')?.features.length === 20")
    page.locator("#slider").fill("610")
    until(page, "() => northline.map.data.get('plots').features.length === 11")
    page.locator("#slider").fill("3599")
    until(page, "() => northline.map.data.get('plots').features.length === 45")
    page.click("#live")
    until(page, "() => document.getElementById('plots-said').textContent === 'Plots in view: 45'")


def test_what_does_not_report_itself_is_drawn_hollow_and_says_how_sure_it_is(
    watched: Served, open_page: Opener
) -> None:
    page = opened(watched, open_page)
    icons = {each["track"]: (each["icon"], each["name"]) for each in drawn(page, "tracks")}
    dark = f"unknown {DARK.hex()[:4]}"
    assert icons[DARK.hex()] == ("others-seen", dark)
    assert icons[SILENT.hex()] == ("vessels-seen", "mmsi:316000099, silent")
    assert GHOST.hex() not in icons, "it reports itself again, and is drawn once"
    page.click("#tab-tracks")
    row = page.locator("#tracks tr", has_text=dark)
    assert "very likely (0.99)" in row.inner_text()
    assert "reports itself" in page.locator("#tracks tr", has_text="SHIP 1").inner_text()
    row.locator("button").click()
    until(page, "() => document.getElementById('chosen-title').textContent.startsWith('unknown')")
    told = facts(page)
    assert told["Reports itself"] == "never; only sensors see it"
    assert told["How sure"] == "very likely (0.99)"
    assert told["Seen by"] == "Radar 7, Tower 4"
    assert told["How many, at most"] == "2"
    page.evaluate("track => northline.choose({track})", SILENT.hex())
    until(page, "() => document.getElementById('chosen-title').textContent.endsWith('silent')")
    assert facts(page)["How sure"] == "doubtful (0.40)"
    assert facts(page)["Reports itself"].startswith("no longer")


def test_the_newest_alert_lies_over_the_others_and_says_so(
    watched: Served, open_page: Opener
) -> None:
    page = opened(watched, open_page)
    alerts = drawn(page, "alerts")
    (newest,) = [each for each in alerts if each["newest"]]
    assert newest["alert"] == watched.ids["finding"]
    assert newest["order"] == max(each["order"] for each in alerts)
    assert newest["said"].startswith("newest, 08:")
    assert page.locator("#alerts tr", has_text="newest, ").count() == 1
    page.click("#alerts tr:has-text('newest, ') button")
    page.wait_for_selector("#chosen-why li")
    first = page.inner_text("#chosen-why li >> nth=0")
    assert "share of the score" in first
    page.keyboard.press("Escape")
    assert page.is_hidden("#chosen-why")


def many(folder: Path, home: Path) -> None:
    """More crossings in an hour than are shown of one."""
    feed = folder.with_suffix(".nmea")
    boats = range(316_000_000, 316_000_000 + MOST_AN_HOUR + 4)
    feed.write_bytes(b"".join(crossing(mmsi=mmsi, second=BEGIN) for mmsi in boats))
    with Node.open(folder, home=home, exercise=True) as node:
        node.ingest("ais", feed)
        ledgers.find(node)


def test_what_is_held_back_is_counted_and_one_click_away(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    aside(many, tmp_path / "ledger", home)
    with Served(tmp_path / "ledger", home) as served:
        page = open_page(served, "/picture").page
        until(page, "() => document.getElementById('held-back').textContent === 'Held back: 4'")
        until(
            page,
            "n => document.getElementById('count-alerts').textContent === n",
            str(MOST_AN_HOUR),
        )
        page.click("#held-back a")
        until(page, "() => location.search === '?state=held-back'")
        page = open_page(served, f"/picture?until={UNTIL}&second=3599").page
        until(page, "() => document.querySelectorAll('#alerts tbody tr').length > 30")
        assert page.is_hidden("#held-back")
        said = page.locator("#alerts tr", has_text="held back: its hour has no room for it")
        assert said.count() == 4


@pytest.mark.parametrize("code", ["en", "fr"])
def test_all_of_it_is_accessible_and_in_one_language(
    watched: Served, open_page: Opener, code: str
) -> None:
    page = opened(watched, open_page, f"lang={code}")
    page.click("#layers summary")
    page.check("#layers input[name=plots]")
    said: set[str] = set()
    for sheet in ("sensors", "plots", "tracks"):
        page.click(f"#tab-{sheet}")
        until(page, "n => document.querySelectorAll(`#${n} tbody tr`).length > 0", sheet)
        if sheet != "plots":
            page.locator(f"#{sheet} tbody button").first.click()
        assert not violations(page)
        said |= set(page.evaluate(TEXTS))
    page.emulate_media(color_scheme="dark")
    until(page, "() => getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'")
    assert not violations(page)
    known = catalogue()
    english = {text for text, french in known.items() if text != french} - set(known.values())
    assert bool(said & english) == (code == "en"), sorted(said & english)
