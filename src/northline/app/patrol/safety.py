"""Who is overdue, by the clock of now: each unit that is out, its last word, and what is to be done.

It is reckoned when it is asked for, by the rule of the engine (`northline.engines.safety.rule`) and
from what its asker may see, and so needs no engine that runs.  The engine tells of the same as
findings, which people decide about.
"""

from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.documents import document
from northline.app.elevation import Raised
from northline.app.patrol.radio import radio_sites
from northline.app.permitting import require
from northline.app.reading import Ask, read_table
from northline.app.statements import Statements
from northline.app.waiting import present
from northline.engines.safety import WORDS, SafetyParams
from northline.engines.safety.radio import reached
from northline.engines.safety.rule import STEPS, Words, due, step_at, steps_by
from northline.engines.safety.telling import OVERDUE
from northline.records.check_in import CheckIn
from northline.records.finding import Finding
from northline.records.time import format_instant
from northline.records.track import Track
from northline.records.unit import Mode, Unit
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "patrol-safety"

DAY = 24 * 3_600_000_000

LATE, AWAITED, BACK = "overdue", "awaited", "back"
"""What a unit is: late, out and to be heard of, back."""

ORDER = (LATE, AWAITED, BACK)


class LastTrack(msgspec.Struct, frozen=True, kw_only=True):
    """The last point of a unit's track: degrees, us, knots, degrees true."""

    at: Micros
    lon: float
    lat: float
    speed_knots: float | None = None
    course: float | None = None


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that is out, or was.

    Attributes:
        unit: its identity.
        callsign: what it is called, or None.
        mode: how it goes about.
        crew: officers, or None where nobody states them.
        state: ``overdue``, ``awaited`` or ``back``.
        word_at: when it was last heard of, us.
        how: by which way: ``position``, or as the check-in says.
        due: until when the next word is awaited, us, or None.
        seconds_overdue: since then; negative while it is awaited, None where nobody waits.
        step: how many steps of the alarm are due; 0 before the first.
        steps: how many there are.
        action: what the last of them is, by language; None before the first.
        next_step_at: when the next is due, us, or None.
        supervisor: whom to call.
        lon: where it was last, degrees, or None.
        lat: likewise.
        placed_at: when it was there, us.
        seconds_since_placed: since then.
        track: the last point of its track; told of whoever is overdue.
        battery: charge of its device when it last said so, or None.
        radio: ``in-reach``, ``dead-zone``, or ``not-computable`` where no radio site is known.
        finding: id of the alarm on record, in hexadecimal, or None.
    """

    unit: str
    callsign: str | None = None
    mode: str = Mode.UNKNOWN.value
    crew: int | None = None
    state: str
    word_at: Micros
    how: str
    due: Micros | None = None
    seconds_overdue: float | None = None
    step: int = 0
    steps: int
    action: dict[str, str] | None = None
    next_step_at: Micros | None = None
    supervisor: str
    lon: float | None = None
    lat: float | None = None
    placed_at: Micros | None = None
    seconds_since_placed: float | None = None
    track: LastTrack | None = None
    battery: float | None = None
    radio: str = "not-computable"
    finding: str | None = None


def watched(
    node: "Opened",
    params: SafetyParams | None = None,
    *,
    at: Micros | None = None,
    ground: Raised | None = None,
) -> list[Watched]:
    """Units of the last day as far as this person may see them, those first that are overdue longest.

    Args:
        node: an open node.
        params: what the agency says of how units are heard of.
        at: as it was then; None is the present of the node.
        ground: how high the ground stands, where somebody provides it.

    Raises:
        RoleNeeded: when this person may not see it.
    """
    require(node.viewer, OPERATION)
    told = params or SafetyParams()
    now = present(node) if at is None else at
    said = _stated(node, now)
    checked = _checked(node, now)
    alarms = _alarms(node)
    found = []
    for identity in sorted({*said, *checked}):
        each = _watched(identity, said.get(identity, {}), checked.get(identity), now, told)
        if each is not None:
            found.append(msgspec.structs.replace(each, finding=alarms.get(identity)))
    found = _heard_where(node, found, told, at, ground)
    late = [each for each in found if each.state == LATE]
    tracks = _tracks(node, late)
    found = [
        msgspec.structs.replace(each, track=tracks.get(each.unit)) if each in late else each
        for each in found
    ]
    return sorted(found, key=lambda each: (ORDER.index(each.state), each.due or 0, each.unit))


def told(each: Watched) -> dict[str, Any]:
    """A unit ready for JSON: instants in RFC 3339."""
    made: dict[str, Any] = document(each)
    for name in ("word_at", "due", "next_step_at", "placed_at"):
        if made[name] is not None:
            made[name] = format_instant(Micros(made[name]))
    if made["track"] is not None:
        made["track"]["at"] = format_instant(Micros(made["track"]["at"]))
    return made


def _watched(
    identity: str, said: dict[str, Any], checked: CheckIn | None, now: int, params: SafetyParams
) -> Watched | None:
    """A unit as the rule has it; None for one that is only listed, and never spoke."""
    position = said.get("placed_at") if said.get("reports") else None
    words = Words(
        checked_in=None if checked is None else checked.at,
        next_due=None if checked is None else checked.next_due,
        position=position,
    )
    spoken = [(at, how) for at, how in ((position, "position"),) if at is not None]
    if checked is not None:
        spoken.append((checked.at, checked.how.value))
    if not spoken:
        return None
    word_at, how = max(spoken)
    awaited = due(words, params)
    if awaited is None and checked is None:
        return None  # its positions count for nothing, and it never checked in
    steps = 0 if awaited is None else steps_by(awaited, now, params)
    place = _place(said, checked)
    late = awaited is not None and steps > 0
    following = None if awaited is None else step_at(awaited, steps, params)
    return Watched(
        unit=identity,
        callsign=said.get("callsign"),
        mode=said.get("mode") or Mode.UNKNOWN.value,
        crew=said.get("crew"),
        state=BACK if awaited is None else LATE if late else AWAITED,
        word_at=Micros(word_at),
        how=how,
        due=None if awaited is None else Micros(awaited),
        seconds_overdue=None if awaited is None else (now - awaited) / 1e6,
        step=steps,
        steps=len(params.escalate),
        action=dict(WORDS[STEPS[steps - 1]]) if steps else None,
        next_step_at=None if following is None else Micros(following),
        supervisor=params.supervisor,
        battery=said.get("battery"),
        **place,
        seconds_since_placed=(now - place["placed_at"]) / 1e6 if place else None,
    )


def _place(said: dict[str, Any], checked: CheckIn | None) -> dict[str, Any]:
    """Where it was last, by its own report or by its check-in."""
    places = []
    if said.get("lon") is not None:
        places.append((said["placed_at"], said["lon"], said["lat"]))
    if checked is not None and checked.lon is not None and checked.lat is not None:
        places.append((checked.at, checked.lon, checked.lat))
    if not places:
        return {}
    at, lon, lat = max(places)
    return {"placed_at": Micros(at), "lon": lon, "lat": lat}


COLUMNS = (
    *("id", "at", "received", "marking", "identity", "callsign", "mode", "crew", "battery"),
    *("lon", "lat", "type"),
)


def _stated(node: "Opened", now: int) -> dict[str, dict[str, Any]]:
    """What units of the last day state: field by field the newest, and where they reported from."""
    rows = read_table(
        node, Ask(Unit.kind, since=Micros(now - DAY), until=Micros(now + 1), columns=COLUMNS)
    )
    stated = Statements(rows)
    rows = stated.rows
    stated.take(("mode",), pc.not_equal(rows.column("mode"), Mode.UNKNOWN.value))
    for name in ("callsign", "crew", "battery"):
        stated.take((name,), rows.column(name).is_valid())
    # A report of Cursor on Target; a row of a list tells of a unit, and is no word of it.
    reports = pc.and_(rows.column("lon").is_valid(), pc.starts_with(rows.column("type"), "a-"))
    placed = stated.take(("lon", "lat"), rows.column("lon").is_valid())
    own = stated.newest(reports)
    at = rows.column("at").cast(pa.int64()).to_pylist()
    for identity, row in placed.items():
        stated.said[identity] |= {"placed_at": at[row], "reports": False}
    for identity, row in own.items():
        last = rows.select(["lon", "lat"]).slice(row, 1).to_pylist()[0]
        stated.said[identity] |= {**last, "placed_at": at[row], "reports": True}
    return stated.said


def _checked(node: "Opened", now: int) -> dict[str, CheckIn]:
    """Unit -> its last check-in."""
    from northline.app.patrol.check_ins import check_ins

    found: dict[str, CheckIn] = {}
    for each in check_ins(node, since=Micros(now - DAY)):
        if each.at <= now and (each.unit not in found or each.at > found[each.unit].at):
            found[each.unit] = each
    return found


def _alarms(node: "Opened") -> dict[str, str]:
    """Unit -> id of the alarm about it that stands on record."""
    columns = ("id", "event_id", "revision", "finding", "subject", "engine")
    rows = read_table(node, Ask(Finding.kind, columns=columns))
    rows = rows.filter(pc.equal(rows.column("engine"), "safety"))
    last: dict[bytes, dict[str, Any]] = {}
    for row in rows.to_pylist():
        before = last.get(row["event_id"])
        if before is None or row["revision"] > before["revision"]:
            last[row["event_id"]] = row
    return {row["subject"]: row["id"].hex() for row in last.values() if row["finding"] == OVERDUE}


def _heard_where(
    node: "Opened",
    found: list[Watched],
    params: SafetyParams,
    at: Micros | None,
    ground: Raised | None,
) -> list[Watched]:
    """Whether a radio is heard where each was last."""
    placed = [each for each in found if each.lon is not None and each.lat is not None]
    sites = [each.site for each in radio_sites(node, at=at)] if placed else []
    lon, lat = [each.lon or 0.0 for each in placed], [each.lat or 0.0 for each in placed]
    elevation = None if ground is None else ground.elevation
    flags = reached(sites, lon, lat, params, elevation) if placed else None
    if flags is None:
        return found
    zones = {
        each.unit: "in-reach" if flag else "dead-zone"
        for each, flag in zip(placed, flags.tolist(), strict=True)
    }
    return [msgspec.structs.replace(each, radio=zones.get(each.unit, each.radio)) for each in found]


def _tracks(node: "Opened", late: list[Watched]) -> dict[str, LastTrack]:
    """Unit -> the last point of its track, of those who are overdue: at their last place, or near it."""
    found: dict[str, LastTrack] = {}
    for each in late:
        if each.placed_at is None:
            continue
        columns = ("at", "lon", "lat", "identity", "speed_knots", "course")
        window = Ask(
            Track.kind, since=Micros(each.placed_at - 60_000_000),
            until=Micros(each.placed_at + 60_000_000), columns=columns,
        )  # fmt: skip
        rows = read_table(node, window)
        rows = rows.filter(pc.equal(rows.column("identity"), each.unit)).sort_by("at")
        if rows.num_rows:
            at = rows.column("at").cast(pa.int64())[-1].as_py()
            last = rows.select(["lon", "lat", "speed_knots", "course"]).slice(rows.num_rows - 1)
            found[each.unit] = LastTrack(at=Micros(at), **last.to_pylist()[0])
    return found


__all__ = ["AWAITED", "BACK", "LATE", "LastTrack", "Watched", "told", "watched"]
