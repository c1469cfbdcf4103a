"""People's requests as a privacy officer reads them: with their steps and clocks, overdue first."""

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from northline.app.documents import document
from northline.app.rights.access import reader
from northline.app.signatures import unbelieved
from northline.decisions.clocks import Clock, clock, notify_since
from northline.ledger.reading import system_clock
from northline.records.errors import UnknownName, UsageError
from northline.records.kinds import kind as kind_named
from northline.records.redress_number import parse_redress_number
from northline.records.rights_request import (
    RightsRequest,
    RightsStep,
    StepSort,
)
from northline.records.time import format_instant
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

STATES = ("open", "overdue", "answered", "closed", "all")
"""What a list of requests may be asked for."""


class RequestView(msgspec.Struct, frozen=True, kw_only=True):
    """A request with what became of it.

    Attributes:
        request: the request.
        steps: its steps, the oldest first.
        clock: its clock.
        state: ``open``, ``overdue``, ``answered`` (or transferred) or ``closed``.
        identified: whether the identity of who asks was verified.
        unsigned: ids of steps that no trusted key signed, in hexadecimal.
    """

    request: RightsRequest
    steps: tuple[RightsStep, ...]
    clock: Clock
    state: str
    identified: bool
    unsigned: tuple[str, ...] = ()


def requests(
    node: "Opened", *, state: str = "open", now: Micros | None = None
) -> list[RequestView]:
    """Requests, those first that are overdue longest.

    Args:
        node: the node.
        state: one of `STATES`; ``open`` includes what is overdue.
        now: the present; None reads the clock.

    Raises:
        RoleNeeded: when this person may not read them.
        UnknownName: for a state there is not.
    """
    if state not in STATES:
        raise UnknownName(f"there is no state {state!r}; there are {', '.join(STATES)}")
    moment = system_clock() if now is None else now
    steps = _steps(node)
    made = [_view(each, steps, moment) for each in _requests(node)]
    wanted = {"open": {"open", "overdue"}}.get(state, {state})
    kept = [each for each in made if state == "all" or each.state in wanted]
    return sorted(kept, key=_place)


def one(node: "Opened", key: str | bytes, now: Micros | None = None) -> RequestView:
    """One request, by its redress number or id.

    Raises:
        RoleNeeded: when this person may not read it.
        UsageError: when there is none, or the number or id cannot be read.
    """
    name, wanted = _key(key)
    for each in _requests(node):
        if getattr(each, name) == wanted:
            moment = system_clock() if now is None else now
            return _view(each, _steps(node), moment)
    raise UsageError("there is no request of that number")


def view_document(view: RequestView) -> dict[str, Any]:
    """A request ready for JSON."""
    return {
        **document(view.request),
        "steps": [document(each) for each in view.steps],
        "state": view.state,
        "identified": view.identified,
        "unsigned": list(view.unsigned),
        "clock": clock_document(view.clock),
        "notify_since": None
        if (since := notify_since(view.request)) is None
        else format_instant(since),
    }


def clock_document(stands: Clock) -> dict[str, Any]:
    """A clock ready for JSON: days as YYYY-MM-DD, instants in UTC."""
    days = {
        name: None if (day := getattr(stands, name)) is None else day.isoformat()
        for name in ("due_day", "extend_to", "acknowledge_day")
    }
    plain = {
        name: getattr(stands, name)
        for name in (
            "days_left",
            "extended",
            "overdue",
            "deemed_refused",
            "late",
            "may_extend",
            "acknowledge_overdue",
            "statutory",
        )
    }
    return {
        **days,
        **plain,
        "due": format_instant(stands.due),
        "stopped": None if stands.stopped is None else format_instant(stands.stopped),
        "provision": stands.limit.provision,
        "checked": stands.limit.checked.value,
        "source": stands.limit.source,
    }


def _key(key: str | bytes) -> tuple[str, str | bytes]:
    """The field that names a request, and its value."""
    if isinstance(key, bytes):
        return "id", key
    if len(key.strip()) == 32:
        try:
            return "id", bytes.fromhex(key.strip())
        except ValueError:
            pass
    return "number", parse_redress_number(key)


def _requests(node: "Opened") -> list[RightsRequest]:
    plan = node.ledger.plan(RightsRequest.kind, reader(node))
    found = kind_named(RightsRequest.kind).from_batch(node.ledger.read(plan).read_all())
    return [each for each in found if isinstance(each, RightsRequest)]


class _Steps(NamedTuple):
    """Steps by their request, the oldest first; and which of them no trusted key signed in time."""

    of: dict[bytes, tuple[RightsStep, ...]]
    unsigned: set[bytes]


def _steps(node: "Opened") -> _Steps:
    plan = node.ledger.plan(RightsStep.kind, reader(node), ordered=True)
    table = node.ledger.read(plan).read_all()
    came = table.column("_seq").to_pylist()
    made = kind_named(RightsStep.kind).from_batch(table.drop_columns(["_seq", "_ord"]))
    steps = [
        (seq, each) for seq, each in zip(came, made, strict=True) if isinstance(each, RightsStep)
    ]
    by_request: dict[bytes, tuple[RightsStep, ...]] = {}
    for _, each in steps:
        by_request[each.request] = (*by_request.get(each.request, ()), each)
    return _Steps(by_request, unbelieved(node, steps))


def _view(request: RightsRequest, held: _Steps, now: Micros) -> RequestView:
    listed = held.of.get(request.id, ())
    stands = clock(request, listed, now)
    return RequestView(
        request=request,
        steps=listed,
        clock=stands,
        state=_state(stands, listed),
        identified=any(each.step is StepSort.IDENTITY_VERIFIED for each in listed),
        unsigned=tuple(each.id.hex() for each in listed if each.id in held.unsigned),
    )


def _state(stands: Clock, steps: tuple[RightsStep, ...]) -> str:
    if any(each.step is StepSort.CLOSED for each in steps):
        return "closed"
    if stands.stopped is not None:
        return "answered"
    return "overdue" if stands.overdue else "open"


def _place(view: RequestView) -> tuple[int, Micros, str]:
    """Running clocks before stopped ones, and these before closed requests; the nearest due first."""
    order = {"overdue": 0, "open": 0, "answered": 1, "closed": 2}
    return order[view.state], view.clock.due, view.request.number
