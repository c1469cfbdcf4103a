"""Published tables against the real files beside the project: ../shared/data/outcomes."""

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from northline.formats.registry import format_named
from northline.records.figure import Figure
from northline.records.protocols import Decoded
from northline.records.schema import kind_of
from tests.formats.reading import Read, read_whole
from tests.formats.samples import CONTEXT, RECEIVED

OUTCOMES = Path(__file__).parents[3] / "shared" / "data" / "outcomes"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not OUTCOMES.is_dir(),
        reason=f"the published tables are not beside the project: no {OUTCOMES}",
    ),
]
UNTOLD = msgspec.structs.replace(CONTEXT, vintage=None)

DRUGS = "cbp/nationwide-drugs-fy23-fy26-dec.csv"
DRUGS_BEFORE = "cbp/nationwide-drugs-fy19-fy22.csv"
ASSISTS = "cbp/amo-drug-seizures-fy23-fy26-dec.csv"
WEAPONS = "cbp/weapons-ammunition-seizures-fy22-fy25-ytd2025.csv.gz"
ROWS = "cbp/usbp-northern-encounters-rows_fy2023-fy2025.csv.gz"
EXTRACT = "cbp/usbp-northern-encounters-extract_2024-06_2024-12_2025-02.csv"
BY_SECTOR = "cbp/usbp-northern-encounters-monthly-by-sector.csv"
NATIONWIDE = "cbp/usbp-nationwide-encounters-monthly_cross_reference.csv"
SEPTEMBER = "canada/cif_3-13-1_opioid_death_rate_vintage_2024-09-17.csv"
DECEMBER = "canada/cif_3-13-1_opioid_death_rate_vintage_2024-12-24.csv"
REMOVALS = "canada/cbsa_removals_by_region_calendar_2019_2024.csv"
INTERCEPTIONS = "canada/ircc_rcmp_interceptions_2018_and_2024partial.csv"
TRAVELLERS = "canada/statcan_24-10-0053_2021_2024_cleaned.csv.gz"
TRADE = "trade/statcan_12-10-0173_can_us_trade_by_province_2014_2024.csv.gz"
BORDER = "bts/bts_us_canada_border_1996_2025-02.csv.gz"

# Format, figures, cells without a figure, vintage that the content tells (or None).
EXPECTED: dict[str, tuple[str, int, int, str | None]] = {
    DRUGS: ("cbp-drugs", 2 * 7_895, 0, "2025-12"),
    DRUGS_BEFORE: ("cbp-drugs", 2 * 10_092, 0, "2022-09"),
    WEAPONS: ("cbp-weapons", 22_554, 5, "2025-05"),
    ROWS: ("cbp-encounters", 2_945, 0, "2025-09"),
    EXTRACT: ("cbp-encounters", 236, 0, "2025-02"),
    BY_SECTOR: ("cbp-encounters", 288, 0, "2025-09"),
    NATIONWIDE: ("cbp-encounters", 2 * 82 - 10, 10, "2026-07"),
    SEPTEMBER: ("opioid-rates", 108, 0, None),
    DECEMBER: ("opioid-rates", 108, 0, None),
    REMOVALS: ("removals", 8 * 10, 0, None),
    INTERCEPTIONS: ("interceptions", 10 * 13, 0, None),
    TRAVELLERS: ("travellers", 13_440, 0, "2024-12"),
    TRADE: ("trade", 6_006, 0, None),
}
files = pytest.mark.parametrize("file", EXPECTED)
Row = dict[str, Any]


def bytes_of(file: str) -> bytes:
    data = (OUTCOMES / file).read_bytes()
    return gzip.decompress(data) if file.endswith(".gz") else data


def read(file: str, name: str | None = None, vintage: str | None = None) -> Read:
    told = vintage or (None if EXPECTED[file][3] else "2025-03-01")
    context = msgspec.structs.replace(CONTEXT, vintage=told)
    return read_whole(name or EXPECTED[file][0], bytes_of(file), context)


def figures(file: str, keep: Callable[[Row], bool], vintage: str | None = None) -> list[Row]:
    return [row for row in read(file, vintage=vintage).of("figure") if keep(row)]


