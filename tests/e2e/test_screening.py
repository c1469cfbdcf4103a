"""Screening in a browser: asked, decided by keyboard with the next pair coming up, replied to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.app.screening.asking import ask
from northline.app.screening.lookouts import LookoutPlaced, place_lookout
from northline.app.screening.params import ScreeningParams
from northline.app.screening.queries import question
from northline.app.screening.referrals import ReferralMade, refer
from northline.ledger.reading import system_clock
from northline.records.time import format_instant
from northline.records.units import Micros
from tests.e2e.conftest import aside
from tests.e2e.pages import Opener, focused, until
from tests.e2e.serving import Served
from tests.e2e.test_accessible import violations
from tests.e2e.test_language import SAME, TEXTS, catalogue, names
from tests.e2e.watching import REFUSED

HEAD = "name,list,as_of,schema,entity,aliases,identifiers,born,birth_places,citizenships,remarks\n"
LISTED = (
    "Velmora Quenstadt,made-up,{day},Person,e1,Velmora Ostrander,passport:X123,1953-02-01,Szohod,Borduria,EXERCISE\n"
    "Ilbrand Tosk,made-up,{day},Person,e2,,imo:9,1971,,,EXERCISE\n"
    + "".join(f"Bram{n}or Kelund{n},made-up,{{day}},Person,f{n},,,,,,EXERCISE\n" for n in ("va", "li", "to", "ser", "ud"))
)  # fmt: skip
DAY = 86_400_000_000


def desk(folder: Path, home: Path) -> dict[str, str]:
    """An exercise: two versions of a list, three who were asked about, a lookout and a referral."""
    with Node.open(folder, home=home, exercise=True) as node:
        for day, text in (
            ("2026-07-01", LISTED),
            ("2026-08-01", LISTED.replace("Ostrander", "Osterling")),
        ):
            path = folder.parent / f"{day}.csv"
            path.write_text(HEAD + text.format(day=day))
            node.ingest("names-csv", path)
        apart = {"birthDate": "1980", "birthPlace": "Klow", "nationality": "Syldavia"}
        asked = [
            question("F-1", "Person", {"name": "Velmora Quenstat", "passportNumber": "Y9", **apart}, lasting=True),
            question("F-2", "Person", {"name": "Ilbrand Tosk", "idNumber": "7"}, lasting=True),
            question("F-3", "Person", {"name": "Tosk Ilbrand"}, lasting=True),
            question("F-4", "Person", {"name": "Somebody Otherwise"}, lasting=True),
        ]  # fmt: skip
        made = ask(node, asked, params=ScreeningParams(second_share=0.0))
        soon = format_instant(Micros(system_clock() + 3 * DAY))
        place_lookout(
            node,
            LookoutPlaced(names=("Orla Fennimay",), why="EX", authority="EX", expires=soon),
        )
        refer(
            node,
            ReferralMade(
                screening=made[1].screening.id.hex(),
                to_agency="csis",
                ground="EX",
                authority="EX",
                reply_by=soon,
                reason="EX",
            ),
        )
        return {
            "pair": made[0].screening.candidates[0].hex(),
            "asked": made[0].screening.id.hex(),
            "none": made[3].screening.id.hex(),
        }


@pytest.fixture(scope="module")
def screening(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("screening") / "ledger"
    ids = aside(desk, folder, home)
    with Served(folder, home) as served:
        served.ids.update(ids)
        yield served


PATHS = (
    "/screening",
    "/screening/pairs/{pair}",
    "/screening/asked/{asked}",
    "/screening/asked/{none}",
    "/screening/lists",
    "/screening/lists/made-up",
    "/screening/referrals",
    "/screening/coverage",
)

OURS = re.compile(r"[\d :-]+ UTC,?")
"""What reads the same in both languages: instants."""


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("path", PATHS)
def test_what_stands_on_a_page_of_screening_is_accessible_opened_out(
    screening: Served, open_page: Opener, path: str, code: str
) -> None:
    page = open_page(screening, f"{path}?lang={code}").page
    page.evaluate("() => document.querySelectorAll('main details').forEach((e) => (e.open = true))")
    assert not violations(page)
    page.emulate_media(color_scheme="dark")
    until(page, "() => getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'")
    assert not violations(page)


@pytest.mark.parametrize("path", PATHS)
def test_no_english_stands_on_a_french_page_of_screening(
    screening: Served, open_page: Opener, path: str
) -> None:
    said: dict[str, set[str]] = {}
    for code in ("en", "fr"):
        said[code] = set(open_page(screening, f"{path}?lang={code}").page.evaluate(TEXTS))
    known = catalogue()
    same = {english for english, french in known.items() if english == french}
    alike = {
        each
        for each in said["en"] & said["fr"] - same - names()
        if not SAME.fullmatch(each) and not OURS.fullmatch(each)
    }
    assert len(said["en"]) > 30, "this looks at nothing"
    assert not alike, ", ".join(sorted(alike))


def test_a_question_is_asked_and_its_answer_is_one_of_the_states(
    screening: Served, open_page: Opener
) -> None:
    page = open_page(screening, "/screening/ask").page
    page.click("#ask-form button[type=submit]")
    assert focused(page) == "ask-names"
    page.fill("#ask-names", "Velmora Quenstadt\nV. Quenstadt")
    page.fill("#ask-born", "1980")
    page.click("#ask-form button[type=submit]")
    page.wait_for_url("**/screening/asked/*")
    assert page.get_attribute("#answer-page", "data-state") == "possible"
    assert "in no score" in page.inner_text("dl.facts")
    assert "Quenstadt" not in page.url


def test_pairs_are_decided_by_keyboard_and_the_next_one_comes_up(
    screening: Served, open_page: Opener
) -> None:
    page = open_page(screening, "/screening", expects=REFUSED).page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/screening/pairs/*")
    page.goto(f"{screening.address}/screening/pairs/{screening.ids['pair']}")
    first = page.url
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    until(page, "() => document.activeElement.id !== 'keys-on'")
    page.keyboard.press("m")
    assert page.is_checked("#verb-match")
    assert page.is_disabled("#cites input[value=born]"), "what differs is no reason for a match"
    assert focused(page) == "decide-reason"
    page.keyboard.press("Control+Enter")
    assert page.get_attribute("#decide-reason", "aria-invalid") == "true"
    page.focus("#pair-title")
    page.keyboard.press("n")
    assert page.is_enabled("#cites input[value=born]")
    page.check("#cites input[value=born]")
    page.focus("#decide-reason")
    page.keyboard.type("EX a generation apart")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url.split("#")[0] != first)
    until(page, "() => document.getElementById('said').textContent.includes('signed')")
    assert "/screening/pairs/" in page.url, "another pair waits"
    assert focused(page) == "pair-title"
    page.goto(first)
    assert "differs: born; EX a generation apart" in page.inner_text(".decisions")
    assert page.locator("#decide").count() == 0


def test_a_decision_is_chosen_before_it_is_signed(screening: Served, open_page: Opener) -> None:
    page = open_page(screening, "/screening").page
    page.locator("#screening-pairs a.open").last.click()
    page.fill("#decide-reason", "EX")
    page.click("#decide button[type=submit]")
    assert "Choose a decision" in page.inner_text("#decide [data-told]")
    page.focus("#pair-title")
    page.keyboard.press("t")
    assert page.is_checked("#verb-cannot-tell")


def test_a_referral_is_withdrawn_and_a_lookout_ended_each_with_a_reason(
    screening: Served, open_page: Opener
) -> None:
    page = open_page(screening, "/screening/referrals").page
    for button, said in (("Sign the reply", "reply is signed"), ("End it now", "ended")):
        form = page.locator(
            "form.do", has=page.get_by_role("button", name=button, include_hidden=True)
        )
        form.locator("xpath=..").locator("summary").press("Enter")
        form.locator("textarea").fill("EX over")
        form.locator("button[type=submit]").click()
        until(page, f"() => document.getElementById('said').textContent.includes('{said}')")
    assert "matches nobody" in page.inner_text("#referrals-page")
