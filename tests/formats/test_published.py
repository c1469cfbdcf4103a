"""Published tables: what becomes a figure, what is refused and how, and where the vintage is from."""

import re
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.formats import published_decoder
from northline.formats.published import Columns
from northline.formats.published_tables import TABLES
from northline.formats.registry import format_named
from northline.records.errors import InputError
from northline.records.protocols import Context, Framing
from northline.records.units import Micros
from tests.formats import published_samples as made
from tests.formats.reading import Read
from tests.formats.samples import CONTEXT, RECEIVED

UNTOLD = msgspec.structs.replace(CONTEXT, vintage=None)
YEARLY = ["opioid-rates", "removals", "interceptions", "trade"]
MONTHLY = ["cbp-drugs", "cbp-weapons", "cbp-encounters", "bts", "travellers"]
tables = pytest.mark.parametrize(("name", "table"), made.TABLES)


def read(name: str, data: bytes, context: Context = CONTEXT, cuts: list[int] | None = None) -> Read:
    """Read in chunks that end at these places, each by a decoder that resumes."""
    found = Read()
    for stop in [*sorted(cuts or []), len(data)]:
        decoder = format_named(name).open(context, found.consumed, found.carry)
        rest = data[found.consumed : stop]
        found.add(decoder.decode(rest, RECEIVED, end=stop == len(data)))
    return found


def figures(name: str, data: bytes, context: Context = CONTEXT) -> list[dict[str, Any]]:
    return read(name, data, context).of("figure")


def reasons(name: str, data: bytes) -> list[str]:
    return [each.reason for each in read(name, data).refused]


