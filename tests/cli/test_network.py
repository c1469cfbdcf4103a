"""With the network shut every command still works: none asks anything outside the machine.

Nor does a server that is asked for everything it has, nor does a page load anything from elsewhere.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from pyproj.network import is_network_enabled  # type: ignore[attr-defined]

from northline.app.node import Node
from northline.cli.program import COMMANDS
from northline.ledger.scan import Scanner
from northline.web.site import site
from tests.cli.running import LINES, Kept, words
from tests.conventions.tree import ROOT, SOURCES, modules
from tests.e2e.serving import Served

SHUT = """
import ipaddress, sys

def is_here(host):
    if isinstance(host, bytes):
        host = host.decode()
    if not host or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False

def watch(event, given):
    # Of Python's own sockets, whoever uses them: nothing goes round an audit hook (PEP 578).
    if event in {{"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"}}:
        address = given[1]
        if not isinstance(address, tuple):
            return  # a socket of this machine, or one that is connected
        if is_here(address[0]) and (event != "socket.bind" or address[0]):
            return
    elif event in {{"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}}:
        address = given[0]
        if is_here(address):
            return
    else:
        return
    with open({log!r}, "a") as log:
        log.write(f"{{sys.argv}} {{event}} {{address}}\\n")
    raise OSError(f"the network is shut: {{event}} {{address}}")

sys.addaudithook(watch)
"""

RUN = """
import sys
from northline.cli.program import run
for line in sys.stdin.read().splitlines():
    words = line.split()
    sys.stderr.write(f"{words[0]}={run(words)}\\n")
"""


def test_no_command_needs_the_network(kept: Kept, home: Path, tmp_path: Path) -> None:
    """All in one process, children of it included: `sitecustomize` shuts the network in each."""
    log = tmp_path / "asked"
    (tmp_path / "sitecustomize.py").write_text(SHUT.format(log=str(log)))
    kept.copy(tmp_path / "ledger")
    lines = [
        " ".join(
            [
                *words(name, kept, tmp_path),
                "--ledger",
                str(tmp_path / ("restored" if name == "restore" else "ledger")),
                "--json",
            ]
        )
        for name in LINES
        if name != "exercise"  # played in tests/app; it speaks to a socket of its own
    ]
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "NORTHLINE_HOME": str(home),
    }
    ended = subprocess.run(
        [sys.executable, "-c", RUN],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert not log.exists(), log.read_text()
    codes = dict(each.split("=") for each in ended.stderr.splitlines() if "=" in each)
    assert {name: codes.get(name) for name in LINES if name != "exercise"} == {
        name: "0" for name in LINES if name != "exercise"
    }, ended.stderr


@pytest.mark.parametrize(
    "asks",
    [
        "socket.create_connection(('192.0.2.1', 80), 1)",
        "socket.socket().connect_ex(('192.0.2.1', 80))",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "socket.getaddrinfo('example.org', 80)",
        "socket.gethostbyname('example.org')",
        "socket.socket().bind(('', 0))",
        "socket.socket().bind(('0.0.0.0', 0))",
    ],
)
def test_the_shut_network_is_really_shut(tmp_path: Path, asks: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(SHUT.format(log=str(tmp_path / "asked")))
    ended = subprocess.run(
        [sys.executable, "-c", f"import socket; {asks}"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
    )
    assert b"the network is shut" in ended.stderr
    assert (tmp_path / "asked").exists()


def test_what_stays_on_this_machine_is_let_through(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(SHUT.format(log=str(tmp_path / "asked")))
    program = (
        "import socket; s = socket.create_server(('127.0.0.1', 0)); "
        "socket.create_connection(('localhost', s.getsockname()[1]), 5); socket.socketpair()"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    assert not (tmp_path / "asked").exists()


def test_every_command_is_among_them() -> None:
    assert {name for name, _ in COMMANDS} == set(LINES)


# --- compiled libraries, whose sockets no hook sees -----------------------------------------


def test_compiled_libraries_are_told_to_fetch_nothing(tmp_path: Path) -> None:
    """Each that could: PROJ its grids, DuckDB extensions and files, lxml what a document names."""
    assert not is_network_enabled()
    duck = Scanner(tmp_path)._connection()
    for asks in (
        "from 'https://192.0.2.1/a.parquet'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set autoinstall_known_extensions = true",
    ):
        with pytest.raises(duckdb.Error):
            duck.execute(asks)
    assert connects(SOURCES) == ["northline/ledger/scan.py"]
    parsers = [
        call
        for module in modules()
        for call in re.findall(r"XMLParser\((.*?)\)", module.text, re.S)
    ]
    assert parsers
    for call in parsers:
        assert {"no_network=True", "resolve_entities=False"} <= set(re.split(r"[,\s]+", call))


def connects(folder: Path) -> list[str]:
    """The modules that open a DuckDB."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*.py"))
        if re.search(r"duckdb\.(?:connect|default_connection|sql|read_)\b", path.read_text())
    ]


# --- a server that is asked for everything --------------------------------------------------

