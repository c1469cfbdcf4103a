"""Lists in a ledger: versions side by side, read twice, grown, shrunk, damaged, and what changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from northline.app.node import Node
from northline.app.screening.lists import (
    ListView,
    changes,
    changes_told,
    entities,
    list_told,
    lists,
)
from northline.records.errors import UnknownName, UsageError
from tests.formats import lists_sample as sample

HEAD = "name,list,as_of,entity,aliases\n"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        yield node


def read(
    node: Node, tmp_path: Path, data: bytes, name: str = "list", **more: str
) -> tuple[int, int]:
    """Read a file: how many listings were new, and how many were known."""
    path = tmp_path / f"{name}.csv"
    path.write_bytes(data)
    receipt = node.ingest(more.pop("format", "ofac"), path, vintage=more.get("vintage"))
    return receipt.new.get("listing", 0), receipt.known


def editions(view: ListView) -> list[tuple[str, str, int]]:
    return [(each.edition, each.dated, each.entities) for each in view.versions]


def test_the_same_version_twice_adds_nothing_and_another_stands_beside_it(
    node: Node, tmp_path: Path
) -> None:
    assert read(node, tmp_path, sample.SDN, vintage="2026-01-01")[0] == 3
    assert read(node, tmp_path, sample.SDN, vintage="2026-01-01")[0] == 0
    later = sample.SDN.replace(b"STAR OF Q", b"STAR OF R")
    assert read(node, tmp_path, later, vintage="2026-02-01")[0] == 3
    (view,) = lists(node)
    assert editions(view) == [("2026-02-01", "vintage", 3), ("2026-01-01", "vintage", 3)]


def test_a_list_that_has_grown_or_shrunk_is_a_version_of_its_own_and_whole(
    node: Node, tmp_path: Path
) -> None:
    rows = [f'{9900 + n},"NAME {n}",-0- ,"MADEUP"{",-0- " * 8}\r\n'.encode() for n in range(9)]
    assert read(node, tmp_path, b"".join(rows[:6]), vintage="2026-01-01")[0] == 6
    assert read(node, tmp_path, b"".join(rows), vintage="2026-02-01")[0] == 9
    assert read(node, tmp_path, b"".join(rows[:4]), vintage="2026-03-01")[0] == 4
    (view,) = lists(node)
    assert [count for _, _, count in editions(view)] == [4, 9, 6]
    found = changes(node, "ofac", before="2026-01-01", after="2026-02-01").delta
    assert (len(found.added), len(found.removed), found.unchanged) == (3, 0, 6)
    assert len(changes(node, "ofac").delta.removed) == 5


def test_the_day_in_the_name_of_a_file_is_its_version_and_without_one_nobody_knows(
    node: Node, tmp_path: Path
) -> None:
    read(node, tmp_path, sample.ALT, name="alt-2026-04-05")
    read(node, tmp_path, sample.SDN, name="sdn")
    (view,) = lists(node)
    told = {each["dated"]: each for each in list_told(view)["versions"]}
    assert told["vintage"]["edition"] == "2026-04-05"
    assert told["unknown"]["as_of"] is None
    assert told["unknown"]["age"]["en"] == "nobody knows how old it is"


def test_files_of_one_version_are_put_together(node: Node, tmp_path: Path) -> None:
    read(node, tmp_path, sample.SDN, name="sdn", vintage="2026-01-01")
    read(node, tmp_path, sample.ALT, name="alt", vintage="2026-01-01")
    vessel = next(e for e in entities(node, "ofac", "2026-01-01", "en") if e.entity == "9902")
    assert vessel.name == "STAR OF Q"
    assert vessel.aliases == ("STAR OF R",)


def test_aliases_of_one_version_alone_are_left_out_and_it_is_said(
    node: Node, tmp_path: Path
) -> None:
    """Else every alias would look removed."""
    read(node, tmp_path, sample.SDN, name="sdn", vintage="2026-01-01")
    read(node, tmp_path, sample.ALT, name="alt", vintage="2026-01-01")
    read(node, tmp_path, sample.SDN + b" ", name="sdn-later", vintage="2026-02-01")
    told = changes_told(changes(node, "ofac"))
    assert told["unchanged"] == 3
    assert set(told["caution"]) == {"en", "fr"}
    read(node, tmp_path, sample.ALT + b" ", name="alt-later", vintage="2026-02-01")
    assert changes_told(changes(node, "ofac"))["caution"] is None


def test_english_and_french_are_versions_of_one_list_and_never_compared(
    node: Node, tmp_path: Path
) -> None:
    more = {"format": "listed-entities"}
    read(node, tmp_path, sample.LISTED, name="en", **more)
    read(node, tmp_path, sample.LISTED_FR, name="fr", **more)
    (view,) = lists(node)
    assert [each.language for each in view.versions] == ["en", "fr"]
    with pytest.raises(UsageError, match="no version of listed-entities before"):
        changes(node, "listed-entities")
    with pytest.raises(UnknownName, match="en, fr only"):
        changes(node, "listed-entities", language="es")


def test_a_damaged_file_adds_nothing_and_is_kept_with_the_reason(
    node: Node, tmp_path: Path
) -> None:
    path = tmp_path / "list.xml"
    path.write_bytes(sample.LISTED[:-40])
    receipt = node.ingest("listed-entities", path)
    assert (receipt.new, receipt.rejected) == ({}, 1)
    (kept,) = node.rejected(None)
    assert kept.reason.startswith("not well-formed XML at byte")
    assert kept.raw == sample.LISTED[:-40]
    assert not lists(node)


def test_changes_are_told_in_both_languages_with_aliases(node: Node, tmp_path: Path) -> None:
    more = {"format": "names-csv"}
    first = f"{HEAD}Qan,made-up,2026-01-01,1,Kan\nZan,made-up,2026-01-01,2,\n"
    second = f"{HEAD}Qan,made-up,2026-02-01,1,Khan\nNew,made-up,2026-02-01,3,Newer;Newest\n"
    read(node, tmp_path, first.encode(), name="one", **more)
    read(node, tmp_path, second.encode(), name="two", **more)
    told = changes_told(changes(node, "made-up"))
    assert (
        told["said"]["fr"]
        == "Ajouts : 1; modifications : 1; retraits : 1; inscriptions inchangées : 0."
    )
    assert told["added"][0]["said"]["en"] == "Added: New (also known as Newer; Newest)."
    assert told["removed"][0]["said"]["fr"] == "Retrait : Zan."
    assert told["amended"][0]["moved"] == [
        {"field": "names", "came": ["Khan [alias-good]"], "went": ["Kan [alias-good]"]}
    ]


def test_a_list_or_version_there_is_not_is_named_with_those_there_are(
    node: Node, tmp_path: Path
) -> None:
    read(node, tmp_path, sample.SDN, vintage="2026-01-01")
    with pytest.raises(UnknownName, match="no list 'other'"):
        changes(node, "other")
    with pytest.raises(UnknownName, match="there are 2026-01-01"):
        changes(node, "ofac", after="2026-02-01")
    with pytest.raises(UsageError, match="is both versions"):
        changes(node, "ofac", before="2026-01-01", after="2026-01-01")


def test_only_what_comes_in_versions_has_a_vintage(node: Node, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no published table or list"):
        read(node, tmp_path, b"", format="ais", vintage="2026-01-01")
