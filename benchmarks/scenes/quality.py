"""How well tracks follow what was there: GOSPA, and identity switches.

GOSPA (Rahmathullah, Garcia-Fernandez and Svensson 2017, *Generalized optimal sub-pattern assignment
metric*) with p = 2, alpha = 2 and c = 100 m; switches as CLEAR-MOT counts them (Bernardin and
Stiefelhagen 2008): a thing is followed by another track than the one that followed it last.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

CUT = 100.0
SETTLED = 10
"""Scans after which GOSPA is taken."""


def matched(
    one: NDArray[Any], other: NDArray[Any], bonus: Callable[[int, int], float] | None = None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Pairs nearer than `CUT` with the least sum of squared distances, and their distances."""
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    none = np.zeros((0, 2), int), np.zeros(0)
    if not len(one) or not len(other):
        return none
    near = cKDTree(one).sparse_distance_matrix(cKDTree(other), CUT, output_type="coo_matrix")
    i, j, away = near.row, near.col, near.data
    if not len(i):
        return none
    graph = coo_matrix((np.ones(len(i)), (i, j + len(one))), shape=(len(one) + len(other),) * 2)
    label = connected_components(graph, directed=False)[1]
    order = np.argsort(label[i], kind="stable")
    i, j, away = i[order], j[order], away[order]
    cuts = np.flatnonzero(np.diff(label[i])) + 1
    pairs, distances = [], []
    parts = zip(*(np.split(each, cuts) for each in (i, j, away)), strict=True)
    for rows, columns, lengths in parts:
        row, place = np.unique(rows, return_inverse=True)
        column, there = np.unique(columns, return_inverse=True)
        cost, length = (
            np.full((len(row), len(column)), CUT * CUT),
            np.full((len(row), len(column)), CUT),
        )
        cost[place, there] = lengths**2 - (
            0.0
            if bonus is None
            else np.array([bonus(a, b) for a, b in zip(rows, columns, strict=True)])
        )
        length[place, there] = lengths
        for a, b in zip(*linear_sum_assignment(cost), strict=True):
            if length[a, b] < CUT:
                pairs.append((row[a], column[b]))
                distances.append(length[a, b])
    return np.array(pairs, int).reshape(-1, 2), np.array(distances)


def quality(
    scene: dict[str, NDArray[Any]], shown: dict[str, NDArray[Any]], scans: int
) -> dict[str, float]:
    """GOSPA (mean over scans), its parts, and identity switches.

    Args:
        scene: see `sector.generate`.
        shown: ``scan id x y`` of the tracks that are shown at each scan.
        scans: how many scans count.
    """
    order = np.argsort(shown["scan"], kind="stable")
    scan, name = shown["scan"][order], shown["id"][order]
    place = np.column_stack([shown["x"], shown["y"]])[order]
    there = np.searchsorted(scene["true_scan"], np.arange(scans + 1))
    here = np.searchsorted(scan, np.arange(scans + 1))
    gospa, squares, missed, false, things, switches = [], 0.0, 0, 0, 0, 0
    last: dict[int, int] = {}
    for k in range(scans):
        a, b = slice(there[k], there[k + 1]), slice(here[k], here[k + 1])
        true, estimate = scene["true_xy"][a], place[b]
        whose, which = scene["true_id"][a], name[b]
        pairs, away = matched(true, estimate)
        if k >= SETTLED:
            lost, extra = len(true) - len(pairs), len(estimate) - len(pairs)
            gospa.append(np.sqrt((away**2).sum() + CUT * CUT / 2 * (lost + extra)))
            squares, missed, false = squares + (away**2).sum(), missed + lost, false + extra
            things += len(true)

        def held(i: int, j: int, whose: Any = whose, which: Any = which) -> float:
            return 10 * CUT * CUT if last.get(int(whose[i])) == which[j] else 0.0

        for i, j in matched(true, estimate, held)[0]:
            thing, track = int(whose[i]), int(which[j])
            switches += last.get(thing, track) != track
            last[thing] = track
    return {
        "gospa": round(float(np.mean(gospa)), 2),
        "rmse_m": round(float(np.sqrt(squares / max(things - missed, 1))), 2),
        "missed_percent": round(100 * missed / things, 2),
        "false_percent": round(100 * false / things, 2),
        "id_switches": int(switches),
        "tracks": len(np.unique(name)),
    }
