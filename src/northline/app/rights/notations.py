"""Notations: whoever reads a record that somebody disagrees with sees that, and in which words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from northline.app.rights.looking import markings_of
from northline.records.kinds import kind as kind_named
from northline.records.rights_request import RightsStep, StepSort
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Notation(msgspec.Struct, frozen=True, kw_only=True):
    """A notation on a record, as its readers see it.

    Attributes:
        record: the record, in hexadecimal.
        number: redress number of the request.
        at: when it was attached.
        by: who attached it.
        agency: the agency they acted for.
        text: what it says.
        step: id of the step, in hexadecimal.
    """

    record: str
    number: str
    at: Micros
    by: str
    agency: str
    text: str
    step: str


def notations(node: "Opened", ids: Iterable[bytes]) -> list[Notation]:
    """The notations on records that this person may see, the oldest first.

    No role is needed: a notation stays with what it is attached to.  On a record that may not be
    seen, none is told of.

    Args:
        node: the node.
        ids: the records.
    """
    wanted = set(ids)
    # A node on which nobody has asked for anything has no step to read, and no look to write.
    plan = node.ledger.plan(RightsStep.kind, node.viewer, ordered=True)
    if not wanted or not plan.parts:
        return []
    table = node.ledger.read(plan).read_all().drop_columns(["_seq", "_ord"])
    steps = [
        each
        for each in kind_named(RightsStep.kind).from_batch(table)
        if isinstance(each, RightsStep)
        and each.step is StepSort.NOTATION_ATTACHED
        and not wanted.isdisjoint(each.cites)
    ]
    cited = sorted({id for each in steps for id in each.cites if id in wanted})
    seen = markings_of(node, cited) if cited else {}
    return [
        Notation(
            record=id.hex(),
            number=each.number,
            at=each.at,
            by=each.by,
            agency=each.agency,
            text=each.text or "",
            step=each.id.hex(),
        )
        for each in steps
        for id in each.cites
        if id in wanted and id in seen
    ]
