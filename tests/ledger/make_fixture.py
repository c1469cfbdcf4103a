"""Makes the ledger of this version that every later release must open and prove.

Run it once for a version, from the project's folder::

    python -m tests.ledger.make_fixture tests/ledger/fixtures/v0.1

It writes ``ledger.zip`` (the ledger), ``public-key`` and ``anchor.json`` (a head, and what a
reader must find).  All of it is made up; the key and the salts come from a fixed seed and are
for tests only.  A fixture that is committed is never made again.
"""

import hashlib
import itertools
import json
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from unittest import mock

from northline.ledger import EngineAdvance, Ledger, StreamAdvance
from northline.records.units import Micros
from tests.ledger.making import (
    CLEARED,
    MARKINGS,
    PARTNER,
    SECRET,
    SIGNER,
    T0,
    Clock,
    batch_of,
    finding,
    opened,
    record_id,
    rejected,
    row_dicts,
    rows_of,
    seen,
)

KINDS = ("position", "finding", "rejected")
_WHEN = (2026, 9, 21, 0, 0, 0)


def fill(ledger: Ledger) -> None:
    """Everything that a ledger of this version can hold."""
    first = rows_of(40, seed="fixture-1")
    for number, row in enumerate(first):
        row["marking"] = int(MARKINGS[number % 4].id)
    ledger.append("position", batch_of(first), by="feed:tower", key="one", markings=MARKINGS)
    ledger.append("position", batch_of(rows_of(10, seed="fixture-2")), by="feed:tower")
    ledger.compact(by="keeper")
    correction = rows_of(1, seed="fixture-3")[0] | {"supersedes": first[0]["id"]}
    old = rows_of(3, seed="fixture-4", start=-(10**15))
    ledger.append(
        "position",
        batch_of([correction, *old]),
        by="feed:tower",
        stream=StreamAdvance(
            source="tower", format="ais", stream="s", since=0, until=90, carry=b"half", units=4
        ),
    )
    batch, blobs = rejected([b"bad-1", b"bad-1", b"bad-2"], seed="fixture")
    ledger.append_all([("rejected", batch)], by="feed:tower", blobs=blobs)
    found = batch_of([finding("fixture-1", [first[4]["id"]]), finding("fixture-2", [])], "finding")
    step = EngineAdvance(
        engine="crossing",
        version="1",
        params=hashlib.blake2b(b"{}", digest_size=32).digest(),
        parameters=b"{}",
        since=0,
        until=2,
        now=Micros(T0),
        state=b"state",
        keep=True,
    )
    ledger.append_all([("finding", found)], by="service:crossing", engine=step)
    ledger.mark([first[4]["id"]], SECRET, viewer=CLEARED, reason="made up")
    ledger.hold("case-7", [first[8]["id"]], reason="made up", by="clerk")
    ledger.hold("case-8", [first[12]["id"]], reason="made up", by="clerk")
    ledger.lift("case-8", reason="made up", by="clerk")
    ledger.erase([first[16]["id"], first[20]["id"]], rule="made up", by="clerk")
    seen(ledger, PARTNER)


def told(ledger: Ledger) -> dict[str, Any]:
    """What a reader finds in it: a digest of the rows per viewer and kind, and how many.

    Nulls stand outside the digest, for a field that a later release adds reads null.
    """
    answers: dict[str, Any] = {}
    for viewer in (CLEARED, PARTNER):
        for kind in KINDS:
            for as_of in (None, 3):
                rows = row_dicts(seen(ledger, viewer, kind, as_of=as_of))
                stated = [{k: v for k, v in row.items() if v is not None} for row in rows]
                lines = sorted(
                    json.dumps(row, sort_keys=True, default=lambda value: value.hex())
                    for row in stated
                )
                digest = hashlib.blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()
                answers[f"{viewer.name} {kind} {as_of}"] = [len(rows), digest]
    return answers


def make(target: Path) -> None:
    """Make the fixture in this folder."""
    if (target / "ledger.zip").exists():
        raise SystemExit(f"{target} is there already; a fixture is never made again")
    target.mkdir(parents=True, exist_ok=True)
    counter = itertools.count()

    def tokens(length: int = 32) -> bytes:
        return (record_id("fixture", next(counter)) * 4)[:length]

    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch("secrets.token_bytes", tokens),
        mock.patch("secrets.token_hex", lambda length: tokens(length).hex()),
    ):
        place = Path(folder) / "ledger"
        with opened(place, clock=Clock()) as ledger:
            fill(ledger)
            seq, head = ledger.head()
            proof = ledger.verify(keys={bytes(SIGNER.key): SIGNER.public}, anchor=(seq, head))
            facts = {
                "seq": seq,
                "head": head.hex(),
                "id": ledger.id,
                "rows": proof.rows,
                "erased": proof.erased,
                "told": told(ledger),
            }
            ledger._store.log.forget()
        with zipfile.ZipFile(target / "ledger.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(place.rglob("*")):
                if path.is_file():
                    name = path.relative_to(place).as_posix()
                    archive.writestr(zipfile.ZipInfo(name, _WHEN), path.read_bytes(), 8, 9)
    (target / "anchor.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n")
    (target / "public-key").write_text(SIGNER.public.hex() + "\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
