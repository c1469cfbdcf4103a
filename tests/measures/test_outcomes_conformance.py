"""Claims and trends against the published tables beside the project: ../shared/data/outcomes."""

import gzip
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from northline.app.outcomes_words import qualifier
from northline.formats.registry import format_named
from northline.measures.claim import declared
from northline.measures.following import follow
from northline.measures.foremost import OTHERS, foremost
from northline.measures.period import period
from northline.measures.published import Published
from northline.measures.trend import trends
from northline.measures.verdict import Judged, Verdict, judge
from northline.records.marking import unclassified
from northline.records.protocols import Context
from tests.measures.making import NOW

OUTCOMES = Path(__file__).parents[3] / "shared" / "data" / "outcomes"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not OUTCOMES.is_dir(), reason=f"the outcomes are not beside the project: no {OUTCOMES}"
    ),
]

FILES = {
    "cbp/nationwide-drugs-fy19-fy22.csv": ("cbp-drugs", None),
    "cbp/nationwide-drugs-fy23-fy26-dec.csv": ("cbp-drugs", None),
    "cbp/weapons-ammunition-seizures-fy22-fy25-ytd2025.csv.gz": ("cbp-weapons", None),
    "cbp/usbp-northern-encounters-monthly-by-sector.csv": ("cbp-encounters", None),
    "cbp/usbp-northern-encounters-rows_fy2023-fy2025.csv.gz": ("cbp-encounters", None),
    "cbp/usbp-nationwide-encounters-monthly_cross_reference.csv": ("cbp-encounters", None),
    "bts/bts_us_canada_border_1996_2025-02.csv.gz": ("bts", None),
    "canada/cif_3-13-1_opioid_death_rate_vintage_2024-09-17.csv": ("opioid-rates", "2024-09-17"),
    "canada/cif_3-13-1_opioid_death_rate_vintage_2024-12-24.csv": ("opioid-rates", "2024-12-24"),
    "canada/cbsa_removals_by_region_calendar_2019_2024.csv": ("removals", "2025-03-31"),
    "canada/ircc_rcmp_interceptions_2018_and_2024partial.csv": ("interceptions", "2025-01-31"),
    "canada/statcan_24-10-0053_2021_2024_cleaned.csv.gz": ("travellers", None),
    "trade/statcan_12-10-0173_can_us_trade_by_province_2014_2024.csv.gz": ("trade", "2025-03-01"),
}

COMPUTED = {
    "fentanyl-north-43-lb": (Verdict.REPRODUCED, 43.04, 0.005),
    "fentanyl-southwest-21000-lb": (Verdict.REPRODUCED, 21_148.15, 0.005),
    "fentanyl-north-share": (Verdict.REPRODUCED, 0.197, 0.0005),
    "opioid-deaths-canada": (Verdict.REPRODUCED, 21.3, 1e-9),
    "southbound-89-peak": (Verdict.DIFFERS, 85.8, 0.05),
    "southbound-90-june": (Verdict.DIFFERS, 86.7, 0.05),
    "crossings-below-one-percent": (Verdict.DIFFERS, 1.52, 0.005),
    "crossings-below-one-percent-press": (Verdict.DIFFERS, 1.52, 0.005),
    "removals-14000": (Verdict.OTHER_SCOPE, 13_175.0, 0.0),
    "people-400000-a-day": (Verdict.OTHER_SCOPE, 253_560.0, 1.0),
    "trade-2500-million-a-day": (Verdict.OTHER_SCOPE, 2.52e9, 0.005e9),
    "trade-493-billion": (Verdict.OTHER_SCOPE, 446.3e9, 0.05e9),
}
"""Verdict, figure and how exactly it is known beforehand; every other claim is not computable."""


def rows(name: str, content: bytes | None = None) -> pa.Table:
    """The figures of one file, as its format reads it."""
    form, vintage = FILES[name]
    raw = (OUTCOMES / name).read_bytes() if content is None else content
    if raw.startswith(b"\x1f\x8b"):
        raw = gzip.decompress(raw)
    context = Context(source=form, marking=unclassified("local").id, stream=name, vintage=vintage)
    decoded = format_named(form).open(context, 0, b"").decode(raw, NOW, end=True)
    assert not decoded.refused
    return pa.Table.from_batches(list(decoded.batches.values()))


@cache
def tables() -> dict[str, pa.Table]:
    return {name: rows(name) for name in FILES}


@cache
def everything() -> Published:
    return Published(pa.concat_tables(tables().values()))


def without(*names: str) -> Published:
    return Published(pa.concat_tables(each for name, each in tables().items() if name not in names))


def judged(name: str, published: Published | None = None) -> Judged:
    (claim,) = (each for each in declared().claims if each.claim == name)
    return judge(claim, published or everything())


