"""The log of patrols: legs that are on record, and those under way.

The engine ``patrol-log`` writes a leg when it is over.  What units did since then is worked out anew, by
the same rule, from the reports that the viewer may see: so the log is of the present, and nobody sees
more by it than by the reports themselves.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from northline.app.reading import Ask, read_table
from northline.app.runners.steps import Joins, decode_state
from northline.engines.patrol_log.engine import PatrolLog, fold
from northline.engines.patrol_log.fixes import MICROS
from northline.engines.patrol_log.params import PatrolLogParams
from northline.engines.patrol_log.state import LogState
from northline.engines.patrol_log.telling import record_of
from northline.geo.stretches import STRETCH_KM
from northline.records.errors import UnknownName
from northline.records.patrol_leg import PatrolLeg, Reported
from northline.records.schema import kind_of
from northline.records.time import format_instant
from northline.records.unit import Mode
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

LONGEST = 24 * 3_600 * MICROS
"""No leg is longer, us: tracks are cut at the end of a day, and a form tells of no more."""

COLUMNS = tuple(name.partition(".")[2] for name in PatrolLog.inputs)


class LegNow(msgspec.Struct, frozen=True, kw_only=True):
    """A leg, and whether it is on record or under way."""

    leg: PatrolLeg
    under_way: bool = False


def legs(
    node: "Opened",
    *,
    since: Micros | None = None,
    until: Micros | None = None,
    unit: str | None = None,
    mode: str | None = None,
    under_way: bool = True,
) -> list[LegNow]:
    """Legs as the node's viewer may see them, the oldest first; the read stands in the audit.

    Args:
        node: an open node.
        since: only legs that go on after it.
        until: only legs that begin before it.
        unit: only of this unit: its identity, or what it is called.
        mode: only in this mode.
        under_way: whether those that are not over yet are among them.

    Raises:
        UnknownName: for a mode there is not.
    """
    if mode is not None and mode not in set(Mode):
        raise UnknownName(f"there is no mode {mode!r}; there are {', '.join(Mode)}")
    first = None if since is None else Micros(since - LONGEST)
    rows = read_table(node, Ask(PatrolLeg.kind, since=first, until=until))
    found = [LegNow(leg=each) for each in legs_of(rows)]
    if under_way:
        found += [
            LegNow(leg=each, under_way=True) for each in _under_way(node, found, since, until)
        ]
    kept = [
        each
        for each in found
        if (since is None or each.leg.until > since)
        and (until is None or each.leg.since < until)
        and (unit is None or unit in {each.leg.unit, each.leg.callsign})
        and (mode is None or each.leg.mode == mode)
    ]
    return sorted(kept, key=lambda each: (each.leg.since, each.leg.unit, each.leg.id))


def legs_of(rows: pa.Table) -> list[PatrolLeg]:
    """Rows of kind ``patrol-leg`` as legs; the ledger's own columns are left out."""
    names = kind_of(PatrolLeg).schema.names
    found = kind_of(PatrolLeg).from_batch(rows.select([n for n in rows.column_names if n in names]))
    return [each for each in found if isinstance(each, PatrolLeg)]


def _under_way(
    node: "Opened", told: list[LegNow], since: Micros | None, until: Micros | None
) -> list[PatrolLeg]:
    """What units did that the engine has not written down: of each unit what goes beyond that.

    Where the engine stands says only how far back to look; what is read is what the viewer may see.
    """
    saved = node.ledger.checkpoint(PatrolLog.name)
    columns = list(COLUMNS)
    if saved is None:
        first = None if since is None else Micros(since - LONGEST)
        rows = read_table(node, Ask("unit", since=first, until=until, columns=columns))
        return open_legs(node, rows, {})
    state: LogState = decode_state(PatrolLog(), saved.state)
    open_since = [each.open.since for each in state.units if each.open is not None]
    asks = [Ask("unit", until=until, columns=columns, after=saved.until)]
    if open_since:
        before = Micros(min(open_since) - LONGEST // 24)
        asks.append(Ask("unit", since=before, until=until, columns=columns))
    rows = pa.concat_tables([read_table(node, each) for each in asks])
    return open_legs(node, rows, recorded_until(each.leg for each in told))


def recorded_until(legs: Iterable[PatrolLeg]) -> dict[str, int]:
    """Unit -> until when its own reports are in a leg on record, us."""
    last: dict[str, int] = {}
    for leg in legs:
        if leg.reported is Reported.COT:
            last[leg.unit] = max(last.get(leg.unit, 0), leg.until)
    return last


def open_legs(node: "Opened", rows: pa.Table, last: Mapping[str, int]) -> list[PatrolLeg]:
    """What rows of units tell that goes beyond the legs on record.

    Args:
        node: an open node, for its markings.
        rows: rows with `COLUMNS`, in any order.
        last: unit -> until when it is on record, us.
    """
    if not rows.num_rows:
        return []
    rows = rows.sort_by([("received", "ascending"), ("at", "ascending"), ("id", "ascending")])
    state, over = fold(LogState(), rows, PatrolLogParams())
    open_now = [(each.identity, each.open) for each in state.units if each.open is not None]
    joins = Joins(node.ledger)
    return [
        record_of(identity, leg, joins, source=PatrolLog.name, reported=Reported.COT)
        for identity, leg in [*((each.identity, each.leg) for each in over), *open_now]
        if leg.until > last.get(identity, 0)
    ]


def told(each: LegNow) -> dict[str, Any]:
    """A leg as plain data: RFC 3339 instants, hours, and kilometres of its stretches."""
    leg = each.leg
    stays = [
        {
            "stretch": stretch,
            "from": format_instant(Micros(leg.since + round(after * MICROS))),
            "seconds": seconds,
        }
        for stretch, after, seconds in zip(leg.stretches, leg.begins, leg.seconds, strict=True)
    ]
    return {
        "id": None if each.under_way else leg.id.hex(),
        "unit": leg.unit,
        "callsign": leg.callsign,
        "mode": leg.mode.value,
        "from": format_instant(leg.since),
        "until": format_instant(leg.until),
        "hours": leg.counted / 3600.0,
        "km": leg.metres / 1000.0,
        "segment": leg.segment,
        "stretches": sorted(set(leg.stretches)),
        "along": along(leg.stretches),
        "stays": stays,
        "reported": leg.reported.value,
        "flags": list(leg.flags),
        "order": None if leg.order is None else leg.order.hex(),
        "officers": leg.officers,
        "note": leg.note,
        "source": leg.source,
        "under_way": each.under_way,
        "evidence": [id.hex() for id in leg.evidence],
    }


def along(stretches: tuple[int, ...]) -> str:
    """Which kilometres of the line these stretches span, such as ``km 2280-2295``."""
    if not stretches:
        return ""
    return f"km {min(stretches) * STRETCH_KM:g}-{(max(stretches) + 1) * STRETCH_KM:g}"


def receipt(found: list[PatrolLeg], more: Mapping[str, Any]) -> dict[str, Any]:
    """What became of a track or form: its legs, and what else is to be said of it."""
    told_legs = [told(LegNow(leg=each)) for each in found]
    hours = sum(each.counted for each in found) / 3600.0
    return {"legs": told_legs, "count": len(told_legs), "hours": hours, **more}
