"""Steps of a person's request: checked, signed by who writes them, and kept beside it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from northline.app.rights.access import COMPARTMENT, marking_of_requests, role_of_officer
from northline.app.rights.looking import markings_of
from northline.app.rights.queue import RequestView, one
from northline.app.signatures import check_own_key
from northline.decisions.rights_steps import StepWish, check_step
from northline.ledger.reading import system_clock
from northline.records.errors import Conflict, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Grant, Level, Marking, join, marking
from northline.records.record import Id, Record
from northline.records.rights_request import RightsStep, StepSort
from northline.records.signed_record import UNSIGNED, signed
from northline.records.time import parse_instant
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened


def add_step(node: "Opened", key: str | bytes, wish: StepWish) -> tuple[RightsStep, ...]:
    """Write a step down; it is signed with the key of who writes it.

    Args:
        node: the node.
        key: redress number or id of the request.
        wish: the step.

    Returns:
        The step; of a notation on records of several markings, one for each marking.

    Raises:
        RoleNeeded: when this person answers no requests.
        UsageError: when it may not follow, says too little, or cites what is not there.
        Conflict: when somebody wrote a step meanwhile.
    """
    role_of_officer(node)
    view = one(node, key)
    now = system_clock()
    check_step(wish, view.request, view.steps, now)
    made = made_steps(node, view, wish, now)
    keep(node, view, made)
    return tuple(step for step, _ in made)


def made_steps(
    node: "Opened", view: RequestView, wish: StepWish, now: Micros
) -> list[tuple[RightsStep, Marking]]:
    """The step that was wished for, signed, with its marking; several where that differs."""
    if wish.step is StepSort.NOTATION_ATTACHED:
        groups = _by_marking(node, wish.cites)
    else:
        groups = [(marking_of_requests(node), wish.cites)]
    role = role_of_officer(node)
    check_own_key(node)
    origin = Origin(RightsStep.kind, node.operator.agency)
    made = []
    for place, (marked, cites) in enumerate(groups):
        unsigned = RightsStep(
            id=origin.derived(
                view.request.id, wish.step.value.encode(), node.operator.name.encode(),
                now.to_bytes(8, "big"), ordinal=place,
            ),
            source=node.operator.agency,
            at=now,
            received=now,
            marking=marked.id,
            request=view.request.id,
            number=view.request.number,
            step=wish.step,
            by=node.operator.name,
            agency=node.operator.agency,
            role=role,
            reason=wish.reason.strip(),
            until=_midnight(wish),
            answer=wish.answer,
            ground=wish.ground.strip() or None,
            to=tuple(dict.fromkeys(each.strip() for each in wish.to if each.strip())),
            cites=tuple(dict.fromkeys(cites)),
            text=wish.text.strip() or None,
            key=node.key.key,
            signature=UNSIGNED,
        )  # fmt: skip
        made.append((signed(unsigned, node.key), marked))
    return made


def keep(
    node: "Opened",
    view: RequestView,
    made: list[tuple[RightsStep, Marking]],
    more: Iterable[tuple[Record, Marking]] = (),
) -> None:
    """Keep steps, and what goes with them, unless somebody wrote a step meanwhile.

    The append is named by what came before, so that only one of two people who saw the same state
    is taken (`_state_seen`).

    Raises:
        Conflict: when it is not this one.
    """
    others = list(more)
    steps = [step for step, _ in made]
    receipt = node.ledger.append_all(
        [
            (RightsStep.kind, kind_named(RightsStep.kind).to_batch(steps)),
            *((each.kind, kind_named(each.kind).to_batch([each])) for each, _ in others),
        ],
        by=node.operator.name,
        key=f"rights:{view.request.number}:{_state_seen(view, steps)}",
        markings=[marked for _, marked in (*made, *others)],
    )
    if receipt.repeated:
        raise Conflict(
            f"somebody wrote a step of {view.request.number} a moment ago; look at it again first"
        )


def _state_seen(view: RequestView, made: Sequence[RightsStep]) -> str:
    """The state that these steps follow, of what all who may write them see alike.

    Steps are marked as their request, but for notations, marked as what they are on: who may not
    see a notation neither counts it nor is told of it by a conflict.
    """
    noted = StepSort.NOTATION_ATTACHED
    if any(each.step is not noted for each in made):
        return str(sum(each.step is not noted for each in view.steps))
    cited = {id for each in made for id in each.cites}
    before = sum(each.step is noted and not cited.isdisjoint(each.cites) for each in view.steps)
    return f"{noted.value}:{'+'.join(sorted(id.hex() for id in cited))}:{before}"


def _by_marking(node: "Opened", cites: Iterable[Id]) -> list[tuple[Marking, tuple[Id, ...]]]:
    """Records by how a notation on them is marked.

    As tightly as they are today, and owned by the agency that notes, too.
    """
    wanted = list(dict.fromkeys(cites))
    found = markings_of(node, wanted)
    missing = [each.hex() for each in wanted if each not in found]
    if missing:
        raise UsageError(f"there is no record {missing[0]}, or you may not see it")
    own = marking(Level.UNCLASSIFIED, {node.operator.agency: Grant()})
    groups: dict[int, tuple[Marking, list[Id]]] = {}
    for each in wanted:
        theirs = found[each]
        if COMPARTMENT in theirs.compartments:
            raise UsageError("a notation is attached to records, not to requests")
        agency = node.operator.agency
        marked = theirs if agency in theirs.grants else join((theirs, own))
        groups.setdefault(marked.id, (marked, []))[1].append(each)
    return [(marked, tuple(ids)) for marked, ids in groups.values()]


def _midnight(wish: StepWish) -> Micros | None:
    """The last day of an extension as its midnight in UTC."""
    if wish.until is None:
        return None
    return parse_instant(wish.until.isoformat())
