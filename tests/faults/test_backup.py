"""Backups and restores that are killed or find no room: what was there stays, nothing is half."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from northline.ledger.backup import back_up
from northline.ledger.backup_check import check
from northline.ledger.backup_manifest import generations, get
from tests.ledger.making import KEYS, MARKINGS, SIGNER, Clock, ids_seen, many, opened, positions

ROOT = Path(__file__).parents[2]


def worker(*words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.backup_worker", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
    )


def said(process: "subprocess.Popen[str]") -> list[str]:
    out, _ = process.communicate(timeout=120)
    return out.splitlines()


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A ledger that erased something after its first backup, and the folder of its backups."""
    ledger, folder = tmp_path / "ledger", tmp_path / "backups"
    with opened(ledger, clock=Clock()) as work:
        batches = [many(2_500, 10**6 + number) for number in range(4)]
        for batch in batches[:3]:
            work.append("position", batch, by="feed", markings=MARKINGS)
        work.append("position", positions(30), by="feed")
        back_up(ledger, folder, signer=SIGNER, keys=KEYS, by="keeper", clock=Clock())
        work.append("position", batches[3], by="feed")
        work.erase(batches[2].column("id").to_pylist()[:500], rule="rule 7", by="keeper")
    return ledger, folder


def sound(folder: Path) -> list[str]:
    """Names of the generations, each of which must be good; there is one at least."""
    found = generations(folder)
    assert found
    for each in found:
        assert check(each, KEYS).faults == ()
    return [each.name for each in found]


def backed(ledger: Path, folder: Path) -> None:
    """Whatever happened, the next backup works, and sweeps away what was left."""
    back_up(ledger, folder, signer=SIGNER, keys=KEYS, by="keeper", clock=Clock())
    left = [path.name for path in folder.iterdir() if path.name.startswith(".")]
    assert left == [".lock"]


MOMENTS = (
    ("_copy_log", "before", 1),
    ("_copy_log", "after", 1),
    ("copy", "before", 1),
    ("link", "after", 2),
    ("put", "before", 1),
    ("put", "after", 1),
    ("sync", "after", 2),
    ("sync", "before", 4),
    ("sync", "after", 4),
    ("_drop", "before", 1),
    ("_drop", "after", 1),
)


@pytest.mark.parametrize(("name", "moment", "count"), MOMENTS)
def test_a_backup_killed_at_the_worst_moment_leaves_good_generations_only(
    name: str, moment: str, count: int, places: tuple[Path, Path]
) -> None:
    ledger, folder = places
    before = sound(folder)
    process = worker("die_at", ledger, folder, "backup", name, moment, count)
    assert "survived" not in said(process)
    assert process.returncode == -signal.SIGKILL
    after = sound(folder)
    assert set(before) <= set(after) or name == "_drop"
    backed(ledger, folder)
    sound(folder)


def kill_at_random(process: "subprocess.Popen[str]", chance: random.Random) -> list[str]:
    """Kill it a moment after it said something; what it said."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(chance.randrange(1, 6))]
    time.sleep(chance.random() * 0.06)
    process.kill()
    return [line.strip() for line in lines] + said(process)


def back_up_until_killed(ledger: Path, folder: Path, runs: int) -> None:
    for run in range(runs):
        chance = random.Random(run)
        kill_at_random(worker("back", ledger, folder, run * 1000), chance)
        sound(folder)
    with opened(ledger, clock=Clock()) as work:
        assert work.verify(keys=KEYS).ok
    backed(ledger, folder)


def test_backups_killed_at_random_moments_leave_good_generations_only(
    places: tuple[Path, Path],
) -> None:
    back_up_until_killed(*places, runs=2)


@pytest.mark.deep
def test_thirty_backups_killed_at_random_moments_leave_good_generations_only(
    places: tuple[Path, Path],
) -> None:
    back_up_until_killed(*places, runs=30)


def restore_until_killed(ledger: Path, folder: Path, runs: int) -> None:
    """What was restored is whole and without what was erased; what was only begun is not there."""
    with opened(ledger, clock=Clock()) as work:
        wanted = ids_seen(work, as_of=get(generations(folder)[0], KEYS).seq)
    for run in range(runs):
        target = folder.parent / f"restored-{run}"
        target.mkdir()
        lines = kill_at_random(worker("again", ledger, folder, target), random.Random(run))
        done = {line.split()[1] for line in lines if line.startswith("done")}
        there = {path.name for path in target.iterdir() if not path.name.startswith(".")}
        assert done <= there
        for name in there:
            with opened(target / name, clock=Clock(), create=False) as made:
                assert made.verify(keys=KEYS).ok
                assert ids_seen(made) == wanted
    sound(folder)


def test_restores_killed_at_random_moments_leave_whole_ledgers_or_none(
    places: tuple[Path, Path],
) -> None:
    restore_until_killed(*places, runs=2)


@pytest.mark.deep
def test_thirty_restores_killed_at_random_moments_leave_whole_ledgers_or_none(
    places: tuple[Path, Path],
) -> None:
    restore_until_killed(*places, runs=30)


def test_a_restore_goes_on_where_one_to_the_same_place_was_killed(
    places: tuple[Path, Path], tmp_path: Path
) -> None:
    ledger, folder = places
    draft = tmp_path / "there" / ".1.restoring"
    (draft / "segments").mkdir(parents=True)
    (draft / "ledger.db").write_bytes(b"half of a log")
    process = worker("again", ledger, folder, tmp_path / "there")
    assert process.stdout is not None
    while process.stdout.readline().strip() != "done 1":
        assert process.poll() is None
    process.kill()
    said(process)
    assert not draft.exists()
    with opened(tmp_path / "there" / "1", clock=Clock(), create=False) as made:
        assert made.verify(keys=KEYS).ok


@pytest.mark.parametrize("most", [4_096, 60_000, 200_000])
def test_a_full_disk_leaves_what_was_there_and_says_so(
    most: int, places: tuple[Path, Path], tmp_path: Path
) -> None:
    ledger, folder = places
    before = sound(folder)
    lines = said(worker("full", ledger, folder, tmp_path / "new", most))
    assert [line.split(" full")[0] for line in lines[:2]] == ["backup", "restore"], lines
    assert "no space left" in lines[0]
    assert "no space left" in lines[1]
    assert lines[3:] == ["restored"]
    assert lines[2].split()[1] in sound(folder)
    assert before
