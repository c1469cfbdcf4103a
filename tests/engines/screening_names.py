"""Made-up bearers of made-up names for the tests of screening, and the ranking by brute force."""

from typing import Any

import numpy as np

from northline.engines.screening.calibration import CONSTANT, FEATURES
from northline.engines.screening.matching import Entry, Hit, Index, Query
from northline.engines.screening.tokens import forms

FIRST = "Torvin Ilsabe Karim Odalric Mirza Yusra Bram Sunniva Oleksa Djamila Pello Nadir".split()
LAST = (
    "Quensel Ravndal Al-Tamrazi Zhelobin Oyarzun Ferwerda Kobashi Strandqvist Abu Zarifan".split()
)


def entry(entity: str, name: str, schema: str = "Person", sort: str = "primary") -> Entry:
    """One name of one entity."""
    return Entry(entity, schema, name, sort)


def town(count: int = 60, seed: int = 5) -> list[Entry]:
    """Persons of two or three names out of few, so that many are alike."""
    chance = np.random.default_rng(seed)
    made = []
    for n in range(count):
        given = chance.choice(FIRST, size=int(chance.integers(1, 3)), replace=False).tolist()
        made.append(entry(f"p{n:03d}", " ".join([*given, str(chance.choice(LAST))])))
    return made


def found(index: Index, name: str, schema: str = "Person", limit: int = 5) -> list[str]:
    """Entities found, best first."""
    return [hit.entity for hit in index.match(Query((name,), schema), limit)]


def best(index: Index, name: str, schema: str = "Person", **more: Any) -> Hit:
    """The best hit."""
    return index.match(Query((name,), schema, **more), 1)[0]


def only(listed: str, asked: str, schema: str = "Person") -> float:
    """Log odds of one name on a list of some, asked by another; -99 where nothing is in common."""
    index = Index(
        [entry("it", listed, schema), *(entry(e.entity, e.name, schema) for e in town(20))]
    )
    hits = [hit for hit in index.match(Query((asked,), schema), 50) if hit.entity == "it"]
    return hits[0].rank if hits else -99.0


def by_brute_force(index: Index, asked: str, schema: str = "Person") -> list[tuple[str, float]]:
    """Every name aligned in full, without any bound: the best of each entity that has a word in common."""
    field = index._field(schema)
    ranks: dict[int, float] = {}
    for form in forms(asked, schema):
        for n, (_, _, owner) in enumerate(field.forms):
            near = field.closely(form, n)
            if not field.touches(form, n):
                continue
            rank = CONSTANT
            for feature, value in zip(FEATURES, near.features, strict=True):
                rank += feature.beta * value
            ranks[owner] = max(rank, ranks.get(owner, -np.inf))
    order = sorted(ranks.items(), key=lambda each: (-round(each[1], 9), each[0]))
    return [(index._ids[owner], rank) for owner, rank in order]
