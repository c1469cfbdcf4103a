"""A release officer asks what a partner would see, and marks a record anew, in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from tests.e2e.conftest import aside
from tests.e2e.pages import Opener, focused, until
from tests.e2e.serving import Served
from tests.e2e.test_accessible import violations
from tests.web.asking import crossing


def crossed(folder: Path, home: Path) -> str:
    """A ledger with one finding; its id."""
    feed = folder.with_suffix(".nmea")
    feed.write_bytes(crossing())
    with Node.open(folder, home=home) as node:
        node.ingest("ais", feed, marking="Protected A")
        node.run()
        return str(node.findings()[0].finding.id.hex())


@pytest.fixture
def river(tmp_path: Path, home: Path) -> Iterator[Served]:
    finding = aside(crossed, tmp_path / "ledger", home)
    with Served(tmp_path / "ledger", home) as served:
        served.ids["finding"] = finding
        yield served


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_record_is_marked_anew_without_a_mouse(
    river: Served, open_page: Opener, code: str
) -> None:
    page = open_page(river, f"/sharing?lang={code}").page
    page.focus("#partner-agency")
    page.keyboard.type("cbp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sharing?agency=cbp**")
    assert page.locator("#sharing-markings .good").count() == 0
    assert page.locator("#sharing-markings .bad").count() == 1
    page.locator("#partner-title ~ form details summary").first.press("Enter")
    assert page.locator("input[name=group][value=ibet]").is_visible()
    assert not violations(page)

    page.goto(f"{river.address}/sharing/{river.ids['finding']}?lang={code}")
    assert page.locator("#sharing-who tbody .good").count() == 1, "its owner alone"
    page.fill("#new-marking", "Protected A; partners=cbp,ibet")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('form').id") == "sharing-preview"
    page.keyboard.press("Enter")
    page.wait_for_url("**marking=*")
    assert page.locator("#sharing-gains tbody tr").count() == 3
    assert page.locator("#sharing-no-loses").is_visible()
    assert not violations(page)

    page.focus("#mark-reason")
    page.keyboard.type("agreed with the joint team")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/sharing/{river.ids['finding']}")
    assert page.locator("#sharing-who tbody .good").count() == 4
    assert page.locator("#sharing-past li").count() == 2
    assert "agreed with the joint team" in page.locator("#sharing-past").inner_text()
    assert not violations(page)


def test_what_was_not_done_is_said_and_stays_in_the_form(river: Served, open_page: Opener) -> None:
    path = "/sharing/{finding}?marking=Protected+B"
    page = open_page(river, path, expects="400").page
    page.fill("#mark-reason", "   ")
    page.locator("#sharing-mark button").press("Enter")
    until(page, "() => document.querySelector('#sharing-mark [data-told]').textContent !== ''")
    assert "reason" in page.locator("#sharing-mark [data-told]").inner_text()


def test_an_empty_ledger_says_so_everywhere(empty: Served, open_page: Opener) -> None:
    page = open_page(empty, "/sharing").page
    for id in (
        "sharing-empty",
        "sharing-none-decided",
        "sharing-no-relays",
        "sharing-no-agreements",
    ):
        assert page.locator(f"#{id}").is_visible(), id
    assert not violations(page)
    page.focus("#partner-agency")
    assert focused(page) == "partner-agency"


def test_without_javascript_all_but_the_marking_works(river: Served, open_page: Opener) -> None:
    watched = open_page(river, "/sharing/{finding}?marking=Protected+B", java_script_enabled=False)
    assert watched.page.locator("#sharing-changes").is_visible()
    assert watched.page.locator("#sharing-mark").is_hidden()
    assert "northline mark" in watched.page.locator("#anew noscript").inner_text()
