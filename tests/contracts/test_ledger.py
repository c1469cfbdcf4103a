"""What every ledger keeps to, whatever its log: appending, planning, watching, erasing.

A PostgreSQL log is put under the same suite by one more entry in `OPENERS`.
"""

import hashlib
import sqlite3
import threading
from pathlib import Path
from typing import Any

import h3
import msgspec
import numpy as np
import pyarrow as pa
import pytest

from northline.ledger import EngineAdvance, Ledger, StreamAdvance
from northline.records.errors import (
    Conflict,
    LedgerDamaged,
    MarkingRefused,
    NotPermitted,
    UnknownName,
    UsageError,
)
from northline.records.kinds import KINDS, kind
from northline.records.marking import ANYONE, Grant, Level, Marking, Viewer
from northline.records.units import Micros
from tests.contracts.conftest import Opener
from tests.ledger.making import (
    CELLS,
    CLEARED,
    HOUR,
    MARKINGS,
    OPEN,
    OWN,
    PARTNER,
    RCMP,
    SECOND,
    SECRET,
    SERVICE,
    STAMP,
    T0,
    Clock,
    batch_of,
    finding,
    ids_seen,
    many,
    positions,
    record_id,
    rejected,
    row_dicts,
    rows_of,
    seen,
)


def segment_files(ledger: Ledger) -> list[Path]:
    return sorted((ledger.folder / "segments").glob("*.parquet"))


# --- appending ------------------------------------------------------------------------------


def test_what_is_appended_is_read_back_as_it_was(ledger: Ledger) -> None:
    small, large = positions(7, seed=1), many(3000, 2)
    receipt = ledger.append("position", small, by="feed", markings=[OPEN])
    assert receipt.new == {"position": 7}
    assert receipt.known == {}
    assert (receipt.seq, receipt.hash) == (ledger.head()[0], ledger.head()[1].hex())
    ledger.append("position", large, by="feed")
    table = seen(ledger, ordered=True)
    assert table.column("_ord").to_pylist() == [*range(7), *range(3000)]
    assert table.num_rows == 3007
    body = table.drop_columns(["_seq", "_ord"])
    assert body.slice(0, 7).combine_chunks().to_batches()[0].equals(small)
    whole = kind("position").conform(large)
    assert body.slice(7).equals(pa.Table.from_batches([whole]))
    assert seen(ledger).schema.equals(kind("position").schema, check_metadata=True)


@pytest.mark.parametrize("record", KINDS, ids=lambda record: str(record.kind))
def test_every_kind_goes_in_and_comes_out(ledger: Ledger, record: Any) -> None:
    schema = kind(record.kind).schema
    plain: dict[Any, Any] = {
        pa.string(): "a",
        pa.int64(): 3,
        pa.float64(): 0.5,
        pa.bool_(): True,
        STAMP: T0,
        pa.uint64(): CELLS[0],
    }

    def value(field: pa.Field) -> Any:
        if field.name == "marking":
            return int(OPEN.id)
        if pa.types.is_fixed_size_binary(field.type):
            return b"\x07" * field.type.byte_width
        if pa.types.is_list(field.type):
            inner = field.type.value_type
            return [value(pa.field("x", inner)), value(pa.field("x", inner))]
        return plain[field.type]

    full = {f.name: value(f) for f in schema}
    bare = {f.name: None if f.nullable else full[f.name] for f in schema}
    bare |= {"id": record_id(record.kind)}
    full |= {"supersedes": None}
    blob = b"raw"
    if record.kind == "rejected":
        full["blob"] = bare["blob"] = hashlib.blake2b(blob, digest_size=32).digest()
    batch = batch_of([full, bare], record.kind)
    blobs = {hashlib.blake2b(blob, digest_size=32).digest(): blob}
    ledger.append_all([(record.kind, batch)], by="x", markings=[OPEN], blobs=blobs)
    found = seen(ledger, name=record.kind, ordered=True).drop_columns(["_seq", "_ord"])
    assert found.combine_chunks().to_batches()[0].equals(batch)
    ledger.append_all(
        [(record.kind, batch_of([bare | {"id": record_id("second")}], record.kind))],
        by="x",
        blobs=blobs,
    )
    ledger.compact(by="x")
    found = seen(ledger, name=record.kind, ordered=True).drop_columns(["_seq", "_ord"])
    assert found.slice(0, 2).combine_chunks().to_batches()[0].equals(batch)


def test_a_record_is_kept_once_however_often_it_comes(ledger: Ledger) -> None:
    rows = rows_of(10, seed=1)
    ledger.append("position", batch_of(rows), by="x", markings=[OPEN])
    again = ledger.append("position", batch_of(rows), by="x")
    assert (again.new, again.known) == ({}, {"position": 10})
    mixed = batch_of([*rows[5:], *rows_of(4, seed=2)])
    receipt = ledger.append("position", mixed, by="x")
    assert (receipt.new, receipt.known) == ({"position": 4}, {"position": 5})
    assert len(ids_seen(ledger)) == 14


