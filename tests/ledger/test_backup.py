"""Backups and what is restored from them: consistent, signed, and without what was erased since."""

import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from northline.ledger import Compacted, EngineAdvance, Ledger, backup, commitments, erasure
from northline.ledger.backup import BackedUp, back_up
from northline.ledger.backup_check import check
from northline.ledger.backup_files import alone, digest
from northline.ledger.backup_later import Later
from northline.ledger.backup_manifest import File, generations, get, put
from northline.ledger.restoring import Restored, later_in, restore, unheeded
from northline.records.errors import BelowMinimum, Conflict, LedgerDamaged, NotPermitted, UsageError
from northline.records.signing import PrivateKey
from tests.ledger.making import (
    CLEARED,
    KEYS,
    MARKINGS,
    OWN,
    PARTNER,
    SIGNER,
    Clock,
    batch_of,
    ids_seen,
    many,
    opened,
    rejected,
    rows_of,
    seen,
)

OTHER = PrivateKey(bytes(range(1, 33)))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(tmp_path / "ledger", clock=Clock()) as made:
        made.append("position", many(3_000, 1), by="feed", markings=MARKINGS)
        made.append("position", batch_of(rows_of(40)), by="feed")
        yield made


def backed(ledger: Ledger, folder: Path, **how: Any) -> BackedUp:
    given = {"signer": SIGNER, "keys": KEYS, "by": "keeper", "clock": Clock(), **how}
    return back_up(ledger.folder, folder, **given)


def restored(generation: Path, target: Path, later: Later | None = None, **how: Any) -> Restored:
    given = {"signer": SIGNER, "keys": KEYS, "by": "keeper", "clock": Clock(), **how}
    return restore(generation, target, later=later, **given)


def since(generation: Path, source: Path) -> Later:
    manifest = get(generation, KEYS)
    return later_in(source, manifest, KEYS, since=manifest.head)


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def salts_in(ledger: Ledger, append: int) -> list[bytes]:
    with ledger._store.log.reading() as rows:
        key, count = rows.run("select salt_key, rows from appends where seq = ?", append)[0]
    return [key, *(bytes(salt) for salt in commitments.salts_of(key, count))]


def ids_on_disk(folder: Path) -> set[bytes]:
    return {
        record
        for path in folder.rglob("*.parquet")
        for record in pq.read_table(path, columns=["id"]).column("id").to_pylist()
    }


# --- making -------------------------------------------------------------------------------


def test_what_is_restored_is_the_ledger_as_it_stood_and_goes_on(
    ledger: Ledger, tmp_path: Path
) -> None:
    made = backed(ledger, tmp_path / "backups")
    before = ids_seen(ledger)
    ledger.append("position", batch_of(rows_of(5, seed="later")), by="feed")
    done = restored(made.generation, tmp_path / "new")
    with opened(tmp_path / "new", clock=Clock(), create=False) as again:
        assert again.id == ledger.id
        assert ids_seen(again) == before
        assert again.append("position", many(3_000, 1), by="feed").new == {}
        assert again.append("position", batch_of(rows_of(3, seed="on")), by="feed").new
        proof = again.verify(keys=KEYS, anchor=made.manifest.head)
        assert proof.ok
        assert proof.anchored
    assert done.head[0] == made.manifest.seq + 1


def test_a_backup_names_itself_on_the_chain_and_holds_that_entry(
    ledger: Ledger, tmp_path: Path
) -> None:
    made = backed(ledger, tmp_path / "backups")
    restored(made.generation, tmp_path / "new")
    with opened(tmp_path / "new", clock=Clock()) as again:
        told = [(each.operation, each.actor) for each in again.entries()][-2:]
        assert told == [("backup", "keeper"), ("restore", "keeper")]
        assert list(again.entries())[-1].facts == {"from": made.manifest.anchor, "later": ""}


