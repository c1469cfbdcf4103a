"""Lookouts: placed by an agency with a reason, an authority and an end; over, they match nobody."""

from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.documents import document
from northline.app.permitting import marking_given, require
from northline.app.reading import Ask, read_table
from northline.app.waiting import present
from northline.app.words import instant
from northline.ledger.reading import system_clock
from northline.records.errors import NotPermitted, UnknownName, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.listing import Schema
from northline.records.lookout import Lookout
from northline.records.marking import Grant, Level, Marking, marking
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "lookouts"

LIST = "lookouts"
"""The name that they have among the lists."""

STATES = ("standing", "expired", "all")

LONGEST_DAYS = 366
"""A lookout ends at the latest so many days after it began; it may be placed anew."""

_DAY = 86_400_000_000


class LookoutPlaced(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lookout as somebody places it.

    Attributes:
        names: its names, the first the one it stands under.
        why: why.
        authority: the lawful authority.
        expires: when it ends, an instant.
        schema: what is looked out for.
        since: from when it counts; from now otherwise.
        identity: its own name, to place one anew; made otherwise.
        identifiers: papers and numbers as ``scheme:value``.
        born: dates of birth; these three are read where a person decides, and never scored.
        birth_places: places of birth.
        citizenships: citizenships.
        contact: whom to tell.
        marking: marking of the record; Protected B, one's own, otherwise.
    """

    names: tuple[str, ...]
    why: str
    authority: str
    expires: str
    schema: Schema = Schema.PERSON
    since: str | None = None
    identity: str | None = None
    identifiers: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()
    contact: str | None = None
    marking: str | None = None


def place_lookout(node: "Opened", placed: LookoutPlaced) -> Lookout:
    """Place a lookout of one's own agency.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: for what it cannot be.
        MarkingRefused: for a marking that no record here may carry.
    """
    require(node.viewer, OPERATION)
    agency, now = node.operator.agency, system_clock()
    names = tuple(each.strip() for each in placed.names if each.strip())
    since, expires = instant(placed.since) or now, instant(placed.expires)
    if not names or not placed.why.strip() or not placed.authority.strip():
        raise UsageError("a lookout needs a name, a reason (why) and its lawful authority")
    if expires is None or not since < expires <= since + LONGEST_DAYS * _DAY:
        raise UsageError(
            f"a lookout ends (expires) after it begins, and within {LONGEST_DAYS} days; place it anew then"
        )
    own = (placed.identity or "").strip().removeprefix(f"{agency}:")
    drawn = Origin(Lookout.kind, agency).derived(names[0].encode(), now.to_bytes(8, "big"))
    return _append(
        node,
        Lookout(
            id=drawn,
            source=agency,
            at=now,
            received=now,
            marking=_marking(node, placed.marking).id,
            identity=f"{agency}:{own or 'lookout-' + drawn.hex()[:8]}",
            schema=placed.schema,
            names=names,
            identifiers=placed.identifiers,
            born=placed.born,
            birth_places=placed.birth_places,
            citizenships=placed.citizenships,
            owner=agency,
            why=placed.why.strip(),
            authority=placed.authority.strip(),
            since=since,
            expires=expires,
            contact=(placed.contact or "").strip() or None,
            by=node.operator.name,
        ),
        _marking(node, placed.marking),
    )


def end_lookout(node: "Opened", identity: str, reason: str) -> Lookout:
    """End a lookout of one's own agency now.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when there is none of that name, it is over already, or a reason is missing.
        NotPermitted: when it is another agency's.
    """
    require(node.viewer, OPERATION)
    now = system_clock()
    found = next((each for each in lookouts(node) if each.identity == identity), None)
    if found is None:
        raise UsageError("there is no lookout of that name that stands")
    if found.owner != node.operator.agency:
        raise NotPermitted(f"this lookout is of {found.owner}, who alone ends it")
    if not reason.strip():
        raise UsageError("a lookout is ended with a reason, in your own words")
    marked = node.ledger.markings_now({found.id: int(found.marking)})[found.id]
    made = msgspec.structs.replace(
        found,
        id=Origin(Lookout.kind, found.owner).derived(found.id, now.to_bytes(8, "big")),
        at=now,
        received=now,
        marking=marked.id,
        since=min(found.since, now),
        expires=now,
        why=f"{found.why}; ended: {reason.strip()}",
        by=node.operator.name,
    )
    return _append(node, made, marked)


def lookouts(node: "Opened", *, state: str = "standing") -> list[Lookout]:
    """Lookouts that this person may see, as their newest records state them.

    Args:
        node: an open node.
        state: one of `STATES`; ``standing`` holds those that have not begun yet, too.

    Raises:
        RoleNeeded: when this person may not.
        UnknownName: for a state there is not.
    """
    require(node.viewer, OPERATION)
    if state not in STATES:
        raise UnknownName(f"there is no state {state!r}; there are {', '.join(STATES)}")
    now = present(node)
    return [
        each
        for each in _newest(node)
        if state == "all" or (each.expires <= now) is (state == "expired")
    ]


def standing_lookouts(node: "Opened") -> list[Lookout]:
    """Lookouts that count now: begun, and not over."""
    now = present(node)
    return [each for each in _newest(node) if each.since <= now < each.expires]


def told(each: Lookout, now: Micros) -> dict[str, Any]:
    """A lookout ready for JSON, with whether it is over."""
    return {**document(each), "expired": each.expires <= now, "begun": each.since <= now}


def _newest(node: "Opened") -> list[Lookout]:
    found: dict[str, Lookout] = {}
    for each in kind_named(Lookout.kind).from_batch(read_table(node, Ask(Lookout.kind))):
        if not isinstance(each, Lookout) or not each.identity.startswith(f"{each.owner}:"):
            continue
        before = found.get(each.identity)
        if before is None or (each.at, each.id) > (before.at, before.id):
            found[each.identity] = each
    return sorted(found.values(), key=lambda each: (each.expires, each.identity))


def _marking(node: "Opened", given: str | None) -> Marking:
    agency = node.operator.agency
    if given is None:
        return marking(Level.PROTECTED_B, {agency: Grant()})
    meant = marking_given(node, given)
    if agency not in meant.owners:
        raise UsageError(f"a lookout that you place is owned by {agency}")
    return meant


def _append(node: "Opened", made: Lookout, marked: Marking) -> Lookout:
    node.ledger.append(
        Lookout.kind,
        kind_named(Lookout.kind).to_batch([made]),
        by=node.operator.name,
        markings=(marked,),
    )
    return made
