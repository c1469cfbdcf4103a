"""Routes of joint operations, of the resources of partners, and of requests for these.

None of them says 304: windows end and answers fall due while nothing changes.
"""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from northline.app.patrol import operations, requests, resources
from northline.app.patrol.operation_steps import add_operation_step
from northline.app.patrol.operations import OperationView, Plan
from northline.app.patrol.operations_told import on_the_map, told, warning
from northline.app.patrol.requests import RequestAsked, RequestView
from northline.app.patrol.resources import ResourceStated
from northline.app.patrol.steps import OperationWish
from northline.records.errors import UsageError
from northline.records.operation import OperationStepSort
from northline.records.request import RequestStepSort
from northline.web.desk import Desk
from northline.web.parameters import Key
from northline.web.problems import Missing


class OperationStepTaken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step of an operation.

    Attributes:
        step: ``approved``, ``handed-over``, ``received`` or ``closed``.
        reason: why, in one's own words.
        hub: of a hand-over: the desk that it goes to.
        to_agency: of a hand-over: the agency whose desk that is.
    """

    step: OperationStepSort
    reason: str
    hub: str = ""
    to_agency: str | None = None


class RequestAnswered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said about a request.

    Attributes:
        step: ``offered``, ``accepted``, ``refused`` or ``returned``.
        reason: why, in one's own words.
        resource: identity of what is offered.
    """

    step: RequestStepSort
    reason: str
    resource: str | None = None


@get("/operations", sync_to_thread=True, opt={"answer": "operations"})
def list_operations(
    desk: NamedDependency[Desk],
    in_state: Annotated[
        str, QueryParameter(name="state", description="open, planned, approved, closed or all.")
    ] = "open",
) -> Response[bytes]:
    """Operations that one may see, the soonest first; their areas as GeoJSON."""
    found = operations.operations(desk.node, state=in_state, params=desk.safety.deconfliction)
    return desk.tell({"operations": [told(each) for each in found], "map": on_the_map(found)})


@post(
    "/operations",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "operation", "scope": "decide"},
)
def plan_operation(
    desk: NamedDependency[Desk], data: JSONBody[Plan], key: Key = None
) -> Response[bytes]:
    """Plan an operation, signed; nothing follows from it until two persons have approved it."""

    def act() -> Any:
        made = operations.plan_operation(desk.node, data, desk.safety.deconfliction)
        return {"operation": told(_operation(desk, made.id.hex()))}

    return _once(desk, key, ["operation", data], act)


@get("/operations/warnings", sync_to_thread=True, opt={"answer": "operation-warnings"})
def list_warnings(desk: NamedDependency[Desk]) -> Response[bytes]:
    """Warnings to operations that one may see: another agency asks to be called before they act."""
    found = operations.operations(desk.node, params=desk.safety.deconfliction)
    every = [each for view in found for each in map(warning, view.checks) if each is not None]
    return desk.tell({"warnings": every})


@get("/operations/resources", sync_to_thread=True, opt={"answer": "resources"})
def list_resources(
    desk: NamedDependency[Desk],
    capability: Annotated[str | None, QueryParameter(description="Only of this one.")] = None,
    agency: Annotated[
        str | None, QueryParameter(max_length=80, description="Only of this agency.")
    ] = None,
) -> Response[bytes]:
    """Resources that partners may be asked for, as far as one may see them."""
    found = resources.resources(desk.node, capability=capability, agency=agency)
    return desk.tell({"resources": [resources.told(each) for each in found]})


@post(
    "/operations/resources",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "resource-stated", "scope": "decide"},
)
def state_resource(
    desk: NamedDependency[Desk], data: JSONBody[ResourceStated], key: Key = None
) -> Response[bytes]:
    """State a resource of one's own agency."""

    def act() -> Any:
        return {"resource": resources.told(resources.state_resource(desk.node, data))}

    return _once(desk, key, ["resource", data], act)


