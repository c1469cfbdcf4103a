"""One finding in either language, and what an erasure says of what was derived."""

from pathlib import Path

import msgspec
import pytest

from northline.app.home import PROFILE, operator_of
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


def test_two_people_with_homes_of_their_own_dispatch(
    call: Command, kept: Kept, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, finding = kept.copy(tmp_path / "ledger"), kept.ids["finding"]
    first, _ = operator_of(home)
    other = tmp_path / "other"
    second, _ = operator_of(other)
    told = msgspec.structs.replace(
        second, name="B. Tran", agency=first.agency, trusted={**first.trusted, **second.trusted}
    )
    (other / PROFILE).write_bytes(msgspec.json.encode(told))

    line = ["decide", finding, "dispatch", "--reason", "send the boat", "--ledger", ledger]
    ended = call(*line)
    assert ended.code == 0, ended.err
    shown = call("finding", finding, "--ledger", ledger, "--json").document
    made = shown["latest"]["id"]
    assert shown["state"] == "proposed"
    assert f"northline decide {made} approve" in ended.out
    french = call("finding", finding, "--ledger", ledger, "--language", "fr").out
    assert "En attente d'une deuxième personne" in french
    assert made in french

    approve = ["decide", made, "approve", "--reason", "agreed", "--ledger", ledger]
    alone = call(*approve)
    assert alone.code == 3
    assert "your own" in alone.err
    monkeypatch.setenv("NORTHLINE_HOME", str(other))
    assert call(*approve).code == 0
    after = call("finding", finding, "--ledger", ledger, "--json").document
    assert after["state"] == "dispatched"
    assert [each["by"] for each in after["decisions"]] == [first.name, "B. Tran"]
    assert call("verify", "--ledger", ledger).code == 0
