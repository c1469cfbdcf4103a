"""How commands end: exit codes, readers that leave, Ctrl-C, and errors nobody expected."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from northline.cli import program
from northline.cli.tables import shown, table
from northline.records.errors import MissingDependency
from tests.cli.running import Command, Kept
from tests.web.asking import feed

LINE = [sys.executable, "-m", "northline.cli"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("records position", 0),
        ("records nothing", 2),
        ("records position --since yesterday", 2),
        ("records position --cell zz", 2),
        ("records position --limit 0", 2),
        ("no-such-command", 2),
        ("ingest ais", 2),
        ("ingest ais no-such-file.nmea", 2),
        ("ingest morse {feed}", 2),
        ("ingest ais {feed} --marking TopSecret", 3),
        ("ingest ais {feed} --marking Secrt", 2),
        ("ingest ais {feed} --marking Secret;colour=red", 2),
        ("records position --as-of 999999", 2),
        ("findings --state asleep", 2),
        ("finding 00", 2),
        ("decide {finding} applaud --reason x", 2),
        ("decide {finding} dismiss", 2),
        ("decide {decision} approve --reason x", 2),
        ("verify --anchor 1:00", 2),
        ("erase", 2),
        ("erase --id {decision} --rule x", 3),
        ("hold case-1 --reason x", 2),
        ("hold case-1 --reason x --id 00000000000000000000000000000000", 2),
        ("erase --due --derived", 2),
        ("export position --to {feed}", 2),
        ("up --check --feed morse=-", 2),
        ("up --check --host 0.0.0.0", 2),
        ("line 400 0", 2),
    ],
)
def test_the_exit_code_says_how_it_went(
    words: str, code: int, call: Command, kept: Kept, tmp_path: Path
) -> None:
    ledger = kept.copy(tmp_path / "ledger")
    line = words.format(**kept.ids).split()
    ended = call(*line, "--ledger", ledger, "--json")
    assert ended.code == code, ended
    assert ended.document.get("error", {}).get("code", "") != "unexpected"
    assert ("error" in ended.document) is (code != 0)


def test_a_ledger_that_is_not_there_is_not_made_by_a_question(
    call: Command, tmp_path: Path
) -> None:
    assert call("records", "position", "--ledger", tmp_path / "none").code == 2
    assert not (tmp_path / "none").exists()


def test_the_ledger_may_be_named_by_the_environment(
    call: Command, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORTHLINE_LEDGER", str(kept.folder))
    assert call("records", "position", "--count", "--json").document["count"] > 0


def test_a_damaged_ledger_needs_a_look(call: Command, kept: Kept, tmp_path: Path) -> None:
    import sqlite3

    ledger = kept.copy(tmp_path / "ledger")
    log = sqlite3.connect(ledger / "ledger.db")
    for (name,) in log.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        log.execute(f"drop trigger {name}")
    log.execute("update chain set actor = 'somebody' where seq = 2")
    log.commit()
    log.close()
    ended = call("verify", "--ledger", ledger, "--json")
    assert ended.code == 1
    assert ended.document["ok"] is False


def test_what_nobody_expected_is_one_sentence_and_the_way_to_more(
    call: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the sky fell")

    monkeypatch.setattr(program, "program", broken)
    ended = call("formats", "--json")
    assert ended.code == 1
    assert ended.document["error"] == {"code": "unexpected", "message": "the sky fell"}
    assert "NORTHLINE_DEBUG=1" in ended.err
    assert "Traceback" not in ended.err
    monkeypatch.setenv("NORTHLINE_DEBUG", "1")
    assert "Traceback" in call("formats").err


def test_a_missing_dependency_is_four(call: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(**_: object) -> None:
        raise MissingDependency("run: pip install tzdata")

    monkeypatch.setattr(program, "program", lacking)
    assert call("formats").code == 4


def test_rows_that_break_off_leave_a_whole_document(
    call: Command, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    from northline.app.node import Node
    from northline.records.errors import LedgerDamaged

    real = Node.batches

    def breaking(self: Node, kind: str, **asked: object) -> object:
        yield from real(self, kind, **asked)  # type: ignore[arg-type]
        raise LedgerDamaged("a segment could not be read to its end")

    monkeypatch.setattr(Node, "batches", breaking)
    ended = call("records", "position", "--ledger", kept.folder, "--json")
    assert ended.code == 1
    assert ended.document["count"] == len(ended.document["records"]) > 0
    assert ended.document["error"]["code"] == "ledger-damaged"


def test_a_reader_that_leaves_is_no_error(kept: Kept) -> None:
    line = [*LINE, "records", "position", "--ledger", str(kept.folder), "--json"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
        assert (running.wait(), said) == (0, b"")


def test_standard_input_is_read(tmp_path: Path) -> None:
    line = [*LINE, "ingest", "ais", "-", "--ledger", str(tmp_path / "ledger"), "--json"]
    ended = subprocess.run(line, input=feed(3), capture_output=True, check=True)
    assert json.loads(ended.stdout)["new"] == {"position": 3}


def test_up_serves_until_it_is_asked_to_end(kept: Kept, tmp_path: Path) -> None:
    ledger = kept.copy(tmp_path / "ledger")
    line = [*LINE, "up", "--port", "0", "--ledger", str(ledger), "--json"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        told = json.loads(running.stdout.readline())
        with urllib.request.urlopen(f"{told['address']}/api/v1/health") as answer:
            assert json.load(answer)["status"] == "ok"
            assert answer.headers["Northline-Exercise"] == "false"
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
        assert running.stdout.read() == b""
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{told['address']}/api/v1/health")


def test_following_ends_with_ctrl_c_and_says_what_was_done(kept: Kept, tmp_path: Path) -> None:
    ledger = kept.copy(tmp_path / "ledger")
    line = [*LINE, "run", "--follow", "--ledger", str(ledger), "--json"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        assert b"Ctrl-C" in running.stderr.readline()
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate(timeout=30)
    assert running.returncode == 0
    assert json.loads(out)["runs"]


def test_what_came_by_radio_cannot_command_a_terminal() -> None:
    assert shown("name", "\x1b[2JSHIP\x07") == "\ufffd[2JSHIP\ufffd"
    lines = list(table([{"name": "a\nb", "n": 1}], ["name", "n"]))
    assert len(lines) == 2


@pytest.mark.parametrize("words", ["--version", "formats"])
def test_starting_is_quick(words: str) -> None:
    """0.4 s is the aim on an idle machine; here, CPU time with room for a busy one."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*LINE, words], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 1.5
