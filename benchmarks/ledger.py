"""The ledger against plain Parquet, plain DuckDB and SQLite rows, on the same rows in one run.

Measured, each as a ratio of CPU seconds (the peer's over ours, bigger is better), median of
the repetitions:

- append: rows as columns without ids -> acknowledged, with ids, commitments, markings and
  chain; peer: pyarrow writing the same columns to fsynced Parquet files of the same size.
- scan: everything for a viewer; peer: DuckDB reading the same files without a viewer.
- rows: the same rows appended to one SQLite table through ADBC, where that is installed.

And without a peer, on the wall clock: filter by hour and cell, small commits, and small audited
reads while another process appends 50,000-row batches.

    python benchmarks/ledger.py [--quick] [--seed 1] [--rows 1000000]
"""

import argparse
import hashlib
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from northline.ledger import Ledger
from northline.records.ids import sequenced_ids
from northline.records.kinds import kind
from northline.records.marking import Level, Marking, Viewer, unclassified
from northline.records.signing import PrivateKey

BATCH = 50_000
HOUR = 3_600_000_000
START = 1_790_000_000_000_000
MARKING: Marking = unclassified("bench")
VIEWER = Viewer(
    name="bench", agency="bench", country="CA", clearance=Level.SECRET, purpose="benchmark"
)


def positions(rows: int, seed: int) -> pa.Table:
    """A month of vessel positions along the Great Lakes, without ids."""
    rng = np.random.default_rng(seed)
    at = START + np.sort(rng.integers(0, 30 * 24 * HOUR, rows))
    lon = -83.5 + rng.random(rows)
    lat = 42.0 + 0.5 * rng.random(rows)
    cells = rng.integers(0, 20_000, 50_000).astype(np.uint64)
    mmsi = rng.integers(316_000_000, 316_002_000, rows)
    stamps = pa.array(at).cast(pa.timestamp("us", tz="UTC"))
    columns = {
        "source": pa.array(np.full(rows, "ais-1")),
        "at": stamps,
        "received": stamps,
        "marking": pa.array(np.full(rows, MARKING.id, dtype=np.uint64)),
        "lon": pa.array(lon),
        "lat": pa.array(lat),
        "sigma": pa.array(np.full(rows, 10.0)),
        "cell": pa.array(0x8928308280FFFFF + cells[rng.integers(0, len(cells), rows)] * 4096),
        "identity": pa.array([f"mmsi:{number}" for number in mmsi]),
        "craft": pa.array(np.full(rows, "vessel")),
        "mmsi": pa.array(mmsi),
        "message": pa.array(np.full(rows, 1)),
        "speed_knots": pa.array(np.round(rng.random(rows) * 30, 1)),
        "course": pa.array(np.round(rng.random(rows) * 360, 1)),
        "timed": pa.array(np.full(rows, True)),
    }
    return pa.table(columns)


def ours_append(folder: Path, table: pa.Table) -> float:
    """CPU seconds to append everything, ids made and commitments included."""
    with Ledger.open(folder, signer=PrivateKey.generate()) as ledger:
        begun = time.process_time()
        for start in range(0, len(table), BATCH):
            batch = table.slice(start, BATCH).combine_chunks()
            numbers = np.arange(start, start + len(batch))
            ids = sequenced_ids("position", "ais-1", numbers)
            ledger.append(
                "position",
                pa.record_batch(
                    [ids, *batch.to_batches()[0].columns], names=["id", *batch.schema.names]
                ),
                by="bench",
                markings=[MARKING],
            )
        return time.process_time() - begun


def plain_append(folder: Path, table: pa.Table) -> float:
    """CPU seconds to write the same columns as fsynced Parquet files."""
    folder.mkdir()
    begun = time.process_time()
    for start in range(0, len(table), BATCH):
        path = folder / f"{start}.parquet"
        pq.write_table(table.slice(start, BATCH), path, compression="zstd", compression_level=1)
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")
            os.fsync(file.fileno())
    return time.process_time() - begun


