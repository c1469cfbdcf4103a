"""Lists: aliases out of running text, dates, versions, and what is refused of each format."""

from typing import Any
from xml.sax.saxutils import escape

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.listing_dates import written_date
from northline.formats.listing_said import script_of
from northline.formats.listing_text import told_by
from northline.formats.registry import format_named
from northline.records.errors import InputError
from tests.formats import lists_sample as sample
from tests.formats.reading import Read, read_whole
from tests.formats.samples import CONTEXT, RECEIVED

UNDATED = msgspec.structs.replace(CONTEXT, vintage=None)


def rows(name: str, data: bytes) -> list[dict[str, Any]]:
    return read_whole(name, data).of("listing")


def names(row: dict[str, Any]) -> dict[str, str]:
    return dict(zip(row["names"], row["name_sorts"], strict=True))


# --- names out of a text ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vobrek", ["Vobrek"]),
        ("Vobrek (VB)", ["Vobrek", "VB"]),
        ("Vobrek (also known as Vob and Rek)", ["Vobrek", "Vob", "Rek"]),
        ("V (also known among other names as A, B and C)", ["V", "A", "B", "C"]),
        ("V (also known as A, B, and C of D and E)", ["V", "A", "B", "C of D and E"]),
        ("V (also known as A and B and C and D)", ["V", "A and B", "C and D"]),
        ("V [connue notamment sous les noms suivants : A, B et C]", ["V", "A", "B", "C"]),
        ("V (connu notamment sous le nom de A)", ["V", "A"]),
        ("V (connus aussi sous les noms suivants : A; B; les C)", ["V", "A", "B", "les C"]),
        ("V (also known as A (the Big Bears) and B)", ["V", "A", "the Big Bears", "B"]),
        ("V (also known as A Fund (Canada))", ["V", "A Fund (Canada)"]),
        ("V (also known as A (BC or BD))", ["V", "A", "BC", "BD"]),
        ("V (also known as never closed", ["V", "never closed"]),
    ],
)
def test_what_stands_in_brackets_are_names(text: str, expected: list[str]) -> None:
    assert [name for name, _ in told_by(text).names] == expected


def test_a_birth_a_rank_and_a_former_name_are_told_apart() -> None:
    told = told_by(
        "Qan VOBREK, born July 2, 1956 (Brigadier General) (formerly Kan) (born in 1957)"
    )
    assert [(name, sort.value) for name, sort in told.names] == [
        ("Qan VOBREK", "primary"),
        ("Kan", "former"),
    ]
    assert told.born == ["1956-07-02", "1957"]
    assert told.rest == ["Brigadier General"]


@given(st.text(alphabet="ab ,;()[]and\u201c\u2019etou", max_size=80))
def test_no_text_makes_names_raise(text: str) -> None:
    assert told_by(text).names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 Dec 1948", "1948-12-10"),
        ("June 22, 1987", "1987-06-22"),
        ("1er août 1970", "1970-08-01"),
        ("22 juillet 1987", "1987-07-22"),
        ("Dec 1948", "1948-12"),
        ("circa 1971", "1971~"),
        ("1965 to 1968", "1965/1968"),
        ("2026-02-27T00:00:09.554Z", "2026-02-27"),
        ("30 Feb 1970", ""),
        ("unknown", ""),
        ("32 Dec 1948", ""),
    ],
)
def test_a_date_keeps_as_much_as_is_stated(text: str, expected: str) -> None:
    assert written_date(text) == expected


def test_the_script_of_a_name_is_that_of_most_of_its_letters() -> None:
    found = [
        script_of(n) for n in ("Qan", "\u041a\u0430\u043d A", "\u0643\u0627\u0646", "\u91d1", "764")
    ]
    assert found == ["Latn", "Cyrl", "Arab", "Hani", "Zyyy"]


# --- each format --------------------------------------------------------------------------


def test_listed_entities_keep_the_text_and_share_an_alias() -> None:
    first, second = rows("listed-entities", sample.LISTED)
    assert names(first) == {
        "Los Vamos": "primary",
        "LV": "alias-good",
        "the Goers": "alias-good",
        "Los Ramos": "alias-good",
        "the Branches": "translation",
        "Zed": "alias-good",
        "Zad": "alias-low",
        "Zod": "alias-low",
        "Gang of Q\u2019ar and Band of Him": "alias-good",
        "Her": "alias-good",
    }
    assert {"Los Ramos", "the Branches"} <= set(names(second))
    assert first["remarks"].startswith("Los Vamos (LV) (also known")
    assert (first["entity"], first["edition"], first["dated"]) == ("101", "2026-03-04", "stated")
    assert first["listed"] == "2026-02-19T00:00:00Z"


def test_the_french_version_stands_beside_the_english_one() -> None:
    first, second = rows("listed-entities", sample.LISTED_FR)
    assert first["names"] == [
        *("Bande Q\u00fber", "BQ", "les Q\u00fber", "Groupe de feu et de glace", "GFG")
    ]
    assert second["names"] == ["Vox", "Vux"]
    assert {first["language"], second["language"]} == {"fr"}
    assert first["edition"] == "2026-03-03"


