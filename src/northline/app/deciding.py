"""Decisions of the operator: checked by the rules, signed, and kept beside what they are about.

A grave one is proposed by it, and comes into force when somebody else approves it
(`northline.decisions.standing`).
"""

from typing import TYPE_CHECKING

from northline.app.dispatch_lines import check_line
from northline.app.patrol.revising import next_order
from northline.app.reading import Ask, read_table
from northline.app.screening.pairs import check_pair
from northline.app.signatures import check_own_key, is_believed
from northline.app.widening import carry_out, check_second, named
from northline.app.words import record_id
from northline.decisions.permission import Wish, role_for, role_to_retract, role_to_second
from northline.decisions.rules import About, needs_second, rule_of, sort_of
from northline.decisions.standing import in_order, of_event, standing
from northline.ledger.reading import system_clock
from northline.records.decision import Decision, Verb
from northline.records.errors import Conflict, NotPermitted, UsageError
from northline.records.finding import Finding
from northline.records.ids import Origin
from northline.records.kinds import KINDS
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking, join, may_mark
from northline.records.patrol_order import PatrolOrder
from northline.records.record import Id, Record
from northline.records.screening import Candidate
from northline.records.signed_record import UNSIGNED, signed

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
    names: str | None = None,
    becomes: Marking | None = None,
    revised: PatrolOrder | None = None,
) -> Decision:
    """Decide; see `northline.app.node.Node.decide`.

    ``becomes`` is the marking that a release gives the record once a second person approves it;
    ``revised`` what an order of patrol is amended to, which is kept with the decision or not at all.
    """
    rule, wanted = rule_of(verb), record_id(about)
    subject = _subject(node, wanted)
    wish = Wish(verb=rule.verb, about=_sort(subject), reason=reason, authority=authority)
    every = all_decisions(node)
    if isinstance(subject, Decision) and rule.verb is Verb.RETRACT:
        role = role_to_retract(wish, node.viewer, subject, every)
    elif isinstance(subject, Decision):
        role = role_to_second(wish, node.viewer, node.key.key, subject, every)
        _check_first(node, subject)
        check_second(node, subject)
        authority = authority or subject.authority
    else:
        role = role_for(wish, node.viewer, *standing(wanted, every))
    _check_originator(node, rule.verb, subject)
    check_own_key(node)
    if rule.verb is not Verb.HAND_OVER:
        check_line(node, subject, rule.verb, names, authority)
    event, revision = None, None
    if isinstance(subject, Finding | Decision):
        event, revision = subject.event_id, subject.revision
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
            names=names if becomes is None else named(becomes),
            key=node.key.key,
            signature=UNSIGNED,
        ),
        node.key,
    )  # fmt: skip
    if isinstance(subject, Candidate):
        check_pair(subject, made, every)
    beside = next_order(node, subject, made, revised, marking)
    _append(node, made, marking, beside, earlier=sum(each.about == wanted for each in every))
    if isinstance(subject, Decision) and rule.verb is Verb.APPROVE:
        carry_out(node, subject)
    return made


def is_grave(decision: Decision) -> bool:
    """Whether a decision counts only once a second person has approved it."""
    return needs_second(decision)


def _check_first(node: "Opened", proposed: Decision) -> None:
    """A second person signs only what a first one signed, with a key that was trusted then.

    Raises:
        NotPermitted: otherwise.
    """
    if not is_believed(node, proposed):
        raise NotPermitted(
            f"decision {proposed.id.hex()} is not signed with a key that is trusted here, so "
            f"nobody signs second to it. Trust the key {proposed.key.hex()} of {proposed.by} first "
            "if it is theirs"
        )


def _check_originator(node: "Opened", verb: Verb, subject: Record) -> None:
    """What goes to partners is for its owner to say; under originator control for nobody else.

    The same holds for the second signature (LAW.md rule 5).

    Raises:
        NotPermitted: when the person's agency does not own what is to be released.
    """
    releases = verb is Verb.RELEASE or (
        isinstance(subject, Decision) and subject.verb is Verb.RELEASE and verb is Verb.APPROVE
    )
    if not releases:
        return
    about = _subject(node, subject.about) if isinstance(subject, Decision) else subject
    if not may_release(node, about):
        raise NotPermitted(
            "only its originator releases it; ask them for a release, or for a tear-line version "
            "of their own"
        )


def may_release(node: "Opened", record: Record) -> bool:
    """Whether the operator's agency may release a record, as far as ownership goes."""
    now = node.ledger.markings_now({record.id: record.marking})
    return may_mark(node.viewer.agency, now[record.id])


def _append(
    node: "Opened",
    made: Decision,
    marking: Marking,
    beside: PatrolOrder | None,
    *,
    earlier: int,
) -> None:
    """Keep a decision, unless somebody decided about the same meanwhile.

    The append is named by how many decisions came before it, so that only one of two people who
    saw the same state is taken.  Each agency counts for itself: who may not see what another one
    decided is not told of it by a conflict either.
    """
    records: list[Record] = [made] if beside is None else [made, beside]
    receipt = node.ledger.append_all(
        [(each.kind, kind_named(each.kind).to_batch([each])) for each in records],
        by=made.by,
        key=f"decision:{made.agency}:{made.about.hex()}:{earlier}",
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
    if isinstance(subject, PatrolOrder):
        return About.ORDER
    if isinstance(subject, Candidate):
        return About.PAIR
    return sort_of(subject.finding) if isinstance(subject, Finding) else About.RECORD


def _marking(node: "Opened", subject: Record) -> Marking:
    """A decision is marked as tightly as what it is about is today, and owned by its agency too."""
    now = node.ledger.markings_now({subject.id: subject.marking})
    return join((now[subject.id], node.default_marking()))
