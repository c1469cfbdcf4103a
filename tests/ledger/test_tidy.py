"""Many small appends never leave very many parts, and nothing is lost on the way."""

from pathlib import Path

import pyarrow as pa
import pytest

from northline.ledger import Ledger
from northline.ledger.compaction import CROWD
from northline.ledger.store import live_parts
from northline.records.ids import sequenced_ids
from northline.records.kinds import kind
from northline.records.marking import Level, Viewer, unclassified
from northline.records.signing import PrivateKey

MARKING = unclassified("opp")
VIEWER = Viewer(name="v", agency="opp", country="CA", clearance=Level.SECRET, purpose="test")


def rows(numbers: range) -> pa.RecordBatch:
    stamps = pa.array([1_000_000 * n for n in numbers], pa.timestamp("us", tz="UTC"))
    count = len(numbers)
    columns = {
        "id": sequenced_ids("position", "s", numbers),
        "source": pa.array(["s"] * count),
        "at": stamps,
        "received": stamps,
        "marking": pa.array([MARKING.id] * count, pa.uint64()),
        "identity": pa.array([f"mmsi:{n:09d}" for n in numbers]),
        "craft": pa.array(["vessel"] * count),
        "timed": pa.array([True] * count),
    }
    return kind("position").conform(pa.record_batch(list(columns.values()), names=list(columns)))


@pytest.mark.parametrize("size", [1, 7])
def test_small_appends_are_merged_as_they_come(tmp_path: Path, size: int) -> None:
    appends = 5 * CROWD
    most = 0
    with Ledger.open(tmp_path, signer=PrivateKey.generate()) as ledger:
        for turn in range(appends):
            batch = rows(range(turn * size, (turn + 1) * size))
            ledger.append("position", batch, by="t", markings=[MARKING])
            with ledger._store.log.reading() as tables:
                most = max(most, len(live_parts(tables, "position")))
        table = ledger.read(ledger.plan("position", VIEWER, ordered=True)).read_all()
        expected = sequenced_ids("position", "s", range(appends * size)).to_pylist()
        assert table.column("id").to_pylist() == expected
        assert ledger.verify().ok
    assert most < 3 * CROWD


def test_a_known_record_stays_known_after_parts_were_merged(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, signer=PrivateKey.generate()) as ledger:
        for turn in range(CROWD + 1):
            ledger.append("position", rows(range(turn, turn + 1)), by="t", markings=[MARKING])
        again = ledger.append("position", rows(range(CROWD + 1)), by="t")
        assert again.new == {}
        assert again.known == {"position": CROWD + 1}
