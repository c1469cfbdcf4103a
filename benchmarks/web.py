"""The pages: how quickly they answer, how many may watch at once, and what they weigh.

There is no peer.  Measured on the wall clock, from a process of its own beside the server:

- pages: each page and the API behind it, on the ledger of an exercise day; 95th percentile of
  sequential requests.  Asked with another parameter each time, so that no entity tag helps.
- listeners: so many open streams of the picture while 50 tracks move each second; how long a
  frame takes from the commit to the listener, how many were given none, and what it costs the
  server.  One listener never reads: it must hold back nobody, and memory must stay flat.
- thousands: 5,000 moving tracks to a listener, and to the frame in a real browser where
  Chromium is on the machine.
- weights: every byte of a page over the network, compressed as the server sends it.

    python benchmarks/web.py [--quick] [--seed 1] [--data LEDGER] [--listeners 1000]
"""

import argparse
import asyncio
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from northline.app.node import Node
from northline.ledger.reading import system_clock
from tests.e2e.traffic import Traffic

OPENING = 90.0
"""Seconds that all streams together may take to be open."""

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--no-first-run", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip


@contextmanager
def served(ledger: Path) -> Iterator[tuple[str, int]]:
    """A server over a ledger: its address and process id."""
    command = [sys.executable, "-m", "northline.web", "serve"]
    process = subprocess.Popen(
        [*command, "--ledger", str(ledger), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.terminate()
        process.wait(20)


def exercised(folder: Path, seed: int) -> Path:
    """The ledger of an exercise day, played as fast as it is taken."""
    command = [sys.executable, "-m", "northline.cli", "exercise", "detroit", "--headless"]
    more = ["--seed", str(seed), "--speed", "0", "--ledger", str(folder), "--json"]
    ended = subprocess.run([*command, *more], capture_output=True, check=False)
    if ended.returncode not in {0, 1}:  # 1: a bar was missed; the pages do not mind
        raise SystemExit(ended.stderr.decode())
    return folder


def fetch(address: str, **headers: str) -> bytes:
    """The body of an answer as it came over the network."""
    asked = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(asked) as answer:
        body: bytes = answer.read()
    return body


def pages(address: str, times: int) -> dict[str, float]:
    """95th percentile of each page's answers, ms."""
    api = f"{address}/api/v1"
    found = json.loads(fetch(f"{api}/findings?state=all&limit=1"))["findings"]
    asked = {
        "picture": f"{address}/picture?n=",
        "findings": f"{address}/findings?n=",
        "health": f"{address}/health?n=",
        "api picture": f"{api}/picture",
        "api alerts": f"{api}/picture/alerts?limit=",
        "api past": f"{api}/picture/past?every=10&minutes=",
        "api findings": f"{api}/findings?limit=",
        "api records": f"{api}/records/position?limit=",
    }
    if found:
        asked["finding"] = f"{address}/findings/{found[0]['id']}?n="
    told = {}
    for name, url in asked.items():
        fetch(url + ("1" if url.endswith("=") else ""), Accept="text/html")
        took = []
        for n in range(times):
            began = time.perf_counter()
            fetch(url + (str(50 + n % 10) if url.endswith("=") else ""), Accept="text/html")
            took.append(1000 * (time.perf_counter() - began))
        told[name] = round(statistics.quantiles(took, n=20)[-1], 1)
    return told


def weights(address: str) -> dict[str, float]:
    """Bytes of each page with all that it loads at once, compressed, in kB."""
    told = {}
    for name in ("picture", "findings", "health"):
        html = fetch(f"{address}/{name}", Accept="text/html").decode()
        total, seen = len(html.encode()), set()
        waiting = re.findall(r'(?:src|href|data-worker)="(/static/[^"]+)"', html)
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            total += len(fetch(address + path, **{"Accept-Encoding": "gzip"}))
            if path.endswith(".js"):
                text = fetch(address + path).decode(errors="replace")
                base = path.rpartition("/")[0]
                waiting += [f"{base}/{each}" for each in re.findall(r'["\']\./([\w.-]+\.js)', text)]
        told[name] = round(total / 1000, 1)
    return told


class Listener:
    """One open stream; keeps how old each frame was when it came."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self.bytes = 0

    async def listen(self, host: str, port: int, *, read: bool = True) -> None:
        """Open the stream and read until cancelled; or never read."""
        reader, writer = await asyncio.open_connection(host, port, limit=2**24)
        request = f"GET /api/v1/picture/stream HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"
        writer.write(request.encode())
        try:
            if not read:
                await asyncio.Event().wait()
            while line := await reader.readline():
                self.bytes += len(line)
                if line.startswith(b"data:"):
                    told = re.search(rb'"full":(\w+),"time":\d+,"committed":(\d+)', line)
                    moved = b'"moves":{"n":[]' not in line
                    if told and told[1] == b"false" and moved:
                        self.late.append(time.time() * 1000 - int(told[2]))
        finally:
            writer.close()


async def listen(
    address: str, many: int, seconds: float, *, stalled: int, opened: Callable[[], None]
) -> list[Listener]:
    """So many listeners for so long, some of which never read; told when all are open."""
    host, _, port = address.removeprefix("http://").partition(":")
    listeners = [Listener() for _ in range(many)]
    idle = [Listener() for _ in range(stalled)]
    tasks = []
    for i, each in enumerate([*idle, *listeners]):
        tasks.append(asyncio.create_task(each.listen(host, int(port), read=i >= stalled)))
        if i % 50 == 0:
            await asyncio.sleep(0.05)
    began = time.monotonic()
    while not all(each.bytes for each in listeners) and time.monotonic() - began < OPENING:  # noqa: ASYNC110 - bytes over a network are waited for
        await asyncio.sleep(0.1)
    await asyncio.sleep(2)
    for each in listeners:
        each.late.clear()
    opened()
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return listeners


@contextmanager
def moving(ledger: Path, size: int, seed: int) -> Iterator[None]:
    """So many tracks that move each second, appended by a process of its own."""
    program = (
        "import sys, time; from pathlib import Path\n"
        f"sys.path.insert(0, {str(Path(__file__).parent.parent)!r})\n"
        "from benchmarks.web import tell_for_ever\n"
        f"tell_for_ever(Path({str(ledger)!r}), {size}, {seed})"
    )
    process = subprocess.Popen([sys.executable, "-c", program])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def tell_for_ever(ledger: Path, size: int, seed: int) -> None:
    """Append a point of each track every second."""
    traffic = Traffic(size, seed=seed)
    with Node.open(ledger) as node:
        while True:
            began = time.monotonic()
            traffic.tell(node, system_clock())
            time.sleep(max(0.0, 1.0 - (time.monotonic() - began)))


def used(pid: int) -> tuple[float, float]:
    """CPU seconds and resident megabytes of a process (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    pages_held = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    tick = 100.0
    return (int(fields[11]) + int(fields[12])) / tick, pages_held * resource.getpagesize() / 1e6


def watched(ledger: Path, tracks: int, many: int, seconds: float, seed: int) -> dict[str, Any]:
    """What so many listeners see while so many tracks move."""
    with served(ledger) as (address, pid), moving(ledger, tracks, seed):
        steady: list[tuple[float, float]] = []
        peak = [used(pid)[1]]
        done = threading.Event()

        def look() -> None:
            while not done.wait(0.5):
                peak.append(used(pid)[1])

        looking = threading.Thread(target=look)
        looking.start()
        listeners = asyncio.run(
            listen(address, many, seconds, stalled=1, opened=lambda: steady.append(used(pid)))
        )
        done.set()
        looking.join()
        after = used(pid)
    late = sorted(each for listener in listeners for each in listener.late)
    return {
        "listeners": many,
        "tracks": tracks,
        "without_a_frame": sum(not listener.late for listener in listeners),
        "frames_per_listener_and_s": round(len(late) / many / seconds, 2),
        "commit_to_listener_ms": {
            "median": round(statistics.median(late), 1) if late else None,
            "p95": round(late[int(0.95 * len(late))], 1) if late else None,
        },
        "server_cpu_per_s": round((after[0] - steady[0][0]) / seconds, 2),
        "server_mb": {"all_open": round(steady[0][1]), "most": round(max(peak))},
    }


def drawn(ledger: Path, tracks: int, seconds: float, seed: int) -> dict[str, Any] | None:
    """From the commit to the frame of a real browser, ms; None without Chromium."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        return None
    from playwright.sync_api import sync_playwright

    watch = (
        "() => { const s = window.northline, kept = window.late = []; let seen = 0;"
        " const look = () => { if (s.live.committed !== seen && s.drawn.length) {"
        " seen = s.live.committed; kept.push(Date.now() - seen); } requestAnimationFrame(look); };"
        " look(); }"
    )
    with served(ledger) as (address, _), moving(ledger, tracks, seed), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(FLAGS))
        tab = browser.new_page(viewport={"width": 1400, "height": 850})
        tab.goto(f"{address}/picture?lon=-84&lat=44&zoom=5.5")
        tab.wait_for_function(f"() => window.northline.live.size >= {tracks}")
        tab.evaluate(watch)
        tab.wait_for_timeout(int(1000 * seconds))
        late, drawing = tab.evaluate("() => [window.late, window.northline.drawn]")
        browser.close()
    return {
        "tracks": tracks,
        "frames": len(late),
        "commit_to_frame_ms": {
            "median": round(statistics.median(late), 1),
            "p95": round(statistics.quantiles(late, n=20)[-1], 1),
        },
        "drawing_ms": round(statistics.median(drawing), 1),
    }


def main() -> None:
    """Run it all, and print one JSON object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("--seed", type=int, default=1, help="of the day and the tracks")
    parser.add_argument("--data", type=Path, help="a ledger to serve instead of an exercise day")
    parser.add_argument("--listeners", type=int, default=1000)
    given = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 20_000), most))
    seconds = 8.0 if given.quick else 30.0
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        day = given.data or exercised(root / "day", given.seed)
        with served(day) as (address, _):
            answered = pages(address, 40 if given.quick else 300)
            weighed = weights(address)
        for name in ("few", "thousands", "browser"):
            Node.open(root / name, exercise=True).close()
        few = watched(root / "few", 50, given.listeners, seconds, given.seed)
        thousands = watched(root / "thousands", 5_000, 3, seconds, given.seed)
        browser = drawn(root / "browser", 5_000, seconds, given.seed)
    result = {
        "name": "web",
        "ratio": None,
        "peer": None,
        "ours": {"p95_ms": answered, "listeners": few, "thousands": thousands, "browser": browser},
        "quality": {
            "every_page_below_50_ms": max(answered.values()) < 50,
            "every_listener_served": few["without_a_frame"] == 0,
            "kilobytes": weighed,
            "every_page_below_500_kb": max(weighed.values()) < 500,
        },
        "input": {"seed": given.seed, "data": str(given.data) if given.data else "detroit"},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
