"""Stone Soup 1.9.1 on a scene, in a process of its own: ``stonesoup_gnn.py SCENE.npz OUT.npz SCANS``.

KD-tree gating and global nearest neighbour by two-dimensional assignment; constant velocity with the
scene's noise; gate 3.7 sigmas; a track after 3 updates, dropped at its third scan without one.  Its
detections are built before the clock starts.  Prints one JSON object: CPU seconds, detections.
"""

import datetime
import json
import sys
import time

import numpy as np
from scenes.sector import NOISE, SIGMA, SPEED
from stonesoup.dataassociator.tree import DetectionKDTreeGNN2D
from stonesoup.deleter.time import UpdateTimeStepsDeleter
from stonesoup.hypothesiser.distance import DistanceHypothesiser
from stonesoup.initiator.simple import MultiMeasurementInitiator
from stonesoup.measures import Mahalanobis
from stonesoup.models.measurement.linear import LinearGaussian
from stonesoup.models.transition.linear import (
    CombinedLinearGaussianTransitionModel,
    ConstantVelocity,
)
from stonesoup.predictor.kalman import KalmanPredictor
from stonesoup.tracker.simple import MultiTargetTracker
from stonesoup.types.detection import Detection
from stonesoup.types.state import GaussianState
from stonesoup.updater.kalman import KalmanUpdater

GATE, LEAST, TENTATIVE_MISSES, MISSES = 3.7, 3, 2, 3


def main(scene_path: str, out: str, scans: int) -> None:
    scene = np.load(scene_path)
    every = float(scene["every"])
    begin = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
    moves = CombinedLinearGaussianTransitionModel(
        [ConstantVelocity(NOISE), ConstantVelocity(NOISE)]
    )
    sees = LinearGaussian(4, (0, 2), np.eye(2) * SIGMA**2)
    cut = np.searchsorted(scene["scan"], np.arange(scans + 1))
    feed = []
    for k in range(scans):
        at = begin + datetime.timedelta(seconds=every * k)
        found = {
            Detection(xy, timestamp=at, measurement_model=sees)
            for xy in scene["xy"][cut[k] : cut[k + 1]]
        }
        feed.append((at, found))
    predictor, updater = KalmanPredictor(moves), KalmanUpdater(sees)

    def associator() -> DetectionKDTreeGNN2D:
        judge = DistanceHypothesiser(predictor, updater, Mahalanobis(), missed_distance=GATE)
        return DetectionKDTreeGNN2D(judge, predictor, updater, max_distance=900.0)

    prior = GaussianState(
        [[0], [0], [0], [0]], np.diag([0, SPEED**2, 0, SPEED**2]), timestamp=begin
    )
    initiator = MultiMeasurementInitiator(
        prior, UpdateTimeStepsDeleter(TENTATIVE_MISSES), associator(), updater,
        measurement_model=sees, min_points=LEAST,
    )  # fmt: skip
    tracker = iter(
        MultiTargetTracker(
            initiator, UpdateTimeStepsDeleter(MISSES), iter(feed), associator(), updater
        )
    )
    rows, names, spent = [], {}, 0.0
    for k in range(scans):
        began = time.process_time()
        _, tracks = next(tracker)
        spent += time.process_time() - began
        for track in tracks:
            mean = track.state.mean
            rows.append(
                (k, names.setdefault(track.id, len(names)), float(mean[0, 0]), float(mean[2, 0]))
            )
    shown = np.array(rows).reshape(-1, 4)
    np.savez(
        out, scan=shown[:, 0].astype(int), id=shown[:, 1].astype(int), x=shown[:, 2], y=shown[:, 3]
    )
    print(json.dumps({"cpu_s": spent, "detections": int(cut[-1])}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
