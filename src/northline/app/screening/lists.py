"""Lists that a person may see: their versions and how old each is, who stands there, and what changed.

A listing that somebody may not see is in no count, no version and no change of theirs; a list of which
they may see nothing is like none.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow.compute as pc

from northline.app.documents import document
from northline.app.reading import Ask, read_table
from northline.engines.screening import delta_words
from northline.engines.screening.delta import (
    FIELDS,
    NAMES,
    Amended,
    Delta,
    Entity,
    delta,
    entities_of,
)
from northline.records.errors import UnknownName, UsageError
from northline.records.kinds import kind as kind_named
from northline.records.listing import Dated, Listing, NameSort
from northline.records.marking import Marking, join
from northline.records.time import format_instant
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

__all__ = ["FIELDS", "NAMES", "Changes", "ListView", "Version", "changes", "entities", "lists"]

_COLUMNS = (
    *("id", "list", "edition", "language", "at", "as_of", "dated", "entity", "names", "name_sorts"),
    *("source", "received", "marking"),
)


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a list, in one language.

    Attributes:
        edition: its name: its day, or ``undated-`` and the stream that it came by.
        language: its language, or None.
        as_of: the list's own date, us, or None where nobody knows it.
        dated: where that date comes from.
        at: what versions are put in order by: ``as_of``, else when it was received.
        received: when the first of it came.
        sources: who said it.
        entities: how many entities stand there.
        names: how many names they have.
        aliases_apart: how many aliases came in a file of their own.
        marking: the marking of all of it.
    """

    edition: str
    language: str | None
    as_of: Micros | None
    dated: str
    at: Micros
    received: Micros
    sources: tuple[str, ...]
    entities: int
    names: int
    aliases_apart: int
    marking: Marking | None


