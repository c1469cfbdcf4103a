"""Processes beside each other: started again when they end, and ended together."""

import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from northline.cli import processes
from northline.cli.processes import Process, Server, keep_up
from northline.records.errors import NorthlineError, UsageError


def program(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def kept(processes: list[Process], seconds: float) -> None:
    stop = threading.Event()
    timer = threading.Timer(seconds, stop.set)
    timer.start()
    try:
        keep_up(processes, stop)
    finally:
        timer.cancel()


def test_what_ends_is_started_again_and_what_has_done_its_work_is_not(tmp_path: Path) -> None:
    log = tmp_path / "log"
    write = f"open({str(log)!r}, 'a').write('{{}}')"
    crash = Process("a", program(write.format("a") + "; raise SystemExit(1)"), pause=0.1)
    done = Process("b", program(write.format("b")), may_end=True, pause=0.1)
    kept([crash, done], 2.5)
    text = log.read_text()
    assert text.count("a") >= 2
    assert text.count("b") == 1
    assert crash.pause > 0.1


def test_all_end_when_asked() -> None:
    sleeping = Process("sleeper", program("import time; time.sleep(60)"))
    before = time.monotonic()
    kept([sleeping], 0.5)
    assert time.monotonic() - before < 10
    assert sleeping.running is not None
    assert sleeping.running.poll() is not None


def counted(log: Path, code: int, first: str = "pass") -> list[str]:
    """A program that writes one letter and ends."""
    return program(f"{first}; open({str(log)!r}, 'a').write('x'); raise SystemExit({code})")


@pytest.mark.parametrize("code", [1, 2, 4])
def test_a_feed_that_fails_is_started_again_and_stops_nothing_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(processes, "TRIES", 1)
    log = tmp_path / "log"
    feed = Process("feed x", counted(log, code), may_end=True, needed=False, pause=0.1)
    other = Process("sleeper", program("import time; time.sleep(60)"))
    kept([other, feed], 2.0)
    assert len(log.read_text()) >= 2
    assert feed.pause > 0.1
    assert f"feed x ended with exit code {code}; started again in 0 s" in capfd.readouterr().err
    assert other.failures == 0
    assert other.running is not None
    assert other.running.returncode == -signal.SIGTERM, "it ran until all were asked to end"


def test_pauses_grow_up_to_a_longest() -> None:
    feed = Process("feed x", program("raise SystemExit(2)"), needed=False)
    pauses = []
    now = time.monotonic()
    for _ in range(8):
        feed.start()
        assert feed.running is not None
        feed.running.wait()
        feed.began = now
        processes._look_after(feed, now)
        pauses.append(feed.again_at - now)
    assert pauses == pytest.approx([1, 2, 4, 8, 16, 32, 60, 60])


def test_one_that_is_needed_and_fails_time_after_time_ends_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "TRIES", 3)
    log = tmp_path / "log"
    other = Process("sleeper", program("import time; time.sleep(60)"))
    wrong = Process("engines", counted(log, 2), pause=0.01)
    with pytest.raises(NorthlineError, match="engines ended with exit code 2") as told:
        keep_up([other, wrong], threading.Event())
    assert isinstance(told.value, UsageError)
    assert log.read_text() == "xxx"
    assert other.running is not None
    assert other.running.poll() is not None


def test_an_api_that_does_not_listen_again_is_tried_again_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "TRIES", 3)
    log = tmp_path / "log"
    server = Server(ledger=tmp_path, host="127.0.0.1", port=0)
    server.command, server.pause = counted(log, 1), 0.01
    with pytest.raises(NorthlineError, match="api ended with exit code 1"):
        keep_up([server], threading.Event())
    assert log.read_text() == "xxx"


def test_one_that_ran_steadily_did_not_fail_in_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "TRIES", 2)
    monkeypatch.setattr(processes, "STEADY", 0.2)
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.1)
    log = tmp_path / "log"
    kept([Process("engines", counted(log, 1, "import time; time.sleep(0.3)"), pause=0.1)], 3.0)
    assert len(log.read_text()) >= 3
