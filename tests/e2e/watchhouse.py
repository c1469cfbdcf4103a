"""A node on which people of two agencies sign in: one owns what is seen, and released some of it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from northline.app.accounts import Accounts
from northline.app.home import change_operator
from northline.app.node import Node
from tests.app.lake import BEGIN
from tests.e2e.pages import until
from tests.web.asking import crossing

PASSWORD = "four words no one joins"
TEMPORARY = "one that somebody knows"

OWN = "Protected A; owner=rcmp"
RELEASED = "Protected A; owner=rcmp; partners=cbp; purposes=border-watch"

OFFICER: dict[str, Any] = {
    "roles": ("watch-officer",),
    "purposes": ("border-watch",),
    "clearance": "Protected B",
}
PEOPLE: dict[str, dict[str, Any]] = {
    "root": {"person": "Rosa Root", "agency": "rcmp", "country": "CA"},
    "wanda": {"person": "Wanda Watch", "agency": "rcmp", "country": "CA", **OFFICER},
    "carl": {"person": "Carl Crew", "agency": "cbp", "country": "US", **OFFICER},
}


def make(folder: Path, home: Path) -> None:
    """Two boats that cross the line, one of them released to a partner; and who may sign in."""
    change_operator(home, agency="rcmp", country="CA")
    with Node.open(folder, home=home, exercise=True) as node:
        for mmsi, marking in ((316_000_001, OWN), (316_000_002, RELEASED)):
            feed = folder.with_name(f"{mmsi}.nmea")
            feed.write_bytes(crossing(mmsi=mmsi, second=BEGIN))
            node.ingest("ais", feed, marking=marking)
        node.run()
    with Accounts.open(home) as accounts:
        accounts.set_up("root", PASSWORD, **PEOPLE["root"])
        for name in ("wanda", "carl"):
            accounts.add(name, password=PASSWORD, must_change=False, **PEOPLE[name])
        accounts.add("petra", password=TEMPORARY, **{**PEOPLE["wanda"], "person": "Petra Patrol"})


def sign_in(
    page: Page, name: str, *, password: str = PASSWORD, purpose: str = "border-watch"
) -> None:
    """Fill the form in and send it; then wait until the page is another."""
    until(page, "() => document.getElementById('sign-in')?.hidden === false")
    page.fill("#name", name)
    page.fill("#password", password)
    page.select_option("#purpose", purpose)
    page.click("#send")
    until(page, "() => location.pathname !== '/sign-in'")