def said(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


# --- what becomes what ---------------------------------------------------------------------


def test_a_row_of_drugs_is_events_and_weight() -> None:
    events, weight, *_ = figures("cbp-drugs", made.DRUGS)
    assert said(events, "measure", "value", "unit") == ("events", 3.0, "{event}")
    assert said(weight, "measure", "value", "unit") == ("weight", 1.25, "[lb_av]")
    for row in (events, weight):
        assert said(row, "series", "region", "place", "category", "component", "mode") == (
            "cbp-drugs",
            "Northern Border",
            "EXAMPLE FIELD OFFICE",
            "Fentanyl",
            "Office of Field Operations",
            "Land Only",
        )
        assert said(row, "at", "since", "until", "period", "calendar", "provisional") == (
            "2023-10-01T00:00:00Z",
            "2023-10-01T00:00:00Z",
            "2023-11-01T00:00:00Z",
            "2024 OCT",
            "us-fiscal",
            False,
        )
        assert row["publisher"] == "U.S. Customs and Border Protection"
    assert events["id"] != weight["id"]


def test_names_are_kept_as_printed_without_the_blanks_behind_them() -> None:
    rows = figures("cbp-drugs", made.DRUGS)
    assert rows[2]["category"] == "Other Drugs**"
    assert rows[2]["provisional"]
    assert rows[3]["value"] == 6.61386786e-05
    assert said(rows[5], "place", "category", "value") == (
        "EXAMPLE SECTOR, NORTH",
        'The "blue" kind',
        1204.5,
    )


def test_two_honest_repeats_stay_two() -> None:
    rows = figures("cbp-drugs", made.DRUGS)
    assert rows[-1]["value"] == rows[1]["value"]
    assert rows[-1]["id"] != rows[1]["id"]


def test_bad_rows_of_drugs_are_refused_with_line_column_value_and_what_is_allowed() -> None:
    place = "EXAMPLE SECTOR"
    assert reasons("cbp-drugs", made.DRUGS) == [
        "line 8: FY is '20x4'; it must be a fiscal year, such as 2024 or 2026 (FYTD)",
        "line 9: Month (abbv) is 'SEPT'; it must be a month as its first three letters, such as OCT",
        "line 10: Component is 'Air and Marine Operations'; it must be one that seizes; "
        "assists are never added",
        "line 11: Count of Event is '4.5'; it must be a whole number of 0 or more",
        "line 12: Sum Qty (lbs) is '-1'; it must be a number of 0 or more",
        "line 13: this row has 8 fields; the header has 9",
        "line 14: Area of Responsibility is ''; it must be a name; every row has one",
        "line 15: a quote or a carriage return stands in the middle of a field",
    ]
    (first, *_) = read("cbp-drugs", made.DRUGS).refused
    assert (
        first.raw
        == f"20x4,SEP,U.S. Border Patrol,Northern Border,Other,{place},Heroin,4,1".encode()
    )
    assert made.DRUGS[first.offset :].startswith(first.raw + b"\r\n")


def test_a_cell_without_a_figure_is_counted_and_nothing_is_made_up() -> None:
    found = read("cbp-drugs", made.DRUGS)
    assert found.other["cell without a figure: empty"] == 1
    assert found.other["empty line"] == 2
    assert [row["measure"] for row in found.of("figure") if row["category"] == "Heroin"] == [
        "events"
    ]
    assert read("interceptions", made.INTERCEPTED).other["cell without a figure: --"] == 1
    assert read("trade", made.TRADED).other["cell without a figure: F"] == 1


def test_a_weapon_has_its_event_and_columns_may_stand_in_any_order() -> None:
    first, last = figures("cbp-weapons", made.WEAPONS)
    assert said(first, "event", "category", "detail", "direction", "value") == (
        "3460425857",
        "Weapons",
        "Handgun",
        "inbound",
        2.0,
    )
    assert first["further"] is None
    assert said(last, "event", "further") == (None, "Remark=seen twice")


def test_columns_not_known_are_named() -> None:
    other = read("cbp-weapons", made.WEAPONS).other
    assert other["header of cbp-weapons with columns not known here: 'Remark'"] == 1


def test_the_three_tables_of_encounters_are_three_series() -> None:
    (first, second) = figures("cbp-encounters", made.ENCOUNTERS)
    assert said(first, "series", "place", "place_code", "category", "detail", "basis") == (
        "cbp-encounters",
        "Example Sector",
        "EXS",
        "Single Adults",
        "CANADA",
        "Title 8, Apprehensions",
    )
    assert second["since"] == "2024-06-01T00:00:00Z"
    rows = figures("cbp-encounters", made.BY_SECTOR)
    assert {row["series"] for row in rows} == {"cbp-encounters-by-sector"}
    assert [row["value"] for row in rows] == [80.0, 0.0]
    nation = figures("cbp-encounters", made.NATIONWIDE)
    assert [said(row, "series", "value", "publisher") for row in nation] == [
        ("cbp-encounters-nationwide", 58115.0, "U.S. Customs and Border Protection"),
        ("cbp-encounters-nationwide-records", 58082.0, "Deportation Data Project"),
        ("cbp-encounters-nationwide", 9294.0, "U.S. Customs and Border Protection"),
    ]


def test_a_fiscal_year_that_is_not_that_of_its_month_is_refused() -> None:
    assert reasons("cbp-encounters", made.BY_SECTOR)[0] == (
        "line 4: fiscal_year is '2023'; it must be 2024, the fiscal year of 2023-10"
    )
    assert reasons("cbp-encounters", made.NATIONWIDE) == [
        "line 4: fiscal_month is '3'; it must be the month of month_start, 2024-10-01",
        "line 5: fiscal_year is '2024'; it must be 2025, the fiscal year of 2024-10-01",
    ]


def test_a_port_has_its_position_and_its_measure_a_unit() -> None:
    trucks, people, sleds = figures("bts", made.BORDER)
    assert said(trucks, "lon", "lat", "place", "place_code", "area", "region") == (
        -70.397,
        45.806,
        "Example",
        "0199",
        "Maine",
        "US-Canada Border",
    )
    assert [said(row, "category", "unit") for row in (trucks, people, sleds)] == [
        ("Trucks", "{vehicle}"),
        ("Personal Vehicle Passengers", "{person}"),
        ("Dog Sleds", "{entry}"),
    ]
    assert said(sleds, "lon", "lat", "cell") == (None, None, None)
    assert trucks["direction"] == "inbound"


def test_what_lies_beyond_the_world_or_the_present_is_refused() -> None:
    assert reasons("bts", made.BORDER) == [
        "line 6: Date is '2024-02'; it must be a month and its year, such as Jan 2024",
        "line 7: Latitude is '95.806'; it must be degrees of -90 to 90",
        "line 8: Date is 'Feb 2199'; it must be a month and its year, such as Jan 2024",
    ]
    future = made.BORDER.replace(b"Feb 2199", b"Feb 2099")
    assert reasons("bts", future)[-1] == "line 8: its period begins after it reached us"


def test_the_whole_country_is_a_total_over_place() -> None:
    nation, ontario = figures("opioid-rates", made.OPIOID)
    assert said(nation, "value", "place", "total_over") == (21.3, None, "place")
    assert said(ontario, "value", "place", "place_code", "total_over") == (
        16.9,
        "Ontario",
        "35",
        None,
    )


def test_removals_know_totals_over_regions_and_over_quarters() -> None:
    rows = figures("removals", made.REMOVED)
    over = {(row["place"], row["period"]): row["total_over"] for row in rows}
    assert over["Atlantic", "2023"] is None
    assert over["Atlantic", "2024Q1"] is None
    assert over["Atlantic", "2024"] == "period"
    assert over[None, "2023"] == over[None, "2024Q1"] == "place"
    assert over[None, "2024"] == "period place"
    assert {row["detail"] for row in rows if row["place"] is None} == {"Grand total"}
    quarter = next(row for row in rows if row["period"] == "2024Q2")
    assert said(quarter, "since", "until") == ("2024-04-01T00:00:00Z", "2024-07-01T00:00:00Z")


def test_interceptions_know_totals_and_make_none_up() -> None:
    rows = figures("interceptions", made.INTERCEPTED)
    assert [row["value"] for row in rows if row["total_over"] == "period place"] == [78.0]
    assert not [row for row in rows if row["period"].startswith("2024") and row["place"] is None]
    assert sum(row["value"] for row in rows if row["total_over"] is None) == 78 + 4


def test_travellers_keep_their_words_and_their_mode() -> None:
    air, water = figures("travellers", made.TRAVELLED)
    assert said(air, "category", "detail", "mode", "place") == (
        "United States of America residents, air",
        "Tourists (overnight)",
        "air",
        "Nova Scotia",
    )
    assert said(water, "mode", "place", "total_over") == ("water", None, "place")


def test_imports_stand_above_zero_with_their_direction() -> None:
    rows = figures("trade", made.TRADED)
    assert [said(r, "value", "direction", "place", "category", "total_over") for r in rows] == [
        (341832800.0, "export", "Qu\u00e9bec", "Energy products", None),
        (41832800.0, "import", "Qu\u00e9bec", "Energy products", None),
        (-300.0, None, "Qu\u00e9bec", "Energy products", "direction"),
        (341832800.0, "export", None, None, "category place"),
        (-300.0, None, None, None, "category direction place"),
    ]
    assert rows[-1]["detail"] == "Net trade, Canada, All sections"
    assert reasons("trade", made.TRADED) == [
        "line 7: VALUE is '-5'; it must be a number of 0 or more",
        "line 8: TRADE is 'Transit'; it must be Export, Import or Net trade",
    ]


# --- headers -------------------------------------------------------------------------------


def test_no_header_fits_two_tables() -> None:
    for each in TABLES:
        full = Columns((*each.columns, "2024Q1")) if each.spread else Columns(each.columns)
        assert [other.series for other in TABLES if not other.lacks(full)] == [each.series]


@pytest.mark.parametrize("name", made.SAMPLES)
def test_a_table_of_another_format_is_refused_saying_which(name: str) -> None:
    for other, table in made.SAMPLES.items():
        if other == name:
            continue
        found = read(name, table)
        assert not found.rows
        (refused,) = found.refused
        assert refused.raw == table
        assert f"this is no table of {name}: its header is that of" in refused.reason
        assert refused.reason.endswith(f"read it as {other}")


def test_assists_of_air_and_marine_are_refused_saying_why() -> None:
    (refused,) = read("cbp-drugs", made.AMO).refused
    assert refused.raw == made.AMO
    assert "where a branch sits" in refused.reason
    assert "never added" in refused.reason
    (elsewhere,) = read("bts", made.AMO).refused
    assert "never added" in elsewhere.reason


def test_a_header_that_lacks_a_column_is_refused_naming_it() -> None:
    (refused,) = read("bts", made.BORDER.replace(b"Port Code", b"Code")).refused
    assert refused.reason == (
        "this is no table of bts: the header lacks a column Port Code, "
        "which BTS Border Crossing/Entry Data has"
    )


def test_a_column_named_twice_is_refused() -> None:
    (refused,) = read("bts", made.BORDER.replace(b"Point", b"state", 1)).refused
    assert refused.reason == "the header names column 'State' twice"


def test_what_is_no_table_is_refused_with_its_first_row() -> None:
    (refused,) = read("trade", b"Table 1: all of it\n").refused
    assert "its first row is 'Table 1: all of it'" in refused.reason
    assert "YEAR, GEO, CATEGORY, TRADE, VALUE" in refused.reason


def test_capitals_and_blanks_in_a_header_do_no_harm() -> None:
    table = made.TRADED.replace(b"YEAR,GEO", b" Year ,  geo")
    assert len(figures("trade", table)) == len(figures("trade", made.TRADED))


def test_a_refused_stream_is_refused_in_pieces_wherever_it_is_cut() -> None:
    data = made.AMO + b"x" * 200_000
    whole = read("cbp-drugs", data)
    assert b"".join(each.raw for each in whole.refused) == data
    assert {each.reason for each in whole.refused} == {whole.refused[0].reason}
    assert read("cbp-drugs", data, cuts=[10, 70_000, 140_000]) == whole


# --- the vintage ---------------------------------------------------------------------------


def vintages(name: str, table: bytes, context: Context) -> set[str]:
    return {row["vintage"] for row in figures(name, table, context)}


@pytest.mark.parametrize("name", made.SAMPLES)
def test_what_is_told_is_the_vintage(name: str) -> None:
    assert vintages(name, made.SAMPLES[name], CONTEXT) == {CONTEXT.vintage}


def test_untold_it_is_the_last_month_of_a_monthly_table() -> None:
    assert vintages("cbp-drugs", made.DRUGS, UNTOLD) == {"2025-12"}
    assert vintages("cbp-weapons", made.WEAPONS, UNTOLD) == {"2025-05"}
    assert vintages("cbp-encounters", made.ENCOUNTERS, UNTOLD) == {"2024-06"}
    assert vintages("cbp-encounters", made.NATIONWIDE, UNTOLD) == {"2025-11"}
    assert vintages("bts", made.BORDER, UNTOLD) == {"2024-02"}
    assert vintages("travellers", made.TRAVELLED, UNTOLD) == {"2021-02"}


@pytest.mark.parametrize("name", YEARLY)
def test_untold_a_yearly_table_is_refused_as_a_whole(name: str) -> None:
    found = read(name, made.SAMPLES[name], UNTOLD)
    assert not found.rows
    (refused,) = found.refused
    assert refused.raw == made.SAMPLES[name]
    assert "--vintage YYYY-MM-DD" in refused.reason


@pytest.mark.parametrize("name", MONTHLY)
def test_untold_nothing_is_handed_on_before_the_end(name: str) -> None:
    decoder = format_named(name).open(UNTOLD, 0, b"")
    early = decoder.decode(made.SAMPLES[name], RECEIVED)
    assert (early.batches, early.refused, early.units, early.consumed) == ({}, (), 0, 0)
    late = decoder.decode(b"", RECEIVED, end=True)
    told = read(name, made.SAMPLES[name])
    assert (late.refused, late.units) == (tuple(told.refused), told.units)
    assert late.batches["figure"].num_rows == len(told.of("figure"))


def test_ids_do_not_know_the_vintage() -> None:
    for name in MONTHLY:
        told, untold = (figures(name, made.SAMPLES[name], c) for c in (CONTEXT, UNTOLD))
        assert [row["id"] for row in told] == [row["id"] for row in untold]
        assert told != untold


@pytest.mark.parametrize("vintage", ["2024", "2024-13", "2024-02-30", "yesterday", "2024-1-1"])
def test_what_is_no_vintage_is_an_input_error(vintage: str) -> None:
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        format_named("bts").open(msgspec.structs.replace(CONTEXT, vintage=vintage), 0, b"")


def test_a_table_is_not_read_on_under_another_vintage() -> None:
    begun = format_named("bts").open(CONTEXT, 0, b"").decode(made.BORDER[:200], RECEIVED)
    rest = made.BORDER[begun.consumed :]
    other = msgspec.structs.replace(CONTEXT, vintage="2026-04-01")
    found = format_named("bts").open(other, begun.consumed, begun.carry)
    (refused,) = found.decode(rest, RECEIVED, end=True).refused
    assert refused.raw == rest
    assert re.search("in vintage 2026-03-01, and is now said to be of 2026-04-01", refused.reason)
    # Without a word of it the reading goes on in the vintage in which it began.
    same = format_named("bts").open(UNTOLD, begun.consumed, begun.carry)
    batch = same.decode(rest, RECEIVED, end=True).batches["figure"]
    assert batch["vintage"].unique().to_pylist() == ["2026-03-01"]


def test_a_row_alone_is_not_read() -> None:
    alone = msgspec.structs.replace(UNTOLD, framing=Framing.DATAGRAM)
    (refused,) = (
        format_named("bts").open(alone, 500, b"").decode(b"a,b,c", RECEIVED, end=True).refused
    )
    assert "the header of this table stands before this place" in refused.reason


def test_a_table_too_long_to_be_held_back_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published_decoder, "MOST_HELD", 300)
    found = read("bts", made.BORDER, UNTOLD)
    assert not found.rows
    assert b"".join(each.raw for each in found.refused) == made.BORDER
    assert "only with --vintage" in found.refused[0].reason


