"""Made-up lists of made-up entities, and a later version of each, for an exercise of screening.

Drawn by a seed: persons, bodies and vessels, some with an original script, with good and with weak
aliases, with papers and births; two may share an alias, as on real lists.  The later version adds,
amends and removes some, and the truth says which.  `northline.exercise.list_files` speaks them as the
Security Council and the U.S. Treasury do.  Every entity says that it is of an exercise, so that no
real ledger takes it in (LAW.md rule 12).
"""

import enum

import msgspec
import numpy as np

from northline.exercise.list_names import CYRILLIC, LATIN, SCRIPTS, drawn, misheard, written
from northline.records.listing import Schema

SHARES = {Schema.PERSON: 0.7, Schema.ORGANIZATION: 0.22, Schema.VESSEL: 0.08}
"""How many of a hundred entities are what."""

WEAK, SCRIPTED, SHARING, FORMER = 0.3, 0.4, 0.05, 0.15
"""How probably an entity has a weak alias, a name in another script, another's alias, a former name."""

CHANGED = 0.1
"""How many of the entities a later version adds, amends and removes, each."""


class MadeUp(msgspec.Struct, frozen=True, kw_only=True):
    """One entity of a made-up list.

    Attributes:
        number: its number, for good.
        schema: what it is.
        name: its name in Latin letters.
        aliases: good aliases.
        weak: weak aliases.
        former: former names.
        original: its name in its own script, or None.
        born: year of birth of a person.
        passport: number of a passport of a person.
        imo: number of a vessel.
    """

    number: int
    schema: Schema
    name: str
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    original: str | None = None
    born: int | None = None
    passport: str | None = None
    imo: str | None = None


class Turn(enum.StrEnum):
    """What a later version does to an entity."""

    ADDED = "added"
    AMENDED = "amended"
    REMOVED = "removed"


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    """A list and a later version of it, with what changed.

    Attributes:
        first: the earlier version.
        later: the later one.
        turns: number of an entity -> what the later version does to it.
    """

    first: tuple[MadeUp, ...]
    later: tuple[MadeUp, ...]
    turns: dict[int, Turn]


def made_up(seed: int, count: int) -> Versions:
    """A list of so many made-up entities, and a later version of it.

    Args:
        seed: of all chance; the same seed gives the same lists.
        count: entities of the earlier version, 10 or more.
    """
    chance = np.random.default_rng([seed, count])
    entities: list[MadeUp] = []
    for number in range(1, count + 1):
        entities.append(_drawn(number, entities, chance))
    few = max(1, round(CHANGED * count))
    picked = [int(each) for each in chance.permutation(count)[: 2 * few]]
    removed, amended = set(picked[:few]), set(picked[few:])
    later, turns = [], {entities[place].number: Turn.REMOVED for place in sorted(removed)}
    for place, each in enumerate(entities):
        if place in amended:
            later.append(_amended(each, chance))
            turns[each.number] = Turn.AMENDED
        elif place not in removed:
            later.append(each)
    for number in range(count + 1, count + 1 + few):
        later.append(_drawn(number, later, chance))
        turns[number] = Turn.ADDED
    return Versions(first=tuple(entities), later=tuple(later), turns=turns)


def _drawn(number: int, others: list[MadeUp], chance: np.random.Generator) -> MadeUp:
    schema = _schema(float(chance.random()))
    name = drawn(chance, 1 if schema is Schema.VESSEL else int(chance.integers(2, 4)))
    latin = written(name, LATIN)
    aliases = [misheard(latin, chance) for _ in range(int(chance.integers(0, 3)))]
    if others and chance.random() < SHARING:
        aliases += others[int(chance.integers(len(others)))].aliases[:1]
    person = schema is Schema.PERSON
    script = SCRIPTS[int(chance.integers(SCRIPTS.index(CYRILLIC), len(SCRIPTS)))]
    return MadeUp(
        number=number,
        schema=schema,
        name=latin,
        aliases=_others(aliases, latin),
        weak=(written(drawn(chance, 1)),) if chance.random() < WEAK else (),
        former=(written(drawn(chance, 2)),) if chance.random() < FORMER else (),
        original=written(name, script) if person and chance.random() < SCRIPTED else None,
        born=int(chance.integers(1940, 2005)) if person else None,
        passport=f"EX{chance.integers(10**6, 10**7)}" if person else None,
        imo=f"{chance.integers(10**6, 10**7)}" if schema is Schema.VESSEL else None,
    )


def _schema(drawn: float) -> Schema:
    for schema, share in SHARES.items():
        if drawn < share:
            return schema
        drawn -= share
    return Schema.PERSON


def _amended(entity: MadeUp, chance: np.random.Generator) -> MadeUp:
    """The entity with a new alias, or without one that it had."""
    if entity.aliases and chance.random() < 0.5:
        return msgspec.structs.replace(entity, aliases=entity.aliases[1:])
    fresh = f"{written(drawn(chance, 2))} {entity.name.split()[-1]}"
    return msgspec.structs.replace(entity, aliases=_others((*entity.aliases, fresh), entity.name))


def _others(aliases: list[str] | tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(each for each in dict.fromkeys(aliases) if each != name)
