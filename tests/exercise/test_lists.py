"""Made-up lists: what is spoken is read back, its update is the truth's, and no real ledger takes it."""

import datetime
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from northline.app.node import Node
from northline.app.screening.lists import changes, entities
from northline.exercise.list_files import files
from northline.exercise.lists import MadeUp, Turn, made_up
from northline.records.listing import Schema
from tests.formats.reading import read_whole
from tests.formats.samples import CONTEXT

FIRST, LATER = datetime.date(2026, 7, 1), datetime.date(2026, 8, 1)
VERSIONS = made_up(7, 120)
FILES = files(VERSIONS, FIRST, LATER)


def rows(name: str, file: str) -> list[dict[str, Any]]:
    read = read_whole(name, FILES[file])
    assert not read.refused
    return read.of("listing")


def on_list(entity: MadeUp) -> bool:
    """Whether it stands on the list that has no vessels."""
    return entity.schema is not Schema.VESSEL


def test_a_seed_gives_the_same_lists_and_another_seed_others() -> None:
    assert made_up(7, 120) == VERSIONS
    assert made_up(8, 120) != VERSIONS


def test_all_that_was_made_up_is_read_back_from_either_format() -> None:
    found = {row["entity"]: row for row in rows("un-list", "exercise-un-list-2026-07-01.xml")}
    told = [each for each in VERSIONS.first if on_list(each)]
    assert len(found) == len(told)
    for each in told:
        prefix = "EXi" if each.schema is Schema.PERSON else "EXe"
        row = found[f"{prefix}.{each.number:03d}"]
        expected = [
            each.name,
            *each.aliases,
            *each.weak,
            *each.former,
            *filter(None, [each.original]),
        ]
        assert set(row["names"]) == set(expected)
        assert row["born"] == ([] if each.born is None else [str(each.born)])
        assert row["edition"] == "2026-07-01"
    designated = rows("ofac", "exercise-sdn-2026-07-01.csv")
    assert Counter(row["schema"] for row in designated) == Counter(
        each.schema.value for each in VERSIONS.first
    )
    aliases = rows("ofac", "exercise-alt-2026-07-01.csv")
    assert len(aliases) == sum(len(e.aliases) + len(e.former) for e in VERSIONS.first)


def test_names_come_in_several_scripts_and_some_share_an_alias() -> None:
    found = rows("un-list", "exercise-un-list-2026-07-01.xml")
    assert {s for row in found for s in row["scripts"]} == {"Latn", "Cyrl", "Arab"}
    bearers = Counter(alias for each in VERSIONS.first for alias in each.aliases)
    assert max(bearers.values()) > 1


def test_the_later_version_changes_what_the_truth_says_and_nothing_else(tmp_path: Path) -> None:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home", exercise=True) as node:
        for file, data in FILES.items():
            (tmp_path / file).write_bytes(data)
            node.ingest("un-list" if "un-list" in file else "ofac", tmp_path / file)
        found = changes(node, "ofac").delta
        turns = {int(e.entity): Turn.ADDED for e in found.added}
        turns |= {int(e.entity): Turn.REMOVED for e in found.removed}
        turns |= {int(e.entity.entity): Turn.AMENDED for e in found.amended}
        assert turns == VERSIONS.turns
        assert len(entities(node, "ofac", "2026-08-01", "en")) == len(VERSIONS.later)
        other = changes(node, "un-list").delta
        assert len(other.added) == sum(
            on_list(each) and VERSIONS.turns.get(each.number) is Turn.ADDED
            for each in VERSIONS.later
        )


@pytest.mark.parametrize("file", sorted(FILES))
def test_no_real_ledger_takes_in_a_made_up_entity(file: str) -> None:
    real = msgspec.structs.replace(CONTEXT, real=True)
    read = read_whole("un-list" if "un-list" in file else "ofac", FILES[file], real)
    assert not read.rows
    assert {each.reason for each in read.refused} == {
        "it says that it is of an exercise; this ledger is real"
    }
