"""What a settings file means to commands other than `up`: ledger, parameters, retention."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Command, Kept
from tests.web.asking import feed


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# --- which ledger -------------------------------------------------------------------------


def test_a_command_takes_the_ledger_of_the_file_and_says_so(
    call: Command, kept: Kept, tmp_path: Path
) -> None:
    Path("northline.toml").write_text(f'[node]\nledger = "{kept.folder}"\n')
    ended = call("records", "position", "--count", "--json")
    assert ended.document["count"] > 0
    assert ended.err == f"ledger {kept.folder}, as northline.toml names it\n"
    assert call("finding", kept.ids["finding"]).code == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["northline.toml"]


def test_a_ledger_that_is_named_comes_before_the_file(
    call: Command, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("northline.toml").write_text('[node]\nledger = "elsewhere"\n')
    ended = call("head", "--ledger", kept.folder)
    assert (ended.code, ended.err) == (0, "")
    monkeypatch.setenv("NORTHLINE_LEDGER", str(kept.folder))
    ended = call("head")
    assert (ended.code, ended.err) == (0, "")
    assert not Path("elsewhere").exists()


def test_the_file_is_found_as_everywhere_and_may_name_no_ledger(
    call: Command, kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("northline.toml").write_text("[node]\nport = 0\n")
    ended = call("head")
    assert ended.code == 2
    assert "there is no ledger in northline-data" in ended.err
    other = tmp_path / "a" / "other.toml"
    other.parent.mkdir()
    other.write_text(f'[node]\nledger = "{kept.folder}"\n')
    monkeypatch.setenv("NORTHLINE_SETTINGS", str(other))
    assert call("head").code == 0


def test_a_folder_of_the_file_is_meant_from_the_file_and_made_by_ingest(
    call: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "node").mkdir()
    (tmp_path / "node" / "northline.toml").write_text('[node]\nledger = "data"\n')
    monkeypatch.setenv("NORTHLINE_SETTINGS", str(tmp_path / "node" / "northline.toml"))
    (tmp_path / "a.nmea").write_bytes(feed(2))
    assert call("ingest", "ais", tmp_path / "a.nmea").code == 0
    assert (tmp_path / "node" / "data" / "ledger.db").exists()


@pytest.mark.parametrize("text", ["[node\n", "[node]\nledger = 5\n"])
def test_a_file_that_cannot_be_read_is_no_reason_to_take_another_ledger(
    call: Command, kept: Kept, text: str
) -> None:
    Path("northline.toml").write_text(text)
    ended = call("head", "--json")
    assert ended.code == 2
    assert ended.document["error"]["code"] == "settings-error"
    assert call("head", "--ledger", kept.folder).code == 0


# --- parameters ---------------------------------------------------------------------------


def test_engines_tells_the_parameters_of_the_file_beside_the_usual_ones(call: Command) -> None:
    usual = call("engines", "--json").document["engines"]
    assert all(each["params"] == each["defaults"] for each in usual)
    Path("northline.toml").write_text(
        "[engines.tracking]\ngate = 5\n[engines.tracking.vessel]\nmax_gap = 900\n"
        '[engines.crossing]\nfinds = ["vessel", "person"]\n'
    )
    told = {each["engine"]: each for each in call("engines", "--json").document["engines"]}
    assert told["tracking"]["params"]["gate"] == 5.0
    assert told["tracking"]["params"]["vessel"]["max_gap"] == 900.0
    assert [each["defaults"] for each in told.values()] == [each["defaults"] for each in usual]
    shown = call("engines").out
    assert "vessel.max_gap=900.0, gate=5.0" in shown
    assert "finds=vessel,person" in shown
    Path("other.toml").write_text("[engines.tracking]\ngate = 50\n")
    assert call("engines", "--settings", "other.toml").code == 2


def test_a_finding_of_other_parameters_is_replayed_without_the_file(
    call: Command, tmp_path: Path
) -> None:
    from tests.web.asking import crossing

    (tmp_path / "a.nmea").write_bytes(crossing())
    settings = Path("northline.toml")
    settings.write_text("[engines.crossing]\ncertainty = 0.99\n[engines.tracking]\ngate = 5\n")
    for line in (("ingest", "ais", "a.nmea"), ("run",)):
        assert call(*line).code == 0
    (found,) = call("findings", "--json").document["findings"]
    settings.unlink()
    ended = call("replay", found["id"], "--json")
    assert (ended.code, ended.document["same"]) == (0, True), ended.document


# --- retention ----------------------------------------------------------------------------


def test_erase_due_follows_the_file(call: Command, kept: Kept, tmp_path: Path) -> None:
    ledger = kept.copy(tmp_path / "ledger")
    due = ("erase", "--due", "--ledger", ledger, "--json")
    assert call(*due, "--dry-run").document["rows"] == {}
    Path("month.toml").write_text("[retention.position]\nmaximum_days = 0\n")
    held = kept.ids["position"]
    assert call("hold", "case", "--id", held, "--reason", "court", "--ledger", ledger).code == 0
    told = call(*due, "--dry-run", "--settings", "month.toml").document
    assert told["rows"].keys() == {"position"}
    assert call(*due).document["rows"] == {}
    assert call(*due, "--settings", "month.toml").document["rows"] == told["rows"]
    left = call("records", "position", "--ledger", ledger, "--json").document["records"]
    assert [each["id"] for each in left] == [held]
    Path("northline.toml").write_text("[retention.finding]\nmaximum_days = 0\n")
    ended = call(*due)
    assert ended.code == 2
    assert "retention.finding.maximum_days" in json.dumps(ended.document["error"])
