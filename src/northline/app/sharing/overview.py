"""What a partner would see of the records that who asks may see: counted after their own filter."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.sharing.access import check_asking, may_ask_about
from northline.ledger.reading import system_clock
from northline.records.explaining import Step, explain, failing, holds
from northline.records.kinds import KINDS
from northline.records.marking import Marking, MarkingId, Viewer, canonical

if TYPE_CHECKING:
    from northline.app.opened import Opened

EXAMPLES = 2
"""Ids that are shown of each marking."""

MOST = 500
"""Markings that are told; how many more there are is said."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Records of one kind under one marking.

    Attributes:
        kind: their kind.
        count: how many there are for who asks.
        example: id of one of them: the lowest.
    """

    kind: str
    count: int
    example: bytes


class Sort(msgspec.Struct, frozen=True, kw_only=True):
    """Records under one marking.

    Attributes:
        marking: the marking that counts for them today.
        held: how many of each kind there are for who asks, in the order of the kinds.
        count: how many in all.
        seen: whether the partner would see them; None where no partner was described.
        steps: why, each step of the rule.
    """

    marking: Marking
    held: tuple[Held, ...]
    count: int
    seen: bool | None = None
    steps: tuple[Step, ...] = ()

    @property
    def why_not(self) -> tuple[Step, ...]:
        """The steps that do not hold."""
        return failing(self.steps)

    @property
    def examples(self) -> tuple[Held, ...]:
        """A record or two of them."""
        return self.held[:EXAMPLES]


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner would see.

    Attributes:
        partner: the partner as a viewer, or None where none was described.
        sorts: markings, those of most records first.
        records: records of who asks, all of them.
        seen: of these, how many the partner would see.
        left_off: further markings that are not told.
    """

    partner: Viewer | None
    sorts: tuple[Sort, ...]
    records: int
    seen: int
    left_off: int = 0


def overview(node: "Opened", partner: Viewer | None = None) -> Overview:
    """What a partner would see of the records that the operator may see and ask about.

    Args:
        node: the node.
        partner: the partner as somebody described one, or None to count by marking alone.  It is
            only ever asked about the operator's own records; nothing is read as it.

    Raises:
        RoleNeeded: when the operator holds no role for it.
    """
    check_asking(node)
    now = system_clock()
    by_marking: dict[MarkingId, tuple[Marking, list[Held]]] = {}
    for record in KINDS:
        for marking, held in _held(node, record.kind):
            if may_ask_about(node, marking):
                by_marking.setdefault(marking.id, (marking, []))[1].append(held)
    sorts = []
    for marking, some in by_marking.values():
        steps = () if partner is None else explain(partner, marking, now)
        sorts.append(
            Sort(
                marking=marking,
                held=tuple(some),
                count=sum(each.count for each in some),
                seen=None if partner is None else holds(steps),
                steps=steps,
            )
        )
    sorts.sort(key=lambda each: (-each.count, canonical(each.marking)))
    return Overview(
        partner=partner,
        sorts=tuple(sorts[:MOST]),
        records=sum(each.count for each in sorts),
        seen=sum(each.count for each in sorts if each.seen),
        left_off=max(0, len(sorts) - MOST),
    )


def _held(node: "Opened", kind: str) -> Iterator[tuple[Marking, Held]]:
    """Records of a kind that the operator may see, by the marking that counts for them today."""
    plan = node.ledger.plan(kind, node.viewer, columns=["id", "marking"])
    if not plan.parts:
        return
    anew = pa.array(plan.granted, pa.binary(16))
    counted: dict[int, tuple[int, bytes]] = {}
    stored: dict[bytes, int] = {}
    for batch in node.ledger.read(plan):
        marked = pc.is_in(batch.column("id"), value_set=anew)
        if pc.any(marked).as_py():
            some = batch.filter(marked)
            stored |= dict(
                zip(some.column("id").to_pylist(), some.column("marking").to_pylist(), strict=True)
            )
            batch = batch.filter(pc.invert(marked))  # noqa: PLW2901 - the rest of it
        for marking, count, example in _grouped(batch):
            before = counted.get(marking, (0, example))
            counted[marking] = (before[0] + count, min(before[1], example))
    found: dict[MarkingId, tuple[Marking, int, bytes]] = {}
    for key, (count, example) in counted.items():
        known = node.ledger.marking(MarkingId(key))
        if known is not None:
            found[known.id] = (known, count, example)
    for id, marking_now in node.ledger.markings_now(stored).items():
        _, count, example = found.get(marking_now.id, (marking_now, 0, id))
        found[marking_now.id] = (marking_now, count + 1, min(example, id))
    for marking_now, count, example in found.values():
        yield marking_now, Held(kind=kind, count=count, example=example)


def _grouped(batch: pa.RecordBatch) -> Iterator[tuple[int, int, bytes]]:
    """Marking, how many, and the lowest id."""
    table = pa.table(
        {"marking": batch.column("marking"), "id": batch.column("id").cast(pa.binary())}
    )
    grouped = table.group_by("marking").aggregate([("id", "count"), ("id", "min")])
    yield from zip(
        grouped.column("marking").to_pylist(),
        grouped.column("id_count").to_pylist(),
        grouped.column("id_min").to_pylist(),
        strict=True,
    )
