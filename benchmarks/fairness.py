"""Who is told wrongly: false hits by script and by number of words; the table of docs/engines/screening.md.

Invented applicants of many languages, none of whom is on the list, are screened against it.  The threshold
is the score at which 1 % of all of them are told, and 0.5 beside it; each language of `SHARES` gives the
same number of applicants, so that "all" is no real population.

    python benchmarks/fairness.py [--quick] [--seed 11] [--each 400] [--data INTEL_FOLDER]

It prints a table, and one JSON object as the last line.
"""

import argparse
import json
from pathlib import Path

import msgspec
import numpy as np
from faker import Faker
from scenes.names import LOCALES, invented, key, read

from northline.engines.screening.fairness import Rate, false_hits
from northline.engines.screening.matching import Entry, Index, Query


def applicants(each: int, seed: int, known: set[str]) -> list[str]:
    """So many of every language, none of a listed name; one in eight bears one word of it alone."""
    chance, made = np.random.default_rng(seed), []
    for locale in LOCALES:
        maker = Faker(locale)
        maker.seed_instance(seed)
        names = [maker.name() for _ in range(each)]
        names = [name.split()[-1] if chance.random() < 0.125 else name for name in names]
        made += [name for name in names if key(name) not in known]
    return made


def row(one: Rate, other: Rate) -> str:
    """A line of the table."""
    told = f"{100 * one.rate:.2f} % ({100 * one.low:.2f} to {100 * one.high:.2f})"
    return f"| {one.group} | {one.asked} | {told} | {100 * other.rate:.2f} % |"


def main() -> None:
    """Run, and print one JSON object as the last line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a run under a minute")
    options.add_argument("--seed", type=int, default=11)
    options.add_argument("--each", type=int, default=400, help="applicants of each language")
    options.add_argument("--data", type=Path, help="the data beside the project, folder intel")
    given = options.parse_args()
    listed = read(given.data / "sanctions") if given.data else invented(9_000, given.seed + 1)
    entries = [
        Entry(n, one.schema, name, "primary") for n, one in listed.items() for name in one.names
    ]
    index = Index(entries)
    known = {key(entry.name) for entry in entries}
    asked = applicants(60 if given.quick else given.each, given.seed, known)
    best = [index.match(Query((name,), "Person"), 1) for name in asked]
    scores = np.sort([hit[0].score if hit else 0.0 for hit in best])
    cut = float(scores[-max(1, len(scores) // 100)])
    strict, plain = false_hits(index, asked, cut), false_hits(index, asked, 0.5)
    print(f"| name as written | asked | told at {cut:.2f} | told at 0.50 |\n|---|---|---|---|")
    print("\n".join(row(one, other) for one, other in zip(strict, plain, strict=True)))
    result = {
        "name": "fairness",
        "ratio": None,
        "ours": {"threshold": round(cut, 3)},
        "peer": None,
        "quality": {"groups": [msgspec.to_builtins(rate) for rate in strict]},
        "input": {
            "entities": len(listed),
            "asked": len(asked),
            "seed": given.seed,
            "list": "ofac 2022, un 2026" if given.data else "invented",
        },
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
