"""A record marked anew by its owner: who would gain and who would lose sight, told before it is done."""

from typing import TYPE_CHECKING

import msgspec

from northline.app.derived import resting_on
from northline.app.permitting import marking_given, require
from northline.app.sharing.declared import NOTHING, Declared, at_node
from northline.app.sharing.partner import USUAL, Assumed
from northline.app.sharing.reach import Reached, reach
from northline.app.sharing.record import find
from northline.decisions.widening import takes_two
from northline.ledger.marks import keeping
from northline.ledger.reading import system_clock
from northline.records.errors import NotPermitted, UsageError
from northline.records.marking import ANYONE, Marking, may_mark, may_see
from northline.records.record import Id
from northline.records.time import format_instant

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a new marking would change.

    Attributes:
        record: id of the record.
        kind: its kind.
        before: how it is marked.
        after: how it would be: the parts of other owners stay as they are.
        gains: agencies and groups that would see it and do not now, in the best case.
        loses: those that see it now and would not.
        yourself: whether who asks would see it still.
        derived: kind -> how many records were derived from it, as far as who asks may see them;
            they would be marked at least as tightly.
        second: whether it is proposed only, until a second person approves it
            (`northline.decisions.widening`).
    """

    record: Id
    kind: str
    before: Marking
    after: Marking
    gains: tuple[Reached, ...]
    loses: tuple[Reached, ...]
    yourself: bool
    derived: dict[str, int]
    second: bool = False


def preview(
    node: "Opened",
    id: bytes | str,
    marking: Marking | str,
    assumed: Assumed = USUAL,
    *,
    kind: str = "",
    declared: Declared = NOTHING,
) -> Preview:
    """What it would change to mark a record so; nothing is done.

    Args:
        node: the node.
        id: the record.
        marking: the marking, or its text.
        assumed: what is assumed of somebody of each agency and group.
        kind: kind of the record where that is known.
        declared: what the settings say of agencies.

    Raises:
        UsageError: for a marking that cannot be read, or a record that there is not for who asks.
        MarkingRefused: for a marking that no record here may carry.
        NotPermitted: unless the operator's agency may mark it anew, and they hold a role for it.
    """
    record, before = find(node, id, kind)
    require(node.viewer, "mark")
    if not may_mark(node.viewer.agency, before):
        raise NotPermitted("only the owner agency marks a record anew")
    after = keeping(before, marking_given(node, marking), node.viewer)
    now, declared = system_clock(), at_node(node, declared)
    was, would = (
        reach(each, assumed, now, declared=declared, also=(before, after))
        for each in (before, after)
    )
    pairs = list(zip(was, would, strict=True))
    return Preview(
        record=record.id,
        kind=type(record).kind,
        before=before,
        after=after,
        gains=tuple(new for old, new in pairs if new.seen and not old.seen),
        loses=tuple(new for old, new in pairs if old.seen and not new.seen),
        yourself=may_see(node.viewer, after, now),
        derived={name: len(some) for name, some in resting_on(node, [record.id]).items()},
        second=takes_two(before, after),
    )


def remark(
    node: "Opened",
    id: bytes | str,
    marking: Marking | str,
    reason: str,
    *,
    kind: str = "",
    declared: Declared = NOTHING,
) -> Preview:
    """Mark a record anew, and what was derived from it; what it changed, as `preview` tells.

    Where ``second`` is told, it is proposed and nothing is changed yet.

    Raises:
        UsageError: without a reason; else as `preview`.
        MarkingRefused: as `preview`.
        NotPermitted: as `preview`.
    """
    if not reason.strip():
        raise UsageError("a change of marking needs a reason")
    told = preview(node, id, marking, kind=kind, declared=declared)
    node.mark([told.record], marking, reason)  # type: ignore[attr-defined]
    return msgspec.structs.replace(told, yourself=True) if told.second else told


def written(marking: Marking, owner: str) -> str:
    """A marking as one line (`northline.records.notation`), with the part of one of its owners."""
    parts = [marking.level.label, f"owner={owner}"]
    grant = marking.grants[owner]
    if grant.partners:
        parts.append(f"partners={','.join(grant.partners)}")
    if grant.purposes != (ANYONE,):
        parts.append(f"purposes={','.join(grant.purposes)}")
    if marking.caveats:
        parts.append(f"caveats={'|'.join(marking.caveats)}")
    if marking.compartments:
        parts.append(f"compartments={','.join(marking.compartments)}")
    if grant.expiry is not None:
        parts.append(f"expires={format_instant(grant.expiry)}")
    if grant.authority:
        parts.append(f"authority={', '.join(grant.authority)}")
    return "; ".join(parts)
