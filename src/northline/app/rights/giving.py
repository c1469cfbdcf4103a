"""What of the records that were found may be given to who asks, and what is withheld on which ground.

By rule, before anybody decides anything:

1. ``originator``: another agency owns it too.  A holder cannot release (LAW.md rule 5).
2. ``classified``: it is marked Confidential or Secret.
3. ``third-person``: it names somebody else, may do so word for word, or rests on a record that was
   not found for this person.

A record of a compartment of `UNSAID` is neither given nor counted: that there is one never shows in
its subject's view (LAW.md rule 4; Proceeds of Crime (Money Laundering) and Terrorist Financing Act,
S.C. 2000, c. 17, s. 8).  The officer who is read into it sees it where records are located.

The officer adds grounds for single records or whole kinds, and may state that a record of the
third sort is given all the same.  Rules 1 and 2 are not the officer's to lift.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

from northline.app.rights.identifying import names_another
from northline.app.rights.locating import Located
from northline.app.rights.looking import read_for
from northline.app.words import record_id
from northline.decisions.rights_grounds import ground_of
from northline.records.errors import UsageError
from northline.records.kinds import KINDS
from northline.records.marking import Level
from northline.records.record import Id

if TYPE_CHECKING:
    from northline.app.opened import Opened

UNSAID = frozenset({"financial-report"})
"""Compartments of which the person is not told that anything is in them."""

THIRD_PERSON, ORIGINATOR, CLASSIFIED = "third-person", "originator", "classified"


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the officer states.

    Attributes:
        withhold: id of a record, or a kind -> the code of a ground.
        give: ids of records that are given although they may name a third person.
    """

    withhold: dict[str, str] = {}
    give: tuple[str, ...] = ()


class Sorted(msgspec.Struct, frozen=True, kw_only=True):
    """Records sorted into what may be given and what is withheld.

    Attributes:
        given: by kind, the rows that may be given.
        withheld: ground -> how many; of what is withheld nothing else is told.
    """

    given: dict[str, pa.Table]
    withheld: dict[str, int]


def sort_out(node: "Opened", located: Located, choice: Choice) -> Sorted:
    """Sort the records of a request.

    Args:
        node: the node.
        located: what was found for it.
        choice: what the officer states.

    Raises:
        UnknownName: for a ground there is not.
        UsageError: when something is stated about a record that was not found.
    """
    grounds = _stated(located, choice)
    given_anyway = {record_id(each) for each in choice.give}
    _check_found(located, given_anyway)
    request, found = located.request, located.ids
    identifiers = (request.requester, *request.identifiers)
    given: dict[str, pa.Table] = {}
    withheld: dict[str, int] = {}
    for each in located.kinds:
        table = read_for(node, request.number, each.kind, ids=each.ids).read_all()
        ids, markings = table.column("id").to_pylist(), table.column("marking").to_pylist()
        today = node.ledger.markings_now(dict(zip(ids, markings, strict=True)))
        keep: list[int] = []
        for place, row in enumerate(table.to_pylist()):
            id = row["id"]
            if not UNSAID.isdisjoint(today[id].compartments):
                continue
            ground = _by_rule(node, today[id].owners, today[id].level)
            ground = ground or grounds.get(id.hex()) or grounds.get(each.kind, "")
            if not ground and id not in given_anyway and _third(each.kind, row, identifiers, found):
                ground = THIRD_PERSON
            if ground:
                withheld[ground] = withheld.get(ground, 0) + 1
            else:
                keep.append(place)
        if keep:
            given[each.kind] = table.take(keep)
    return Sorted(given=given, withheld=dict(sorted(withheld.items())))


def _by_rule(node: "Opened", owners: tuple[str, ...], level: Level) -> str:
    if owners != (node.operator.agency,):
        return ORIGINATOR
    return CLASSIFIED if level >= Level.CONFIDENTIAL else ""


def _third(
    kind: str, row: Mapping[str, object], identifiers: Iterable[str], found: frozenset[bytes]
) -> bool:
    """Whether a record may be about somebody else, too."""
    if names_another(kind, row, identifiers):
        return True
    evidence = row.get("evidence")
    return isinstance(evidence, list) and not found.issuperset(evidence)


def _stated(located: Located, choice: Choice) -> dict[str, str]:
    """Id in hexadecimal or kind -> ground, as the officer stated."""
    kinds = {each.kind for each in KINDS}
    stated: dict[str, str] = {}
    for name, code in choice.withhold.items():
        ground_of(code)
        if name in kinds:
            stated[name] = code
            continue
        id = record_id(name)
        _check_found(located, {id})
        stated[id.hex()] = code
    return stated


def _check_found(located: Located, ids: Iterable[Id]) -> None:
    for id in ids:
        if id not in located.ids:
            raise UsageError(f"record {id.hex()} was not found for {located.request.number}")
