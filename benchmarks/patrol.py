"""Patrol plans: made again after a unit drops out, against made afresh; and what they are worth.

Measured, as a ratio of CPU seconds (cold over warm, bigger is better): `Standing.replan` on the
programme that is kept, against `solve` of the changed problem from nothing, both whole: HiGHS, the
proof, the ways.  Each of some units, drawn by the seed, drops out in turn; the ratio is the median over
them.  Building the programme of a stored plan again, which a node does that did not keep it, stands
apart; so does HiGHS as it comes (presolve, defaults) on the whole programme at once, for t alone.

Quality: the gap of every plan, by our own proof; the largest difference of a value made again and
afresh; what an adversary gains at most, and by quantal response, against uniform random and greedy
rotation on the same units, shifts and moves; how far what is drawn is from the plan's marginals, in
exact expectation over every draw, and over some thousand days drawn.

    python benchmarks/patrol.py [--quick] [--seed 1] [--stretches 2000] [--hours 8] [--units 60]
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scenes.patrols import made

from northline.engines.patrol.adversary import payoff, quantal, rational
from northline.engines.patrol.drawing import draw, outcomes, seen_as_drawn
from northline.engines.patrol.network import network
from northline.engines.patrol.plan import Change, Plan
from northline.engines.patrol.policies import rotation, uniform
from northline.engines.patrol.problem import PatrolProblem
from northline.engines.patrol.programme import Programme
from northline.engines.patrol.replanning import Standing, after
from northline.engines.patrol.solving import SolveLimits, solve
from northline.engines.patrol.walking import Walks

DAYS_OF_ROTATION = 7
RATIONALITIES = (5.0, 20.0)


def spent(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of some work, and what it gave."""
    begun = time.process_time()
    given = work()
    return time.process_time() - begun, given


def as_it_comes(problem: PatrolProblem) -> tuple[float, float]:
    """CPU seconds of HiGHS with its own settings on all rows at once, and the value it finds."""
    programme = Programme(problem, network(problem), SolveLimits().iterations, 20)
    programme.add(np.flatnonzero((programme.value > programme.floor()) & ~programme.dark()))
    for option, given in (
        ("presolve", "choose"), ("solver", "choose"), ("simplex_scale_strategy", 2),
        ("dual_simplex_cost_perturbation_multiplier", 1.0),
        ("primal_simplex_bound_perturbation_multiplier", 1.0),
    ):  # fmt: skip
        programme.highs.setOptionValue(option, given)
    cpu, _ = spent(programme.highs.run)
    return cpu, programme.highs.getInfo().objective_function_value * programme.scale


def marginals_error(problem: PatrolProblem, plan: Plan, days: int, seed: int) -> dict[str, float]:
    """How far the draw is from the marginals: of ways and of coverage exactly, and as sampled."""
    walks = Walks(problem)
    ways = covered = 0.0
    exact = np.zeros(problem.value.size)
    for group in plan.groups:
        expected = np.zeros(len(group.ways))
        for likely, picked in zip(*outcomes(group), strict=True):
            np.add.at(expected, picked, likely)
        ways = max(ways, float(np.abs(expected - group.weights).max()))
        for way, times in zip(group.ways, expected, strict=True):
            exact += times * walks.coverage(walks.path(group.shifts[0], way))
    covered = float(np.abs(exact.reshape(problem.shape) - plan.coverage).max())
    gone: dict[tuple[str, Any], int] = {}
    for drawn in draw(plan, seed, days):
        gone[drawn.shift, drawn.way] = gone.get((drawn.shift, drawn.way), 0) + 1
    # Each count is binomial: how many of its own standard errors is the worst one off?
    worst = 0.0
    for group in plan.groups:
        for way, weight in zip(group.ways, group.weights, strict=True):
            chance = min(1.0, weight / len(group.shifts))
            for shift in group.shifts:
                off = abs(gone.get((shift, way), 0) / days - chance)
                worst = max(worst, off / max(np.sqrt(chance * (1 - chance) / days), 1 / days))
    return {"of_ways": ways, "of_coverage": covered, "sampled_standard_errors": round(worst, 2)}


