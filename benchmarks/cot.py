"""The relay against taky 0.10: the same Cursor on Target events through both, in one run.

Measured, as a ratio of CPU seconds (taky's over ours, bigger is better), median of the
repetitions: one sender, one receiver, every event delivered.  Both are processes of their own,
warmed up; their CPU time, all threads and the system's part included, is read from /proc around
each repetition.  Ours is ``northline ingest cot relay://``: every event is in the ledger, with
ids, commitments and chain, and the chain says to whom it goes, before it goes out.  taky keeps
what is not stale in memory.  What a client is sent when it comes (ours: an offer of the TAK
protocol, and the newest of each uid) has gone before counting begins.  Each is fed as fast as it takes events, with at most ``--window`` of them on their way: unpaced, taky
spends its time on its own backlog.

And besides, each server alone: five unpaced senders (events delivered and CPU time); a receiver
that reads nothing beside one that does.  Quality: every event that came out of the relay is one
that went in, byte for byte and in canonical XML (C14N), in the order of its sender.

    python benchmarks/cot.py [--quick] [--seed 1] [--events 40000] [--data FILE] [--taky PATH]
"""

import argparse
import io
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from lxml import etree

END = b"</event>"
DECLARATION = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
WARM = 3_000
SENDERS = 5
MUCH = 48 << 20
"""Bytes that pass by a receiver that reads nothing: more than a relay lets wait for it."""

PATIENCE = 60.0
"""Seconds without a byte after which nothing more is waited for."""

QUIET = 0.5
"""Seconds without a byte after which a client that has come has what was before it."""

TYPES = ("a-f-G-U-C",) * 4 + ("a-f-S-X", "a-u-S-X", "a-n-A-C-F", "b-m-p-s-m")


def made_events(count: int, seed: int) -> list[bytes]:
    """Events as ATAK sends them: boats, people and markers around Detroit, fresh for a day."""
    chance = random.Random(seed)
    now = time.time()

    def instant(at: float) -> str:
        whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at))
        return f"{whole}.{int(at % 1 * 1000):03d}Z"

    events = []
    for number in range(count):
        device = chance.randrange(200)
        kind = TYPES[device % len(TYPES)]
        at = now + number / 1000
        stale = instant(at + 86_400)
        events.append(
            f'<event version="2.0" uid="ANDROID-{device:016x}" type="{kind}" how="m-g" '
            f'time="{instant(at)}" start="{instant(at)}" stale="{stale}">'
            f'<point lat="{chance.uniform(42, 43)!r}" lon="{chance.uniform(-83.5, -82.4)!r}" '
            f'hae="{chance.uniform(150, 200)!r}" ce="{chance.choice((3.9, 9.9, 9999999.0))}" '
            f'le="9999999.0"/><detail><takv os="34" version="4.10.0" device="TEST DEVICE" '
            f'platform="ATAK-CIV"/><contact endpoint="*:-1:stcp" callsign="UNIT {device}"/>'
            f'<uid Droid="UNIT {device}"/><precisionlocation altsrc="GPS" geopointsrc="GPS"/>'
            f'<__group role="Team Member" name="Cyan"/><status battery="{device % 101}"/>'
            f'<track course="{chance.uniform(0, 360)!r}" speed="{chance.uniform(0, 20)!r}"/>'
            f"<remarks>event {number}</remarks></detail></event>".encode()
        )
    return events


def read_events(path: Path) -> list[bytes]:
    """The events of a file, without what stands between them."""
    return [
        piece[piece.index(b"<event") :] + END
        for piece in path.read_bytes().split(END)
        if b"<event" in piece
    ]


