"""The queue: a page of findings in triage order, how many stand where, and what is new since.

Everything is counted after the viewer's filter: what may not be seen is in no number.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app.deciding import all_decisions
from northline.app.findings import (
    ALL,
    HELD,
    Decisions,
    check_state,
    in_triage_order,
    newest,
    read_findings,
    views,
)
from northline.app.reading import Ask, read_table
from northline.app.results import FindingView
from northline.decisions.rules import State
from northline.ledger.reading import system_clock
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

MATTERS = ("finding", "decision")
"""Kinds that change what the queue shows."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which findings.

    Attributes:
        state: ``open`` for what waits and is not held back, ``held-back``, ``all``, or one state.
        kind: only this kind of finding.
        since: only of events from then on.
    """

    state: str = State.OPEN.value
    kind: str | None = None
    since: Micros | None = None


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the queue.

    Attributes:
        shown: the findings of the page, the most urgent first.
        found: how many there are in the state that is asked for.
        counts: how many stand in each state; ``open`` counts what waits and is not held back,
            ``held-back`` what is, ``all`` everything.
        kinds: kinds of finding there are, whatever the filter.
        new: how many of those found came after ``after``.
        again: findings asked for by their events, whatever their state.
        head: entry of the chain that all this holds of.
    """

    shown: list[FindingView]
    found: int
    counts: dict[str, int]
    kinds: tuple[str, ...]
    new: int
    again: list[FindingView]
    head: int


def queue(
    node: "Opened",
    wanted: Wanted,
    *,
    first: int,
    limit: int,
    after: int | None = None,
    events: Sequence[bytes] = (),
) -> Queue:
    """Read a page of the queue.

    Args:
        node: the node.
        wanted: which findings.
        first: how many to pass over.
        limit: findings of the page.
        after: entry of the chain after which a finding counts as new; None counts none.
        events: events whose findings are wanted again, whatever their state or kind.

    Raises:
        UnknownName: for a state there is not.
    """
    check_state(wanted.state)
    head = node.content_head()
    decisions = Decisions(all_decisions(node))
    every = [
        each
        for each in in_triage_order(node, newest(read_findings(node)), decisions)
        if wanted.since is None or each.finding.at >= wanted.since
    ]
    listed = [each for each in every if each.is_listed(wanted.kind)]
    alike = [each for each in listed if wanted.kind in {None, each.finding.finding}]
    found = [each for each in alike if each.stands_in(wanted.state)]
    lists = (*(state.value for state in State), HELD)
    counts = {name: sum(each.stands_in(name) for each in alike) for name in lists}
    fresh = set() if after is None else _added(node, after)
    asked = set(events)
    return Queue(
        shown=views(node, found[first : first + limit], decisions),
        found=len(found),
        counts={**counts, ALL: len(alike)},
        kinds=tuple(sorted({each.finding.finding for each in every})),
        new=sum(each.finding.id in fresh for each in found),
        again=views(node, [each for each in every if each.finding.event_id in asked], decisions),
        head=head,
    )


def stirred(node: "Opened", after: int) -> bool:
    """Whether anything that the queue shows may have changed after an entry of the chain.

    Looks at the chain only, so it costs nothing to ask often and is no look at a record.
    """
    return bool(node.ledger.changes(MATTERS, after, limit=1)) or node.ledger.rights_changed(
        after, node.viewer
    )


def present(node: "Opened") -> Micros:
    """The present that "how long ago" counts from: the clock, in an exercise its newest report."""
    if not node.exercise:
        return system_clock()
    viewer = msgspec.structs.replace(node.viewer, name="service:findings")
    plan = node.ledger.plan("track", viewer, columns=["at"], limit=1)
    rows = node.ledger.read(plan, audited=False).read_all().column("at").cast("int64")
    return Micros(rows[0].as_py()) if len(rows) else system_clock()


def _added(node: "Opened", after: int) -> set[bytes]:
    """Ids of the findings that came after an entry."""
    rows = read_table(node, Ask("finding", columns=["id"], after=after))
    return set(rows.column("id").to_pylist())
