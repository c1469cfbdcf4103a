"""With the network shut every command still works: none asks anything outside the machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import LINES, Kept, words

SHUT = """
import ipaddress, socket, sys

real_connect, real_lookup = socket.socket.connect, socket.getaddrinfo

def is_here(host):
    if not host or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

def refuse(what):
    with open({log!r}, "a") as log:
        log.write(f"{{sys.argv}} {{what}}\\n")
    raise OSError(f"the network is shut: {{what}}")

def connect(self, address):
    if isinstance(address, tuple) and not is_here(address[0]):
        refuse(address)
    return real_connect(self, address)

def lookup(host, *rest, **more):
    if not is_here(host if isinstance(host, str) else ""):
        refuse(host)
    return real_lookup(host, *rest, **more)

socket.socket.connect = socket.socket.connect_ex = connect
socket.getaddrinfo = lookup
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


def test_the_shut_network_is_really_shut(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(SHUT.format(log=str(tmp_path / "asked")))
    ended = subprocess.run(
        [sys.executable, "-c", "import socket; socket.create_connection(('192.0.2.1', 80), 1)"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
    )
    assert b"the network is shut" in ended.stderr


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
