"""`up`: what it is told, what it starts, in which turns it ends, and what ends with it."""

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from northline.app.accounts import Accounts
from northline.app.health_status import Board, Condition, ProcessState, Role, Status, look
from northline.app.home import home_folder
from northline.app.node import Node
from northline.cli import tied
from northline.cli.processes import Process, keep_up
from northline.cli.up import _processes, _wanted, _who
from northline.records.errors import UsageError
from northline.records.units import Micros
from tests.cli.running import Command, Kept
from tests.transports.certificates import Authority
from tests.web.asking import feed

WRONG = '[node]\nprot = 1\n[[feeds]]\nname = "a"\nformat = "aiss"\naddress = "udp://:0"\n'


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NORTHLINE_SETTINGS", raising=False)


# --- what it is told ----------------------------------------------------------------------


def test_check_lists_every_mistake_of_file_and_options_and_makes_nothing(
    call: Command, tmp_path: Path
) -> None:
    Path("northline.toml").write_text(WRONG)
    ended = call("up", "--check", "--feed", "morse=udp://:0", "--host", "0.0.0.0", "--json")
    assert ended.code == 2
    told = ended.document
    assert told["ok"] is False
    assert [(each["line"], each["where"]) for each in told["mistakes"]] == [
        (2, "node.prot"),
        (5, "feeds[0].format"),
        (None, "--feed"),
        (None, "host and port"),
    ]
    assert told["mistakes"][0]["remedy"] == "Did you mean port?"
    assert told["error"]["code"] == "settings-error"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["northline.toml"]
    said = call("up", "--check", "--port", "0")
    assert said.code == 2
    assert "2 mistakes in northline.toml" in said.err
    assert "line 2: node.prot: there is no such key; allowed: ledger, host, port" in said.err


