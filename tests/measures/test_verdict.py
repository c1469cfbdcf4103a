"""Verdicts: what a claim is worth, and that it is the data that says so."""

import ast
from pathlib import Path

import pytest

from northline.measures import verdict as module
from northline.measures.claim import Claim, Missing, Nature, Way, declared
from northline.measures.formula import Formula
from northline.measures.selecting import Why
from northline.measures.text import Text
from northline.measures.tolerance import Sense, Tolerance
from northline.measures.trend import trends
from northline.measures.undertaking import undertakings
from northline.measures.verdict import Verdict, judge
from tests.measures.making import figure, published, selection

TEXT = Text(en="a text", fr="un texte")
OWN = Way(formula=Formula(sum=selection("2024-06")))
LONGER = Way(formula=Formula(sum=selection("2024-06..2024-07")), scope=TEXT)
MISSING = (Missing(what=TEXT, holder="A publisher"),)


def claim(*ways: Way, published: float = 43.0, date: str = "2025", unit: str = "[lb_av]") -> Claim:
    return Claim(
        claim="a-claim",
        title=TEXT,
        pillar="plan",
        nature=Nature.OUTCOME,
        document="embassy",
        date=date,
        words="about so much",
        published=published,
        unit=unit,
        sense=Sense.EXACT,
        definition=TEXT,
        tolerance=Tolerance(digits=0),
        ways=ways,
        missing=MISSING,
    )


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(43.04, Verdict.REPRODUCED), (42.5, Verdict.REPRODUCED), (43.5, Verdict.DIFFERS)],
)
def test_the_file_decides_whether_a_claim_is_reproduced(value: float, verdict: Verdict) -> None:
    assert judge(claim(OWN), published([figure(1, value)])).verdict is verdict


def test_what_is_computed_for_another_scope_only_is_not_judged() -> None:
    figures = [figure(1, 43.0, "2024-06"), figure(2, 1.0, "2024-07")]
    found = judge(claim(LONGER), published(figures))
    assert found.verdict is Verdict.OTHER_SCOPE
    assert found.ours is not None
    assert found.ours.computed.value == 44.0


def test_another_scope_stands_beside_the_own_and_does_not_judge() -> None:
    figures = [figure(1, 50.0, "2024-06"), figure(2, -7.0, "2024-07")]
    found = judge(claim(OWN, LONGER), published(figures))
    assert found.verdict is Verdict.DIFFERS
    assert [each.computed.value for each in found.others] == [43.0]


def test_an_own_scope_that_lacks_data_leaves_the_other_one() -> None:
    found = judge(claim(Way(formula=Formula(sum=selection("2024-05"))), LONGER),
                  published([figure(1, 43.0, "2024-06"), figure(2, 1.0, "2024-07")]))  # fmt: skip
    assert found.verdict is Verdict.OTHER_SCOPE
    assert [lack.why for lack in found.lacks] == [Why.NOT_COVERED]


def test_without_data_a_claim_is_not_computable_and_says_for_what() -> None:
    found = judge(claim(OWN), published([]))
    assert found.verdict is Verdict.NOT_COMPUTABLE
    assert found.ours is None
    assert [lack.why for lack in found.lacks] == [Why.NO_TABLE]
    assert judge(claim(), published([])).verdict is Verdict.NOT_COMPUTABLE


def test_a_revised_table_changes_the_history_and_may_change_the_verdict() -> None:
    figures = [
        figure(1, 43.0, vintage="2024-09-17"),
        figure(2, 42.0, vintage="2024-12-24"),
        figure(3, 43.2, vintage="2026-01-10"),
    ]
    found = judge(claim(OWN, date="2025-03-04"), published(figures))
    assert found.verdict is Verdict.DIFFERS
    assert [(each.vintage, each.ours, each.verdict) for each in found.history] == [
        ("2024-09-17", 43.0, Verdict.REPRODUCED),
        ("2024-12-24", 42.0, Verdict.DIFFERS),
        ("2026-01-10", 43.2, Verdict.REPRODUCED),
    ]
    earlier = judge(claim(OWN, date="2024-10"), published(figures))
    assert earlier.verdict is Verdict.REPRODUCED
    assert judge(claim(OWN, date="2026"), published(figures)).verdict is Verdict.REPRODUCED


def test_a_vintage_that_does_not_cover_the_period_has_no_place_in_the_history() -> None:
    figures = [figure(1, 43.0), figure(2, 1.0, "2020-06", vintage="2020-12")]
    assert [each.vintage for each in judge(claim(OWN), published(figures)).history] == ["2024-12"]


def test_a_count_of_few_persons_split_finely_is_kept_back() -> None:
    fields = {"series": "cbp-encounters", "measure": "encounters", "unit": "{encounter}"}
    where = {"detail": ("CANADA",)}
    wanted = selection(series="cbp-encounters", measure="encounters", where=where)
    figures = [figure(1, 3.0, place="A sector", detail="CANADA", **fields)]
    found = judge(claim(Way(formula=Formula(sum=wanted)), unit="{encounter}"), published(figures))
    assert found.ours is not None
    assert found.ours.small
    assert [each.small for each in found.history] == [True]


def test_nothing_that_computes_knows_a_claim_a_trend_or_a_commitment_by_name() -> None:
    names = {each.claim for each in declared().claims}
    names |= {each.trend for each in trends()} | {each.commitment for each in undertakings()}
    # A trend may be called as its table is: then the table is what code may name.
    names -= {each.series for each in trends()}
    rooms = Path(module.__file__).parents[1]
    sources = [
        path for room in ("measures", "app", "web", "cli") for path in (rooms / room).rglob("*.py")
    ]
    assert len(sources) > 50
    named = {
        f"{path.name}: {node.value}"
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    }
    assert not named