def test_a_record_is_known_even_if_it_now_says_another_time(ledger: Ledger) -> None:
    # Where the source states no time, the time is when it was received: the id is the same.
    rows = rows_of(3, seed=1)
    ledger.append("position", batch_of(rows), by="x", markings=[OPEN])
    later = [row | {"at": row["at"] + 400 * HOUR, "received": T0 + 400 * HOUR} for row in rows]
    receipt = ledger.append("position", batch_of(later), by="x")
    assert receipt.known == {"position": 3}
    assert len(ids_seen(ledger)) == 3


def test_repeats_within_a_batch_are_kept_once(ledger: Ledger) -> None:
    rows = rows_of(5, seed=1)
    receipt = ledger.append("position", batch_of([*rows, *rows]), by="x", markings=[OPEN])
    assert (receipt.new, receipt.known) == ({"position": 5}, {"position": 5})
    first = seen(ledger, ordered=True)
    assert first.column("_ord").to_pylist() == [0, 1, 2, 3, 4]
    assert first.column("id").to_pylist() == [row["id"] for row in rows]


def test_repeats_between_the_batches_of_one_append_are_kept_once(ledger: Ledger) -> None:
    rows = rows_of(5, seed=1)
    receipt = ledger.append_all(
        [("position", batch_of(rows[:3])), ("position", batch_of(rows[2:]))],
        by="x",
        markings=[OPEN],
    )
    assert (receipt.new, receipt.known) == ({"position": 5}, {"position": 1})
    assert ids_seen(ledger) == sorted(row["id"] for row in rows)


def test_known_records_stay_known_after_compaction_and_in_another_process(
    ledger: Ledger, opener: Opener, clock: Clock
) -> None:
    ledger.append("position", many(3000, 1), by="x", markings=[OPEN])
    ledger.append("position", positions(50, seed=1), by="x")
    ledger.compact(by="x")
    assert ledger.append("position", many(3000, 1), by="x").known == {"position": 3000}
    with opener(ledger.folder, clock=clock) as other:
        assert other.append("position", many(3000, 1), by="x").known == {"position": 3000}
        assert other.append("position", positions(60, seed=1), by="x").new == {"position": 10}
    assert ledger.append("position", positions(60, seed=1), by="x").known == {"position": 60}
    assert len(ids_seen(ledger)) == 3060


def test_an_append_is_done_once_under_one_key(ledger: Ledger) -> None:
    first = ledger.append("position", positions(5, seed=1), by="x", key="k", markings=[OPEN])
    head = ledger.head()
    again = ledger.append("position", positions(5, seed=2), by="x", key="k")
    assert again.repeated
    assert (again.seq, again.hash, again.new, again.known) == (
        first.seq,
        first.hash,
        {},
        {"position": 5},
    )
    assert ledger.head() == head
    assert len(ids_seen(ledger)) == 5
    other = ledger.append("position", positions(5, seed=1), by="x", key="k2")
    assert (other.repeated, other.new, other.known) == (False, {}, {"position": 5})
    assert ledger.append("position", positions(5, seed=3), by="x", key="k2").repeated


def test_an_empty_batch_adds_nothing(ledger: Ledger) -> None:
    head = ledger.head()
    receipt = ledger.append("position", positions(0), by="x")
    assert (receipt.new, receipt.seq) == ({}, head[0])
    assert ledger.append_all([], by="x").seq == head[0]
    assert ledger.head() == head
    assert seen(ledger).num_rows == 0


def test_several_kinds_go_in_together_or_not_at_all(ledger: Ledger) -> None:
    good = positions(3000, seed=1)
    unknown = [row | {"marking": int(SECRET.id)} for row in [finding(1, [b"e" * 16])]]
    ledger.append("position", positions(1, seed="other"), by="x", markings=[OPEN])
    before, files = ledger.head(), segment_files(ledger)
    with pytest.raises(MarkingRefused, match=f"{SECRET.id:016x}"):
        ledger.append_all([("position", good), ("finding", batch_of(unknown, "finding"))], by="x")
    assert ledger.head() == before
    assert segment_files(ledger) == files
    assert len(ids_seen(ledger)) == 1
    receipt = ledger.append_all(
        [("position", good), ("finding", batch_of(unknown, "finding"))], by="x", markings=[SECRET]
    )
    assert receipt.new == {"position": 3000, "finding": 1}


def test_a_failure_while_preparing_leaves_no_file_behind(ledger: Ledger) -> None:
    broken = finding(1, [b"e" * 16]) | {"marking": int(OPEN.id)}
    table = batch_of([broken], "finding")
    batches = [("position", positions(3000, seed=1)), ("finding", table)]
    before = ledger.head()
    with pytest.raises(UsageError):
        ledger.append_all([*batches, ("rejected", rejected([b"raw"])[0])], by="x", markings=[OPEN])
    assert segment_files(ledger) == []
    assert ledger.head() == before


