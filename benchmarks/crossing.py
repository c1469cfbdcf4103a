"""Crossing alerts: how many detections a second one core takes, and what is found of what is true.

There is no peer: ``ratio`` and ``peer`` are null.  Measured, in CPU seconds of this process:

* the engines, as a runner steps them: positions through ``tracking`` and ``crossing`` (with what
  follows it: reports of arrival), the state encoded after each step, in batches as they come
  within a quarter of a second of 20,000 a second; ``behaviour`` apart;
* the same from a ledger and into it, read and committed as live, one engine after the other on one
  core (``ledger``);
* with ``--sustain SECONDS``: so many seconds of 20,000 detections a second, minute by minute: CPU
  seconds in a second, the slowest step, and memory.

Quality: an hour of the exercise ``detroit`` through feeds, ledger and engines, as fast as it is
taken: the share of true crossings found, false findings per 100 km and hour.  With ``--alerts`` it
is played at speed 60 as well, for the seconds to an alert on this machine.

    python benchmarks/crossing.py [--quick] [--seed 1] [--tracks 5000] [--sustain 600] [--alerts]
"""

import argparse
import json
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from northline.app.exercises import run_exercise
from northline.app.node import Node
from northline.app.runners.local import Runner
from northline.engines.behaviour import Behaviour
from northline.engines.crossing import Crossings
from northline.engines.tracking import Tracking
from northline.geo.distance import from_plane
from northline.geo.line import point_at, prepare
from northline.records.marking import MarkingId
from northline.records.position import Position
from northline.records.protocols import Engine, Moment
from northline.records.record import Digest
from northline.records.schema import TIMESTAMP, kind_of
from northline.records.units import Micros

EPOCH = 1_800_000_000_000_000
RATE = 20_000
BATCH = 5_000
"""What comes within a quarter of a second, in which feeds commit."""

REACH = 3_000.0
"""Metres off the line between which boats go to and fro."""


class Traffic:
    """Boats that go to and fro over the line between Maine and Lake Superior."""

    def __init__(self, seed: int, tracks: int) -> None:
        """So many boats."""
        self._random = np.random.default_rng(seed)
        random = self._random
        lon, lat = point_at("atlantic-pacific", random.uniform(800.0, 2_600.0, tracks))
        self._lon, self._lat, self._tracks = lon, lat, tracks
        self._angle = random.uniform(0.0, 2.0 * np.pi, tracks)
        self._speed = random.uniform(2.0, 15.0, tracks)
        self._phase = random.uniform(0.0, 4.0 * REACH, tracks)
        self._names = np.array([f"mmsi:316{k:06d}" for k in range(tracks)])
        self._said = 0

    def batch(self, size: int, marking: int) -> pa.Table:
        """The next positions: every boat in turn, ``RATE`` a second in all."""
        number = self._said + np.arange(size)
        self._said += size
        who, second = number % self._tracks, number / RATE
        way = (self._phase[who] + self._speed[who] * second) % (4.0 * REACH)
        off = np.where(way < 2.0 * REACH, way - REACH, 3.0 * REACH - way)
        sign = np.where(way < 2.0 * REACH, 1.0, -1.0)
        noise = self._random.normal(0.0, 8.0, (2, size))
        east = off * np.sin(self._angle[who]) + noise[0]
        north = off * np.cos(self._angle[who]) + noise[1]
        lon, lat = from_plane(east, north, self._lon[who], self._lat[who])
        at = EPOCH + np.rint(second * 1e6).astype(np.int64)
        ids = np.zeros((size, 2), "<u8")
        ids[:, 0] = number + 1
        course = np.degrees(self._angle[who]) + np.where(sign > 0, 0.0, 180.0)
        columns = {
            "id": pa.Array.from_buffers(
                pa.binary(16), size, [None, pa.py_buffer(ids.tobytes())]
            ),
            "source": pa.array(["bench"] * size),
            "at": pa.array(at).cast(TIMESTAMP),
            "received": pa.array(at + 200_000).cast(TIMESTAMP),
            "marking": pa.array(np.full(size, marking, np.uint64)),
            "lon": pa.array(lon),
            "lat": pa.array(lat),
            "identity": pa.array(self._names[who]),
            "craft": pa.array(["vessel"] * size),
            "speed_knots": pa.array(self._speed[who] / 0.514444),
            "course": pa.array(course % 360.0),
            "timed": pa.array([True] * size),
        }  # fmt: skip
        table: pa.Table = kind_of(Position).conform(pa.table(columns))
        return table


def moment() -> Moment:
    """The present of every step."""
    return Moment(
        now=Micros(EPOCH), join=lambda *each: MarkingId(max(each)), params=Digest(bytes(32))
    )


