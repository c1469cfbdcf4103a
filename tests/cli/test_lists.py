"""Lists in a terminal."""

import json
from pathlib import Path

from tests.cli.running import Command

HEAD = "name,list,as_of,entity,aliases\n"


def test_lists_their_changes_and_who_stands_there_are_shown(call: Command, tmp_path: Path) -> None:
    ledger = f"--ledger {tmp_path / 'ledger'}"
    for day, name in (("2026-01-01", "Zan"), ("2026-02-01", "Qan")):
        path = tmp_path / f"{day}.csv"
        path.write_text(f"{HEAD}Kan,made-up,{day},1,K\n{name},made-up,{day},{name},\n")
        assert call(*f"ingest names-csv {path} {ledger}".split()).code == 0
    shown = call(*f"lists {ledger}".split())
    assert shown.code == 0
    assert shown.out.index("2026-02-01") < shown.out.index("2026-01-01")
    changes = call(*f"lists made-up --changes {ledger}".split()).out.splitlines()
    assert changes[-3:] == [
        "Added: Qan.",
        "Removed: Zan.",
        "1 added, 0 amended, 1 removed, 1 unchanged.",
    ]
    told = json.loads(
        call(*f"lists made-up --entities --to 2026-01-01 --json {ledger}".split()).out
    )
    assert [each["name"] for each in told["entities"]] == ["Kan", "Zan"]


def test_what_cannot_be_asked_is_said(call: Command, tmp_path: Path) -> None:
    ledger = f"--ledger {tmp_path / 'ledger'}"
    path = tmp_path / "list.csv"
    path.write_text(f"{HEAD}Kan,made-up,2026-01-01,1,K\n")
    assert call(*f"ingest names-csv {path} {ledger}".split()).code == 0
    for words, why in (
        ("lists --changes", "say of which list"),
        ("lists other", "no list 'other'"),
        ("lists made-up --changes", "no version of made-up before"),
        ("lists made-up --from 2026-01-01", "--from goes with --changes"),
    ):
        answer = call(*f"{words} {ledger}".split())
        assert answer.code == 2
        assert why in answer.err
