"""A log that was emptied, or says less than it did, is damage: never a new ledger."""

import sqlite3
from pathlib import Path

import pytest

from northline.ledger import Ledger
from northline.records.errors import LedgerDamaged
from northline.records.signing import PrivateKey
from tests.ledger.test_tidy import MARKING, rows


def made(folder: Path, count: int) -> None:
    with Ledger.open(folder, signer=PrivateKey.generate()) as ledger:
        ledger.append("position", rows(range(count)), by="t", markings=[MARKING])


def emptied(folder: Path) -> None:
    for path in folder.glob("ledger.db*"):
        path.unlink()
    (folder / "ledger.db").touch()


def test_reading_never_makes_a_new_ledger_of_an_emptied_one(tmp_path: Path) -> None:
    made(tmp_path, 5)
    emptied(tmp_path)
    with pytest.raises(LedgerDamaged, match="is empty: the ledger that stood here is gone"):
        Ledger.open(tmp_path, create=False)


def test_segments_without_their_log_are_never_taken_over(tmp_path: Path) -> None:
    made(tmp_path, 5_000)
    emptied(tmp_path)
    with pytest.raises(LedgerDamaged, match="is empty"):
        Ledger.open(tmp_path, signer=PrivateKey.generate())
    assert list((tmp_path / "segments").glob("*.parquet"))


@pytest.mark.parametrize("name", ["exercise", "id"])
def test_a_ledger_that_does_not_say_what_it_is_is_damaged(tmp_path: Path, name: str) -> None:
    made(tmp_path, 5)
    with sqlite3.connect(tmp_path / "ledger.db") as database:
        database.execute("delete from meta where name = ?", (name,))
    database.close()
    with pytest.raises(LedgerDamaged, match=f"does not say its {name} any more"):
        Ledger.open(tmp_path, create=False)
