"""Rows that lie in the log are filtered there: by the same conditions as DuckDB is given."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from northline.ledger import scan_small
from northline.ledger.scan import Scanner, _schema
from northline.ledger.store import Store
from tests.contracts.test_ledger import Kept, asked_at_random, mixed
from tests.ledger.making import CLEARED, HOUR, MARKINGS, PARTNER, T0, batch_of, opened, rows_of


def test_both_ways_to_read_the_log_give_the_same_rows(tmp_path: Path) -> None:
    generator = np.random.default_rng(11)
    with opened(tmp_path / "ledger") as ledger:
        kept = Kept()
        for number in range(8):
            rows = rows_of(
                int(generator.integers(3, 40)), seed=number, start=T0 + number * HOUR // 2
            )
            for row in rows:
                row["marking"] = int(MARKINGS[int(generator.integers(4))].id)
                if kept.rows and generator.random() < 0.1:
                    row["supersedes"] = kept.rows[int(generator.integers(len(kept.rows)))]["id"]
            batch = batch_of(rows)
            kept.add(ledger.append("position", batch, by="x", markings=MARKINGS).seq, rows)
        store: Store = ledger._store
        scanner = Scanner(store.segments)
        here = 0
        for _ in range(80):
            viewer = CLEARED if generator.random() < 0.7 else PARTNER
            asked = asked_at_random(generator, kept, ledger.head()[0])
            plan = ledger.plan("position", viewer, **asked)
            if not plan.parts or not plan.markings or plan.ids == () or not scan_small.fits(plan):
                continue
            here += 1
            schema = _schema(plan)
            small = scanner.read(store, plan).read_all()
            asked_of_duckdb = scanner.query(store, plan, schema).read_all()
            assert small.schema == asked_of_duckdb.schema
            order = "_ord" if plan.ordered else "id"
            if not plan.ordered:
                small, asked_of_duckdb = small.sort_by(order), asked_of_duckdb.sort_by(order)
            assert small.equals(asked_of_duckdb), asked
        assert here > 30


@pytest.mark.parametrize("rows", [scan_small.MOST_ROWS, scan_small.MOST_ROWS + 1])
def test_many_rows_are_left_to_duckdb(tmp_path: Path, rows: int) -> None:
    with opened(tmp_path / "ledger") as ledger:
        mixed(ledger, np.random.default_rng(3), inline=True)
        plan = ledger.plan("position", CLEARED, ordered=True)
        parts = tuple(p for p in plan.parts if p.file is None)
        one = msgspec.structs.replace(parts[0], rows=rows)
        few = rows <= scan_small.MOST_ROWS
        assert scan_small.fits(msgspec.structs.replace(plan, parts=(one,))) is few
