"""Claims, measures and commitments at the terminal, and the vintage of a table that is read."""

from pathlib import Path

import pyarrow as pa
import pytest

from northline.measures.claim import declared
from northline.measures.trend import trends
from northline.measures.undertaking import undertakings
from tests.cli.running import Command
from tests.measures.tables import by_sector, rates, rows, written

SECTORS = "cbp-encounters-by-sector"
PEAK = next(
    each.claim
    for each in declared().claims
    if any(way.formula.fall for way in each.ways) and each.document == "outcomes"
)
TOWERS = next(each.commitment for each in undertakings() if each.unit == "{tower}")


@pytest.fixture
def ledger(tmp_path: Path, call: Command) -> Path:
    folder = tmp_path / "ledger"
    path = written(tmp_path, "sectors.csv", by_sector())
    assert call("ingest", "cbp-encounters", path, "--ledger", folder).code == 0
    return folder


def test_claims_are_listed_for_people_and_told_to_scripts(call: Command, ledger: Path) -> None:
    told = call("claims", "--ledger", ledger, "--json").document["claims"]
    names = "claim title published ours unit verdict qualifier filter source vintage missing"
    assert all(set(names.split()) <= each.keys() for each in told)
    assert [each["claim"] for each in told] == [each.claim for each in declared().claims]
    verdicts = {each["verdict"] for each in told}
    assert verdicts <= {"reproduced", "differs", "other scope", "not computable"}
    (peak,) = (each for each in told if each["claim"] == PEAK)
    assert (peak["published"], peak["ours"], peak["unit"]) == (89.0, 89.0, "%")
    assert peak["verdict"] == "reproduced"
    lines = call("claims", "--ledger", ledger).out.splitlines()
    assert lines[0].split() == "claim title published ours verdict qualifier".split()
    assert len(lines) == len(told) + 1


def test_one_claim_is_shown_whole(call: Command, ledger: Path) -> None:
    said = call("claims", PEAK, "--ledger", ledger).out
    for part in (
        "89% reduction in illegal southbound movement",
        "equal when rounded to whole numbers",
        "100 * (1 - sum(series=cbp-encounters-by-sector",
        "100 to 11",
        "other scopes:",
        "by vintage:",
        f"compute it again: northline measures --series {SECTORS} --measure encounters",
    ):
        assert part in said
    missing = next(each.claim for each in declared().claims if not each.ways)
    assert "what would settle it:" in call("claims", missing, "--ledger", ledger).out


def test_the_command_that_a_claim_gives_computes_its_part_again(
    call: Command, ledger: Path
) -> None:
    (told,) = call("claims", PEAK, "--ledger", ledger, "--json").document["claims"]
    parts = []
    for command in told["recompute"]:
        words = command.split()[1:]
        (point,) = call(*words, "--ledger", ledger, "--json").document["points"]
        parts.append(point["value"])
    assert parts == [100.0, 11.0]


def test_claims_are_filtered_by_document_and_verdict(call: Command, ledger: Path) -> None:
    words = ("claims", "--document", "outcomes", "--verdict", "reproduced", "--ledger", ledger)
    assert [each["claim"] for each in call(*words, "--json").document["claims"]] == [PEAK]
    wrong = call("claims", "--verdict", "true", "--ledger", ledger)
    assert (wrong.code, "other scope" in wrong.err) == (2, True)


