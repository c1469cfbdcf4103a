"""Traffic with known truth on the Detroit River: what is found, what is missed, what is false."""

from collections import defaultdict
from typing import Any

import pytest

from tests.engines.running import crossed
from tests.engines.traffic import EPOCH, Scene, Truth, river

TOLERANCE_S = 120.0
"""How far in time a finding may lie from the true crossing it is credited with."""


def judged(scene: Scene) -> tuple[list[Truth], list[Truth], int, int]:
    """True crossings found and missed, false ones, and findings in all."""
    crossings, findings = crossed(scene.table(), size=1000)
    assert len(crossings) == len(findings)
    unused: dict[tuple[str, str], list[float]] = defaultdict(list)
    for each in crossings:
        second = each["at"].timestamp() - EPOCH / 1e6
        unused[each["identity"], each["direction"]].append(second)
    hit, missed = [], []
    for true in sorted(scene.truth, key=lambda each: each.second):
        seconds = unused[true.identity, "to-canada" if true.direction > 0 else "to-united-states"]
        near = min(seconds, key=lambda second: abs(second - true.second), default=None)
        if near is not None and abs(near - true.second) <= TOLERANCE_S:
            seconds.remove(near)
            hit.append(true)
        else:
            missed.append(true)
    return hit, missed, sum(map(len, unused.values())), len(findings)


def rates(seeds: range) -> dict[str, Any]:
    """Over these seeds: share found, of clear crossings and of all, and false ones per 100 km-h."""
    found: dict[bool, int] = defaultdict(int)
    there: dict[bool, int] = defaultdict(int)
    false, hours = 0, 0.0
    for seed in seeds:
        scene = river(seed)
        hit, missed, wrong, _ = judged(scene)
        false, hours = false + wrong, hours + scene.hours * scene.km / 100.0
        for true in (*hit, *missed):
            # Three reports or more, with one on each side.
            if true.before and true.after and true.before + true.after >= 3:
                there[true.clear] += 1
                found[true.clear] += true in hit
    return {
        "clear": found[True] / there[True],
        "grazing": found[False] / there[False],
        "all": sum(found.values()) / sum(there.values()),
        "false_per_100km_hour": false / hours,
        "crossings": sum(there.values()),
    }


def test_true_crossings_are_found_and_few_are_false() -> None:
    measured = rates(range(3))
    assert measured["crossings"] > 300
    assert measured["clear"] >= 0.98
    assert measured["false_per_100km_hour"] < 1.0


@pytest.mark.deep
def test_true_crossings_are_found_on_many_seeds() -> None:
    measured = rates(range(100, 130))
    print(measured)
    assert measured["clear"] >= 0.98
    assert measured["false_per_100km_hour"] < 1.0
