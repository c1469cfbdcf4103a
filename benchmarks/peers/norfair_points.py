"""Norfair 2.3 on a scene, in a process of its own: ``norfair_points.py SCENE.npz OUT.npz SCANS``.

It needs numpy below 2, so it lives in an environment of its own.  Its detections are built before
the clock starts.  Prints one JSON object: CPU seconds, detections.
"""

import json
import sys
import time

import numpy as np
from norfair import Detection, Tracker
from norfair.filter import OptimizedKalmanFilterFactory


def main(scene_path: str, out: str, scans: int) -> None:
    scene = np.load(scene_path)
    cut = np.searchsorted(scene["scan"], np.arange(scans + 1))
    tracker = Tracker(
        distance_function="euclidean", distance_threshold=300.0, initialization_delay=2,
        hit_counter_max=4, past_detections_length=0,
        filter_factory=OptimizedKalmanFilterFactory(
            R=400.0, Q=400.0, pos_variance=400.0, vel_variance=40000.0, pos_vel_covariance=0
        ),
    )  # fmt: skip
    rows, spent = [], 0.0
    for k in range(scans):
        found = [Detection(points=xy.reshape(1, 2)) for xy in scene["xy"][cut[k] : cut[k + 1]]]
        began = time.process_time()
        tracks = tracker.update(detections=found)
        spent += time.process_time() - began
        rows += [(k, each.id, each.estimate[0, 0], each.estimate[0, 1]) for each in tracks]
    shown = np.array(rows).reshape(-1, 4)
    np.savez(
        out, scan=shown[:, 0].astype(int), id=shown[:, 1].astype(int), x=shown[:, 2], y=shown[:, 3]
    )
    print(json.dumps({"cpu_s": spent, "detections": int(cut[-1])}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
