"""After a list has come in, people who stand are screened again, and what is otherwise is said."""

from pathlib import Path

import pytest

from tests.cli.running import Command

HEAD = "name,list,as_of,schema,entity\n"
OTHERS = "".join(f"Bram{n}or Kelund{n},made-up,DAY,Person,f{n}\n" for n in ("va", "li", "to", "om"))


def published(folder: Path, day: str, *names: str) -> Path:
    path = folder / f"{day}.csv"
    rows = "".join(f"{name},made-up,{day},Person,{name[:3]}\n" for name in names)
    path.write_text(HEAD + rows + OTHERS.replace("DAY", day))
    return path


def test_a_newer_list_screens_again_who_stands_and_says_what_is_otherwise(
    call: Command, tmp_path: Path
) -> None:
    ledger = ("--ledger", tmp_path / "ledger")
    first = call("ingest", "names-csv", published(tmp_path, "2026-01-01"), "--json", *ledger)
    assert first.document["rescreened"] == {"asked": 0}, "nobody stands yet"
    assert call("screen", "Velmora", "Quenstadt", "--id", "F-1", *ledger).code == 0
    newer = published(tmp_path, "2026-02-01", "Velmora Quenstadt")
    told = call("ingest", "names-csv", newer, "--json", *ledger)
    assert told.code == 0
    found = told.document["rescreened"]
    assert (found["asked"], found["unchanged"]) == (1, 0)
    (change,) = found["changes"]
    assert (change["was"], change["now"], change["appeared"]) == (
        "no-hit",
        "possible",
        ["made-up:Vel"],
    )
    assert "F-1: no-hit -> possible: appeared made-up:Vel" in told.err
    again = call("ingest", "names-csv", newer, "--json", *ledger)
    assert "rescreened" not in again.document, "the same list read twice asks nobody again"


def test_the_threshold_of_the_settings_is_that_of_screening(
    call: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "northline.toml"
    settings.write_text("[screening]\nthreshold = 1.0\n")
    monkeypatch.setenv("NORTHLINE_SETTINGS", str(settings))
    ledger = ("--ledger", tmp_path / "ledger")
    list_ = published(tmp_path, "2026-01-01", "Velmora Quenstadt")
    assert call("ingest", "names-csv", list_, *ledger).code == 0
    one, two = (
        call("screen", "Velmora", "Quenstadt", *more, "--json", *ledger).document["screening"]
        for more in ((), ("--threshold", "0.5"))
    )
    assert (one["state"], one["threshold"]) == ("no-hit", 1.0)
    assert (two["state"], two["threshold"]) == ("possible", 0.5)
