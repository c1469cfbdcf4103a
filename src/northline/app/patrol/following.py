"""What may follow for operations and requests, for faces that offer it; the node looks again when it is done."""

from northline.app.patrol.operations import OperationView
from northline.app.patrol.requests import RequestView
from northline.app.patrol.steps import OperationState, RequestState
from northline.decisions.joint_requests import speakers
from northline.records.operation import OperationStepSort
from northline.records.request import RequestStepSort

ANSWERS = {
    RequestState.ASKED: (RequestStepSort.OFFERED, RequestStepSort.REFUSED),
    RequestState.OFFERED: (RequestStepSort.ACCEPTED, RequestStepSort.REFUSED),
    RequestState.ACCEPTED: (RequestStepSort.RETURNED,),
}
"""Where a request stands -> what may be said of it."""


def steps_after(view: OperationView) -> list[OperationStepSort]:
    """What may follow of an operation, whoever may do it."""
    sorts, stands = OperationStepSort, view.standing
    if stands.state is OperationState.CLOSED:
        return []
    found = [sorts.APPROVED] if stands.state is OperationState.PLANNED else []
    return [*found, sorts.HANDED_OVER if stands.pending is None else sorts.RECEIVED, sorts.CLOSED]


def answers_after(view: RequestView, agency: str) -> list[RequestStepSort]:
    """What an agency may say of a request."""
    state = view.standing.state
    return [
        each for each in ANSWERS.get(state, ()) if agency in speakers(view.request, each, state)
    ]
