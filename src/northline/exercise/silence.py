"""Units whose radio dies during an exercise: which, when, and what was last heard of them."""

import zlib
from collections.abc import Iterable, Mapping

import numpy as np

from northline.exercise.patrols import Unit
from northline.exercise.scenario import Scenario
from northline.exercise.truth import Reports, Silent, Who
from northline.records.units import Seconds


def falls_silent(scenario: Scenario, seed: int, units: list[Unit]) -> dict[str, int]:
    """Uid of each unit whose radio dies -> exercise second at which it does.

    The numbers are of a stream of their own, so that nothing else of the day depends on them.
    """
    told = None if scenario.patrols is None else scenario.patrols.silence
    if told is None:
        return {}
    name = zlib.crc32(f"{scenario.name} silence".encode())
    random = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, name])))
    able = [unit.uid for unit in units if unit.role == told.role]
    chosen = random.permutation(len(able))[: told.count].tolist()
    return {
        able[k]: int(random.integers(int(told.since[0]), int(told.since[1]) + 1)) for k in chosen
    }


def silent(
    who: Iterable[Who], said: Iterable[Reports], gone: Mapping[str, int]
) -> tuple[Silent, ...]:
    """The truth of it: who fell silent, and when they were last heard of."""
    found = []
    for each, reports in zip(who, said, strict=True):
        uid = str(each.identity).partition(":")[2]
        if uid in gone and reports.delivered and each.identity is not None:
            last = reports.delivered[-1]
            found.append(Silent(identity=each.identity, role=each.role, second=Seconds(last)))
    return tuple(found)