def test_with_a_mistake_in_its_settings_nothing_is_started(call: Command, tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text(WRONG)
    ended = call("up", "--settings", path, "--json")
    assert ended.code == 2
    assert "line 5: feeds[0].format" in ended.document["error"]["message"]
    assert not (tmp_path / "northline-data").exists()


def test_check_finds_nothing_wrong_and_names_what_would_be_started(
    call: Command, tmp_path: Path
) -> None:
    Path("northline.toml").write_text(
        '[node]\nledger = "data"\nport = 0\n'
        '[[feeds]]\nname = "tower"\nformat = "ais"\naddress = "udp://:0"\n'
    )
    told = call("up", "--check", "--feed", "ais=tcp-listen://:0", "--json").document
    assert told["ok"] is True
    assert told["ledger"] == str(tmp_path / "data")
    assert [each["name"] for each in told["feeds"]] == ["tower", "tcp-listen://:0"]
    assert not (tmp_path / "data").exists()


def test_check_knows_of_accounts_and_certificates(
    call: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORTHLINE_HOME", str(tmp_path / "home"))  # accounts are for good
    certificate, key = Authority(tmp_path).issue("host")
    Path("northline.toml").write_text(
        '[node]\nhost = "0.0.0.0"\nport = 0\nnames = ["node.opp.example"]\n'
        f'certificate = "{certificate}"\nkey = "{key}"\n'
    )
    before = call("up", "--check")
    assert "without accounts" in before.err
    with Accounts.open(home_folder()) as accounts:
        accounts.set_up("chief", "four words do not match")
    assert call("up", "--check").code == 0
    Path(key).write_text("no key")
    wrong = call("up", "--check")
    assert wrong.code == 2
    assert "cannot be used" in wrong.err


def test_it_says_whether_there_are_accounts_and_what_that_means(tmp_path: Path) -> None:
    with Node.open(tmp_path / "ledger", home=tmp_path / "home") as node:
        said = _who(node)
        assert said.startswith("none: whoever works as this user")
        assert node.host.name in said
        with Accounts.open(node.home) as accounts:
            accounts.set_up("chief", "four words do not match")
        assert _who(node) == "1; everybody signs in"


def test_the_command_line_comes_before_the_file(
    call: Command, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("northline.toml").write_text('[node]\nledger = "data"\nport = 0\n')
    assert call("up", "--check", "--ledger", "x", "--json").document["ledger"] == "x"
    monkeypatch.setenv("NORTHLINE_LEDGER", str(kept.folder))
    assert call("up", "--check", "--json").document["ledger"] == str(kept.folder)
    settings, mistakes = _wanted(None, [], None, 8500)
    assert (settings.node.port, mistakes) == (8500, ())


@pytest.mark.parametrize("given", ["ais", "ais=-", "ais=udp://:7"])
def test_a_feed_that_cannot_be_is_a_mistake(given: str) -> None:
    Path("northline.toml").write_text(
        '[[feeds]]\nname = "a"\nformat = "ais"\naddress = "udp://:7"\n'
    )
    _, (mistake,) = _wanted(None, [given], None, None)
    assert mistake.where == "--feed"


def test_the_token_of_an_address_is_shown_to_nobody(call: Command) -> None:
    address = "http-listen://127.0.0.1:0/reports?token=open-sesame"
    answered = call("up", "--feed", f"arrivals={address}", "--check", "--port", "0", "--json")
    assert answered.code == 0
    assert "token=..." in answered.out
    assert "open-sesame" not in answered.out + answered.err


def test_each_feed_is_an_ingest_of_its_own(tmp_path: Path) -> None:
    Path("northline.toml").write_text(
        '[[feeds]]\nname = "tower"\nformat = "ais"\naddress = "udp://:7"\n'
        'marking = "Protected A; owner=rcmp"\nmax_rejected = 5\n'
        "[retention.position]\nmaximum_days = 30\n"
    )
    settings, mistakes = _wanted(None, ["ais=udp://:8"], None, None)
    assert mistakes == ()
    feeds, started = _processes(tmp_path / "l", settings, Board(tmp_path / "l", home=tmp_path))
    assert [each.name for each in started] == [
        "feed tower",
        "feed udp://:8",
        "engines",
        "retention",
    ]
    assert list(started[0].command[4:]) == [
        "ingest", "ais", "udp://:7", "--source=tower",
        "--marking=Protected A; owner=rcmp", "--max-rejected=5",
        "--ledger", str(tmp_path / "l"),
    ]  # fmt: skip
    assert list(started[1].command[4:7]) == ["ingest", "ais", "udp://:8"]
    assert [each.source for each in feeds] == ["tower", "ais"]
    assert "--holder" in started[2].command


def test_engines_run_with_the_parameters_of_the_file(
    call: Command, kept: Kept, tmp_path: Path
) -> None:
    from northline.app.node import Node
    from northline.app.runners.steps import params_digest
    from northline.app.settings import engines_of

    ledger = kept.copy(tmp_path / "ledger")
    feeds = tmp_path / "more.nmea"
    feeds.write_bytes(feed(3, second=1_790_000_000))
    path = tmp_path / "northline.toml"
    path.write_text(f'[node]\nledger = "{ledger}"\n[engines.tracking]\ngate = 5.0\n')
    assert call("ingest", "ais", feeds, "--ledger", ledger).code == 0
    assert call("run").code == 0, "the ledger is the one that the file names"
    with Node.open(ledger) as node:
        steps = [each.facts["engine"] for each in node.ledger.entries() if "engine" in each.facts]
    last = next(each for each in reversed(steps) if each["name"] == "tracking")
    assert last["params"] == params_digest(engines_of(path)[0]).hex()
    assert last["params"] != params_digest(engines_of(None)[0]).hex()
    path.write_text("[engines.tracking]\ngate = 50.0\n")
    ended = call("run", "--ledger", ledger, "--json")
    assert ended.code == 2
    assert "line 2: engines.tracking.gate" in ended.document["error"]["message"]


# --- turns --------------------------------------------------------------------------------

WAITING = """
import pathlib, signal, sys, time
def ended(*_):
    time.sleep({pause})
    with open({log!r}, "a") as log: log.write({name!r} + " ")
    raise SystemExit(0)
signal.signal(signal.SIGTERM, ended)
pathlib.Path({ready!r}).touch()
time.sleep(60)
"""


def test_feeds_end_before_engines_and_these_before_the_api(tmp_path: Path) -> None:
    log = tmp_path / "log"
    every = []
    for role, pause in ((Role.API, 0.0), (Role.ENGINES, 0.2), (Role.FEED, 0.5)):
        text = WAITING.format(
            pause=pause, log=str(log), name=role.value, ready=str(tmp_path / role.value)
        )
        every.append(Process(role.value, [sys.executable, "-c", text], role=role))
    stop = threading.Event()
    said: list[tuple[ProcessState, ...]] = []

    def ready() -> None:
        while not all((tmp_path / role.value).exists() for role in (Role.API, Role.FEED)):
            time.sleep(0.05)
        while not (tmp_path / Role.ENGINES.value).exists():
            time.sleep(0.05)
        stop.set()

    threading.Thread(target=ready).start()
    keep_up(every, stop, said.append)
    assert log.read_text().split() == ["feed", "engines", "api"]
    assert [each.condition for each in said[0]] == [Condition.RUNNING] * 3
    assert [each.condition for each in said[-1]] == [Condition.ENDED] * 3
    assert {each.exit_code for each in said[-1]} == {0}


def test_it_is_told_when_a_process_ends_and_is_started_again(tmp_path: Path) -> None:
    crash = Process("a", [sys.executable, "-c", "raise SystemExit(3)"], needed=False, pause=0.3)
    stop = threading.Event()
    said: list[ProcessState] = []

    def told(states: tuple[ProcessState, ...]) -> None:
        said.extend(states)
        if states[0].restarts == 2:
            stop.set()

    keep_up([crash], stop, told)
    assert Condition.RESTARTING in {each.condition for each in said}
    assert {each.exit_code for each in said if each.condition is Condition.RESTARTING} == {3}


# --- what ends with it --------------------------------------------------------------------


def test_what_is_tied_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    """The module it runs says that it was asked to end, as any command of ours would hear it."""
    (tmp_path / "waits.py").write_text(
        WAITING.format(
            pause=0, log=str(tmp_path / "log"), name="asked", ready=str(tmp_path / "ready")
        )
    )
    starter = (
        "import subprocess, sys, time\n"
        "from northline.cli.tied import Tie\n"
        "tie = Tie()\n"
        "subprocess.Popen([sys.executable, '-m', 'northline.cli.tied', 'waits'],\n"
        "    env=tie.environment, pass_fds=tie.handed_on, start_new_session=True)\n"
        "time.sleep(60)\n"
    )
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    with subprocess.Popen(
        [sys.executable, "-c", starter], env={**os.environ, "PYTHONPATH": paths}
    ) as running:
        wait_for(tmp_path / "ready")
        running.send_signal(signal.SIGKILL)
    wait_for(tmp_path / "log")


def test_what_does_not_listen_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []
    reading, writing = os.pipe()
    monkeypatch.setattr(tied, "GRACE", 0.05)
    monkeypatch.setattr(os, "kill", lambda pid, number: done.append(number))
    monkeypatch.setattr(os, "_exit", done.append)
    watching = threading.Thread(target=tied.watch, args=(reading,))
    watching.start()
    time.sleep(0.1)
    assert not done
    os.close(writing)
    watching.join()
    os.close(reading)
    assert done == [signal.SIGTERM, 1]


# --- the board ----------------------------------------------------------------------------


def test_there_is_one_up_over_a_ledger_and_it_is_known_when_it_was_killed(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    told = Status(pid=1, since=Micros(0), ledger=str(ledger))
    assert look(ledger, home=tmp_path) == (None, False)
    with Board(ledger, home=tmp_path) as board:
        board.tell(told)
        assert look(ledger, home=tmp_path) == (told, True)
        with pytest.raises(UsageError, match="already"), Board(ledger, home=tmp_path):
            pass
        with Board(tmp_path / "other", home=tmp_path):
            pass
    assert look(ledger, home=tmp_path) == (None, False)
    killed = (
        "import os, signal, sys; from pathlib import Path\n"
        "from northline.app.health_status import Board, Status\n"
        f"board = Board(Path({str(ledger)!r}), home=Path({str(tmp_path)!r})).__enter__()\n"
        f"board.tell(Status(pid=1, since=0, ledger={str(ledger)!r}))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", killed], check=False)
    assert look(ledger, home=tmp_path) == (told, False)


def test_a_full_disk_ends_no_node(tmp_path: Path) -> None:
    told = Status(pid=1, since=Micros(0), ledger="x")
    with Board(tmp_path / "ledger", home=tmp_path) as board:
        board.tell(told)
        board._file = tmp_path / "gone" / "up.json"
        board.tell(told)


# --- health -------------------------------------------------------------------------------


def answering(page: float) -> http.server.ThreadingHTTPServer:
    """An API of which only the figures of the page are asked."""
    timing = {"count": 30, "median": 0.1, "p95": page, "budget": 0.3}
    slow = [{"code": "stage-slow", "subject": "page", "value": page, "en": "slow", "fr": "lent"}]
    stages = [{"stage": "page", "timing": timing, "over": page > 0.3}]
    said = json.dumps({"stages": stages, "troubles": slow if page > 0.3 else []}).encode()

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None: ...

    return http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)


@pytest.mark.parametrize(("page", "code"), [(0.2, 0), (0.9, 1)])
def test_health_asks_the_api_what_pages_measured(
    call: Command, kept: Kept, tmp_path: Path, page: float, code: int
) -> None:
    ledger = kept.copy(tmp_path / "ledger")
    with answering(page) as api, Board(ledger) as board:
        threading.Thread(target=api.serve_forever).start()
        address = f"http://127.0.0.1:{api.server_address[1]}"
        now = Micros(time.time_ns() // 1000)
        board.tell(Status(pid=1, since=now, ledger=str(ledger), address=address))
        ended = call("health", "--ledger", ledger, "--json")
        api.shutdown()
    assert ended.code == code
    told = ended.document
    assert [each["stage"] for each in told["stages"]] == ["feed", "watch", "engine", "page"]
    assert told["stages"][-1]["timing"]["p95"] == page
    assert told["ok"] is (code == 0)


def test_an_api_that_does_not_answer_needs_a_look(
    call: Command, kept: Kept, tmp_path: Path
) -> None:
    ledger = kept.copy(tmp_path / "ledger")
    with Board(ledger) as board:
        now = Micros(time.time_ns() // 1000)
        address = "http://127.0.0.1:1"
        board.tell(Status(pid=1, since=now, ledger=str(ledger), address=address))
        ended = call("health", "--ledger", ledger)
    assert ended.code == 1
    assert "needs a look: The API does not answer." in ended.out
    assert "no figure" in ended.out


def wait_for(path: Path) -> None:
    ends = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < ends, f"{path.name} did not come"
        time.sleep(0.05)
