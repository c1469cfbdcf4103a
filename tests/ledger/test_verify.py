"""Whatever is altered, added or removed is found, and the fault says where it stands."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from northline.ledger import (
    EngineAdvance,
    Fault,
    Ledger,
    Proof,
    StreamAdvance,
    chain,
    row_check,
    segments,
    store,
)
from northline.records.errors import LedgerDamaged
from northline.records.marking import canonical
from northline.records.signing import PrivateKey
from northline.records.units import Micros
from tests.ledger.making import (
    CLEARED,
    KEYS,
    MARKINGS,
    OPEN,
    OWN,
    PARTNER,
    SECRET,
    T0,
    Clock,
    batch_of,
    finding,
    many,
    opened,
    positions,
    rejected,
    rows_of,
    seen,
)

LARGE = 2100
PARAMETERS = b'{"gate":4.0}'


def engine(since: int, until: int, *, keep: bool) -> EngineAdvance:
    return EngineAdvance(
        engine="crossing",
        version="1",
        params=hashlib.blake2b(PARAMETERS, digest_size=32).digest(),
        parameters=PARAMETERS,
        since=since,
        until=until,
        now=Micros(T0),
        state=b"state-%d" % until,
        keep=keep,
    )


def build(folder: Path) -> tuple[int, bytes]:
    """A small ledger with everything in it that a ledger can hold; its head."""
    with opened(folder, clock=Clock()) as ledger:
        first = rows_of(12, seed=1)
        ledger.append("position", batch_of(first), by="feed", key="k", markings=MARKINGS)
        ledger.append("position", many(LARGE, 2), by="feed")
        ledger.append("position", positions(8, seed=3), by="feed")
        ledger.compact(by="keeper")
        correction = rows_of(1, seed=4)[0] | {"supersedes": first[0]["id"]}
        ledger.append(
            "position",
            batch_of([correction, *rows_of(5, seed=5)]),
            by="feed",
            stream=StreamAdvance(
                source="tower", format="ais", stream="s", since=0, until=90, carry=b"half"
            ),
        )
        batch, blobs = rejected([b"bad-1", b"bad-1", b"bad-2"])
        ledger.append_all([("rejected", batch)], by="feed", blobs=blobs)
        found = [finding(1, [first[1]["id"]]), finding(2, [first[2]["id"]])]
        ledger.append_all(
            [("finding", batch_of(found, "finding"))], by="e", engine=engine(0, 2, keep=True)
        )
        ledger.append_all([], by="e", engine=engine(2, 9, keep=False))
        ledger.append("position", many(LARGE, 6), by="feed")
        ledger.mark([first[1]["id"]], SECRET, viewer=CLEARED, reason="r")
        ledger.hold("case-7", [first[3]["id"]], reason="court", by="x")
        ledger.hold("case-8", [first[4]["id"]], reason="court", by="x")
        ledger.lift("case-8", reason="closed", by="x")
        ledger.erase([first[5]["id"], first[6]["id"]], rule="rule 7", by="x")
        ledger.erase([rows_of(5, seed=5)[0]["id"]], rule="rule 8", by="x")
        ledger.append("position", positions(4, seed=7), by="feed")
        seen(ledger, PARTNER)
        return ledger.head()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[int, bytes]]:
    folder = tmp_path_factory.mktemp("verified") / "ledger"
    return folder, build(folder)


@pytest.fixture
def anchor(built: tuple[Path, tuple[int, bytes]]) -> tuple[int, bytes]:
    return built[1]


@pytest.fixture
def folder(built: tuple[Path, tuple[int, bytes]], tmp_path: Path) -> Path:
    shutil.copytree(built[0], tmp_path / "ledger")
    return tmp_path / "ledger"


def sql(folder: Path, text: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "ledger.db")) as connection, connection:
        return connection.execute(text, values).fetchall()


def proof_of(folder: Path, **given: Any) -> Proof:
    with opened(folder) as ledger:
        return ledger.verify(**{"keys": KEYS, **given})


def places(proof: Proof) -> set[tuple[str, int | None, int | None, int | None, int | None]]:
    return {(f.what, f.entry, f.part, f.append, f.ord) for f in proof.faults}


def live_file(folder: Path) -> tuple[int, Path]:
    """A segment made of several appends."""
    ((part, file),) = sql(
        folder,
        "select part, file from parts where retired is null and file is not null and own_order",
    )
    return part, folder / "segments" / file


# --- untouched ------------------------------------------------------------------------------


def test_what_nobody_touched_is_consistent(folder: Path, anchor: tuple[int, bytes]) -> None:
    proof = proof_of(folder)
    assert proof.ok, proof
    assert (proof.anchored, proof.erased) == (False, 3)
    assert proof.verdict == "consistent, not proven complete: no head was anchored outside"
    assert (proof.entries, proof.head) == (anchor[0], anchor[1].hex())
    assert proof.rows == 12 + 2 * LARGE + 8 + 6 + 3 + 2 - 3 + 4
    anchored = proof_of(folder, anchor=anchor)
    assert anchored.ok
    assert anchored.verdict == "consistent, and complete up to the anchored head"
    assert proof_of(folder, keys=None).ok


def test_everything_there_is_to_compare_is_in_the_ledger_under_test(folder: Path) -> None:
    tables = [name for (name,) in sql(folder, "select name from sqlite_master where type='table'")]
    empty = [name for name in tables if not sql(folder, f"select 1 from {name} limit 1")]
    assert empty == ["leases"]


# --- the chain ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "nobody"),
        ("at", 1),
        ("operation", "look"),
        ("kind", "track"),
        ("rows", 7),
        ("digest", bytes(32)),
        ("body", "{}"),
        ("previous", bytes(32)),
        ("hash", bytes(32)),
        ("signature", bytes(64)),
        ("signature", None),
        ("signer", bytes(16)),
        ("body", b"\x00"),
        ("actor", b"\xff"),
        ("hash", "text"),
    ],
)
@pytest.mark.parametrize("entry", [2, 7])
def test_an_altered_entry_is_found(folder: Path, entry: int, column: str, value: Any) -> None:
    sql(folder, f"update chain set {column} = ? where seq = ?", value, entry)
    proof = proof_of(folder)
    assert not proof.ok
    assert any(fault.entry == entry for fault in proof.faults), proof.faults


def test_a_removed_entry_is_found(folder: Path) -> None:
    sql(folder, "delete from chain where seq = 4")
    assert Fault(what="removed", where="entries 4 to 4 of the chain", entry=4) in (
        proof_of(folder).faults
    )


def test_entries_that_changed_places_are_found(folder: Path) -> None:
    sql(folder, "update chain set seq = -1 where seq = 3")
    sql(folder, "update chain set seq = 3 where seq = 4")
    sql(folder, "update chain set seq = 4 where seq = -1")
    found = {fault.entry for fault in proof_of(folder).faults}
    assert {3, 4} <= found


def test_an_entry_put_in_at_the_end_by_another_key_is_found(folder: Path) -> None:
    with Ledger.open(folder, signer=PrivateKey(bytes(32))) as ledger:
        ledger.append("position", positions(1, seed="forged"), by="x")
        forged = ledger.head()[0]
    proof = proof_of(folder)
    assert ("unknown-key", forged, None, None, None) in places(proof)
    with Ledger.open(folder) as ledger:
        ledger.append("position", positions(1, seed="unsigned"), by="x")
    assert ("unsigned", forged + 1, None, None, None) in places(proof_of(folder))


def cut_tail(folder: Path, entries: int) -> None:
    """Cut off the newest entries with everything that belongs to them, as an insider could."""
    newest = sql(folder, "select max(seq) from chain")[0][0] - entries
    for table, column in (("chain", "seq"), ("appends", "seq"), ("parts", "made")):
        sql(folder, f"delete from {table} where {column} > ?", newest)


def test_a_tail_that_was_cut_off_shows_only_against_an_anchor(
    folder: Path, anchor: tuple[int, bytes]
) -> None:
    cut_tail(folder, 2)
    without = proof_of(folder)
    assert without.ok
    assert "not proven complete" in without.verdict
    proof = proof_of(folder, anchor=anchor)
    assert not proof.ok
    assert not proof.anchored
    assert ("removed", anchor[0], None, None, None) in places(proof)


def test_a_tail_cut_off_the_chain_alone_is_found_without_an_anchor(folder: Path) -> None:
    newest = sql(folder, "select max(seq) from chain")[0][0]
    sql(folder, "delete from chain where seq >= ?", newest - 1)
    assert ("added", None, None, newest - 1, None) in places(proof_of(folder))


def test_a_chain_written_anew_without_the_key_is_found(
    folder: Path, anchor: tuple[int, bytes]
) -> None:
    with Ledger.open(folder) as ledger:
        entries = list(ledger.entries())
    previous = chain.GENESIS
    for entry in entries:
        body = entry.body.replace("rule 7", "rule 9")
        new = msgspec.structs.replace(entry, body=body, previous=previous)
        previous = chain.hash_of(new)
        sql(
            folder,
            "update chain set body = ?, previous = ?, hash = ? where seq = ?",
            body,
            new.previous,
            previous,
            entry.seq,
        )
    changed = next(e.seq for e in entries if "rule 7" in e.body)
    found = {fault.entry for fault in proof_of(folder).faults}
    assert set(range(changed, len(entries) + 1)) <= found
    assert not proof_of(folder, anchor=anchor).anchored


# --- parts and rows -------------------------------------------------------------------------


def test_a_flipped_byte_in_a_segment_is_found_and_placed(folder: Path) -> None:
    generator = np.random.default_rng(1)
    for part, file in sql(
        folder, "select part, file from parts where retired is null and file is not null"
    ):
        path = folder / "segments" / file
        content = path.read_bytes()
        edges = [0, 3, len(content) - 1, len(content) - 6]
        for place in [*edges, *generator.integers(0, len(content), 12).tolist()]:
            flipped = bytearray(content)
            flipped[place] ^= 1 << int(generator.integers(8))
            path.write_bytes(flipped)
            proof = proof_of(folder)
            assert any(f.part == part and f.what == "altered" for f in proof.faults), place
        path.write_bytes(content)
    assert proof_of(folder).ok


@pytest.mark.parametrize("length", [0, 3, 1000, -1])
def test_a_segment_cut_short_is_found(folder: Path, length: int) -> None:
    part, path = live_file(folder)
    path.write_bytes(path.read_bytes()[:length])
    faults = proof_of(folder).faults
    assert any(f.part == part and f.what == "altered" for f in faults)
    assert any(f.part == part and f.what == "unreadable" for f in faults)


def test_a_segment_that_is_gone_or_of_elsewhere_is_found(folder: Path, tmp_path: Path) -> None:
    part, path = live_file(folder)
    content = path.read_bytes()
    path.unlink()
    proof = proof_of(folder)
    assert any(f.part == part and f.what == "removed" for f in proof.faults)
    assert any(f.append == 3 and f.what == "removed" for f in proof.faults)
    with opened(tmp_path / "other") as other:
        other.append("position", many(LARGE, 2), by="x", markings=[OPEN])
    (foreign,) = (tmp_path / "other" / "segments").iterdir()
    path.write_bytes(foreign.read_bytes())
    proof = proof_of(folder)
    assert any(f.part == part and f.what == "altered" for f in proof.faults)
    path.write_bytes(content)
    assert proof_of(folder).ok


Change = Callable[[pa.Table], pa.Table]


def set_value(name: str, value: Any) -> Change:
    def change(table: pa.Table) -> pa.Table:
        place = table.schema.names.index(name)
        column = table.column(name).to_pylist()
        column[5] = value
        return table.set_column(
            place, table.schema.field(place), pa.array(column, table.schema.field(place).type)
        )

    return change


def swapped_values(table: pa.Table) -> pa.Table:
    """The content of two rows changes places; their append and place do not."""
    order = [1, 0, *range(2, len(table))]
    columns = [
        table.column(name) if name.startswith("_") else table.column(name).take(pa.array(order))
        for name in table.schema.names
    ]
    return pa.Table.from_arrays(columns, schema=table.schema)


def rewrite(folder: Path, change: Change) -> tuple[int, pa.Table, pa.Table]:
    """Write a part anew with other rows, and let the manifest agree with it."""
    part, path = live_file(folder)
    table = segments.rows_in(path.read_bytes(), path.name)
    new = change(table)
    written = segments.write(path.parent, "position", new)
    sql(
        folder,
        "update parts set file = ?, digest = ?, bytes = ?, rows = ? where part = ?",
        written.name,
        written.digest,
        written.size,
        len(new),
        part,
    )
    return part, table, new


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("speed_knots", 12.5),
        ("status", "aground"),
        ("name", "GHOST"),
        ("lon", None),
        ("at", 5),
        ("marking", int(OWN.id)),
        ("id", bytes(16)),
        ("supersedes", bytes(16)),
    ],
)
def test_one_value_changed_in_a_segment_written_anew_is_found_and_placed(
    folder: Path, name: str, value: Any
) -> None:
    part, table, new = rewrite(folder, set_value(name, value))
    seq, place = (table.column(column)[5].as_py() for column in ("_seq", "_ord"))
    proof = proof_of(folder)
    assert ("altered", None, part, seq, place) in places(proof)
    (fault,) = [f for f in proof.faults if f.ord is not None]
    assert (fault.kind, fault.id) == ("position", new.column("id")[5].as_py().hex())


def test_rows_added_removed_and_swapped_in_a_segment_written_anew_are_found(
    folder: Path,
) -> None:
    part, table, _ = rewrite(folder, lambda t: t.slice(1))
    seq, place = (table.column(column)[0].as_py() for column in ("_seq", "_ord"))
    assert ("removed", None, None, seq, place) in places(proof_of(folder))
    rewrite(folder, lambda _: pa.concat_tables([table, table.slice(3, 1)]))
    seq, place = (table.column(column)[3].as_py() for column in ("_seq", "_ord"))
    assert ("added", None, part, seq, place) in places(proof_of(folder))
    _, _, new = rewrite(folder, lambda _: swapped_values(table))
    for row in (0, 1):
        seq, place = (new.column(column)[row].as_py() for column in ("_seq", "_ord"))
        assert ("altered", None, part, seq, place) in places(proof_of(folder))

    def elsewhere(_: pa.Table) -> pa.Table:
        return set_value("_seq", 77)(table)

    rewrite(folder, elsewhere)
    assert ("added", None, part, 77, table.column("_ord")[5].as_py()) in places(proof_of(folder))


def test_an_erased_row_that_is_put_back_is_found(folder: Path) -> None:
    row = rows_of(12, seed=1)[5]

    def put_back(table: pa.Table) -> pa.Table:
        one = pa.Table.from_batches([batch_of([row])])
        one = one.append_column("_seq", pa.array([2])).append_column("_ord", pa.array([5]))
        return pa.concat_tables([table, one.cast(table.schema)])

    part, _, _ = rewrite(folder, put_back)
    assert ("added", None, part, 2, 5) in places(proof_of(folder))


def inline_part(folder: Path) -> tuple[int, bytes, int]:
    return sql(
        folder,
        "select part, body, first from parts where retired is null and body is not null "
        "and kind = 'position' and own_order = 0 order by part desc limit 1",
    )[0]


def test_an_altered_body_in_the_log_is_found_and_placed(folder: Path) -> None:
    part, body, seq = inline_part(folder)
    shorter = store.unpack(body).slice(0, 3)
    sql(folder, "update parts set body = ? where part = ?", store.pack(shorter), part)
    assert ("removed", None, None, seq, 3) in places(proof_of(folder))
    changed = store.unpack(body)
    column = ["GHOST", *changed.column("name").to_pylist()[1:]]
    place = changed.schema.names.index("name")
    changed = changed.set_column(place, changed.schema.field(place), pa.array(column, pa.string()))
    new = store.pack(changed)
    digest = hashlib.blake2b(new, digest_size=32).digest()
    sql(folder, "update parts set body = ?, digest = ? where part = ?", new, digest, part)
    assert ("altered", None, part, seq, 0) in places(proof_of(folder))
    sql(folder, "update parts set body = ? where part = ?", b"junk", part)
    assert any(f.part == part and f.what == "unreadable" for f in proof_of(folder).faults)
    sql(folder, "update parts set body = null where part = ?", part)
    assert any(f.part == part and f.what == "removed" for f in proof_of(folder).faults)


def test_a_manifest_row_that_comes_or_goes_is_found(folder: Path) -> None:
    part, _ = live_file(folder)
    columns = store.MANIFEST_COLUMNS
    sql(
        folder,
        f"insert into parts (part, {columns}) select 500, {columns} from parts where part = ?",
        part,
    )
    proof = proof_of(folder)
    assert ("added", None, 500, None, None) in places(proof)
    sql(folder, "delete from parts where part in (500, ?)", part)
    assert ("removed", None, part, None, None) in places(proof_of(folder))


def test_what_a_retired_part_held_may_not_come_back(folder: Path) -> None:
    ((part, body),) = sql(
        folder,
        "select (select part from parts where retired is not null limit 1), body from parts "
        "where retired is null and body is not null limit 1",
    )
    sql(folder, "update parts set body = ? where part = ?", body, part)
    assert ("added", None, part, None, None) in places(proof_of(folder))


def cells(folder: Path, table: str) -> Iterator[tuple[int, str, Any]]:
    key = {"parts": "part"}.get(table, "seq")
    names = [row[1] for row in sql(folder, f"pragma table_info({table})")]
    for values in sql(folder, f"select {key}, * from {table}"):
        for name, value in zip(names, values[1:], strict=True):
            yield values[0], name, value


def other(value: Any) -> Sequence[Any]:
    """Values that a cell might be changed to."""
    match value:
        case None:
            return (1, b"x")
        case int():
            return (value + 1, -1)
        case str():
            return (value + "x", value[:-1] or "y")
        case bytes():
            return (bytes([value[0] ^ 1]) + value[1:] if value else b"x", value[:-1] or b"x")
    raise TypeError(value)


@pytest.mark.parametrize("table", ["chain", "parts", "appends"])
def test_any_cell_that_is_changed_is_found(folder: Path, table: str) -> None:
    key = {"parts": "part"}.get(table, "seq")
    generator = np.random.default_rng(2)
    every = list(cells(folder, table))
    names = {name for _, name, _ in every}
    picked = [every[i] for i in generator.choice(len(every), 45, replace=False)]
    # At least one cell of each column.
    picked += [next(c for c in every if c[1] == name) for name in names]
    picked += [next(c for c in every[::-1] if c[1] == name) for name in names]
    for number, name, value in picked:
        new = value + 1000 if name == key else other(value)[int(generator.integers(2))]
        sql(folder, f"update {table} set {name} = ? where {key} = ?", new, number)
        proof = proof_of(folder)
        assert not proof.ok, (table, number, name, value, new)
        back = number if name != key else new
        sql(folder, f"update {table} set {name} = ? where {key} = ?", value, back)
    assert proof_of(folder).ok


# --- commitments and salts ------------------------------------------------------------------


def test_altered_commitments_and_salts_are_found(folder: Path) -> None:
    def flip(column: str, seq: int) -> bytes:
        value: bytes = sql(folder, f"select {column} from appends where seq = ?", seq)[0][0]
        sql(
            folder,
            f"update appends set {column} = ? where seq = ?",
            bytes([value[0] ^ 1]) + value[1:],
            seq,
        )
        return value

    for column, seq in (("commitments", 2), ("commitments", 3), ("salts", 2), ("salt_key", 3)):
        before = flip(column, seq)
        proof = proof_of(folder)
        assert any(f.append == seq and f.what == "altered" for f in proof.faults), column
        sql(folder, f"update appends set {column} = ? where seq = ?", before, seq)
    sql(folder, "delete from appends where seq = 3")
    assert ("removed", None, None, 3, None) in places(proof_of(folder))


def test_the_salt_of_an_erased_row_may_not_come_back(folder: Path) -> None:
    (salts,) = sql(folder, "select salts from appends where seq = 2")[0]
    assert salts[16 * 5 : 16 * 7] == bytes(32)
    back = salts[: 16 * 5] + b"\x01" * 16 + salts[16 * 6 :]
    sql(folder, "update appends set salts = ? where seq = 2", back)
    assert ("added", 2, None, 2, None) in places(proof_of(folder))
    sql(folder, "update appends set salts = ?, salt_key = ? where seq = 2", salts, b"k" * 32)
    assert ("altered", 2, None, 2, None) in places(proof_of(folder))


# --- the tables beside the chain ------------------------------------------------------------

TABLES: dict[str, list[tuple[str, str, str]]] = {
    "meta": [
        ("update meta set value = 'yes' where name = 'exercise'", "altered", "exercise"),
        ("update meta set value = 'ff' where name = 'id'", "altered", "id"),
        ("insert into meta values ('extra', '1')", "added", "extra"),
    ],
    "signers": [
        ("update signers set public = zeroblob(32)", "altered", "public key"),
        ("update signers set since = since + 1", "altered", "signers"),
        ("delete from signers", "removed", "signers"),
        (
            "insert into signers select zeroblob(16), public, since from signers",
            "altered",
            "public key",
        ),
    ],
    "markings": [
        (
            f"update markings set level = 0 where id = '{SECRET.id:016x}'",
            "altered",
            f"{SECRET.id:016x}",
        ),
        (
            "update markings set content = replace(content, 'rcmp', 'opp') where content like "
            "'%rcmp%'",
            "altered",
            "marking",
        ),
        (
            "update markings set content = "
            "substr(content, 1, length(content) - 1) || ',\"caveats\":[]}'",
            "altered",
            "marking",
        ),
        ("update markings set content = 'junk'", "altered", "marking"),
        (f"delete from markings where id = '{OPEN.id:016x}'", "removed", f"{OPEN.id:016x}"),
        (f"delete from markings where id = '{SECRET.id:016x}'", "removed", f"{SECRET.id:016x}"),
    ],
    "superseded": [
        ("delete from superseded", "removed", "superseded"),
        (f"update superseded set marking = '{SECRET.id:016x}'", "altered", "superseded"),
        ("update superseded set seq = seq + 1", "altered", "superseded"),
        ("update superseded set kind = 'track'", "altered", "superseded"),
        (
            "insert into superseded select later, id, kind, marking, seq from superseded",
            "added",
            "superseded",
        ),
    ],
    "remarked": [
        ("delete from remarked where kind = 'position'", "removed", "remarked"),
        (f"update remarked set marking = '{OPEN.id:016x}'", "altered", "remarked"),
        ("update remarked set kind = 'track'", "altered", "remarked"),
        (
            f"insert into remarked select id, kind, '{OPEN.id:016x}', 99 from remarked",
            "added",
            "remarked",
        ),
    ],
    "erased": [
        ("delete from erased where ord = 5", "removed", "(2, 5)"),
        ("update erased set rule = 'none' where ord = 5", "altered", "erased"),
        ("update erased set id = zeroblob(16) where ord = 5", "altered", "erased"),
        ("update erased set kind = 'track' where ord = 5", "altered", "erased"),
        ("update erased set seq = seq + 1 where ord = 5", "altered", "erased"),
        ("insert into erased select id, kind, 3, 0, rule, seq from erased limit 1", "added", "(3"),
    ],
    "holds": [
        ("delete from holds where name = 'case-7'", "removed", "case-7"),
        ("update holds set lifted = 9 where name = 'case-7'", "altered", "case-7"),
        ("update holds set lifted = null where name = 'case-8'", "altered", "case-8"),
        ("update holds set reason = 'none' where name = 'case-7'", "altered", "case-7"),
        ("insert into holds select 'case-9', id, reason, seq, null from holds", "added", "case-9"),
    ],
    "streams": [
        ("delete from streams", "removed", "tower"),
        ("update streams set position = 0", "altered", "tower"),
        ("update streams set carry = x'00'", "altered", "tower"),
        ("update streams set records = 0", "altered", "tower"),
        ("update streams set seq = 0", "altered", "tower"),
        (
            "insert into streams select 'ghost', format, stream, position, carry, prefix, units, "
            "records, rejected, seq from streams",
            "added",
            "ghost",
        ),
    ],
    "checkpoints": [
        ("delete from checkpoints where kept = 0", "removed", "crossing"),
        ("delete from checkpoints", "removed", "crossing"),
        ("update checkpoints set state = x'00'", "altered", "crossing"),
        ("update checkpoints set kept = 1", "altered", "crossing"),
        ("update checkpoints set until = 99", "added", "99"),
    ],
    "parameters": [
        ("delete from parameters", "removed", "crossing"),
        ("update parameters set content = '{\"gate\":5.0}'", "altered", "crossing"),
        ("update parameters set engine = 'tracking'", "added", "tracking"),
        ("update parameters set seq = seq + 1", "altered", "crossing"),
        ("insert into parameters values ('ghost', x'00', '{}', 1)", "added", "ghost"),
    ],
    "blobs": [
        ("delete from blobs", "removed", "blobs"),
        ("update blobs set bytes = x'00'", "altered", "rejected bytes"),
        ("update blobs set uses = uses + 1", "altered", "blobs"),
        ("insert into blobs select zeroblob(32), bytes, 1 from blobs limit 1", "added", "blobs"),
    ],
    "receipts": [
        ("delete from receipts", "removed", "k "),
        ("update receipts set name = 'other'", "added", "other"),
        ("update receipts set receipt = replace(receipt, '12', '13')", "altered", "k "),
        ("insert into receipts select 'next', seq, receipt from receipts", "added", "next"),
    ],
}


@pytest.mark.parametrize(
    ("change", "what", "where"),
    [case for cases in TABLES.values() for case in cases],
    ids=[f"{table}-{n}" for table, cases in TABLES.items() for n in range(len(cases))],
)
def test_a_change_to_a_table_beside_the_chain_is_found(
    folder: Path, change: str, what: str, where: str
) -> None:
    if "checkpoints set until" in change:
        sql(folder, "delete from checkpoints where kept = 1")
    sql(folder, change)
    proof = proof_of(folder)
    found = [f for f in proof.faults if f.what == what and where in f.where]
    assert found, proof.faults
    assert not [f.where for f in proof.faults if "b'" in f.where or 'b"' in f.where]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_values_of_a_wrong_type_are_a_fault_and_no_failure_of_ours(
    folder: Path, table: str
) -> None:
    for _, name, _, _, _, _ in sql(folder, f"pragma table_info({table})"):
        value = sql(folder, f"select {name} from {table} limit 1")[0][0]
        for wrong in (5, "text", b"\xff\xfe"):
            if type(wrong) is type(value):
                continue
            with closing(sqlite3.connect(folder / "ledger.db")) as connection:
                connection.execute("begin")
                connection.execute("create temp table kept as select * from " + table)
                connection.execute(f"update or ignore {table} set {name} = ?", (wrong,))
                changed = connection.execute(f"select {name} from {table} limit 1").fetchone()[0]
                connection.execute("commit")
                same = type(changed) is type(value)
                found = same
                if not same:
                    try:
                        proof = proof_of(folder)
                        found = not proof.ok
                        assert not [f.where for f in proof.faults if "b'" in f.where]
                    except LedgerDamaged as error:
                        found = "layout" in str(error)
                connection.execute(f"delete from {table}")
                connection.execute(f"insert into {table} select * from kept")
                connection.execute("commit")
            assert found, (table, name, wrong)
    assert proof_of(folder).ok


# --- what is erased -------------------------------------------------------------------------


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_what_is_erased_stands_in_no_file_any_more(tmp_path: Path) -> None:
    secret = "QUEBEC-ZULU-SEVEN-NINE"
    raw = b"$AIVDM,QUEBEC-ZULU-RAW*00"
    row = rows_of(3, seed=1)
    row[1]["name"] = secret
    with opened(tmp_path / "l", clock=Clock()) as ledger:
        ledger.append("position", batch_of(row), by="x", markings=[OPEN])
        batch, blobs = rejected([raw])
        ledger.append_all(
            [("rejected", batch)],
            by="x",
            blobs=blobs,
            engine=msgspec.structs.replace(engine(0, 2, keep=True), state=secret.encode()),
        )
        ledger.append_all([], by="x", engine=engine(2, 3, keep=False))
        (key,) = sql(tmp_path / "l", "select salt_key from appends where seq = 2")[0]
        before = bytes_of(tmp_path / "l")
        assert secret.encode() in before
        assert raw in before
        assert key in before
        ids = [row[1]["id"], batch.column("id")[0].as_py()]
        done = ledger.erase(ids, rule="r", by="x")
        assert done.waiting == ()
        after = bytes_of(tmp_path / "l")
        assert secret.encode() not in after
        assert raw not in after
        assert key not in after
        assert ledger.verify(keys=KEYS).ok


def test_a_segment_with_an_erased_row_is_gone_with_it(tmp_path: Path) -> None:
    with opened(tmp_path / "l", clock=Clock()) as ledger:
        batch = many(LARGE, 1)
        ledger.append("position", batch, by="x", markings=[OPEN])
        (old,) = (tmp_path / "l" / "segments").iterdir()
        gone = batch.column("id")[100].as_py()
        ledger.erase([gone], rule="r", by="x")
        (new,) = (tmp_path / "l" / "segments").iterdir()
        assert new != old
        left = pq.read_table(new)
        assert gone not in left.column("id").to_pylist()
        assert len(left) == LARGE - 1


def test_an_erasure_says_what_a_reader_still_holds(tmp_path: Path) -> None:
    with opened(tmp_path / "l", clock=Clock()) as ledger:
        batch = many(LARGE, 1)
        ledger.append("position", batch, by="x", markings=[OPEN])
        reader = ledger.read(ledger.plan("position", CLEARED))
        (old,) = (tmp_path / "l" / "segments").iterdir()
        done = ledger.erase([batch.column("id")[0].as_py()], rule="r", by="x")
        assert done.waiting == (old.name,)
        assert old.exists()
        assert reader.read_all().num_rows == LARGE
        assert ledger.compact(by="x").removed == 1
        assert not old.exists()
        with closing(sqlite3.connect(tmp_path / "l" / "ledger.db")) as connection:
            connection.execute("begin")
            connection.execute("select * from parts").fetchall()
            done = ledger.erase([batch.column("id")[1].as_py()], rule="r", by="x")
            assert "the write-ahead log" in done.waiting
        ledger.compact(by="x")
        assert (tmp_path / "l" / "ledger.db-wal").stat().st_size == 0


# --- figures --------------------------------------------------------------------------------


def test_only_so_many_faults_are_listed_and_all_are_counted(folder: Path) -> None:
    def everything(table: pa.Table) -> pa.Table:
        place = table.schema.names.index("source")
        return table.set_column(place, "source", pa.array(["x"] * len(table)))

    _, table, _ = rewrite(folder, everything)
    proof = proof_of(folder)
    assert len(proof.faults) == 1000
    assert proof.faults_count > len(table)


def test_a_compaction_in_the_middle_of_a_proof_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "l", clock=Clock()) as ledger, opened(tmp_path / "l") as busy:
        for number in range(3):
            ledger.append("position", many(LARGE, number), by="x", markings=[OPEN])
        real = row_check.check_rows
        todo = [busy.compact]

        def compacting(*given: Any) -> None:
            if todo:
                assert todo.pop()(by="y").rows == 3 * LARGE
            real(*given)

        from northline.ledger import verification

        monkeypatch.setattr(verification, "check_rows", compacting)
        proof = ledger.verify(keys=KEYS)
        assert not todo
        assert proof.ok, proof
        assert proof.rows == 3 * LARGE


def test_markings_are_kept_in_their_one_form(folder: Path) -> None:
    ((content,),) = sql(folder, "select content from markings where id = ?", f"{SECRET.id:016x}")
    assert content == canonical(SECRET).decode()
    spaced = json.dumps(json.loads(content))
    sql(folder, "update markings set content = ? where id = ?", spaced, f"{SECRET.id:016x}")
    assert not proof_of(folder).ok
