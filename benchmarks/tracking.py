"""Fusion of plots into tracks against Stone Soup 1.9.1 and Norfair 2.3: the same detections, one run.

Measured, as a ratio of CPU seconds (the peer's over ours, bigger is better), median of three:

* through the public API: columns of ``plot`` into `northline.engines.fusion.Fusion.step`, columns of
  ``track`` out, ids, cells, evidence and state included; whole scans, 1,000 detections or more a
  step, as come within 50 ms of 20,000 a second (``ratio``), and one scan a step (``ratio_by_scan``);
* the core alone: the compiled kernels over the same scans (``core_ratio``).

The scene (``scenes/sector.py``) is a sector of 100 by 20 km with clutter; all trackers are told the
same noise, error and gate, and make a track of three detections.  Quality beside it
(``scenes/quality.py``): GOSPA and identity switches of what each shows at every scan.  Stone Soup
shows a track through two scans without a detection and drops it in the third; of ours, which says
only what has evidence, a point is shown as far on as its speed and course carry it for as long.

Then ``--sustain`` seconds of 20,000 detections a second from 40 such sectors out of step: CPU seconds
in a second, and memory, minute by minute.

    python benchmarks/tracking.py [--quick] [--seed 1] [--count 1000] [--scans 60] [--data SCENE.npz]
        [--norfair PYTHON] [--sustain 600]

Norfair needs numpy below 2, which Northline does not run with: PYTHON is an interpreter of another
environment that has it (``pip install norfair==2.3.0``).
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scenes.quality import quality
from scenes.sector import NOISE, SIGMA, SPEED, Scene, generate

from northline.engines.fusion import Fusion, FusionParams, Movement, scan_kernel
from northline.engines.fusion.points import POINT
from northline.engines.fusion.reports import Names, plots_of
from northline.engines.fusion.sensing import table_of
from northline.engines.fusion.state import TRACK, picked
from northline.engines.fusion.work import rules_of
from northline.geo.distance import from_plane, to_plane
from northline.records.marking import MarkingId
from northline.records.plot import Plot
from northline.records.protocols import Moment
from northline.records.record import Digest
from northline.records.schema import TIMESTAMP, kind_of
from northline.records.units import MetresPerSecond, Micros

EPOCH = 1_800_000_000_000_000
ORIGIN = (-83.0, 42.3)
MIDDLE = 50_000.0
SHOWN_MISSES = 2
STEP = 1_000
KNOT = 1852.0 / 3600.0
HERE = Path(__file__).resolve().parent
MOMENT = Moment(
    now=Micros(EPOCH), join=lambda *each: MarkingId(max(each)), params=Digest(bytes(32))
)
COLUMNS = [name.partition(".")[2] for name in Fusion.inputs if name.startswith("plot.")]
PARAMS = FusionParams(unknown=Movement(noise=NOISE, speed=MetresPerSecond(SPEED)))


def plots(
    at: NDArray[Any], xy: NDArray[Any], sensor: str, origin: tuple[float, float], first: int
) -> pa.Table:
    """Detections at instants (us) as columns of ``plot``."""
    n = len(at)
    lon, lat = from_plane(xy[:, 0] - MIDDLE, xy[:, 1], *origin)
    ids = np.zeros((n, 2), "<u8")
    ids[:, 0] = np.arange(first, first + n)
    columns = {
        "id": pa.Array.from_buffers(pa.binary(16), n, [None, pa.py_buffer(ids.tobytes())]),
        "source": pa.repeat(sensor, n),
        "at": pa.array(at).cast(TIMESTAMP),
        "received": pa.array(at).cast(TIMESTAMP),
        "marking": pa.array(np.full(n, 7, np.uint64)),
        "lon": pa.array(lon),
        "lat": pa.array(lat),
        "sigma": pa.array(np.full(n, SIGMA)),
        "sensor": pa.repeat(sensor, n),
        "measure": pa.repeat("place", n),
        "craft": pa.repeat("unknown", n),
        "test": pa.array(np.zeros(n, bool)),
        "timed": pa.array(np.ones(n, bool)),
    }
    return kind_of(Plot).conform(pa.table(columns)).select(COLUMNS)


def instants(scene: Scene) -> NDArray[np.int64]:
    return EPOCH + (scene["scan"] * float(scene["every"]) * 1e6).astype(np.int64)


def through_api(scene: Scene, scans: int, least: int) -> tuple[float, pa.Table]:
    """CPU seconds of the steps of whole scans with so many detections, and the track points."""
    cut = np.searchsorted(scene["scan"], np.arange(scans + 1))
    table = plots(instants(scene)[: cut[-1]], scene["xy"][: cut[-1]], "radar", ORIGIN, 0)
    end = EPOCH + int((scans + 3) * float(scene["every"]) * 1e6)
    ends = [0]
    for end_of in cut[1:]:
        if end_of - ends[-1] >= least:
            ends.append(int(end_of))
    parts = [table.slice(a, b - a) for a, b in pairwise([*ends, int(cut[-1])])]
    parts.append(plots(np.array([end]), np.zeros((1, 2)), "radar", ORIGIN, 1 << 40))
    engine, spent, given = Fusion(PARAMS), 0.0, []
    state: Any = engine.state()
    for part in parts:
        began = time.process_time()
        step = engine.step(state, {"plot": part}, MOMENT)
        spent += time.process_time() - began
        state = step.state
        given += list(step.records.values())
    return spent, pa.Table.from_batches(given)


def core(scene: Scene, scans: int) -> float:
    """CPU seconds of the kernels alone over the same scans."""
    cut = np.searchsorted(scene["scan"], np.arange(scans + 1))
    table = plots(instants(scene)[: cut[-1]], scene["xy"][: cut[-1]], "radar", ORIGIN, 0)
    known: list[Any] = []
    rows, _ = plots_of(table, Names([]), known, Names([]), PARAMS)
    sensors = table_of(known, frozenset(), PARAMS)
    rules, movements = rules_of(PARAMS), PARAMS.movements()
    tracks, count = np.zeros(20_000 + 4 * len(rows) // scans, TRACK), 0
    holder, counts = np.full(1, -1, np.int32), np.zeros(8, np.int64)
    most = int(np.diff(cut).max())
    points, events = np.zeros(2 * most, POINT), np.zeros((most, 2), np.int32)
    spent = 0.0
    for k in range(scans):
        scan = rows[cut[k] : cut[k + 1]]
        began = time.process_time()
        order, begins = scan_kernel.scans(scan, 1 << 62, 250_000, 1)
        count, _, _ = scan_kernel.follow(
            scan,
            order,
            begins,
            tracks,
            count,
            sensors,
            movements,
            rules,
            holder,
            counts,
            points,
            events,
        )
        alive = np.flatnonzero(tracks["stage"][:count] != 2)
        tracks[: len(alive)] = picked(tracks, alive)
        count = len(alive)
        spent += time.process_time() - began
    return spent


def shown(track: pa.Table, scene: Scene, scans: int) -> dict[str, NDArray[Any]]:
    """What somebody who reads the points shows at each scan; see the module.

    The first point of a track tells where it began, and comes when it is believed: it is not shown.
    """
    every = float(scene["every"])
    track = track.filter(pa.array(track.column("points").to_numpy() > 1))
    at = track.column("at").cast(pa.int64()).to_numpy()
    scan = np.rint((at - EPOCH) / 1e6 / every).astype(int)
    _, name = np.unique(
        np.frombuffer(b"".join(track.column("track").to_pylist()), "S16"), return_inverse=True
    )
    x, y = to_plane(track.column("lon").to_numpy(), track.column("lat").to_numpy(), *ORIGIN)
    speed = np.nan_to_num(track.column("speed_knots").to_numpy()) * KNOT
    course = np.radians(np.nan_to_num(track.column("course").to_numpy()))
    order = np.lexsort((scan, name))
    scan, name, x, y, speed, course = (each[order] for each in (scan, name, x, y, speed, course))
    following = np.append(np.where(name[1:] == name[:-1], scan[1:], 1 << 40), 1 << 40)
    parts = []
    for ahead in range(SHOWN_MISSES + 1):
        still = (scan + ahead < following) & (scan + ahead < scans)
        t = every * ahead
        east, north = x + MIDDLE + speed * np.sin(course) * t, y + speed * np.cos(course) * t
        parts.append(np.column_stack([scan + ahead, name, east, north])[still])
    rows = np.vstack(parts)
    return {
        "scan": rows[:, 0].astype(int),
        "id": rows[:, 1].astype(int),
        "x": rows[:, 2],
        "y": rows[:, 3],
    }


def peer(python: str, script: str, scene: Path, scans: int, out: Path) -> dict[str, Any] | None:
    """CPU seconds and detections of a peer in a process of its own; None where it is not there."""
    done = subprocess.run(
        [python, str(HERE / "peers" / script), str(scene), str(out), str(scans)],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(HERE)}, check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"{script}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    told["shown"] = dict(np.load(out))
    return told


def sustain(seconds: int, seed: int) -> dict[str, Any]:
    """20,000 detections a second for so long, from 40 sectors that look every 2 s."""
    every, sectors, length = 2.0, 40, 120
    scene = generate(1000, length, seed, every)
    cut = np.searchsorted(scene["scan"], np.arange(length + 1))
    engine, spent, came, worst, made = Fusion(PARAMS), 0.0, 0, 0.0, 0
    state: Any = engine.state()
    minutes, steps = [], int(seconds * 4)
    for step in range(steps):
        parts = []
        for k in range(step * 5, step * 5 + 5):  # 20 scans a second, five in a step
            sector, turn = k % sectors, k // sectors
            a, b = cut[turn % length], cut[turn % length + 1]
            at = np.full(b - a, EPOCH + int(k * 50_000), np.int64)
            origin = (-130.0 + 1.9 * sector, 42.0 + 0.4 * sector)
            parts.append(plots(at, scene["xy"][a:b], f"radar-{sector}", origin, came))
            came += int(b - a)
        batch = pa.concat_tables(parts)
        began = time.process_time()
        given = engine.step(state, {"plot": batch}, MOMENT)
        took = time.process_time() - began
        state, spent, worst = given.state, spent + took, max(worst, took)
        made += sum(each.num_rows for each in given.records.values())
        if step == steps // 10 or (step + 1) % max(steps // 10, 1) == 0:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            minutes.append(pages * resource.getpagesize() >> 20)
    return {
        "seconds": seconds,
        "detections": came,
        "per_s": round(came / seconds),
        "late": state.counts.late,
        "points": made,
        "cpu_s_per_s": round(spent / seconds, 3),
        "worst_step_s": round(worst, 3),
        "detections_per_cpu_s": round(came / spent),
        "memory_mib": minutes,
        "state_mib": round((len(state.tracks) + len(state.waiting)) / 2**20, 1),
    }


def main() -> None:
    """Run, and print one JSON object as the last line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a run under a minute, of few scans")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, help="things at a time; 100 in a quick run")
    options.add_argument("--scans", type=int, help="40 in a quick run")
    options.add_argument("--data", type=Path, help="a scene to use instead, see scenes/sector.py")
    options.add_argument("--norfair", default=sys.executable, help="a Python that has Norfair")
    options.add_argument(
        "--sustain", type=int, help="seconds of 20,000 detections; 20 in a quick run"
    )
    given = options.parse_args()
    count = given.count or (100 if given.quick else 1000)
    scans = given.scans or (40 if given.quick else 60)
    scene = dict(np.load(given.data)) if given.data else generate(count, scans, given.seed)
    scans = min(scans, int(scene["scan"].max()) + 1)
    load = os.getloadavg()[0]
    began = time.perf_counter()
    through_api(scene, min(scans, 5), 1)
    core(scene, min(scans, 5))
    compiled = time.perf_counter() - began
    api, by_scan, kernels, soup, norfair = [], [], [], [], []
    track, soup_shown, norfair_shown = None, None, None
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "scene.npz", Path(folder) / "out.npz"
        np.savez(path, **scene)  # type: ignore[arg-type]
        for _ in range(3):
            by_scan.append(through_api(scene, scans, 1)[0])
            spent, track = through_api(scene, scans, STEP)
            api.append(spent)
            kernels.append(core(scene, scans))
            told = peer(sys.executable, "stonesoup_gnn.py", path, scans, out)
            if told:
                soup.append(told["cpu_s"])
                soup_shown = told["shown"]
            told = peer(given.norfair, "norfair_points.py", path, scans, out)
            if told:
                norfair.append(told["cpu_s"])
                norfair_shown = told["shown"]
    detections = int((scene["scan"] < scans).sum())
    mine = quality(scene, shown(track, scene, scans), scans) if soup else None
    theirs = quality(scene, soup_shown, scans) if soup_shown else None
    other = quality(scene, norfair_shown, scans) if norfair_shown and soup else None

    def ratio(peers: list[float], ours: list[float]) -> float | None:
        pairs = [a / b for a, b in zip(peers, ours, strict=False)]
        return round(statistics.median(pairs), 1) if pairs else None

    def rate(seconds: list[float]) -> int | None:
        return round(detections / statistics.median(seconds)) if seconds else None

    result = {
        "name": "tracking",
        "ratio": ratio(soup, api),
        "ratio_by_scan": ratio(soup, by_scan),
        "core_ratio": ratio(soup, kernels),
        "norfair_ratio": ratio(norfair, api),
        "ours": {
            "detections_per_cpu_s": rate(api),
            "by_scan_detections_per_cpu_s": rate(by_scan),
            "core_detections_per_cpu_s": rate(kernels),
            "first_steps_s": round(compiled, 1),
            "sustained": sustain(given.sustain or (20 if given.quick else 600), given.seed),
        },
        "peer": {
            "stonesoup": "1.9.1",
            "detections_per_cpu_s": rate(soup),
            "norfair": "2.3.0" if norfair else None,
            "norfair_detections_per_cpu_s": rate(norfair),
        }
        if soup
        else None,
        "quality": {
            "gospa_ratio": round(mine["gospa"] / theirs["gospa"], 3) if mine and theirs else None,
            "id_switches": [mine["id_switches"], theirs["id_switches"]]
            if mine and theirs
            else None,
            "ours": mine,
            "stonesoup": theirs,
            "norfair": other,
        },
        "input": {
            "seed": given.seed,
            "count": count,
            "scans": scans,
            "detections": detections,
            "repeats": 3,
            "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        },
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
