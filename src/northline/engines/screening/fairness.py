"""Who is told wrongly: the share of people on no list who get a hit, by script and by length of name.

A false hit costs a traveller time and dignity, and it does not fall on all alike: where many share few
names, or a script leaves much unsaid, it falls more often.  The table is published with the engine.  Groups
are of the *name as written* alone; nothing else of a person is read, and nothing else is known here.
"""

from collections.abc import Iterable

import msgspec

from northline.engines.screening.answers import Query
from northline.engines.screening.latin import script_of
from northline.engines.screening.matching import Index
from northline.engines.screening.normal import words

LONG = 4
"""Words from which on names count as one group."""


class Rate(msgspec.Struct, frozen=True):
    """False hits of one group, with the 95 % interval of Wilson (1927)."""

    group: str
    asked: int
    told: int
    rate: float
    low: float
    high: float


def wilson(told: int, asked: int, z: float = 1.96) -> tuple[float, float]:
    """Bounds of a share, in [0, 1]; (0, 1) where nobody was asked."""
    if not asked:
        return 0.0, 1.0
    share, square = told / asked, z * z
    middle = (share + square / (2 * asked)) / (1 + square / asked)
    reach = (
        z * (share * (1 - share) / asked + square / (4 * asked**2)) ** 0.5 / (1 + square / asked)
    )
    return max(0.0, middle - reach), min(1.0, middle + reach)


def false_hits(
    index: Index, population: Iterable[str], threshold: float, schema: str = "Person"
) -> tuple[Rate, ...]:
    """Rates by script, then by number of words, of names whose bearers are on no list.

    Args:
        index: the list.
        population: names of people who are on none of it.
        threshold: score from which on somebody is told.
        schema: what they are.
    """
    asked: dict[str, int] = {}
    told: dict[str, int] = {}
    for name in population:
        hit = index.match(Query((name,), schema), 1)
        length = len(words(name))
        many = f"{LONG} or more words" if length >= LONG else f"{length} word{'s' * (length > 1)}"
        for group in ("all", script_of(name), many):
            asked[group] = asked.get(group, 0) + 1
            told[group] = told.get(group, 0) + bool(hit and hit[0].score >= threshold)
    order = sorted(asked, key=lambda group: (group != "all", group[0].isdigit(), group))
    return tuple(
        Rate(group, asked[group], told[group], told[group] / asked[group],
             *wilson(told[group], asked[group]))
        for group in order
    )  # fmt: skip
