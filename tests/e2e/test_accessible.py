"""Every page meets WCAG 2.1 AA as far as axe can tell, in both languages, light and dark."""

import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.conventions.tree import ROOT
from tests.e2e.pages import PAGES, Opener, counted, tracks, until
from tests.e2e.serving import Served

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]

SHEETS = ("alerts", "tracks", "units", "ports")


@cache
def axe() -> str:
    """The source of axe-core, which is installed with what the browser code is built from."""
    if not AXE.is_file():
        program = "import build_web, pathlib; build_web.install(pathlib.Path('web'))"
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=300)
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe objects to, each with the first element it means."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe())
    said: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES
    )
    assert said["passes"], "axe looked at nothing"
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in said["violations"]]


# The French pages are built as the English ones are: their texts are held by `test_language.py`.
@pytest.mark.parametrize("code", ["en", pytest.param("fr", marks=pytest.mark.deep)])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_light_and_dark(
    drill: Served, open_page: Opener, path: str, code: str
) -> None:
    page = open_page(drill, f"{path}{'&' if '?' in path else '?'}lang={code}").page
    if path == "/picture":
        tracks(page, 60)
        page.click("#layers summary")
        until(page, "() => document.querySelectorAll('#alerts tbody tr').length > 0")
        page.locator("#alerts button.row").first.click()
    assert not violations(page)
    page.emulate_media(color_scheme="dark")
    until(page, "() => getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'")
    assert not violations(page)


def test_every_table_of_the_picture_is_accessible_and_the_replay_too(
    drill: Served, open_page: Opener
) -> None:
    page = open_page(drill, "/picture?until=2027-01-15T09:00:00Z&second=1800").page
    until(page, "() => !document.getElementById('slider').disabled")
    for name in SHEETS[1:]:
        page.click(f"#tab-{name}")
        until(page, "n => document.querySelectorAll(`#${n} tbody tr`).length > 0", name)
        assert not violations(page)


def test_axe_finds_what_it_looks_for(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    page.evaluate("() => document.getElementById('query').previousElementSibling.remove()")
    page.evaluate("() => document.getElementById('query').removeAttribute('placeholder')")
    assert any(said.startswith("label") for said in violations(page))


def test_what_is_on_the_map_stands_in_a_table_too(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture").page
    tracks(page, 60)
    shown = page.evaluate("() => window.northline.shown().map((each) => each.name).sort()")
    until(page, "() => document.getElementById('count-ports').textContent > 0")
    counted(page, len(shown))
    named: list[str] = []
    for name in ("tracks", "units"):
        page.click(f"#tab-{name}")
        page.wait_for_function("n => document.querySelectorAll(`#${n} tbody tr`).length", arg=name)
        named += page.locator(f"#{name} button.row").all_inner_texts()
    assert sorted(named) == shown
    drawn = page.evaluate(
        "name => window.northline.map.data.get(name).features.map((f) => f.properties.name)",
        "tracks",
    )
    assert sorted(drawn) == shown