def test_without_tables_it_says_which_commands_read_them(call: Command, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    path = written(tmp_path, "nothing.nmea", b"")
    call("ingest", "ais", path, "--ledger", folder)
    for command in ("claims", "measures"):
        ended = call(command, "--ledger", folder)
        assert "northline ingest removals FILE --vintage YYYY-MM-DD" in ended.err
        assert ended.code == 0


def test_trends_are_listed_and_each_is_computed(call: Command, ledger: Path) -> None:
    told = call("measures", "--ledger", ledger, "--json").document["trends"]
    assert [each["trend"] for each in told] == [each.trend for each in trends()]
    (own,) = (each for each in told if each["series"] == SECTORS)
    assert own["points"] == 4
    line = call("measures", own["trend"], "--ledger", ledger, "--json").document
    assert [(each["period"], each["group"], each["value"]) for each in line["points"]] == [
        ("2024-06", "Blaine Sector", 10.0),
        ("2024-06", "Swanton Sector", 90.0),
        ("2024-12", "Blaine Sector", 3.0),
        ("2024-12", "Swanton Sector", 8.0),
    ]
    again = line["command"].split()[1:]
    assert call(*again, "--ledger", ledger, "--json").document["points"] == line["points"]


def test_any_measure_is_computed_filtered_split_and_stepped(call: Command, ledger: Path) -> None:
    words = ("measures", "--series", SECTORS, "--measure", "encounters", "--ledger", ledger)
    some = call(*words, "--where", "place=Swanton Sector", "--json").document
    assert [each["value"] for each in some["points"]] == [90.0, 8.0]
    both = ("--where", "place=Swanton Sector", "--where", "place=Blaine Sector")
    one = call(*words, *both, "--period", "2024-06", "--json").document
    assert [(each["period"], each["value"]) for each in one["points"]] == [("2024-06", 100.0)]
    assert "Swanton Sector" in call(*words, "--by", "place").out


def test_it_writes_csv_and_arrow(call: Command, ledger: Path, tmp_path: Path) -> None:
    words = ("measures", "--series", SECTORS, "--measure", "encounters", "--ledger", ledger)
    ended = call(*words, "--csv")
    assert ended.out.splitlines()[1] == (
        "2024-06,2024-06-01,2024-07-01,,100.0,{encounter},false,2024-12"
    )
    path = tmp_path / "out.arrow"
    assert call(*words, "--arrow", path).code == 0
    with pa.ipc.open_stream(path.read_bytes()) as reader:
        assert reader.read_all().column("value").to_pylist() == [100.0, 11.0]
    assert call(*words, "--arrow", path).code == 2, "a file that is there is not written over"


def test_a_small_count_is_not_shown(call: Command, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    call("ingest", "cbp-encounters", written(tmp_path, "rows.csv", rows()), "--ledger", folder)
    words = ("measures", "--series", "cbp-encounters", "--measure", "encounters")
    said = call(*words, "--by", "detail", "--ledger", folder).out
    assert "<5" in said
    told = call(*words, "--where", "detail=CANADA", "--ledger", folder, "--json").document
    assert [(each["value"], each["small"]) for each in told["points"]] == [(None, True)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--measure", "encounters"), "--measure needs --series"),
        (("--by", "place"), "--by needs --series"),
        (("--series", SECTORS), "needs --series and --measure"),
        (("a-trend", "--series", SECTORS, "--measure", "encounters"), "no trend beside"),
        (("--series", SECTORS, "--measure", "encounters", "--where", "place"), "COLUMN=VALUE"),
        (("--series", SECTORS, "--measure", "encounters", "--csv", "--json"), "ask for one"),
        (("a-trend",), "there is no trend 'a-trend'"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    words: tuple[str, ...], said: str, call: Command, ledger: Path
) -> None:
    ended = call("measures", *words, "--ledger", ledger)
    assert ended.code == 2
    assert said in ended.err


def test_a_statement_about_a_commitment_is_recorded_and_takes_its_place(
    call: Command, ledger: Path
) -> None:
    listed = call("commitments", "--ledger", ledger, "--json").document["commitments"]
    assert [each["commitment"] for each in listed] == [each.commitment for each in undertakings()]
    words = ("commitments", TOWERS, "--ledger", ledger)
    done = ("--delivery", "under-way", "--done", 4, "--evidence", "a public list, page 3")
    (told,) = call(*words, *done, "--json").document["commitments"]
    assert (told["done"], told["delivery"], told["by"]) == (4.0, "under-way", "local")
    (later,) = call(*words, "--json").document["commitments"]
    assert later == told
    assert "4 towers" in call("commitments", "--ledger", ledger).out
    assert call("records", "commitment", "--count", "--ledger", ledger).out.strip() == "1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((TOWERS, "--delivery", "delivered"), "evidence is missing"),
        (("nobody",), "there is no commitment 'nobody'"),
        (("--done", "3", "--evidence", "a list"), "name the commitment"),
    ],
)
def test_a_statement_that_is_none_is_refused(
    words: tuple[str, ...], said: str, call: Command, ledger: Path
) -> None:
    ended = call("commitments", *words, "--ledger", ledger)
    assert ended.code == 2
    assert said in ended.err


def test_ingest_takes_the_vintage_or_tells_which_it_took_from_the_name(
    call: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "ledger"
    dated = written(tmp_path, "rates_2024-09-17.csv", rates(21.1))
    ended = call("ingest", "opioid-rates", dated, "--ledger", folder)
    assert "vintage 2024-09-17, from the name of" in ended.err
    plain = written(tmp_path, "rates.csv", rates(21.3))
    ended = call(
        "ingest", "opioid-rates", plain, "--vintage", "2024-12-24", "--ledger", folder, "--json"
    )
    assert ended.document["new"] == {"figure": 2}
    assert "vintage" not in ended.err
    found = call("records", "figure", "--ledger", folder, "--json").document["records"]
    assert {each["vintage"] for each in found} == {"2024-09-17", "2024-12-24"}


def test_a_table_of_no_vintage_and_a_vintage_of_no_table_are_refused(
    call: Command, tmp_path: Path
) -> None:
    plain = written(tmp_path, "rates.csv", rates(21.3))
    ended = call("ingest", "opioid-rates", plain, "--ledger", tmp_path / "ledger")
    assert ended.code == 2
    ended = call("ingest", "ais", plain, "--vintage", "2024-12-24", "--ledger", tmp_path / "ledger")
    assert (ended.code, "has no vintage" in ended.err) == (2, True)
