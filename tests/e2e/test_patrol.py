"""Patrol in a browser: an order amended by keyboard and by hand, decided, and who is overdue."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from northline.app.node import Node
from northline.app.patrol.check_ins import Said, check_in
from northline.app.patrol.forms import log_form
from northline.app.patrol.operations import Plan, plan_operation
from northline.ledger.reading import system_clock
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.app.rostered import DAY, of, planned, staffed
from tests.e2e.conftest import aside
from tests.e2e.pages import Opener, until
from tests.e2e.serving import Served
from tests.e2e.test_accessible import violations
from tests.e2e.test_language import SAME, TEXTS, catalogue, names
from tests.e2e.watching import REFUSED


def operation() -> Plan:
    """A joint operation of tonight."""
    soon, late = (
        format_instant(Micros(system_clock() + hours * 3_600_000_000)) for hours in (1, 9)
    )
    return Plan(
        name="EX NIGHT",
        since=soon,
        until=late,
        hub="EX desk",
        contact="+1 555",
        from_km=2280.0,
        to_km=2290.0,
    )


def evening(folder: Path, home: Path) -> dict[str, str]:
    """An exercise: shifts, a plan, hours, and a unit that is overdue."""
    with Node.open(folder, home=home, exercise=True) as node:
        staffed(node)
        planned(node)
        ago = format_instant(Micros(system_clock() - 3_600_000_000))
        check_in(node, Said(unit="cot:CAR-1", at=ago, minutes=10.0, lon=-83.0, lat=42.33))
        leg = {"unit": "cot:CAR-1", "mode": "vehicle", "stretches": "457"}
        for day in (1, 8):
            span = {"from": f"2026-06-{day:02}T10:00:00Z", "until": f"2026-06-{day:02}T13:00:00Z"}
            log_form(node, {**leg, **span})
        plan_operation(node, operation())
        units = {"boat": "cot:BOAT-2", "car": "cot:CAR-0"}
        return {name: of(node, unit).order.event_id.hex() for name, unit in units.items()}


@pytest.fixture(scope="module")
def patrol(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("patrol") / "ledger"
    ids = aside(evening, folder, home)
    with Served(folder, home) as served:
        served.ids.update(ids)
        yield served


def one_line(page: Page) -> bool:
    found: bool = page.evaluate(
        "() => { const tops = [...document.querySelectorAll('.bar > *, .bar nav > ul > li')]"
        ".map((each) => each.getBoundingClientRect()).filter((each) => each.height);"
        " return Math.max(...tops.map((each) => each.top))"
        " < Math.min(...tops.map((each) => each.bottom)); }"
    )
    return found


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize(
    "path", ["/patrol", "/patrol/orders/{boat}", "/patrol/risk?from_km=2280&to_km=2320"]
)
def test_a_plan_an_order_and_risk_are_accessible_opened_out(
    patrol: Served, open_page: Opener, path: str, code: str
) -> None:
    page = open_page(patrol, f"{path}{'&' if '?' in path else '?'}lang={code}").page
    page.evaluate("() => document.querySelectorAll('main details').forEach((e) => (e.open = true))")
    assert not violations(page)
    page.emulate_media(color_scheme="dark")
    until(page, "() => getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'")
    assert not violations(page)


OURS = re.compile(r"km [\d.\u2013-]+|\d{4}-W\d\d|drone ·")
"""What of a plan reads the same in both languages: kilometres, weeks, names."""


@pytest.mark.parametrize(
    "path",
    [
        "/patrol",
        "/patrol/orders/{boat}",
        "/patrol/risk?from_km=2280&to_km=2320&stretch=458&hour=2026-07-02T12:00:00Z",
        "/patrol/hours",
        "/patrol/safety",
        "/operations",
    ],
)
def test_no_english_stands_on_a_french_page_of_patrol(
    patrol: Served, open_page: Opener, path: str
) -> None:
    said: dict[str, set[str]] = {}
    for code in ("en", "fr"):
        page = open_page(patrol, f"{path}{'&' if '?' in path else '?'}lang={code}").page
        said[code] = set(page.evaluate(TEXTS))
    known = catalogue()
    same = {english for english, french in known.items() if english == french}
    alike = {
        each
        for each in said["en"] & said["fr"] - same - names()
        if not SAME.fullmatch(each) and not OURS.fullmatch(each)
    }
    assert len(said["en"]) > 30, "this looks at nothing"
    assert not alike, ", ".join(sorted(alike))


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_bar_keeps_to_one_line_and_its_other_pages_open_by_keyboard(
    patrol: Served, open_page: Opener, code: str
) -> None:
    page = open_page(patrol, f"/patrol?lang={code}", viewport={"width": 1280, "height": 800}).page
    assert one_line(page)
    page.focus("#more-pages summary")
    page.keyboard.press("Enter")
    assert page.is_visible("#more-pages a[href='/health']")
    assert not violations(page)
    page.keyboard.press("Escape")
    assert page.is_hidden("#more-pages a[href='/health']")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/outcomes")
    assert one_line(page), "the page that is open is named beside More"


def test_an_order_is_amended_by_keyboard_and_its_cost_is_told_first(
    patrol: Served, open_page: Opener
) -> None:
    page = open_page(patrol, "/patrol/orders/{boat}").page
    hour = page.locator("select[data-hour]").nth(3)
    before = hour.input_value()
    hour.focus()
    page.keyboard.press("Home")
    assert hour.input_value() != before
    until(page, "() => /1,000 hours/.test(document.getElementById('amend-cost').textContent)")
    page.locator("#amend-save").press("Enter")
    assert page.locator("#amend-reason").get_attribute("aria-invalid") == "true"
    page.keyboard.type("fog on the river")
    page.locator("#amend-save").press("Enter")
    until(page, "() => document.getElementById('said').textContent.includes('amended')")
    assert "fog on the river" in page.inner_text(".decisions")
    assert page.locator("select[data-hour]").nth(3).input_value() == "-1"


def test_a_mark_is_dragged_to_another_stretch_and_back(patrol: Served, open_page: Opener) -> None:
    page = open_page(patrol, "/patrol/orders/{car}", expects=REFUSED).page
    selects = page.locator("select[data-hour]")
    before = [selects.nth(n).input_value() for n in range(selects.count())]
    page.locator("#patrol-map").scroll_into_view_if_needed()
    mark = page.locator(".handle").first.bounding_box()
    goal = page.locator(f".piece[data-number]:not([data-number='{before[0]}'])").first
    number = goal.get_attribute("data-number")
    box = goal.bounding_box()
    assert mark is not None
    assert box is not None
    page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    after = [selects.nth(n).input_value() for n in range(selects.count())]
    assert [each for each in after if each == number] != [each for each in before if each == number]
    page.click("#amend button[type=reset]")
    until(page, "() => document.getElementById('amend-cost').textContent === 'Nothing is moved.'")
    assert [selects.nth(n).input_value() for n in range(selects.count())] == before


def test_a_plan_is_approved_and_an_order_withdrawn_each_with_a_reason(
    patrol: Served, open_page: Opener
) -> None:
    page = open_page(patrol, "/patrol").page
    page.fill("#approve-plan-reason", "agreed at the briefing")
    page.click("#approve-plan button[type=submit]")
    until(page, "() => document.getElementById('said').textContent.includes('approved')")
    assert page.locator("#approve-plan").count() == 0
    page.click("#patrol-ways a >> nth=0")
    page.locator("details:has(#withdraw) summary").press("Enter")
    page.click("#withdraw button[type=submit]")
    assert page.locator("#withdraw-reason").get_attribute("aria-invalid") == "true"
    page.fill("#withdraw-reason", "engine trouble")
    page.click("#withdraw button[type=submit]")
    until(page, "() => document.getElementById('said').textContent.includes('withdrawn')")
    assert "engine trouble" in page.inner_text(".decisions")


def test_hours_are_drawn_as_a_chart_over_their_table(patrol: Served, open_page: Opener) -> None:
    page = open_page(patrol, "/patrol/hours").page
    until(page, "() => document.querySelector('#trend-hours canvas')")
    assert page.locator("#hours-weeks tbody tr").count() == 2
    assert not violations(page)


def test_who_is_overdue_is_told_until_they_check_in(patrol: Served, open_page: Opener) -> None:
    page = open_page(patrol, "/patrol/safety").page
    assert "Overdue units: 1" in page.inner_text("#safety-late")
    assert not violations(page)
    page.fill("#check-in-unit", "cot:CAR-1")
    page.click("#check-in-form button[type=submit]")
    until(page, "() => document.getElementById('safety-late').textContent.includes('Nobody')")


def test_a_day_is_planned_on_the_page(patrol: Served, open_page: Opener) -> None:
    page = open_page(patrol, "/patrol", expects=REFUSED).page
    page.locator("#new-plan summary").press("Enter")
    for field, text in (("day", "2026-07-09"), ("from", "2280"), ("to", "2320")):
        page.fill(f"#plan-{field}", text)
    page.click("#plan-form button[type=submit]")
    until(
        page, "() => document.querySelector('#plan-form [data-told]').textContent.includes('shift')"
    )
    page.fill("#plan-day", DAY)
    page.click("#plan-form button[type=submit]")
    page.wait_for_url("**/patrol?plan=*")
    until(page, "() => document.getElementById('said').textContent.includes('drafts')")
