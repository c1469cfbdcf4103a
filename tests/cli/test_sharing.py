"""Sharing in a terminal: one record, a marking's reach, disclosures, groups, agreements."""

from pathlib import Path

import pytest

from tests.cli.running import Command, Kept

TOML = """
[agencies.cbp]
title = { en = "CBP", fr = "CBP" }
country = "US"
[[agreements]]
between = ["cbp", "local"]
authority = "Memorandum 12"
from = 2020-01-10
kinds = ["position"]
"""


def test_one_record_is_told_with_reasons_in_the_language_that_is_asked_for(
    call: Command, kept: Kept
) -> None:
    asked = ("sharing", "--record", kept.ids["finding"], "--ledger", kept.folder)
    assert "local has not released it to cbp" in call(*asked).out
    assert "local ne l'a pas communiquée à cbp" in call(*asked, "--language", "fr").out
    told = call(*asked, "--json").document
    assert [each["name"] for each in told["reached"] if each["seen"]] == ["local"]


def test_what_a_marking_would_change_is_told_and_nothing_is_done(call: Command, kept: Kept) -> None:
    asked = ("sharing", "--record", kept.ids["finding"], "--ledger", kept.folder)
    told = call(*asked, "--marking", "Protected A; partners=cbp", "--json").document
    assert ([each["name"] for each in told["gains"]], told["done"]) == (["cbp"], False)
    assert call(*asked, "--json").document["marking"]["level"] == "Unclassified"
    assert call(*asked, "--marking", "Whatever").code == 2
    gone = call(*asked, "--disclosures", "--json").document
    assert (gone["sent"], gone["complete"]) == ([], True)


def test_agreements_and_groups_are_told(call: Command, kept: Kept, tmp_path: Path) -> None:
    settings = tmp_path / "northline.toml"
    settings.write_text(TOML)
    asked = ("sharing", "--agreements", "--settings", settings, "--ledger", kept.folder)
    (agreement,) = call(*asked, "--json").document["agreements"]
    assert (agreement["state"], agreement["days"]) == ("in-force", None)
    assert "Memorandum 12" in call(*asked).out
    assert (
        "fixés par le nœud"
        in call("sharing", "--groups", "--language", "fr", "--ledger", kept.folder).out
    )
    assert "Sûreté du Québec" in call("sharing", "--agencies", "--ledger", kept.folder).out


@pytest.mark.parametrize(
    "words",
    [
        ("--groups", "--agencies"),
        ("--viewer", "agency=cbp", "--agreements"),
        ("--disclosures",),
        ("--marking", "Unclassified"),
        ("--viewer", "colour=blue"),
        ("--record", "ab" * 16),
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(
    call: Command, kept: Kept, words: tuple[str, ...]
) -> None:
    ended = call("sharing", *words, "--ledger", kept.folder)
    assert (ended.code, ended.out) == (2, "")
