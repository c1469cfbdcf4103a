"""What a person can screen against: the newest edition of every list that they may see.

A listing that they may not see is not read, so it is in no index, no score and no count of theirs.  The
index over the names is kept while the listings that it was made of are the same ones: it is found again
by their ids, which are read anew (and so stand on the audit) whenever somebody asks.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from northline.app.reading import Ask, read_table
from northline.app.screening.lookouts import LIST as LOOKOUTS
from northline.app.screening.lookouts import standing_lookouts
from northline.engines.screening.identifiers import document
from northline.engines.screening.matching import Entry, Hit, Index, Query
from northline.records.errors import UsageError
from northline.records.kinds import kind as kind_named
from northline.records.listing import Listing, NameSort, Schema
from northline.records.lookout import Lookout
from northline.records.marking import Marking, join
from northline.records.record import Digest, Id
from northline.records.time import format_instant

if TYPE_CHECKING:
    from northline.app.opened import Opened

DEFAULT = "default"
"""The dataset of every list."""

_COLUMNS = ("id", "list", "language", "edition", "at", "marking")
_MOST = 4

_CARD = ("national-id:", "identity-card:")
"""The number of a card is a paper like another; its name must not look like a nationality."""

UNDATED = "undated-"
"""How an edition begins that nobody dated."""

_FIRST = 10


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One entity of a list, of all the records that state it.

    Attributes:
        key: list and entity, as ``list:entity``.
        digest: of what is said of who it is; another one makes another pair.
        evidence: ids of the records.
        The others are as `northline.records.listing.Listing` has them.
    """

    key: str
    list: str
    entity: str
    edition: str
    schema: Schema
    caption: str
    names: tuple[tuple[str, str], ...]
    identifiers: tuple[str, ...]
    born: tuple[str, ...]
    birth_places: tuple[str, ...]
    citizenships: tuple[str, ...]
    programme: str | None
    measure: str | None
    remarks: str | None
    url: str | None
    digest: Digest
    evidence: tuple[Id, ...]


class _Names:
    """Entities and an index over their names."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        self.listed = {each.key: each for each in listed}
        self._index = Index(
            (
                Entry(entity=each.key, schema=each.schema.value, name=name, sort=sort)
                for each in listed
                for name, sort in each.names
            ),
            {each.key: documents(each.identifiers) for each in listed if each.identifiers},
        )
        self._guard = threading.Lock()
        self._marked: tuple[int, Marking] | None = None

    def marked(self, node: "Opened", stored: dict[bytes, int]) -> Marking:
        """What all of these records are marked today: reckoned anew once anything was marked anew."""
        head = node.content_head()
        known = self._marked
        if known is None or node.ledger.rights_changed(known[0]):
            now = {each.id: each for each in node.ledger.markings_now(stored).values()}
            known = head, join(now[each] for each in sorted(now))
        self._marked = head, known[1]
        return known[1]

    def match(self, query: Query, limit: int) -> tuple[tuple[Hit, ...], int]:
        """The best entities, and how many names were scored."""
        with self._guard:
            hits = self._index.match(query, limit)
            return hits, self._index.scored


class Held:
    """Every list that somebody may see, ready to be asked.

    How much a name says depends on how rare it is among all names that they may see, so that the same
    question has the same score whether one list is asked or all.

    Attributes:
        editions: name of a list that is asked -> its edition.
        marking: what an answer is marked with at least: all that they may see was compared; None
            where there is no list.
    """

    def __init__(
        self, editions: dict[str, str], marking: Marking | None, names: _Names | None
    ) -> None:
        self.editions = editions
        self.marking = marking
        self._names = names

    def listed(self, key: str) -> Listed | None:
        """The entity of ``list:entity``, or None where it stands there no more."""
        return None if self._names is None else self._names.listed.get(key)

    def match(self, query: Query, limit: int, least: float) -> tuple[tuple[Hit, ...], int]:
        """The best entities of the lists that are asked, and how many names were scored.

        Args:
            query: what is asked.
            limit: entities at most.
            least: score from which an entity is of use.

        Raises:
            UsageError: for what the engine cannot be asked.
        """
        if self._names is None:
            return (), 0
        wide = _FIRST
        while True:
            every, scored = self._names.match(query, wide)
            hits = [each for each in every if self._names.listed[each.entity].list in self.editions]
            if len(hits) >= limit or len(every) < wide or every[-1].score < least:
                return tuple(hits[:limit]), scored
            wide *= 4


def documents(identifiers: Iterable[str]) -> tuple[str, ...]:
    """Those that the engine compares; a number of a sort that it refuses is left to whoever decides."""
    named = (each.replace(*_CARD, 1) if each.startswith(_CARD[0]) else each for each in identifiers)
    return tuple(each for each in named if _is_document(each))


def _is_document(text: str) -> bool:
    try:
        document(text)
    except UsageError:
        return False
    return True


_kept: "OrderedDict[bytes, _Names]" = OrderedDict()
_guard = threading.Lock()


def held(node: "Opened", dataset: str = DEFAULT) -> Held:
    """What this person can screen against.

    Args:
        node: an open node.
        dataset: one list, or `DEFAULT` for all; a list that they may not see is like none.
    """
    rows = newest(read_table(node, Ask(Listing.kind, columns=list(_COLUMNS))))
    on_lookout = standing_lookouts(node)
    ids = rows.column("id").to_pylist()
    lists = zip(rows.column("list").to_pylist(), rows.column("edition").to_pylist(), strict=True)
    editions = _editions(set(lists))
    marked = dict(zip(ids, rows.column("marking").to_pylist(), strict=True))
    if on_lookout:
        marked |= {each.id: int(each.marking) for each in on_lookout}
        editions[LOOKOUTS] = format_instant(max(each.at for each in on_lookout))
    if not marked:
        return Held({}, None, None)
    names = _names(
        node,
        list(marked),
        lambda: [*entities(_listings(node, ids)), *lookout_entities(on_lookout)],
    )
    if dataset != DEFAULT:
        editions = {name: day for name, day in editions.items() if name == dataset}
    return Held(editions, names.marked(node, marked), names)


def newest(rows: pa.Table) -> pa.Table:
    """Of each list, in each language, the rows of its newest edition.

    Of files that nobody dated nobody can tell which is newest, nor whether one holds the aliases of
    another: all that came after the newest dated edition are asked with it, so that nobody is missed.
    """
    keys = ["list", "language"]
    editions = rows.group_by([*keys, "edition"], use_threads=False).aggregate([("at", "max")])
    told = editions.to_pylist()
    dated: dict[tuple[str, Any], Any] = {}
    for each in told:
        key = each["list"], each["language"]
        if not each["edition"].startswith(UNDATED):
            dated[key] = max(dated.get(key, each["at_max"]), each["at_max"])
    chosen = {
        (*key, each["edition"])
        for each in told
        for key in [(each["list"], each["language"])]
        if key not in dated or each["at_max"] >= dated[key]
    }
    columns = (rows.column(name).to_pylist() for name in (*keys, "edition"))
    return rows.filter(
        pa.array([each in chosen for each in zip(*columns, strict=True)], pa.bool_())
    )


def _editions(asked: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Name of a list -> its edition, or editions where some are not dated."""
    found: dict[str, list[str]] = {}
    for name, edition in sorted(asked):
        found.setdefault(name, []).append(edition)
    return {name: " and ".join(several) for name, several in found.items()}


