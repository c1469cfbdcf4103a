"""Processes beside each other: started again when they end, ended together, hopeless ones told."""

import sys
import threading
import time
from pathlib import Path

import pytest

from northline.cli.processes import Process, keep_up
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


def test_a_wrong_command_line_ends_them_all() -> None:
    other = Process("sleeper", program("import time; time.sleep(60)"))
    wrong = Process("feed x", program("raise SystemExit(2)"))
    with pytest.raises(NorthlineError, match="feed x") as told:
        keep_up([other, wrong], threading.Event())
    assert isinstance(told.value, UsageError)
    assert other.running is not None
    assert other.running.poll() is not None
