"""What happens on an open page meanwhile: answers that come late, streams that end, hours that turn."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route

from northline.app.node import Node
from northline.records.units import Micros
from tests.e2e.ledgers import OTHERS, SHIPS
from tests.e2e.pages import Opener, count, tracks, until
from tests.e2e.serving import Served
from tests.e2e.traffic import SECOND, Traffic

BEGIN = 1_800_000_000 * SECOND
ALL = OTHERS + SHIPS
WAY = (
    "() => (northline.map?.data.get('chosen')?.features ?? [])"
    ".map((each) => each.geometry.coordinates)"
)
"""The ways drawn behind the chosen track: none or one."""


def at(second: float) -> Micros:
    return Micros(int(BEGIN + second * SECOND))


class Late:
    """Keeps back the answers to what fits, until they are let go; others pass."""

    def __init__(self, page: Page, path: str, fits: Callable[[dict[str, list[str]]], bool]) -> None:
        self.kept: list[Route] = []
        self._fits = fits
        self._page = page
        page.route(f"**{path}*", self._take)

    def _take(self, route: Route) -> None:
        if self._fits(parse_qs(urlsplit(route.request.url).query)):
            self.kept.append(route)
        else:
            route.continue_()

    def wait(self) -> None:
        while not self.kept:
            self._page.wait_for_timeout(50)

    def let_go(self, **answer: Any) -> None:
        """Answer what was kept back, and wait until the page has it."""
        for route in self.kept:
            with self._page.expect_response(route.request.url):
                route.fulfill(**answer) if answer else route.continue_()
        self.kept = []
        self._page.wait_for_timeout(300)


def load(page: Page, until_minute: str) -> None:
    page.fill("#hour", until_minute)
    page.click("#load-hour")


def test_alerts_of_an_hour_gone_by_do_not_come_into_the_live_picture(
    drill: Served, open_page: Opener
) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, ALL)
    until(page, "n => document.getElementById('count-alerts').textContent === n", str(SHIPS))
    late = Late(page, "/picture/alerts", lambda asked: "since" in asked)
    load(page, "2027-01-15T09:00")
    late.wait()
    with page.expect_response("**/picture/alerts*"):
        page.click("#live")
    until(page, "n => document.getElementById('count-alerts').textContent === n", str(SHIPS))
    page.wait_for_timeout(300)
    assert count(page, "alerts") == SHIPS
    late.let_go(json={"exercise": True, "alerts": []})
    assert count(page, "alerts") == SHIPS


def test_an_hour_that_comes_late_does_not_take_the_page_back(
    drill: Served, open_page: Opener
) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, ALL)
    late = Late(page, "/picture/past", lambda asked: asked["minutes"] == ["90"])
    load(page, "2027-01-15T09:00")
    late.wait()
    page.click("#live")
    late.let_go()
    assert page.evaluate("() => northline.clock.past") is None
    assert page.is_disabled("#slider")


def test_of_two_hours_the_one_asked_for_last_is_shown(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, ALL)
    late = Late(page, "/picture/past", lambda asked: "08:30" in asked.get("until", [""])[0])
    load(page, "2027-01-15T08:30")
    late.wait()
    load(page, "2027-01-15T09:00")
    until(page, "() => northline.clock.past !== null")
    late.let_go()
    assert page.input_value("#hour") == "2027-01-15T09:00"
    assert page.evaluate("() => new Date(northline.clock.past.until).toISOString()").startswith(
        "2027-01-15T09:00"
    )


def test_the_way_drawn_is_that_of_the_track_chosen_last(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture?lon=-81.5&lat=42.1&zoom=9").page
    tracks(page, ALL)
    first, second = page.evaluate("() => northline.shown().slice(0, 2).map((each) => each.track)")
    page.evaluate("track => northline.choose({track})", second)
    until(page, f"() => ({WAY})().length === 1")
    (meant,) = page.evaluate(WAY)
    late = Late(page, "/picture/past", lambda asked: asked.get("track") == [first])
    page.evaluate("track => northline.choose({track})", first)
    late.wait()
    page.evaluate("track => northline.choose({track})", second)
    until(page, f"() => ({WAY})().length === 1")
    late.let_go()
    page.evaluate("() => northline.redraw(true)")
    assert page.evaluate(WAY) == [meant]


def test_nothing_of_the_live_way_stays_on_an_hour_gone_by(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture?lon=-81.5&lat=42.1&zoom=9").page
    tracks(page, ALL)
    chosen = page.evaluate("() => northline.shown()[0].track")
    page.evaluate("track => northline.choose({track})", chosen)
    until(page, f"() => ({WAY})().length === 1")
    (whole,) = page.evaluate(WAY)
    load(page, "2027-01-15T08:20")
    until(page, "() => northline.clock.past !== null")
    until(page, f"n => ({WAY})()[0]?.length < n", len(whole))


def test_ports_stand_as_they_stood_in_the_hour_that_is_shown(
    drill: Served, open_page: Opener
) -> None:
    watched = open_page(drill, "/picture")
    page = watched.page
    tracks(page, ALL)
    page.click("#tab-ports")

    def asked() -> str:
        found = [url for url in watched.asked if "/map/ports.geojson" in url]
        return parse_qs(urlsplit(found[-1]).query)["at"][0][:16] if found else ""

    def stands(minute: str) -> None:
        for _ in range(100):
            if asked() == minute:
                return
            page.wait_for_timeout(100)
        assert asked() == minute

    stands("2027-01-15T08:59")  # the present of the exercise, not the clock of the day
    load(page, "2027-01-15T04:30")
    stands("2027-01-15T04:30")
    by_night = page.inner_text("#ports")
    page.locator("#slider").fill("0")
    stands("2027-01-15T03:30")
    load(page, "2027-01-15T18:00")
    stands("2027-01-15T18:00")
    until(page, "text => document.getElementById('ports').innerText !== text", by_night)
    page.click("#live")
    stands("2027-01-15T08:59")


def test_an_hour_begins_with_what_was_seen_shortly_before_it(
    drill: Served, open_page: Opener
) -> None:
    page = open_page(drill, "/picture?until=2027-01-15T10:20:00Z&second=0").page
    until(page, "() => northline.clock.past !== null")
    until(page, "n => northline.shown().length === n", ALL)
    units = page.evaluate("() => northline.shown().filter((each) => each.craft === 'unit')")
    assert all(each["mode"] for each in units), "and units go about as they did"
    page.locator("#slider").fill("700")
    until(page, "() => northline.shown().length === 0")


@pytest.mark.parametrize("code", ["en", "fr"])
def test_what_cannot_be_had_is_said_until_it_can_in_the_language_of_the_page(
    drill: Served, open_page: Opener, code: str
) -> None:
    page = open_page(drill, f"/picture?lang={code}", expects="status of 50").page
    tracks(page, ALL)
    late = Late(page, "/picture/past", lambda _: True)
    load(page, "2027-01-15T09:00")
    late.wait()
    late.let_go(status=503, json={"detail": "said in English"})
    said = {
        "en": "The hour could not be loaded: answer 503.",
        "fr": "L\u2019heure n\u2019a pas pu être chargée : réponse 503.",
    }
    page.wait_for_timeout(1_000)  # live frames and heartbeats come meanwhile
    assert page.inner_text("#clock-said") == said[code]
    page.unroute_all()
    load(page, "2027-01-15T09:00")
    until(page, "() => northline.clock.past !== null")
    assert page.inner_text("#clock-said") == ""


def test_a_clock_that_goes_on_by_itself_is_not_read_out(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, ALL)
    for ticking in ("#live-status", "#slider-time"):
        live = page.evaluate(
            "q => { const e = document.querySelector(q).closest('[role=status],[aria-live]');"
            " return e && e.getAttribute('aria-live') !== 'off'; }",
            ticking,
        )
        assert not live, ticking


def test_a_stream_that_was_refused_is_asked_for_again(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/health", expects="status of 503").page
    answers = iter([503])

    def take(route: Route) -> None:
        if next(answers, None):
            route.fulfill(status=503, body="full")
        else:
            route.continue_()

    page.route("**/picture/stream", take)
    page.goto(f"{drill.address}/picture")
    until(page, "() => !document.getElementById('offline').hidden")
    tracks(page, ALL)
    assert page.is_hidden("#offline")


def test_a_page_that_nobody_sees_lets_go_of_the_stream(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    with Node.open(tmp_path / "ledger", home=home, exercise=True) as node:
        Traffic(3).tell(node, at(0))

        def looks() -> list[bool]:
            return [
                each["begins"]
                for entry in node.ledger.entries()
                if entry.operation == "look"
                for each in entry.facts["looks"]
                if each.get("picture") == "stream"
            ]

        def wait(wanted: list[bool]) -> None:
            for _ in range(100):
                if looks() == wanted:
                    return
                page.wait_for_timeout(100)
            assert looks() == wanted

        with Served(tmp_path / "ledger", home) as served:
            page = open_page(served, "/health").page
            page.clock.install()
            page.goto(f"{served.address}/picture")
            tracks(page, 3)
            turn = """hidden => {
              Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
              document.dispatchEvent(new Event("visibilitychange"));
            }"""
            page.evaluate(turn, True)
            page.clock.run_for(50_000)
            page.evaluate(turn, False)
            page.clock.run_for(50_000)
            assert looks() == [True], "a glance elsewhere ends nothing"
            page.evaluate(turn, True)
            page.clock.run_for(61_000)
            wait([True, False])
            Traffic(2, name="newcomers").tell(node, at(5))
            page.evaluate(turn, False)
            wait([True, False, True])
            tracks(page, 5)


def test_a_row_that_moves_keeps_the_focus(tmp_path: Path, home: Path, open_page: Opener) -> None:
    with Node.open(tmp_path / "ledger", home=home, exercise=True) as node:
        many, one = Traffic(12, name="many"), Traffic(1, name="one")
        one.tell(node, at(0))
        many.tell(node, at(10))
        with Served(tmp_path / "ledger", home) as served:
            page = open_page(served, "/picture").page
            tracks(page, 13)
            page.click("#tab-tracks")
            page.click("#tracks th:nth-child(6) button")  # by when it was seen
            page.locator("#tracks tbody button", has_text="one:0").focus()
            place = "() => document.activeElement.closest('tr')?.rowIndex"
            assert page.evaluate(place) == page.locator("#tracks tbody tr").count()
            one.tell(node, at(20))
            until(
                page, "() => document.querySelector('#tracks tbody').textContent.startsWith('one')"
            )
            assert page.evaluate(place) == 1
            assert page.evaluate("() => document.activeElement.textContent") == "one:0"


def test_over_the_antimeridian_the_address_and_the_trails_stay_right(
    drill: Served, open_page: Opener
) -> None:
    page = open_page(drill, "/picture?lon=179.5&lat=52&zoom=6").page
    tracks(page, ALL)
    page.evaluate("() => northline.map.map.jumpTo({center: [181, 52]})")
    until(page, "() => new URLSearchParams(location.search).get('lon') === '-179.00000'")
    page.evaluate(
        "() => northline.map.trails([{layer: 'vessels', points:"
        " [[179.9, 52], [-179.9, 52.1], [-179.8, 52.2], [179.9, 52.3]]}], [])"
    )
    trail = "() => northline.map.data.get('trails').features[0].geometry.coordinates"
    lons = [lon for lon, _ in page.evaluate(trail)]
    assert max(lons) - min(lons) < 1


def test_health_is_brought_up_to_date_under_somebody_s_hands(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    ledger = tmp_path / "ledger"
    with Node.open(ledger, home=home, exercise=True) as node, Served(ledger, home) as served:
        page = open_page(served, "/health").page
        page.locator("#now a[href='/metrics']").focus()
        said = page.locator("#now [role=status]").element_handle()
        stood = page.inner_text("#now dd.mono")
        Traffic(1).tell(node, at(0))
        until(page, "was => document.querySelector('#now dd.mono').textContent !== was", stood)
        assert page.evaluate("() => document.activeElement.getAttribute('href')") == "/metrics"
        assert page.evaluate("e => e.isConnected", said), "what is read out stays what it is"
        assert "UTC" not in page.inner_text("#now [role=status]")
        parts = page.evaluate("() => document.querySelectorAll('#now *').length")
        page.reload()
        assert page.evaluate("() => document.querySelectorAll('#now *').length") == parts
