"""A ledger whose processes are killed, whose disk is full, and whose files others lay hands on."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from northline.ledger import Ledger, chain, log_sqlite, scan, segments
from northline.ledger.compaction import ORPHAN_SECONDS, SPILL
from northline.records.errors import LedgerDamaged, LedgerError, LedgerFull
from tests.faults.ledger_worker import LARGE, SMALL, batch, ids_of
from tests.ledger.making import (
    CLEARED,
    KEYS,
    MARKINGS,
    OPEN,
    SERVICE,
    Clock,
    ids_seen,
    many,
    opened,
    positions,
    rows_of,
    seen,
)

ROOT = Path(__file__).parents[2]
WORKER = [sys.executable, "-m", "tests.faults.ledger_worker"]
Begun = tuple[str, int]


def worker(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*WORKER, *map(str, words)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
    )


@contextmanager
def working(*words: object) -> Iterator[subprocess.Popen[str]]:
    process = worker(*words)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> list[str]:
    """Everything it said until it ended."""
    out, _ = process.communicate(timeout=120)
    return out.splitlines()


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Told:
    """What workers said: what is done, and what was begun when they were killed."""

    def __init__(self) -> None:
        self.appended: set[int] = set()
        self.erased: set[int] = set()

    def hear(self, lines: Sequence[str]) -> Begun | None:
        begun: Begun | None = None
        for line in lines:
            words = line.split()
            if words[0] == "begin":
                begun = (words[1], int(words[2]))
            elif words[0] == "done":
                self.take((words[1], int(words[2])))
                begun = None
        return begun

    def take(self, done: Begun) -> None:
        if done[0] != "compact":
            (self.appended if done[0] == "append" else self.erased).add(done[1])

    def ids(self) -> list[bytes]:
        found: list[bytes] = []
        for number in self.appended:
            found += ids_of(number)[1::2] if number in self.erased else ids_of(number)
        return sorted(found)

    def check(self, folder: Path, begun: Begun | None) -> None:
        """Everything acknowledged is there once; what was begun is there whole or not at all."""
        with opened(folder, clock=Clock()) as ledger:
            found = ids_seen(ledger)
            if found != self.ids() and begun is not None:
                self.take(begun)
            assert found == self.ids(), begun
            proof = ledger.verify(keys=KEYS)
            assert proof.ok, proof
            for number in sorted(self.appended)[-2:]:
                assert ledger.append("position", batch(number), by="again").new == {}


def kill_at_random(folder: Path, told: Told, run: int, chance: random.Random) -> None:
    with working("work", folder, run * 1000) as process:
        assert process.stdout is not None
        lines = []
        for _ in range(chance.randrange(2, 16)):
            lines.append(process.stdout.readline())
        time.sleep(chance.random() * 0.03)
        process.kill()
        lines += process.stdout.readlines()
    assert lines[0] == "ready\n", lines
    told.check(folder, told.hear([line for line in lines if line.endswith("\n")]))


def test_ten_kills_at_random_moments_lose_nothing_acknowledged(tmp_path: Path) -> None:
    told, chance = Told(), random.Random(4)
    for run in range(10):
        kill_at_random(tmp_path / "l", told, run, chance)
    assert len(told.appended) >= 10


@pytest.mark.deep
def test_a_hundred_kills_at_random_moments_lose_nothing_acknowledged(tmp_path: Path) -> None:
    for ledger in range(5):
        told, chance = Told(), random.Random(100 + ledger)
        for run in range(20):
            kill_at_random(tmp_path / f"l{ledger}", told, run, chance)
        assert len(told.appended) >= 20


@pytest.mark.parametrize(
    ("module", "name", "moment"),
    [
        ("segments", "_write_all", "before"),
        ("segments", "_write_all", "after"),
        ("segments", "_sync_folder", "after"),
        ("chain", "add", "before"),
        ("chain", "add", "after"),
        ("compaction", "retire", "before"),
        ("erasure", "retire", "before"),
        ("erasure", "_cut_salts", "after"),
        ("log_sqlite", "SqliteLog.forget", "before"),
    ],
)
def test_a_kill_at_the_worst_moment_leaves_all_or_nothing(
    tmp_path: Path, module: str, name: str, moment: str
) -> None:
    with working("die_at", tmp_path / "l", module, name, moment) as process:
        lines = said(process)
        assert process.returncode == -signal.SIGKILL
    assert "survived" not in lines
    told = Told()
    told.check(tmp_path / "l", told.hear(lines))
    assert told.appended >= {0, 1, 2, 3}
    # What a dead writer left lying about is swept away once nobody can be at it any more.
    old = time.time() - ORPHAN_SECONDS - 60
    for path in (tmp_path / "l" / "segments").iterdir():
        os.utime(path, (old, old))
    with opened(tmp_path / "l", clock=Clock()) as ledger:
        ledger.compact(by="keeper")
        assert (tmp_path / "l" / "ledger.db-wal").stat().st_size == 0
        told.check(tmp_path / "l", None)
        assert set(listed(tmp_path / "l" / "segments")) == named(ledger)


def named(ledger: Ledger) -> set[str]:
    with ledger._store.log.reading() as rows:
        found = rows.run("select file from parts where file is not null and retired is null")
    return {file for (file,) in found}


# --- several at once ------------------------------------------------------------------------


def test_two_writers_a_reader_and_a_compactor_at_once(tmp_path: Path) -> None:
    folder, count = tmp_path / "l", 18
    opened(folder).close()
    sizes = {
        number: LARGE if number % 3 == 0 else SMALL
        for number in [*range(count), *range(900, 900 + count)]
    }
    owner = {i: n for n in sizes for i in ids_of(n)}
    with (
        working("write", folder, 0, count) as one,
        working("write", folder, 900, count) as two,
        working("keep_compacting", folder) as keeper,
        opened(folder) as ledger,
    ):
        for process in (one, two, keeper):
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in (one, two):
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        before = 0
        reads = 0
        while one.poll() is None or two.poll() is None:
            found: dict[int, int] = {}
            for record in ids_seen(ledger, SERVICE if reads % 2 else CLEARED):
                found[owner[record]] = found.get(owner[record], 0) + 1
            assert all(sizes[number] == rows for number, rows in found.items())
            assert len(found) >= before
            before = len(found)
            reads += 1
        assert one.wait() == two.wait() == 0
        assert keeper.stdin is not None
        keeper.stdin.write("stop\n")
        keeper.stdin.flush()
        assert keeper.wait(60) == 0
        assert ids_seen(ledger) == sorted(owner)
        proof = ledger.verify(keys=KEYS)
        assert proof.ok, proof
        assert proof.rows == sum(sizes.values())
    assert reads > 3


def test_threads_share_a_ledger(tmp_path: Path) -> None:
    with opened(tmp_path / "l") as ledger:
        ledger.append("position", positions(1, seed="first"), by="x", markings=[OPEN])
        failed: list[BaseException] = []

        def write(number: int) -> None:
            try:
                for step in range(6):
                    ledger.append("position", many(300, step), by=f"w{number}")
                    ledger.append("position", many(300, 100 + step), by=f"w{number}")
                    seen(ledger, columns=["id"])
            except BaseException as error:  # noqa: BLE001 - handed to the test
                failed.append(error)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        assert len(ids_seen(ledger)) == 12 * 300 + 1
        assert ledger.verify(keys=KEYS).ok


def test_threads_that_end_leave_no_files_open(tmp_path: Path) -> None:
    with opened(tmp_path / "l") as ledger:
        ledger.head()
        before = len(listed(Path("/proc/self/fd")))
        for _ in range(15):
            thread = threading.Thread(target=ledger.head)
            thread.start()
            thread.join()
        assert len(listed(Path("/proc/self/fd"))) < before + 10


def test_a_forked_process_is_told_to_open_the_ledger_itself(tmp_path: Path) -> None:
    with opened(tmp_path / "l") as ledger:
        ledger.append("position", many(3000), by="x", markings=[OPEN])
        plan = ledger.plan("position", SERVICE)
        assert ledger.read(plan, audited=False).read_all().num_rows == 3000
        child = os.fork()
        if child == 0:
            code = 1
            try:
                try:
                    ledger.head()
                except LedgerError as error:
                    code = 0 if "forked" in str(error) else 2
                try:
                    ledger.read(plan, audited=False)
                    code = 3
                except LedgerError:
                    pass
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert ledger.append("position", positions(3), by="x").new == {"position": 3}
        assert len(ids_seen(ledger)) == 3003


def test_an_interrupt_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with opened(tmp_path / "l", clock=Clock()) as ledger:
        ledger.append("position", positions(5), by="x", markings=[OPEN])
        ledger.append("position", many(LARGE, 1), by="x")
        head, files = ledger.head(), listed(tmp_path / "l" / "segments")
        gone = rows_of(5)[0]["id"]
        for module, name in ((chain, "add"), (segments, "_sync_folder"), (os, "fsync")):
            with monkeypatch.context() as patch:
                patch.setattr(module, name, interrupt)
                for act in (
                    lambda: ledger.append("position", many(LARGE, 2), by="x"),
                    lambda: ledger.compact(by="x"),
                    lambda: ledger.erase(
                        [gone, many(1, 1).column("id")[0].as_py()], rule="r", by="x"
                    ),
                    lambda: seen(ledger),
                ):
                    if module is not chain and act.__code__.co_names[0] == "seen":
                        continue
                    with pytest.raises(KeyboardInterrupt):
                        act()
            assert ledger.head() == head
            assert listed(tmp_path / "l" / "segments") == files
        assert ledger.verify(keys=KEYS).ok
        assert ledger.append("position", many(LARGE, 2), by="x").new == {"position": LARGE}


def test_an_interrupt_in_one_thread_is_no_answer_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "l") as ledger:
        ledger.append("position", positions(3), by="x", markings=[OPEN])
        really = chain.add
        interrupted: list[bool] = []

        def once(*given: Any, **named: Any) -> Any:
            if not interrupted:
                interrupted.append(True)
                raise KeyboardInterrupt
            return really(*given, **named)

        raised: list[type[BaseException]] = []

        def look() -> None:
            try:
                seen(ledger)
            except BaseException as error:  # noqa: BLE001 - handed to the test
                raised.append(type(error))

        monkeypatch.setattr(chain, "add", once)
        threads = [threading.Thread(target=look) for _ in range(3)]
        with ledger._looks._turn:
            for thread in threads:
                thread.start()
            while len(ledger._looks._waiting) < len(threads):
                time.sleep(0.001)
        for thread in threads:
            thread.join()
        assert sorted(each.__name__ for each in raised) == [
            "KeyboardInterrupt",
            "LedgerError",
            "LedgerError",
        ]
        assert seen(ledger).num_rows == 3
        assert [entry.operation for entry in ledger.entries(2)] == ["look"]


# --- no space -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spare", "size"), [(30_000, "large"), (200_000, "small")], ids=["segments", "the log"]
)
def test_a_full_disk_keeps_nothing_of_the_batch_and_the_ledger_goes_on(
    tmp_path: Path, spare: int, size: str
) -> None:
    with working("fill", tmp_path / "l", spare, size) as process:
        lines = said(process)
        assert process.returncode == 0, lines
    assert any(line.startswith("full no space left") for line in lines)
    if size == "large":
        assert lines.count("full still") == 2
        files = next(line.split()[1:] for line in lines if line.startswith("files"))
        assert files[0] == files[1]
    told = Told()
    told.hear(lines)
    assert {90_001, 90_002} <= told.appended
    told.check(tmp_path / "l", None)


def test_a_full_disk_refuses_a_compaction_and_an_erasure_whole(tmp_path: Path) -> None:
    with opened(tmp_path / "l", clock=Clock()) as ledger:
        for number in range(3):
            ledger.append("position", many(LARGE, number), by="x", markings=[OPEN])
        expected, head = ids_seen(ledger), ledger.head()
        files = listed(tmp_path / "l" / "segments")
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, limits[1]))
        try:
            with pytest.raises(LedgerFull):
                ledger.compact(by="x")
            with pytest.raises(LedgerFull):
                ledger.erase([expected[0]], rule="r", by="x")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert listed(tmp_path / "l" / "segments") == files
        assert ledger.compact(by="x").rows == 3 * LARGE
        assert ledger.head()[0] == head[0] + 1
        assert ledger.erase([expected[0]], rule="r", by="x").rows == {"position": 1}
        assert ids_seen(ledger) == expected[1:]


def test_a_log_that_may_not_grow_says_so(tmp_path: Path) -> None:
    with opened(tmp_path / "l") as ledger:
        ledger.append("position", positions(5), by="x", markings=[OPEN])
        with ledger._store.log.reading() as rows:
            (pages,) = rows.run("pragma page_count")[0]
        connection = ledger._store.log._connection()  # type: ignore[attr-defined]
        connection.execute(f"pragma max_page_count={pages}")
        before = ids_seen_quietly(ledger)
        with pytest.raises(LedgerFull, match="no space left"):
            ledger.append("position", many(2000, 1), by="x")
        assert ids_seen_quietly(ledger) == before
        connection.execute("pragma max_page_count=1000000")
        assert ledger.append("position", many(1000, 99), by="x").new == {"position": 1000}
        assert ledger.verify(keys=KEYS).ok


def ids_seen_quietly(ledger: Ledger) -> list[bytes]:
    """Without a look in the chain, which would need space."""
    table = ledger.read(ledger.plan("position", SERVICE), audited=False).read_all()
    found: list[bytes] = table.column("id").to_pylist()
    return sorted(found)


# --- files ----------------------------------------------------------------------------------


def test_a_segment_cut_short_or_gone_is_damage_and_not_less_data(tmp_path: Path) -> None:
    with opened(tmp_path / "l") as ledger:
        ledger.append("position", many(60_000, 1), by="x", markings=[OPEN])
        (path,) = (tmp_path / "l" / "segments").iterdir()
        content = path.read_bytes()
        middle = len(content) // 2
        for broken in (
            content[:middle],
            b"",
            content[:middle] + bytes(20_000) + content[middle + 20_000 :],
        ):
            path.write_bytes(broken)
            with pytest.raises(LedgerDamaged):
                seen(ledger)
            assert not ledger.verify(keys=KEYS).ok
        path.unlink()
        with pytest.raises(LedgerDamaged, match="missing"):
            seen(ledger)
        with pytest.raises(LedgerDamaged):
            ledger.erase([bytes(16)], rule="r", by="x")
        path.write_bytes(content)
        assert seen(ledger, columns=["id"]).num_rows == 60_000


def test_damage_met_in_the_middle_of_an_answer_is_damage(tmp_path: Path) -> None:
    with opened(tmp_path / "l") as ledger:
        ledger.append("position", many(200_000, 1), by="x", markings=[OPEN])
        (path,) = (tmp_path / "l" / "segments").iterdir()
        schema = seen(ledger, limit=0).schema

        def rows() -> Iterator[object]:
            yield from ()
            raise OSError("Invalid Input Error: Failed to read file: ZSTD Decompression failure")

        duck = ledger._scanner._connection()
        with pytest.raises(LedgerDamaged, match="to its end"):
            list(scan._batches(rows(), schema, ExitStack(), duck))
        content = bytearray(path.read_bytes())
        content[-400_000:-300_000] = bytes(100_000)
        path.write_bytes(content)
        with pytest.raises(LedgerDamaged):
            seen(ledger)


def test_what_is_acknowledged_was_made_durable_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "l") as ledger:
        ledger.append("position", positions(1), by="x", markings=[OPEN])
        steps: list[str] = []
        real, really = os.fsync, chain.add

        def synced(handle: int) -> None:
            steps.append("folder" if Path(f"/proc/self/fd/{handle}").is_dir() else "file")
            real(handle)

        def added(*given: Any, **named: Any) -> Any:
            steps.append("chain")
            return really(*given, **named)

        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(chain, "add", added)
        ledger.append("position", many(LARGE, 1), by="x")
        assert steps == ["file", "folder", "chain"]
        ledger.append("position", many(LARGE, 2), by="x")
        steps.clear()
        ledger.compact(by="x")
        assert steps[:3] == ["file", "folder", "chain"]
        with ledger._store.log.reading() as rows:
            assert rows.run("pragma synchronous") == [(2,)]
            assert rows.run("pragma journal_mode") == [("wal",)]


def test_a_file_from_elsewhere_is_never_read_and_swept_in_time(tmp_path: Path) -> None:
    with opened(tmp_path / "other") as other:
        other.append("position", many(LARGE, 1), by="x", markings=[OPEN])
    (foreign,) = (tmp_path / "other" / "segments").iterdir()
    with opened(tmp_path / "l", clock=Clock()) as ledger:
        ledger.append("position", many(LARGE, 2), by="x", markings=[OPEN])
        place = tmp_path / "l" / "segments" / foreign.name
        shutil.copy(foreign, place)
        assert seen(ledger).num_rows == LARGE
        assert ledger.verify(keys=KEYS).ok
        # It may be what another process is just about to commit.
        assert ledger.compact(by="x").removed == 0
        assert place.exists()
        old = time.time() - ORPHAN_SECONDS - 60
        for path in place.parent.iterdir():
            os.utime(path, (old, old))
        assert ledger.compact(by="x").removed == 1
        assert not place.exists()
        assert seen(ledger).num_rows == LARGE


def test_a_long_read_stays_whole_while_its_parts_are_retired(tmp_path: Path) -> None:
    with opened(tmp_path / "l", clock=Clock()) as ledger:
        for number in range(3):
            ledger.append("position", many(70_000, number), by="x", markings=[OPEN])
        reader = ledger.read(ledger.plan("position", CLEARED, ordered=True))
        rows = reader.read_next_batch().num_rows
        assert rows < 210_000
        with opened(tmp_path / "l", clock=Clock()) as busy:
            done = busy.compact(by="y")
            assert (done.rows, done.waiting) == (210_000, 3)
        rows += sum(some.num_rows for some in reader)
        assert rows == 210_000
        assert len(listed(tmp_path / "l" / "segments")) == 4
        assert ledger.compact(by="y").removed == 3
        assert len(listed(tmp_path / "l" / "segments")) == 1
        assert seen(ledger, columns=["id"]).num_rows == 210_000


def test_a_read_that_is_given_up_lets_its_files_go(tmp_path: Path) -> None:
    with opened(tmp_path / "l", clock=Clock()) as ledger:
        for number in range(2):
            ledger.append("position", many(LARGE, number), by="x", markings=[OPEN])
        never = ledger.read(ledger.plan("position", CLEARED))
        del never
        half = ledger.read(ledger.plan("position", CLEARED))
        half.read_next_batch()
        del half
        assert ledger.compact(by="x").waiting == 0
        assert len(listed(tmp_path / "l" / "segments")) == 1


def test_a_segment_removed_between_two_steps_of_a_reader_is_looked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "l", clock=Clock()) as ledger:
        for number in range(2):
            ledger.append("position", many(LARGE, number), by="x", markings=[OPEN])
        real = segments.fcntl.flock  # type: ignore[attr-defined]
        todo: list[Callable[[], object]] = [lambda: ledger.compact(by="y"), lambda: None]

        def late(handle: int, how: int) -> None:
            # The reader has opened its last file; before its lock that is compacted away.
            if todo:
                todo.pop()()
            real(handle, how)

        plan = ledger.plan("position", SERVICE)
        monkeypatch.setattr(segments.fcntl, "flock", late)  # type: ignore[attr-defined]
        assert ledger.read(plan, audited=False).read_all().num_rows == 2 * LARGE
        assert not todo


def test_too_many_open_files_are_said_to_be_too_many(tmp_path: Path) -> None:
    with opened(tmp_path / "l") as ledger:
        for number in range(12):
            ledger.append("position", many(LARGE, number), by="x", markings=[OPEN])
        plan = ledger.plan("position", SERVICE)
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        here = len(listed(Path("/proc/self/fd")))
        resource.setrlimit(resource.RLIMIT_NOFILE, (here + 4, limits[1]))
        try:
            with pytest.raises(LedgerError, match="compact"):
                ledger.read(plan, audited=False)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert ledger.read(plan, audited=False).read_all().num_rows == 12 * LARGE


@pytest.mark.parametrize(
    ("mounts", "refused"),
    [
        ("server:/x {} nfs4 rw 0 0\n", True),
        ("//server/x {} cifs rw 0 0\n", True),
        ("/dev/sda {} ext4 rw 0 0\n", False),
        ("/dev/sda {} ext4 rw 0 0\nserver:/x {}/deeper nfs rw 0 0\n", False),
        ("server:/x {} nfs rw 0 0\n/dev/sda {}/l ext4 rw 0 0\n", False),
    ],
)
def test_a_network_file_system_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: str, refused: bool
) -> None:
    place = tmp_path / "with space"
    table = tmp_path / "mounts"
    escaped = str(place).replace(" ", "\\040")
    table.write_text("/dev/root / ext4 rw 0 0\n" + mounts.replace("{}", escaped))
    monkeypatch.setattr(log_sqlite, "_MOUNTS", table)
    (place / "l").mkdir(parents=True)
    if refused:
        with pytest.raises(LedgerError, match="locks do not hold"):
            opened(place / "l")
    else:
        opened(place / "l").close()


def test_nothing_of_a_large_sort_is_left_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(tmp_path / "l", clock=Clock()) as ledger:
        ledger.append("position", many(LARGE), by="x", markings=[OPEN])
        seen(ledger, ordered=True)
        duck = ledger._scanner._connection()
        ((place,),) = duck.sql("select current_setting('temp_directory')").fetchall()
        assert Path(place).parent == tmp_path / "l"
        assert Path(place).name.startswith(SPILL)
        left = tmp_path / "l" / f"{SPILL}999999999-dead"
        left.mkdir()
        (left / "x.tmp").write_bytes(b"rows")
        ledger.compact(by="x")
        assert left.exists()
        old = time.time() - ORPHAN_SECONDS - 60
        for path in (left / "x.tmp", left):
            os.utime(path, (old, old))
        ledger.compact(by="x")
        assert not left.exists()
    assert listed(tmp_path) == ["l"]


def test_a_damaged_log_is_damage(tmp_path: Path) -> None:
    with opened(tmp_path / "l") as ledger:
        ledger.append("position", many(1500), by="x", markings=MARKINGS)
    path = tmp_path / "l" / "ledger.db"
    content = bytearray(path.read_bytes())
    content[4096 : len(content)] = bytes(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(LedgerDamaged):
        opened(tmp_path / "l")
