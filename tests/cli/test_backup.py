"""Backup and restore at the terminal: what is said, what is refused, and how it ends."""

import json
import shutil
from pathlib import Path

import pytest

from northline.app.home import operator_of
from tests.cli.running import Command, Kept


@pytest.fixture
def ledger(kept: Kept, tmp_path: Path) -> Path:
    return kept.copy(tmp_path / "ledger")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def erase(call: Command, ledger: Path, count: int = 3) -> list[str]:
    """Erase some positions; their ids."""
    told = call("records", "position", "--limit", count, "--ledger", ledger, "--json").document
    ids = [each["id"] for each in told["records"]]
    line = [word for each in ids for word in ("--id", each)]
    ended = call("erase", *line, "--rule", "rule 7", "--ledger", ledger)
    assert ended.code == 0, ended.err
    return ids


def there(call: Command, ledger: Path, ids: list[str]) -> int:
    """How many of these positions can be read."""
    line = [word for each in ids for word in ("--id", each)]
    told = call("records", "position", *line, "--ledger", ledger, "--json").document
    return len(told["records"])


def test_a_backup_says_what_it_wrote_and_its_head(
    call: Command, ledger: Path, folder: Path
) -> None:
    first = call("backup", "--to", folder, "--ledger", ledger, "--json").document
    assert Path(first["generation"]).parent == folder
    assert first["head"] == call("head", "--ledger", ledger).out.strip()
    assert (first["dropped"], first["pruned"], first["unsound"]) == ([], [], [])
    told = call("audit", "--what", "backup", "--limit", 1, "--ledger", ledger)
    assert f"to {folder}" in told.out


def test_a_check_needs_no_ledger_and_names_what_is_damaged(
    call: Command, ledger: Path, folder: Path
) -> None:
    made = call("backup", "--to", folder, "--ledger", ledger, "--json").document
    good = call("backup", "--check", folder, "--json")
    assert good.code == 0
    assert good.document["ok"] is True
    assert good.document["exercise"] is False
    assert good.document["generations"][0]["head"] == made["head"]
    log = Path(made["generation"]) / "ledger.db"
    log.write_bytes(log.read_bytes()[:-1] + b"x")
    bad = call("backup", "--check", folder, "--json")
    assert bad.code == 1
    assert bad.document["generations"][0]["faults"] == ["altered: ledger.db"]
    shown = call("backup", "--check", Path(made["generation"]))
    assert shown.code == 1
    assert "altered: ledger.db" in shown.out


def test_a_restore_says_how_old_it_is_and_what_to_compare(
    call: Command, ledger: Path, folder: Path, tmp_path: Path
) -> None:
    made = call("backup", "--to", folder, "--ledger", ledger, "--json").document
    ended = call("restore", folder, "--ledger", tmp_path / "new", "--json")
    assert ended.code == 0, ended.err
    assert "0 hours 0 minutes ago" in ended.err
    assert "not known here" in ended.err
    assert ended.document["restored"] == made["head"]
    assert ended.document["head"] == call("head", "--ledger", tmp_path / "new").out.strip()
    anchored = call("verify", "--anchor", made["head"], "--ledger", tmp_path / "new", "--json")
    assert anchored.code == 0
    assert anchored.document["anchored"] is True
    told = call("audit", "--what", "restore", "--ledger", tmp_path / "new", "--language", "fr")
    assert f"à partir de l'inscription {made['head']}" in told.out


def test_a_newer_backup_that_shows_erasures_stops_a_restore(
    call: Command, ledger: Path, folder: Path, tmp_path: Path
) -> None:
    old = call("backup", "--to", folder, "--ledger", ledger, "--json").document["generation"]
    ids = erase(call, ledger)
    newer = call("backup", "--to", folder, "--ledger", ledger)
    assert "--prune" in newer.err
    refused = call("restore", old, "--ledger", tmp_path / "new")
    assert refused.code == 2
    assert "erasures: 1" in refused.err
    assert not (tmp_path / "new").exists()
    accepted = call("restore", old, "--accept-older", "--ledger", tmp_path / "older")
    assert accepted.code == 0, accepted.err
    assert there(call, tmp_path / "older", ids) == 3
    told = call("restore", old, "--erasures-from", folder, "--ledger", tmp_path / "new", "--json")
    assert told.code == 0, told.err
    assert told.document["erased_again"] == 3
    assert there(call, tmp_path / "new", ids) == 0
    assert call("verify", "--ledger", tmp_path / "new").code == 0