def test_segments_that_are_there_are_linked_and_not_written_again(
    ledger: Ledger, tmp_path: Path
) -> None:
    first = backed(ledger, tmp_path / "backups")
    ledger.append("position", many(2_500, 2), by="feed")
    second = backed(ledger, tmp_path / "backups")
    assert (first.copied, first.linked) == (1, 0)
    assert (second.copied, second.linked) == (1, 1)
    name = first.manifest.segments[0].file
    one, two = (each.generation / "segments" / name for each in (first, second))
    assert one.stat().st_ino == two.stat().st_ino
    assert one.stat().st_ino != (ledger.folder / "segments" / name).stat().st_ino


def test_where_there_are_no_links_segments_are_copied(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed(ledger, tmp_path / "backups")
    monkeypatch.setattr(backup, "link", lambda *_: False)
    second = backed(ledger, tmp_path / "backups")
    assert (second.copied, second.linked) == (1, 0)
    assert check(second.generation, KEYS).ok


def test_a_segment_that_rotted_in_an_older_generation_is_copied_afresh(
    ledger: Ledger, tmp_path: Path
) -> None:
    first = backed(ledger, tmp_path / "backups")
    _flip(first.generation / "segments" / first.manifest.segments[0].file)
    second = backed(ledger, tmp_path / "backups")
    assert (second.copied, second.linked) == (1, 0)
    assert not check(first.generation, KEYS).ok
    assert check(second.generation, KEYS).ok


def test_no_key_is_in_a_backup(ledger: Ledger, tmp_path: Path) -> None:
    backed(ledger, tmp_path / "backups")
    for name, data in everything(tmp_path / "backups").items():
        assert SIGNER.secret not in data, name
        assert SIGNER.secret.hex().encode() not in data, name


def test_a_backup_made_while_others_write_is_of_one_moment(ledger: Ledger, tmp_path: Path) -> None:
    stop = threading.Event()

    done: list[int] = []

    def work() -> None:
        with opened(ledger.folder, clock=Clock()) as other:
            while not stop.is_set():
                other.append("position", many(2_100, 100 + len(done)), by="feed")
                if len(done) % 3 == 0:
                    other.compact(by="keeper")
                done.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        made: list[BackedUp] = []
        while len(made) < 6 or len(done) < 12:
            made.append(backed(ledger, tmp_path / "backups"))
    finally:
        stop.set()
        thread.join()
    for each in made:
        assert check(each.generation, KEYS).faults == ()
    assert len({each.generation for each in made}) == len(made)


def test_a_segment_compacted_away_before_its_turn_means_a_later_log(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backup._copy_log
    moved: list[Compacted] = []

    def copied(source: Path, target: Path) -> None:
        real(source, target)
        if not moved:
            moved.append(ledger.compact(by="keeper"))

    monkeypatch.setattr(backup, "_copy_log", copied)
    made = backed(ledger, tmp_path / "backups")
    assert moved[0].removed + moved[0].rows
    checked = check(made.generation, KEYS)
    assert checked.faults == ()
    assert checked.rows == 3_040


def test_a_damaged_ledger_is_not_backed_up_and_the_segment_is_named(
    ledger: Ledger, tmp_path: Path
) -> None:
    (segment,) = (ledger.folder / "segments").iterdir()
    _flip(segment)
    with pytest.raises(LedgerDamaged, match=segment.name):
        backed(ledger, tmp_path / "backups")
    segment.unlink()
    with pytest.raises(LedgerDamaged, match=segment.name):
        backed(ledger, tmp_path / "backups")
    assert [each.name for each in (tmp_path / "backups").iterdir()] == [".lock"]


def test_a_damaged_part_in_the_log_is_named(ledger: Ledger, tmp_path: Path) -> None:
    with ledger._store.log.writing() as rows:
        rows.run("update parts set body = substr(body, 2) where body is not null")
    with pytest.raises(LedgerDamaged, match="part 2 in the log"):
        backed(ledger, tmp_path / "backups")
    assert generations(tmp_path / "backups") == []


def test_only_so_many_generations_are_kept(ledger: Ledger, tmp_path: Path) -> None:
    made = [backed(ledger, tmp_path / "backups") for _ in range(3)]
    last = backed(ledger, tmp_path / "backups", keep=2)
    assert last.dropped == tuple(each.generation.name for each in made[:2])
    assert generations(tmp_path / "backups") == [made[2].generation, last.generation]
    with pytest.raises(UsageError, match="at least one"):
        backed(ledger, tmp_path / "backups", keep=0)


def test_two_backups_into_one_folder_do_not_meet(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    with alone(tmp_path / "backups"), pytest.raises(Conflict):
        backed(ledger, tmp_path / "backups")
    with pytest.raises(UsageError, match="inside the ledger"):
        backed(ledger, ledger.folder / "backups")


# --- checking -----------------------------------------------------------------------------


def _flip(path: Path, place: int = 100) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))


def test_a_check_changes_no_byte(ledger: Ledger, tmp_path: Path) -> None:
    made = backed(ledger, tmp_path / "backups")
    before = everything(tmp_path / "backups")
    assert check(made.generation, KEYS).ok
    assert everything(tmp_path / "backups") == before


def test_every_damaged_file_is_named(ledger: Ledger, tmp_path: Path) -> None:
    made = backed(ledger, tmp_path / "backups")
    name = made.manifest.segments[0].file
    segment = made.generation / "segments" / name
    whole = segment.read_bytes()
    _flip(segment)
    assert any(f"altered: {name}" in each for each in check(made.generation, KEYS).faults)
    with pytest.raises(LedgerDamaged, match=name):
        restored(made.generation, tmp_path / "new")
    segment.unlink()
    assert any(f"removed: {name}" in each for each in check(made.generation, KEYS).faults)
    with pytest.raises(LedgerDamaged, match=name):
        restored(made.generation, tmp_path / "new")
    segment.write_bytes(whole)
    (made.generation / "segments" / "left.parquet").write_bytes(whole)
    assert check(made.generation, KEYS).faults == ("added: left.parquet",)
    (made.generation / "segments" / "left.parquet").unlink()
    assert check(made.generation, KEYS).ok
    _flip(made.generation / "ledger.db", 5_000)
    assert check(made.generation, KEYS).faults == ("altered: ledger.db",)
    with pytest.raises(LedgerDamaged, match=r"ledger\.db"):
        restored(made.generation, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new*"))


def test_a_manifest_that_was_altered_or_signed_by_another_is_refused(
    ledger: Ledger, tmp_path: Path
) -> None:
    made = backed(ledger, tmp_path / "backups")
    manifest = made.generation / "manifest.json"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole.replace(b'"exercise": false', b'"exercise": true '))
    assert manifest.read_bytes() != whole
    with pytest.raises(LedgerDamaged, match="altered"):
        restored(made.generation, tmp_path / "new")
    assert not check(made.generation, KEYS).ok
    manifest.write_bytes(whole)
    with pytest.raises(NotPermitted, match="--key"):
        restored(made.generation, tmp_path / "new", keys={OTHER.key: OTHER.public})
    (made.generation / "manifest.sig").unlink()
    assert not check(made.generation, KEYS).ok
    assert not (tmp_path / "new").exists()


def test_a_generation_signed_anew_over_an_altered_row_does_not_pass(
    ledger: Ledger, tmp_path: Path
) -> None:
    """Whoever has a trusted key can sign any manifest; the chain in it still tells."""
    made = backed(ledger, tmp_path / "backups")
    log = made.generation / "ledger.db"
    with sqlite3.connect(log) as connection:
        connection.execute("update chain set actor = 'nobody' where seq = 2")
    connection.close()
    for name in ("manifest.json", "manifest.sig"):
        (made.generation / name).unlink()
    told = File(file="ledger.db", bytes=log.stat().st_size, digest=digest(log).hex())
    put(made.generation, msgspec.structs.replace(made.manifest, log=told), SIGNER)
    checked = check(made.generation, KEYS)
    assert any("entry 2 of the chain" in each for each in checked.faults)
    with pytest.raises(LedgerDamaged, match="entry 2 of the chain"):
        restored(made.generation, tmp_path / "new")
    assert not (tmp_path / "new").exists()


# --- places -------------------------------------------------------------------------------


def test_a_ledger_is_restored_to_an_empty_place_only(ledger: Ledger, tmp_path: Path) -> None:
    made = backed(ledger, tmp_path / "backups")
    before = everything(ledger.folder)
    for taken in (ledger.folder, made.generation / "ledger.db", tmp_path / "backups" / "new"):
        with pytest.raises(UsageError):
            restored(made.generation, taken)
    assert everything(ledger.folder) == before
    (tmp_path / "empty").mkdir()
    restored(made.generation, tmp_path / "empty")
    assert (tmp_path / "empty" / "ledger.db").exists()


def test_an_anchor_that_is_not_in_it_stops_a_restore(ledger: Ledger, tmp_path: Path) -> None:
    made = backed(ledger, tmp_path / "backups")
    with pytest.raises(LedgerDamaged, match="anchored"):
        restored(made.generation, tmp_path / "new", anchor=(2, bytes(32)))
    ledger.append("position", batch_of(rows_of(1, seed="x")), by="feed")
    with pytest.raises(LedgerDamaged, match="anchored"):
        restored(made.generation, tmp_path / "new", anchor=ledger.head())
    assert not (tmp_path / "new").exists()


def test_two_ledgers_of_one_name_are_found_out_by_an_anchor_and_by_a_backup(
    ledger: Ledger, tmp_path: Path
) -> None:
    made = backed(ledger, tmp_path / "backups")
    restored(made.generation, tmp_path / "new")
    ledger.append("position", batch_of(rows_of(5, seed="old")), by="feed")
    with opened(tmp_path / "new", clock=Clock()) as twin:
        twin.append("position", batch_of(rows_of(5, seed="new")), by="feed")
        assert twin.id == ledger.id
        assert ledger.verify(keys=KEYS, anchor=made.manifest.head).ok
        assert not ledger.verify(keys=KEYS, anchor=twin.head()).ok
        assert not twin.verify(keys=KEYS, anchor=ledger.head()).ok
        backed(ledger, tmp_path / "backups")
        with pytest.raises(UsageError, match="goes on"):
            backed(twin, tmp_path / "backups")
        parted = backed(twin, tmp_path / "others")
        for number in range(5):
            ledger.append("position", batch_of(rows_of(1, seed=("old", number))), by="feed")
        with pytest.raises(UsageError, match="went its own way"):
            since(parted.generation, ledger.folder)


def test_backups_of_different_ledgers_do_not_mix(ledger: Ledger, tmp_path: Path) -> None:
    backed(ledger, tmp_path / "backups")
    with opened(tmp_path / "drill", clock=Clock(), exercise=True) as drill:
        with pytest.raises(UsageError, match="another ledger"):
            backed(drill, tmp_path / "backups")
        made = backed(drill, tmp_path / "drills")
        assert made.manifest.exercise
        with pytest.raises(UsageError, match="an exercise ledger"):
            backed(ledger, tmp_path / "drills")
        restored(made.generation, tmp_path / "again")
        with pytest.raises(UsageError, match="of ledger"):
            since(made.generation, ledger.folder)
    with pytest.raises(UsageError, match="exercise"):
        opened(tmp_path / "again", exercise=False)


# --- erasure ------------------------------------------------------------------------------


def test_nothing_of_what_was_erased_since_comes_back(ledger: Ledger, tmp_path: Path) -> None:
    """Neither rows nor bodies nor salts nor engine states nor rejected bytes, at no past moment."""
    named = [{**row, "identity": f"erase-me-{i:04}"} for i, row in enumerate(rows_of(6, seed="n"))]
    small = ledger.append("position", batch_of(named), by="feed")
    junk, blobs = rejected([b"junk that must go", b"junk that may stay"])
    ledger.append_all([("rejected", junk)], by="feed", blobs=blobs)
    read = ledger.head()[0]
    for place, state in ((0, b"a state that remembers"), (read, b"the newest state")):
        step = EngineAdvance(
            engine="crossing",
            version="1",
            params=bytes(32),
            since=place,
            until=place + read,
            now=ledger._store.clock(),
            state=state,
            keep=True,
        )
        ledger.append_all([], by="service:x", engine=step)
    large = many(3_000, 1).column("id").to_pylist()[:700]
    made = backed(ledger, tmp_path / "backups")
    secret = salts_in(ledger, small.seq)
    erased = [row["id"] for row in named[:3]]
    gone = [*erased, *large, junk.column("id")[0].as_py()]
    ledger.erase(gone[:300], rule="rule 7", by="keeper")
    ledger.erase(gone[300:], rule="rule 8", by="keeper")

    later = since(made.generation, ledger.folder)
    assert (later.erased, later.elsewhere, later.count("erase")) == (704, 0, 2)
    restored(made.generation, tmp_path / "new", later)
    for name, data in everything(tmp_path / "new").items():
        for i in range(3):
            assert b"erase-me-%04d" % i not in data, name
        for salt in (*secret[:4],):
            assert salt not in data, name
        assert b"junk that must go" not in data, name
        assert b"a state that remembers" not in data, name
    assert not ids_on_disk(tmp_path / "new") & set(gone)
    log = (tmp_path / "new" / "ledger.db").read_bytes()
    assert b"erase-me-0004" in log
    assert b"junk that may stay" in log
    with opened(tmp_path / "new", clock=Clock()) as again:
        assert again.verify(keys=KEYS, anchor=made.manifest.head).ok
        assert ids_seen(again) == ids_seen(ledger)
        assert again.erased(gone) == ledger.erased(gone)
        for moment in range(1, again.head()[0] + 1):
            assert not set(ids_seen(again, as_of=moment)) & set(gone)
        assert again.append("position", batch_of(named), by="feed").new == {}


def test_the_plain_restore_would_have_brought_it_back(ledger: Ledger, tmp_path: Path) -> None:
    made = backed(ledger, tmp_path / "backups")
    some = ids_seen(ledger)[:10]
    ledger.erase(some, rule="rule 7", by="keeper")
    restored(made.generation, tmp_path / "new")
    with opened(tmp_path / "new", clock=Clock()) as again:
        assert set(some) <= set(ids_seen(again))


def test_a_later_generation_knows_of_erasures_too(ledger: Ledger, tmp_path: Path) -> None:
    made = backed(ledger, tmp_path / "backups")
    manifest = made.manifest
    assert unheeded(made.generation, manifest, KEYS, None) == ""
    backed(ledger, tmp_path / "backups")
    assert unheeded(made.generation, manifest, KEYS, None) == ""
    some = ids_seen(ledger)[:10]
    ledger.erase(some, rule="rule 7", by="keeper")
    newer = backed(ledger, tmp_path / "backups")
    assert "erasures: 1" in unheeded(made.generation, manifest, KEYS, None)
    later = since(made.generation, newer.generation)
    assert unheeded(made.generation, manifest, KEYS, later) == ""
    restored(made.generation, tmp_path / "new", later)
    with opened(tmp_path / "new", clock=Clock()) as again:
        assert not set(some) & set(ids_seen(again))
    ledger.hold("case-1", ids_seen(ledger)[:1], reason="disclosure", by="keeper")
    backed(ledger, tmp_path / "backups")
    assert "holds: 1" in unheeded(made.generation, manifest, KEYS, later)


def test_a_newer_generation_that_cannot_be_read_may_know_of_erasures(
    ledger: Ledger, tmp_path: Path
) -> None:
    made = backed(ledger, tmp_path / "backups")
    newer = backed(ledger, tmp_path / "backups")
    _flip(newer.generation / "ledger.db", 5_000)
    assert "cannot be told" in unheeded(made.generation, made.manifest, KEYS, None)


def test_holds_and_markings_are_those_of_the_later_state(ledger: Ledger, tmp_path: Path) -> None:
    ids = ids_seen(ledger)
    ledger.hold("case-1", ids[:2], reason="disclosure", by="keeper")
    made = backed(ledger, tmp_path / "backups")
    ledger.lift("case-1", reason="closed", by="keeper")
    ledger.erase(ids[:1], rule="rule 7", by="keeper")
    ledger.hold("case-2", ids[1:3], reason="again", by="keeper")
    ledger.mark(ids[3:5], OWN, viewer=CLEARED, reason="reviewed")
    restored(made.generation, tmp_path / "new", since(made.generation, ledger.folder))
    with opened(tmp_path / "new", clock=Clock()) as again:
        assert again.verify(keys=KEYS).ok
        assert ids_seen(again) == ids_seen(ledger)
        assert ids_seen(again, PARTNER) == ids_seen(ledger, PARTNER)
        assert not set(ids[3:5]) & set(ids_seen(again, PARTNER))
        assert again.erasable(ids[3:4]) == {"position": 1}
        with pytest.raises(BelowMinimum, match="hold"):
            again.erasable(ids[1:3])


def test_what_came_later_and_was_erased_is_counted(ledger: Ledger, tmp_path: Path) -> None:
    made = backed(ledger, tmp_path / "backups")
    after = batch_of(rows_of(7, seed="after"))
    ledger.append("position", after, by="feed")
    ledger.erase(after.column("id").to_pylist(), rule="rule 7", by="keeper")
    later = since(made.generation, ledger.folder)
    assert (later.erased, later.elsewhere, later.count("erase")) == (0, 7, 0)
    restored(made.generation, tmp_path / "new", later)


def test_a_later_state_that_was_tampered_with_tells_nothing(ledger: Ledger, tmp_path: Path) -> None:
    made = backed(ledger, tmp_path / "backups")
    ledger.erase(ids_seen(ledger)[:3], rule="rule 7", by="keeper")
    with ledger._store.log.writing() as rows:
        rows.run("update erased set rule = 'rule 8' where ord = (select min(ord) from erased)")
    with pytest.raises(LedgerDamaged, match="erased"):
        since(made.generation, ledger.folder)
    with ledger._store.log.writing() as rows:
        rows.run("update chain set body = '{}' where operation = 'erase'")
    with pytest.raises(LedgerDamaged, match="signed"):
        since(made.generation, ledger.folder)


def test_an_older_state_knows_of_nothing_later(ledger: Ledger, tmp_path: Path) -> None:
    older = backed(ledger, tmp_path / "backups")
    newer = backed(ledger, tmp_path / "backups")
    with pytest.raises(UsageError, match="nothing later"):
        since(newer.generation, older.generation)
    with pytest.raises(UsageError, match="neither a ledger nor"):
        since(newer.generation, tmp_path)


def test_a_restore_whose_erasure_fails_restores_nothing(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backed(ledger, tmp_path / "backups")
    ledger.erase(ids_seen(ledger)[:3], rule="rule 7", by="keeper")
    later = since(made.generation, ledger.folder)
    monkeypatch.setattr(erasure, "erase", lambda *_, **__: None)
    with pytest.raises(LedgerDamaged, match="was to be erased"):
        restored(made.generation, tmp_path / "new", later)
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new*"))


def test_pruning_leaves_no_generation_with_what_was_erased(ledger: Ledger, tmp_path: Path) -> None:
    named = [{**row, "identity": "erase-me-too"} for row in rows_of(2, seed="n")]
    small = ledger.append("position", batch_of(named), by="feed")
    salts = salts_in(ledger, small.seq)
    old = backed(ledger, tmp_path / "backups")
    gone = [*many(3_000, 1).column("id").to_pylist()[:10], *(row["id"] for row in named)]
    ledger.erase(gone, rule="rule 7", by="keeper")
    told = backed(ledger, tmp_path / "backups")
    assert told.holding == (old.generation.name,)
    pruned = backed(ledger, tmp_path / "backups", prune=True)
    assert pruned.pruned == (old.generation.name,)
    assert pruned.holding == ()
    assert generations(tmp_path / "backups") == [told.generation, pruned.generation]
    for name, data in everything(tmp_path / "backups").items():
        assert b"erase-me-too" not in data, name
        assert not any(salt in data for salt in salts), name
    assert not ids_on_disk(tmp_path / "backups") & set(gone)
    assert check(told.generation, KEYS).ok
    assert check(pruned.generation, KEYS).ok


def test_a_generation_that_cannot_be_trusted_is_neither_counted_nor_dropped(
    ledger: Ledger, tmp_path: Path
) -> None:
    old = backed(ledger, tmp_path / "backups")
    (old.generation / "manifest.sig").unlink()
    ledger.erase(ids_seen(ledger)[:3], rule="rule 7", by="keeper")
    made = backed(ledger, tmp_path / "backups", prune=True, keep=1)
    assert made.unsound == (old.generation.name,)
    assert old.generation.exists()


# --- anything, in any order ---------------------------------------------------------------

STEP = st.one_of(
    st.tuples(st.just("append"), st.integers(1, 30)),
    st.tuples(st.just("segment"), st.just(2_060)),
    st.tuples(st.just("erase"), st.integers(0, 10**6)),
    st.tuples(st.just("mark"), st.integers(0, 10**6)),
    st.tuples(st.just("hold"), st.integers(0, 3)),
    st.tuples(st.just("lift"), st.integers(0, 3)),
    st.tuples(st.just("compact"), st.just(0)),
)


class Doing:
    """A ledger to which random things are done."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.number = 0
        self.erased: set[bytes] = set()
        self.held: dict[int, set[bytes]] = {}

    def take(self, what: str, how: int) -> None:
        self.number += 1
        everything = ids_seen(self.ledger)
        some = everything[how % 7 :: 1 + how % 11][:40]
        if what == "append":
            batch = batch_of(rows_of(how, seed=self.number))
            self.ledger.append("position", batch, by="feed", markings=MARKINGS)
        elif what == "segment":
            self.ledger.append("position", many(how, self.number), by="feed", markings=MARKINGS)
        elif what == "erase":
            free = [i for i in some if not any(i in each for each in self.held.values())]
            self.ledger.erase(free, rule=f"rule {how % 3}", by="keeper")
            self.erased |= set(free)
        elif what == "mark" and some:
            self.ledger.mark(some[:5], OWN, viewer=CLEARED, reason="reviewed")
        elif what == "hold":
            # The same name holds more and more, as a case does.
            self.ledger.hold(f"case {how}", some[:3], reason="case", by="keeper")
            self.held.setdefault(how, set()).update(some[:3])
        elif what == "lift":
            self.ledger.lift(f"case {how}", reason="closed", by="keeper")
            self.held.pop(how, None)
        else:
            self.ledger.compact(by="keeper")


Steps = list[tuple[str, int]]
OFTEN = settings(deadline=None, suppress_health_check=list(HealthCheck))
BEFORE, AFTER = st.lists(STEP, min_size=1, max_size=8), st.lists(STEP, max_size=8)


@settings(OFTEN, max_examples=8)
@given(BEFORE, AFTER)
def test_no_erased_record_comes_back_whatever_was_done(before: Steps, after: Steps) -> None:
    back_without_what_was_erased(before, after)


@pytest.mark.deep
@settings(OFTEN, max_examples=150)
@given(BEFORE, AFTER)
def test_no_erased_record_comes_back_in_150_histories(before: Steps, after: Steps) -> None:
    back_without_what_was_erased(before, after)


def back_without_what_was_erased(before: Steps, after: Steps) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with opened(folder / "ledger", clock=Clock()) as ledger:
            doing = Doing(ledger)
            doing.take("append", 20)
            for step in before:
                doing.take(*step)
            made = backed(ledger, folder / "backups")
            there = set(ids_seen(ledger))
            for step in after:
                doing.take(*step)
            restored(made.generation, folder / "new", since(made.generation, ledger.folder))
            with opened(folder / "new", clock=Clock()) as again:
                assert again.verify(keys=KEYS, anchor=made.manifest.head).ok
                assert set(ids_seen(again)) == there - doing.erased
                assert ids_seen(again, PARTNER) == [
                    i for i in ids_seen(ledger, PARTNER) if i in there
                ]
                for moment in range(again.head()[0] + 1):
                    assert not set(ids_seen(again, as_of=moment)) & doing.erased
                held = {i for each in doing.held.values() for i in each} & there
                for record in list(held)[:3]:
                    with pytest.raises(BelowMinimum, match="hold"):
                        again.erasable([record])
                assert seen(again, limit=0).num_rows == 0
            assert not ids_on_disk(folder / "new") & doing.erased
