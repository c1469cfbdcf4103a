"""Check-ins: written down by a named person, and read back; docs/patrol-safety.md."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.documents import document
from northline.app.permitting import marking_given, require
from northline.app.reading import Ask, read_table
from northline.app.units import units
from northline.app.waiting import present
from northline.app.words import instant
from northline.engines.safety import SafetyParams
from northline.geo.cells import cell_of
from northline.ledger.reading import system_clock
from northline.records.check_in import CheckIn, How
from northline.records.errors import NotPermitted, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.units import Degrees, Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "check-in"

DAY = 24 * 3_600_000_000
SLACK = 300_000_000
"""So far ahead of the clock a check-in may be, us: clocks differ."""

LONGEST = 2_000
"""Characters of a note."""

MOST_OFFICERS = 50


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A check-in as somebody writes it down.

    Attributes:
        unit: identity of the unit, such as ``cot:ON-CAR-4``.
        how: ``radio``, ``app`` or ``cot``.
        officers: names of the officers with it, as said.
        at: when it was said, an instant; now where it is left out.
        lon: where, degrees, if it was said.
        lat: likewise.
        minutes: until when the next is awaited, in minutes; as the agency has it where it is left out.
        last: whether it is the last: the unit is back, and nobody waits for it.
        note: what else was said.
        marking: marking of the record; unclassified and the agency's own where nobody says otherwise.
    """

    unit: str
    how: How = How.RADIO
    officers: tuple[str, ...] = ()
    at: str | None = None
    lon: float | None = None
    lat: float | None = None
    minutes: float | None = None
    last: bool = False
    note: str | None = None
    marking: str | None = None


def check_in(node: "Opened", said: Said, params: SafetyParams | None = None) -> CheckIn:
    """Write a check-in down; it stands an alarm of its unit down.

    Args:
        node: an open node.
        said: it.
        params: what the agency says of how units are heard of.

    Raises:
        RoleNeeded: when this person may not.
        NotPermitted: when the unit is another agency's.
        UsageError: for what it cannot be.
        MarkingRefused: for a marking that no record here may carry.
    """
    require(node.viewer, OPERATION)
    now = present(node)
    at = instant(said.at) or now
    _check(said, at, now)
    agency = node.operator.agency
    unit = said.unit.strip()
    for each in units(node):
        if each.identity == unit and each.owners and agency not in each.owners:
            raise NotPermitted(f"{unit} is a unit of {', '.join(each.owners)}: they check it in")
    usual = (params or SafetyParams()).interval
    seconds = usual if said.minutes is None else said.minutes * 60.0
    marking = node.default_marking() if said.marking is None else marking_given(node, said.marking)
    lon, lat = said.lon, said.lat
    placed = lon is not None and lat is not None
    made = CheckIn(
        id=Origin(CheckIn.kind, agency).derived(
            unit.encode(), node.operator.name.encode(), at.to_bytes(8, "big")
        ),
        source=node.operator.name,
        at=Micros(at),
        received=system_clock(),
        marking=marking.id,
        lon=None if lon is None else Degrees(lon),
        lat=None if lat is None else Degrees(lat),
        cell=cell_of(Degrees(lon or 0.0), Degrees(lat or 0.0)) if placed else None,
        unit=unit,
        officers=tuple(each.strip() for each in said.officers if each.strip()),
        how=said.how,
        next_due=None if said.last else Micros(at + int(seconds * 1e6)),
        note=(said.note or "").strip() or None,
        by=node.operator.name,
        agency=agency,
    )
    node.ledger.append(
        CheckIn.kind,
        kind_named(CheckIn.kind).to_batch([made]),
        by=node.operator.name,
        markings=(marking,),
    )
    return made


def check_ins(
    node: "Opened",
    *,
    unit: str | None = None,
    since: Micros | None = None,
    limit: int | None = None,
) -> list[CheckIn]:
    """Check-ins that this person may see, the newest first.

    Args:
        node: an open node.
        unit: only of this one.
        since: only from this instant on; the last day where nobody says.
        limit: at most so many.
    """
    begin = present(node) - DAY if since is None else since
    rows = read_table(node, Ask(CheckIn.kind, since=begin))
    found = [
        each for each in kind_named(CheckIn.kind).from_batch(rows) if isinstance(each, CheckIn)
    ]
    kept = [each for each in found if unit in {None, each.unit}]
    kept.sort(key=lambda each: (-each.at, each.id))
    return kept[:limit]


def told(found: Sequence[CheckIn]) -> list[dict[str, Any]]:
    """Check-ins ready for JSON."""
    return [document(each) for each in found]


def _check(said: Said, at: int, now: int) -> None:
    if not said.unit.strip() or len(said.unit) > 200:
        raise UsageError("unit is missing: name it as its positions do, such as cot:ON-CAR-4")
    if (said.lon is None) != (said.lat is None):
        raise UsageError("lon and lat go together")
    if not (-180.0 <= (said.lon or 0.0) <= 180.0 and -90.0 <= (said.lat or 0.0) <= 90.0):
        raise UsageError("lon and lat are degrees")
    if at > now + SLACK:
        raise UsageError("a unit cannot have checked in after now")
    if said.last and said.minutes is not None:
        raise UsageError("after the last check-in nobody waits for another: leave minutes out")
    if said.minutes is not None and not 1.0 <= said.minutes <= 1_440.0:
        raise UsageError(f"minutes is {said.minutes:g}; it must lie in 1 to 1440")
    if len(said.note or "") > LONGEST or len(said.officers) > MOST_OFFICERS:
        raise UsageError(
            f"a note has {LONGEST} characters, and a unit {MOST_OFFICERS} officers at most"
        )