def adbc_append(folder: Path, table: pa.Table) -> float | None:
    """CPU seconds to append the same rows to an SQLite table, or None without the driver."""
    try:
        import adbc_driver_sqlite.dbapi as adbc
    except ImportError:
        return None
    folder.mkdir()
    plain = table.set_column(1, "at", table["at"].cast(pa.int64()))
    plain = plain.set_column(2, "received", plain["received"].cast(pa.int64()))
    plain = plain.set_column(3, "marking", plain["marking"].cast(pa.int64(), safe=False))
    made = sqlite3.connect(folder / "rows.db")
    made.execute("pragma journal_mode=wal")  # stays with the file; SQLite syncs fully by itself
    made.close()
    with adbc.connect(f"file:{folder}/rows.db") as connection, connection.cursor() as cursor:
        begun = time.process_time()
        for start in range(0, len(plain), BATCH):
            mode = "create_append"
            cursor.adbc_ingest("position", plain.slice(start, BATCH), mode=mode)
            connection.commit()
        return time.process_time() - begun


def scans(folder: Path, repeats: int) -> tuple[float, float, int]:
    """Median CPU seconds of a viewer's scan and of DuckDB over the same files, and the rows."""
    ours, plain = [], []
    names = ", ".join(f'"{name}"' for name in kind("position").schema.names)
    with Ledger.open(folder, signer=PrivateKey.generate()) as ledger:
        files = sorted(str(p) for p in (folder / "segments").glob("position-*.parquet"))
        duck = duckdb.connect()
        duck.execute("set TimeZone = 'UTC'")
        rows = 0
        for _ in range(repeats + 1):
            begun = time.process_time()
            rows = sum(len(b) for b in ledger.read(ledger.plan("position", VIEWER)))
            ours.append(time.process_time() - begun)
            begun = time.process_time()
            answer = duck.sql(f"select {names} from read_parquet($1)", params=[files])
            count = sum(len(b) for b in answer.to_arrow_reader(65_536))
            plain.append(time.process_time() - begun)
            if rows != count:
                raise SystemExit(f"the ledger gave {rows} rows, DuckDB {count}")
    return statistics.median(ours[1:]), statistics.median(plain[1:]), rows


def filters(folder: Path, table: pa.Table, repeats: int) -> tuple[float, int]:
    """Median milliseconds of a filter by one hour and 20 cells, and the rows found."""
    window = (START + 240 * HOUR, START + 241 * HOUR)
    at = table["at"].cast(pa.int64()).to_numpy()
    inside = table["cell"].to_numpy()[(at >= window[0]) & (at < window[1])]
    cells = sorted({int(c) for c in inside[:20]})
    times, found = [], 0
    with Ledger.open(folder, signer=PrivateKey.generate()) as ledger:
        for _ in range(repeats + 2):
            begun = time.perf_counter()
            plan = ledger.plan("position", VIEWER, window=window, cells=cells)
            found = sum(len(b) for b in ledger.read(plan))
            times.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(times[2:]), found


def small_commits(folder: Path, table: pa.Table, seconds: float) -> float:
    """Single-record appends per second on the wall clock."""
    batch = table.slice(0, 4000).combine_chunks().to_batches()[0]
    ids = sequenced_ids("position", "small", np.arange(len(batch)))
    whole = pa.record_batch([ids, *batch.columns], names=["id", *batch.schema.names])
    with Ledger.open(folder, signer=PrivateKey.generate()) as ledger:
        begun, done = time.perf_counter(), 0
        while time.perf_counter() - begun < seconds and done < len(whole):
            ledger.append("position", whole.slice(done, 1), by="bench", markings=[MARKING])
            done += 1
        return done / (time.perf_counter() - begun)