class Chain:
    """Engines one after the other, each with its state and the CPU seconds that it took."""

    def __init__(self) -> None:
        """At their start."""
        self.engines: dict[str, Engine] = {
            "tracking": Tracking(),
            "crossing": Crossings(),
            "behaviour": Behaviour(),
        }
        self._states = {name: each.state() for name, each in self.engines.items()}
        self.took = dict.fromkeys(self.engines, 0.0)
        self.findings = dict.fromkeys(self.engines, 0)
        self.state_bytes = dict.fromkeys(self.engines, 0)

    def step(self, positions: pa.Table) -> float:
        """One batch through all; CPU seconds of tracking and crossing."""
        track = self._one("tracking", {"position": positions})
        before = self.took["crossing"]
        self._one("crossing", {"track": track})
        crossed = self.took["crossing"] - before
        self._one("behaviour", {"track": track})
        return self._last + crossed

    def _one(self, name: str, batch: dict[str, pa.Table]) -> pa.Table:
        engine = self.engines[name]
        narrow = {
            kind: table.select(
                [each.partition(".")[2] for each in engine.inputs if each.startswith(f"{kind}.")]
            )
            for kind, table in batch.items()
        }
        began = time.process_time()
        step = engine.step(self._states[name], narrow, moment())
        self.state_bytes[name] = len(msgspec.msgpack.encode(step.state, order="sorted"))
        took = time.process_time() - began
        self._states[name] = step.state
        self.took[name] += took
        if name == "tracking":
            self._last = took
        if step.findings is not None:
            self.findings[name] += step.findings.num_rows
        made = step.records.get("track")
        return pa.Table.from_batches([made]) if made is not None else pa.table({})


def speed(seed: int, tracks: int, batches: int) -> dict[str, Any]:
    """Detections a CPU-second of each engine, once all boats are known."""
    chain, traffic = Chain(), Traffic(seed, tracks)
    warm = max(2 * tracks // BATCH, 4)
    for _ in range(warm):
        chain.step(traffic.batch(BATCH, 7))
    chain.took = dict.fromkeys(chain.took, 0.0)
    slowest = max(chain.step(traffic.batch(BATCH, 7)) for _ in range(batches))
    n = batches * BATCH
    took = chain.took
    return {
        "detections_per_cpu_second": round(n / (took["tracking"] + took["crossing"])),
        "crossing_alone": round(n / took["crossing"]),
        "behaviour_alone": round(n / took["behaviour"]),
        "with_behaviour": round(n / sum(took.values())),
        "slowest_step_s": round(slowest, 3),
        "findings": chain.findings,
        "state_bytes": chain.state_bytes,
    }


def through_ledger(seed: int, tracks: int, batches: int) -> dict[str, Any]:
    """The same, read from a ledger and committed to it."""
    traffic = Traffic(seed, tracks)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with Node.open(place / "ledger", home=place / "home", exercise=True) as node:
            marking = node.default_marking()
            runners = [Runner(node, each, BATCH) for each in (Tracking(), Crossings())]
            took, slowest = [], 0.0
            for k in range(batches + 6):
                rows = traffic.batch(BATCH, marking.id).combine_chunks().to_batches()[0]
                node.ledger.append("position", rows, by="bench", markings=(marking,))
                began = time.process_time()
                for runner in runners:
                    runner.once()
                if k >= 6:
                    took.append(time.process_time() - began)
                    slowest = max(slowest, took[-1])
    return {
        "detections_per_cpu_second": round(BATCH * len(took) / sum(took)),
        "slowest_batch_s": round(slowest, 3),
        "median_batch_s": round(statistics.median(took), 3),
    }


def sustained(seed: int, tracks: int, seconds: int) -> dict[str, Any]:
    """So many seconds of 20,000 detections a second."""
    chain, traffic = Chain(), Traffic(seed, tracks)
    minutes: list[dict[str, float]] = []
    busy = slowest = 0.0
    for second in range(1, seconds + 1):
        for _ in range(RATE // BATCH):
            took = chain.step(traffic.batch(BATCH, 7))
            busy, slowest = busy + took, max(slowest, took)
        if second % 60 == 0 or second == seconds:
            spent = second % 60 or 60
            minutes.append(
                {
                    "cpu_s_per_s": round(busy / spent, 3),
                    "slowest_step_s": round(slowest, 3),
                    "memory_mb": round(_memory(), 1),
                    "state_mb": round(sum(chain.state_bytes.values()) / 1e6, 2),
                }
            )
            busy = slowest = 0.0
    return {"seconds": seconds, "minutes": minutes}


def _memory() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def quality(seed: int, *, alerts: bool) -> dict[str, Any]:
    """What an hour of the exercise finds."""
    with tempfile.TemporaryDirectory() as folder:
        told = run_exercise(seed=seed, speed=None, ledger=Path(folder) / "play")
        found: dict[str, Any] = {
            "detection_rate": told.detection_rate,
            "eligible": told.crossings.eligible,
            "missed": told.missed,
            "false_per_100km_hour": told.false_per_100km_hour,
        }
        if alerts:
            timed = run_exercise(seed=seed, speed=60.0, ledger=Path(folder) / "timed")
            found["seconds_to_alert"] = msgspec.to_builtins(timed.seconds_to_alert)
    return found


def main() -> None:
    """Measure, and print the result as the last line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tracks", type=int, default=5_000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sustain", type=int, default=0)
    parser.add_argument("--alerts", action="store_true")
    given = parser.parse_args()
    prepare()
    batches = 12 if given.quick else 60
    ours: dict[str, Any] = {
        "engines": [
            speed(given.seed + k, given.tracks, batches) for k in range(1 if given.quick else 3)
        ],
        "ledger": through_ledger(given.seed, given.tracks, batches),
    }
    if given.sustain:
        ours["sustained"] = sustained(given.seed, given.tracks, given.sustain)
    result = {
        "name": "crossing",
        "ratio": None,
        "ours": ours,
        "peer": None,
        "quality": quality(given.seed, alerts=given.alerts),
        "input": {"seed": given.seed, "tracks": given.tracks, "batch": BATCH, "rate": RATE},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
