"""The registry: each sensor as its newest records state it, for a viewer and an instant.

Field by field the newest statement counts; what a record leaves open, an older one may state
(`northline.records.sensor`).  What belongs together comes from one record: a place with its error,
a sector's two bearings, probabilities with the number of looks that they were measured on.  A
state of ``unknown`` states nothing.  A sensor that moves is where its carrier was last heard, at most
`CARRIED_SECONDS` before.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.reading import Ask, read, read_table
from northline.app.statements import Statements, within
from northline.ledger.reading import system_clock
from northline.records.errors import UsageError
from northline.records.marking import Marking
from northline.records.position import Position
from northline.records.sensor import Sensor, SensorState, measured_on, probability
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

CARRIED_SECONDS = 900
"""How old the position of a carrier may be."""

_TOGETHER = (("lon", "lat", "sigma"), ("bearing_from", "bearing_to"), ("detection", "measured"))
_ALONE = (
    *("sort", "name", "operator", "carrier", "height", "altitude", "nearest", "range"),
    *("revisit", "range_sigma", "azimuth_sigma", "type"),
)


class Chance(msgspec.Struct, frozen=True, kw_only=True):
    """How probable it is that one look sees a target that is there.

    Attributes:
        target: class of target.
        light: ``day`` or ``night``.
        probability: from 0 to 1.
        measured: on how many looks it was measured; None where it is the maker's word.
    """

    target: str
    light: str
    probability: float
    measured: int | None


class SensorNow(msgspec.Struct, frozen=True, kw_only=True):
    """A sensor as its newest records state it.

    Attributes:
        identity: as its plots name it.
        at: when its newest record was so.
        source: who said that.
        state: whether it works.
        state_at: since when that is stated, or None where nobody states it.
        sort: what sort of sensor it is.
        name: what people call it.
        operator: the agency that runs it.
        owners: the agencies that own what is shown of it.
        marking: the marking of all that is shown of it.
        carrier: identity whose positions say where it is.
        lon: where it is, degrees.
        lat: where it is, degrees.
        sigma: 1-sigma error of that, metres.
        placed_at: when it was there.
        height: of its eye above the ground, metres.
        altitude: of its eye, metres.
        nearest: closest range at which it sees, metres.
        range: farthest range at which it sees, metres.
        bearing_from: where its sector begins, degrees true; None for all around, or not stated.
        bearing_to: where it ends, clockwise.
        revisit: seconds between two looks at one place.
        range_sigma: 1-sigma error of a range, metres.
        azimuth_sigma: 1-sigma error of a direction, degrees.
        detection: probabilities of detection by class of target and light.
        false_alarms: detections of nothing in an hour.
        false_alarms_measured: on how many looks; None where it is the maker's word.
        type: make and model.
        distance: metres from the place that was asked about, or None.
    """

    identity: str
    at: Micros
    source: str
    state: str = SensorState.UNKNOWN.value
    state_at: Micros | None = None
    sort: str | None = None
    name: str | None = None
    operator: str | None = None
    owners: tuple[str, ...] = ()
    marking: Marking | None = None
    carrier: str | None = None
    lon: float | None = None
    lat: float | None = None
    sigma: float | None = None
    placed_at: Micros | None = None
    height: float | None = None
    altitude: float | None = None
    nearest: float | None = None
    range: float | None = None
    bearing_from: float | None = None
    bearing_to: float | None = None
    revisit: float | None = None
    range_sigma: float | None = None
    azimuth_sigma: float | None = None
    detection: tuple[Chance, ...] = ()
    false_alarms: float | None = None
    false_alarms_measured: int | None = None
    type: str | None = None
    distance: float | None = None


class Near(msgspec.Struct, frozen=True):
    """About where sensors are asked for: degrees, and how far around in metres."""

    lon: float
    lat: float
    metres: float


def near(text: str) -> Near:
    """Read ``LON,LAT,KM``.

    Raises:
        UsageError: where it is none.
    """
    parts = text.split(",")
    try:
        lon, lat, km = (float(each) for each in parts)
    except ValueError:
        lon = lat = km = float("nan")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and 0 < km <= 20_100):
        raise UsageError(f"{text!r} is no place; write LON,LAT,KM, such as -82.6,42.03,25")
    return Near(lon, lat, 1000.0 * km)


def sensors(
    node: "Opened", *, at: Micros | None = None, around: Near | None = None
) -> list[SensorNow]:
    """The registry as the node's viewer may see it; the read stands in the audit.

    Args:
        node: an open node.
        at: as it was stated then; None is now.
        around: only sensors in this circle, the nearest first; those without a place are left out.
    """
    when = system_clock() if at is None else at
    rows = read_table(node, Ask(Sensor.kind, until=when + 1))
    found = _merged(node, rows)
    found = _carried(node, found, when)
    if around is None:
        return sorted(found, key=lambda each: each.identity)
    return within(found, around)


def stated_at(node: "Opened", instants: Sequence[Micros]) -> list[list[SensorNow]]:
    """The registry as it was stated at each of these instants, by one look at it.

    Places are as the registry states them: those that move stay where their own records put them.

    Args:
        node: an open node.
        instants: ascending.
    """
    if not instants:
        return []
    rows = read_table(node, Ask(Sensor.kind, until=instants[-1] + 1))
    at = np.sort(rows.column("at").cast(pa.int64()).to_numpy())
    known = np.searchsorted(at, np.array(instants, np.int64), side="right").tolist()
    made: dict[int, list[SensorNow]] = {}
    for count, instant in zip(known, instants, strict=True):
        if count not in made:
            until = pa.scalar(instant, pa.int64())
            made[count] = _merged(
                node, rows.filter(pc.less_equal(rows.column("at").cast(pa.int64()), until))
            )
    return [made[count] for count in known]


def _merged(node: "Opened", rows: pa.Table) -> list[SensorNow]:
    """One sensor of each identity: field by field the newest statement."""
    statements = Statements(rows)
    rows, take = statements.rows, statements.take
    known = pc.not_equal(rows.column("state"), SensorState.UNKNOWN.value)
    states = take(("state",), known)
    places: dict[str, int] = {}
    for fields in _TOGETHER:
        column = rows.column(fields[0])
        there = (
            pc.greater(pc.list_value_length(column), 0)
            if pa.types.is_list(column.type)
            else column.is_valid()
        )
        chosen = take(fields, there)
        if fields[0] == "lon":
            places = chosen
    for field in _ALONE:
        take((field,), rows.column(field).is_valid())
    alarms = statements.newest(rows.column("false_alarms").is_valid())
    statements.use(alarms)
    instants = rows.column("at").cast(pa.int64()).to_pylist()
    sources = rows.column("source").to_pylist()
    measured = rows.column("measured").to_pylist()
    told = rows.column("false_alarms").to_pylist()
    markings = statements.markings(node)
    found = []
    for name, row in statements.last.items():
        said = statements.said[name]
        if name in alarms:
            said["false_alarms"] = told[alarms[name]]
            said["false_alarms_measured"] = measured[alarms[name]]
        looks = said.pop("measured", None)
        said["detection"] = _chances(said.get("detection", ()), looks)
        marking = markings[name]
        found.append(
            SensorNow(
                identity=name,
                at=Micros(instants[row]),
                source=sources[row],
                state_at=Micros(instants[states[name]]) if name in states else None,
                placed_at=Micros(instants[places[name]]) if name in places else None,
                marking=marking,
                owners=marking.owners if marking is not None else (),
                **said,
            )
        )
    return found


def _chances(entries: Iterable[str], looks: int | None) -> tuple[Chance, ...]:
    """Entries of ``detection``, read; what is none was kept as stated and says nothing here."""
    found = []
    for entry in entries or ():
        try:
            target, light, value = probability(entry)
            measured = measured_on(entry)
        except ValueError:
            continue
        found.append(
            Chance(
                target=target.value,
                light=light,
                probability=float(value),
                measured=looks if measured is None else measured,
            )
        )
    return tuple(found)


def _carried(node: "Opened", found: list[SensorNow], when: Micros) -> list[SensorNow]:
    """The same, those that move placed where their carrier was last heard."""
    wanted = {each.carrier for each in found if each.carrier is not None}
    if not wanted:
        return found
    since = when - CARRIED_SECONDS * 1_000_000
    columns = ("identity", "at", "lon", "lat", "sigma")
    heard: dict[str, tuple[int, float, float, float | None]] = {}
    names = pa.array(sorted(wanted), pa.string())
    for batch in read(node, Ask(Position.kind, since, when + 1, columns=columns)):
        own = batch.filter(pc.is_in(batch.column("identity"), names))
        instants = own.column("at").cast(pa.int64()).to_pylist()
        for at, row in zip(instants, own.to_pylist(), strict=True):
            if row["lon"] is not None and at >= heard.get(row["identity"], (-1,))[0]:
                heard[row["identity"]] = (at, row["lon"], row["lat"], row["sigma"])
    return [_placed(each, heard.get(each.carrier or "")) for each in found]


def _placed(sensor: SensorNow, heard: tuple[int, float, float, float | None] | None) -> SensorNow:
    """A sensor where its carrier was heard, unless its own records say so later."""
    if heard is None or heard[0] < (sensor.placed_at or 0):
        return sensor
    at, lon, lat, sigma = heard
    return msgspec.structs.replace(sensor, lon=lon, lat=lat, sigma=sigma, placed_at=Micros(at))