def test_unknown_columns_kinds_and_markings_are_refused_in_words(ledger: Ledger) -> None:
    batch = positions(2, seed=1)
    with pytest.raises(UnknownName, match="no record kind 'postion'"):
        ledger.append("postion", batch, by="x")
    with pytest.raises(UnknownName, match="position has no column colour"):
        ledger.append("position", batch.append_column("colour", pa.array(["red", "red"])), by="x")
    with pytest.raises(UnknownName, match="position needs column identity"):
        ledger.append("position", batch.drop_columns(["identity"]), by="x")
    with pytest.raises(UnknownName, match=r"position\.identity may not be null"):
        ledger.append("position", batch_of([rows_of(1)[0] | {"identity": None}]), by="x")
    with pytest.raises(MarkingRefused, match="not known"):
        ledger.append("position", batch, by="x")
    for name, column in (
        ("second", pa.array(["sixty", "x"])),
        ("id", pa.array([1, 2])),
        ("id", pa.array([b"short", b"shorter"], pa.binary())),
        ("at", pa.array(["yesterday", "today"])),
    ):
        place = batch.schema.names.index(name)
        with pytest.raises(UsageError, match=f"position.{name}"):
            ledger.append(
                "position", batch.set_column(place, name, column), by="x", markings=[OPEN]
            )
    row = finding(1, []) | {"reasons": ["a", None]}
    columns = [
        pa.array([row.get(f.name)], pa.list_(pa.string()) if f.name == "reasons" else f.type)
        for f in kind("finding").schema
    ]
    holed = pa.RecordBatch.from_arrays(columns, names=kind("finding").schema.names)
    with pytest.raises(UsageError, match="null"):
        ledger.append("finding", holed, by="x", markings=[OPEN])
    assert ledger.head()[0] == 1


@pytest.mark.parametrize(
    "bad",
    [
        Marking(level=6, grants={"opp": Grant()}),  # type: ignore[arg-type]
        Marking(level=Level.SECRET, grants={}),
        Marking(level=Level.SECRET, grants={"opp": Grant()}, caveats=("TOP SECRET",)),
    ],
    ids=["above Secret", "no owner", "caveat above Secret"],
)
def test_a_marking_that_may_not_enter_is_refused_at_the_door(ledger: Ledger, bad: Marking) -> None:
    row = rows_of(1)[0] | {"marking": int(bad.id)}
    with pytest.raises(MarkingRefused):
        ledger.append("position", batch_of([row]), by="x", markings=[bad])
    assert ledger.head()[0] == 1
    assert ledger.marking(bad.id) is None


def test_a_marking_is_known_once_it_was_handed_over(ledger: Ledger) -> None:
    assert ledger.marking(OPEN.id) is None
    ledger.append("position", positions(1), by="x", markings=[OPEN, SECRET])
    assert ledger.marking(OPEN.id) == OPEN
    assert ledger.marking(SECRET.id) == SECRET


def test_odd_values_stay_as_they_are(ledger: Ledger) -> None:
    rows = rows_of(6, seed=1)
    for row, (at, number, text) in zip(
        rows,
        [
            (-1, float("nan"), ""),
            (-(10**15), float("inf"), "nul\x00nul"),
            (0, float("-inf"), "'; drop table parts; --"),
            (4_102_444_800_000_000, -0.0, "\U0001f6f6 canoë"),
            (-1, 5e-324, "a" * 5000),
            (-3_600_000_001, 1.7e308, "\n"),
        ],
        strict=True,
    ):
        row.update(at=at, speed_knots=number, status=text)
    batch = batch_of(rows)
    ledger.append("position", batch, by="x", markings=[OPEN])
    ledger.append("position", many(2500, 5), by="x")
    for _ in range(2):
        found = seen(ledger, ids=[row["id"] for row in rows], ordered=True)
        found = found.drop_columns(["_seq", "_ord"]).combine_chunks().to_batches()[0]
        assert found.column("at").cast(pa.int64()).to_pylist() == [row["at"] for row in rows]
        bits = [
            np.frombuffer(b.column("speed_knots").buffers()[1])[:6].tobytes()
            for b in (found, batch)
        ]
        assert bits[0] == bits[1]
        assert found.column("status").to_pylist() == [row["status"] for row in rows]
        past = (Micros(-(10**16)), Micros(0))
        assert ids_seen(ledger, window=past) == sorted(rows[i]["id"] for i in (0, 1, 4, 5))
        ledger.compact(by="x")


# --- planning, compared with a filter in Python ---------------------------------------------


