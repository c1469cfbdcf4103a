"""Rows of a kind, with and without a place."""

from northline.formats.columns import Rows
from northline.records.kinds import kind
from northline.records.track import Track
from tests.formats.samples import CONTEXT, RECEIVED

COLUMNS = ("id", "at", "track", "craft", "points", "evidence", "lon", "lat")


def test_a_row_without_a_place_has_no_cell() -> None:
    rows = Rows(Track, CONTEXT, COLUMNS)
    rows.rows.append((b"a" * 16, RECEIVED, b"t" * 16, "vessel", 1, [], -123.4, 48.4))
    rows.rows.append((b"b" * 16, RECEIVED, b"t" * 16, "vessel", 2, [b"a" * 16], None, None))
    batch = rows.take(RECEIVED)
    assert batch is not None
    placed, nowhere = kind("track").from_batch(batch)
    assert placed.cell is not None
    assert (nowhere.lon, nowhere.cell) == (None, None)
    assert kind("track").to_batch([placed, nowhere]).equals(batch)


def test_rows_are_taken_once() -> None:
    rows = Rows(Track, CONTEXT, COLUMNS)
    assert rows.take(RECEIVED) is None
    rows.rows.append((b"a" * 16, RECEIVED, b"t" * 16, "vessel", 1, [], -123.4, 48.4))
    assert rows.take(RECEIVED) is not None
    assert rows.take(RECEIVED) is None
