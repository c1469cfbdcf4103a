"""A watched folder: which files, when, in which order, and how often."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from northline.records.errors import UsageError
from northline.records.protocols import Chunk
from northline.transports.folder import FolderTransport
from tests.transports.test_contract import run


class Clock:
    """Turns when the test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("northline.transports.folder.time.monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def aged(path: Path, seconds: float, data: bytes = b"x") -> Path:
    """A file that has not changed for so long."""
    path.write_bytes(data)
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def test_what_was_renamed_in_is_read_at_once_in_the_order_of_names(
    tmp_path: Path, clock: Clock
) -> None:
    for name in ("b", "c", "a", ".a.part"):
        aged(tmp_path / name, 60)
    (tmp_path / "inside").mkdir()
    assert FolderTransport(tmp_path)._ready() == [("a", True), ("b", True), ("c", True)]


def test_what_was_just_written_must_rest_first(tmp_path: Path, clock: Clock) -> None:
    transport = FolderTransport(tmp_path)
    path = aged(tmp_path / "a", 0)
    assert transport._ready() == []
    clock.now += 1.5
    path.write_bytes(b"longer")
    assert transport._ready() == []
    clock.now += 1.5
    assert transport._ready() == []
    clock.now += 0.6
    assert transport._ready() == [("a", True)]


def test_a_file_is_handed_over_once_and_again_when_it_has_grown(
    tmp_path: Path, clock: Clock
) -> None:
    transport = FolderTransport(tmp_path)
    path = aged(tmp_path / "a", 60)
    assert transport._ready() == [("a", True)]
    clock.now += 3600
    assert transport._ready() == []
    path.write_bytes(b"xx")
    assert transport._ready() == []
    clock.now += 2.1
    assert transport._ready() == [("a", True)]


def test_one_that_never_rests_is_handed_over_as_growing(tmp_path: Path, clock: Clock) -> None:
    transport = FolderTransport(tmp_path)
    given = []
    for turn in range(45):
        aged(tmp_path / "a", 0, b"x" * turn)
        given += transport._ready()
        clock.now += 0.5
    assert given == [("a", False), ("a", False)]
    clock.now += 2
    assert transport._ready() == [("a", True)]


def test_a_clock_of_another_machine_that_is_ahead_holds_nothing_up(
    tmp_path: Path, clock: Clock
) -> None:
    transport = FolderTransport(tmp_path)
    aged(tmp_path / "a", -86_400)
    assert transport._ready() == []
    clock.now += 2.1
    assert transport._ready() == [("a", True)]


def test_a_name_used_again_is_a_new_file(tmp_path: Path, clock: Clock) -> None:
    transport = FolderTransport(tmp_path)
    aged(tmp_path / "a", 60)
    assert transport._ready() == [("a", True)]
    (tmp_path / "a").rename(tmp_path / "b")
    aged(tmp_path / "a", 50)
    assert transport._ready() == [("a", True), ("b", True)]


def test_only_names_of_the_pattern_are_read(tmp_path: Path, clock: Clock) -> None:
    for name in ("a.nmea", "b.NMEA", "c.txt", "d.nmea.gz"):
        aged(tmp_path / name, 60)
    assert FolderTransport(tmp_path, pattern="*.nmea")._ready() == [("a.nmea", True)]


def test_a_file_that_vanishes_is_passed_over(tmp_path: Path) -> None:
    aged(tmp_path / "a", 60)
    aged(tmp_path / "b", 60, b"here")

    async def test() -> None:
        got: list[Chunk] = []
        transport = FolderTransport(tmp_path, look_seconds=0.01)
        plain = transport._ready

        def gone() -> list[tuple[str, bool]]:
            found = plain()
            (tmp_path / "a").unlink(missing_ok=True)
            return found

        transport._ready = gone  # type: ignore[method-assign]
        async for chunk in transport.chunks():
            got.append(chunk)
            if chunk.end:
                break
        assert [each.data for each in got] == [b"here", b""]

    run(test())


def test_half_a_file_is_read_on_from_where_it_stood(tmp_path: Path) -> None:
    path = aged(tmp_path / "a", 60, b"0123")

    async def test() -> None:
        got: list[Chunk] = []
        transport = FolderTransport(tmp_path, quiet_seconds=0.02, look_seconds=0.01)
        async for chunk in transport.chunks():
            got.append(chunk)
            if chunk.end and len(got) == 2:
                await asyncio.to_thread(path.write_bytes, b"0123456789")
            elif chunk.end:
                break
        assert b"".join(each.data for each in got) == b"0123456789"

    run(test())


@pytest.mark.parametrize("name", ["none", "file"])
def test_what_is_no_folder_is_a_usage_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")

    async def test() -> None:
        with pytest.raises(UsageError, match="cannot be watched"):
            await anext(FolderTransport(tmp_path / name).chunks())

    run(test())