def test_the_ledger_itself_tells_of_erasures(
    call: Command, ledger: Path, folder: Path, tmp_path: Path
) -> None:
    old = call("backup", "--to", folder, "--ledger", ledger, "--json").document["generation"]
    ids = erase(call, ledger)
    shutil.rmtree(ledger / "segments")
    ended = call("restore", old, "--erasures-from", ledger, "--ledger", tmp_path / "new")
    assert ended.code == 0, ended.err
    assert there(call, tmp_path / "new", ids) == 0


def test_pruning_drops_what_still_holds_them(call: Command, ledger: Path, folder: Path) -> None:
    old = call("backup", "--to", folder, "--ledger", ledger, "--json").document["generation"]
    erase(call, ledger)
    told = call("backup", "--to", folder, "--prune", "--ledger", ledger, "--json").document
    assert told["pruned"] == [Path(old).name]
    checked = call("backup", "--check", folder, "--json").document
    assert [each["holds_erased"] for each in checked["generations"]] == [False]


def test_another_home_needs_the_public_key(
    call: Command,
    ledger: Path,
    folder: Path,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call("backup", "--to", folder, "--ledger", ledger)
    public = operator_of(home)[1].public.hex()
    monkeypatch.setenv("NORTHLINE_HOME", str(tmp_path / "another"))
    refused = call("restore", folder, "--ledger", tmp_path / "new")
    assert refused.code == 3
    assert "--key" in refused.err
    assert call("backup", "--check", folder).code == 1
    assert call("backup", "--check", folder, "--key", public).code == 0
    ended = call("restore", folder, "--key", public, "--ledger", tmp_path / "new")
    assert ended.code == 0, ended.err


def test_what_cannot_be_meant_is_refused(
    call: Command, ledger: Path, folder: Path, tmp_path: Path, home: Path
) -> None:
    new = tmp_path / "new"
    making: tuple[tuple[object, ...], ...] = (
        ("backup",),
        ("backup", "--to", folder, "--check", folder),
        ("backup", "--check", folder, "--prune"),
        ("backup", "--to", folder, "--key", "00" * 32),
        ("backup", "--check", tmp_path / "none"),
        ("backup", "--to", ledger / "inside"),
        ("backup", "--to", home.parent),
        ("backup", "--to", folder, "--keep", "0"),
    )
    for line in making:
        assert call(*line, "--ledger", ledger).code == 2, line
    call("backup", "--to", folder, "--ledger", ledger)
    restoring: tuple[tuple[object, ...], ...] = (
        ("restore", folder),
        ("restore", folder, "--ledger", ledger),
        ("restore", tmp_path, "--ledger", new),
        ("restore", folder, "--key", "x", "--ledger", new),
        ("restore", folder, "--anchor", "x", "--ledger", new),
        ("restore", folder, "--erasures-from", tmp_path, "--ledger", new),
    )
    for line in restoring:
        assert call(*line).code == 2, line
    assert not new.exists()


def test_a_backup_of_an_exercise_says_so_all_the_way(
    call: Command, drill: Kept, ledger: Path, folder: Path, tmp_path: Path
) -> None:
    played = drill.copy(tmp_path / "drill")
    made = call("backup", "--to", folder, "--ledger", played, "--json").document
    manifest = json.loads((Path(made["generation"]) / "manifest.json").read_text())
    assert manifest["exercise"] is True
    assert call("backup", "--check", folder, "--json").document["exercise"] is True
    assert call("backup", "--to", folder, "--ledger", ledger).code == 2
    told = call("restore", folder, "--ledger", tmp_path / "new", "--json").document
    assert told["exercise"] is True
    assert call("head", "--ledger", tmp_path / "new", "--json").document["exercise"] is True
