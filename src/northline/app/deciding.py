"""Decisions of the operator: checked by the rules, signed, and kept beside what they are about."""

from typing import TYPE_CHECKING

from northline.app.reading import Ask, read_table
from northline.app.words import record_id
from northline.decisions.permission import Wish, role_for, role_to_retract
from northline.decisions.rules import About, rule_of, sort_of
from northline.decisions.signatures import UNSIGNED, signed
from northline.decisions.standing import in_order, of_event, standing
from northline.ledger.reading import system_clock
from northline.records.decision import Decision, Verb
from northline.records.errors import Conflict, NotPermitted, UsageError
from northline.records.finding import Finding
from northline.records.ids import Origin
from northline.records.kinds import KINDS
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking, join
from northline.records.record import Id, Record

if TYPE_CHECKING:
    from northline.app.opened import Opened


def all_decisions(node: "Opened") -> list[Decision]:
    """Every decision that the operator may see, the oldest first."""
    found = kind_named("decision").from_batch(read_table(node, Ask("decision")))
    return in_order(each for each in found if isinstance(each, Decision))


def decisions(node: "Opened", about: bytes | str | None) -> list[Decision]:
    """Decisions; see `northline.app.node.Node.decisions`."""
    every = all_decisions(node)
    if about is None:
        return every
    wanted = record_id(about)
    found = _one(node, Finding.kind, wanted)
    event = found.event_id if isinstance(found, Finding) else wanted
    return of_event(event, [wanted], every)


def decide(
    node: "Opened",
    about: bytes | str,
    verb: Verb | str,
    *,
    reason: str,
    authority: str | None,
) -> Decision:
    """Decide; see `northline.app.node.Node.decide`."""
    rule, wanted = rule_of(verb), record_id(about)
    if rule.second:
        raise NotPermitted(
            f"{rule.verb.value} has grave consequences and needs the signature of a second person; "
            "this node has one operator, so it cannot be decided here yet"
        )
    subject = _subject(node, wanted)
    sort = _sort(subject)
    wish = Wish(verb=rule.verb, about=sort, reason=reason, authority=authority)
    every = all_decisions(node)
    if rule.verb is Verb.RETRACT and isinstance(subject, Decision):
        role = role_to_retract(wish, node.viewer, subject, every)
        event, revision = subject.event_id, subject.revision
    else:
        state, latest = standing(wanted, every)
        role = role_for(wish, node.viewer, state, latest)
        event = subject.event_id if isinstance(subject, Finding) else None
        revision = subject.revision if isinstance(subject, Finding) else None
    marking = _marking(node, subject)
    now = system_clock()
    operator = node.operator
    origin = Origin(Decision.kind, operator.agency)
    made = signed(
        Decision(
            id=origin.derived(wanted, rule.verb.value.encode(), operator.name.encode(),
                              now.to_bytes(8, "big")),
            source=operator.agency,
            at=now,
            received=now,
            marking=marking.id,
            verb=rule.verb,
            about=wanted,
            event_id=event,
            revision=revision,
            by=operator.name,
            agency=operator.agency,
            role=role,
            reason=reason.strip(),
            authority=_given(authority),
            key=node.key.key,
            signature=UNSIGNED,
        ),
        node.key,
    )  # fmt: skip
    _append(node, made, marking, earlier=sum(each.about == wanted for each in every))
    return made


def _append(node: "Opened", made: Decision, marking: Marking, *, earlier: int) -> None:
    """Keep a decision, unless somebody decided about the same meanwhile.

    The append is named by how many decisions came before it, so that only one of two people who
    saw the same state is taken.
    """
    receipt = node.ledger.append_all(
        [(Decision.kind, kind_named(Decision.kind).to_batch([made]))],
        by=made.by,
        key=f"decision:{made.about.hex()}:{earlier}",
        markings=(marking,),
    )
    if receipt.repeated:
        raise Conflict(
            f"somebody decided about {made.about.hex()} a moment ago; look at it again first"
        )


def _given(text: str | None) -> str | None:
    return text.strip() or None if text is not None else None


def _subject(node: "Opened", wanted: Id) -> Record:
    """The finding, decision or record of that id."""
    kinds = (Finding.kind, Decision.kind, *(record.kind for record in KINDS))
    for kind in dict.fromkeys(kinds):
        found = _one(node, kind, wanted)
        if found is not None:
            return found
    raise UsageError(f"there is nothing of id {wanted.hex()} to decide about")


def _one(node: "Opened", kind: str, wanted: Id) -> Record | None:
    found = kind_named(kind).from_batch(read_table(node, Ask(kind, ids=[wanted])))
    return found[0] if found else None


def _sort(subject: Record) -> About:
    if isinstance(subject, Decision):
        return About.DECISION
    return sort_of(subject.finding) if isinstance(subject, Finding) else About.RECORD


def _marking(node: "Opened", subject: Record) -> Marking:
    """A decision is marked as tightly as what it is about is today, and owned by its agency too."""
    now = node.ledger.markings_now({subject.id: subject.marking})
    return join((now[subject.id], node.default_marking()))
