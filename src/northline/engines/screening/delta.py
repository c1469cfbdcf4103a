"""What a new version of a list changes: who came, who went, and what is said otherwise of whom.

Entities are told apart by their publisher's id, within one language.  With ``B`` and ``A`` the entities
of the earlier and the later version::

    added   = A - B         removed = B - A
    amended = {e in A and B : facts(e, A) != facts(e, B)}

where ``facts`` are the names each with its sort, and every field of `FIELDS`.  Order counts nowhere.
Where an item stands in its document is no fact: it moves when one before it goes.  Nothing is guessed:
who gets another id from the publisher goes and comes.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from northline.records.listing import Listing, NameSort, Schema
from northline.records.time import format_instant

NAMES = "names"

FIELDS = (
    *("schema", "identifiers", "born", "birth_places", "citizenships", "programme", "measure"),
    *("listed", "remarks", "url"),
)
"""What is compared beside the names."""


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """One entity of one version, of all the listings that state it.

    Attributes:
        entity: the publisher's id.
        name: what it goes by.
        names: every name, each with its sort.
        facts: field of `FIELDS` -> what is stated; what is not stated is missing.
    """

    entity: str
    name: str
    names: tuple[tuple[str, str], ...]
    facts: Mapping[str, tuple[str, ...]]

    @property
    def aliases(self) -> tuple[str, ...]:
        """Every name but the one that it goes by."""
        return tuple(name for name, _ in self.names if name != self.name)


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What came and went in one field.

    Attributes:
        field: ``names`` or one of `FIELDS`.
        came: what is stated now and was not before; of a name its sort behind it.
        went: what was stated before and is not now.
    """

    field: str
    came: tuple[str, ...]
    went: tuple[str, ...]


class Amended(msgspec.Struct, frozen=True, kw_only=True):
    """An entity of which something else is said; ``entity`` is as the later version has it."""

    entity: Entity
    moved: tuple[Moved, ...]


class Delta(msgspec.Struct, frozen=True, kw_only=True):
    """What one version of a list has that another has not.

    Attributes:
        added: entities of the later version only.
        amended: entities of both, of which something else is said.
        removed: entities of the earlier version only.
        unchanged: how many are the same in both.
    """

    added: tuple[Entity, ...]
    amended: tuple[Amended, ...]
    removed: tuple[Entity, ...]
    unchanged: int


def entities_of(listings: Iterable[Listing]) -> dict[str, Entity]:
    """The entities of one version, by their ids; listings of one entity are put together."""
    of: dict[str, list[Listing]] = {}
    for each in listings:
        of.setdefault(each.entity, []).append(each)
    return {name: _together(of[name]) for name in sorted(of)}


def _together(several: Sequence[Listing]) -> Entity:
    ordered = sorted(several, key=lambda e: (NameSort.PRIMARY.value not in e.name_sorts, e.id))
    names = {
        (name, sort): None
        for each in ordered
        for name, sort in zip(each.names, each.name_sorts, strict=True)
    }
    facts: dict[str, tuple[str, ...]] = {}
    for field in FIELDS:
        found = {value: None for each in ordered for value in _stated(each, field)}
        if found:
            facts[field] = tuple(found)
    first = ordered[0]
    return Entity(entity=first.entity, name=first.name, names=tuple(names), facts=facts)


def _stated(listing: Listing, field: str) -> tuple[str, ...]:
    """What a listing states in a field, as texts."""
    value = getattr(listing, field)
    if value is None or value == Schema.UNKNOWN:
        return ()
    if field == "listed":
        return (format_instant(value)[:10],)
    return value if isinstance(value, tuple) else (str(value),)


def delta(before: Iterable[Listing], after: Iterable[Listing]) -> Delta:
    """What the later version changes.

    Args:
        before: listings of the earlier version, in one language.
        after: listings of the later version, in the same language.
    """
    old, new = entities_of(before), entities_of(after)
    both = [name for name in new if name in old]
    amended = [
        Amended(entity=new[name], moved=moved)
        for name in both
        if (moved := _moved(old[name], new[name]))
    ]
    return Delta(
        added=_by_name(new[name] for name in new if name not in old),
        amended=tuple(sorted(amended, key=lambda each: _order(each.entity))),
        removed=_by_name(old[name] for name in old if name not in new),
        unchanged=len(both) - len(amended),
    )


def _moved(old: Entity, new: Entity) -> tuple[Moved, ...]:
    found = []
    if moved := _between(NAMES, _with_sorts(old), _with_sorts(new)):
        found.append(moved)
    for field in FIELDS:
        if moved := _between(field, old.facts.get(field, ()), new.facts.get(field, ())):
            found.append(moved)
    return tuple(found)


def _between(field: str, old: tuple[str, ...], new: tuple[str, ...]) -> Moved | None:
    came = tuple(each for each in new if each not in set(old))
    went = tuple(each for each in old if each not in set(new))
    return Moved(field=field, came=came, went=went) if came or went else None


def _with_sorts(entity: Entity) -> tuple[str, ...]:
    return tuple(f"{name} [{sort}]" for name, sort in entity.names)


def _by_name(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=_order))


def _order(entity: Entity) -> tuple[str, str]:
    return entity.name.casefold(), entity.entity