class Server:
    """A server in a process of its own."""

    def __init__(self, command: list[str], port: int, scratch: Path) -> None:
        self.port = port
        self._log = (scratch / "log").open("w")
        self._process = subprocess.Popen(
            command, cwd=scratch, stdout=subprocess.DEVNULL, stderr=self._log
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise SystemExit(f"{command[0]} did not start: {(scratch / 'log').read_text()[-500:]}")

    def cpu(self) -> float:
        """CPU seconds so far."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes in memory at most, so far."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
        return 0

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def relay(scratch: Path) -> Server:
    port = free_port()
    os.environ["NORTHLINE_HOME"] = str(scratch / "home")
    address = f"relay://127.0.0.1:{port}"
    ledger = str(scratch / "ledger")
    return Server(
        [sys.executable, "-m", "northline.cli", "ingest", "cot", address, "--ledger", ledger],
        port,
        scratch,
    )


def taky(program: str, scratch: Path) -> Server:
    port = free_port()
    (scratch / "taky.conf").write_text(
        f"[taky]\nhostname=localhost\nnode_id=TAKY\nbind_ip=127.0.0.1\nredis=\nroot_dir={scratch}\n"
        f"[cot_server]\nport={port}\nlog_cot=\n[dp_server]\nupload_path={scratch}\n"
        "[ssl]\nenabled=false\n"
    )
    return Server([program, "-l", "error", "-c", str(scratch / "taky.conf")], port, scratch)


class Receiver(threading.Thread):
    """A client that reads all it is sent, until so many events have come or none comes."""

    def __init__(self, port: int, wanted: int) -> None:
        super().__init__(daemon=True)
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.settimeout(PATIENCE)
        self.wanted, self.count = wanted, 0
        self.data = bytearray()
        self._pass_by_what_was_before()
        self.start()

    def _pass_by_what_was_before(self) -> None:
        """Read what a client is sent when it comes, until nothing comes for a while."""
        self.socket.settimeout(QUIET)
        try:
            while self.socket.recv(1 << 20):
                pass
        except TimeoutError:
            self.socket.settimeout(PATIENCE)

    def run(self) -> None:
        try:
            while self.count < self.wanted:
                piece = self.socket.recv(1 << 20)
                if not piece:
                    return
                before = max(0, len(self.data) - len(END) + 1)
                self.data += piece
                self.count += self.data.count(END, before)
        except OSError:
            return


def send(port: int, events: list[bytes], window: int | None, receiver: Receiver | None) -> None:
    """Send events; with a window, only so many more than the receiver has got."""
    with socket.create_connection(("127.0.0.1", port)) as sender:
        drain = threading.Thread(target=_discard, args=(sender,), daemon=True)
        drain.start()
        for start in range(0, len(events), 50):
            while window and receiver and start - receiver.count >= window and receiver.is_alive():
                time.sleep(0.0005)
            sender.sendall(b"".join(DECLARATION + each for each in events[start : start + 50]))
        if receiver:
            receiver.join()


def _discard(sender: socket.socket) -> None:
    try:
        while sender.recv(1 << 20):
            pass
    except OSError:
        return


def one_to_one(server: Server, events: list[bytes], window: int) -> tuple[float, Receiver]:
    """CPU seconds to bring all events from one sender to one receiver, and what came."""
    receiver = Receiver(server.port, len(events))
    begun = server.cpu()
    send(server.port, events, window, receiver)
    spent = server.cpu() - begun
    receiver.socket.close()
    if receiver.count < len(events):
        raise SystemExit(f"only {receiver.count} of {len(events)} events were delivered")
    return spent, receiver


def many_senders(server: Server, events: list[bytes], seconds: float) -> dict[str, object]:
    """Five unpaced senders, one receiver, for so long: events delivered, CPU seconds, order."""
    receiver = Receiver(server.port, len(events))
    shares = [events[number::SENDERS] for number in range(SENDERS)]
    begun, since = server.cpu(), time.perf_counter()
    threads = [
        threading.Thread(target=_send_quietly, args=(server.port, share, receiver), daemon=True)
        for share in shares
    ]
    for thread in threads:
        thread.start()
    receiver.join(seconds)
    wall = time.perf_counter() - since
    spent = server.cpu() - begun
    receiver.socket.close()
    return {
        "sent": len(events),
        "delivered": receiver.count,
        "wall_s": round(wall, 2),
        "per_cpu_s": round(receiver.count / spent) if spent else None,
        "memory_mib": server.memory() >> 20,
    }


def _send_quietly(port: int, events: list[bytes], receiver: Receiver) -> None:
    try:
        send(port, events, None, receiver)
    except OSError:
        return


def slow_receiver(server: Server, events: list[bytes], window: int) -> dict[str, object]:
    """One sender, a receiver that reads, and one that never does."""
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.connect(("127.0.0.1", server.port))
    since = time.perf_counter()
    spent, receiver = one_to_one(server, events, window)
    wall = time.perf_counter() - since
    stalled.close()
    return {
        "sent": len(events),
        "delivered": receiver.count,
        "per_cpu_s": round(len(events) / spent),
        "wall_s": round(wall, 2),
        "memory_mib": server.memory() >> 20,
    }


def faithful(sent: list[bytes], came: bytes) -> dict[str, object]:
    """How much of what was sent came back the same, byte for byte and in canonical XML."""
    out = [piece[piece.index(b"<event") :] + END for piece in came.split(END) if b"<event" in piece]
    same = sum((Counter(sent) & Counter(out)).values())
    sample = range(0, min(len(sent), len(out)), max(1, len(sent) // 2000))
    alike = sum(canonical(sent[i]) == canonical(out[i]) for i in sample)
    return {
        "bytes_alike": same / len(sent),
        "in_order": out == sent,
        "c14n_alike": alike / len(sample),
        "c14n_compared": len(sample),
    }


def canonical(xml: bytes) -> bytes:
    out = io.BytesIO()
    etree.ElementTree(etree.fromstring(xml)).write_c14n(out)
    return out.getvalue()


def taky_program(given: str | None) -> str | None:
    """taky: as given, beside this Python, or on the PATH."""
    beside = Path(sys.executable).with_name("taky")
    return given or (str(beside) if beside.exists() else shutil.which("taky"))


def main() -> None:
    """Run, and print one JSON object as the last line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a run under a minute")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--events", type=int, default=40_000)
    options.add_argument("--data", type=Path, help="a file of events to use instead")
    options.add_argument("--window", type=int, default=20_000, help="events on their way to ours")
    options.add_argument("--taky-window", type=int, default=500, help="events on their way to taky")
    options.add_argument("--taky", help="the program of the peer")
    given = options.parse_args()
    count = 20_000 if given.quick else given.events
    repeats = 3
    events = read_events(given.data) if given.data else made_events(count, given.seed)
    program = taky_program(given.taky)
    load_before = os.getloadavg()
    ours: list[float] = []
    theirs: list[float] = []
    quality: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as ours_in, tempfile.TemporaryDirectory() as theirs_in:
        server = relay(Path(ours_in))
        peer = taky(program, Path(theirs_in)) if program else None
        try:
            one_to_one(server, events[:WARM], given.window)
            if peer:
                one_to_one(peer, events[:WARM], given.taky_window)
            came = b""
            for _ in range(repeats):
                spent, receiver = one_to_one(server, events, given.window)
                ours.append(spent)
                came = bytes(receiver.data)
                if peer:
                    theirs.append(one_to_one(peer, events, given.taky_window)[0])
            quality = faithful(events, came)
            times = MUCH // sum(map(len, events)) + 1
            slow = slow_receiver(server, events * times, given.window)
            five = many_senders(server, events, PATIENCE)
            five_peer = many_senders(peer, events, 15.0 if given.quick else 60.0) if peer else None
        finally:
            server.stop()
            if peer:
                peer.stop()
    pairs = [peer_s / our_s for peer_s, our_s in zip(theirs, ours, strict=False)]
    result = {
        "name": "cot",
        "ratio": round(statistics.median(pairs), 2) if pairs else None,
        "ours": {
            "events_per_cpu_s": round(len(events) / statistics.median(ours)),
            "five_senders": five,
            "slow_receiver": slow,
        },
        "peer": {
            "taky": "0.10",
            "events_per_cpu_s": round(len(events) / statistics.median(theirs)),
            "five_senders": five_peer,
        }
        if theirs
        else None,
        "quality": quality,
        "input": {
            "events": len(events),
            "bytes_each": round(sum(map(len, events)) / len(events)),
            "seed": given.seed,
            "repeats": repeats,
            "ratios": [round(pair, 2) for pair in pairs],
            "load": [round(load_before[0], 1), round(os.getloadavg()[0], 1)],
        },
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
