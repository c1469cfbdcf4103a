"""Programs that work on a ledger in processes of their own, to be killed or run side by side."""

import os
import subprocess
import sys
from pathlib import Path

INGEST = """
import sys
from northline.app import feeds, ingesting
from northline.app.node import Node
from northline.transports.files import FileTransport
feeds.GROUP_RECORDS = 100
ingesting.transport_at = lambda path, offset=0: FileTransport(path, offset=offset, chunk_bytes=4096)
with Node.open(sys.argv[1]) as node:
    print("open", flush=True)
    receipt = node.ingest("ais", sys.argv[2], progress=lambda r: print(r.read, flush=True))
    print("new", sum(receipt.new.values()), receipt.known, flush=True)
"""
"""Commits every 100 records, and says how far it is after each commit."""

RUN = """
import sys
from northline.app.node import Node
from northline.app.runners import leases, local
leases.SECONDS, leases.RENEW_SECONDS = 3.0, 1.0
with Node.open(sys.argv[1]) as node:
    print("open", flush=True)
    sys.stdin.readline()
    for runner in (local.Runner(node, engine, 30) for engine in local.ENGINES):
        step = runner.step
        runner.step = lambda holder: (step(holder), print("step", flush=True))
        print("findings", runner.once().findings, flush=True)
"""
"""Takes steps of 30 rows, once a line comes in, and says so after each."""


def start(program: str, *words: object) -> subprocess.Popen[str]:
    source = Path(__file__).parents[2] / "src"
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(source)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str], word: str) -> str:
    """Wait until it says a line that begins so."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(word):
            return line
    raise AssertionError(f"it ended without saying {word!r}")


def ended(process: subprocess.Popen[str]) -> str:
    """What else it says; it must end well."""
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return out
