"""One finding in either language, and what an erasure says of what was derived."""

from pathlib import Path

import pytest

from tests.cli.running import Command, Kept


def flat(text: str) -> str:
    """Text without its spaces and line breaks: a line may be broken at a hyphen too."""
    return "".join(text.split())


def test_a_finding_is_told_in_the_language_asked_for(
    call: Command, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ["finding", kept.ids["finding"], "--ledger", kept.folder]
    found = call(*line, "--json").document
    english, french = call(*line).out, call(*line, "--language", "fr").out
    assert flat(found["title"]["en"]) in flat(english)
    assert flat(found["title"]["fr"]) in flat(french)
    assert "Reasons" in english
    assert "Motifs" in french
    assert flat(found["reasons"][-1]["en"]) not in flat(french)
    monkeypatch.setenv("NORTHLINE_LANG", "fr")
    assert call(*line).out == french
    assert call(*line, "--language", "en").out == english
    monkeypatch.setenv("NORTHLINE_LANG", "de")
    assert call(*line).code == 2


def test_an_erasure_says_what_stays(call: Command, kept: Kept, tmp_path: Path) -> None:
    ledger = kept.copy(tmp_path / "ledger")
    line = ["erase", "--id", kept.ids["position"], "--rule", "r", "--ledger", ledger, "--json"]
    ended = call(*line)
    assert ended.code == 0, ended.err
    assert ended.document["derived"] == {"track": 1}
    assert "1 of kind track; --derived erases them as well" in ended.err
    assert call(*line, "--derived").document["rows"] == {"track": 1}