def total(rows: list[Row]) -> float:
    assert rows
    assert len({(row["measure"], row["unit"], row["series"]) for row in rows}) == 1
    return float(sum(row["value"] for row in rows))


def fiscal(row: Row, year: int) -> bool:
    return bool(f"{year - 1}-10" <= row["since"] < f"{year}-10")


@files
def test_every_row_is_read_and_none_refused(file: str) -> None:
    _, made, absent, vintage = EXPECTED[file]
    found = read(file)
    assert not found.refused
    assert len(found.of("figure")) == made
    cells = {what: count for what, count in found.other.items() if what.startswith("cell")}
    assert sum(cells.values()) == absent
    assert found.other.total() == absent + 1  # the header
    rows = len(list(csv.reader(io.StringIO(bytes_of(file).decode()))))
    alone = absent if made == rows - 1 - absent else 0  # rows that have no figure at all
    assert found.units == rows - alone + absent
    assert {row["vintage"] for row in found.of("figure")} == {vintage or "2025-03-01"}


@files
def test_nothing_is_left_over_for_columns_that_are_not_known(file: str) -> None:
    (header,) = (what for what in read(file).other if what.startswith("header"))
    assert "not known" not in header


@files
def test_the_figures_are_those_of_the_file(file: str) -> None:
    """Every number of the file, taken out by other means, is there as often as in the file."""
    values = {
        "cbp-drugs": ["Count of Event", "Sum Qty (lbs)"],
        "cbp-weapons": ["Quantity Seized"],
        "opioid-rates": ["Value"],
        "travellers": ["Number of Travellers"],
        "trade": ["VALUE"],
    }
    rows = list(csv.DictReader(io.StringIO(bytes_of(file).decode())))
    names = values.get(EXPECTED[file][0]) or [
        name
        for name in rows[0]
        if name in {"Encounter Count", "encounters", "encounters_final_count", "Total"}
        or name in {"cbp_usb_encounter_count"}
        or name[:4].isdigit()
        or name in "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    ]
    printed = [float(row[name]) for row in rows for name in names if row[name]]
    if EXPECTED[file][0] == "trade":
        printed = [
            abs(value) if row["TRADE"] == "Import" else value
            for row, value in zip(rows, printed, strict=True)
        ]
    assert sorted(row["value"] for row in read(file).of("figure")) == sorted(printed)


def test_fentanyl_in_fiscal_2024_by_region() -> None:
    def fentanyl(region: str) -> float:
        return total(
            figures(
                DRUGS,
                lambda row: (
                    row["measure"] == "weight"
                    and row["category"] == "Fentanyl"
                    and row["region"] == region
                    and fiscal(row, 2024)
                ),
            )
        )

    assert fentanyl("Northern Border") == pytest.approx(43.04, abs=0.005)
    assert fentanyl("Southwest Border") == pytest.approx(21_148.15, abs=0.005)


def test_the_assists_of_air_and_marine_never_get_in() -> None:
    found = read_whole("cbp-drugs", bytes_of(ASSISTS), CONTEXT)
    assert not found.rows
    assert b"".join(each.raw for each in found.refused) == bytes_of(ASSISTS)
    assert "where a branch sits" in found.refused[0].reason


def test_the_year_that_goes_on_is_provisional() -> None:
    rows = read(DRUGS).of("figure")
    assert {row["period"] for row in rows if row["provisional"]} == {
        f"2026 (FYTD) {month}" for month in ("OCT", "NOV", "DEC")
    }
    assert max(row["until"] for row in rows) == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize("file", [BY_SECTOR, ROWS])
def test_encounters_at_the_northern_border(file: str) -> None:
    rows = read(file).of("figure")
    assert total([row for row in rows if fiscal(row, 2023)]) == 10_021
    assert total([row for row in rows if fiscal(row, 2024)]) == 23_721
    june = [row for row in rows if row["since"] == "2024-06-01T00:00:00Z"]
    assert total(june) == 3_601
    assert total([row for row in june if row["place"] == "Swanton Sector"]) == 3_310
    assert total([row for row in rows if row["since"] == "2024-12-01T00:00:00Z"]) == 510


def test_the_extract_says_what_the_rows_say() -> None:
    names = ("since", "place", "place_code", "category", "detail", "basis", "value")

    def told(file: str) -> list[tuple[Any, ...]]:
        months = {row["since"] for row in read(EXTRACT).of("figure")}
        rows = figures(file, lambda row: row["since"] in months)
        return sorted(tuple(row[name] for name in names) for row in rows)

    assert told(EXTRACT) == told(ROWS)


def test_encounters_of_the_whole_country_in_two_counts() -> None:
    for series in ("cbp-encounters-nationwide", "cbp-encounters-nationwide-records"):
        every = read(NATIONWIDE).of("figure")
        rows = [row for row in every if row["series"] == series and fiscal(row, 2024)]
        assert len(rows) == 12
        assert total(rows) == 1_557_319


def test_the_opioid_rate_of_2023_is_another_in_another_vintage() -> None:
    for file, vintage, value in (
        (SEPTEMBER, "2024-09-17", 21.1),
        (DECEMBER, "2024-12-24", 21.3),
    ):
        (nation,) = figures(
            file, lambda row: row["total_over"] == "place" and row["period"] == "2023", vintage
        )
        assert (nation["value"], nation["vintage"]) == (value, vintage)


def test_removals_of_2024_in_three_ways() -> None:
    rows = [row for row in read(REMOVALS).of("figure") if row["period"].startswith("2024")]
    assert [row["value"] for row in rows if row["total_over"] == "period place"] == [17_357]
    for over in (None, "place", "period"):
        assert total([row for row in rows if row["total_over"] == over]) == 17_357


def test_interceptions_of_2018_add_up_and_2024_has_no_total() -> None:
    rows = read(INTERCEPTIONS).of("figure")
    first = [row for row in rows if row["period"].startswith("2018")]
    for over in (None, "place", "period", "period place"):
        assert total([row for row in first if row["total_over"] == over]) == 19_419
    rest = [row for row in rows if row["period"].startswith("2024")]
    assert {row["place"] for row in rest} == {
        "New Brunswick",
        "Quebec",
        "Ontario",
        "Manitoba",
        "Saskatchewan",
    }


def test_trade_of_2024_adds_up_to_the_nation() -> None:
    rows = [row for row in read(TRADE).of("figure") if row["period"] == "2024"]
    exports, imports = (
        [row for row in rows if row["direction"] == way] for way in ("export", "import")
    )
    for way, said in ((exports, 546_905_342_000), (imports, 375_016_840_200)):
        assert [r["value"] for r in way if r["total_over"] == "category place"] == [said]
        parts = [row for row in way if row["total_over"] is None]
        assert total(parts) == pytest.approx(said, rel=0.001)
        assert min(row["value"] for row in way) >= 0
    assert [r["value"] for r in rows if r["total_over"] == "category direction place"] == [
        171_888_501_800
    ]


def border() -> Decoded:
    decoder = format_named("bts").open(UNTOLD, 0, b"")
    return decoder.decode(bytes_of(BORDER), RECEIVED, end=True)


def test_a_third_of_a_million_border_entries() -> None:
    found = border()
    batch = found.batches["figure"]
    assert (batch.num_rows, found.units, found.refused) == (305_172, 305_173, ())
    assert batch.schema.equals(kind_of(Figure).schema, check_metadata=True)
    table = pa.table(batch).select(["since", "category", "value", "cell", "vintage", "id"])
    assert table["vintage"].unique().to_pylist() == ["2025-02"]
    assert table["cell"].null_count == 0
    assert len(table["id"].unique()) == 305_172
    year = table.filter(pc.equal(pc.year(table["since"]), 2024))
    sums = year.group_by("category").aggregate([("value", "sum")]).to_pylist()
    by = {row["category"]: row["value_sum"] for row in sums}
    people = sum(v for name, v in by.items() if name.endswith("Passengers")) + by["Pedestrians"]
    # Both ways and for each day: persons without and with truck drivers, one to a truck.
    assert int(2 * people / 366) == 253_560
    assert int(2 * (people + by["Trucks"]) / 366) == 283_891
