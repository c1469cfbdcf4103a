"""A privacy officer takes a request in, writes its steps down and makes the package, in a browser."""

import zipfile

import pytest

from tests.e2e.pages import Opener, focused, until
from tests.e2e.serving import Served
from tests.e2e.test_accessible import violations

PERSON = "Test Person"


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_request_goes_its_way_without_a_mouse(
    empty: Served, open_page: Opener, code: str
) -> None:
    page = open_page(empty, f"/rights?lang={code}", expects="400").page
    assert page.locator("#rights-empty").is_visible()
    for name, text in (
        ("requester", PERSON),
        ("contact", "1 Example Street"),
        ("asks", "What do you hold about my boat?"),
        ("identifiers", "mmsi:316000100\nSEA BREEZE"),
    ):
        page.focus(f"#open-{name}")
        page.keyboard.type(text)
    page.focus("#rights-open button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rights/NL-*")
    assert page.locator("dd code").all_inner_texts()[:2] == ["mmsi:316000100", "SEA BREEZE"]
    assert not violations(page)

    page.focus("#step-step")
    page.select_option("#step-step", "answered")
    assert page.locator("#step-answer").is_visible()
    assert page.locator("#step-until").is_hidden()
    page.fill("#step-reason", "copy handed over")
    page.keyboard.press("Tab")
    assert focused(page) == "step-answer"
    page.locator("#rights-step button[type=submit]").press("Enter")
    until(page, "() => document.querySelector('#rights-step [data-told]').textContent !== ''")
    page.select_option("#step-step", "identity-verified")
    page.fill("#step-reason", "passport shown")
    page.locator("#rights-step button[type=submit]").press("Enter")
    until(page, "() => document.querySelectorAll('#rights-steps li').length === 1")
    assert page.locator("#rights-steps .bad").count() == 0
    assert not violations(page)

    page.locator("#rights-locate button").press("Enter")
    until(page, "() => document.querySelectorAll('#rights-located li').length === 1")
    with page.expect_download() as waited:
        page.locator("#rights-export button").press("Enter")
    with zipfile.ZipFile(waited.value.path()) as archive:
        assert "index.html" in archive.namelist()


def test_what_was_not_taken_in_is_said_and_stays_in_the_form(
    empty: Served, open_page: Opener
) -> None:
    page = open_page(empty, "/rights", expects="400").page
    for name in ("requester", "contact", "asks"):
        page.fill(f"#open-{name}", "something")
    page.fill("#open-zone", "Nowhere")
    page.locator("#rights-open button[type=submit]").press("Enter")
    until(page, "() => document.querySelector('#rights-open [data-told]').textContent !== ''")
    assert "Nowhere" in page.locator("#rights-open [data-told]").inner_text()
    assert page.input_value("#open-requester") == "something"
