"""Steps of an operation: approved by two, handed over by one and received by another, closed."""

from typing import TYPE_CHECKING

from northline.app.patrol.deconflicting import check_allowance, deconflict
from northline.app.patrol.operations import (
    OPERATION,
    OperationView,
    marking_of,
    one_operation,
)
from northline.app.permitting import require
from northline.app.signed_records import marking_of_step, own_key, signed
from northline.decisions.deconfliction_params import DeconflictionParams
from northline.decisions.joint_operations import (
    OperationState,
    OperationWish,
    check_operation_step,
)
from northline.ledger.reading import system_clock
from northline.records.errors import Conflict
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.operation import OperationStep, OperationStepSort
from northline.records.signed_record import UNSIGNED

if TYPE_CHECKING:
    from northline.app.opened import Opened


def add_operation_step(
    node: "Opened",
    given: bytes | str,
    wish: OperationWish,
    params: DeconflictionParams | None = None,
) -> OperationView:
    """Take a step; it is signed by who takes it.  A second approval has the operation checked.

    Args:
        node: an open node.
        given: id of the operation.
        wish: the step.
        params: what is near, and how much may be checked.

    Returns:
        The operation as it stands then.

    Raises:
        RoleNeeded: when this person takes no steps of operations.
        UsageError: when there is none of that id for them, or the step says too little or cannot
            follow, or their agency has had as many checked as it may today.
        NotPermitted: when it is another's to take.
        Conflict: when somebody took a step meanwhile.
    """
    role = require(node.viewer, OPERATION)
    told = params or DeconflictionParams()
    view = one_operation(node, given, told)
    operation, stands = view.operation, view.standing
    key = own_key(node)
    check_operation_step(wish, operation, stands, (node.operator.name, node.operator.agency, key))
    approves = wish.step is OperationStepSort.APPROVED
    if approves:
        check_allowance(node, operation, told)
    marked = marking_of_step(marking_of(node, operation), node.operator.agency)
    now = system_clock()
    handed = wish.step is OperationStepSort.HANDED_OVER
    made = signed(
        node,
        OperationStep(
            id=Origin(OperationStep.kind, node.operator.agency).derived(
                operation.id, wish.step.value.encode(), node.operator.name.encode(),
                now.to_bytes(8, "big"),
            ),
            source=node.operator.agency,
            at=now,
            received=now,
            marking=marked.id,
            operation=operation.id,
            step=wish.step,
            hub=wish.hub.strip() if handed else None,
            to_agency=(wish.to_agency or stands.lead) if handed else None,
            by=node.operator.name,
            agency=node.operator.agency,
            role=role,
            reason=wish.reason.strip(),
            key=key,
            signature=UNSIGNED,
        ),
    )  # fmt: skip
    receipt = node.ledger.append(
        OperationStep.kind,
        kind_named(OperationStep.kind).to_batch([made]),
        by=node.operator.name,
        key=f"operation:{operation.id.hex()}:{len(view.steps)}",
        markings=(marked,),
    )
    if receipt.repeated:
        raise Conflict(
            "somebody took a step of this operation a moment ago; look at it again first"
        )
    after = one_operation(node, operation.id, told)
    if approves and after.standing.state is OperationState.APPROVED:
        deconflict(node, told)
        after = one_operation(node, operation.id, told)
    return after
