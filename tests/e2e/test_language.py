"""The pages speak English and French, and nothing of the one stands in the other."""

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page

from northline.decisions.agencies import AGENCIES
from northline.engines.registry import ENGINES
from northline.geo.ports import ports
from northline.web.language import DOMAIN, FOLDER
from tests.e2e.pages import PAGES, Opener, tracks, until, view
from tests.e2e.serving import Served
from tests.e2e.watching import MISSING

TEXTS = """() => {
  const found = new Set();
  const ours = document.documentElement.lang;
  const add = (text) => text && found.add(text.replace(/\\s+/g, " ").trim());
  const told = ["title", "aria-label", "placeholder", "alt", "label", "aria-valuetext"];
  for (const each of document.documentElement.querySelectorAll("*")) {
    if (each.closest("script, style") || each.closest("[lang]").lang !== ours) continue;
    for (const name of told) add(each.getAttribute(name));
    for (const name of ["dark", "light"]) add(each.dataset[name]);
    for (const node of each.childNodes) if (node.nodeType === Node.TEXT_NODE) add(node.data);
  }
  found.delete("");
  return [...found];
}"""
"""Every text of the page, hidden ones and those of attributes too.  What says of itself that it
is in another language is left out."""

SAME = re.compile(
    r"""
      [\W\d_]*                                            # numbers and signs
    | [\W\d]* (UTC | k?m | m?s | min | °) ( [\W\d]* (m?s) )?   # with units
    | Esc | Ctrl | Enter | [A-Z]                          # keys, as they are printed on keyboards
    | [a-z0-9-]+:\S+ | [0-9a-f]{8,64} | /metrics          # identities, ids, addresses
    | Northline | ais | made-up | watch-1 | local         # formats, sources, people, agencies
    | ©[ ]OpenStreetMap.* | GSHHG.*                       # as their licences have it
    | [\W\d]* (lb | instruments | dollars | interceptions | JSON | CSV | Arrow) # units, forms
    | (Unclassified | Protected[ ][ABC]);[ ]\S+=.*          # markings, as one writes them
    | SHIP[ ]\d+ | PATROL[ ]\d+ | MMSI[ ]\d+              # things
    """,
    re.VERBOSE,
)
"""What may read the same in both languages though no catalogue says so."""


@cache
def catalogue() -> dict[str, str]:
    """English text -> French text."""
    with (FOLDER / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.id}


@cache
def names() -> set[str]:
    """What ports of entry, engines and some agencies are called, whatever the language."""
    agencies = {agency.name for agency in AGENCIES if agency.name == agency.name_fr}
    return {port.name for port in ports()} | {engine.name for engine in ENGINES} | agencies


def unfold(page: Page) -> None:
    """Show what the picture shows only when it is asked for."""
    if page.locator("#tab-alerts").count() == 0:
        return
    tracks(page, 60)
    for name in ("ports", "units", "tracks", "alerts"):
        page.click(f"#tab-{name}")
        until(page, "n => document.querySelectorAll(`#${n} tbody tr`).length > 0", name)
    page.locator("#alerts button.row").first.click()
    until(page, "() => document.querySelectorAll('#chosen-facts dt').length > 0")


@pytest.mark.parametrize("path", PAGES)
def test_no_english_stands_on_a_french_page(drill: Served, open_page: Opener, path: str) -> None:
    said: dict[str, set[str]] = {}
    for code in ("en", "fr"):
        page = open_page(drill, f"{path}{'&' if '?' in path else '?'}lang={code}").page
        assert page.locator("html").get_attribute("lang") == code
        unfold(page)
        said[code] = set(page.evaluate(TEXTS))
    known = catalogue()
    same = {english for english, french in known.items() if english == french}
    translated = known.keys() - same - set(known.values())
    assert said["en"] & translated, "this looks at nothing"
    left = said["fr"] & translated - names()
    assert not left, ", ".join(left)
    alike = {each for each in said["en"] & said["fr"] if not SAME.fullmatch(each)} - same - names()
    assert not alike, ", ".join(sorted(alike))


def test_the_other_language_shows_the_same_view(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture?lang=en&lon=-82.7&lat=42.4&zoom=9.5").page
    unfold(page)
    page.click("#tab-tracks")
    page.locator("#tracks button.row").first.click()
    until(page, "() => new URLSearchParams(location.search).get('track')")
    page.wait_for_timeout(500)
    before, name = view(page), page.inner_text("#chosen-title")
    page.click("#language")
    tracks(page, 60)
    assert page.locator("html").get_attribute("lang") == "fr"
    assert view(page) == {**before, "lang": "fr"}
    until(page, "name => document.getElementById('chosen-title').textContent === name", name)
    page.reload()
    assert page.locator("html").get_attribute("lang") == "fr"


def test_the_language_that_the_browser_asks_for_is_spoken(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/picture", locale="fr-CA").page
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.title().startswith("EXERCICE")


def test_an_error_is_told_in_the_language_of_the_page(drill: Served, open_page: Opener) -> None:
    page = open_page(drill, "/nowhere?lang=fr", expects=MISSING).page
    assert page.inner_text("h1") == catalogue()["Not found"]
