"""Units as their newest records state them, for a viewer and an instant, and whether each is sent.

Field by field the newest statement of the last day counts: the list of a shift tells what a unit is
(`northline.formats.units_csv`), its own reports tell where it is.  A place comes with its error and
instant from one record.  A mode of ``unknown`` states nothing.  Whether it is sent is what people
decided: a dispatch in force that names it, of a plan that stands, of the last `OUT_HOURS`.
"""

from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.deciding import all_decisions
from northline.app.dispatch_lines import PLAN, lines_of
from northline.app.dispatch_plans import Sent, sent_by
from northline.app.findings import newest, read_findings
from northline.app.reading import Ask, read_table
from northline.app.sensors import Near
from northline.app.statements import Statements, within
from northline.app.waiting import present
from northline.ledger.reading import system_clock
from northline.records.marking import Marking
from northline.records.unit import Mode, Unit
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

DAY = 24 * 3_600_000_000
"""How old what is stated may be, us: a shift is shorter."""

OUT_HOURS = 2
"""So long after a dispatch a unit counts as sent, unless it is taken back before."""

_TOGETHER = ("lon", "lat", "sigma")
_ALONE = (
    *("callsign", "team", "role", "crew", "range", "speed_road", "speed_off_road"),
    *("speed_water", "speed_air", "authority"),
)


class UnitNow(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as its newest records state it.

    Attributes:
        identity: as its positions carry it.
        at: when its newest record was so, us.
        source: who said that.
        callsign: what it is called, or None.
        mode: how it goes about.
        team: its team, or None.
        role: its role in the team, or None.
        type: its type in its own scheme.
        crew: officers, or None where it does not say.
        range: how far it can still go, metres, or None.
        speed_road: the most it makes on a road, m/s, or None.
        speed_off_road: off the roads.
        speed_water: on water.
        speed_air: in the air.
        authority: what it has authority for, or None where it does not say.
        lon: where it was last, degrees, or None.
        lat: likewise.
        sigma: 1-sigma error of that, metres.
        placed_at: when it was there, us, or None.
        stale: until when its newest record holds, us, or None.
        owners: the agencies that own what is shown of it.
        marking: the marking of all that is shown of it.
        sent: the dispatch by which it is sent, or None: it is free.
        distance: metres from the place that was asked about, or None.
    """

    identity: str
    at: Micros
    source: str
    callsign: str | None = None
    mode: str = Mode.UNKNOWN.value
    team: str | None = None
    role: str | None = None
    type: str = ""
    crew: int | None = None
    range: float | None = None
    speed_road: float | None = None
    speed_off_road: float | None = None
    speed_water: float | None = None
    speed_air: float | None = None
    authority: tuple[str, ...] | None = None
    lon: float | None = None
    lat: float | None = None
    sigma: float | None = None
    placed_at: Micros | None = None
    stale: Micros | None = None
    owners: tuple[str, ...] = ()
    marking: Marking | None = None
    sent: Sent | None = None
    distance: float | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.callsign or self.identity


def units(node: "Opened", *, at: Micros | None = None, around: Near | None = None) -> list[UnitNow]:
    """Units as the node's viewer may see them; the read stands in the audit.

    Args:
        node: an open node.
        at: as it was stated then; None is the present of the node.
        around: only units in this circle, the nearest first; those without a place are left out.
    """
    when = present(node) if at is None else at
    rows = read_table(node, Ask(Unit.kind, since=Micros(when - DAY), until=Micros(when + 1)))
    sent = _sent(node)
    found = [
        msgspec.structs.replace(each, sent=sent.get(each.identity)) for each in _merged(node, rows)
    ]
    if around is None:
        return sorted(found, key=lambda each: (each.name, each.identity))
    return within(found, around)


def _sent(node: "Opened") -> dict[str, Sent]:
    """Identity -> the newest dispatch in force that names it, of a plan that still stands."""
    oldest = system_clock() - OUT_HOURS * 3_600_000_000
    every = [each for each in sent_by(all_decisions(node)) if each.at >= oldest and not each.waits]
    if not every:
        return {}
    standing = {
        each.event_id: lines_of(each).stands
        for each in newest(f for f in read_findings(node) if f.finding == PLAN)
    }
    events = {each.id.hex(): each.event_id for each in read_findings(node) if each.finding == PLAN}
    return {
        each.names: each
        for each in every
        if (event := events.get(each.plan)) is not None and standing.get(event, False)
    }


def _merged(node: "Opened", rows: pa.Table) -> list[UnitNow]:
    """One unit of each identity: field by field the newest statement."""
    stated = Statements(rows)
    rows, take = stated.rows, stated.take
    take(("mode",), pc.not_equal(rows.column("mode"), Mode.UNKNOWN.value))
    places = take(_TOGETHER, rows.column("lon").is_valid())
    for field in _ALONE:
        take((field,), rows.column(field).is_valid())
    instants = rows.column("at").cast(pa.int64()).to_pylist()
    stale = rows.column("stale").cast(pa.int64()).to_pylist()
    sources, types = rows.column("source").to_pylist(), rows.column("type").to_pylist()
    markings = stated.markings(node)
    found = []
    for name, row in stated.last.items():
        said, marking = stated.said[name], markings[name]
        if said.get("authority") is not None:
            said["authority"] = tuple(said["authority"])
        found.append(
            UnitNow(
                identity=name,
                at=Micros(instants[row]),
                source=sources[row],
                type=types[places.get(name, row)],
                placed_at=Micros(instants[places[name]]) if name in places else None,
                stale=None if stale[row] is None else Micros(stale[row]),
                marking=marking,
                owners=marking.owners if marking is not None else (),
                **said,
            )
        )
    return found


def told(unit: UnitNow) -> dict[str, Any]:
    """A unit as plain data: RFC 3339 instants, its marking as level and caveats."""
    from northline.app.documents import document
    from northline.records.time import format_instant

    found: dict[str, Any] = document(unit)
    for name in ("at", "placed_at", "stale"):
        if found[name] is not None:
            found[name] = format_instant(getattr(unit, name))
    if unit.sent is not None:
        found["sent"]["at"] = format_instant(Micros(unit.sent.at))
    marking = unit.marking
    found["marking"] = None if marking is None else marking.level.label
    found["caveats"] = [] if marking is None else list(marking.caveats)
    return found