@get("/operations/requests", sync_to_thread=True, opt={"answer": "requests"})
def list_requests(
    desk: NamedDependency[Desk],
    in_state: Annotated[
        str,
        QueryParameter(
            name="state", description="open, asked, offered, accepted, refused, returned or all."
        ),
    ] = "open",
) -> Response[bytes]:
    """Requests that one may see, those first whose answer is overdue."""
    found = requests.requests(desk.node, state=in_state)
    return desk.tell({"requests": [requests.told(each) for each in found]})


@post(
    "/operations/requests",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "request", "scope": "decide"},
)
def ask_for_resource(
    desk: NamedDependency[Desk], data: JSONBody[RequestAsked], key: Key = None
) -> Response[bytes]:
    """Ask another agency for a resource, signed."""

    def act() -> Any:
        made = requests.ask_for(desk.node, data)
        return {"request": requests.told(_request(desk, made.id.hex()))}

    return _once(desk, key, ["request", data], act)


@get("/operations/requests/{id:str}", sync_to_thread=True, opt={"answer": "request"})
def one_request_for_resource(desk: NamedDependency[Desk], id: FromPath[str]) -> Response[bytes]:
    """One request, with what was said about it and its clock."""
    return desk.tell({"request": requests.told(_request(desk, id))})


@post(
    "/operations/requests/{id:str}/steps",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "request", "scope": "decide"},
)
def answer_request(
    desk: NamedDependency[Desk],
    id: FromPath[str],
    data: JSONBody[RequestAnswered],
    key: Key = None,
) -> Response[bytes]:
    """Offer, accept, refuse or return, signed; the answer is the request as it stands then."""
    found = _request(desk, id).request.id

    def act() -> Any:
        view = requests.answer_request(desk.node, found, data.step, data.reason, data.resource)
        return {"request": requests.told(view)}

    return _once(desk, key, ["answer", id, data], act)


@get("/operations/{id:str}", sync_to_thread=True, opt={"answer": "operation"})
def one_operation(desk: NamedDependency[Desk], id: FromPath[str]) -> Response[bytes]:
    """One operation: its steps, what deconfliction says of it, and what is near that one may see."""
    return desk.tell({"operation": told(_operation(desk, id))})


@post(
    "/operations/{id:str}/steps",
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    opt={"answer": "operation", "scope": "decide"},
)
def step_operation(
    desk: NamedDependency[Desk],
    id: FromPath[str],
    data: JSONBody[OperationStepTaken],
    key: Key = None,
) -> Response[bytes]:
    """Approve as one of two, hand over, receive or close, signed; the answer is the operation then."""
    found = _operation(desk, id).operation.id

    def act() -> Any:
        wish = OperationWish(
            step=data.step, reason=data.reason, hub=data.hub, to_agency=data.to_agency
        )
        view = add_operation_step(desk.node, found, wish, desk.safety.deconfliction)
        return {"operation": told(view)}

    return _once(desk, key, ["step", id, data], act)


def _operation(desk: Desk, id: str) -> OperationView:
    """The operation of an id.

    Raises:
        Missing: when there is none, or it may not be seen.
    """
    try:
        return operations.one_operation(desk.node, id, desk.safety.deconfliction)
    except UsageError as error:
        raise Missing from error


def _request(desk: Desk, id: str) -> RequestView:
    """The request of an id.

    Raises:
        Missing: when there is none, or it may not be seen.
    """
    try:
        return requests.one_request(desk.node, id)
    except UsageError as error:
        raise Missing from error


def _once(desk: Desk, key: str | None, asked: list[Any], act: Any) -> Response[bytes]:
    """Do it once for each Idempotency-Key."""
    made, again = desk.once.do(key, msgspec.json.encode(asked), act)
    return desk.tell(made, status=HTTP_200_OK if again else HTTP_201_CREATED)


ROUTES = (
    list_operations,
    plan_operation,
    list_warnings,
    list_resources,
    state_resource,
    list_requests,
    ask_for_resource,
    one_request_for_resource,
    answer_request,
    one_operation,
    step_operation,
)
