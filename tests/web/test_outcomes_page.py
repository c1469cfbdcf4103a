"""The page of outcomes: what it says, in both languages, without tables and with them."""

import gzip
import html
import re
from pathlib import Path
from typing import Any

import pytest
from lxml.html import document_fromstring

from northline.app.commitments import Said, state
from northline.app.node import Node
from northline.app.outcomes import Verdict
from northline.measures.claim import Nature, declared
from northline.measures.tables import tables
from northline.measures.trend import trends
from northline.measures.undertaking import undertakings
from northline.records.commitment import Delivery
from northline.web.language import language
from northline.web.pages.outcomes_words import (
    SIGNS,
    browser_words,
    deliveries,
    meanings,
    natures,
    verdicts,
)
from tests.measures.tables import by_sector, rates, rows, written
from tests.web.asking import Api

BROWSER = Path(__file__).parents[2] / "web" / "src" / "outcomes"
MOST_BYTES = 500_000
PEAK = next(
    each
    for each in declared().claims
    if any(way.formula.fall for way in each.ways) and each.document == "outcomes"
)
SECTORS = next(each for each in trends() if each.series == "cbp-encounters-by-sector")
TOWERS = next(each.commitment for each in undertakings() if each.unit == "{tower}")
BOTH = pytest.mark.parametrize("code", ["en", "fr"])


@pytest.fixture
def told(asked: Api, node: Node, tmp_path: Path) -> Api:
    """A site over two tables."""
    node.ingest("cbp-encounters", written(tmp_path, "sectors.csv", by_sector()))
    node.ingest("opioid-rates", written(tmp_path, "rates_2024-12-24.csv", rates(21.3)))
    return asked


def page(api: Api, path: str = "/outcomes", code: str = "en") -> str:
    answer = api.page(path, headers={"Accept-Language": code})
    assert answer.status_code == 200, answer.text
    return answer.text


def part(text: str, identifier: str) -> str:
    """An element by its id, as plain words."""
    (found,) = document_fromstring(text).xpath("//*[@id=$name]", name=identifier)
    return " ".join(" ".join(found.itertext()).split())


@BOTH
def test_without_tables_it_says_which_commands_read_them(asked: Api, code: str) -> None:
    text = page(asked, code=code)
    empty = part(text, "empty")
    for each in tables():
        assert each.command() in empty
    assert f'id="claim-{PEAK.claim}"' in text, "claims are shown all the same"
    assert "data-value" not in text


@BOTH
def test_a_claim_is_shown_beside_our_figure_with_all_that_checks_it(told: Api, code: str) -> None:
    said = part(page(told, code=code), f"claim-{PEAK.claim}")
    french = code == "fr"
    for each in (
        PEAK.title.in_language(code),
        "89 %",
        "89,0 %" if french else "89.0 %",
        "de 100 à 11" if french else "100 to 11",
        "✔ reproduit" if french else "✔ reproduced",
        PEAK.words,
        " ".join(PEAK.definition.in_language(code).split()),
        PEAK.ways[0].formula.words(),
        "secteur Swanton seul" if french else "Swanton Sector alone",
        f"northline claims {PEAK.claim}",
        "--period 2024-06",
        "2024-12",
    ):
        assert each in said, each


@BOTH
def test_every_pillar_claim_commitment_and_trend_stands_on_the_page(told: Api, code: str) -> None:
    text = page(told, code=code)
    for each in declared().pillars:
        assert html.escape(each.title.in_language(code)) in text
    identifiers = [f"claim-{each.claim}" for each in declared().claims]
    identifiers += [f"commitment-{each.commitment}" for each in undertakings()]
    identifiers += [f"trend-{each.trend}" for each in trends()]
    for each_id in (*identifiers, "missing", "tables", "outside"):
        assert text.count(f'id="{each_id}"') == 1, each_id


