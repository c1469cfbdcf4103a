"""Opening pages, and waiting for what stands on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from tests.e2e.serving import Served
from tests.e2e.watching import Watched

PAGES = (
    "/picture",
    "/findings",
    "/findings/{finding}",
    "/sensors",
    "/units",
    "/coverage",
    "/patrol",
    "/patrol/risk",
    "/patrol/hours",
    "/patrol/safety",
    "/operations",
    "/screening",
    "/screening/ask",
    "/screening/lists",
    "/screening/referrals",
    "/screening/coverage",
    "/outcomes",
    "/health",
    "/audit",
    "/audit/2",
    "/sharing",
    "/sharing?agency=cbp&group=ibet",
    "/sharing/{finding}",
    "/sharing/disclosures/{finding}",
    "/rights",
    "/exercise",
    "/exercise/after",
    "/sign-in",
    "/account",
)
"""Every page, an id in it by its name in `Served.ids`."""

SIZE = {"width": 1400, "height": 850}
PATIENCE = 30_000
"""Milliseconds that anything may take on a slow machine; nothing waits so long when all is well."""

Opener = Callable[..., Watched]
"""``open(served, "/picture?lang=fr")`` gives a watched page; more words go to the context."""


@contextmanager
def opener(browser: Browser) -> Iterator[Opener]:
    """Opens pages, each in a context of its own; at the end each is checked and closed.

    What the console may say in one that is opened with ``expects`` holds that text.
    """
    opened: list[tuple[Watched, str, str]] = []

    def open_page(served: Served, path: str, *, expects: str = "", **context: Any) -> Watched:
        words = {"viewport": SIZE, "locale": "en-CA", "reduced_motion": "reduce", **context}
        page = browser.new_context(**words).new_page()
        page.set_default_timeout(PATIENCE)
        watched = Watched(page)
        opened.append((watched, served.address, expects))
        served.visitors.append(watched.close)
        page.goto(served.address + path.format(**served.ids))
        return watched

    yield open_page
    for watched, address, expects in opened:
        watched.close()
        watched.check(address, expects)


def until(page: Page, condition: str, given: object = None) -> None:
    """Wait until a condition in the page holds, and say which when it never does."""
    page.wait_for_function(condition, arg=given, polling=100)


def tracks(page: Page, at_least: int = 1) -> None:
    """Wait until the picture has so many tracks and the map is drawn."""
    until(page, "n => window.northline?.shown().length >= n", at_least)


def count(page: Page, sheet: str) -> int:
    """What stands beside the name of a tab."""
    text = page.locator(f"#count-{sheet}").inner_text()
    return int("".join(each for each in text if each.isdigit()) or 0)


def counted(page: Page, number: int) -> None:
    """Wait until tracks and units are so many beside their tabs, which are drawn after the map."""
    until(
        page,
        "n => ['tracks', 'units'].map((each) => document.getElementById(`count-${each}`)"
        ".textContent.replace(/\\D/g, '')).reduce((a, b) => Number(a) + Number(b)) === n",
        number,
    )


def view(page: Page) -> dict[str, str]:
    """What the address of the page names."""
    found: dict[str, str] = page.evaluate(
        "() => Object.fromEntries(new URLSearchParams(location.search))"
    )
    return found


def focused(page: Page) -> str:
    """Id of the element that has the focus, or its text where it has no id."""
    found: str = page.evaluate(
        "() => document.activeElement.id || document.activeElement.textContent.trim()"
    )
    return found
