"""Lists as their publishers give them out: ../shared/data/intel/sanctions.

No name of anybody stands here: counts, days, numbers and digests do.
"""

import gzip
import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from northline.engines.screening.delta import delta
from northline.formats.registry import format_named
from northline.records.kinds import kind
from northline.records.listing import Listing
from tests.formats.samples import CONTEXT, RECEIVED

LISTS = Path(__file__).parents[3] / "shared" / "data" / "intel" / "sanctions"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not LISTS.is_dir(), reason=f"the lists are not beside the project: no {LISTS}"
    ),
]

FEBRUARY = "ca/history/SOR-2002-284_asof_2025-02-06.xml"
MARCH = "ca/history/SOR-2002-284_asof_2025-03-28.xml"
ENGLISH = "ca/criminal_code_listed_entities_SOR-2002-284_en.xml"
FRENCH = "ca/criminal_code_listed_entities_DORS-2002-284_fr.xml"
SHARED_ALIASES = 7
"""Aliases, abbreviations and translations of two groups of 2025 that are the same."""


def listings(name: str, file: str, vintage: str | None = None) -> tuple[list[Listing], Any]:
    """What a file gives, and what else stands in it."""
    data = (LISTS / file).read_bytes()
    data = gzip.decompress(data) if file.endswith(".gz") else data
    context = msgspec.structs.replace(CONTEXT, vintage=vintage)
    read = format_named(name).open(context, 0, b"").decode(data, RECEIVED, end=True)
    found = kind("listing").from_batch(read.batches["listing"])
    return [each for each in found if isinstance(each, Listing)], read


def digest(names: list[str]) -> str:
    return hashlib.blake2b("\n".join(sorted(names)).encode(), digest_size=8).hexdigest()


def test_each_consolidation_of_the_listed_entities_states_its_day_and_every_entity() -> None:
    expected = {
        FEBRUARY: (79, "2024-12-24"),
        MARCH: (86, "2025-03-04"),
        ENGLISH: (89, "2026-06-15"),
    }
    for file, (count, day) in expected.items():
        found, read = listings("listed-entities", file)
        assert len(found) == len({each.entity for each in found}) == count
        assert {each.edition for each in found} == {day}
        assert {each.dated.value for each in found} == {"stated"}
        assert {each.language for each in found} == {"en"}
        assert not read.refused


def test_between_two_versions_exactly_seven_groups_are_added_and_nothing_else_changes() -> None:
    before, _ = listings("listed-entities", FEBRUARY)
    after, _ = listings("listed-entities", MARCH)
    found = delta(before, after)
    assert (len(found.added), len(found.amended), len(found.removed)) == (7, 0, 0)
    assert found.unchanged == 79
    assert {each.facts["listed"] for each in found.added} == {("2025-02-19",)}
    assert sorted(len(each.names) for each in found.added) == [2, 3, 3, 8, 10, 11, 15]
    back = delta(after, before)
    assert {e.entity for e in back.removed} == {e.entity for e in found.added}


def test_one_alias_may_belong_to_two_entities() -> None:
    after, _ = listings("listed-entities", MARCH)
    new = [each for each in after if each.listed == 1_739_923_200_000_000]  # 2025-02-19
    bearers = Counter(name for each in new for name in set(each.names))
    assert sum(count > 1 for count in bearers.values()) == SHARED_ALIASES
    assert max(bearers.values()) == 2


def test_english_and_french_list_the_same_entities_each_with_names_of_its_own() -> None:
    english, _ = listings("listed-entities", ENGLISH)
    french, read = listings("listed-entities", FRENCH)
    assert len(english) == len(french) == 89
    assert {each.language for each in french} == {"fr"}
    assert not read.refused
    # Aliases came out of the brackets in either language: none is left, and nothing opens with the words.
    for each in (*english, *french):
        for name in each.names:
            assert "known" not in name.split()
            assert "connu" not in name.split()
            assert name.count("(") == name.count(")")
    assert sum(len(each.names) for each in english) > 800
    assert sum(len(each.names) for each in french) > 800


def test_the_schedules_of_sanctions_regulations_give_persons_and_no_goods() -> None:
    found, read = listings("sema", "ca/derived_sema_schedule_items.csv", "2026-06-15")
    assert len(found) + sum(read.other.values()) == 5054
    assert not read.refused
    assert len({each.list for each in found}) == 21
    assert Counter(each.list for each in found)["sema-sor-2014-58"] == 2592
    assert sum(bool(each.born) for each in found) > 1_700
    assert all(not each.names[0].rstrip(")").endswith("born") for each in found)


def test_the_consolidated_list_states_its_day_and_every_quality_of_a_name() -> None:
    found, read = listings("un-list", "un/un_consolidated_2026-02-27.xml.gz")
    assert Counter(each.schema.value for each in found) == {"Person": 730, "Organization": 273}
    assert {(each.edition, each.dated.value) for each in found} == {("2026-02-27", "stated")}
    sorts = Counter(sort for each in found for sort in each.name_sorts)
    assert sorts == {
        "primary": 1003,
        "alias-good": 2108,
        "alias-low": 615,
        "original-script": 377,
        "former": 18,
    }
    scripts = Counter(script for each in found for script in each.scripts)
    assert scripts == {"Latn": 3734, "Arab": 372, "Cyrl": 11, "Hani": 4}
    schemes = Counter(each.partition(":")[0] for row in found for each in row.identifiers)
    assert schemes["passport"] > 250
    assert not read.refused


def test_the_files_of_the_treasury_belong_together_by_number_and_vintage() -> None:
    primary, read = listings("ofac", "us/ofac_2022_sdn.csv.gz", "2022")
    aliases, other = listings("ofac", "us/ofac_2022_alt.csv.gz", "2022")
    assert Counter(each.schema.value for each in primary) == {
        "Person": 4620,
        "Organization": 3673,
        "Vessel": 406,
        "Aircraft": 277,
    }
    assert len(aliases) == 11_908
    assert other.other == {"repeated": 2, "end": 1}
    assert {each.entity for each in aliases} <= {each.entity for each in primary}
    assert {each.dated.value for each in (*primary, *aliases)} == {"vintage"}
    assert not read.refused
    assert not other.refused


def test_what_changed_among_the_treasurys_designations_in_two_years_adds_up() -> None:
    before, _ = listings("ofac", "us/ofac_2022_sdn.csv.gz", "2022")
    after, _ = listings("ofac", "us/ofac_2023-11_sdn.csv.gz", "2023-11")
    found = delta(before, after)
    assert len(before) == 8_976
    assert len(after) == 11_443
    assert len(found.added) - len(found.removed) == len(after) - len(before)
    assert len(found.amended) + found.unchanged + len(found.removed) == len(before)
    named = [m for each in found.amended for m in each.moved if m.field == "names"]
    assert all(m.came or m.went for m in named)


def test_a_list_read_twice_has_the_same_ids_and_another_version_has_others() -> None:
    first, _ = listings("listed-entities", FEBRUARY)
    again, _ = listings("listed-entities", FEBRUARY)
    later, _ = listings("listed-entities", MARCH)
    assert [each.id for each in first] == [each.id for each in again]
    assert not {each.id for each in first} & {each.id for each in later}
    assert digest([each.name for each in first]) == digest([each.name for each in again])