def worths(problem: PatrolProblem, plan: Plan) -> dict[str, Any]:
    """What an adversary gains against the plan and against the policies."""
    turns = rotation(problem, DAYS_OF_ROTATION)
    against = {
        "plan": plan.coverage,
        "plan_as_drawn": seen_as_drawn(problem, plan),
        "uniform": uniform(problem),
        "greedy": turns.mean(axis=0),
    }
    told: dict[str, Any] = {
        name: {
            "rational": round(rational(problem.value, covered).value, 6),
            **{
                f"quantal_{by:g}": round(quantal(problem.value, covered, by)[0], 6)
                for by in RATIONALITIES
            },
            "unseen_share": round(
                float(payoff(problem.value, covered).sum() / problem.value.sum()), 4
            ),
        }
        for name, covered in against.items()
    }
    # Who has found out the rotation knows where nobody is today.
    told["greedy_read_ahead"] = {
        "rational": round(float(np.mean([rational(problem.value, day).value for day in turns])), 6)
    }
    return told


def main() -> None:
    """Run, and print one JSON object as the last line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a run under a minute")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--stretches", type=int, default=2_000)
    options.add_argument("--hours", type=int, default=8)
    options.add_argument("--units", type=int, default=60)
    options.add_argument("--drops", type=int, default=15)
    options.add_argument("--data", type=Path, help="arguments of a scene as JSON instead")
    given = options.parse_args()
    scene = {
        "stretches": given.stretches, "periods": given.hours, "units": given.units,
        "seed": given.seed,
    }  # fmt: skip
    if given.data:
        scene = msgspec.json.decode(given.data.read_bytes(), type=dict[str, int])
    problem = made(**scene)
    first, plan = spent(lambda: solve(problem))
    rng = np.random.default_rng(given.seed + 1)
    drops = rng.choice(len(problem.units), 5 if given.quick else given.drops, replace=False)
    warm: list[float] = []
    cold: list[float] = []
    built: list[float] = []
    gaps, apart = [plan.gap], 0.0
    for place in drops.tolist():
        change = Change(dropped=(problem.units[place].shift,))
        building, standing = spent(lambda: Standing(problem, plan))
        again, renewed = spent(lambda standing=standing, change=change: standing.replan(change))
        changed = after(problem, change)
        afresh, fresh = spent(lambda changed=changed: solve(changed))
        built.append(building)
        warm.append(again)
        cold.append(afresh)
        gaps += [renewed.gap, fresh.gap]
        apart = max(apart, abs(renewed.value - fresh.value))
    ratios = [theirs / mine for theirs, mine in zip(cold, warm, strict=True)]
    rebuilt = [c / (b + w) for c, b, w in zip(cold, built, warm, strict=True)]
    plain, plain_value = as_it_comes(problem)
    worth = worths(problem, plan)
    result = {
        "name": "patrol",
        "ratio": round(statistics.median(ratios), 1),
        "ours": {
            "replan_s": round(statistics.median(warm), 3),
            "build_again_s": round(statistics.median(built), 3),
            "ratios": [round(ratio, 1) for ratio in sorted(ratios)],
            "ratio_with_building": round(statistics.median(rebuilt), 1),
        },
        "peer": {
            "highs_cold_s": round(statistics.median(cold), 3),
            "first_plan_s": round(first, 3),
            "highs_as_it_comes_s": round(plain, 3),
            "highs_as_it_comes_value": plain_value,
        },
        "quality": {
            "gap": max(gaps),
            "warm_and_cold_apart": apart,
            "value": plan.value,
            **worth,
            "marginals_error": marginals_error(problem, plan, 500 if given.quick else 5_000, 3),
        },
        "input": {
            **scene,
            "cells": problem.shape[0],
            "units": len(problem.units),
            "modes": len({unit.mode for unit in problem.units}),
            "drops": len(drops),
            "iterations": plan.iterations,
            "load": round(os.getloadavg()[0], 1),
        },
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
