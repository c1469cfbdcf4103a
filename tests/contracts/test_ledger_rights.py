"""What every ledger keeps to when records are marked anew, held, kept for their time and erased."""

import hashlib
from collections.abc import Callable
from types import MappingProxyType

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from northline.ledger import EngineAdvance, Ledger, appending, retention, store
from northline.records import kinds
from northline.records.errors import BelowMinimum, NotPermitted, UsageError
from northline.records.kinds import kind
from northline.records.marking import ANYONE, Grant, Level, Viewer, marking
from northline.records.position import Position
from northline.records.record import Days, Keep
from northline.records.units import Micros
from tests.contracts.conftest import Opener
from tests.ledger.making import (
    CLEARED,
    DAY,
    KEYS,
    MARKINGS,
    OPEN,
    OWN,
    PARTNER,
    RCMP,
    SECRET,
    T0,
    Clock,
    batch_of,
    finding,
    ids_seen,
    many,
    positions,
    record_id,
    rejected,
    rows_of,
    seen,
)

MOUNTIE = Viewer(name="m", agency="rcmp", country="CA", clearance=Level.SECRET, purpose=ANYONE)


# --- marked anew ----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [10, 2100], ids=["in the log", "in files"])
def test_marking_anew_hides_and_shows_at_once_and_in_the_past(ledger: Ledger, count: int) -> None:
    rows = rows_of(count, seed=1)
    seq = ledger.append("position", batch_of(rows), by="x", markings=[OPEN]).seq
    everything = sorted(row["id"] for row in rows)
    first = rows[0]["id"]
    plan = ledger.plan("position", PARTNER)
    done = ledger.mark([first], SECRET, viewer=CLEARED, reason="a source is in danger")
    assert done == {"position": 1}
    for _ in range(2):
        rest = sorted(set(everything) - {first})
        assert ids_seen(ledger, PARTNER) == ids_seen(ledger, PARTNER, as_of=seq) == rest
        assert ids_seen(ledger, PARTNER, ids=[first]) == []
        assert ids_seen(ledger) == everything
        ledger.compact(by="x")
    ledger.mark([first], OPEN, viewer=CLEARED, reason="no longer")
    assert ids_seen(ledger, PARTNER) == ids_seen(ledger, PARTNER, as_of=seq) == everything
    # A plan keeps the rights it was made with, for as long as it is good.
    assert ledger.read(plan).read_all().num_rows == count


def test_what_was_hidden_is_shown_when_its_owner_releases_it(ledger: Ledger) -> None:
    rows = [row | {"marking": int(OWN.id)} for row in rows_of(5, seed=1)]
    ledger.append("position", batch_of(rows), by="x", markings=MARKINGS)
    assert ids_seen(ledger, PARTNER) == []
    ledger.mark([rows[2]["id"]], OPEN, viewer=CLEARED, reason="released")
    assert ids_seen(ledger, PARTNER) == [rows[2]["id"]]


def test_only_the_owner_marks_anew_and_is_told_nothing_else(ledger: Ledger) -> None:
    rows = rows_of(2, seed=1)
    rows[1]["marking"] = int(RCMP.id)
    ledger.append("position", batch_of(rows), by="x", markings=MARKINGS)
    head = ledger.head()
    words = set()
    for ids in ([rows[1]["id"]], [rows[0]["id"], rows[1]["id"]], [record_id("nobody")], [b"short"]):
        with pytest.raises(NotPermitted) as refused:
            ledger.mark(ids, SECRET, viewer=CLEARED, reason="r")
        words.add(str(refused.value))
    assert len(words) == 1
    assert ledger.head() == head
    assert ledger.mark([rows[1]["id"]], SECRET, viewer=MOUNTIE, reason="r") == {"position": 1}
    with pytest.raises(NotPermitted):
        ledger.mark([rows[1]["id"]], OPEN, viewer=MOUNTIE, reason="it went to opp")


