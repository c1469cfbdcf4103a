"""The pages of exercises in a browser: the day is played again, and leads to the picture."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from tests.e2e.pages import Opener, until, view
from tests.e2e.serving import Served

READY = "() => document.getElementById('after-page').dataset.ready === 'yes'"


def to(page: Page, second: int) -> None:
    """Move the slider."""
    page.locator("#after-time").fill(str(second))


def test_the_slider_plays_the_day_on_strip_map_and_table(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/exercise/after").page
    until(page, READY)
    everything = page.locator("#after-so-far").inner_text()
    assert page.locator("#replay .the-line").count() >= 1
    assert page.locator("#replay .dot").count() > 10
    marks = page.locator("#replay .on-map").count()
    to(page, 0)
    assert page.locator("#replay .on-map").count() == 0
    assert page.locator("#after-so-far").inner_text() == "So far found: 0, missed: 0, false: 0"
    assert page.locator("#after-clock").inner_text() == "18:00:00 UTC"
    to(page, 1200)
    assert page.locator("#replay .on-map").count() == marks
    assert page.locator("#after-so-far").inner_text() == everything


def test_it_works_by_keyboard_and_a_row_moves_it_to_its_time(
    drill: Served, open_page: Opener
) -> None:
    page = open_page(drill, "/exercise/after").page
    until(page, READY)
    page.locator("#after-rows button.row").first.focus()
    page.keyboard.press("Enter")
    chosen = page.locator("#after-rows tr.chosen-row")
    assert (
        chosen.first.locator("time").inner_text()[:5]
        == page.locator("#after-clock").inner_text()[:5]
    )
    before = page.locator("#after-clock").inner_text()
    page.locator("#after-time").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#after-clock").inner_text() != before


def test_the_tracks_that_the_system_had_are_drawn_on_request(
    drill: Served, open_page: Opener
) -> None:
    page = open_page(drill, "/exercise/after").page
    until(page, READY)
    assert page.locator("#replay .track").count() == 0
    page.locator("#after-tracks").check()
    until(page, "() => /[0-9]/.test(document.getElementById('after-tracks-said').textContent)")
    page.locator("#after-tracks").uncheck()
    assert page.locator("#after-tracks-said").inner_text() == ""


def test_a_crossing_is_shown_on_the_picture_at_its_time(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/exercise/after").page
    link = page.locator("#after-rows a[href^='/picture']").first
    asked = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    link.click()
    until(page, "() => document.body.classList.contains('picture')")
    assert view(page)["until"] == asked["until"][0]


def test_the_console_leads_to_the_score_and_the_day_again(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/exercise").page
    assert page.locator("#exercise-stage").inner_text() == "finished"
    assert page.locator("#bars tbody tr").count() > 3
    page.locator("#to-after").click()
    until(page, READY)
    assert page.locator("#after-rows tbody tr").count() > 10


def test_the_day_that_is_told_of_is_of_an_exercise(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/exercise/after").page
    assert page.title().startswith("EXERCISE")
    assert page.locator("p.exercise").is_visible()