class Kept:
    """What should be in a ledger: every row with its append, and how to filter by hand."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(self, seq: int, rows: list[dict[str, Any]]) -> None:
        self.rows += [row | {"_seq": seq, "_ord": i} for i, row in enumerate(rows)]

    def filtered(
        self,
        markings: set[int],
        *,
        window: tuple[int, int] | None = None,
        cells: list[int] | None = None,
        ids: list[bytes] | None = None,
        after: int = 0,
        as_of: int = 2**62,
        ordered: bool = False,
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        superseded = {
            row["supersedes"]
            for row in self.rows
            if row["_seq"] <= as_of and row["marking"] in markings
        }

        def in_cells(cell: int | None) -> bool:
            return cell is not None and any(
                h3.cell_to_parent(h3.int_to_str(cell), h3.get_resolution(h3.int_to_str(each)))
                == h3.int_to_str(each)
                for each in cells or ()
            )

        found = [
            row
            for row in self.rows
            if row["marking"] in markings
            and row["id"] not in superseded
            and after < row["_seq"] <= as_of
            and (window is None or window[0] <= row["at"] < window[1])
            and (cells is None or in_cells(row["cell"]))
            and (ids is None or row["id"] in ids)
        ]
        if ordered:
            found.sort(key=lambda row: (row["_seq"], row["_ord"]))
        elif limit is not None:
            found.sort(key=lambda row: (-row["at"], row["id"]))
        return found[:limit] if limit is not None else found


def mixed(ledger: Ledger, generator: np.random.Generator, *, inline: bool) -> Kept:
    """Appends of random size and content; some compacted, some in files, some in the log."""
    kept = Kept()
    earlier: list[bytes] = []
    for number in range(6):
        count = int(generator.integers(3, 40))
        if not inline and number in {0, 3, 5}:
            count = 2100
        start = T0 + int(generator.integers(0, 5)) * HOUR
        rows = rows_of(count, seed=(number, int(generator.integers(2**30))), start=start)
        for row in rows:
            row["marking"] = int(MARKINGS[int(generator.integers(4))].id)
            if earlier and generator.random() < 0.1:
                row["supersedes"] = earlier[int(generator.integers(len(earlier)))]
        receipt = ledger.append("position", batch_of(rows), by="x", markings=MARKINGS)
        kept.add(receipt.seq, rows)
        earlier = [row["id"] for row in rows]
        if number in {1, 3}:
            ledger.compact(by="x")
    return kept


def asked_at_random(generator: np.random.Generator, kept: Kept, newest: int) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if generator.random() < 0.4:
        since = T0 + int(generator.integers(-1, 5)) * HOUR
        asked["window"] = (since, since + int(generator.integers(0, 3)) * HOUR // 2)
    if generator.random() < 0.4:
        cell = h3.int_to_str(int(generator.choice(np.array(CELLS))))
        resolution = int(generator.choice([0, 3, 5, 7, 8, 9]))
        asked["cells"] = [h3.str_to_int(h3.cell_to_parent(cell, resolution))]
        asked["cells"] += [CELLS[int(generator.integers(5))]] * int(generator.integers(2))
    if generator.random() < 0.3:
        picked = generator.choice(len(kept.rows), 10)
        asked["ids"] = [kept.rows[int(i)]["id"] for i in picked] + [bytes(16)]
    if generator.random() < 0.4:
        asked["after"] = int(generator.integers(0, newest + 1))
    if generator.random() < 0.4:
        asked["as_of"] = int(generator.integers(0, newest + 1))
    if generator.random() < 0.5:
        asked["ordered"] = True
    if generator.random() < 0.3:
        asked["limit"] = int(generator.integers(0, 20))
    return asked


@pytest.mark.parametrize("inline", [True, False], ids=["in the log", "in files too"])
def test_a_plan_finds_what_a_filter_by_hand_finds(ledger: Ledger, inline: bool) -> None:
    generator = np.random.default_rng(7 if inline else 8)
    kept = mixed(ledger, generator, inline=inline)
    newest = ledger.head()[0]
    shown = {
        CLEARED: {int(OPEN.id), int(OWN.id), int(SECRET.id)},
        PARTNER: {int(OPEN.id)},
    }
    empty = 0
    for _ in range(60 if inline else 25):
        viewer = CLEARED if generator.random() < 0.7 else PARTNER
        asked = asked_at_random(generator, kept, newest)
        names = kind("position").schema.names
        # What a row does not state reads null: columns are added as kinds grow.
        expected = [dict.fromkeys(names) | row for row in kept.filtered(shown[viewer], **asked)]
        found = row_dicts(seen(ledger, viewer, **asked))
        if not asked.get("ordered"):
            expected = [{name: row[name] for name in names} for row in expected]
        if "limit" not in asked and not asked.get("ordered"):
            expected.sort(key=lambda row: row["id"])
            found.sort(key=lambda row: row["id"])
        assert found == expected, asked
        empty += not expected
    assert empty < 40


def test_columns_are_given_as_asked(ledger: Ledger) -> None:
    ledger.append("position", positions(5, seed=1), by="x", markings=[OPEN])
    ledger.append("position", many(2500, 1), by="x")
    table = seen(ledger, columns=["status", "at"])
    assert table.schema.names == ["status", "at"]
    assert table.num_rows == 2505
    assert seen(ledger, columns=["id"], ordered=True).schema.names == ["id", "_seq", "_ord"]
    with pytest.raises(UnknownName, match="position has no column colour"):
        ledger.plan("position", CLEARED, columns=["colour"])
    with pytest.raises(UnknownName, match="no record kind"):
        ledger.plan("postion", CLEARED)


def test_the_limit_takes_the_newest(ledger: Ledger) -> None:
    ledger.append("position", positions(20, seed=1), by="x", markings=[OPEN])
    assert seen(ledger, limit=3).column("at").cast(pa.int64()).to_pylist() == [
        T0 + i * SECOND for i in (19, 18, 17)
    ]
    assert seen(ledger, limit=2, ordered=True).column("_ord").to_pylist() == [0, 1]
    with pytest.raises(UsageError):
        ledger.plan("position", CLEARED, limit=-1)


def test_cells_finer_than_records_are_placed_are_refused(ledger: Ledger) -> None:
    finer = h3.str_to_int(h3.cell_to_center_child(h3.int_to_str(CELLS[0]), 10))
    with pytest.raises(UnknownName, match="resolution 10"):
        ledger.plan("position", CLEARED, cells=[finer])
    assert ledger.plan("position", CLEARED, cells=[]).cells == ()


def test_very_long_lists_of_cells_and_ids_are_answered(ledger: Ledger) -> None:
    rows = rows_of(200, seed=1)
    ledger.append("position", batch_of(rows), by="x", markings=[OPEN])
    parent = h3.cell_to_parent(h3.int_to_str(CELLS[0]), 5)
    cells = [h3.str_to_int(cell) for cell in h3.cell_to_children(parent, 9)][::2]
    assert len(cells) > 1000
    expected = [row["id"] for row in rows if row["cell"] in set(cells)]
    assert expected
    assert ids_seen(ledger, cells=cells) == sorted(expected)
    ids = [record_id("nobody", i) for i in range(30_000)] + [rows[3]["id"]]
    assert ids_seen(ledger, ids=ids) == [rows[3]["id"]]


def test_the_past_stays_as_it_was(ledger: Ledger) -> None:
    first = rows_of(10, seed=1)
    one = ledger.append("position", batch_of(first), by="x", markings=[OPEN]).seq
    correction = rows_of(1, seed=2)[0] | {"supersedes": first[0]["id"]}
    two = ledger.append("position", batch_of([correction]), by="x").seq
    then = sorted(row["id"] for row in first)
    now = sorted([row["id"] for row in first[1:]] + [correction["id"]])
    for _ in range(2):
        assert ids_seen(ledger, as_of=one) == then
        assert ids_seen(ledger, as_of=two) == now
        assert ids_seen(ledger) == now
        assert ids_seen(ledger, as_of=0) == []
        with pytest.raises(UsageError, match="has not happened"):
            ids_seen(ledger, as_of=ledger.head()[0] + 1)
        assert ids_seen(ledger, after=one) == [correction["id"]]
        ledger.compact(by="x")
    ledger.erase([first[1]["id"]], rule="r", by="x")
    assert ids_seen(ledger, as_of=one) == sorted(set(then) - {first[1]["id"]})


def test_a_correction_hides_only_from_those_who_may_see_it(ledger: Ledger) -> None:
    first, other = rows_of(2, seed=1)
    correction = rows_of(1, seed=2)[0] | {"supersedes": first["id"], "marking": int(SECRET.id)}
    ledger.append("position", batch_of([first, other]), by="x", markings=MARKINGS)
    ledger.append("position", batch_of([correction]), by="x")
    assert ids_seen(ledger) == sorted([other["id"], correction["id"]])
    assert ids_seen(ledger, PARTNER) == sorted([first["id"], other["id"]])
    ledger.mark([correction["id"]], OPEN, viewer=CLEARED, reason="released")
    assert ids_seen(ledger, PARTNER) == sorted([other["id"], correction["id"]])
    ledger.mark([correction["id"]], SECRET, viewer=CLEARED, reason="taken back")
    assert ids_seen(ledger, PARTNER) == sorted([first["id"], other["id"]])


def test_a_plan_goes_stale_and_belongs_to_one_ledger(
    ledger: Ledger, opener: Opener, tmp_path: Path, clock: Clock
) -> None:
    ledger.append("position", positions(5, seed=1), by="x", markings=[OPEN])
    plan = ledger.plan("position", CLEARED)
    with opener(tmp_path / "other", clock=clock) as other, pytest.raises(NotPermitted):
        other.read(plan)
    clock.now += 61 * SECOND
    with pytest.raises(NotPermitted, match="too old"):
        ledger.read(plan)


@pytest.mark.parametrize("count", [50, 2100], ids=["in the log", "in files"])
def test_a_plan_stays_good_when_its_parts_are_compacted_or_erased(
    ledger: Ledger, count: int
) -> None:
    for number in range(3):
        ledger.append("position", positions(count, seed=number), by="x", markings=[OPEN])
    plan = ledger.plan("position", CLEARED, cells=[CELLS[0]])
    expected = ids_seen(ledger, cells=[CELLS[0]])
    ledger.compact(by="x")
    assert sorted(ledger.read(plan).read_all().column("id").to_pylist()) == expected
    plan = ledger.plan("position", CLEARED, cells=[CELLS[0]])
    ledger.erase(expected[:2], rule="r", by="x")
    assert sorted(ledger.read(plan).read_all().column("id").to_pylist()) == expected[2:]


def test_a_look_stands_in_the_chain_before_its_answer(ledger: Ledger) -> None:
    ledger.append("position", positions(5, seed=1), by="x", markings=[OPEN])
    plan = ledger.plan("position", PARTNER, window=(Micros(T0), Micros(T0 + 1)))
    head = ledger.head()[0]
    ledger.read(plan, audited=False)
    (entry,) = ledger.entries(head)
    assert (entry.operation, entry.actor, entry.kind) == ("look", "b", "position")
    assert entry.facts["purpose"] == "border-security"
    assert entry.facts["looks"][0]["window"] == [T0, T0 + 1]
    ledger.read(ledger.plan("position", SERVICE), audited=False).read_all()
    assert ledger.head()[0] == head + 1


def test_looks_of_many_threads_are_all_kept(ledger: Ledger) -> None:
    ledger.append("position", positions(5, seed=1), by="x", markings=[OPEN])
    failed: list[BaseException] = []

    def look(number: int) -> None:
        viewer = msgspec.structs.replace(CLEARED, name=f"person-{number}")
        try:
            for _ in range(5):
                assert seen(ledger, viewer).num_rows == 5
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failed.append(error)

    threads = [threading.Thread(target=look, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    looks = [entry for entry in ledger.entries() if entry.operation == "look"]
    assert sum(entry.rows for entry in looks) == 40
    assert {entry.actor for entry in looks} == {f"person-{number}" for number in range(8)}


# --- positions of streams and engines -------------------------------------------------------


def stream(since: int, until: int, **how: Any) -> StreamAdvance:
    return StreamAdvance(source="tower", format="ais", stream="s", since=since, until=until, **how)


def engine(since: int, until: int, **how: Any) -> EngineAdvance:
    settings: dict[str, Any] = {
        "engine": "crossing",
        "version": "1",
        "params": bytes(32),
        "now": Micros(T0),
        "state": b"state-%d" % until,
    }
    return EngineAdvance(since=since, until=until, **{**settings, **how})


def test_a_stream_moves_on_with_its_records_and_only_from_where_it_stands(ledger: Ledger) -> None:
    assert ledger.stream("tower", "ais", "s") is None
    ledger.append(
        "position",
        positions(5, seed=1),
        by="x",
        markings=[OPEN],
        stream=stream(0, 100, carry=b"half", prefix=b"p" * 32, units=6, rejected=0),
    )
    stands = ledger.stream("tower", "ais", "s")
    assert stands is not None
    assert (stands.position, stands.carry, stands.prefix) == (100, b"half", b"p" * 32)
    assert (stands.units, stands.records, stands.rejected) == (6, 5, 0)
    before = ledger.head()
    with pytest.raises(Conflict, match="stands at 100, not at 0"):
        ledger.append("position", positions(5, seed=2), by="x", stream=stream(0, 50))
    assert ledger.head() == before
    assert len(ids_seen(ledger)) == 5
    batch, blobs = rejected([b"one", b"two"])
    ledger.append_all(
        [("position", positions(3, seed=2)), ("rejected", batch)],
        by="x",
        stream=stream(100, 200, units=5, rejected=2),
        blobs=blobs,
    )
    assert ledger.append_all([], by="x", stream=stream(200, 250, units=1)).new == {}
    stands = ledger.stream("tower", "ais", "s")
    assert stands is not None
    assert (stands.position, stands.units, stands.records, stands.rejected) == (250, 12, 8, 2)
    assert ledger.streams("tower", "ais") == [stands]
    assert ledger.streams("tower", "adsb") == []


def test_an_engine_moves_on_with_its_findings_and_only_from_where_it_stands(
    ledger: Ledger,
) -> None:
    seq = ledger.append("position", positions(5, seed=1), by="x", markings=[OPEN]).seq
    assert ledger.checkpoint("crossing") is None
    found = batch_of([finding(1, [b"e" * 16])], "finding")
    ledger.append_all([("finding", found)], by="x", engine=engine(0, seq, keep=True))
    stands = ledger.checkpoint("crossing")
    assert stands is not None
    assert (stands.until, stands.state) == (seq, b"state-%d" % seq)
    with pytest.raises(Conflict, match=f"stands at {seq}, not at 0"):
        ledger.append_all([("finding", found)], by="x", engine=engine(0, seq))
    ledger.append_all([], by="x", engine=engine(seq, seq + 1))
    ledger.append_all([], by="x", engine=engine(seq + 1, seq + 4))
    ledger.append_all([], by="x", engine=engine(0, 7, engine="tracking"))
    newest = ledger.checkpoint("crossing")
    assert newest is not None
    assert newest.until == seq + 4
    kept = ledger.checkpoint("crossing", upto=seq + 3)
    assert kept is not None
    assert kept.until == seq
    assert ledger.checkpoint("crossing", upto=seq - 1) is None
    with pytest.raises(UsageError, match="back"):
        ledger.append_all([], by="x", engine=engine(seq + 4, seq))


def test_the_parameters_of_an_engine_are_kept_once_and_found_by_their_digest(
    ledger: Ledger,
) -> None:
    texts = [b'{"gate":4.0}', b'{"gate":5.0}']
    one, two = (hashlib.blake2b(each, digest_size=32).digest() for each in texts)
    with pytest.raises(UsageError, match="another digest"):
        ledger.append_all([], by="x", engine=engine(0, 1, params=one, parameters=texts[1]))
    ledger.append_all([], by="x", engine=engine(0, 1, params=one))
    assert ledger.parameters("crossing", one) is None, "an engine that hands over no text"
    for number, (digest, text) in enumerate([(one, 0), (two, 1), (one, 0)], 1):
        step = engine(number, number + 1, params=digest, parameters=texts[text])
        found = batch_of([finding(number, [])], "finding")
        ledger.append_all([("finding", found)], by="x", markings=[OPEN], engine=step)
    assert [ledger.parameters("crossing", each) for each in (one, two)] == texts
    assert ledger.parameters("tracking", one) is None
    told = [each.facts["engine"] for each in ledger.entries() if "engine" in each.facts]
    assert [each.get("params_kept", False) for each in told] == [False, True, True, False]
    assert ledger.verify().ok


def test_where_version_or_parameters_change_the_state_before_is_kept(ledger: Ledger) -> None:
    other = b"o" * 32
    for since, until, how in (
        (0, 2, {}),
        (2, 4, {}),
        (4, 6, {"params": other}),
        (6, 8, {"params": other}),
        (8, 10, {"params": other, "version": "2"}),
        (10, 12, {"params": other, "version": "2"}),
    ):
        ledger.append_all([], by="x", engine=engine(since, until, **how))
    found = [ledger.checkpoint("crossing", upto=upto) for upto in range(13)]
    assert sorted({each.until for each in found if each is not None}) == [4, 8, 12]
    assert ledger.verify().ok


def test_a_state_that_may_remember_what_was_erased_is_not_kept_by_a_change(
    ledger: Ledger,
) -> None:
    rows = rows_of(3, seed=1)
    first = ledger.append("position", batch_of(rows), by="x", markings=[OPEN]).seq
    ledger.append_all([], by="x", engine=engine(0, first))
    ledger.erase([rows[0]["id"]], rule="r", by="x")
    ledger.append_all([], by="x", engine=engine(first, first + 1, version="2"))
    assert ledger.checkpoint("crossing", upto=first) is None
    later = ledger.append("position", positions(2, seed=2), by="x").seq
    ledger.append_all([], by="x", engine=engine(first + 1, later, version="2"))
    ledger.append_all([], by="x", engine=engine(later, later + 1, version="3"))
    assert ledger.checkpoint("crossing", upto=later) is not None
    assert ledger.verify().ok


def test_a_position_never_moves_back(ledger: Ledger) -> None:
    ledger.append_all([], by="x", stream=stream(0, 100))
    with pytest.raises(UsageError, match="back"):
        ledger.append_all([], by="x", stream=stream(100, 50))


def test_only_the_holder_of_the_lease_moves_an_engine_on(ledger: Ledger, clock: Clock) -> None:
    assert ledger.lease("engine:crossing", "one", seconds=10)
    assert not ledger.lease("engine:crossing", "two", seconds=10)
    assert ledger.lease("engine:crossing", "one", seconds=10)
    ledger.append_all([], by="x", engine=engine(0, 1, holder="one"))
    with pytest.raises(Conflict, match="another process"):
        ledger.append_all([], by="x", engine=engine(1, 2, holder="two"))
    clock.now += 11 * SECOND
    with pytest.raises(Conflict, match="another process"):
        ledger.append_all([], by="x", engine=engine(1, 2, holder="one"))
    assert ledger.lease("engine:crossing", "two", seconds=10)
    ledger.append_all([], by="x", engine=engine(1, 2, holder="two"))
    ledger.release("engine:crossing", "one")
    assert not ledger.lease("engine:crossing", "one", seconds=10)
    ledger.release("engine:crossing", "two")
    assert ledger.lease("engine:crossing", "one", seconds=10)


# --- watching -------------------------------------------------------------------------------


def test_changes_name_each_append_in_order(ledger: Ledger) -> None:
    one = ledger.append("position", positions(2, seed=1), by="x", markings=[OPEN])
    seen(ledger)
    two = ledger.append("finding", batch_of([finding(1, [])], "finding"), by="x")
    ledger.compact(by="x")
    assert [(c.seq, c.kind) for c in ledger.changes(["position", "finding"], 0)] == [
        (one.seq, "position"),
        (two.seq, "finding"),
    ]
    assert [c.seq for c in ledger.changes(["position", "finding"], one.seq)] == [two.seq]
    assert ledger.changes(["position"], one.seq) == []
    assert ledger.changes([], 0) == []
    assert len(ledger.changes(["position", "finding"], 0, limit=1)) == 1


def test_watching_sees_what_comes_and_ends_when_it_is_quiet(
    ledger: Ledger, opener: Opener, clock: Clock
) -> None:
    first = ledger.append("position", positions(2, seed=1), by="x", markings=[OPEN]).seq
    watching = ledger.watch(["position"], 0, timeout=0.3)
    assert next(watching).seq == first
    with opener(ledger.folder, clock=clock) as other:
        second = other.append("position", positions(2, seed=2), by="x").seq
    assert next(watching).seq == second
    assert list(watching) == []


def test_the_chain_can_be_walked_while_other_things_are_done(ledger: Ledger) -> None:
    for number in range(3):
        ledger.append("position", positions(1, seed=number), by="x", markings=[OPEN])
    walked = []
    for entry in ledger.entries():
        walked.append(entry.seq)
        ledger.head()
        if entry.seq == 2:
            ledger.append("position", positions(1, seed="late"), by="x")
    assert walked == [1, 2, 3, 4, 5]
    half = ledger.entries()
    next(half)
    ledger.append("position", positions(1, seed="later"), by="x")


# --- opening --------------------------------------------------------------------------------


def test_a_real_ledger_and_an_exercise_are_never_mixed(opener: Opener, tmp_path: Path) -> None:
    with opener(tmp_path / "real") as real:
        assert not real.exercise
    with opener(tmp_path / "played", exercise=True) as played:
        assert played.exercise
    with pytest.raises(UsageError, match="is an exercise ledger"):
        opener(tmp_path / "played", exercise=False)
    with opener(tmp_path / "played") as played:
        assert played.exercise
    with pytest.raises(UsageError, match="is a real ledger"):
        opener(tmp_path / "real", exercise=True)
    opener(tmp_path / "played", exercise=True).close()


def test_a_folder_that_holds_something_else_is_left_alone(opener: Opener, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="holds something else"):
        opener(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(UsageError, match="no ledger"):
        opener(tmp_path / "nowhere", create=False)
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(UsageError, match="thesis"):
        opener(tmp_path / "thesis.txt")


def test_segments_without_their_log_are_not_taken_for_a_new_ledger(
    opener: Opener, tmp_path: Path
) -> None:
    with opener(tmp_path) as ledger:
        ledger.append("position", many(3000), by="x", markings=[OPEN])
        files = segment_files(ledger)
    for path in tmp_path.glob("ledger.db*"):
        path.unlink()
    with pytest.raises(LedgerDamaged, match="backup"):
        opener(tmp_path)
    assert sorted((tmp_path / "segments").iterdir()) == files


def test_a_closed_ledger_opens_again(opener: Opener, tmp_path: Path) -> None:
    with opener(tmp_path / "l") as first:
        name = first.id
        first.append("position", positions(5, seed=1), by="x", markings=[OPEN])
    with opener(tmp_path / "l", create=False) as again:
        assert again.id == name
        assert len(ids_seen(again)) == 5


@pytest.mark.parametrize("name", ["cell=7", "a[1]b", "we*ird?", "it's", "ü ñ", "100%"])
def test_a_ledger_may_lie_in_a_folder_of_any_name(
    opener: Opener, tmp_path: Path, name: str
) -> None:
    batch = many(2500, 1)
    with opener(tmp_path / name) as ledger:
        ledger.append("position", batch, by="x", markings=[OPEN])
        found = seen(ledger, columns=["cell"], ordered=True)
        assert found.column("cell").to_pylist() == batch.column("cell").to_pylist()


def test_what_a_ledger_holds_is_for_its_owner_only(opener: Opener, tmp_path: Path) -> None:
    with opener(tmp_path / "l") as ledger:
        ledger.append("position", many(2500), by="x", markings=[OPEN])
        assert (tmp_path / "l").stat().st_mode & 0o077 == 0
        assert (tmp_path / "l" / "segments").stat().st_mode & 0o077 == 0
        for path in segment_files(ledger):
            assert path.stat().st_mode & 0o077 == 0


def test_two_open_a_new_ledger_at_once(opener: Opener, tmp_path: Path) -> None:
    names, failed = [], []
    gate = threading.Barrier(4)

    def start() -> None:
        try:
            gate.wait()
            with opener(tmp_path / "l") as ledger:
                names.append(ledger.id)
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(set(names)) == 1


def test_a_ledger_of_a_later_release_is_left_alone(opener: Opener, tmp_path: Path) -> None:
    opener(tmp_path / "l").close()
    connection = sqlite3.connect(tmp_path / "l" / "ledger.db")
    with connection:
        connection.execute("update meta set value = '2' where name = 'layout'")
        connection.execute("alter table holds rename to custody")
    tables = set(connection.execute("select name from sqlite_master").fetchall())
    with pytest.raises(LedgerDamaged, match="layout 2"):
        opener(tmp_path / "l")
    assert set(connection.execute("select name from sqlite_master").fetchall()) == tables
    connection.close()


def test_another_programs_database_is_left_alone(opener: Opener, tmp_path: Path) -> None:
    (tmp_path / "segments").mkdir()
    connection = sqlite3.connect(tmp_path / "ledger.db")
    with connection:
        connection.execute("create table recipes (name text)")
    with pytest.raises(LedgerDamaged, match="no ledger of ours"):
        opener(tmp_path)
    assert connection.execute("select name from sqlite_master").fetchall() == [("recipes",)]
    connection.close()
    (tmp_path / "ledger.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(LedgerDamaged, match="no healthy ledger"):
        opener(tmp_path)


# --- viewers --------------------------------------------------------------------------------


def test_nobody_reads_what_he_may_not_see(ledger: Ledger) -> None:
    rows = [row | {"marking": int(MARKINGS[i % 4].id)} for i, row in enumerate(rows_of(40, seed=1))]
    ledger.append("position", batch_of(rows), by="x", markings=MARKINGS)
    stranger = Viewer(name="c", agency="nsp", country="FR", purpose="tourism")
    hidden = [row["id"] for row in rows if row["marking"] == int(RCMP.id)]
    assert ids_seen(ledger, PARTNER) == sorted(r["id"] for r in rows[::4])
    assert set(ids_seen(ledger)).isdisjoint(hidden)
    assert ids_seen(ledger, ids=hidden) == []
    assert len(ids_seen(ledger, stranger)) == 10
    mine = Viewer(name="d", agency="rcmp", country="CA", purpose=ANYONE)
    assert ids_seen(ledger, mine, ids=hidden) == sorted(hidden)
