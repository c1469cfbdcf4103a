"""Hours of patrol as the operator may see them: counted, against targets and orders, and what is missed."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.patrol.log import LegNow, legs
from northline.app.patrol.targets import targets
from northline.app.patrol.targets import told as target_told
from northline.app.reading import Ask, read_table
from northline.app.waiting import present
from northline.engines.patrol_log.params import PatrolLogParams
from northline.geo.line import SEGMENTS, length
from northline.geo.stretches import STRETCH_KM, Stretch
from northline.measures import patrol_hours
from northline.measures.patrol_hours import By
from northline.measures.patrol_time import Counted, counted, within
from northline.records.errors import UsageError
from northline.records.patrol_leg import Flag
from northline.records.patrol_order import OrderState, PatrolOrder
from northline.records.patrol_target import PatrolTarget
from northline.records.schema import kind_of
from northline.records.time import format_instant
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

__all__ = ["By", "Ordered", "hours", "unvisited"]

DAYS = 7.0
"""Days without a visit after which a stretch is told, unless others are asked for."""

HOUR = 3_600_000_000
BEGINNING, END = Micros(0), Micros(1 << 62)


class Ordered(msgspec.Struct, frozen=True, kw_only=True):
    """What was ordered: hours by mode, and the ids of orders drawn as a control."""

    hours: dict[str, float]
    control: frozenset[bytes]
    orders: int


def hours(
    node: "Opened",
    *,
    by: Sequence[By] = (),
    since: Micros | None = None,
    until: Micros | None = None,
) -> dict[str, Any]:
    """The measure, with its definition, filter, denominators and lineage, as plain data.

    Args:
        node: an open node.
        by: what to split by.
        since: from then on; from the first leg where nobody says.
        until: before then; until the present where nobody says.

    Raises:
        UsageError: when it ends before it begins.
    """
    if since is not None and until is not None and until <= since:
        raise UsageError("until must be after since")
    every = legs(node, since=since, until=until)
    records = [each.leg for each in every]
    low, high = since or BEGINNING, until or END
    found = counted(records)
    stays = within(found.stays, low, high)
    first = min((stay.begin for stay in stays), default=None)
    last = max((stay.end for stay in stays), default=None)
    lines = patrol_hours.hours(stays, by)
    (whole,) = patrol_hours.hours(stays)
    ordered = _ordered(node, low, high)
    control = frozenset(
        k for k, leg in enumerate(records) if leg.order is not None and leg.order in ordered.control
    )
    wanted = targets(node)
    span = _span(node, since, until, first, wanted)
    held = patrol_hours.held(wanted, stays, *span) if span else ()
    claimed = patrol_hours.beside_claim(
        found.stays if since is None else counted([e.leg for e in legs(node)]).stays,
        invented=node.exercise,
    )
    return {
        "measure": patrol_hours.MEASURE,
        "unit": "h",
        "definition": patrol_hours.DEFINITION.en,
        "definition_fr": patrol_hours.DEFINITION.fr,
        "filter": {
            "since": None if since is None else format_instant(since),
            "until": None if until is None else format_instant(until),
            "by": [each.value for each in by],
            "strip_km": PatrolLogParams().strip / 1000.0,
            "stretch_km": STRETCH_KM,
        },
        "period": {
            "from": None if first is None else format_instant(Micros(first)),
            "until": None if last is None else format_instant(Micros(last)),
        },
        "hours": whole.hours,
        "lines": [_line(each) for each in lines] if by else [],
        "denominators": _denominators(found, stays, every),
        "differences": [_difference(each, records) for each in found.differences],
        "planned": {"orders": ordered.orders, "hours": ordered.hours},
        "control_share": patrol_hours.share_of(stays, control),
        "targets": [{**target_told(wanted[each.target]), **_held(each)} for each in held],
        "lineage": _lineage(every),
        "claim": _claim(claimed),
    }


def unvisited(
    node: "Opened",
    *,
    days: float = DAYS,
    from_km: float | None = None,
    to_km: float | None = None,
    segment: str = SEGMENTS[0],
    at: Micros | None = None,
) -> dict[str, Any]:
    """Stretches where no patrol was for so many days, as plain data.

    Args:
        node: an open node.
        days: how long.
        from_km: from this kilometre; from the first stretch that was ever patrolled, or has a target,
            where nobody says.
        to_km: to this kilometre; to the last one likewise.
        segment: of the line.
        at: as of then; the present where nobody says.

    Raises:
        UsageError: for days or kilometres that are none.
    """
    if segment not in SEGMENTS:
        raise UsageError(f"there is no segment {segment!r}; there are {', '.join(SEGMENTS)}")
    end = float(length(segment))
    if not 0 < days <= 3_650:
        raise UsageError(f"days is {days}; it must be over 0 and at most 3650")
    now = present(node) if at is None else at
    stays = counted([each.leg for each in legs(node, until=now)]).stays
    known = {stay.stretch for stay in stays if stay.segment == segment}
    for target in targets(node):
        if target.segment == segment and target.from_stretch is not None:
            known |= {target.from_stretch, target.to_stretch or target.from_stretch}
    low = min(known, default=0) * STRETCH_KM if from_km is None else from_km
    high = (max(known, default=-1) + 1) * STRETCH_KM if to_km is None else to_km
    if not 0 <= low <= high or low > end:
        raise UsageError(f"kilometres of {segment} lie between 0 and {end:.0f}, from less to more")
    asked = range(int(low // STRETCH_KM), math.ceil(min(high, end) / STRETCH_KM))
    missed = patrol_hours.unvisited(stays, segment, asked, now, days)
    return {
        "at": None if at is None else format_instant(at),
        "days": days,
        "segment": segment,
        "from_km": asked.start * STRETCH_KM,
        "to_km": min(asked.stop * STRETCH_KM, end),
        "stretches": len(asked),
        "unvisited": [
            {
                "stretch": each.stretch,
                "along": f"km {each.stretch * STRETCH_KM:g}-{(each.stretch + 1) * STRETCH_KM:g}",
                "last": None if each.last is None else format_instant(Micros(each.last)),
            }
            for each in missed
        ],
        "count": len(missed),
    }


def _span(
    node: "Opened",
    since: Micros | None,
    until: Micros | None,
    first: int | None,
    wanted: list[PatrolTarget],
) -> tuple[int, int] | None:
    """From when until when targets are held against what was done; None without any target."""
    if not wanted:
        return None
    begins = [each.since for each in wanted]
    low = since if since is not None else min([*begins, *([] if first is None else [first])])
    high = (present(node) // HOUR + 1) * HOUR if until is None else until  # the hour under way
    return (low, high) if high > low else None


def _ordered(node: "Opened", since: int, until: int) -> Ordered:
    """The newest revision of each order that goes out in the time, those withdrawn left out."""
    rows = read_table(node, Ask(PatrolOrder.kind))
    names = [name for name in rows.column_names if name in kind_of(PatrolOrder).schema.names]
    newest: dict[bytes, PatrolOrder] = {}
    control: set[bytes] = set()
    for each in kind_of(PatrolOrder).from_batch(rows.select(names)):
        if not isinstance(each, PatrolOrder):
            continue
        if each.control:
            control |= {each.id, each.event_id}
        before = newest.get(each.event_id)
        if before is None or each.revision > before.revision:
            newest[each.event_id] = each
    hours: dict[str, float] = {}
    count = 0
    for each in newest.values():
        span = min(each.until, until) - max(each.since, since)
        if each.state is OrderState.WITHDRAWN or span <= 0:
            continue
        count += 1
        hours[each.mode.value] = hours.get(each.mode.value, 0.0) + span / 3.6e9
    return Ordered(hours=dict(sorted(hours.items())), control=frozenset(control), orders=count)


def _line(line: patrol_hours.Line) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(line)
    if line.stretch is not None and line.segment is not None:
        low, end = line.stretch * STRETCH_KM, float(length(line.segment))
        said["along"] = Stretch(
            line.stretch, low, min(low + STRETCH_KM, end), 0.0, 0.0, line.segment
        ).name
    else:
        said["along"] = None
    return said


def _denominators(found: Counted, stays: Sequence[Any], every: Sequence[LegNow]) -> dict[str, Any]:
    flags = {flag.value: sum(flag.value in each.leg.flags for each in every) for flag in Flag}
    span = sum(each.leg.until - each.leg.since for each in every) / 3.6e9
    return {
        "units": len({stay.unit for stay in stays}),
        "legs": len(every),
        "under_way": sum(each.under_way for each in every),
        "leg_hours": sum(each.leg.counted for each in every) / 3600.0,
        "span_hours": span,
        "repeated_hours": found.repeated / 3600.0,
        "flagged": flags,
    }


def _difference(each: Any, records: Sequence[Any]) -> dict[str, Any]:
    leg = records[each.leg]
    return {
        "leg": leg.id.hex(),
        "unit": leg.unit,
        "from": format_instant(leg.since),
        "until": format_instant(leg.until),
        "form_hours": each.form / 3600.0,
        "track_hours": each.track / 3600.0,
        "difference_hours": (each.form - each.track) / 3600.0,
    }


def _held(each: patrol_hours.Held) -> dict[str, Any]:
    return {
        "week": each.week,
        "wanted": each.wanted,
        "done": each.done,
        "share": each.share,
        "whole_week": each.whole,
    }


def _lineage(every: Sequence[LegNow]) -> dict[str, Any]:
    by: dict[str, int] = {}
    for each in every:
        by[each.leg.reported.value] = by.get(each.leg.reported.value, 0) + 1
    return {
        "kind": "patrol-leg",
        "legs_by_report": dict(sorted(by.items())),
        "sources": sorted({each.leg.source for each in every}),
        "formula": "northline.measures.patrol_hours",
    }


def _claim(beside: patrol_hours.Beside) -> dict[str, Any]:
    claim = beside.claim
    return {
        "claim": claim.claim,
        "words": claim.words,
        "published": claim.published,
        "unit": claim.unit,
        "date": claim.date,
        "document": claim.document,
        "nature": claim.nature.value,
        "verdict": beside.verdict.value,
        "ours": beside.ours,
        "qualifier": beside.qualifier.en,
        "qualifier_fr": beside.qualifier.fr,
    }