def entities(listings: Iterable[Listing]) -> list[Listed]:
    """What records of one edition say, entity by entity."""
    of: dict[tuple[str, str], list[Listing]] = {}
    for each in listings:
        of.setdefault((each.list, each.entity), []).append(each)
    return [_joined(*key, several) for key, several in sorted(of.items())]


def lookout_entities(lookouts: Iterable[Lookout]) -> list[Listed]:
    """Lookouts as entities of a list of their own."""
    made = []
    for each in lookouts:
        names = tuple(
            (name, (NameSort.ALIAS_GOOD if place else NameSort.PRIMARY).value)
            for place, name in enumerate(each.names)
        )
        facts = (each.names, each.identifiers, each.born, each.birth_places, each.citizenships)
        made.append(
            Listed(
                key=f"{LOOKOUTS}:{each.identity}",
                list=LOOKOUTS,
                entity=each.identity,
                edition=format_instant(each.at),
                schema=each.schema,
                caption=each.names[0],
                names=names,
                identifiers=each.identifiers,
                born=each.born,
                birth_places=each.birth_places,
                citizenships=each.citizenships,
                programme=None,
                measure=each.why,
                remarks=each.contact,
                url=None,
                digest=_digest(each.schema, *facts),
                evidence=(each.id,),
            )
        )
    return made


def _joined(name: str, entity: str, several: Sequence[Listing]) -> Listed:
    ordered = sorted(
        several, key=lambda each: (each.language != "en", each.language or "", each.id)
    )
    first = next((e for e in ordered if NameSort.PRIMARY.value in e.name_sorts), ordered[0])
    names: dict[str, str] = {}
    for each in (first, *ordered):
        for text, sort in zip(each.names, each.name_sorts, strict=True):
            names.setdefault(text, sort)
    facts = [
        tuple(dict.fromkeys(value for each in ordered for value in getattr(each, field)))
        for field in ("identifiers", "born", "birth_places", "citizenships")
    ]
    told = {
        field: next((v for e in ordered if (v := getattr(e, field)) is not None), None)
        for field in ("programme", "measure", "remarks", "url")
    }
    return Listed(
        key=f"{name}:{entity}",
        list=name,
        entity=entity,
        edition=first.edition,
        schema=first.schema,
        caption=first.name,
        names=tuple(names.items()),
        identifiers=facts[0],
        born=facts[1],
        birth_places=facts[2],
        citizenships=facts[3],
        digest=_digest(first.schema, tuple(names), *facts, (told["remarks"] or "",)),
        evidence=tuple(each.id for each in ordered),
        **told,
    )


def _digest(schema: Schema, *facts: tuple[str, ...]) -> Digest:
    """What is said of who it is, whatever order it is said in."""
    told = [schema.value, *(sorted(each) for each in facts)]
    return Digest(hashlib.blake2b(msgspec.json.encode(told), digest_size=32).digest())


def _names(node: "Opened", ids: Sequence[bytes], make: Callable[[], list[Listed]]) -> _Names:
    """Names and their index, from before where the records of the ledger are the same ones."""
    told = str(node.folder.resolve()).encode() + b"\x00" + b"".join(sorted(ids))
    digest = hashlib.blake2b(told, digest_size=16).digest()
    with _guard:
        if digest not in _kept:
            _kept[digest] = _Names(make())
            if len(_kept) > _MOST:
                _kept.popitem(last=False)
        _kept.move_to_end(digest)
        return _kept[digest]


def _listings(node: "Opened", ids: Sequence[bytes]) -> list[Listing]:
    wanted = frozenset(ids)
    rows = kind_named(Listing.kind).from_batch(read_table(node, Ask(Listing.kind)))
    return [each for each in rows if isinstance(each, Listing) and each.id in wanted]
