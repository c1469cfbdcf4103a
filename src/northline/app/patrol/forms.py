"""A leg from a form: what a supervisor writes down of a patrol that left no track."""

import hashlib
import itertools
import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.patrol.log import LONGEST
from northline.app.permitting import marking_given, require
from northline.app.reading import Ask, read_table
from northline.app.units import units
from northline.app.words import record_id
from northline.engines.patrol_log.fixes import MICROS
from northline.formats.written_rows import text_of
from northline.formats.written_values import identity, instant, one_of, text, whole, wrong
from northline.geo.line import SEGMENTS, length
from northline.geo.stretches import STRETCH_KM
from northline.ledger.reading import system_clock
from northline.records.errors import NotPermitted, RejectedUnit, UsageError
from northline.records.ids import Origin
from northline.records.marking import Marking
from northline.records.patrol_leg import Flag, PatrolLeg, Reported
from northline.records.patrol_order import PatrolOrder
from northline.records.record import Id
from northline.records.schema import kind_of
from northline.records.unit import Mode
from northline.records.units import Metres, Seconds

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "patrol-log"
"""What whoever logs a patrol, or sets a target of hours, must be allowed to."""

NEEDED = ("unit", "mode", "from", "until", "stretches")

MOST_STRETCHES = 200
"""On one form."""

_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


def stretches_given(name: str, value: str) -> tuple[int, ...]:
    """Numbers of stretches, such as ``455-457,460``, in the order in which they were patrolled.

    Raises:
        RejectedUnit: for text that is none.
    """
    found: list[int] = []
    for part in value.replace(" ", "").split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise wrong(name, value, "numbers of stretches such as 455-457,460")
        low, high = int(match[1]), int(match[2] or match[1])
        if abs(high - low) >= MOST_STRETCHES or len(found) >= MOST_STRETCHES:
            raise wrong(name, value, f"at most {MOST_STRETCHES} stretches")
        step = 1 if high >= low else -1
        found += range(low, high + step, step)
    return tuple(found)


def _segment(name: str, value: str) -> str:
    if value not in SEGMENTS:
        raise wrong(name, value, " or ".join(SEGMENTS))
    return value


def _order(name: str, value: str) -> Id:
    try:
        return record_id(value)
    except UsageError as error:
        raise wrong(name, value, "the id of an order: 32 hexadecimal digits") from error


COLUMNS: Mapping[str, Callable[[str, str], Any]] = {
    "unit": identity,
    "callsign": text,
    "mode": one_of(Mode),
    "from": instant,
    "until": instant,
    "stretches": stretches_given,
    "segment": _segment,
    "officers": whole(0, 999),
    "order": _order,
    "note": text,
}
"""What each field of the form may hold: (its name, its text) -> its value."""


def values_of(
    given: Mapping[str, object],
    columns: Mapping[str, Callable[[str, str], Any]],
    needed: tuple[str, ...],
) -> dict[str, Any]:
    """Read the fields of a form; what is empty is not stated.

    Raises:
        UsageError: for a field there is not, one that is missing, or a wrong value.
    """
    try:
        texts = {name: text_of(name, value).strip() for name, value in given.items()}
        texts = {name: said for name, said in texts.items() if said}
        unknown = [name for name in texts if name not in columns]
        missing = [name for name in needed if name not in texts]
        if unknown or missing:
            what = f"there is no field {unknown[0]!r}" if unknown else f"{missing[0]} is missing"
            raise UsageError(f"{what}; there are {', '.join(columns)}")
        return {name: columns[name](name, said) for name, said in texts.items()}
    except RejectedUnit as error:
        raise UsageError(str(error)) from error


def log_form(
    node: "Opened", given: Mapping[str, object], marking: Marking | str | None = None
) -> PatrolLeg:
    """Add a leg that a person states; the one that is there already where it was stated before.

    Its time is shared evenly among its stretches, in their order.

    Args:
        node: an open node.
        given: field -> value (`COLUMNS`).
        marking: its marking, or the text of one; unclassified and the agency's own where nobody says.

    Raises:
        RoleNeeded: when this person may not.
        NotPermitted: when the unit is another agency's.
        UsageError: for a field there is not, or a wrong value, saying what is allowed.
        MarkingRefused: for a marking that no record here may carry.
    """
    require(node.viewer, OPERATION)
    said = values_of(given, COLUMNS, NEEDED)
    now = system_clock()
    since, until = said.pop("from"), said.pop("until")
    segment, mode = said.pop("segment", SEGMENTS[0]), Mode(said.pop("mode"))
    stretches: tuple[int, ...] = said.pop("stretches")
    if not since < until <= since + LONGEST:
        raise UsageError("until must be after from, and at most 24 hours later")
    if until > now and not node.exercise:
        raise UsageError("until is still to come: a form tells of a patrol that is over")
    check_stretches(stretches, segment)
    check_owner(node, said["unit"])
    check_order(node, said.get("order"))
    meant = node.default_marking() if marking is None else marking_given(node, marking)
    edges = [since + (until - since) * k // len(stretches) for k in range(len(stretches) + 1)]
    digest = hashlib.blake2b(
        msgspec.json.encode(
            [since, until, segment, mode, stretches, sorted(said.items())], enc_hook=bytes.hex
        ),
        digest_size=16,
    ).hexdigest()
    leg = PatrolLeg(
        id=Origin(PatrolLeg.kind, node.operator.name).sequenced(digest),
        source=node.operator.name,
        at=since,
        received=now,
        marking=meant.id,
        mode=mode,
        since=since,
        until=until,
        segment=segment,
        stretches=stretches,
        begins=tuple(Seconds((edge - since) / MICROS) for edge in edges[:-1]),
        seconds=tuple(Seconds((b - a) / MICROS) for a, b in itertools.pairwise(edges)),
        metres=Metres(0.0),
        counted=Seconds((until - since) / MICROS),
        reported=Reported.FORM,
        flags=(Flag.NO_MODE.value,) if mode is Mode.UNKNOWN else (),
        **said,
    )
    node.ledger.append(
        PatrolLeg.kind,
        kind_of(PatrolLeg).to_batch([leg]),
        by=node.operator.name,
        markings=(meant,),
    )
    return leg


def check_stretches(stretches: tuple[int, ...], segment: str) -> None:
    """Refuse numbers that no stretch of the segment has.

    Raises:
        UsageError: naming the first.
    """
    last = math.ceil(float(length(segment)) / STRETCH_KM) - 1
    for number in stretches:
        if not 0 <= number <= last:
            raise UsageError(
                f"there is no stretch {number}; those of {segment} are 0 to {last}, of "
                f"{STRETCH_KM:g} km each from kilometre 0"
            )


def check_order(node: "Opened", order: bytes | None) -> None:
    """Refuse an order that there is not, as far as this person may see; the read stands in the audit.

    Raises:
        UsageError: naming it.
    """
    if order is None:
        return
    if not read_table(node, Ask(PatrolOrder.kind, ids=[order], columns=["id"])).num_rows:
        raise UsageError(f"there is no order {order.hex()} that you may see")


def check_owner(node: "Opened", unit: str) -> None:
    """Refuse to log for a unit that is another agency's, as far as this person may see whose it is.

    Raises:
        NotPermitted: naming whose it is.
    """
    agency = node.operator.agency
    for each in units(node):
        if each.identity == unit and each.owners and agency not in each.owners:
            raise NotPermitted(
                f"{unit} is a unit of {', '.join(each.owners)}: they log its patrols"
            )
