"""One browser for all, one server for each ledger, and pages that are watched."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.e2e import ledgers
from tests.e2e.browser import ARGS, HELP, WEBGL, find
from tests.e2e.pages import Opener, opener
from tests.e2e.serving import OPERATOR, Served

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put these tests last: once Playwright runs, no other test of the process has a free loop."""
    items.sort(key=lambda item: item.path.is_relative_to(HERE))


Made = TypeVar("Made")


def aside(make: Callable[..., Made], *given: object) -> Made:
    """Have something made by another thread: in this one Playwright keeps an event loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make, *given).result()


@pytest.fixture(scope="session")
def chromium() -> Path:
    found = find()
    if found is None:
        pytest.fail(f"there is no Chromium for the tests in a browser; what helps: {HELP}")
    return found


@pytest.fixture(scope="session")
def playwright(chromium: Path) -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(chromium: Path, playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=chromium, args=[*ARGS, *WEBGL])
    yield started
    started.close()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of the operator, whose name is the same on every machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NORTHLINE_OPERATOR", OPERATOR)
        yield tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def drill(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[Served]:
    """An exercise of an hour that is over; nobody changes it."""
    folder = tmp_path_factory.mktemp("drill") / "ledger"
    ids = aside(ledgers.drill, folder, home)
    with Served(folder, home) as served:
        served.ids.update(ids)
        yield served


@pytest.fixture
def empty(tmp_path: Path, home: Path) -> Iterator[Served]:
    aside(ledgers.empty, tmp_path / "ledger", home)
    with Served(tmp_path / "ledger", home) as served:
        yield served


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """Opens pages that are watched; at the end of the test, nothing may have gone wrong in any."""
    with opener(browser) as opens:
        yield opens