@pytest.mark.parametrize("name", [each.claim for each in declared().claims])
def test_every_claim_has_the_verdict_that_the_tables_give_it(name: str) -> None:
    found = judged(name)
    if name not in COMPUTED:
        assert found.verdict is Verdict.NOT_COMPUTABLE
        assert found.claim.missing
        return
    verdict, figure, exactly = COMPUTED[name]
    assert found.verdict is verdict
    assert found.ours is not None
    assert found.ours.computed.value == pytest.approx(figure, abs=max(exactly, 1e-9))


@pytest.mark.parametrize(
    ("name", "others", "words"),
    [
        ("southbound-89-peak", [89.5], "Swanton Sector alone, June to December 2024: 89.5 %"),
        ("southbound-90-june", [97.3], "Swanton Sector alone, June 2024 to February 2025: 97.3 %"),
        ("removals-14000", [17_357.0], "January to December 2024: 17,357 persons"),
        (
            "people-400000-a-day",
            [283_891.4],
            "the same with truck drivers: 283,891.4 persons a day",
        ),
        (
            "opioid-deaths-canada",
            [],
            "vintage 2024-09-17: 21.1 deaths per 100,000 people (differs)",
        ),
        ("trade-493-billion", [], "goods alone, Canadian dollars"),
    ],
)
def test_what_must_be_known_with_a_verdict_stands_beside_it(
    name: str, others: list[float], words: str
) -> None:
    found = judged(name)
    assert [each.computed.value for each in found.others] == pytest.approx(others, abs=0.05)
    assert words in qualifier(found, "en")


def test_shares_say_which_counts_they_are_made_of() -> None:
    for name, parts in (
        ("southbound-89-peak", (3601.0, 510.0)),
        ("southbound-90-june", (3601.0, 479.0)),
        ("crossings-below-one-percent", (23_721.0, 1_557_319.0)),
    ):
        found = judged(name).ours
        assert found is not None
        assert found.computed.parts == parts


def test_the_rate_of_deaths_is_reproduced_in_one_vintage_only() -> None:
    found = judged("opioid-deaths-canada")
    assert [(each.vintage, each.ours, each.verdict) for each in found.history] == [
        ("2024-09-17", 21.1, Verdict.DIFFERS),
        ("2024-12-24", 21.3, Verdict.REPRODUCED),
    ]
    earlier = without("canada/cif_3-13-1_opioid_death_rate_vintage_2024-12-24.csv")
    assert judged("opioid-deaths-canada", earlier).verdict is Verdict.DIFFERS


def test_with_another_file_the_same_code_gives_another_verdict() -> None:
    name = "cbp/usbp-northern-encounters-monthly-by-sector.csv"
    real = (OUTCOMES / name).read_bytes()
    fewer = real.replace(b"2024-12,Swanton Sector,348,", b"2024-12,Swanton Sector,234,")
    assert fewer != real
    rest = [each for other, each in tables().items() if other != name]
    changed = Published(pa.concat_tables([*rest, rows(name, fewer)]))
    assert judged("southbound-89-peak", changed).verdict is Verdict.REPRODUCED
    assert judged("southbound-89-peak", without(name)).verdict is Verdict.NOT_COMPUTABLE


def test_trade_is_exports_and_imports_and_never_what_is_left_of_them() -> None:
    found = judged("trade-2500-million-a-day").ours
    assert found is not None
    assert found.computed.rows == 2
    assert found.computed.value * 366 == pytest.approx(546_905_342_000 + 375_016_840_200)


def test_every_trend_has_figures_and_as_many_lines_as_a_chart_can_show() -> None:
    for trend in trends():
        line = follow(trend, everything())
        assert line.points, trend.trend
        assert line.publishers
        drawn = foremost(line)
        groups = {point.group for point in drawn.points}
        assert len(groups - {"", OTHERS}) <= trend.most
        if trend.adds and not line.fine:
            for since in {point.since for point in drawn.points if OTHERS in groups}:
                whole = sum(point.value or 0 for point in line.points if point.since == since)
                shown = sum(point.value or 0 for point in drawn.points if point.since == since)
                assert shown == pytest.approx(whole)


def test_the_trend_of_encounters_gives_the_published_years() -> None:
    (trend,) = (each for each in trends() if each.series == "cbp-encounters-by-sector")
    line = follow(trend, everything())
    by_year = {}
    for year in ("2023", "2024", "2025"):
        meant = period(f"us-fy {year}")
        steps = [point for point in line.points if meant.since <= point.since < meant.until]
        by_year[year] = sum(point.value or 0.0 for point in steps)
    assert by_year == {"2023": 10_021.0, "2024": 23_721.0, "2025": 7_823.0}
