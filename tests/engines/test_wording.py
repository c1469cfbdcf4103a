"""Reasons in words: both languages say the same, with numbers as each writes them."""

import pytest

from northline.engines.registry import WORDINGS, describe
from northline.engines.wording import LANGUAGES, Wording, arguments, number, say
from northline.records.errors import UnknownName, UsageError
from northline.records.finding import Reason

CODES = [(wording, code) for wording in WORDINGS for code in wording.texts]


@pytest.mark.parametrize(("wording", "code"), CODES, ids=lambda each: str(each)[:40])
def test_every_code_is_worded_in_both_languages(wording: Wording, code: str) -> None:
    texts = wording.texts[code]
    assert set(texts) == set(LANGUAGES)
    assert arguments(texts["en"]) == arguments(texts["fr"])


def test_every_word_is_in_both_languages() -> None:
    for wording in WORDINGS:
        for by_language in wording.words.values():
            assert set(by_language) == set(LANGUAGES)


def test_no_two_engines_use_one_code() -> None:
    codes = [code for _, code in CODES]
    assert len(set(codes)) == len(codes)


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert number(2296.64, 1, "en") == "2,296.6"
    assert number(2296.64, 1, "fr") == "2\u202f296,6"
    assert number(12, 0, "fr") == "12"


CROSSED = Reason(
    code="crossed-away-from-port",
    args={
        "km": 2296.6319,
        "segment": "atlantic-pacific",
        "direction": "to-canada",
        "port": "algonac-mi",
        "port_name": "Algonac",
        "port_km": 12.34,
    },
)


def test_a_crossing_is_described() -> None:
    english, french = describe(CROSSED, "en"), describe(CROSSED, "fr")
    assert english.startswith("Crossed the line into Canada at kilometre 2,296.6")
    assert "12.3 km" in english
    assert "Algonac" in french
    assert "vers le Canada" in french
    assert "12,3 km" in french


@pytest.mark.parametrize("code", ["crossed-away-from-port", "crossed-no-port-known"])
def test_it_is_said_that_a_crossing_is_no_failure_to_report(code: str) -> None:
    texts = WORDINGS[0].texts[code]
    assert "A line crossing is not a failure to report" in texts["en"]
    assert "It says nothing about any person" in texts["en"]
    assert "Franchir la ligne n'est pas omettre de se déclarer" in texts["fr"]


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(UnknownName, match="no-such-code"):
        describe(Reason(code="no-such-code"), "en")
    with pytest.raises(UnknownName, match="'de'"):
        describe(CROSSED, "de")
    with pytest.raises(UsageError, match="direction"):
        describe(Reason(code="crossed-no-port-known"), "en")
    with pytest.raises(UnknownName):
        say(CROSSED, "en", ())
