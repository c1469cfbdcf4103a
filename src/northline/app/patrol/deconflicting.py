"""Deconfliction: approved operations compared by a service of the node; both sides are warned, or none.

It runs as ``service:deconfliction``, which reads operations because each is released to it and to no
person of it.  What comes of a check is a record for each operation concerned, marked as that operation
and holding nothing of any other (`northline.records.operation.Deconfliction`): the one that is checked
always gets one, so that nobody can tell by the chain whether a check found anything.  Records of one
check come in one append: both are warned, or none.

**One reference for all who are near each other.**  A warning says whom to call and with which
reference; whoever is called with the same one by two agencies puts them in touch.  An operation that
holds the reference already gets no further warning when a third comes near: it learns of the third when
it is called.

**Not to feel about with.**  Only what two persons approved is checked; an agency has so many a day; how
wide and long an operation may be is bound; an operation is never changed, so that moving one is another
check; and every look of the service, and every check, stands in the chain.
"""

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app.patrol.operations import SERVICE, steps_of
from northline.app.signed_records import signed_records
from northline.app.waiting import present
from northline.decisions.deconfliction import DAY, coarse, near
from northline.decisions.deconfliction_params import DeconflictionParams
from northline.decisions.joint_operations import OperationState, standing
from northline.ledger.reading import system_clock
from northline.records.errors import UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import MarkingId, Viewer
from northline.records.operation import Deconfliction, Operation, OperationStep, OperationStepSort
from northline.records.record import Id
from northline.records.units import Degrees, Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

NAME = "deconfliction"

TEXT = {
    "en": (
        "Another agency asks to be called before you act. Call {contact} and give the reference"
        " {reference}."
    ),
    "fr": (
        "Un autre organisme demande à être appelé avant que vous n'agissiez. Appelez {contact} et"
        " donnez la référence {reference}."
    ),
}
"""What a warning says, by language."""

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a reference: none that is mistaken for another when it is read out."""


def service(node: "Opened") -> Viewer:
    """The service that compares operations, as a viewer."""
    told = node.service_viewer(NAME)
    return msgspec.structs.replace(told, groups=(*told.groups, SERVICE))


def deconflict(node: "Opened", params: DeconflictionParams | None = None) -> int:
    """Check every approved operation that was not checked yet; how many were.

    Args:
        node: an open node.
        params: what is near, and whom to call.
    """
    told = params or DeconflictionParams()
    viewer = service(node)
    approved = _approved(node, viewer)
    held = _held(node, viewer)
    checked = 0
    for each in approved:
        if each.id in held:
            continue
        beside = [other for other in approved if near(each, other, told)]
        marked = node.ledger.markings_now({one.id: int(one.marking) for one in (each, *beside)})
        made = _records(each, beside, held, told)
        made = [msgspec.structs.replace(one, marking=marked[one.operation].id) for one in made]
        receipt = node.ledger.append(
            Deconfliction.kind,
            kind_named(Deconfliction.kind).to_batch(made),
            by=viewer.name,
            key=f"deconfliction:{each.id.hex()}",
            markings=tuple(marked.values()),
        )
        if receipt.repeated:
            held = _held(node, viewer)  # somebody else checked it in this very moment
            continue
        checked += 1
        for record in made:
            held.setdefault(record.operation, []).append(record)
    return checked


def check_allowance(node: "Opened", operation: Operation, params: DeconflictionParams) -> None:
    """Whether this person's agency may have another operation approved today.

    All of its own operations count, and nobody else's.

    Raises:
        UsageError: when it has had as many as it may.
    """
    since = system_clock() - DAY
    steps = signed_records(node, OperationStep, service(node)).records
    approved = {
        each.operation
        for each in steps
        if isinstance(each, OperationStep)
        and each.step is OperationStepSort.APPROVED
        and each.agency == node.operator.agency
        and each.at > since
    }
    if len(approved - {operation.id}) >= params.most_a_day:
        raise UsageError(
            f"{node.operator.agency} has approved as many operations in 24 hours as may be: each is "
            "checked beside those of others. Ask who keeps the node for more."
        )


def say(record: Deconfliction) -> dict[str, str] | None:
    """A warning in words, by language; None for a check that found nothing."""
    if not record.warned:
        return None
    said = {"contact": record.contact or "", "reference": record.reference or ""}
    told = {language: text.format(**said) for language, text in TEXT.items()}
    return {**told, "fr": told["fr"].replace("'", "\u2019")}


def _approved(node: "Opened", viewer: Viewer) -> list[Operation]:
    """Approved operations in the order in which they were approved; the looks stand in the chain."""
    now = present(node)
    kept, steps = (signed_records(node, each, viewer) for each in (Operation, OperationStep))
    of = steps_of(
        [
            each
            for each in steps.records
            if isinstance(each, OperationStep) and each.id not in steps.unsigned
        ]
    )
    found = []
    for each in kept.records:
        if not isinstance(each, Operation) or each.id in kept.unsigned:
            continue
        stands = standing(each, of.get(each.id, ()), now)
        if stands.state is OperationState.APPROVED:
            found.append((stands.approvals[-1].at, each.id, each))
    return [each for _, _, each in sorted(found, key=lambda one: one[:2])]


def _held(node: "Opened", viewer: Viewer) -> dict[bytes, list[Deconfliction]]:
    """Operation -> what was said of it."""
    plan = node.ledger.plan(Deconfliction.kind, viewer)
    found: dict[bytes, list[Deconfliction]] = {}
    for each in kind_named(Deconfliction.kind).from_batch(node.ledger.read(plan).read_all()):
        if isinstance(each, Deconfliction):
            found.setdefault(each.operation, []).append(each)
    return found


def _records(
    operation: Operation,
    beside: Sequence[Operation],
    held: dict[bytes, list[Deconfliction]],
    params: DeconflictionParams,
) -> list[Deconfliction]:
    """What is said to the operation that is checked, and to those near it that do not know yet."""
    known = {
        each.id: sorted(said.reference for said in held.get(each.id, ()) if said.reference)
        for each in beside
    }
    references = sorted(one for several in known.values() for one in several)
    reference = (references[0] if references else _new()) if beside else None
    made = [_record(operation, reference, params)]
    made += [_record(each, reference, params) for each in beside if reference not in known[each.id]]
    return made


def _record(
    operation: Operation, reference: str | None, params: DeconflictionParams
) -> Deconfliction:
    now, area = system_clock(), coarse(operation)
    word = (reference or "").encode()
    return Deconfliction(
        id=Id(Origin(Deconfliction.kind, SERVICE).derived(operation.id, word)),
        source=SERVICE,
        at=Micros(now),
        received=Micros(now),
        marking=MarkingId(operation.marking),
        operation=operation.id,
        warned=reference is not None,
        reference=reference,
        contact=params.contact if reference is not None else None,
        west=Degrees(area.west),
        south=Degrees(area.south),
        east=Degrees(area.east),
        north=Degrees(area.north),
    )


def _new() -> str:
    """A reference that says nothing: eight characters by chance."""
    word = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{word[:4]}-{word[4:]}"
