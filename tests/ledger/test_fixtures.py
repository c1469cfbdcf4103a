"""A small ledger of each release is kept for ever: this one opens, reads and proves them all.

They are made by `tests.ledger.make_fixture`.
"""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from northline.ledger import Ledger
from northline.records.signing import key_id
from tests.ledger.make_fixture import make, told
from tests.ledger.making import CLEARED, OPEN, SIGNER, Clock, positions

FIXTURES = sorted(path for path in (Path(__file__).parent / "fixtures").iterdir())


@pytest.fixture(params=FIXTURES, ids=lambda path: str(path.name))
def kept(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def copied(kept: Path, place: Path) -> tuple[Path, dict[str, Any], dict[bytes, bytes]]:
    """A copy of a kept ledger, what was written down about it, and the key to trust."""
    with zipfile.ZipFile(kept / "ledger.zip") as archive:
        archive.extractall(place)
    (place / "segments").mkdir(exist_ok=True)
    public = bytes.fromhex((kept / "public-key").read_text().strip())
    facts = json.loads((kept / "anchor.json").read_text())
    return place, facts, {bytes(key_id(public)): public}


def test_the_first_release_is_kept() -> None:
    assert "v0.1" in [path.name for path in FIXTURES]


def test_a_kept_ledger_is_small(kept: Path) -> None:
    assert sum(path.stat().st_size for path in kept.iterdir()) < 100_000


def test_a_kept_ledger_opens_reads_and_verifies(kept: Path, tmp_path: Path) -> None:
    place, facts, keys = copied(kept, tmp_path / "l")
    anchor = (facts["seq"], bytes.fromhex(facts["head"]))
    with Ledger.open(place, create=False, clock=Clock(), signer=SIGNER) as ledger:
        assert ledger.id == facts["id"]
        proof = ledger.verify(keys=keys, anchor=anchor)
        assert proof.ok, proof
        assert proof.anchored
        assert (proof.rows, proof.erased) == (facts["rows"], facts["erased"])
        assert told(ledger) == facts["told"]
        assert ledger.stream("tower", "ais", "s") is not None


def test_a_kept_ledger_goes_on(kept: Path, tmp_path: Path) -> None:
    place, facts, keys = copied(kept, tmp_path / "l")
    anchor = (facts["seq"], bytes.fromhex(facts["head"]))
    with Ledger.open(place, create=False, clock=Clock(), signer=SIGNER) as ledger:
        ledger.append("position", positions(5, seed="new"), by="x", markings=[OPEN])
        ledger.compact(by="x")
        assert ledger.verify(keys=keys, anchor=anchor).ok
        before = ledger.plan("position", CLEARED, as_of=facts["seq"])
        assert ledger.read(before).read_all().num_rows == facts["told"]["a position None"][0]


def test_the_script_makes_what_is_kept(tmp_path: Path) -> None:
    make(tmp_path / "made")
    _, facts, _ = copied(tmp_path / "made", tmp_path / "l")
    newest = json.loads((FIXTURES[-1] / "anchor.json").read_text())
    assert facts["told"] == newest["told"]
    with pytest.raises(SystemExit):
        make(tmp_path / "made")
