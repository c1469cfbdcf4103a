"""Two people dispatch in the browser: one proposes, the other signs second."""

from pathlib import Path

import msgspec
from playwright.sync_api import Page, expect

from northline.app.home import PROFILE, operator_of
from northline.app.node import Node
from tests.app.lake import log
from tests.e2e.conftest import aside
from tests.e2e.pages import Opener
from tests.e2e.serving import Served


def crossing(folder: Path, home: Path) -> str:
    """A ledger with one finding; its id."""
    feed = folder.with_suffix(".nmea")
    feed.write_bytes(log(ships=1, reports=90, static=False))
    with Node.open(folder, home=home, exercise=True) as node:
        node.ingest("ais", feed)
        node.run()
        return node.findings()[0].finding.id.hex()


def trusting(folder: Path, first: Path) -> Path:
    """The home of somebody else, who trusts the first person's key."""
    told, _ = operator_of(folder)
    trusted = {**operator_of(first)[0].trusted, **told.trusted}
    both = msgspec.structs.replace(told, trusted=trusted)
    (folder / PROFILE).write_bytes(msgspec.json.encode(both))
    return folder


def press(page: Page, verb: str, why: str) -> None:
    """Press the button of a verb, say why, and send it."""
    page.click(f'#verbs button[data-verb="{verb}"]')
    page.fill("#decide-reason", why)
    page.keyboard.press("Control+Enter")


def test_what_one_proposes_another_approves_with_a_button_of_their_own(
    tmp_path: Path, home: Path, open_page: Opener
) -> None:
    finding = aside(crossing, tmp_path / "ledger", home)
    other = trusting(tmp_path / "other", home)
    with (
        Served(tmp_path / "ledger", home) as mine,
        Served(tmp_path / "ledger", other, "watch-2") as theirs,
    ):
        first = open_page(mine, f"/findings/{finding}").page
        first.keyboard.press("p")  # a letter decides nothing grave
        expect(first.locator("#decide")).not_to_be_visible()
        first.click('#verbs button[data-verb="dispatch"]')
        expect(first.locator("#decide-means")).to_contain_text("You propose it")
        first.click("#decide-cancel")
        press(first, "dispatch", "send the boat of station 4")
        expect(first.locator("#said")).to_contain_text("Proposed: Dispatch")
        expect(first.locator("#finding-standing")).to_contain_text("waits for a second person")
        expect(first.locator("#verbs button")).to_have_count(1)

        second = open_page(theirs, "/findings").page
        second.click("#rows a.open")
        expect(second.locator("#decisions")).to_contain_text("waits for a second person")
        press(second, "second-approve", "agreed, two officers aboard")
        expect(second.locator("#said")).to_contain_text("Approved as second person")
        expect(second.locator("#finding-standing")).to_contain_text("dispatched")
        expect(second.locator("#decisions")).to_contain_text("approved by watch-2")
        expect(first.locator("#changed-text")).to_contain_text("dispatched")