WITH: Mapping[str, str] = {
    "/api/v1/line": "?lon=-83.05&lat=42.32",
    "/api/v1/line/at": "?km=100",
    "/map/ports.geojson": "?at=2026-07-01T14:00:00Z",
}
"""What some routes must be told."""


def routes(kept: Kept, home: Path, ledger: Path) -> list[tuple[str, str]]:
    """Method and path of every route that is served, with something in the place of names."""
    with Node.open(ledger, home=home) as node:
        behind: Any = site(node).app
        while not hasattr(behind, "routes"):
            behind = behind.app
        found = {
            (method, str(route.path_format))
            for route in behind.routes
            for handler in getattr(route, "route_handlers", ())
            for method in handler.http_methods
            if method in {"GET", "POST"}
        }
    names = {
        "kind": "position",
        "format": "ais",
        "seq": "1",
        "name": "line",
        "z": "0",
        "x": "0",
        "y": "0",
        "path": "manifest.json",
    }

    def filled(path: str) -> str:
        about = "finding" if "/findings/" in path else "position"
        return re.sub(
            r"{(\w+)}", lambda at: names.get(at[1], kept.ids[about] if at[1] == "id" else "x"), path
        )

    return sorted((method, filled(path) + WITH.get(path, "")) for method, path in found)


class Loads(HTMLParser):
    """What a page loads, or sends somewhere, without anybody following a link.

    Attributes:
        found: the addresses.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look through the attributes of one element; only an <a> may lead elsewhere."""
        for name, value in attrs:
            if value and not (tag == "a" and name == "href") and not name.startswith("xmlns"):
                self.found += re.findall(
                    r"(?:^|[\s,(;=\"'])((?:[a-z][a-z0-9+.-]*:)?//[^\s\"')]+)", value
                )

    def handle_data(self, data: str) -> None:
        """Scripts and styles that stand inside a page."""
        if self.cdata_elem:
            self.found += re.findall(r"(?:https?:)?//[\w.-]+\.\w+", data)


def loads(page: str) -> list[str]:
    parser = Loads()
    parser.feed(page)
    parser.close()
    return parser.found


def test_a_server_asked_for_every_route_asks_nobody_else_and_its_pages_load_nothing_from_elsewhere(
    kept: Kept, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "asked"
    (tmp_path / "sitecustomize.py").write_text(SHUT.format(log=str(log)))
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    ledger = kept.copy(tmp_path / "ledger")
    asked = routes(kept, home, ledger)
    pages = 0
    with (
        Served(ledger, home) as served,
        httpx.Client(base_url=served.address, timeout=60) as client,
    ):
        answered = {}
        for method, path in asked:
            media = "application/octet-stream" if "/ingest/" in path else "application/json"
            headers = {"Northline-Client": "tests", "Accept": "text/html, */*"}
            body = b"{}" if method == "POST" else b""
            sent = {**headers, "Content-Type": media} if method == "POST" else headers
            with client.stream(method, path, headers=sent, content=body) as answer:
                answered[f"{method} {path}"] = answer.status_code
                if path.endswith("/stream"):
                    assert next(answer.iter_bytes())
                    continue
                answer.read()
                if answer.headers.get("content-type", "").startswith("text/html"):
                    pages += 1
                    assert not loads(answer.text), path
    assert not log.exists(), log.read_text()
    assert not {path: code for path, code in answered.items() if code >= 500}
    # What only changes something is asked with an empty body, which most refuse.
    read = {path: code for path, code in answered.items() if path.startswith("GET")}
    assert sum(code < 300 for code in read.values()) > 0.7 * len(read), read
    assert pages >= 6


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<img srcset="/a.png 1x, //cdn.example/b.png 2x">',
        '<div style="background: url(https://cdn.example/b.png)"></div>',
        '<form action="http://cdn.example/"></form>',
        '<meta http-equiv="refresh" content="0; url=https://cdn.example/">',
        "<style>@import 'https://cdn.example/a.css'</style>",
        '<link rel="preconnect" href="//cdn.example">',
    ],
)
def test_what_a_page_loads_from_elsewhere_is_found(page: str) -> None:
    assert loads(page)
    assert not loads('<a href="https://example.org/source">source</a><img src="/static/a.png">')


def test_no_style_or_script_of_ours_names_another_server() -> None:
    found = [
        f"{path.name}: {address}"
        for folder in (ROOT / "web" / "src", ROOT / "src" / "northline" / "web" / "templates")
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".ts", ".css", ".html"}
        for address in re.findall(r"https?://[\w./-]+", path.read_text(encoding="utf-8"))
        if address != "http://www.w3.org/2000/svg"  # the name of a vocabulary, which nobody fetches
    ]
    assert not found


@pytest.mark.deep
def test_an_exercise_needs_no_network(home: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(SHUT.format(log=str(tmp_path / "asked")))
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    line = f"exercise --headless --speed 0 --json --ledger {tmp_path / 'exercise'}"
    ended = subprocess.run(
        [sys.executable, "-m", "northline.cli", *line.split()],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "NORTHLINE_HOME": str(home)},
        check=False,
    )
    assert ended.returncode in {0, 1}, ended.stderr.decode()
    assert not (tmp_path / "asked").exists()