def test_many_rows_come_in_one_batch_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read("bts", made.BORDER, UNTOLD)
    monkeypatch.setattr(published_decoder, "GROUP_ROWS", 2)
    assert read("bts", made.BORDER, UNTOLD) == whole


# --- any bytes -----------------------------------------------------------------------------


def damaged(table: bytes) -> st.SearchStrategy[bytes]:
    patch = st.tuples(st.integers(0, len(table)), st.integers(0, 3), st.binary(max_size=4))

    def apply(patches: list[tuple[int, int, bytes]]) -> bytes:
        data = table
        for start, gone, new in patches:
            data = data[:start] + new + data[start + gone :]
        return data

    return st.lists(patch, max_size=5).map(apply)


@tables
@settings(deadline=None)
@given(data=st.data())
def test_any_damage_leaves_every_byte_read_or_refused(
    name: str, table: bytes, data: st.DataObject
) -> None:
    sample = data.draw(damaged(table))
    for context in (CONTEXT, UNTOLD):
        found = read(name, sample, context)
        assert found.consumed == len(sample)
        for refused in found.refused:
            assert sample[refused.offset :].startswith(refused.raw)
            assert refused.reason.isascii()
        rows = {row["id"] for row in found.of("figure")}
        assert len(rows) == len(found.of("figure"))
        assert found.units >= len(found.refused) + found.other.total()


@tables
@settings(deadline=None)
@given(data=st.data())
def test_it_reads_alike_however_it_is_cut_with_and_without_a_vintage(
    name: str, table: bytes, data: st.DataObject
) -> None:
    sample = data.draw(damaged(table))
    cuts = data.draw(st.lists(st.integers(0, len(sample)), max_size=6))
    for context in (CONTEXT, UNTOLD):
        assert read(name, sample, context, cuts) == read(name, sample, context)


def test_a_table_is_dated_by_its_rows_and_not_by_the_clock() -> None:
    later = Micros(RECEIVED + 10_000_000_000_000)
    decoded = format_named("bts").open(UNTOLD, 0, b"").decode(made.BORDER, later, end=True)
    assert decoded.batches["figure"]["vintage"].unique().to_pylist() == ["2024-02"]
