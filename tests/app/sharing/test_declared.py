"""Agencies and agreements of the settings, and where an agreement stands on a day."""

import datetime
from pathlib import Path

import pytest

from northline.app.sharing.declared import (
    agreements,
    country_of,
    declared_of,
    known_agencies,
)
from northline.records.errors import SettingsError

TEXT = """
[node]
port = "no number"

[agencies.harbour]
title = { en = "Harbour Police", fr = "Police du port" }
country = "CA"

[agencies.cbp]
title = { en = "CBP", fr = "CBP" }
country = "US"

[[agreements]]
between = ["harbour", "cbp"]
authority = "Memorandum 12"
from = 2026-01-10
until = 2026-06-30
kinds = ["position", "track"]

[[agreements]]
between = ["cbp", "cbsa"]
authority = "Memorandum 13"
from = 2026-03-01
kinds = ["finding"]
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    path = tmp_path / "northline.toml"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2026-01-09", [("coming", 1), ("coming", 51)]),
        ("2026-01-10", [("in-force", 171), ("coming", 50)]),
        ("2026-03-01", [("in-force", 121), ("in-force", None)]),
        ("2026-05-01", [("ending", 60), ("in-force", None)]),
        ("2026-06-30", [("ending", 0), ("in-force", None)]),
        ("2026-07-01", [("expired", 1), ("in-force", None)]),
    ],
)
def test_an_agreement_holds_from_its_first_day_to_its_last(
    settings: Path, day: str, states: list[tuple[str, int | None]]
) -> None:
    declared = declared_of(settings, agency="cbsa")
    found = agreements(declared, datetime.date.fromisoformat(day))
    assert [(each.state, each.days) for each in found] == states


def test_agencies_of_the_settings_stand_beside_those_that_are_known(settings: Path) -> None:
    declared = declared_of(settings, agency="cbsa")
    known = {each.slug: each for each in known_agencies(declared)}
    assert (known["harbour"].fr, known["harbour"].country) == ("Police du port", "CA")
    assert known["harbour"].declared
    assert known["cbp"].declared
    assert not known["rcmp"].declared
    assert known["cbp"].en == "U.S. Customs and Border Protection"
    assert country_of("harbour", declared) == "CA"
    assert country_of("harbour") == ""


def test_mistakes_in_them_are_named_and_others_do_not_matter(settings: Path) -> None:
    assert declared_of(settings, agency="cbsa").agreements
    settings.write_text(TEXT.replace('"Memorandum 12"', "12"))
    with pytest.raises(SettingsError, match=r"agreements\[0\]\.authority"):
        declared_of(settings, agency="cbsa")
    assert declared_of(None, agency="cbsa").agreements == ()
