"""What is declared: whole, in both languages, and every mistake in it named."""

import csv
from pathlib import Path

import pytest

from northline.formats.registry import FORMATS
from northline.measures.claim import declared, read_claims
from northline.measures.declared import shipped
from northline.measures.organisations import french_names
from northline.measures.tables import read_tables, tables
from northline.measures.text import Text
from northline.measures.trend import read_trends, trends
from northline.measures.undertaking import documents, read_undertakings, undertakings
from northline.measures.units import units
from northline.records.commitment import Delivery
from northline.records.errors import SettingsError

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "outcomes" / "published_claims.csv"


def texts() -> list[Text]:
    every = declared()
    found = [each.title for each in every.claims]
    found += [each.title for each in every.pillars]
    found += [each.title for each in documents()]
    found += [each.title for each in trends()]
    found += [each.title for each in undertakings()]
    found += [each.title for each in tables()]
    found += [each.definition for each in every.claims]
    found += [each.definition for each in trends()]
    found += [name for each in trends() for name in (each.whole, *each.names.values())]
    found += [way.scope for claim in every.claims for way in claim.ways if way.scope]
    found += [missing.what for claim in every.claims for missing in claim.missing]
    return found


def test_every_text_is_there_in_english_and_in_french() -> None:
    for text in texts():
        assert text.en.strip()
        assert text.fr.strip()
        assert "'" not in text.fr, f"a straight apostrophe: {text.fr}"


def test_every_unit_is_written_in_words() -> None:
    used = {each.unit for each in declared().claims} | {each.unit for each in trends()}
    used |= {each.unit for each in undertakings() if each.unit}
    assert used <= units().keys()


def test_every_table_that_is_computed_from_is_declared_and_has_a_format() -> None:
    known = {each.series for each in tables()}
    used = {each.series for each in trends()}
    used |= {
        selection.series
        for claim in declared().claims
        for way in claim.ways
        for selection in way.formula.selections()
    }
    assert used <= known
    assert {each.format for each in tables()} <= {each.name for each in FORMATS}


def test_a_claim_that_is_open_says_what_would_settle_it_and_who_has_it() -> None:
    for claim in declared().claims:
        if not any(way.scope is None for way in claim.ways):
            assert claim.missing
        assert all(missing.holder for missing in claim.missing)


def test_canadian_holders_and_owners_have_french_names() -> None:
    named = {each.holder for claim in declared().claims for each in claim.missing}
    named |= {each.owner for each in undertakings()} | {each.publisher for each in tables()}
    single = {name for each in named for name in each.split("; ")}
    assert {name for name in single if not name.startswith("U.S.")} <= french_names().keys()


def test_a_commitment_is_called_kept_only_with_evidence() -> None:
    for each in undertakings():
        assert (each.delivery is Delivery.UNKNOWN) == (not each.evidence.en)
        assert bool(each.evidence.en) == bool(each.evidence.fr)
        assert each.spent is None, "nothing public at hand says what was spent"


@pytest.mark.shared
@pytest.mark.skipif(not PUBLISHED.is_file(), reason=f"no {PUBLISHED}")
def test_every_published_claim_is_declared_in_its_own_words() -> None:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ours = {(each.document, each.words): each for each in declared().claims}
    promised = {(each.document, each.words) for each in undertakings()}
    for row in rows:
        key = row["document"], row["words"]
        if key not in ours:
            parts = [each for document, each in ours if document == key[0] and each in key[1]]
            assert key in promised or parts, key
            continue
        claim = ours[key]
        assert claim.date == row["date"]
        if row["value"]:
            share = 100.0 if claim.unit == "%" else 1.0
            assert claim.published == pytest.approx(float(row["value"]) * share)
        else:
            assert claim.published is None


def changed(name: str, old: str, new: str) -> str:
    text = shipped(name)
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('pillar = "fentanyl"\nnature', 'pillar = "nowhere"\nnature', "there is no pillar"),
        ('document = "embassy"\ndate', 'document = "nowhere"\ndate', "there is no document"),
        ('claim = "labs-44"', 'claim = "analysis-2000"', "two claims are called analysis-2000"),
        ("tolerance = { digits = -3 }", "", "nothing says how far ours may differ"),
        ("published = 21.3\n", "", "there is no number to compare with"),
        ('sense = "exact"', 'sense = "roughly"', "roughly"),
        ("rounding = 0.05", "rounded = 0.05", "rounded"),
        ('period = "us-fy 2024"', 'period = "fy 2024"', "is no period"),
        ("[[claims]]", "[claims", "cannot be read"),
        ('date = "2025-03-04"', 'date = "March 2025"', "is no date"),
    ],
)
def test_a_mistake_in_the_claims_is_named(old: str, new: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_claims(changed("claims.toml", old, new))


def test_mistakes_in_trends_tables_and_commitments_are_named() -> None:
    with pytest.raises(SettingsError, match="colour"):
        read_trends(changed("trends.toml", 'by = "region"', 'by = "colour"'))
    with pytest.raises(SettingsError, match="two tables are called bts"):
        read_tables(changed("tables.toml", 'series = "cbp-drugs"', 'series = "bts"'))
    with pytest.raises(SettingsError, match="needs evidence"):
        read_undertakings(
            changed("commitments.toml", "target = 100\n", 'target = 100\ndelivery = "delivered"\n'),
            declared(),
        )
