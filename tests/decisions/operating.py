"""Made-up operations and requests."""

from typing import Any

from northline.records.marking import MarkingId
from northline.records.operation import Operation, OperationStep, OperationStepSort
from northline.records.record import Id, KeyId
from northline.records.request import Request, RequestStep, RequestStepSort
from northline.records.resource import Capability
from northline.records.signed_record import UNSIGNED
from northline.records.units import Micros

BEGIN = 1_800_000_000_000_000
HOUR = 3_600_000_000

SAID: dict[str, Any] = {
    "source": "tests", "at": Micros(BEGIN), "received": Micros(BEGIN), "marking": MarkingId(7),
    "role": "patrol-supervisor", "signature": UNSIGNED,
}  # fmt: skip


def key(number: int) -> KeyId:
    return KeyId(bytes([number]) * 16)


def operation(
    number: int = 1, agency: str = "opp", *, hours: tuple[float, float] = (0.0, 8.0),
    km: tuple[float, float] | None = None, ring: tuple[tuple[float, float], ...] = (), **more: Any,
) -> Operation:  # fmt: skip
    """An operation along kilometres of the line, or in a ring."""
    given: dict[str, Any] = {
        **SAID, "name": f"EX {number}", "agency": agency, "agencies": (agency,), "lead": agency,
        "hub": "desk 1", "contact": "+1 555", "by": "EX A", "key": key(1), **more,
    }  # fmt: skip
    if ring:
        area: dict[str, Any] = {
            "lons": tuple(x for x, _ in ring),
            "lats": tuple(y for _, y in ring),
        }
    else:
        begin, end = km or (2_280.0, 2_290.0)
        area = {"segment": "atlantic-pacific", "from_km": begin, "to_km": end}
    return Operation(
        id=Id(number.to_bytes(16, "big")),
        since=Micros(BEGIN + int(hours[0] * HOUR)),
        until=Micros(BEGIN + int(hours[1] * HOUR)),
        **area,
        **given,
    )


def step(
    sort: OperationStepSort, by: str, number: int, agency: str = "opp", **more: Any
) -> OperationStep:
    """A step by somebody who signs with the key of that number."""
    return OperationStep(
        id=Id(bytes([number, len(sort.value)]) + bytes(14)),
        operation=operation().id,
        step=sort,
        by=by,
        agency=agency,
        reason="C",
        key=key(number),
        **{**SAID, **more},
    )


def request(to: str = "sq", **more: Any) -> Request:
    given: dict[str, Any] = {
        **SAID, "id": Id(bytes(16)), "capability": Capability.CANINE, "from_agency": "opp",
        "to_agency": to, "purpose": "a search", "since": Micros(BEGIN + 20 * HOUR),
        "until": Micros(BEGIN + 30 * HOUR), "reply_by": Micros(BEGIN + 10 * HOUR), "by": "EX A",
        "key": key(1), **more,
    }  # fmt: skip
    return Request(**given)


def answer(sort: RequestStepSort, agency: str) -> RequestStep:
    given: dict[str, Any] = {**SAID}
    return RequestStep(
        id=Id(sort.value.encode().ljust(16, b".")[:16]), request=Id(bytes(16)), step=sort,
        by="EX B", agency=agency, reason="C", key=key(2), **given,
    )  # fmt: skip