class ListView(msgspec.Struct, frozen=True, kw_only=True):
    """A list.

    Attributes:
        name: its name.
        versions: its versions, the newest first.
    """

    name: str
    versions: tuple[Version, ...]


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What a later version of a list changes.

    Attributes:
        name: the list.
        before: the earlier version.
        after: the later one.
        delta: what it changes.
        whole: whether every name was compared: aliases that came in a file of their own are left out
            where only one of the two versions has such a file.
    """

    name: str
    before: Version
    after: Version
    delta: Delta
    whole: bool = True


def lists(node: "Opened", name: str | None = None) -> list[ListView]:
    """Every list, or the one of that name, by name.

    Raises:
        UnknownName: when there is no such list for this person.
    """
    rows = read_table(node, Ask(Listing.kind, columns=list(_COLUMNS)))
    if name is not None:
        rows = rows.filter(pc.equal(rows.column("list"), name))
    if name is not None and not rows.num_rows:
        raise UnknownName(f"there is no list {name!r}; 'northline lists' shows those there are")
    now = _markings(node, rows.column("id").to_pylist(), rows.column("marking").to_pylist())
    for moment in ("at", "as_of", "received"):
        place = rows.schema.get_field_index(moment)
        rows = rows.set_column(place, moment, rows.column(moment).cast("int64"))
    of: dict[str, dict[tuple[str, str], list[dict[str, Any]]]] = {}
    for row in rows.to_pylist():
        key = row["edition"], row["language"] or ""
        of.setdefault(row["list"], {}).setdefault(key, []).append(row)
    return [
        ListView(
            name=each,
            versions=tuple(
                sorted(
                    (_version(several, now) for several in of[each].values()),
                    key=lambda v: (-v.at, v.language or "", v.edition),
                )
            ),
        )
        for each in sorted(of)
    ]


def _markings(node: "Opened", ids: list[bytes], stored: list[int]) -> dict[bytes, Marking | None]:
    found: dict[bytes, Marking | None] = {}
    found.update(node.ledger.markings_now(dict(zip(ids, stored, strict=True))) if ids else {})
    return found


def _version(rows: list[dict[str, Any]], now: dict[bytes, Marking | None]) -> Version:
    first = rows[0]
    marked = {each.id: each for row in rows if (each := now.get(row["id"])) is not None}
    return Version(
        edition=first["edition"],
        language=first["language"],
        as_of=None if first["as_of"] is None else Micros(first["as_of"]),
        dated=first["dated"],
        at=Micros(max(row["at"] for row in rows)),
        received=Micros(min(row["received"] for row in rows)),
        sources=tuple(sorted({row["source"] for row in rows})),
        entities=len({row["entity"] for row in rows}),
        names=len({(row["entity"], name) for row in rows for name in row["names"]}),
        aliases_apart=sum(NameSort.PRIMARY.value not in row["name_sorts"] for row in rows),
        marking=join([marked[each] for each in sorted(marked)]) if marked else None,
    )


def entities(node: "Opened", name: str, edition: str, language: str | None) -> list[Entity]:
    """Who stands on one version of a list, by name."""
    found = entities_of(_listings(node, name, edition, language)).values()
    return sorted(found, key=lambda each: (each.name.casefold(), each.entity))


def changes(
    node: "Opened",
    name: str,
    *,
    before: str | None = None,
    after: str | None = None,
    language: str | None = None,
) -> Changes:
    """What a version of a list changes.

    Args:
        node: an open node.
        name: the list.
        before: the earlier version by its edition; the one before ``after`` where it is not said.
        after: the later version; the newest where it is not said.
        language: of a list in several languages which one; English, else the first, is taken.

    Raises:
        UnknownName: for a list or version there is not for this person, naming those there are.
        UsageError: when there is only one version, or both are the same.
    """
    (view,) = lists(node, name)
    spoken = sorted({each.language or "" for each in view.versions}, key=lambda w: (w != "en", w))
    chosen = spoken[0] if language is None else language
    versions = [each for each in view.versions if (each.language or "") == chosen]
    if not versions:
        raise UnknownName(f"list {name} is held in {', '.join(filter(None, spoken))} only")
    later = versions[0] if after is None else _named(versions, after, name)
    older = versions[versions.index(later) + 1 :]
    if before is None and not older:
        raise UsageError(
            f"there is no version of {name} before {later.edition}; there "
            f"{'is' if len(versions) == 1 else 'are'} {', '.join(e.edition for e in versions)}"
        )
    earlier = older[0] if before is None else _named(versions, before, name)
    if earlier == later:
        raise UsageError(f"{later.edition} is both versions of {name}; name two")
    whole = bool(earlier.aliases_apart) == bool(later.aliases_apart)
    old, new = (
        [
            listing
            for listing in _listings(node, name, each.edition, each.language)
            if whole or NameSort.PRIMARY.value in listing.name_sorts
        ]
        for each in (earlier, later)
    )
    return Changes(name=name, before=earlier, after=later, delta=delta(old, new), whole=whole)


def _named(versions: Iterable[Version], edition: str, name: str) -> Version:
    known = list(versions)
    for each in known:
        if each.edition == edition:
            return each
    raise UnknownName(
        f"there is no version {edition!r} of {name}; there are "
        + ", ".join(each.edition for each in known)
    )


def _listings(node: "Opened", name: str, edition: str, language: str | None) -> list[Listing]:
    rows = read_table(node, Ask(Listing.kind))
    rows = rows.filter(
        pc.and_(
            pc.equal(rows.column("list"), name),
            pc.and_(
                pc.equal(rows.column("edition"), edition),
                pc.equal(pc.fill_null(rows.column("language"), ""), language or ""),
            ),
        )
    )
    found = kind_named(Listing.kind).from_batch(rows)
    return [each for each in found if isinstance(each, Listing)]


# --- as JSON ------------------------------------------------------------------------------

AGE: dict[str, tuple[str, str]] = {
    Dated.STATED: ("as of {day}, as the list says", "en date du {day}, selon la liste"),
    Dated.VINTAGE: ("as of {day}, as its reader said", "en date du {day}, selon qui l\u2019a lue"),
    Dated.UNKNOWN: ("nobody knows how old it is", "personne n\u2019en connaît l\u2019âge"),
}
"""How old a version is, English and French."""


def version_told(version: Version) -> dict[str, Any]:
    """A version, ready for JSON."""
    day = None if version.as_of is None else format_instant(version.as_of)
    en, fr = (each.format(day=(day or "")[:10]) for each in AGE[version.dated])
    return {
        "edition": version.edition,
        "language": version.language,
        "as_of": day,
        "dated": version.dated,
        "age": {"en": en, "fr": fr},
        "received": format_instant(version.received),
        "sources": list(version.sources),
        "entities": version.entities,
        "names": version.names,
        "aliases_apart": version.aliases_apart,
        "marking": None if version.marking is None else version.marking.level.label,
    }


def list_told(view: ListView) -> dict[str, Any]:
    """A list, ready for JSON."""
    return {"list": view.name, "versions": [version_told(each) for each in view.versions]}


def entity_told(entity: Entity) -> dict[str, Any]:
    """An entity, ready for JSON."""
    return {
        "entity": entity.entity,
        "name": entity.name,
        "names": [{"name": name, "sort": sort} for name, sort in entity.names],
        "facts": {field: list(values) for field, values in entity.facts.items()},
    }


def changes_told(found: Changes) -> dict[str, Any]:
    """What changed, ready for JSON, each with its sentence in both languages."""

    def amended(change: Amended) -> dict[str, Any]:
        moved = document(change.moved)
        return {**entity_told(change.entity), "moved": moved, "said": delta_words.amended(change)}

    change = found.delta
    return {
        "list": found.name,
        "from": version_told(found.before),
        "to": version_told(found.after),
        "said": delta_words.summary(change),
        "caution": None if found.whole else delta_words.NOT_WHOLE,
        "added": [{**entity_told(e), "said": delta_words.added(e)} for e in change.added],
        "amended": [amended(each) for each in change.amended],
        "removed": [{**entity_told(e), "said": delta_words.removed(e)} for e in change.removed],
        "unchanged": change.unchanged,
    }
