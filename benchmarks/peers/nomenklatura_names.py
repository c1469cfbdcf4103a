"""nomenklatura's logic-v2 on the questions of ``names.py``, run by a Python that has it.

    python nomenklatura_names.py LIST.jsonl QUESTIONS.jsonl FOUND.jsonl

Its own blocker finds candidates, its matcher scores them.  It is given names alone, as we are.  The last
line is JSON: CPU seconds of blocking and scoring, and the share of those listed that it ever scored.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from followthemoney import Dataset, StatementEntity
from nomenklatura.blocker import Index
from nomenklatura.matching import get_algorithm

DATASET = Dataset.make({"name": "made", "title": "made"})


def entity(number, schema, names):
    """One entity of its model."""
    known = schema in ("Person", "Organization", "Vessel")
    made = StatementEntity(
        DATASET,
        {"schema": schema if known else "Organization", "id": number, "properties": {}},
    )
    for name in names:
        made.add("name", name)
    return made


def main() -> None:
    """Match all, and print what it took."""
    listed_at, asked_at, found_at = map(Path, sys.argv[1:4])
    listed = {r["id"]: entity(number=r["id"], schema=r["schema"], names=r["names"])
              for r in map(json.loads, listed_at.read_text().splitlines())}  # fmt: skip
    rows = [json.loads(line) for line in asked_at.read_text().splitlines()]
    asked = {row["id"]: entity(row["id"], row["schema"], [row["name"]]) for row in rows}

    class View:
        def entities(self, include_schemata=None):
            return iter(listed.values())

    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()
    with tempfile.TemporaryDirectory() as folder:
        index = Index(View(), Path(folder) / "index")
        index.build()
        begun = time.process_time()
        candidates = {str(q): [str(i) for i, _ in found]
                      for q, found in index.match_entities(asked.values())}  # fmt: skip
        with found_at.open("w") as told:
            for number, query in asked.items():
                hits = [(i, algorithm.compare(query, listed[i], config).score)
                        for i in candidates.get(number, ())
                        if query.schema.can_match(listed[i].schema)]  # fmt: skip
                hits.sort(key=lambda hit: -hit[1])
                told.write(json.dumps({"id": number, "hits": hits[:5]}) + "\n")
        spent = time.process_time() - begun
    known = [row for row in rows if row["truth"]]
    met = sum(row["truth"] in candidates.get(row["id"], ()) for row in known)
    print(json.dumps({"cpu_s": spent, "candidate_recall": met / max(1, len(known))}))


if __name__ == "__main__":
    main()
