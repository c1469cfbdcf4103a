"""Corrections: a new record in the place of a wrong one, by the agency that owns it.

The record that was wrong is not changed: it is superseded, hidden from plain reads, and stays for
a reading of the past.  What engines or people concluded is not corrected by hand; it follows when
what it rests on was corrected, or carries a notation.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from northline.app.rights.access import role_of_officer
from northline.app.rights.looking import OWN, kinds_of, markings_of, read_for
from northline.app.rights.queue import one
from northline.app.rights.steps import keep, made_steps
from northline.app.words import record_id
from northline.decisions.rights_steps import StepWish, check_step
from northline.ledger.reading import system_clock
from northline.records.errors import NotPermitted, UnknownName, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.record import Record
from northline.records.rights_request import RightsStep, StepSort

if TYPE_CHECKING:
    from northline.app.opened import Opened

CONCLUDED = frozenset({"track", "crossing", "finding", "decision", "rejected", *OWN})
"""Kinds that are conclusions or the ledger's own, and are not corrected by hand."""


def correct(
    node: "Opened",
    key: str | bytes,
    record: str | bytes,
    changes: Mapping[str, str],
    reason: str,
) -> tuple[Record, RightsStep]:
    """Put a corrected record in the place of one, and write the step that says so.

    Args:
        node: the node.
        key: redress number or id of the request.
        record: id of the record that is wrong.
        changes: field -> what it says now, as text; an empty text clears one that may be empty.
        reason: why.

    Returns:
        the new record, and the step, which cites both.

    Raises:
        RoleNeeded: when this person answers no requests.
        NotPermitted: when another agency owns the record.
        UnknownName: for a field there is not.
        UsageError: when its kind is not corrected by hand, a value cannot be read, or the step may
            not follow.
        Conflict: when somebody wrote a step meanwhile.
    """
    role_of_officer(node)
    view, wanted, now = one(node, key), record_id(record), system_clock()
    wrong = _wrong(node, view.request.number, wanted)
    own = markings_of(node, [wanted])[wanted]
    if own.owners != (node.operator.agency,):
        raise NotPermitted(
            f"this record is owned by {', '.join(own.owners)}: only its owner corrects it; send "
            "the request on to them, or attach a notation"
        )
    origin = Origin(wrong.kind, node.operator.agency)
    made = _changed(wrong, changes)
    made = msgspec.structs.replace(
        made,
        id=origin.derived(wanted, now.to_bytes(8, "big")),
        received=now,
        marking=own.id,
        supersedes=wanted,
    )
    wish = StepWish(step=StepSort.CORRECTED, reason=reason, cites=(wanted, made.id))
    check_step(wish, view.request, view.steps, now)
    steps = made_steps(node, view, wish, now)
    keep(node, view, steps, [(made, own)])
    return made, steps[0][0]


def _wrong(node: "Opened", number: str, wanted: bytes) -> Record:
    kind = next(iter(kinds_of(node, [wanted])), "")
    if not kind:
        raise UsageError(f"there is no record {wanted.hex()}, or you may not see it")
    if kind in CONCLUDED:
        raise UsageError(
            f"a {kind} is not corrected by hand: correct what it rests on, or attach a notation"
        )
    found = kind_named(kind).from_batch(read_for(node, number, kind, ids=[wanted]).read_all())
    return found[0]


def _changed(wrong: Record, changes: Mapping[str, str]) -> Record:
    """The record with other values in its own fields."""
    own = set(wrong.__struct_fields__) - set(Record.__struct_fields__)
    unknown = sorted(set(changes) - own)
    if unknown:
        raise UnknownName(
            f"{wrong.kind} has no field {', '.join(unknown)} that can be corrected; it has "
            + ", ".join(sorted(own))
        )
    if not changes:
        raise UsageError("a correction says what is wrong: name a field and its right value")
    kept = {name: getattr(wrong, name) for name in wrong.__struct_fields__}
    given: dict[str, str | None] = {name: text.strip() or None for name, text in changes.items()}
    try:
        return msgspec.convert({**kept, **given}, type(wrong), strict=False, builtin_types=(bytes,))
    except msgspec.ValidationError as error:
        raise UsageError(f"this is no {wrong.kind}: {error}") from error
