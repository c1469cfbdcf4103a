"""Taking a person's request in."""

from typing import TYPE_CHECKING

import msgspec

from northline.app.rights.access import marking_of_requests, reader, role_of_officer
from northline.app.words import instant
from northline.decisions.clocks import local_day
from northline.ledger.reading import system_clock
from northline.records.errors import Conflict, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.record import Id
from northline.records.redress_number import parse_redress_number, redress_number
from northline.records.rights_request import Regime, Right, RightsRequest
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

ZONE = "America/Toronto"
"""The time zone of an office that names none."""

_REDRESS = frozenset({Right.REDRESS, Right.COMPLAINT})


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request as it is taken in.

    Attributes:
        right: what is asked for.
        requester: name of the person.
        contact: where an answer goes.
        asks: what is asked, in the person's own words.
        regime: the law; None takes the federal one of the agency's country.
        received: when it was received, an instant; None is now.
        zone: time zone of the office.
        language: language of the answers, ``en`` or ``fr``.
        identifiers: what to search for.
        matter: redress number of the decision or earlier request that it is about.
    """

    right: Right
    requester: str
    contact: str
    asks: str
    regime: Regime | None = None
    received: str | None = None
    zone: str = ZONE
    language: str = "en"
    identifiers: tuple[str, ...] = ()
    matter: str | None = None


def open_request(node: "Opened", asked: Asked) -> RightsRequest:
    """Take a request in; it is there for good when this returns.

    Raises:
        RoleNeeded: when this person answers no requests.
        UsageError: when something is missing or cannot be read.
        Conflict: when it could not be given a number that no other request has; ask again.
    """
    role_of_officer(node)
    now = system_clock()
    received = instant(asked.received) if asked.received else now
    regime = asked.regime or usual_regime(node)
    _check(asked, regime, received or now, now)
    marking = marking_of_requests(node)
    id, number = _numbered(node, now)
    made = RightsRequest(
        id=id,
        source=node.operator.agency,
        at=received or now,
        received=now,
        marking=marking.id,
        number=number,
        right=asked.right,
        regime=regime,
        zone=asked.zone,
        taken_by=node.operator.name,
        agency=node.operator.agency,
        requester=asked.requester.strip(),
        contact=asked.contact.strip(),
        language=asked.language,
        asks=asked.asks.strip(),
        identifiers=tuple(dict.fromkeys(e.strip() for e in asked.identifiers if e.strip())),
        matter=parse_redress_number(asked.matter) if asked.matter else None,
    )
    receipt = node.ledger.append(
        RightsRequest.kind,
        kind_named(RightsRequest.kind).to_batch([made]),
        by=node.operator.name,
        key=f"rights:{number}",
        markings=(marking,),
    )
    if receipt.repeated:
        raise Conflict("another request was taken in this very moment; take this one in again")
    return made


def usual_regime(node: "Opened") -> Regime:
    """The federal statute of the agency's country."""
    us = node.operator.country == "US"
    return Regime.PRIVACY_ACT_US if us else Regime.PRIVACY_ACT_CA


def _check(asked: Asked, regime: Regime, received: Micros, now: Micros) -> None:
    for name in ("requester", "contact", "asks"):
        if not getattr(asked, name).strip():
            raise UsageError(f"{name} is missing")
    if asked.language not in {"en", "fr"}:
        raise UsageError(f"language is {asked.language!r}; write en or fr")
    if received > now:
        raise UsageError("a request cannot have been received after now")
    if regime is Regime.REDRESS and asked.right not in _REDRESS:
        raise UsageError(f"{asked.right.value} is asked under a statute: name its regime")
    local_day(received, asked.zone)


def _numbered(node: "Opened", now: Micros) -> tuple[Id, str]:
    """An id whose redress number no request here has yet, and that number."""
    plan = node.ledger.plan(RightsRequest.kind, reader(node), columns=["number"])
    taken = set(node.ledger.read(plan).read_all().column("number").to_pylist())
    origin = Origin(RightsRequest.kind, node.operator.agency)
    for more in range(1000):
        id = origin.derived(node.operator.name.encode(), (now + more).to_bytes(8, "big"))
        number = redress_number(id)
        if number not in taken:
            return id, number
    raise Conflict("no free redress number was found; take the request in again")