def test_nobody_marks_down_what_he_may_not_see(ledger: Ledger) -> None:
    row = rows_of(1)[0] | {"marking": int(SECRET.id)}
    ledger.append("position", batch_of([row]), by="x", markings=[SECRET])
    uncleared = msgspec.structs.replace(CLEARED, clearance=Level.PROTECTED_A)
    with pytest.raises(NotPermitted, match="only the owner"):
        ledger.mark([row["id"]], OPEN, viewer=uncleared, reason="curious")
    assert ids_seen(ledger, uncleared) == []


def test_of_two_owners_neither_releases_alone(ledger: Ledger) -> None:
    both = OWN.join(RCMP)
    row = rows_of(1)[0] | {"marking": int(both.id)}
    ledger.append("position", batch_of([row]), by="x", markings=[both])
    ledger.mark([row["id"]], OPEN, viewer=CLEARED, reason="we do not mind")
    assert ids_seen(ledger, PARTNER) == []
    shared = marking(Level.UNCLASSIFIED, {"rcmp": Grant(partners=("cbp",))})
    ledger.mark([row["id"]], shared, viewer=MOUNTIE, reason="nor do we")
    assert ids_seen(ledger, PARTNER) == [row["id"]]


def test_what_rests_on_a_record_is_tightened_with_it(ledger: Ledger) -> None:
    row = rows_of(1)[0]
    ledger.append("position", batch_of([row]), by="x", markings=[OPEN])
    first = finding(1, [row["id"]])
    second = finding(2, [record_id("elsewhere")]) | {"about": [first["id"]]}
    third = finding(3, [record_id("elsewhere")])
    ledger.append("finding", batch_of([second, third, first], "finding"), by="x")
    done = ledger.mark([row["id"]], SECRET, viewer=CLEARED, reason="r")
    assert done == {"position": 1, "finding": 2}
    assert ids_seen(ledger, PARTNER, "finding") == [third["id"]]
    assert len(ids_seen(ledger, CLEARED, "finding")) == 3
    ledger.mark([row["id"]], OPEN, viewer=CLEARED, reason="r")
    assert ids_seen(ledger, PARTNER, "finding") == [third["id"]]


def test_what_is_derived_later_is_as_tight_as_its_evidence_is_today(ledger: Ledger) -> None:
    row = rows_of(1)[0]
    ledger.append("position", batch_of([row]), by="x", markings=[OPEN])
    ledger.mark([row["id"]], SECRET, viewer=CLEARED, reason="r")
    # The engine still reads the marking that the position was received under.
    found = batch_of([finding(1, [row["id"]]), finding(2, [])], "finding")
    ledger.append("finding", found, by="engine")
    assert ids_seen(ledger, PARTNER, "finding") == [finding(2, [])["id"]]
    assert len(ids_seen(ledger, CLEARED, "finding")) == 2


# --- kept for its time ----------------------------------------------------------------------


def test_nothing_goes_before_its_minimum(ledger: Ledger, clock: Clock) -> None:
    old = finding(1, []) | {"received": T0 - 800 * DAY}
    young = finding(2, []) | {"received": T0 - 700 * DAY}
    rows = rows_of(2, seed=1)
    ledger.append("finding", batch_of([old, young], "finding"), by="x", markings=[OPEN])
    ledger.append("position", batch_of(rows), by="x")
    head = ledger.head()
    with pytest.raises(BelowMinimum, match="at least 730 days"):
        ledger.erase([old["id"], young["id"], rows[0]["id"]], rule="r", by="x")
    assert ledger.head() == head
    assert len(ids_seen(ledger, name="finding")) == 2
    assert len(ids_seen(ledger)) == 2
    done = ledger.erase([old["id"], rows[0]["id"], record_id("nobody")], rule="r", by="x")
    assert (done.rows, done.unknown) == ({"finding": 1, "position": 1}, 1)
    clock.now += 31 * DAY
    assert ledger.erase([young["id"]], rule="r", by="x").rows == {"finding": 1}


