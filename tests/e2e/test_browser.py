"""Where the tests find their browser, what they try where there is none, and what they say then."""

import stat
from pathlib import Path

import pytest

from tests.e2e import browser


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of the PATH; nothing was fetched either."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "_fetched", lambda: None)
    return tmp_path


def program(path: Path, says: str, code: int = 0) -> Path:
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_first_that_starts_is_taken(path: Path) -> None:
    program(path / "chromium", "a library is missing", 127)
    works = program(path / "google-chrome", "Google Chrome 150.0")
    assert browser.find() == browser.get() == works


def test_what_is_no_browser_is_not_taken(path: Path) -> None:
    program(path / "chromium-browser", "install me with snap")
    assert browser.find() is None


def test_without_one_the_ways_are_tried_in_order_and_what_helps_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[str] = []

    def run(command: list[str], **_: float) -> str:
        tried.append(" ".join(command[1:]))
        return ""

    monkeypatch.setattr(browser, "_run", run)
    monkeypatch.setattr(browser, "_ROOT", True)
    program(path / "apt-get", "")
    browser.main()
    assert tried == [
        "-m playwright install chromium",
        "-m playwright install-deps chromium",
        "-q -y update",
        "-q -y install chromium",
    ]
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert browser.HELP in said
    tried.clear()
    monkeypatch.setattr(browser, "_ROOT", False)
    browser.main()
    assert tried == ["-m playwright install chromium"]


def test_nothing_is_fetched_where_there_is_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    works = program(path / "chrome", "Chromium 150.0.1")
    run, asked = browser._run, []

    def watched(command: list[str], **more: float) -> str:
        asked.append(command[0])
        return run(command, **more)

    monkeypatch.setattr(browser, "_run", watched)
    browser.main()
    assert set(asked) == {str(works)}
    assert "Chromium 150.0.1" in capsys.readouterr().out
