"""Who works here, and changing it."""

from pathlib import Path

import pytest

from tests.cli.running import Command


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORTHLINE_HOME", str(tmp_path / "home"))


def test_an_operator_has_a_key_and_trusts_it(call: Command, tmp_path: Path) -> None:
    told = call("account", "--json").document
    assert told["key"] in told["trusted"]
    assert told["home"] == str(tmp_path / "home")
    assert call("account", "--json").document == told
    secret = (tmp_path / "home" / "operator.key").read_bytes()
    assert secret.hex() not in call("account").out


def test_the_agency_is_changed_and_the_key_stays(call: Command, tmp_path: Path) -> None:
    before = call("account", "--json").document
    after = call("account", "--agency", "opp", "--name", "A. Watch", "--json").document
    assert (after["agency"], after["name"]) == ("opp", "A. Watch")
    assert after["key"] == before["key"]
    assert call("account", "--json").document == after
    assert (tmp_path / "home" / "operator.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("words", ["--country Canada", "--agency=", "--name service:x"])
def test_a_wrong_change_changes_nothing(call: Command, words: str) -> None:
    before = call("account", "--json").document
    assert call("account", *words.split()).code == 2
    assert call("account", "--json").document == before