def test_the_stricter_of_several_owners_decides(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = Keep(Days(0, 10), (("rcmp", Days(100, 200)),))
    monkeypatch.setattr(
        retention, "kind_named", lambda name: msgspec.structs.replace(kind(name), keep=keep)
    )
    both = OWN.join(RCMP)
    rows = rows_of(3, seed=1, start=T0 - 50 * DAY)
    rows[1]["marking"], rows[2]["marking"] = int(RCMP.id), int(both.id)
    ledger.append("position", batch_of(rows), by="x", markings=[*MARKINGS, both])
    for row in rows[1:]:
        with pytest.raises(BelowMinimum, match="100 days"):
            ledger.erase([row["id"]], rule="r", by="x")
    ledger.erase([rows[0]["id"]], rule="r", by="x")


def test_what_is_past_its_maximum_is_due_unless_held(ledger: Ledger, clock: Clock) -> None:
    rows = rows_of(3, seed=1, start=T0 - 731 * DAY)
    young = rows_of(1, seed=2, start=T0 - 728 * DAY)
    batch = batch_of([*rows, *young])
    ledger.append("position", batch, by="x", markings=[OPEN])
    ledger.hold("case-7", [rows[1]["id"]], reason="court", by="x")
    with ledger._store.log.reading() as transaction:
        due = retention.due(transaction, "position", pa.Table.from_batches([batch]), clock())
    assert due == [rows[0]["id"], rows[2]["id"]]


def test_a_schedule_shortens_what_is_kept_but_never_below_the_minimum_nor_past_a_hold(
    ledger: Ledger,
) -> None:
    rows = rows_of(3, seed=1, start=T0 - 50 * DAY)
    rows[1]["marking"] = int(RCMP.id)
    ledger.append("position", batch_of(rows), by="x", markings=MARKINGS)
    ledger.append("position", many(2100, 2), by="x")
    ledger.hold("case-7", [rows[2]["id"]], reason="court", by="x")
    assert ledger.due("position") == []
    month = Keep(Days(0, 30))
    assert ledger.due("track", {"position": month}) == []
    assert sorted(ledger.due("position", {"position": month})) == sorted(
        row["id"] for row in rows[:2]
    )
    rcmp = Keep(Days(0, 100), (("rcmp", Days(0, 40)),))
    assert ledger.due("position", {"position": rcmp}) == [rows[1]["id"]]
    old = finding(1, []) | {"received": T0 - 50 * DAY}
    ledger.append("finding", batch_of([old], "finding"), by="x")
    assert ledger.due("finding", {"finding": month}) == [], "findings are kept two years at least"


# --- held -----------------------------------------------------------------------------------


def test_a_hold_beats_erasure_until_it_is_lifted(ledger: Ledger) -> None:
    rows = rows_of(3, seed=1)
    ledger.append("position", batch_of(rows), by="x", markings=[OPEN])
    held = [rows[0]["id"], rows[1]["id"]]
    ledger.hold("case-7", held, reason="court", by="x")
    ledger.hold("case-8", held[:1], reason="another court", by="x")
    with pytest.raises(BelowMinimum, match="legal hold"):
        ledger.erase([row["id"] for row in rows], rule="r", by="x")
    assert len(ids_seen(ledger)) == 3
    assert ledger.lift("case-7", reason="closed", by="x") == 2
    assert ledger.lift("case-7", reason="closed", by="x") == 0
    assert ledger.erase(held[1:], rule="r", by="x").rows == {"position": 1}
    with pytest.raises(BelowMinimum, match="legal hold"):
        ledger.erase(held[:1], rule="r", by="x")
    assert ledger.lift("case-8", reason="closed", by="x") == 1
    assert ledger.erase(held[:1], rule="r", by="x").rows == {"position": 1}


def test_a_hold_can_be_widened_and_taken_up_again(ledger: Ledger) -> None:
    rows = rows_of(3, seed=1)
    ledger.append("position", batch_of(rows), by="x", markings=[OPEN])
    ledger.hold("case-7", [rows[0]["id"]], reason="court", by="x")
    ledger.hold("case-7", [rows[0]["id"], rows[1]["id"]], reason="court, wider", by="x")
    assert ledger.lift("case-7", reason="closed", by="x") == 2
    ledger.hold("case-7", [rows[0]["id"]], reason="opened again", by="x")
    with pytest.raises(BelowMinimum, match="legal hold"):
        ledger.erase([rows[0]["id"]], rule="r", by="x")
    ledger.erase([rows[1]["id"]], rule="r", by="x")


# --- erased ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [10, 2200], ids=["in the log", "in files"])
@pytest.mark.parametrize("fenced", [False, True], ids=["plain", "fenced"])
def test_an_erased_record_does_not_come_back(ledger: Ledger, count: int, fenced: bool) -> None:
    rows = rows_of(count, seed=1)
    seq = ledger.append("position", batch_of(rows), by="x", markings=[OPEN]).seq
    gone = [rows[1]["id"], rows[count - 1]["id"]]
    done = ledger.erase(gone, rule="court order 7", by="x")
    assert (done.rows, done.unknown, done.waiting) == ({"position": 2}, 0, ())
    rest = sorted({row["id"] for row in rows} - set(gone))
    engine = EngineAdvance(
        engine="e", version="1", params=b"", since=0, until=1, now=Micros(T0), state=b""
    )
    again = rows[:3]
    receipt = ledger.append_all(
        [("position", batch_of(again))], by="x", engine=engine if fenced else None
    )
    assert receipt.known == {"position": 1 if fenced else 3}
    expected = sorted([*rest, *(r["id"] for r in (again[0], again[2]))]) if fenced else rest
    for _ in range(2):
        assert ids_seen(ledger) == expected
        assert ids_seen(ledger, as_of=seq) == rest
        assert ids_seen(ledger, ids=gone) == []
        ledger.compact(by="x")
    assert ledger.erased([*gone, rows[0]["id"]]) == dict.fromkeys(gone, "court order 7")
    assert ledger.erase(gone, rule="r", by="x").unknown == 2


def test_a_whole_append_can_be_erased(ledger: Ledger) -> None:
    rows = rows_of(4, seed=1)
    ledger.append("position", batch_of(rows), by="x", markings=[OPEN])
    ledger.append("position", positions(3, seed=2), by="x")
    assert ledger.erase([row["id"] for row in rows], rule="r", by="x").rows == {"position": 4}
    assert len(ids_seen(ledger)) == 3
    assert ledger.append("position", batch_of(rows), by="x").new == {}


def test_a_record_that_two_streams_brought_is_erased_wherever_it_stands(ledger: Ledger) -> None:
    rows = rows_of(3, seed=1)
    for number in (1, 2):
        engine = EngineAdvance(
            engine=f"e{number}",
            version="1",
            params=b"",
            since=0,
            until=1,
            now=Micros(T0),
            state=b"",
        )
        ledger.append_all([("position", batch_of(rows))], by="x", markings=[OPEN], engine=engine)
    assert len(ids_seen(ledger)) == 6
    done = ledger.erase([rows[0]["id"]], rule="r", by="x")
    assert (done.rows, done.unknown) == ({"position": 2}, 0)
    assert ids_seen(ledger) == sorted([rows[1]["id"], rows[2]["id"]] * 2)


def test_rejected_bytes_are_kept_once_and_go_with_the_last_that_speaks_of_them(
    ledger: Ledger,
) -> None:
    batch, blobs = rejected([b"twice", b"twice", b"once"])
    with pytest.raises(UsageError, match="without the bytes"):
        ledger.append_all([("rejected", batch)], by="x", markings=[OPEN])
    ledger.append_all([("rejected", batch)], by="x", markings=[OPEN], blobs=blobs)
    more, _ = rejected([b"twice"], seed=2)
    ledger.append_all([("rejected", more)], by="x")
    twice = hashlib.blake2b(b"twice", digest_size=32).digest()
    once = hashlib.blake2b(b"once", digest_size=32).digest()
    ids = batch.column("id").to_pylist()
    ledger.erase([ids[0], ids[2], more.column("id")[0].as_py()], rule="r", by="x")
    assert (ledger.blob(twice), ledger.blob(once)) == (b"twice", None)
    ledger.erase([ids[1]], rule="r", by="x")
    assert ledger.blob(twice) is None


def test_states_kept_for_replay_that_may_remember_go_too(ledger: Ledger) -> None:
    rows = rows_of(3, seed=1)
    first = ledger.append("position", batch_of(rows), by="x", markings=[OPEN]).seq
    ledger.append("position", positions(3, seed=2), by="x")

    def move(since: int, until: int) -> None:
        step = EngineAdvance(
            engine="e",
            version="1",
            params=b"",
            since=since,
            until=until,
            now=Micros(T0),
            state=b"%d" % until,
            keep=True,
        )
        ledger.append_all([], by="x", engine=step)

    move(0, first - 1)
    move(first - 1, first)
    move(first, first + 1)
    ledger.erase([rows[0]["id"]], rule="r", by="x")
    older = ledger.checkpoint("e", upto=first)
    newest = ledger.checkpoint("e")
    assert older is not None
    assert newest is not None
    assert older.until == first - 1
    # Where the engine stands is not forgotten: it would find everything a second time.
    assert newest.until == first + 1
    move(first + 1, first + 2)
    assert ledger.checkpoint("e", upto=first + 1) == older


def test_erasing_many_of_many_appends_is_quick(ledger: Ledger) -> None:
    batches = [many(600, number) for number in range(20)]
    for batch in batches:
        ledger.append("position", batch, by="x", markings=[OPEN])
    ledger.compact(by="x")
    ids = [i for batch in batches for i in batch.column("id").to_pylist()[::2]]
    assert ledger.erase(ids, rule="r", by="x").rows == {"position": 6000}
    assert seen(ledger, columns=["id"]).num_rows == 6000


# --- races ----------------------------------------------------------------------------------


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, act: Callable[[], object]
) -> None:
    """Do something, once, at the moment a function is called."""
    real = getattr(module, name)
    todo = [act]

    def wrapped(*args: object, **named: object) -> object:
        if todo:
            todo.pop()()
        return real(*args, **named)

    monkeypatch.setattr(module, name, wrapped)


