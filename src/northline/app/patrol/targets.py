"""Targets of patrol hours: set by a named person, with a reason; the newest of its sort counts."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.patrol.forms import OPERATION, check_stretches, stretches_given, values_of
from northline.app.permitting import marking_given, require
from northline.app.reading import Ask, read_table
from northline.formats.written_values import instant, number, one_of, text, wrong
from northline.geo.line import SEGMENTS
from northline.ledger.reading import system_clock
from northline.measures.patrol_hours import standing
from northline.records.errors import UsageError
from northline.records.ids import Origin
from northline.records.marking import Marking
from northline.records.patrol_target import PatrolTarget
from northline.records.schema import kind_of
from northline.records.time import format_instant
from northline.records.unit import Mode

if TYPE_CHECKING:
    from northline.app.opened import Opened

NEEDED = ("hours", "why")

MOST_HOURS = 100_000.0
"""A week."""


def _segment(name: str, value: str) -> str:
    if value not in SEGMENTS:
        raise wrong(name, value, " or ".join(SEGMENTS))
    return value


COLUMNS: Mapping[str, Any] = {
    "mode": one_of(Mode),
    "segment": _segment,
    "stretches": stretches_given,
    "hours": number(0.0, MOST_HOURS, "hours a week"),
    "from": instant,
    "until": instant,
    "why": text,
}
"""What each field may hold: (its name, its text) -> its value."""


def set_target(
    node: "Opened", given: Mapping[str, object], marking: Marking | str | None = None
) -> PatrolTarget:
    """Add a target, or take one of its mode and range back by one of no hours.

    Args:
        node: an open node.
        given: field -> value (`COLUMNS`); from now on where it does not say from when.
        marking: its marking, or the text of one; unclassified and the agency's own where nobody says.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: for a field there is not, or a wrong value, saying what is allowed.
        MarkingRefused: for a marking that no record here may carry.
    """
    require(node.viewer, OPERATION)
    said = values_of(given, COLUMNS, NEEDED)
    now = system_clock()
    since, until = said.get("from", now), said.get("until")
    if until is not None and until <= since:
        raise UsageError("until must be after from")
    segment, stretches = said.get("segment", SEGMENTS[0]), said.get("stretches", ())
    check_stretches(stretches, segment)
    ordered = sorted(stretches)
    if ordered and ordered != list(range(ordered[0], ordered[-1] + 1)):
        raise UsageError("a target is for one range of stretches, such as 455-460; set two of them")
    meant = node.default_marking() if marking is None else marking_given(node, marking)
    stated = msgspec.json.encode([sorted(said.items()), now])
    target = PatrolTarget(
        id=Origin(PatrolTarget.kind, node.operator.name).sequenced(
            hashlib.blake2b(stated, digest_size=16).hexdigest()
        ),
        source=node.operator.name,
        at=now,
        received=now,
        marking=meant.id,
        mode=Mode(said["mode"]) if "mode" in said else None,
        segment=segment,
        from_stretch=ordered[0] if ordered else None,
        to_stretch=ordered[-1] if ordered else None,
        hours=said["hours"],
        since=since,
        until=until,
        why=said["why"],
    )
    node.ledger.append(
        PatrolTarget.kind,
        kind_of(PatrolTarget).to_batch([target]),
        by=node.operator.name,
        markings=(meant,),
    )
    return target


def targets(node: "Opened", *, every: bool = False) -> list[PatrolTarget]:
    """Targets that stand, as the node's viewer may see them; the read stands in the audit.

    Args:
        node: an open node.
        every: those that were replaced or taken back as well, the oldest first.
    """
    rows = read_table(node, Ask(PatrolTarget.kind))
    names = [name for name in rows.column_names if name in kind_of(PatrolTarget).schema.names]
    found = [
        each
        for each in kind_of(PatrolTarget).from_batch(rows.select(names))
        if isinstance(each, PatrolTarget)
    ]
    if every:
        return sorted(found, key=lambda each: (each.at, each.id))
    return standing(found)


def told(target: PatrolTarget) -> dict[str, Any]:
    """A target as plain data."""
    return {
        "id": target.id.hex(),
        "mode": None if target.mode is None else target.mode.value,
        "segment": target.segment,
        "from_stretch": target.from_stretch,
        "to_stretch": target.to_stretch,
        "hours_a_week": target.hours,
        "from": format_instant(target.since),
        "until": None if target.until is None else format_instant(target.until),
        "set_by": target.source,
        "set_at": format_instant(target.at),
        "why": target.why,
    }