def test_every_link_within_the_page_leads_somewhere(told: Api) -> None:
    text = page(told)
    named = set(re.findall(r' id="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= named
    for path in set(re.findall(r'href="(/api/v1/[^"]+)"', text)):
        assert told.get(path.removeprefix("/api/v1")).status_code == 200, path


def test_a_trend_has_its_table_downloads_source_vintage_and_command(told: Api) -> None:
    text = page(told)
    figure = re.search(rf'<figure[^>]*id="trend-{SECTORS.trend}".*?</figure>', text, re.S)
    assert figure
    values = re.findall(r'data-value="([^"]*)"', figure[0])
    assert values == ["10", "90", "3", "8"]
    words = part(text, f"trend-{SECTORS.trend}")
    assert "Vintage: 2024-12" in words
    assert "U.S. Customs and Border Protection" in words
    assert "northline measures --series cbp-encounters-by-sector" in words
    for form in ("?format=csv", "?format=arrow", ""):
        assert f'href="/api/v1/trends/{SECTORS.trend}{form}"' in figure[0]
    other = next(each for each in trends() if each.series == "bts")
    assert "northline ingest bts FILE" in part(text, f"trend-{other.trend}")


def test_what_settles_open_claims_is_listed_by_who_has_it(told: Api) -> None:
    said = part(page(told, code="fr"), "missing")
    assert "Agence des services frontaliers du Canada" in said
    assert "Canada Border Services Agency" not in said


@BOTH
def test_claims_are_filtered_by_verdict_and_document(told: Api, code: str) -> None:
    text = page(told, "/outcomes?verdict=reproduced&document=outcomes", code)
    assert re.findall(r'id="claim-([^"]+)"', text) == [PEAK.claim]
    assert 'id="commitment-' not in text
    assert 'aria-current="page"' in text
    assert page(told, "/outcomes?verdict=nonsense", code).count('class="claim"') == len(
        declared().claims
    )


def test_a_statement_of_the_operator_stands_with_its_evidence(told: Api, node: Node) -> None:
    state(node, TOWERS, Said(delivery="under-way", done=4, evidence="<b>a list</b>"))
    text = page(told)
    assert "<b>a list</b>" not in text
    said = part(text, f"commitment-{TOWERS}")
    for each in ("4 towers", "15 towers", "◐ under way", "<b>a list</b>", "stated here by local"):
        assert each in said


def test_of_the_money_it_says_that_nothing_public_says_what_was_spent(told: Api) -> None:
    plan = next(each.commitment for each in undertakings() if each.amount == 1.3e9)
    said = part(page(told), f"commitment-{plan}")
    assert "1.3 billion dollars" in said
    assert "nothing public says" in said


def test_a_small_count_does_not_stand_on_the_page(asked: Api, node: Node, tmp_path: Path) -> None:
    node.ingest("cbp-encounters", written(tmp_path, "rows.csv", rows()))
    assert 'data-value="3"' not in page(asked)


@BOTH
def test_every_word_of_the_program_has_its_own(code: str) -> None:
    tongue = language(code)
    assert verdicts(tongue).keys() == meanings(tongue).keys() == SIGNS.keys() == set(Verdict)
    assert natures(tongue).keys() == {each.value for each in Nature}
    assert deliveries(tongue).keys() == {each.value for each in Delivery}
    signs = [sign for sign, _ in SIGNS.values()]
    assert len(set(signs)) == len(signs), "colour says nothing alone"


def test_the_browser_code_asks_only_for_texts_that_it_is_given() -> None:
    asked_for = {
        name
        for path in BROWSER.glob("*.ts")
        for name in re.findall(r'say\("([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked_for
    assert asked_for <= browser_words(language("en")).keys()


def test_the_page_stays_small(told: Api) -> None:
    sent = len(gzip.compress(page(told).encode()))
    static: Any = Path(__file__).parents[2] / "src" / "northline" / "web" / "static" / "bundle"
    scripts = [*static.glob("outcomes-*.js.gz"), *static.glob("site-*.css.gz")]
    assert len(scripts) == 2
    assert sent + sum(path.stat().st_size for path in scripts) < MOST_BYTES