def test_an_item_without_a_text_is_refused_alone() -> None:
    read = read_whole("listed-entities", sample.LISTED)
    (refused,) = read.refused
    assert refused.raw == b'<Item lims:fid="103"><Text></Text></Item>'
    assert sample.LISTED[refused.offset :].startswith(refused.raw)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (sample.LISTED[:-10], "not well-formed XML at byte"),
        (sample.UN, "not of Regulation or Statute"),
        (
            b'<!DOCTYPE x [<!ENTITY a "b">]><Regulation>&a;</Regulation>',
            "document type declaration",
        ),
        (b'<!DOCTYPE r SYSTEM "file:///etc/hostname"><Regulation/>', "document type declaration"),
        (b"<Regulation>" * 70 + b"</Regulation>" * 70, "elements inside one another"),
        (b'<?xml version="1.0" encoding="UTF-16"?><Regulation/>', "encoding"),
        (sample.LISTED.replace(b"2002-284", b"2002-285"), "the list of entities is SOR/2002-284"),
    ],
)
def test_what_is_no_such_list_is_refused_whole_in_a_sentence(data: bytes, why: str) -> None:
    read = read_whole("listed-entities", data)
    assert not read.rows
    (refused,) = read.refused
    assert why in refused.reason
    assert refused.raw == data


def test_a_schedule_gives_persons_bodies_and_ships_and_no_goods() -> None:
    read = read_whole("sema", sample.SEMA)
    found = read.of("listing")
    assert [(row["name"], row["schema"]) for row in found] == [
        ("Qan VOBREK", "Person"),
        ("Qan VOBREK", "Person"),
        ("Vobrek Works", "Organization"),
        ("Star of Q", "Vessel"),
    ]
    assert [row["born"] for row in found] == [["1987-06-22"], ["1953"], [], []]
    assert found[1]["entity"] == found[0]["entity"] + "-2"
    assert found[3]["identifiers"] == ["imo:9999993"]
    assert {row["list"] for row in found} == {"sema-sor-2099-1"}
    assert read.other == {"item of goods": 1}
    assert found[2]["name_sorts"] == ["primary", "former"]


def test_a_table_of_items_gives_the_ids_that_the_regulation_itself_gives() -> None:
    read = read_whole("sema", sample.SEMA_TABLE)
    (row,) = read.of("listing")
    assert row["entity"] == rows("sema", sample.SEMA)[0]["entity"]
    assert (row["edition"], row["dated"]) == ("2026-03-01", "vintage")
    assert read.other == {"header": 1, "item of goods": 1, "item without a number": 1}
    assert [each.reason for each in read.refused] == [
        "text is missing; every row has one",
        "this row has 2 fields; the header has 6",
    ]


def test_the_consolidated_list_tells_good_and_low_aliases_and_scripts_apart() -> None:
    person, body = rows("un-list", sample.UN)
    assert person["name_sorts"] == ["primary", "alias-good", "alias-low", "original-script"]
    assert person["scripts"] == ["Latn", "Latn", "Latn", "Arab"]
    assert person["born"] == ["1971~", "1965/1968"]
    assert person["identifiers"] == ["passport:X123"]
    assert body["names"] == ["VOBREK LINE", "VOBREK BOATS"]
    assert body["identifiers"] == ["imo:9999993"]
    (refused,) = read_whole("un-list", sample.UN).refused
    assert refused.reason == "it has no name"


def test_the_treasurys_remarks_become_births_papers_and_weak_aliases() -> None:
    read = read_whole("ofac", sample.SDN)
    person, vessel, body = read.of("listing")
    assert names(person) == {"VOBREK, Qan": "primary", "Q": "alias-low", "OLD Q": "former"}
    assert person["born"] == ["1948-12-10", "1950~"]
    assert person["programme"] == "SDGT; IRGC"
    assert vessel["identifiers"] == ["callsign:QQ12", "imo:9999993", "mmsi:999000001"]
    assert body["schema"] == "Organization"
    assert read.other == {"repeated": 1, "end": 1}
    assert [each.reason for each in read.refused] == [
        "this row has 2 fields; the rows before it have 12",
        "its first field is no number of an entity",
        "it has no name",
    ]


def test_aliases_in_a_file_of_their_own_carry_the_number_of_their_entity() -> None:
    found = rows("ofac", sample.ALT)
    assert [(row["entity"], row["name_sorts"]) for row in found] == [
        ("9901", ["alias-good"]),
        ("9901", ["former"]),
        ("9902", ["alias-good"]),
    ]


def test_entities_of_followthemoney_are_met_and_addresses_are_counted() -> None:
    read = read_whole("ftm", sample.FTM)
    person, body, craft = read.of("listing")
    assert names(person) == {
        "Qan Vobrek": "primary",
        "Kan Vobrek": "alias-good",
        "QV": "alias-good",
        "Q": "alias-low",
        "Old Q": "former",
    }
    assert [row["schema"] for row in (person, body, craft)] == ["Person", "Unknown", "Aircraft"]
    assert read.other == {"ftm Address": 1, "empty": 1}
    assert len(read.refused) == 3


