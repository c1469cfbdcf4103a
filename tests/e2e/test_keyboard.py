"""The picture by keyboard alone: nothing on it needs a mouse."""

from playwright.sync_api import Page

from tests.e2e.pages import Opener, focused, tracks, until, view
from tests.e2e.serving import Served

OUTLINE = """() => {
  const focused = document.activeElement;
  if (!focused.matches(":focus")) return true;
  const style = getComputedStyle(focused);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""
"""Whether one sees where the focus is.  A part inside a control of the browser's own, such as the
calendar of a date, has its ring from the browser; the control itself then has no focus."""

MOST = 60
"""Presses of Tab within which everything beside the tables is passed."""


def press_until(page: Page, key: str, wanted: str) -> None:
    """Press a key until the element of this id has the focus, which is seen each time."""
    for _ in range(MOST):
        page.keyboard.press(key)
        assert page.evaluate(OUTLINE), f"the focus on {focused(page)!r} is not seen"
        if focused(page) == wanted:
            return
    raise AssertionError(f"{wanted} is not reached by {key}")


def test_the_first_stop_skips_to_the_content(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, 60)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert focused(page) == skip.inner_text()
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    until(page, "() => document.activeElement.id === 'main'")


def test_tabs_go_by_the_arrows(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, 60)
    page.focus("#query")
    press_until(page, "Tab", "tab-alerts")
    for key, name in (
        ("ArrowRight", "tracks"),
        ("ArrowRight", "units"),
        ("ArrowRight", "sensors"),
        ("ArrowRight", "plots"),
        ("End", "ports"),
        ("ArrowRight", "alerts"),
        ("ArrowLeft", "ports"),
        ("Home", "alerts"),
    ):
        page.keyboard.press(key)
        assert focused(page) == f"tab-{name}"
        assert page.get_attribute(f"#tab-{name}", "aria-selected") == "true"
        assert page.locator("[role=tabpanel]:visible").get_attribute("id") == name
    page.keyboard.press("Tab")
    assert focused(page) == "alerts"


def test_a_track_is_found_followed_and_let_go(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, 60)
    page.keyboard.press("/")
    assert focused(page) == "query"
    page.keyboard.type("ship 2")
    page.keyboard.press("Enter")
    until(page, "() => document.getElementById('chosen-title').textContent === 'SHIP 2'")
    assert "SHIP 2" in page.inner_text("#search-said")
    press_until(page, "Tab", "follow")
    page.keyboard.press("f")
    assert page.get_attribute("#follow", "aria-pressed") == "true"
    page.keyboard.press("f")
    assert page.get_attribute("#follow", "aria-pressed") == "false"
    page.keyboard.press("Enter")
    assert page.get_attribute("#follow", "aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert page.is_hidden("#chosen")
    assert "track" not in view(page)


def test_a_name_that_is_not_there_is_said_so(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, 60)
    page.keyboard.press("/")
    page.keyboard.type("ship of fools")
    page.keyboard.press("Enter")
    assert page.inner_text("#search-said") == "Nothing by that name is on the picture."
    assert page.is_hidden("#chosen")


def test_a_place_and_a_kilometre_are_searched_for(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, 60)
    near = "([lon, lat]) => Math.hypot(northline.map.map.getCenter().lng - lon, "
    near += "northline.map.map.getCenter().lat - lat) < 0.05"
    for text, place in (("45.1 -74.2", [-74.2, 45.1]), ("42.3 N 83.1 W", [-83.1, 42.3])):
        page.keyboard.press("/")
        page.fill("#query", text)
        page.keyboard.press("Enter")
        until(page, near, place)
        page.focus("#main")
    asked = page.request.get(f"{drill.address}/api/v1/line/at?km=2091").json()
    page.fill("#query", "km 2091")
    page.keyboard.press("Enter")
    until(page, near, [asked["lon"], asked["lat"]])


def test_a_track_is_chosen_from_the_table(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, 60)
    page.focus("#tab-alerts")
    page.keyboard.press("ArrowRight")
    until(page, "() => document.querySelectorAll('#tracks tbody tr').length > 0")
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('#tracks button.row')"):
            break
    name = focused(page)
    assert page.evaluate(OUTLINE)
    page.keyboard.press("Enter")
    until(page, "name => document.getElementById('chosen-title').textContent === name", name)
    assert focused(page) == name, "the focus stays in the table"
    (chosen,) = page.locator("#tracks tr.chosen-row button").all_inner_texts()
    assert chosen == name


def test_columns_are_sorted_and_rows_filtered(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, 60)
    page.click("#tab-tracks")
    until(page, "() => document.querySelectorAll('#tracks tbody tr').length > 0")
    header = page.locator("#tracks th button").nth(2)
    header.focus()
    for way, down in (("ascending", False), ("descending", True)):
        page.keyboard.press("Enter")
        assert page.get_attribute("#tracks th:nth-child(3)", "aria-sort") == way
        speeds = [float(each) for each in page.locator("#tracks td:nth-child(3)").all_inner_texts()]
        assert speeds == sorted(speeds, reverse=down)
    page.focus("#tracks input")
    page.keyboard.type("ship")
    until(page, "() => document.querySelectorAll('#tracks tbody tr').length === 4")


def test_an_hour_is_replayed_by_keyboard(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, 60)
    page.focus("#live")
    press_until(page, "Tab", "load-hour")
    page.keyboard.press("Enter")
    until(page, "() => !document.getElementById('slider').disabled")
    press_until(page, "Tab", "slider")
    page.keyboard.press("Home")
    until(page, "() => northline.clock.second === 0")
    page.keyboard.press("ArrowRight")
    until(page, "() => northline.clock.second === 1")
    assert page.get_attribute("#slider", "aria-valuetext") == page.inner_text("#slider-time")
    press_until(page, "Shift+Tab", "play")
    page.keyboard.press("Enter")
    until(page, "() => northline.clock.second > 30")
    page.keyboard.press("Enter")
    assert page.get_attribute("#play", "aria-pressed") == "false"
    press_until(page, "Shift+Tab", "live")
    page.keyboard.press("Enter")
    until(page, "() => northline.clock.past === null")