def reads_while_writing(folder: Path, seed: int, seconds: float) -> dict[str, float]:
    """Milliseconds of small audited reads while another process appends 50,000-row batches."""
    writer = subprocess.Popen(
        [sys.executable, __file__, "--write-into", str(folder), "--seed", str(seed + 1)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if writer.stdout is None or not writer.stdout.readline():
            raise SystemExit("the writing process did not start")
        times: list[float] = []
        with Ledger.open(folder, signer=PrivateKey.generate()) as ledger:
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                since = START + int(len(times) % 700) * HOUR
                begun = time.perf_counter()
                plan = ledger.plan("position", VIEWER, window=(since, since + HOUR // 60), limit=50)
                ledger.read(plan).read_all()
                times.append((time.perf_counter() - begun) * 1e3)
                time.sleep(0.02)
        if writer.poll() is not None:
            raise SystemExit("the writing process ended early")
    finally:
        writer.kill()
        writer.wait()
    times.sort()
    return {
        "reads": len(times),
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
    }


def write_into(folder: Path, seed: int) -> None:
    """Append 50,000-row batches, in the order of time as feeds come, until killed."""
    table = positions(BATCH * 40, seed)
    with Ledger.open(folder, signer=PrivateKey.generate()) as ledger:
        for turn in range(10_000):
            batch = table.slice((turn % 40) * BATCH, BATCH).combine_chunks().to_batches()[0]
            ids = sequenced_ids("position", f"writer-{turn}", np.arange(len(batch)))
            ledger.append(
                "position",
                pa.record_batch([ids, *batch.columns], names=["id", *batch.schema.names]),
                by="bench",
                markings=[MARKING],
            )
            print(turn, flush=True)


def main() -> None:
    """Run, and print one JSON object as the last line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a run under a minute")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--data", type=Path, help="a Parquet file of positions to use instead")
    options.add_argument("--write-into", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.write_into:
        write_into(given.write_into, given.seed)
        return
    rows = 200_000 if given.quick else given.rows
    repeats = 3
    table = pq.read_table(given.data) if given.data else positions(rows, given.seed)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        ours_append(root / "warm", table.slice(0, BATCH))
        appended, plain, sqlite = [], [], []
        for turn in range(repeats):
            appended.append(ours_append(root / f"ours{turn}", table))
            plain.append(plain_append(root / f"plain{turn}", table))
            sqlite.append(adbc_append(root / f"rows{turn}", table))
        folder = root / "ours0"
        scan, duck, scanned = scans(folder, repeats)
        size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
        plain_size = sum(p.stat().st_size for p in (root / "plain0").iterdir())
        filter_ms, found = filters(folder, table, 9)
        begun = time.process_time()
        with Ledger.open(folder, signer=PrivateKey.generate()) as ledger:
            proof = ledger.verify()
        verify_rows = len(table) / (time.process_time() - begun)
        with Ledger.open(folder, signer=PrivateKey.generate()) as ledger:
            ledger.compact(by="bench")
        compacted_ms, found_compacted = filters(folder, table, 9)
        commits = small_commits(root / "small", table, 3.0)
        reads = reads_while_writing(root / "ours1", given.seed, 5.0 if given.quick else 15.0)
    ours_rate = len(table) / statistics.median(appended)
    plain_rate = len(table) / statistics.median(plain)
    result = {
        "name": "ledger",
        "ratio": round(statistics.median(p / o for p, o in zip(plain, appended, strict=True)), 3),
        "ours": {"append_rows_per_cpu_s": round(ours_rate), "scan_cpu_s": round(scan, 3)},
        "peer": {
            "parquet_rows_per_cpu_s": round(plain_rate),
            "duckdb_scan_cpu_s": round(duck, 3),
            "sqlite_adbc_rows_per_cpu_s": None
            if sqlite[0] is None
            else round(len(table) / statistics.median(s for s in sqlite if s)),
        },
        "quality": {
            "scan_ratio": round(duck / scan, 3),
            "scan_rows": scanned,
            "filter_ms": round(filter_ms, 2),
            "filter_rows": found,
            "filter_compacted_ms": round(compacted_ms, 2),
            "filter_compacted_rows": found_compacted,
            "bytes_per_row": round(size / len(table), 1),
            "plain_bytes_per_row": round(plain_size / len(table), 1),
            "small_commits_per_s": round(commits),
            "small_reads_while_writing": reads,
            "verify_rows_per_cpu_s": round(verify_rows),
            "verified": proof.ok,
        },
        "input": {"rows": len(table), "seed": given.seed, "batch": BATCH, "repeats": repeats},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
