"""One record: who may see it and why, how it was marked, what rests on it, and what was decided."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from northline.app.derived import resting_on
from northline.app.reading import Ask, read_table
from northline.app.sharing.access import check_asking
from northline.app.sharing.declared import NOTHING, Declared, at_node
from northline.app.sharing.partner import USUAL, Assumed
from northline.app.sharing.reach import Reached, reach
from northline.app.words import record_id
from northline.decisions.operations import may
from northline.decisions.standing import in_force
from northline.ledger.reading import system_clock
from northline.records.decision import Decision, Verb
from northline.records.errors import UsageError
from northline.records.finding import Finding
from northline.records.kinds import KINDS
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking, may_mark
from northline.records.record import Record
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

GIVEN = (Verb.RELEASE, Verb.REFUSE)
"""What is decided about a record's going to partners."""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """How it was marked from an instant on.

    Attributes:
        at: from when.
        marking: how.
        entry: the entry of the chain that says so, or None: to whom the chain is not told, and of
            the marking that it came with.
        by: who marked it, or empty where that is not told.
        reason: why, or empty where that is not told.
    """

    at: Micros
    marking: Marking
    entry: int | None = None
    by: str = ""
    reason: str = ""


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """One record and its sharing.

    Attributes:
        kind: its kind.
        record: the record.
        marking: the marking that counts for it today.
        assumed: what is assumed of somebody of each agency and group.
        reached: each known agency and group, and why it sees it or does not.
        past: how it was marked, the oldest first.
        derived: kind -> ids of what was derived from it, as far as who asks may see that.
        decisions: release and refuse, and what a second person or a retraction said of these, the
            oldest first.
        in_force: ids of those of them that are in force.
        to_release: codes of `northline.app.sharing.words.WAYS`: what to do to release it.
        to_recall: the same, to recall it.
        may_mark: whether who asks may mark it anew themselves.
    """

    kind: str
    record: Record
    marking: Marking
    assumed: Assumed
    reached: tuple[Reached, ...]
    past: tuple[Past, ...]
    derived: dict[str, list[bytes]]
    decisions: tuple[Decision, ...]
    in_force: frozenset[bytes]
    to_release: tuple[str, ...]
    to_recall: tuple[str, ...]
    may_mark: bool


def find(node: "Opened", id: bytes | str, kind: str = "") -> tuple[Record, Marking]:
    """The record of an id, and the marking that counts for it today.

    Args:
        node: the node.
        id: its id.
        kind: its kind where that is known.

    Raises:
        UsageError: when there is none, or the operator may not see it: which, is not said.
        RoleNeeded: when they hold no role to ask about sharing.
        NotPermitted: when it is a record of other agencies, for them to ask about.
    """
    check_asking(node)
    wanted = record_id(id)
    names = [kind] if kind else [Finding.kind, *(each.kind for each in KINDS)]
    for name in dict.fromkeys(names):
        rows = kind_named(name).from_batch(read_table(node, Ask(name, ids=[wanted])))
        for record in rows:
            marking = node.ledger.markings_now({record.id: record.marking})[record.id]
            check_asking(node, marking)
            return record, marking
    raise UsageError(f"there is no record of id {wanted.hex()}")


def shared(
    node: "Opened",
    id: bytes | str,
    assumed: Assumed = USUAL,
    *,
    declared: Declared = NOTHING,
) -> Shared:
    """One record and its sharing; see `Shared`.

    Args:
        node: the node.
        id: its id.
        assumed: what is assumed of somebody of each agency and group.
        declared: what the settings say of agencies.

    Raises:
        UsageError: as `find`.
        NotPermitted: as `find`.
    """
    record, marking = find(node, id)
    derived = resting_on(node, [record.id])
    decisions = tuple(_given(node, record))
    own = may_mark(node.viewer.agency, marking) and may(node.viewer, "mark")
    return Shared(
        kind=type(record).kind,
        record=record,
        marking=marking,
        assumed=assumed,
        reached=reach(marking, assumed, system_clock(), declared=at_node(node, declared)),
        past=tuple(_past(node, record, {i for some in derived.values() for i in some})),
        derived=derived,
        decisions=decisions,
        in_force=frozenset(each.id for each in in_force(decisions)),
        to_release=tuple(_to_release(node, marking)),
        to_recall=tuple(_to_recall(node, marking)),
        may_mark=own,
    )


def _past(node: "Opened", record: Record, derived: set[bytes]) -> Iterator[Past]:
    """How it was marked, the oldest first.

    Marking a record anew also marks what was derived from it, so that the reason given may be
    about another record.  It is told where every record of the entry is this one or rests on it,
    as far as who asks may see: then it was given about this one.
    """
    came = node.ledger.marking(record.marking)
    if came is not None:
        yield Past(at=record.received, marking=came)
    about_it = {record.id, *derived}
    for each in node.ledger.review.history(record.id).marked:
        entry = node.ledger.review.entry(each.seq)
        facts = entry.facts if entry is not None else {}
        ids = {bytes.fromhex(marked) for marked, _, _ in facts.get("marks", ())}
        told = entry is not None and bool(ids) and ids <= about_it
        yield Past(
            at=each.at,
            marking=each.marking,
            entry=each.seq if node.at_home else None,
            by=entry.actor if entry is not None and told else "",
            reason=str(facts.get("reason", "")) if told else "",
        )


def _given(node: "Opened", record: Record) -> Iterator[Decision]:
    """Decisions to release or refuse it, and what was said of these."""
    every = node.decisions(record.id)  # type: ignore[attr-defined]
    given = {each.id for each in every if each.verb in GIVEN and each.about == record.id}
    if isinstance(record, Finding):  # any revision of its event
        given = {each.id for each in every if each.verb in GIVEN}
    for each in every:
        if each.id in given or each.about in given:
            given.add(each.id)
            yield each


def _to_release(node: "Opened", marking: Marking) -> Iterator[str]:
    own = node.viewer.agency in marking.grants
    if not own:
        yield "ask-owner"
        return
    if not may_mark(node.viewer.agency, marking):
        yield "originator"
        return
    yield "mark" if may(node.viewer, "mark") else "mark-by-role"
    if len(marking.grants) > 1:
        yield "joint"
    yield "decide"


def _to_recall(node: "Opened", marking: Marking) -> Iterator[str]:
    if may_mark(node.viewer.agency, marking):
        yield "tighten"
    if node.at_home:
        yield "erase"
    yield "sent"