@pytest.mark.parametrize("count", [30, 2100], ids=["in the log", "in files"])
def test_the_same_records_by_two_processes_at_once_are_kept_once(
    ledger: Ledger,
    opener: Opener,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
) -> None:
    with opener(ledger.folder, clock=clock) as other:
        batch = positions(count, seed=1)
        first = rows_of(count, seed=1)[: count // 2]
        meanwhile(
            monkeypatch,
            appending,
            "_commit",
            lambda: None,
        )
        meanwhile(
            monkeypatch,
            appending,
            "_prepare",
            lambda: other.append("position", batch_of(first), by="y", markings=[OPEN]),
        )
        receipt = ledger.append("position", batch, by="x", markings=[OPEN])
    assert receipt.new == {"position": count - len(first)}
    assert receipt.known == {"position": len(first)}
    assert len(ids_seen(ledger)) == count
    named = {path.name for path in (ledger.folder / "segments").iterdir()}
    with ledger._store.log.reading() as rows:
        assert named == {f for (f,) in rows.run("select file from parts where file is not null")}


def test_an_erasure_meets_a_compaction_and_still_erases(
    ledger: Ledger, opener: Opener, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.ledger import erasure

    rows = rows_of(2100, seed=1)
    ledger.append("position", batch_of(rows), by="x", markings=[OPEN])
    ledger.append("position", positions(10, seed=2), by="x")
    with opener(ledger.folder, clock=clock) as other:
        meanwhile(monkeypatch, erasure, "_rewrite", lambda: other.compact(by="y"))
        assert ledger.erase([rows[7]["id"]], rule="r", by="x").rows == {"position": 1}
        meanwhile(
            monkeypatch,
            erasure,
            "_commit",
            lambda: other.append("position", positions(10, seed=3), by="y"),
        )
        assert ledger.erase([rows[8]["id"]], rule="r", by="x").rows == {"position": 1}
        meanwhile(
            monkeypatch,
            erasure,
            "_commit",
            lambda: other.hold("case", [rows[9]["id"]], reason="court", by="y"),
        )
        with pytest.raises(BelowMinimum):
            ledger.erase([rows[9]["id"]], rule="r", by="x")
    assert len(ids_seen(ledger)) == 2118
    assert len(list((ledger.folder / "segments").iterdir())) == 1


def test_a_compaction_meets_an_erasure_and_leaves_it_be(
    ledger: Ledger, opener: Opener, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.ledger import compaction

    rows = rows_of(30, seed=1)
    ledger.append("position", batch_of(rows), by="x", markings=[OPEN])
    ledger.append("position", positions(10, seed=2), by="x")
    with opener(ledger.folder, clock=clock) as other:
        meanwhile(
            monkeypatch,
            compaction,
            "made_of",
            lambda: other.erase([rows[7]["id"]], rule="r", by="y"),
        )
        assert ledger.compact(by="x").rows == 0
    assert len(ids_seen(ledger)) == 39
    assert list((ledger.folder / "segments").iterdir()) == []
    assert ledger.compact(by="x").rows == 39


def test_two_owners_mark_at_once_and_neither_is_forgotten(
    ledger: Ledger, opener: Opener, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.ledger import marks

    shared = marking(
        Level.UNCLASSIFIED,
        {"opp": Grant(partners=("cbp",)), "rcmp": Grant(partners=("cbp",))},
    )
    row = rows_of(1)[0] | {"marking": int(shared.id)}
    ledger.append("position", batch_of([row]), by="x", markings=[shared])
    assert ids_seen(ledger, PARTNER) == [row["id"]]
    with opener(ledger.folder, clock=clock) as other:
        meanwhile(
            monkeypatch,
            marks,
            "_changes",
            lambda: other.mark([row["id"]], RCMP, viewer=MOUNTIE, reason="ours no more"),
        )
        ledger.mark([row["id"]], OPEN, viewer=CLEARED, reason="ours for all")
    assert ids_seen(ledger, PARTNER) == []


# --- an older version of a kind -------------------------------------------------------------


def test_rows_of_an_older_version_are_read_as_the_present_one_has_them(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = positions(5, seed=1), positions(4, seed=2)
    ledger.append("position", old, by="x", markings=[OPEN])
    ledger.append("position", positions(3, seed=3), by="x")
    ledger.append("position", many(2500, 4), by="x")

    def faster(table: pa.Table) -> pa.Table:
        place = table.schema.names.index("speed_knots")
        doubled = pc.multiply(table.column("speed_knots"), 2.0)
        return table.set_column(place, table.schema.field(place), doubled)

    newer = msgspec.structs.replace(kind("position"), version=2)
    steps = MappingProxyType({("position", 1): faster})
    monkeypatch.setattr(Position, "version", 2)
    monkeypatch.setattr(
        kinds, "kind_of", lambda record: newer if record is Position else kind(record.kind)
    )
    monkeypatch.setattr(
        store, "upcast", lambda table, name, written: kinds.upcast(table, name, written, steps)
    )
    ledger.append("position", new, by="x")
    ledger.append("position", positions(2, seed=5), by="x")
    expected = dict(
        zip(
            [*old.column("id").to_pylist(), *new.column("id").to_pylist()],
            [
                *[2 * v for v in old.column("speed_knots").to_pylist()],
                *new.column("speed_knots").to_pylist(),
            ],
            strict=True,
        )
    )
    for _ in range(2):
        table = seen(ledger, ids=list(expected), columns=["id", "speed_knots"])
        found = dict(
            zip(
                table.column("id").to_pylist(),
                table.column("speed_knots").to_pylist(),
                strict=True,
            )
        )
        assert found == expected
        # A row keeps the form it was committed to in: the proof must not change.
        assert ledger.verify(keys=KEYS).ok
        ledger.compact(by="x")
    assert ledger.erase([old.column("id")[0].as_py()], rule="r", by="x").rows == {"position": 1}