def test_a_plain_list_says_which_column_is_wrong_and_what_is_allowed() -> None:
    read = read_whole("names-csv", sample.NAMES)
    first, second = read.of("listing")
    assert (first["list"], first["edition"], first["dated"]) == ("made-up", "2026-07-01", "stated")
    assert (second["list"], second["dated"]) == (CONTEXT.source, "vintage")
    assert [each.reason.partition(";")[0] for each in read.refused] == [
        "list is 'Made Up'",
        "as_of is 'yesterday'",
        "schema is 'Boat'",
        "identifiers is 'nine'",
        "born is '1999-13'",
        "name is missing",
        "this row has 2 fields",
    ]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (b"nom,list\n", "the header lacks column name"),
        (b"name,colour\n", "there is no column 'colour'"),
        (b"name,list,name\n", "twice"),
    ],
)
def test_a_plain_list_without_its_header_is_refused_whole(header: bytes, why: str) -> None:
    read: Read = read_whole("names-csv", header + b"Qan,made-up\n")
    assert not read.rows
    assert why in read.refused[0].reason


TAGS = (
    *(
        "Body",
        "Section",
        "List",
        "Item",
        "Label",
        "Text",
        "Schedule",
        "ScheduleFormHeading",
        "Heading",
    ),
    *("TitleText", "Identification", "InstrumentNumber", "ConsolidationDate", "Date", "YYYY", "MM"),
    *(
        "INDIVIDUALS",
        "INDIVIDUAL",
        "ENTITIES",
        "ENTITY",
        "FIRST_NAME",
        "REFERENCE_NUMBER",
        "LISTED_ON",
    ),
    *("INDIVIDUAL_ALIAS", "QUALITY", "ALIAS_NAME", "INDIVIDUAL_DATE_OF_BIRTH", "YEAR", "FROM_YEAR"),
    *("NAME_ORIGINAL_SCRIPT", "INDIVIDUAL_DOCUMENT", "NUMBER", "NATIONALITY", "VALUE", "COMMENTS1"),
)
TEXTS = (
    "SOR/2002-284",
    "2026",
    "13",
    "Qan (also known as",
    "born in 1953",
    "IMO 9999993",
    "Good",
    "\u0643",
)


def trees() -> st.SearchStrategy[str]:
    """Elements that the lists know, inside one another in any way."""
    texts = st.sampled_from(TEXTS) | st.text(
        st.characters(exclude_categories=["C"]), max_size=8
    ).map(escape)

    def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        parts = st.lists(inner, max_size=5).map("".join)
        return st.builds("<{0}>{1}</{0}>".format, st.sampled_from(TAGS), parts)

    return st.recursive(texts, wrapped, max_leaves=25)


@pytest.mark.parametrize("name", ["listed-entities", "sema", "un-list"])
@given(
    parts=st.lists(trees(), max_size=6), root=st.sampled_from(["Regulation", "CONSOLIDATED_LIST"])
)
def test_no_document_of_known_elements_makes_a_reader_raise(
    name: str, parts: list[str], root: str
) -> None:
    number = "<Identification><InstrumentNumber>SOR/2002-284</InstrumentNumber></Identification>"
    data = f"<{root}>{number}{''.join(parts)}</{root}>".encode()
    read = read_whole(name, data)
    assert read.units == len(read.of("listing")) + len(read.refused) + read.other.total()
    for refused in read.refused:
        assert data[refused.offset : refused.offset + len(refused.raw)] == refused.raw


# --- versions -----------------------------------------------------------------------------


def test_a_list_without_a_day_says_that_nobody_knows_it() -> None:
    found = read_whole("ofac", sample.SDN, UNDATED).of("listing")
    assert {row["as_of"] for row in found} == {None}
    assert {(row["dated"], row["edition"]) for row in found} == {("unknown", "undated-a-stream")}


def test_what_the_file_states_counts_over_what_its_reader_says() -> None:
    assert {row["edition"] for row in rows("un-list", sample.UN)} == {"2026-02-27"}


@pytest.mark.parametrize("vintage", ["2026-02-30", "lately", "20260227"])
def test_a_vintage_that_is_no_day_is_an_input_error(vintage: str) -> None:
    context = msgspec.structs.replace(CONTEXT, vintage=vintage)
    with pytest.raises(InputError, match="vintage is"):
        format_named("ofac").open(context, 0, b"")


def test_a_month_or_a_year_is_its_first_day() -> None:
    for vintage, day in (("2023-11", "2023-11-01"), ("2022", "2022-01-01")):
        context = msgspec.structs.replace(CONTEXT, vintage=vintage)
        found = read_whole("ofac", sample.SDN, context).of("listing")
        assert {row["as_of"] for row in found} == {f"{day}T00:00:00Z"}
        assert {row["edition"] for row in found} == {vintage}


def test_what_stands_behind_a_list_that_was_read_to_its_end_is_refused() -> None:
    decoder = format_named("ofac").open(CONTEXT, len(sample.SDN), b"")
    (refused,) = decoder.decode(sample.ALT, RECEIVED, end=True).refused
    assert "read from its beginning" in refused.reason
    assert refused.offset == len(sample.SDN)
