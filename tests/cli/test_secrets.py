"""No token, password or key is told to anyone: not on a screen, in an error, a file or a metric."""

import base64
import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from northline.app.home import SECRET_KEY
from tests.cli.running import LINES, Command, Kept, words
from tests.e2e.serving import Served
from tests.transports.certificates import Authority

HUSH = "QUEBEC-ZULU-7"
"""What is planted."""

ADDRESSES = (
    "tcp://watch:{hush}@127.0.0.1:1",
    "tcp://{hush}@127.0.0.1:1",
    "tcp://watch:a?{hush}@127.0.0.1:1",
    "tcp://127.0.0.1:1?password={hush}",
    "tcp://127.0.0.1:1?TOKEN={hush}",
    "tls://watch:{hush}@127.0.0.1:1?ca=missing",
    "tls-listen://:0?passphrase={hush}",
    "ftp://watch:{hush}@127.0.0.1/feed",
    "udp://:0?api_key={hush}",
    "relay://watch:{hush}@:0",
    "relay://:0?secret={hush}",
    "http-listen://:0/?token={hush}&token={hush}",
    "http-listen://:0/?token={hush}&x=1",
    "http-listen://:0/?tokens={hush}",
    "http-listen://:0/#token={hush}",
    "http-listen://h/?token={hush}",
    "https-listen://:0/?token={hush}&cert=missing&key=missing",
    "https-listen://:0/?token={hush}&token-file=missing&cert=missing&key=missing",
)
"""Each is wrong; what is said of it must not hold what stands in it."""


