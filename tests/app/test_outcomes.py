"""Outcomes of a node: computed from what was ingested, again when that changes; commitments."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from northline.app.commitments import Said, commitment_document, commitments, state
from northline.app.node import Node
from northline.app.outcomes import Outcomes, Verdict, asked
from northline.app.outcomes_files import trend_csv, trend_table
from northline.app.outcomes_told import claim_document, missing_document
from northline.app.outcomes_trends import command_of, trend_document
from northline.app.vintage import vintages_named
from northline.measures.claim import declared
from northline.measures.undertaking import undertakings
from northline.records.commitment import Delivery
from northline.records.errors import Conflict, InputError, UnknownName, UsageError
from tests.app.people import colleague
from tests.measures.tables import by_sector, rates, rows, written

PEAK = next(
    each.claim
    for each in declared().claims
    if any(way.formula.fall for way in each.ways) and each.document == "outcomes"
)
DEATHS = next(
    each.claim
    for each in declared().claims
    if any(s.series == "opioid-rates" for way in each.ways for s in way.formula.selections())
)
TOWERS = next(each.commitment for each in undertakings() if each.unit == "{tower}")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as opened:
        yield opened


def verdict(outcomes: Outcomes, name: str) -> Verdict:
    (judged,) = outcomes.claims([name])
    return judged.verdict


def test_a_file_that_is_read_changes_what_is_told(node: Node, tmp_path: Path) -> None:
    outcomes = Outcomes(node)
    assert verdict(outcomes, PEAK) is Verdict.NOT_COMPUTABLE
    assert outcomes.published().empty
    node.ingest("cbp-encounters", written(tmp_path, "a.csv", by_sector(december=8)))
    assert verdict(outcomes, PEAK) is Verdict.REPRODUCED
    (judged,) = outcomes.claims([PEAK])
    told = claim_document(judged)
    assert (told["ours"], told["made_of"], told["vintage"]) == (89.0, "100 to 11", "2024-12")
    assert told["qualifier"] == "Swanton Sector alone, June to December 2024: 91.1 %"
    assert told["qualifier_fr"].startswith("secteur Swanton seul, de juin à décembre 2024 : 91,1 %")


def test_a_revised_file_gives_another_verdict_and_a_longer_history(
    node: Node, tmp_path: Path
) -> None:
    outcomes = Outcomes(node)
    node.ingest("cbp-encounters", written(tmp_path, "a.csv", by_sector(december=8)))
    assert verdict(outcomes, PEAK) is Verdict.REPRODUCED
    later = written(tmp_path, "b-2025-02-10.csv", by_sector(december=27))
    node.ingest("cbp-encounters", later)
    assert verdict(outcomes, PEAK) is Verdict.DIFFERS
    told = claim_document(outcomes.claims([PEAK])[0])
    assert [(each["vintage"], each["verdict"]) for each in told["history"]] == [
        ("2024-12", "reproduced"),
        ("2025-02-10", "differs"),
    ]
    assert "vintage 2024-12: 89.0 % (reproduced)" in told["qualifier"]


def test_what_is_computed_stays_while_nothing_is_read(node: Node, tmp_path: Path) -> None:
    node.ingest("cbp-encounters", written(tmp_path, "a.csv", by_sector()))
    outcomes = Outcomes(node)
    first = outcomes.claims([PEAK])[0]
    head = node.head()
    assert outcomes.claims([PEAK])[0] is first
    assert node.head() == head, "nobody looked at a record again"
    state(node, TOWERS, Said(delivery="under-way", evidence="seen"))
    assert outcomes.claims([PEAK])[0] is first, "a commitment is no figure"


def test_the_day_in_the_name_of_a_file_is_its_vintage(node: Node, tmp_path: Path) -> None:
    for day, rate in (("2024-09-17", 21.1), ("2024-12-24", 21.3)):
        node.ingest("opioid-rates", written(tmp_path, f"rates_{day}.csv", rates(rate)))
    told = claim_document(Outcomes(node).claims([DEATHS])[0])
    assert (told["verdict"], told["vintage"], told["ours"]) == ("reproduced", "2024-12-24", 21.3)
    assert (told["low"], told["high"]) == pytest.approx((21.25, 21.35))
    assert [each["ours"] for each in told["history"]] == [21.1, 21.3]


def test_whoever_reads_a_file_says_its_vintage(node: Node, tmp_path: Path) -> None:
    path = written(tmp_path, "rates_2024-09-17.csv", rates(21.3))
    node.ingest("opioid-rates", path, vintage="2024-12-24")
    assert set(node.records("figure").column("vintage").to_pylist()) == {"2024-12-24"}
    with pytest.raises(UsageError, match="has no vintage"):
        node.ingest("ais", path, vintage="2024-12-24")
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        node.ingest("opioid-rates", written(tmp_path, "b.csv", rates(1.0)), vintage="yesterday")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("rates_2024-12-24.csv", "2024-12-24"),
        ("2024-12-24/rates.csv", None),
        ("rates_2024-13-24.csv", None),
        ("rates_2024-12-24_2024-12-24.csv.gz", "2024-12-24"),
        ("rates_2024-12-24_2025-01-01.csv", None),
        ("rates_12024-12-241.csv", None),
        ("tcp://2024-12-24.example:4001", None),
        ("-", None),
    ],
)
def test_only_one_real_day_in_the_name_itself_counts(name: str, day: str | None) -> None:
    assert vintages_named("opioid-rates", [name]).get(name) == day
    assert vintages_named("ais", [name]) == {}


def test_each_open_claim_says_what_is_missing_and_from_whom(node: Node) -> None:
    every = Outcomes(node).claims()
    missing = missing_document(every)
    assert {each["claim"] for each in missing} == {each.claim.claim for each in every}
    assert all(each["what"] and each["what_fr"] for each in missing)
    (table,) = (each for each in missing if each["claim"] == PEAK and "northline" in each["what"])
    assert "northline ingest cbp-encounters FILE" in table["what_fr"]


def test_a_name_that_there_is_not_is_refused_with_those_that_there_are(
    node: Node, tmp_path: Path
) -> None:
    outcomes = Outcomes(node)
    with pytest.raises(UnknownName, match="there is no claim 'nobody'"):
        outcomes.claims(["nobody"])
    with pytest.raises(UnknownName, match="other scope"):
        outcomes.claims(verdict="true")
    with pytest.raises(UnknownName, match="there is no trend 'nobody'"):
        outcomes.trend("nobody")
    with pytest.raises(UnknownName, match="ingest a table first"):
        asked(outcomes.published(), series="bts", measure="entries", where={})
    node.ingest("cbp-encounters", written(tmp_path, "a.csv", by_sector()))
    published = outcomes.published()
    series = "cbp-encounters-by-sector"
    with pytest.raises(UnknownName, match="there are encounters"):
        asked(published, series=series, measure="weight", where={})
    with pytest.raises(UsageError, match="no column 'colour'"):
        asked(published, series=series, measure="encounters", where={}, by="colour")
    with pytest.raises(UnknownName, match="there are month, quarter, year, period"):
        asked(published, series=series, measure="encounters", where={}, every="week")
    with pytest.raises(UnknownName, match="there are 2024-12"):
        asked(published, series=series, measure="encounters", where={}, vintage="1999")
    with pytest.raises(UsageError, match="is no period"):
        asked(published, series=series, measure="encounters", where={}, period="then")


def test_a_measure_of_ones_own_gives_one_figure_for_a_period(node: Node, tmp_path: Path) -> None:
    node.ingest("cbp-encounters", written(tmp_path, "a.csv", by_sector()))
    line = asked(
        Outcomes(node).published(),
        series="cbp-encounters-by-sector",
        measure="encounters",
        where={"place": ["Swanton Sector"]},
        period="2024-06",
    )
    assert [point.value for point in line.points] == [90.0]
    assert command_of(line) == (
        "northline measures --series cbp-encounters-by-sector --measure encounters "
        "--where 'place=Swanton Sector' --period 2024-06"
    )


def test_a_small_count_leaves_the_node_in_no_form(node: Node, tmp_path: Path) -> None:
    node.ingest("cbp-encounters", written(tmp_path, "rows.csv", rows()))
    line = asked(
        Outcomes(node).published(),
        series="cbp-encounters",
        measure="encounters",
        where={},
        by="detail",
    )
    told = {
        each["group"]: (each["value"], each["small"]) for each in trend_document(line)["points"]
    }
    assert told == {"CANADA": (None, True), "INDIA": (30.0, False)}
    assert "CANADA,<5," in trend_csv(line, exercise=False)
    columns = trend_table(line, exercise=False)
    assert columns.column("value").to_pylist() == [None, 30.0]
    assert columns.column("small").to_pylist() == [True, False]


def test_a_file_says_where_it_comes_from_and_whether_from_an_exercise(
    node: Node, tmp_path: Path
) -> None:
    node.ingest("cbp-encounters", written(tmp_path, "a.csv", by_sector()))
    line = asked(
        Outcomes(node).published(),
        series="cbp-encounters-by-sector",
        measure="encounters",
        where={},
        by="place",
    )
    metadata = trend_table(line, exercise=True).schema.metadata
    assert metadata[b"exercise"] == b"true"
    assert metadata[b"unit"] == b"{encounter}"
    assert b"U.S. Customs and Border Protection" in metadata[b"source"]
    head, first = trend_csv(line, exercise=True).splitlines()[:2]
    assert head == "period,since,until,group,value,unit,provisional,vintage,exercise"
    assert first == (
        "2024-06,2024-06-01,2024-07-01,Blaine Sector,10.0,{encounter},false,2024-12,true"
    )
    assert trend_csv(line, exercise=False).splitlines()[0].endswith(",vintage")


def test_text_that_a_spreadsheet_would_run_is_led_by_an_apostrophe(
    node: Node, tmp_path: Path
) -> None:
    table = by_sector().replace(b"Blaine Sector", b"=cmd()")
    node.ingest("cbp-encounters", written(tmp_path, "a.csv", table))
    line = asked(
        Outcomes(node).published(),
        series="cbp-encounters-by-sector",
        measure="encounters",
        where={},
        by="place",
    )
    assert ",'=cmd()," in trend_csv(line, exercise=False)


# --- commitments ------------------------------------------------------------------------------


def test_what_was_undertaken_is_unknown_until_somebody_shows_otherwise(node: Node) -> None:
    found = {each.known.commitment: each for each in commitments(node)}
    assert found.keys() == {each.commitment for each in undertakings()}
    told = commitment_document(found[TOWERS])
    assert (told["target"], told["done"], told["delivery"]) == (15.0, None, "unknown")
    assert (told["by"], told["record"], told["due"]) == (None, None, None)


def test_a_statement_takes_the_place_of_what_is_shipped_and_of_the_one_before(node: Node) -> None:
    first = state(node, TOWERS, Said(delivery="under-way", done=4, evidence="a public list"))
    second = state(node, TOWERS, Said(done=9, spent=1e6, evidence="a later list"))
    assert second.supersedes == first.id
    assert (second.delivery, second.done, second.target) == (Delivery.UNDER_WAY, 9.0, 15.0)
    assert (second.spent, second.currency) == (1e6, "CAD")
    (standing,) = commitments(node, [TOWERS])
    told = commitment_document(standing)
    assert (told["done"], told["evidence"], told["evidence_fr"]) == (9.0,) + ("a later list",) * 2
    assert told["by"] == node.operator.agency
    assert told["record"] == second.id.hex()
    assert told["title_fr"] == "15 tours de surveillance"
    assert node.count("commitment") == 1, "plain reads show what holds"
    assert node.verify().ok


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(), "say what is known"),
        (Said(delivery="delivered"), "evidence is missing"),
        (Said(done=3.0, evidence="  "), "evidence is missing"),
        (Said(delivery="soon", evidence="a list"), "there is no delivery 'soon'"),
        (Said(done=-1.0, evidence="a list"), "0 or more"),
        (Said(spent=float("nan"), evidence="a list"), "0 or more"),
        (Said(due="next year"), "is no day"),
    ],
)
def test_a_statement_without_substance_is_refused(node: Node, said: Said, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        state(node, TOWERS, said)
    assert node.count("commitment") == 0


def test_a_commitment_that_nobody_made_is_refused(node: Node) -> None:
    with pytest.raises(UnknownName, match="there is no commitment 'nobody'"):
        state(node, "nobody", Said(due="2026-01-01"))


def test_a_due_day_and_a_return_to_unknown_need_no_evidence(node: Node) -> None:
    state(node, TOWERS, Said(due="2026-03-31"))
    made = state(node, TOWERS, Said(delivery="unknown"))
    assert commitment_document(commitments(node, [TOWERS])[0])["due"] == "2026-03-31"
    assert made.delivery is Delivery.UNKNOWN


def test_of_two_people_who_saw_the_same_only_one_is_taken(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.app import commitments as module

    seen = commitments(node, [TOWERS])
    monkeypatch.setattr(module, "commitments", lambda *_, **__: seen)
    state(node, TOWERS, Said(done=1.0, evidence="a list"))
    with pytest.raises(Conflict, match="a moment ago"):
        state(node, TOWERS, Said(done=2.0, evidence="another list"))


def test_two_agencies_state_one_commitment_each_for_itself(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.app import commitments as module

    partner = colleague(node, "Pat", 7, agency="cbp", country="US")
    seen = commitments(node, [TOWERS])
    monkeypatch.setattr(module, "commitments", lambda *_, **__: seen)
    state(node, TOWERS, Said(done=1.0, evidence="a list"))
    state(partner, TOWERS, Said(done=2.0, evidence="another list"))
    for each in (node, partner):
        with pytest.raises(Conflict):
            state(each, TOWERS, Said(done=3.0, evidence="a third list"))


@pytest.mark.parametrize("compartment", ["firearm-trace", "what-nobody-knows"])
def test_what_may_never_be_public_is_in_no_outcome_though_who_asks_may_see_it(
    node: Node, tmp_path: Path, compartment: str
) -> None:
    node.viewer = msgspec.structs.replace(node.viewer, compartments=(compartment,))
    kept_apart = f"Unclassified; compartments={compartment}"
    path = written(tmp_path, "a.csv", by_sector(december=8))
    node.ingest("cbp-encounters", path, marking=kept_apart)
    assert node.count("figure"), "who asks may see the figures themselves"
    outcomes = Outcomes(node)
    assert outcomes.published().empty
    assert verdict(outcomes, PEAK) is Verdict.NOT_COMPUTABLE
    made = state(node, TOWERS, Said(done=1.0, evidence="a list"))
    node.mark([made.id], kept_apart, "it says too much")
    assert node.count("commitment") == 1
    (standing,) = commitments(node, [TOWERS])
    assert standing.stated is None
    assert state(node, TOWERS, Said(done=2.0, evidence="a list")).supersedes == made.id
    assert commitments(node, [TOWERS])[0].stated is None, "as strict as what it corrects"
