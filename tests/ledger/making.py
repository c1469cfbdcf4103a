"""What the tests of the ledger are made of: a clock, a key, markings, viewers and batches.

All data is made up.  The key is for tests only.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from northline.ledger import Ledger
from northline.records.kinds import kind
from northline.records.marking import ANYONE, Grant, Level, Marking, Viewer, marking
from northline.records.signing import PrivateKey
from northline.records.units import Micros

T0 = 1_790_000_000_000_000
SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR
SIGNER = PrivateKey(bytes(range(32)))
KEYS = {bytes(SIGNER.key): SIGNER.public}
STAMP = pa.timestamp("us", tz="UTC")

OPEN = marking(Level.UNCLASSIFIED, {"opp": Grant(partners=(ANYONE,))})
OWN = marking(Level.UNCLASSIFIED, {"opp": Grant()})
RCMP = marking(Level.UNCLASSIFIED, {"rcmp": Grant()})
SECRET = marking(Level.SECRET, {"opp": Grant(partners=(ANYONE,))})
MARKINGS = (OPEN, OWN, RCMP, SECRET)

CLEARED = Viewer(name="a", agency="opp", country="CA", clearance=Level.SECRET, purpose=ANYONE)
PARTNER = Viewer(name="b", agency="cbp", country="US", purpose="border-security")
SERVICE = Viewer(
    name="service:tests", agency="opp", country="CA", clearance=Level.SECRET, purpose=ANYONE
)

# Resolution-9 cells: the first two share a parent at 7, the third at 5, the others are apart.
CELLS = tuple(
    int(cell, 16)
    for cell in (
        "892ab2c4a67ffff",
        "892ab2c4a2bffff",
        "892ab2c4bc3ffff",
        "892ab21304fffff",
        "892ab040ecfffff",
    )
)


class Clock:
    """A present that moves only when it is told to, or a microsecond each time it is read."""

    def __init__(self, now: int = T0 + DAY) -> None:
        self.now = now

    def __call__(self) -> Micros:
        self.now += 1
        return Micros(self.now)


def record_id(*words: object) -> bytes:
    text = "|".join(str(word) for word in words)
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def opened(folder: Path, **settings: Any) -> Ledger:
    """A ledger in this folder, signed with the key of the tests."""
    return Ledger.open(folder, **{"signer": SIGNER, **settings})


def rows_of(
    count: int, *, seed: object = 0, start: int = T0, step: int = SECOND
) -> list[dict[str, Any]]:
    """Rows of kind ``position``, different for each seed."""
    generator = np.random.default_rng(int.from_bytes(record_id(seed)[:8], "big"))
    rows = []
    for i in range(count):
        placed = generator.random() < 0.8
        rows.append(
            {
                "id": record_id("position", seed, i),
                "source": f"tower-{int(generator.integers(3))}",
                "at": start + i * step,
                "received": start + i * step + SECOND,
                "marking": int(OPEN.id),
                "lon": float(generator.uniform(-83, -82)) if placed else None,
                "lat": float(generator.uniform(42, 43)) if placed else None,
                "sigma": None,
                "cell": int(generator.choice(CELLS)) if placed else None,
                "supersedes": None,
                "identity": f"mmsi:{int(generator.integers(10**8, 10**9))}",
                "craft": "vessel",
                "mmsi": int(generator.integers(10**8, 10**9)),
                "message": 1,
                "speed_knots": float(generator.uniform(0, 30)),
                "course": None,
                "heading": None,
                "turn": None,
                "status": ["under way", "", None, "at anchor / à l'ancre"][i % 4],
                "accurate": [True, False, None][i % 3],
                "second": i % 60,
                "timed": True,
                "station": None,
                "name": None,
            }
        )
    return rows


def batch_of(rows: Iterable[dict[str, Any]], name: str = "position") -> pa.RecordBatch:
    """Rows as a batch of a kind."""
    schema = kind(name).schema
    listed = list(rows)
    columns = [pa.array([row.get(f.name) for row in listed], type=f.type) for f in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def positions(count: int, **how: Any) -> pa.RecordBatch:
    """A batch of positions.  See `rows_of`."""
    return batch_of(rows_of(count, **how))


def many(count: int, seed: int = 0, *, start: int = T0, marking: Marking = OPEN) -> pa.RecordBatch:
    """A large batch of positions, made by columns."""
    generator = np.random.default_rng(seed)
    ids = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(16), count, [None, pa.py_buffer(generator.bytes(16 * count))]
    )
    at = pa.array(start + np.arange(count) * 1000, STAMP)
    names = np.array([f"mmsi:{n}" for n in range(316_000_000, 316_000_100)])
    columns = {
        "id": ids,
        "source": pa.array(["tower-4"] * count),
        "at": at,
        "received": at,
        "marking": pa.array(np.full(count, int(marking.id), dtype=np.uint64)),
        "lon": pa.array(generator.uniform(-83, -82, count)),
        "lat": pa.array(generator.uniform(42, 43, count)),
        "cell": pa.array(generator.choice(np.array(CELLS, dtype=np.uint64), count)),
        "identity": pa.array(generator.choice(names, count)),
        "craft": pa.array(["vessel"] * count),
        "timed": pa.array([True] * count),
    }
    return pa.record_batch(columns)


def rejected(
    raws: Sequence[bytes], *, seed: object = 0
) -> tuple[pa.RecordBatch, dict[bytes, bytes]]:
    """Rejected units, and the bytes they speak of."""
    blobs = {hashlib.blake2b(raw, digest_size=32).digest(): raw for raw in raws}
    rows = [
        {
            "id": record_id("rejected", seed, i),
            "source": "tower-4",
            "at": T0 + i,
            "received": T0 + i,
            "marking": int(OPEN.id),
            "format": "ais",
            "stream": "a-stream",
            "offset": 100 * i,
            "length": len(raw),
            "reason": "checksum",
            "blob": hashlib.blake2b(raw, digest_size=32).digest(),
        }
        for i, raw in enumerate(raws)
    ]
    return batch_of(rows, "rejected"), blobs


def finding(
    number: object, evidence: Sequence[bytes], *, marking: Marking = OPEN
) -> dict[str, Any]:
    """A row of kind ``finding`` that rests on this evidence."""
    return {
        "id": record_id("finding", number),
        "source": "crossing",
        "at": T0,
        "received": T0,
        "marking": int(marking.id),
        "event_id": record_id("event", number),
        "revision": 1,
        "finding": "line-crossing",
        "since": T0,
        "until": T0 + 1,
        "score": 0.5,
        "reasons": ['{"code":"crossed"}', ""],
        "evidence": list(evidence),
        "about": [],
        "engine": "crossing",
        "engine_version": "1",
        "params": bytes(32),
    }


def seen(
    ledger: Ledger, viewer: Viewer = CLEARED, name: str = "position", **asked: Any
) -> pa.Table:
    """What a viewer reads."""
    return ledger.read(ledger.plan(name, viewer, **asked)).read_all()


def ids_seen(
    ledger: Ledger, viewer: Viewer = CLEARED, name: str = "position", **asked: Any
) -> list[bytes]:
    """Ids of what a viewer reads, sorted."""
    found: list[bytes] = seen(ledger, viewer, name, **asked).column("id").to_pylist()
    return sorted(found)


def row_dicts(table: pa.Table) -> list[dict[str, Any]]:
    """Rows as plain dictionaries; instants as microseconds, whatever their year."""
    columns = {}
    for name in table.schema.names:
        column = table.column(name)
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        columns[name] = column.to_pylist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