def everything(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_what_is_said_of_a_wrong_address_holds_nothing_secret(
    call: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, more: list[str]
) -> None:
    monkeypatch.setenv("NORTHLINE_DEBUG", "1")
    written = address.format(hush=HUSH)
    ledger = ["--ledger", tmp_path / "ledger"]
    for line in (
        ["ingest", "ais", written],
        ["up", "--check", "--port", "0", "--feed", f"ais={written}"],
        ["up", "--port", "0", "--feed", f"ais={written}"],
    ):
        ended = call(*line, *ledger, *more)
        assert ended.code == 2, ended.err
        assert HUSH not in ended.out + ended.err


@pytest.mark.parametrize(
    "text",
    [
        '[node]\npassword = "{hush}"\n',
        '[node]\nhost = 1\napi_token = ["{hush}"]\n',
        '[[feeds]]\nname = "a"\nformat = "ais"\naddress = "tcp://w:{hush}@127.0.0.1:1"\n',
        '[[feeds]]\nname = "a"\nformat = "ais"\naddress = "http-listen://:0/?token={hush}"\n',
        '[[feeds]]\nname = "a"\nformat = "ais"\naddress = "udp://:0"\nsecret = {{ a = "{hush}" }}\n',
        'password = "{hush}\n',
        "password = {hush}\n",
    ],
)
@pytest.mark.parametrize("command", ["up --check --port 0", "up --port 0", "run", "erase --due"])
def test_what_is_said_of_settings_holds_nothing_secret(
    call: Command, kept: Kept, tmp_path: Path, text: str, command: str
) -> None:
    settings = tmp_path / "northline.toml"
    settings.write_text(text.format(hush=HUSH))
    ledger = kept.copy(tmp_path / "ledger")
    for more in ([], ["--json"]):
        ended = call(*command.split(), "--settings", settings, "--ledger", ledger, *more)
        # Who does not read these tables does not mind them.
        assert ended.code == 2 or (ended.code == 0 and command in {"run", "erase --due"}), ended.err
        assert HUSH not in ended.out + ended.err


@pytest.mark.parametrize("scheme", ["tls", "tls-listen", "https-listen"])
def test_what_is_said_of_keys_holds_nothing_of_them(
    call: Command, tmp_path: Path, scheme: str
) -> None:
    """Taken for one another, locked, cut short: the file is named, and nothing of it shown."""
    authority = Authority(tmp_path)
    cert, key = authority.issue("localhost")
    _, locked = authority.issue("locked", passphrase=HUSH.encode())
    short = tmp_path / "short.key"
    short.write_text(Path(key).read_text()[:120] + "\n")
    lines = [line for file in (key, locked) for line in Path(file).read_text().splitlines()[1:-1]]
    for pair in ((key, cert), (key, key), (cert, locked), (cert, str(short))):
        end = "/" if scheme.startswith("http") else ""
        address = f"{scheme}://127.0.0.1:1{end}?cert={pair[0]}&key={pair[1]}"
        ended = call("ingest", "ais", address, "--ledger", tmp_path / "ledger", "--json")
        assert ended.code == 2, ended.err
        assert not [line for line in (HUSH, *lines) if line in ended.out + ended.err]


@pytest.mark.usefixtures("_no_exercise")
@pytest.mark.parametrize("name", sorted(LINES))
def test_no_command_shows_the_key_of_the_operator(
    name: str, call: Command, kept: Kept, home: Path, tmp_path: Path
) -> None:
    key = (home / SECRET_KEY).read_bytes()
    assert len(key) == 32
    ledger = kept.copy(tmp_path / "ledger")
    for more in ([], ["--json"]):
        ended = call(*words(name, kept, tmp_path), "--ledger", ledger, *more)
        (tmp_path / "out.jsonl").unlink(missing_ok=True)
        told = ended.out + ended.err
        assert key.hex() not in told.lower()
        assert base64.b64encode(key).decode().rstrip("=") not in told
        assert base64.urlsafe_b64encode(key).decode().rstrip("=") not in told
    assert not [path for path, content in everything(ledger) if key in content]


def asked(address: str, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> str:
    """A whole answer: its headers and its body."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    with contextlib.closing(connection):
        connection.request(method, path, body=body or None, headers=headers)
        answer = connection.getresponse()
        return f"{answer.status} {answer.headers}\n{answer.read().decode(errors='replace')}"


CARRIED = {
    "Authorization": f"Bearer {HUSH}",
    "Proxy-Authorization": f"Basic {HUSH}",
    "Cookie": f"session={HUSH}",
    "X-Api-Key": HUSH,
    "Idempotency-Key": HUSH,
    "If-None-Match": f'"{HUSH}"',
    "Northline-Client": HUSH,
    "Content-Type": "application/json",
}
REQUESTS = (
    ("GET", f"/api/v1/head?token={HUSH}", b""),
    ("GET", f"/api/v1/records/position?limit=0&secret={HUSH}", b""),
    ("GET", "/api/v1/health", b""),
    ("GET", "/metrics", b""),
    ("GET", "/nowhere", b""),
    ("POST", "/api/v1/verify", b'{"password": "%s"}' % HUSH.encode()),
    ("POST", "/api/v1/verify", b'{"anchor": {"token": "%s"}}' % HUSH.encode()),
    ("POST", "/api/v1/verify", b'{"anchor": "%s' % HUSH.encode()),
    ("POST", "/api/v1/verify", b"%s" % HUSH.encode()),
    ("POST", "/api/v1/findings/x/decisions", b'{"verb": 1, "secret": "%s"}' % HUSH.encode()),
    ("POST", "/api/v1/verify", b"[" * 99 + HUSH.encode()),
)


def test_nothing_that_a_request_carries_comes_back_or_into_a_log(
    kept: Kept, home: Path, tmp_path: Path
) -> None:
    """Pages are left out: their link to the other language keeps the query that was asked."""
    ledger = kept.copy(tmp_path / "ledger")
    with Served(ledger, home) as served:
        for method, path, body in REQUESTS:
            for headers in (CARRIED, {**CARRIED, "Host": "evil.example"}):
                assert HUSH not in asked(served.address, method, path, headers, body)
        assert HUSH not in asked(served.address, "GET", "/metrics", {})
    assert HUSH not in served.log.read_text()
    held = [
        path
        for folder in (home, ledger)
        for path, content in everything(folder)
        if HUSH.encode() in content
    ]
    assert not held


def test_the_token_of_a_feed_is_in_no_file_message_or_metric_of_a_node_that_is_up(
    tmp_path: Path,
) -> None:
    """Given on the command line and kept in a file; asked for rightly, wrongly and not at all."""
    home, ledger, (out, err) = (
        tmp_path / "home",
        tmp_path / "ledger",
        (tmp_path / "o", tmp_path / "e"),
    )
    (tmp_path / "token").write_text(f"{HUSH}-FILE\n")
    command = [sys.executable, "-m", "northline.cli", "up", "--port", "0", "--ledger", str(ledger)]
    feeds = [
        f"ais=http-listen://127.0.0.1:0/a?token={HUSH}",
        f"ais=http-listen://127.0.0.1:0/b?token-file={tmp_path / 'token'}",
    ]
    environment = {**os.environ, "NORTHLINE_HOME": str(home)}
    with out.open("w") as told, err.open("w") as said:
        up = subprocess.Popen(
            [*command, "--json", *(each for feed in feeds for each in ("--feed", feed))],
            stdout=told,
            stderr=said,
            env=environment,
            cwd=tmp_path,
        )
        try:
            until(
                lambda: (
                    '"address"' in out.read_text()
                    and err.read_text().count("/a?") > 0
                    and err.read_text().count("/b?") > 0
                )
            )
            health = subprocess.run(
                [*command[:3], "health", "--json", "--ledger", str(ledger)],
                capture_output=True,
                text=True,
                env=environment,
                check=False,
            )
            address = json.loads(out.read_text())["address"]
            metrics = asked(address, "GET", "/metrics", {})
            page = asked(address, "GET", "/health", {"Accept": "text/html"})
            kept_now = dict(everything(home))
        finally:
            up.send_signal(signal.SIGINT)
            up.wait(60)
    assert "http-listen" in health.stdout, "the feeds are there"
    assert kept_now, "the status is there"
    for name, content in {
        "stdout": out.read_text(),
        "stderr": err.read_text(),
        "health": health.stdout + health.stderr,
        "metrics": metrics,
        "page": page,
    }.items():
        assert HUSH not in content, name
    for folder in (kept_now.items(), everything(home), everything(ledger)):
        assert not [path for path, content in folder if HUSH.encode() in content]


def until(there: object, seconds: float = 60.0) -> None:
    assert callable(there)
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.1)
