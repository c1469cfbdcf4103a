"""What patrol plans are worth, on many invented borders: the table of docs/patrol-results.md.

Each border has 120 stretches of 5 km and 8 hours, and 21 units of seven modes; its seed makes it.
For each: what somebody gains at the most who has read the plan, but not the draw (expected crossings
unseen), against the plan, against uniform random ways and against a greedy rotation over seven days,
on the same units, shifts and moves; the same by quantal response; the gap; CPU seconds.  ``plan`` sums
chances, as the programme does; all else is the chance to be seen by one unit at least.

    python benchmarks/patrol_quality.py [--quick] [--seeds 20] [--stretches 120] [--hours 8] [--units 21]

It prints a table, and one JSON object as the last line.
"""

import argparse
import json
import statistics
from typing import Any

import numpy as np
from patrol import spent, worths
from scenes.patrols import made

from northline.engines.patrol.policies import uniform
from northline.engines.patrol.solving import solve

COLUMNS = ("plan", "plan_as_drawn", "uniform", "greedy", "greedy_read_ahead")
QUANTAL = ("plan_as_drawn", "uniform", "greedy")


def measured(seed: int, stretches: int, hours: int, units: int) -> dict[str, Any]:
    """One border: what each is worth, the gap and the time."""
    problem = made(stretches, hours, units, seed, gap_km=5.0)
    cpu, plan = spent(lambda: solve(problem))
    worth = worths(problem, plan)
    # Ways that are all gone leave no cell out that anybody can see.
    unreached = problem.value[uniform(problem) <= 0.0].max(initial=0.0)
    return {
        "seed": seed,
        "unwatched": float(problem.value.max()),
        **{name: worth[name]["rational"] for name in COLUMNS},
        "quantal": {name: worth[name]["quantal_20"] for name in QUANTAL},
        "bound_by_unreached": bool(plan.value <= unreached + 1e-9),
        "gap": plan.gap,
        "cpu_s": round(cpu, 2),
    }


def row(found: dict[str, Any]) -> str:
    """A line of the table."""
    cells = [f"{found['seed']}", f"{found['unwatched']:.4f}"]
    cells += [f"{found[name]:.4f}" for name in COLUMNS]
    cells += [f"{found['quantal'][name]:.4f}" for name in QUANTAL]
    cells += [
        "yes" if found["bound_by_unreached"] else "no",
        f"{found['gap']:.0e}",
        f"{found['cpu_s']:.2f}",
    ]
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Run, and print one JSON object as the last line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a run under a minute")
    options.add_argument("--seed", type=int, default=201, help="the first of the seeds")
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--stretches", type=int, default=120)
    options.add_argument("--hours", type=int, default=8)
    options.add_argument("--units", type=int, default=21)
    given = options.parse_args()
    seeds = range(given.seed, given.seed + (4 if given.quick else given.seeds))
    every = [measured(seed, given.stretches, given.hours, given.units) for seed in seeds]
    print("\n".join(row(found) for found in every))
    shares = {
        name: round(statistics.mean(found["plan"] / found[name] for found in every), 3)
        for name in ("uniform", "greedy", "greedy_read_ahead")
    }
    drawn = {
        name: round(statistics.mean(found["plan_as_drawn"] / found[name] for found in every), 3)
        for name in ("uniform", "greedy", "greedy_read_ahead")
    }
    quantal = {
        name: round(
            statistics.mean(
                found["quantal"]["plan_as_drawn"] / found["quantal"][name] for found in every
            ),
            3,
        )
        for name in ("uniform", "greedy")
    }
    never = all(
        found["plan"] <= found[name] + 1e-6
        for found in every
        for name in ("uniform", "greedy", "greedy_read_ahead")
    )
    result = {
        "name": "patrol_quality",
        "ratio": None,
        "ours": {"cpu_s": round(statistics.median(found["cpu_s"] for found in every), 2)},
        "peer": None,
        "quality": {
            "gap": max(found["gap"] for found in every),
            "plan_over": shares,
            "plan_as_drawn_over": drawn,
            "quantal_20_plan_as_drawn_over": quantal,
            "never_worse": never,
            "bound_by_unreached": sum(found["bound_by_unreached"] for found in every),
        },
        "input": {
            "seeds": [seeds.start, seeds.stop - 1],
            "stretches": given.stretches,
            "hours": given.hours,
            "units": given.units,
        },
    }
    print(json.dumps(result))


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
