"""Finding the records that are about a person: over every kind that may hold any.

Two ways, and it is said of each record which: a field of it equals an identifier, or it rests on
such a record (tracks, crossings, findings) or was decided about one.  Nothing is guessed: a name
that is spelt otherwise is not found.  What the officer may not see is not found either, and in
particular nothing of a compartment that they are not read into (LAW.md rule 4).
"""

from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.derived import resting_on
from northline.app.rights.access import role_of_officer
from northline.app.rights.identifying import columns_of, matches
from northline.app.rights.looking import look_for, read_for, searched
from northline.app.rights.queue import one
from northline.records.decision import Decision
from northline.records.errors import UsageError
from northline.records.kinds import kind as kind_named
from northline.records.rights_request import RightsRequest

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Records of one kind.

    Attributes:
        kind: record kind.
        named: those in which a field equals an identifier.
        resting: those that rest on such records, or were decided about them.
    """

    kind: str
    named: tuple[bytes, ...] = ()
    resting: tuple[bytes, ...] = ()

    @property
    def ids(self) -> tuple[bytes, ...]:
        """All of them."""
        return (*self.named, *self.resting)


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """What was found for a request.

    Attributes:
        request: the request.
        kinds: what was found, by kind.
        searched: the kinds that were searched.
    """

    request: RightsRequest
    kinds: tuple[Found, ...]
    searched: tuple[str, ...]

    @property
    def ids(self) -> frozenset[bytes]:
        """Every record that was found."""
        return frozenset(id for each in self.kinds for id in each.ids)


def locate(node: "Opened", key: str | bytes) -> Located:
    """Find the records that a request is about.

    Each look stands on the audit with the request's redress number.

    Args:
        node: the node.
        key: redress number or id of the request.

    Raises:
        RoleNeeded: when this person answers no requests.
        UsageError: when there is no such request, or it names nothing to search for.
    """
    role_of_officer(node)
    request = one(node, key).request
    identifiers = (request.requester, *request.identifiers)
    if not any(each.strip() for each in identifiers):
        raise UsageError(f"request {request.number} names nothing to search for")
    kinds = [each.kind for each in searched()]
    named: dict[str, list[bytes]] = {}
    for kind in kinds:
        for batch in read_for(node, request.number, kind, columns=columns_of(kind)):
            named.setdefault(kind, []).extend(matches(kind, batch, identifiers))
    resting = _resting(node, request.number, named)
    return Located(
        request=request,
        kinds=tuple(
            Found(
                kind=kind,
                named=tuple(named.get(kind, ())),
                resting=tuple(resting.get(kind, ())),
            )
            for kind in kinds
            if named.get(kind) or resting.get(kind)
        ),
        searched=tuple(kinds),
    )


def located_document(located: Located) -> dict[str, Any]:
    """What was found, counted, ready for JSON: no content of any record."""
    return {
        "number": located.request.number,
        "identifiers": [located.request.requester, *located.request.identifiers],
        "kinds": [
            {
                "kind": each.kind,
                "named": len(each.named),
                "resting": len(each.resting),
                "ids": [id.hex() for id in each.ids[:_SHOWN]],
            }
            for each in located.kinds
        ],
        "records": len(located.ids),
        "searched": list(located.searched),
    }


_SHOWN = 100
"""Ids told of each kind; an export holds all."""


def _cites(kind: str) -> bool:
    """Whether records of a kind may rest on others."""
    return not {"evidence", "about"}.isdisjoint(kind_named(kind).schema.names)


def _resting(node: "Opened", number: str, named: dict[str, list[bytes]]) -> dict[str, list[bytes]]:
    """What rests on records that were found, and what was decided about any of them."""
    sources = {id for some in named.values() for id in some}
    if not sources:
        return {}
    allowed = {each.kind for each in searched()}
    for kind in sorted(kind for kind in allowed if _cites(kind)):
        look_for(node, number, kind, {"resting_on": len(sources)})
    found = {
        kind: [id for id in ids if id not in sources]
        for kind, ids in resting_on(node, sources).items()
        if kind in allowed
    }
    reached = sources | {id for some in found.values() for id in some}
    decided: list[bytes] = []
    for batch in read_for(node, number, Decision.kind, columns=["id", "about"]):
        pairs = zip(batch.column("id").to_pylist(), batch.column("about").to_pylist(), strict=True)
        decided += [id for id, about in pairs if about in reached and id not in reached]
    if decided:
        found.setdefault(Decision.kind, []).extend(decided)
    return {kind: ids for kind, ids in found.items() if ids}
