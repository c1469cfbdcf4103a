"""Name screening against rapidfuzz and nomenklatura: the same list and questions, one run.

Measured, in CPU seconds: questions per second once the index stands, ours one question at a time through
`Index.match`, explanation included.  Peers: rapidfuzz `token_sort_ratio` over every name (cdist, one
worker), and nomenklatura 4.17 logic-v2 behind its own blocker, run by a Python that has it.  ``ratio`` is
over nomenklatura, and null without it.  All are given names and schema alone.

Quality: recall at 1 and 5 (another entity that bears a name of the true one counts, for nothing asked can
tell them apart), by noise; recall where 1 % of strangers are told; candidate recall: the share of those
listed whose true entity was scored at all.

    python benchmarks/names.py [--quick] [--seed 7] [--data INTEL_FOLDER] [--held-out]
        [--nomenklatura PYTHON]
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process
from scenes.names import Asked, Entity, invented, key, questions, read

from northline.engines.screening.matching import Entry, Index, Query

Found = dict[int, list[tuple[str, float]]]
PEER = Path(__file__).parent / "peers" / "nomenklatura_names.py"
AT_MOST = 0.01


def ours(listed: dict[str, Entity], asked: list[Asked]) -> tuple[Found, dict[str, Any]]:
    """What `Index` finds, what it took, and how many names it scored."""
    begun = time.process_time()
    index = Index(
        Entry(n, one.schema, name, "primary") for n, one in listed.items() for name in one.names
    )
    for schema in {each.schema for each in asked}:
        index.match(Query(("warming up",), schema))
    built = time.process_time() - begun
    found, scored, due, aligned = {}, 0, 0, 0
    sizes: dict[str, int] = defaultdict(int)
    for one in listed.values():
        sizes[one.schema] += len(one.names)
    begun = time.process_time()
    for n, each in enumerate(asked):
        hits = index.match(Query((each.name,), each.schema))
        found[n] = [(hit.entity, hit.rank) for hit in hits]
        scored, due, aligned = (
            scored + index.scored,
            due + sizes[each.schema],
            aligned + index.aligned,
        )
    spent = time.process_time() - begun
    return found, {
        "queries_per_cpu_s": round(len(asked) / spent, 1),
        "build_cpu_s": round(built, 2),
        "aligned_in_full_per_query": round(aligned / len(asked), 1),
        "candidate_recall": round(scored / due, 4),
    }


def by_rapidfuzz(listed: dict[str, Entity], asked: list[Asked]) -> tuple[Found, dict[str, Any]]:
    """What the best ratio of sorted tokens over every name finds."""
    rows = [
        (n, one.schema, key(name)) for n, one in listed.items() for name in one.names if key(name)
    ]
    names, schemas = [row[2] for row in rows], np.array([row[1] for row in rows])
    found: Found = {}
    begun = time.process_time()
    for first in range(0, len(asked), 200):
        part = asked[first : first + 200]
        scores = process.cdist(
            [key(each.name) for each in part], names, scorer=fuzz.ratio, workers=1
        )
        for n, each in enumerate(part):
            row = np.where(schemas == each.schema, scores[n], -1.0)
            best: dict[str, float] = {}
            for at in np.argsort(-row, kind="stable")[:40].tolist():
                best.setdefault(rows[at][0], float(row[at]))
            found[first + n] = list(best.items())[:5]
    spent = time.process_time() - begun
    return found, {"queries_per_cpu_s": round(len(asked) / spent, 1)}


def by_nomenklatura(
    python: str | None, listed: dict[str, Entity], asked: list[Asked]
) -> tuple[Found, dict[str, Any]] | str:
    """What logic-v2 finds, or why it was not asked."""
    if not python:
        return "not given: --nomenklatura names a Python that has nomenklatura 4.17.4"
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        lines = [
            json.dumps({"id": n, "schema": one.schema, "names": one.names})
            for n, one in listed.items()
        ]
        (at / "list").write_text("\n".join(lines))
        lines = [json.dumps({"id": f"q{n}", "schema": each.schema, "name": each.name, "truth": each.truth})
                 for n, each in enumerate(asked)]  # fmt: skip
        (at / "asked").write_text("\n".join(lines))
        command = [python, str(PEER), str(at / "list"), str(at / "asked"), str(at / "found")]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            return f"it failed: {run.stderr.strip().splitlines()[-1]}"
        told = json.loads(run.stdout.strip().splitlines()[-1])
        rows = map(json.loads, (at / "found").read_text().splitlines())
        found = {int(row["id"][1:]): [(i, s) for i, s in row["hits"]] for row in rows}
    return found, {
        "queries_per_cpu_s": round(len(asked) / told["cpu_s"], 1),
        "candidate_recall": round(told["candidate_recall"], 4),
    }


def quality(listed: dict[str, Entity], asked: list[Asked], found: Found) -> dict[str, Any]:
    """Recall at 1 and 5, by noise, and where 1 % of strangers are told."""
    keys = {number: {key(name) for name in one.names} for number, one in listed.items()}

    def right(number: str, truth: str) -> bool:
        return number == truth or bool(keys[number] & keys[truth])

    first, five = [], 0
    noise: dict[str, list[bool]] = defaultdict(list)
    strangers = [
        found[n][0][1] if found[n] else -np.inf for n, each in enumerate(asked) if not each.truth
    ]
    for n, each in enumerate(asked):
        if each.truth:
            hits = found[n]
            good = bool(hits) and right(hits[0][0], each.truth)
            first.append((hits[0][1] if hits else -np.inf, good))
            five += any(right(number, each.truth) for number, _ in hits)
            noise[each.noise].append(good)
    cut = np.sort(np.array(strangers))[::-1][int(AT_MOST * len(strangers))]
    return {
        "recall_at_1": round(sum(good for _, good in first) / len(first), 4),
        "recall_at_5": round(five / len(first), 4),
        "recall_at_1_percent": round(sum(good and s > cut for s, good in first) / len(first), 4),
        "by_noise": {kind: round(sum(got) / len(got), 3) for kind, got in sorted(noise.items())},
    }


def main() -> None:
    """Run, and print one JSON object as the last line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a run under a minute")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--entities", type=int, default=22_000, help="of an invented list")
    options.add_argument("--count", type=int, default=2_000, help="listed persons asked about")
    options.add_argument("--data", type=Path, help="the data beside the project, folder intel")
    options.add_argument("--held-out", action="store_true", help="ask held-out aliases alone")
    options.add_argument("--nomenklatura", help="a Python that has nomenklatura")
    given = options.parse_args()
    count = 300 if given.quick else given.count
    entities = 3_000 if given.quick else given.entities
    listed = read(given.data / "sanctions") if given.data else invented(entities, given.seed)
    asked = questions(listed, count, given.seed, given.held_out)
    mine, took = ours(listed, asked)
    simple, its = by_rapidfuzz(listed, asked)
    peer = by_nomenklatura(given.nomenklatura, listed, asked)
    peers: dict[str, Any] = {"rapidfuzz": its}
    qualities = {"ours": quality(listed, asked, mine), "rapidfuzz": quality(listed, asked, simple)}
    ratio = None
    if isinstance(peer, str):
        peers["nomenklatura"], peers["nomenklatura_why"] = None, peer
    else:
        peers["nomenklatura"] = peer[1]
        qualities["nomenklatura"] = quality(listed, asked, peer[0])
        ratio = round(took["queries_per_cpu_s"] / peer[1]["queries_per_cpu_s"], 1)
    result = {
        "name": "names",
        "ratio": ratio,
        "ours": took,
        "peer": peers,
        "quality": qualities,
        "input": {
            "entities": len(listed),
            "names": sum(len(one.names) for one in listed.values()),
            "asked": len(asked),
            "listed": sum(each.truth is not None for each in asked),
            "seed": given.seed,
            "list": "ofac 2022, un 2026" if given.data else "invented",
        },
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
