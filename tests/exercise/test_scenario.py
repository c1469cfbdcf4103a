"""Scenario files: whole, checked, documented, and plain about what is wrong with them."""

from importlib.resources import files
from pathlib import Path

import pytest

from northline.exercise import load, scenarios
from northline.exercise.scenario import line_of, names, parse
from northline.records.errors import SettingsError, UnknownName

TEXT = files("northline.exercise").joinpath("scenarios/detroit.toml").read_text(encoding="utf-8")
DOCS = Path(__file__).parents[2] / "docs"


def test_every_scenario_is_listed_with_its_title_in_both_languages() -> None:
    listed = scenarios()
    assert [entry.name for entry in listed] == list(names())
    assert "detroit" in names()
    assert all(entry.en and entry.fr and entry.en != entry.fr for entry in listed)


def test_every_scenario_is_documented() -> None:
    text = (DOCS / "exercise.md").read_text(encoding="utf-8")
    for name in names():
        assert f"## Scenario `{name}`" in text


def test_every_role_of_every_scenario_is_documented() -> None:
    text = (DOCS / "exercise.md").read_text(encoding="utf-8")
    for name in names():
        scenario = load(name)
        roles: list[str] = [cast.role for cast in scenario.cast]
        roles += [cast.role for cast in scenario.aircraft.cast] if scenario.aircraft else []
        roles += [cast.role for cast in scenario.patrols.cast] if scenario.patrols else []
        assert not [role for role in roles if f"`{role}`" not in text]


def test_an_unknown_scenario_names_those_there_are() -> None:
    with pytest.raises(UnknownName, match=r"there are .*detroit"):
        load("atlantis")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("loss = 0.03", "loss = 0.7", "radio.loss"),
        ("loss = 0.03", "los = 0.03", "radio.los"),
        ("duration = 3600", 'duration = "an hour"', "duration"),
        ("delay = [0.1, 0.8]", "delay = [0.8, 0.1]", "radio.delay"),
        ("count = 26", "count = -1", "cast[2].count"),
        ("west = -83.16", "west = -82.16", "window.west"),
        ('role = "tug"', 'role = "submarine"', "cast[1].role"),
        ('role = "tug"', 'role = "freighter"', "cast once"),
        ("canadian = 140", "canadian = -1", "river[26].canadian"),
        ("ceiling = 3000", "ceiling = 8000", "airliner flies above and below"),
        ("ceiling = 3000", "ceilings = 3000", "aircraft.ceilings"),
        ("[aircraft.wire]\nloss = 0.05", "[aircraft.wire]\nloss = 0.6", "aircraft.wire.loss"),
        ('category = "A7"', 'category = "Z9"', "aircraft.cast[3].category"),
        ('role = "sightseer"', 'role = "light"', "cast once"),
        ('type = "a-f-S-X-L"', 'type = "a-h-S"', "patrols.cast[0].type"),
        ("every = [8, 12]", "every = [12, 8]", "patrols.cast[2].every"),
        ("after = [120, 1200]", "after = [1200, 120]", "arrivals.after"),
        ('start = "2026-08-15T18:00:00Z"', 'start = "tomorrow"', "start"),
        (
            '[[reporting]]\nstation = "B"\nup_to = 102.2',
            '[[reporting]]\nstation = "B"\nup_to = 50',
            "102.2 knots",
        ),
    ],
)
def test_a_wrong_line_is_named(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(SettingsError) as wrong:
        parse(TEXT.replace(old, new, 1), "detroit")
    assert said in str(wrong.value)
    assert str(wrong.value).startswith("detroit.toml")


def test_the_line_number_is_that_of_the_field() -> None:
    text = TEXT.replace("canadian = 140", "canadian = -1")
    number = text.splitlines().index("canadian = -1") + 1
    with pytest.raises(SettingsError, match=rf"line {number}, river\[26\].canadian"):
        parse(text, "detroit")
    text = TEXT.replace("loss = 0.03", "loss = 3.0")
    number = text.splitlines().index("loss = 3.0") + 1
    with pytest.raises(SettingsError, match=rf"line {number}, radio.loss"):
        parse(text, "detroit")


def test_what_is_no_toml_is_said_to_be_none() -> None:
    with pytest.raises(SettingsError, match=r"no TOML.*line 2"):
        parse("title.en = 'x'\nduration 3600\n", "broken")


def test_a_field_that_is_nowhere_is_found_at_its_table() -> None:
    assert line_of("a = 1\n\n[radio]\nloss = 0.1\n", "radio.delay") == 3
    assert line_of("a = 1\n", "") == 1
